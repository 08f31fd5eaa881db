"""Personal data in a text: where it stands, and which sensitive classes are touched (个人信息保护法 §28-31)."""

from __future__ import annotations

import re

from linli.appeals.triage.proposal import PiiSpan
from linli.notices.rules.masking import PiiKind, pii_spans

_UNDER_14 = r"(?:[1-9]|1[0-3]|[一二两三四五六七八九十]|十[一二三])"
_MINOR = re.compile(
    rf"(?<![\d一二三四五六七八九十]){_UNDER_14}岁(?!数|月)|[一二两三四五六七八九十\d]+个月大?|个月(?:的)?(?:宝宝|孩子|婴儿)|孩子才|[一两二三名个]+(?:小孩|孩子|儿童|婴儿|女孩|男孩|小男孩|小女孩)|"
    r"我(?:家)?(?:女儿|儿子|闺女|孩子|小孩|宝宝)|新生儿|未成年"
)
_HEALTH = re.compile(
    r"生病|患病|重病|大病|慢性病|病人|患者|病历|看病|住院|手术|高血压|糖尿病|心脏病|癌|肿瘤|透析|瘫|残疾|腿脚不|行动不便|怀孕|孕妇|流产|打了?针|狂犬|"
    r"疫苗|抑郁|精神病|精神障碍|自闭|痴呆|糊涂|艾滋|乙肝|骨折|咬伤|咬了|受伤|哮喘|中风|偏瘫|卧床|失能|脑梗"
)
_ELDERLY = re.compile(
    r"[一两几位名个]+(?:独居)?(?:老人|老太太|老大爷|老奶奶|老爷爷)|独居老人|空巢|孤寡|[六七八九]十[多来]?[岁一二三四五六七八九]|[6-9]\d岁|[八九]旬|高龄"
)
_FINANCE = re.compile(r"银行卡|卡号|账户|存款|贷款|欠款|征信|余额")
_FAITH = re.compile(r"信教|教堂|清真|佛教|基督|信仰")


def spans_of(text: str) -> tuple[PiiSpan, ...]:
    """Return what must be covered in any public or partner view, in order; door numbers stay, triage needs them."""
    return tuple(PiiSpan(span.start, span.end, span.kind.value) for span in pii_spans(text, doors=False))


def sensitive_classes(text: str, spans: tuple[PiiSpan, ...]) -> tuple[str, ...]:
    """Return the classes of sensitive data that the text touches, for the stricter view (domain-spec §13)."""
    kinds = {span.kind for span in spans}
    tests = (
        ("minor", _MINOR.search(text) is not None),
        ("elderly", _ELDERLY.search(text) is not None),
        ("health", _HEALTH.search(text) is not None),
        ("id_number", PiiKind.ID_NUMBER.value in kinds),
        ("finance", PiiKind.BANK_CARD.value in kinds or _FINANCE.search(text) is not None),
        ("religion", _FAITH.search(text) is not None),
    )
    return tuple(name for name, holds in tests if holds)

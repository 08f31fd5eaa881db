"""Hints at somebody's health in free text: an illness said of a person, not the word alone (个人信息保护法 §28).

"My mother has diabetes" is covered; "vaccination on Monday", "ramp for the disabled" are what a notice is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WHOSE = (
    r"我|俺|本人|[他她](?!们的)|[爸妈爹娘]|爷爷|奶奶|姥姥|姥爷|老伴|老公|老婆|丈夫|妻子|爱人|儿子|女儿|闺女|孩子|小孩|宝宝|母亲|父亲|老人|婆婆|公公|"
    r"岳父|岳母|弟弟|妹妹|姐姐|哥哥|孙子|孙女|先生|女士|阿姨|大爷|大妈|大娘|邻居|租客|租户|住户|同事|室友"
)
_SUFFERS = r"患有?|确诊|查出|得了|诊断|罹患|身患|犯了|病历|检查(?:出|说)|感染"
_ILLNESS = (
    r"(?:[一-四两]型)?糖尿病|高血压|低血压|高血脂|心脏病|冠心病|心梗|脑梗死?|脑出血|脑溢血|中风|偏瘫|截瘫|脑瘫|瘫痪|卧床|癌症?(?:[早中晚]期)?|"
    r"[肺肝胃肠乳腺食道宫颈甲状淋巴血胰鼻咽膀胱前列脑骨肾]{1,3}癌(?:[早中晚]期)?|白血病|肿瘤|淋巴瘤|尿毒症|肾衰竭?|肾病|透析|化疗|放疗|抑郁症?|焦虑症|双相(?:障碍)?|"
    r"精神(?:病|分裂症?|障碍|残疾)|自闭症?|孤独症|多动症|老年痴呆症?|痴呆症?|阿尔茨海默(?:病|症)?|帕金森(?:病|症)?|失智症?|艾滋病?|HIV(?:阳性)?|"
    r"乙肝|丙肝|肝炎|肝硬化|肺结核|结核病?|梅毒|性病|癫痫|哮喘|慢阻肺|尘肺病?|红斑狼疮|渐冻症|残疾(?:人)?(?:[一二三四]级)?|"
    r"[一二三四]级残疾|聋哑|失聪|失明|智力(?:障碍|残疾)|智障|流产|怀孕(?:[一二三四五六七八九十两\d]+(?:个月|周)(?:多)?)?|孕[一二三四五六七八九十\d]+周|"
    r"剖[腹宫]产|(?:心脏)?支架|搭桥|甲亢|甲减|白内障|青光眼|股骨头坏死|[肾胆尿道管]{1,2}结石|(?:腰椎|颈椎)(?:间盘突出|病)|关节炎|胃溃疡|"
    r"[胰胃肠胆]{1,2}[腺囊]?炎|肺炎|截肢|假肢|植物人|"
    r"不孕(?:不育)?|手术|住院|骨折|骨质疏松|类风湿|痛风|狂犬病|吸毒|酗酒|重病|大病|绝症|病危"
)
_CUE = re.compile(rf"(?:{_WHOSE}|{_SUFFERS})", re.IGNORECASE)
_FOUND = re.compile(_ILLNESS, re.IGNORECASE)
_END = re.compile(r"[,，。;；!！?？\n]")
_PUBLIC = re.compile(
    r"^(?:证|人(?:联合会|协会|坡道|卫生间|通道|车位|补贴|服务|停车)|联|险|病房|楼|部|费|报销|日|宣传|讲座|筛查|预防|知识)"
)
_REACH = 24


def health_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of illnesses, pregnancies and disabilities that are said of a person; spans may overlap."""
    for cue in _CUE.finditer(text):
        stop = _END.search(text, cue.end(), cue.end() + _REACH)
        until = stop.start() if stop else min(len(text), cue.end() + _REACH)
        for match in _FOUND.finditer(text, cue.end(), until):
            if not _PUBLIC.match(text[match.end() : match.end() + 4]):
                yield match.span()

"""How a text is handled, by whom, and where it is sent on (domain-spec §4.3, §5.2 R5-3, §6.3, §9.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from linli.appeals.triage import category, outside
from linli.appeals.triage.issues import Issues
from linli.appeals.triage.proposal import Categories, PlaceGuess
from linli.appeals.triage.urgency import EMERGENCY, Alarm
from linli.kernel.words import Text

LEGAL = "meta.legal_channel"
HOTLINE, COORDINATOR, LEADER = "hotline", "street_city_mgmt", "district_leader"
MANY_HOUSEHOLDS = 100
_REFUSERS_FOR_TOP = 3
_DIGITS = {"二": 2, "两": 2, "几": 2, "数": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

_HOUSEHOLDS = re.compile(r"(\d{1,6}|[一二两三四五六七八九十百千万几数上好]{1,8})(?:多|余|来)?户(?![口籍外主型])")
_LASTING = re.compile(r"联名|集体|多年|年了|\d年|[一二三四五六七八九十两几]+年|一直|始终|牵头|推诿|至今|长期|迟迟|群体")
_REFUSED = re.compile(
    r"(?:好几个|几个|多个|各个?|哪个|所有|每个)(?:部门|单位|地方)[^。；]{0,10}(?:不归|不管|不属于|推|说不是)|互相推|相互推|踢皮球|推来推去|来回推|都说不(?:归|是|管)|"
    r"没有一个部门|没人牵头|部门之间扯皮|请[^，。]{0,8}牵头"
)
_REFUSER = re.compile(
    r"(物业|社区|街道|城管|住建|规划|供电|自来水|排水|环保|交警|开发商|区里|12345|居委会|派出所|不动产|建设)"
    r"(?=[^，。]{0,6}(?:说不|不归|不管|推给|让找|让我找))"
)
_ACUTE = ("util.", "fire.", "prop.elevator", "noise.", "dog.", "cons.noise")
_PROPERTY_BLAMED = re.compile(
    r"物业[^，。；]{0,6}(?:不管|不作为|不修|推诿|不理|失职|乱收|骂|打人|态度|私自|拒绝)|投诉[^，。]{0,6}物业"
)
_IN_ESTATE = re.compile(r"单元|楼道|号楼|院内|院里|小区|化粪池|地漏|楼院|家里|卫生间|厨房|宿舍|马桶")
_ON_ROAD = re.compile(r"马路|路口|路面|路边|主干道|大街|人行道|路中间|市政")
_CRASH = re.compile(r"打滑[^。]{0,6}撞|撞了|撞上|追尾|相撞|车祸|翻车")

_CHANNELS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"复议"), "administrative_review"),
    (re.compile(r"仲裁"), "labour_arbitration"),
    (re.compile(r"信访|上访"), "petition"),
    (re.compile(r"纪委|监委|检举干部"), "discipline"),
    (re.compile(r"信息公开"), "open_government"),
    (re.compile(r"强制执行|执行局|老赖|不执行|执行不了|法院执行"), "court_enforcement"),
    (re.compile(r"判|一审|二审|终审|再审|上诉|不服|改判|抗诉"), "court_appeal"),
    (re.compile(r"."), "court"),
)
"""Words -> the channel of domain-spec §4.3, first match."""

_HINTED = Text(
    "“{word}”：可能属于封闭清单 {list}.{code}，请人工判断",
    "“{word}” may fall under {list}.{code} of the closed list; a person decides",
)
_NUMBERS = {
    "fire.burning_now": ("119",),
    "security.public": ("110",),
    "security.fraud": ("110", "96110"),
    "util.gas": ("119", "gas_emergency"),
}


@dataclass(frozen=True, slots=True)
class Handling:
    """How and by whom, and the numbers, channels or district to send it on to."""

    mode: str
    lead_unit: str | None
    co_units: tuple[str, ...]
    redirect_to: tuple[str, ...]
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the earlier steps found in the text."""

    text: str
    code: str
    issues: Issues
    kind: str
    urgency: str
    alarms: Sequence[Alarm]
    place: PlaceGuess


def handling(heard: Heard, categories: Categories) -> Handling:
    """Return mode, units and redirects for what was heard. Unknown leaves go to the community, fast."""
    mode, reason = _mode(heard, categories)
    lead = _lead(heard, mode, categories)
    codes = heard.issues.codes or (heard.code,)
    units = [unit for code in codes for unit in (_default_lead(code, categories), *category.co_units(code))]
    co_units = tuple(dict.fromkeys(unit for unit in units if unit and unit != lead)) if lead else ()
    if mode == "answer" or heard.code == LEGAL:
        co_units = ()
    outside_hints = outside.hints(heard.text) if heard.urgency != EMERGENCY else ()
    redirects = dict.fromkeys((*_redirects(heard, mode), *(hint.channel for hint in outside_hints if hint.channel)))
    reasons = (reason, *(_HINTED.format(word=hint.word, list=hint.list, code=hint.code) for hint in outside_hints))
    return Handling(mode, lead, co_units, tuple(redirects), reasons)


def households(text: str) -> int:
    """Return the largest number of households named; "几百户" counts as 200, "上千户" as 1000."""
    return max((_number(match.group(1)) for match in _HOUSEHOLDS.finditer(text)), default=0)


def _number(words: str) -> int:
    if words.isdecimal():
        return int(words)
    for sign, value in (("万", 10_000), ("千", 1_000), ("百", 100)):
        head, found, _ = words.partition(sign)
        if found:
            return value * _DIGITS.get(head[-1:], 1)
    return 10


def is_top(text: str, code: str) -> bool:
    """Say whether it belongs before the leaders: >= 100 households with a lasting matter, or nobody takes it.

    Source: domain-spec §6.3, S-079. Acute matters (water, fire, noise) go to their unit whatever their size.
    """
    if code.startswith(_ACUTE):
        return False
    many = households(text) >= MANY_HOUSEHOLDS
    refused = _REFUSED.search(text) is not None
    refusers = len({match.group(1) for match in _REFUSER.finditer(text)})
    return (many and (refused or _LASTING.search(text) is not None)) or refused or refusers >= _REFUSERS_FOR_TOP


def _mode(heard: Heard, categories: Categories) -> tuple[str, Text]:
    if heard.place.foreign:
        return "redirect", Text(
            "地点在外区,转相应区并回执", "the place is in another district: handed over with receipt"
        )
    default = categories[heard.code].mode if heard.code in categories else "fast"
    if heard.code == LEGAL or (default == "redirect" and heard.kind != "inquiry"):
        return "redirect", Text("应走紧急或法定渠道", "belongs to an emergency line or a legal channel")
    if heard.kind == "praise" or (heard.kind == "inquiry" and heard.urgency != EMERGENCY):
        return "answer", Text("咨询或表扬,直接答复", "an inquiry or praise: answered directly")
    if heard.urgency != EMERGENCY and is_top(heard.text, heard.code):
        return "top", Text("涉及百户以上或多部门推诿,提请顶格", "many households or several refusals: top level")
    combined = _combined_mode(heard, categories)
    if combined is not None:
        return combined
    return default, Text("按该类别的默认办理方式", "the default of this category")


def _combined_mode(heard: Heard, categories: Categories) -> tuple[str, Text] | None:
    """Return split or joint for several issues with different leads; None where one unit can do it (R5-3)."""
    codes = heard.issues.codes
    if len({_default_lead(code, categories) for code in codes}) < 2:
        return None
    joint = any(code in categories and categories[code].mode == "joint" for code in codes)
    if joint and not heard.issues.separate:
        return "joint", Text("一处多因,需多部门联办", "one place, several causes: units work together")
    return "split", Text("多个独立问题,分别派办", "independent issues: one order each")


def _default_lead(code: str, categories: Categories) -> str:
    return categories[code].lead_unit if code in categories else "community"


def _lead(heard: Heard, mode: str, categories: Categories) -> str | None:
    """Return the unit kind to lead. Never the one complained of (R5-4)."""
    by_mode = {"answer": HOTLINE, "split": COORDINATOR, "top": LEADER}
    if heard.place.foreign:
        return None
    if mode in by_mode:
        return by_mode[mode]
    lead = _default_lead(heard.code, categories)
    if lead == "property" and _PROPERTY_BLAMED.search(heard.text):
        return COORDINATOR
    if heard.code == "util.sewer" and _IN_ESTATE.search(heard.text) and not _ON_ROAD.search(heard.text):
        return "estate_branch"
    if lead == "owners_committee" and heard.kind == "suggestion":
        return "community"
    return lead


def _redirects(heard: Heard, mode: str) -> tuple[str, ...]:
    out: list[str] = []
    if heard.urgency == EMERGENCY:
        out += [number for alarm in heard.alarms for number in alarm.numbers]
        if heard.code == "util.gas":
            out += _NUMBERS["util.gas"]
        if _CRASH.search(heard.text):
            out.append("122")
    if mode == "redirect" and heard.code in _NUMBERS:
        out += _NUMBERS[heard.code]
    if heard.code == LEGAL:
        out.append(next(channel for pattern, channel in _CHANNELS if pattern.search(heard.text + " ")))
    if heard.place.foreign and heard.place.district:
        out.append(heard.place.district)
    return tuple(dict.fromkeys(out))

"""Whether a text complains of a unit or only mentions it (I13; 济南市12345条例 §32; ADR 0014). Pure and quick.

"The company does nothing" complains of the company; "I have phoned the company", "ask the company to mend it" do not.
A doubtful one counts as a complaint: until triage that only keeps the unit's people from the reporter, and triage by
somebody else clears it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

CONDUCT = frozenset({"meta.conduct"})
"""Leaves that are complaints about staff or a unit by themselves (domain-spec §5)."""
ACCUSING = frozenset({"complaint", "report"})
"""Kinds chosen by the reporter that accuse: 投诉, 举报."""
SHORTEST = 3
_REACH, _NEAR = 14, 9

_GRAVE = (
    r"不作为|乱作为|推诿|推脱|扯皮|踢皮球|敷衍|糊弄|失职|渎职|徇私|包庇|勾结|串通|偏袒|袒护|吃拿卡要|索要|索贿|受贿|行贿|贪污|"
    r"收[了受取]?(?:红包|好处|回扣)|侵占|挪用|克扣|截留|骂|打人|打了我|殴打|动手|威胁|恐吓|报复|刁难|欺负|乱收|私自|违规|违法|"
    r"弄虚作假|造假|泄露|泄漏|不公开|态度(?!.{0,3}好)|恶劣|蛮横|粗暴|傲慢|野蛮|歧视|霸占|不文明|玩忽职守|作风|腐败|违纪"
)
_IDLE = (
    r"不管|没人管|不理|不处理|不解决|不修|不来|没来|没人来|不接|不回|不答复|不打扫|不清|不履|不负责|不认|不给|不让|不听|不上门|"
    r"拖着|拖延|一拖再拖|拒绝|拒不|迟迟|置之不理|视而不见|无所谓|没有作用|形同虚设|收钱不"
)
_ACCUSE = r"(?<!不是)(?<!并非)(?<!不)(?:投诉|举报|控告|检举|状告|曝光|追究|问责|处分)"
_ASKED = re.compile(
    r"(?:请|让|希望|建议|要求|由|麻烦|恳请|盼|盼望|拜托|督促|责令|协调|感谢|表扬|多亏)(?:一下|贵|本|我们|咱们|小区|相关)*$"
)
_TOLD = re.compile(r"(?:向|给|找|跟|和|同|问|联系|告诉|通知|到|去)(?:了|过|本|我们|咱们|小区|好几次|多次)*$")
_BREAK = re.compile(r"[。;;!!??\n]")
_SUSPECT = re.compile(f"{_GRAVE}|{_IDLE}|{_ACCUSE}")
_IS_GRAVE, _IS_IDLE, _DOES_ACCUSE = (re.compile(pattern) for pattern in (_GRAVE, _IDLE, _ACCUSE))
_IS_NOT = re.compile(r"[不没无未乱拒]")

_OF_STAFF = r"(?=工作人员|书记|主任|干部|领导|的人|不|推诿|没人管|态度|敷衍|乱)"
WORDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), kinds)
    for pattern, kinds in (
        (r"物业|保安", ("property",)),
        (r"业委会|业主委员会|自管会", ("owners_committee",)),
        (rf"居委会?|居民委员会|社区{_OF_STAFF}", ("community", "community_committee")),
        (r"网格员|网格长", ("grid_worker", "grid_branch", "community")),
        (
            rf"街道办事?处?|办事处|街道{_OF_STAFF}",
            (
                "street_office_leader",
                "street_work_committee",
                "street_city_mgmt",
                "street_safety",
                "street_social",
                "street_justice",
            ),
        ),
        (r"城管|执法中?队|执法人员|综合执法", ("enforcement",)),
        (r"派出所|民警", ("police",)),
        (r"交警", ("traffic_police",)),
        (r"12345|热线|接线员|话务员", ("hotline",)),
    )
)
"""What people call an office without its name -> the kinds of unit that it may be, at the place of the report."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit stands at `start` to `end` (half-open) of the text; `units` are those that may be meant."""

    start: int
    end: int
    units: frozenset[UUID]


def is_suspect(text: str, *, category: str, kind: str) -> bool:
    """Say whether it is worth looking for units: most reports complain of nobody."""
    return category in CONDUCT or kind in ACCUSING or _SUSPECT.search(text) is not None


def blamed(text: str, mentions: Iterable[Mention], *, category: str, kind: str) -> frozenset[UUID]:
    """Return the units that `text` complains of. `category` is the machine's leaf, `kind` what the reporter chose."""
    if kind == "praise":
        return frozenset()
    found: set[UUID] = set()
    for mention in mentions:
        if _is_blamed(text, mention, category=category, kind=kind):
            found |= mention.units
    return frozenset(found)


def _is_blamed(text: str, mention: Mention, *, category: str, kind: str) -> bool:
    before = _BREAK.split(text[: mention.start])[-1]
    after = _BREAK.split(text[mention.end :], maxsplit=1)[0]
    if _ASKED.search(before):
        return False
    if category in CONDUCT or _DOES_ACCUSE.search(before[-_NEAR:]):
        return True
    if _IS_IDLE.search(after[:_NEAR]):
        return True
    if _TOLD.search(before):
        return _IS_IDLE.search(after[: _REACH + _NEAR]) is not None
    if _IS_GRAVE.search(after[:_REACH]):
        return True
    return kind in ACCUSING and _IS_NOT.search(after[:_NEAR]) is not None


def said_kinds(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield (start, end, kinds of unit) of the offices that the text speaks of without a name."""
    for pattern, kinds in WORDS:
        for match in pattern.finditer(text):
            yield *match.span(), kinds


_TOWN = re.compile(r"^(?:[一-鿿]{2,3}省)?(?:[一-鿿]{2,3}市)?(?:[一-鿿]{1,3}区)?")
_SHORTER = (
    (re.compile(r"(?:股份|集团|责任)*有限(?:责任)?公司$"), "公司"),
    (re.compile(r"物业(?:管理|服务)?(?:中心|公司|处|部)?$"), "物业"),
    (re.compile(r"居民委员会$"), "居委会"),
    (re.compile(r"业主委员会$"), "业委会"),
    (re.compile(r"街道办事处$"), "街道办"),
    (re.compile(r"城市管理办公室$"), "城管办"),
    (re.compile(r"综合行政执法(中?队)$"), r"执法\1"),
    (re.compile(r"社区居委会$"), "居委会"),
)


def usual_names(name: str) -> frozenset[str]:
    """Return how people call a unit: its name, without town and district, and in the usual short forms."""
    forms = {name, _TOWN.sub("", name)}
    for pattern, short in _SHORTER:
        forms |= {pattern.sub(short, form) for form in forms}
    return frozenset(form for form in forms if len(form) >= SHORTEST)


class Names:
    """Finds registered units in a text: by the first two characters, so that a text costs its length."""

    def __init__(self, names: Mapping[UUID, str]) -> None:
        self._by_start: dict[str, dict[str, set[UUID]]] = {}
        for unit, name in names.items():
            for form in usual_names(name):
                self._by_start.setdefault(form[:2], {}).setdefault(form, set()).add(unit)

    def find(self, text: str) -> Iterator[Mention]:
        """Yield every mention; where one name goes on in a longer one, the longer one counts."""
        start = 0
        while start < len(text) - 1:
            forms = self._by_start.get(text[start : start + 2], {})
            here = max((form for form in forms if text.startswith(form, start)), key=len, default="")
            if here:
                yield Mention(start, start + len(here), frozenset(forms[here]))
            start += len(here) or 1


def without_named(
    said: Iterable[tuple[int, int, tuple[str, ...]]], named: Collection[Mention]
) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return the unnamed offices that are no part of a name: "安居物业" is not just any property company."""
    return [one for one in said if not any(name.start < one[1] and one[0] < name.end for name in named)]

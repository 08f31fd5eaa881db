"""Where it is, from the words (domain-spec §5.2 R5-5, §16.4).

Door number, estate or building, community, street, junction, coordinates: in this order. A road alone decides
nothing, for roads run through several districts and lend their names to communities elsewhere; the district and the
street that the text names win over everything that only sounds like it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from linli.appeals.triage.gazetteer import Gazetteer, Mention
from linli.appeals.triage.proposal import Division, PlaceGuess
from linli.grid.rules.spelling import plain
from linli.kernel.actor import is_within

_EXACT = ("building", "address", "estate", "alias")
_DISTRICTS = ("district", "foreign")
_PIN = "pin"
_MOST_CANDIDATES = 5
_NOT_HERE = re.compile(r"(?:户口|户籍|老家|单位|上班|工作|学籍)(?:是?在|地|是)?$")
_NUMBER = r"(?:\d{1,5}|[一二三四五六七八九十百]{1,4})"
_KNOWN_ENDS = "小区|花园|家园|公寓|宿舍|大厦|广场|山庄|新村|新城|新苑|雅居|名苑|佳苑|大院|楼院|苑|院|园|庭|府|城|里|邸"
_TAIL = re.compile(
    rf"(?:第?{_NUMBER}网格|(?:[一-鿿A-Za-z\d]{{1,10}}?(?:{_KNOWN_ENDS}))|某?小区|某楼院|{_NUMBER}号(?:楼院?|院|甲|乙|丙)?|{_NUMBER}(?:栋|幢|座|单元|楼|层|室|户)|"
    rf"[\d]+-[\d]+(?:-\d+)?|[东南西北]门|大门口?|门口|院内|院里|楼前|楼下|楼后|楼道|门前|沿街|路口|旁边|附近|对面|东侧|西侧|南侧|北侧|楼顶|地下车库|车库|广场|公园|市场|门厅|电梯|巷子|胡同)"
)
_ROAD_NAME = r"[一-鿿]{1,5}?(?:支路|[一二三四五六七八九十]路|路|大街|街|巷|大道)"
_JUNCTION = re.compile(
    rf"(?P<one>{_ROAD_NAME})(?:和|与|、|跟|同)?(?P<two>{_ROAD_NAME})(?:的)?(?:交叉路?口|交汇处?|交界处?|十字路口|路口|交口)"
)
_DOOR = re.compile(
    rf"(?P<road>{_ROAD_NAME})\s?{_NUMBER}号(?:楼院|院|楼|甲|乙|丙)?(?:\s?{_NUMBER}(?:号楼|栋|幢|座|单元|楼|层|室|户))*"
)
_ESTATE = re.compile(
    rf"(?P<name>[一-鿿A-Za-z\d]{{2,10}}?(?:小区|花园|家园|公寓|宿舍|山庄|新村|新城|名苑|佳苑|楼院|苑|雅居|未来城))"
    rf"(?:{_NUMBER}(?:期|区))?(?:\s?{_NUMBER}(?:号楼|栋|幢|座|单元|楼|层|室|户|号))*(?:楼?前|楼下|门口|院内|电梯)?"
)
_LEAD_IN = re.compile(
    r"^.*(?:市民(?:来电|反映)|反映|来电|称|我是|我在|位于|住在|地址(?:是)?|在|路过|登记|发现|检查|查看|你好|您好|我们|关于|有市民|街道办事处|街道办|街道|社区|区|市|到|从|的|是|那个?|我家|附近)"
)


def resolve(text: str, gazetteer: Gazetteer, *, home: str | None, point_area: str | None = None) -> PlaceGuess:
    """Return where the words say it is; `point_area` (the path found from the pin) fills in where they are silent.

    `home` is the code of the district that handles; with None no place is foreign.
    """
    mentions = [mention for mention in gazetteer.find(text) if not _is_elsewhere(text, mention)]
    district = _district(mentions)
    within = [m for m in mentions if m.area_path and m.kind not in (*_DISTRICTS, "road", "place")]
    allowed = [m for m in within if district is None or is_within(m.area_path, district)]
    best = _best(allowed, home)
    deciding = _deepest(best, allowed)
    path = deciding.area_path if deciding else district
    others = tuple(dict.fromkeys(m.area_path for m in mentions if m.area_path and m.area_path != path))
    named, path = path, _with_point(path, point_area)
    rung = _PIN if path != named else _rung(deciding)
    found = path.split("/")[0] if path else home
    exact = next((m for m in allowed if m.kind in _EXACT and path and is_within(m.area_path, path)), None)
    return PlaceGuess(
        district=found,
        street=_division(path, 1, gazetteer),
        community=_division(path, 2, gazetteer),
        location_text=location_text(text, mentions),
        area_path=path,
        building_id=exact.building_id if exact else None,
        estate_id=exact.estate_id if exact else None,
        candidates=others[:_MOST_CANDIDATES],
        foreign=home is not None and found is not None and found != home,
        rung=rung,
        confidence=_confidence(path, deciding, mentions) if rung else 0.0,
        alias_id=deciding.alias_id if deciding and path == named else None,
    )


def _rung(mention: Mention | None) -> str:
    return "" if mention is None else "door" if mention.kind == "address" else mention.kind


def _confidence(path: str | None, deciding: Mention | None, mentions: Sequence[Mention]) -> float:
    """Return one over the number of places that the words may mean; a name with a slip counts as one more."""
    told = {m.area_path for m in mentions if m.area_path and m.kind not in (*_DISTRICTS, "road", "place")}
    rivals = [one for one in told if path and not is_within(one, path) and not is_within(path, one)]
    return 1 / (1 + len(rivals) + (deciding is not None and deciding.is_misspelt))


def _district(mentions: Sequence[Mention]) -> str | None:
    """Return the district that the text names: the one that a place name follows at once, else the first one.

    A district's own name counts before a street that only stands for another district.
    """
    named = sorted((m for m in mentions if m.kind in _DISTRICTS), key=lambda m: (_DISTRICTS.index(m.kind), m.start))
    for mention in named:
        if any(other.start == mention.end and other.kind not in _DISTRICTS for other in mentions):
            return _code_of(mention)
    return _code_of(named[0]) if named else None


def _is_elsewhere(text: str, mention: Mention) -> bool:
    """Say whether the name is where somebody works or is registered, not where it happens."""
    before, after = text[max(0, mention.start - 5) : mention.start], text[mention.end : mention.end + 3]
    return _NOT_HERE.search(before) is not None or after.startswith(("上班", "工作", "户口", "的户口"))


def _code_of(mention: Mention) -> str | None:
    return mention.district_code or mention.area_path.split("/")[0] or None


def _best(allowed: Sequence[Mention], home: str | None) -> Mention | None:
    """Return the mention that decides: what the named street contains, else the first community, else the street."""
    streets = [m for m in allowed if m.kind == "street"]
    finer = [m for m in allowed if m.kind != "street"]
    if streets:
        street = streets[0]
        inside = [m for m in finer if is_within(m.area_path, street.area_path)]
        return min(inside, key=_rank, default=street)
    if not finer:
        return None
    first = min(finer, key=_rank)
    same_words = {m.area_path for m in finer if (m.start, m.kind) == (first.start, first.kind)}
    if len(same_words) > 1:
        at_home = [m for m in finer if m.start == first.start and home and is_within(m.area_path, home)]
        return at_home[0] if len({m.area_path for m in at_home}) == 1 else None
    return first


def _rank(mention: Mention) -> tuple[int, int]:
    order = (*_EXACT, "grid", "community")
    return (order.index(mention.kind) if mention.kind in order else len(order), mention.start)


def _deepest(best: Mention | None, allowed: Sequence[Mention]) -> Mention | None:
    """Return the mention that says most exactly where the best one is; it itself where none says more."""
    if best is None:
        return None
    inside = [m for m in allowed if is_within(m.area_path, best.area_path)]
    deepest = max(inside, key=lambda m: m.area_path.count("/"), default=best)
    return best if deepest.area_path == best.area_path else deepest


def _with_point(path: str | None, point_area: str | None) -> str | None:
    """Return the path of the pin where the words name none, or name a larger area around it; words are not left."""
    if not point_area or (path is not None and not is_within(point_area, path)):
        return path
    return point_area


def _division(path: str | None, depth: int, gazetteer: Gazetteer) -> Division | None:
    parts = path.split("/") if path else []
    if len(parts) <= depth:
        return None
    return Division(parts[depth], gazetteer.name_of(parts[depth]) or parts[depth])


def location_text(text: str, mentions: Sequence[Mention]) -> str | None:
    """Return the phrase a person would underline as the place: from the finest name to the end of its address.

    It is looked for in plain characters and given back in those of the text.
    """
    found = _location(plain(text), mentions)
    return text[found[0] : found[1]].strip() if found else None


def _location(text: str, mentions: Sequence[Mention]) -> tuple[int, int] | None:
    head = text[:400]
    for pattern, name in ((_JUNCTION, "one"), (_DOOR, "road")):
        match = pattern.search(head)
        if match:
            start = _skip_lead_in(head, match.start(name), match.end(name), mentions)
            return _extend(head, start, match.end())
    finest = [m for m in mentions if m.kind in ("building", "estate", "alias", "address", "grid", "community")]
    if finest:
        first = min(finest, key=lambda m: m.start)
        return _extend(head, first.start, first.end) if first.start < len(head) else (first.start, first.end)
    estate = _ESTATE.search(head)
    streets = [m for m in mentions if m.kind == "street"]
    if estate:
        start = _skip_lead_in(head, estate.start("name"), estate.end("name"), mentions)
        if estate.end("name") - start >= 2:
            return _extend(head, start, estate.end())
    if streets:
        first = streets[0]
        return _extend(head, first.start, first.end)
    return None


def _skip_lead_in(text: str, start: int, end: int, mentions: Sequence[Mention]) -> int:
    """Return where the name begins, without the words that only lead up to it."""
    for mention in mentions:
        if mention.kind in (*_DISTRICTS, "street") and start < mention.end < end:
            start = mention.end
    lead = _LEAD_IN.match(text[start : end - 2])
    return start + lead.end() if lead else start


def _extend(text: str, start: int, end: int) -> tuple[int, int]:
    while True:
        match = _TAIL.match(text, end)
        if match is None or match.end() - start > 40:
            return start, end
        end = match.end()

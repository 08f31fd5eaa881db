"""The gazetteer: names of places in a text, and which of them decides (R5-5).

Order: explicit door number, estate or building or alias, grid or community, street, junction of two roads. A road
name alone never decides; the text's own district and street win over names that neighbours share.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from uuid import UUID

import ahocorasick

from linli.grid.rules.near import Near, Slip
from linli.grid.rules.rows import Located, Mention
from linli.grid.rules.spelling import numeral, plain
from linli.grid.words import Certainty, MentionKind
from linli.kernel.actor import is_within

_COUNT = r"\d{1,4}|[一二三四五六七八九十百]{1,5}"
_BUILDING = re.compile(rf"(?:小区|院内|院)?\s*({_COUNT})\s*(?:号楼|号座|栋|幢|座|#楼|#)")
_DOOR = re.compile(rf"(\d{{1,5}}(?:-\d{{1,3}})?(?:[甲乙丙丁])?|{_COUNT})\s*号(?!楼(?![道下上前后顶梯里院])|座|线)")
_OF_A_BUILDING = re.compile(r"(?:号楼|号座|号|栋|幢|座|楼|#楼|#)$")
_CHINESE = re.compile(r"[一二三四五六七八九十百]+")
_CROSSING = re.compile(
    r"\s?(?:的)?(?:十字路口|丁字路口|三岔路口|岔路口|交叉路口|路口|交叉口|交叉处|交汇处|交汇口|交会处|交界处|交界口|相交处|交口|转角|拐角|"
    r"口)"
)
_BETWEEN = frozenset(
    {"", "和", "与", "、", "/", "-", "—", "同", "跟", "及", "交", "×", "x", "靠近", "近", "靠", "相交", "&", "+"}
)

ORDER: tuple[tuple[MentionKind, Certainty], ...] = (
    (MentionKind.ADDRESS, Certainty.DOOR),
    (MentionKind.BUILDING, Certainty.BUILDING),
    (MentionKind.ALIAS, Certainty.ALIAS),
    (MentionKind.ESTATE, Certainty.ESTATE),
    (MentionKind.GRID, Certainty.GRID),
    (MentionKind.COMMUNITY, Certainty.COMMUNITY),
    (MentionKind.STREET, Certainty.STREET),
    (MentionKind.JUNCTION, Certainty.JUNCTION),
)
"""What decides, strongest first. Source: domain-spec R5-5."""

_WHOLE = frozenset({MentionKind.BUILDING, MentionKind.ALIAS, MentionKind.ESTATE, MentionKind.COMMUNITY})
_FORGIVEN = frozenset({MentionKind.STREET, MentionKind.COMMUNITY, MentionKind.ESTATE, MentionKind.ALIAS})
"""Kinds whose names are recognised with a slip; roads and other districts only as they are written."""
_PASSED_OVER = frozenset({MentionKind.ROAD})


@dataclass(frozen=True, slots=True)
class Target:
    """What a name stands for."""

    kind: MentionKind
    area_path: str | None = None
    building_id: UUID | None = None
    estate_id: UUID | None = None
    district_code: str | None = None
    alias_id: UUID | None = None
    address_id: UUID | None = None


@dataclass(frozen=True)
class Names:
    """Everything that has a name: `by_name` whole names; buildings, doors, junctions by their parts."""

    district: str
    by_name: Mapping[str, tuple[Target, ...]]
    buildings: Mapping[tuple[UUID, str], Target] = field(default_factory=dict)
    doors: Mapping[tuple[str, str], Target] = field(default_factory=dict)
    junctions: Mapping[tuple[str, str], Target] = field(default_factory=dict)
    roads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Every way of saying a road -> the areas it touches; a junction nobody registered lies where two roads touch."""


class Gazetteer:
    """Finds places in texts. Immutable once built; safe to share between threads."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._called: dict[str, list[str]] = {}
        for name in names.by_name:
            if name:
                self._called.setdefault(plain(name), []).append(name)
        self._automaton = ahocorasick.Automaton()
        for spelling in self._called:
            self._automaton.add_word(spelling, len(spelling))
        self._is_empty = len(self._automaton) == 0
        if not self._is_empty:
            self._automaton.make_automaton()

    @cached_property
    def _near(self) -> Near:
        """Made when first a text names no place that is known: many never do."""
        forgiven = (
            spelling
            for spelling, names in self._called.items()
            if any(target.kind in _FORGIVEN for name in names for target in self._names.by_name[name])
        )
        return Near(forgiven)

    def find(self, text: str) -> list[Mention]:
        """Return the mentions in `text` by position; a shared name gives one mention for each thing it may mean.

        Traditional and wide characters count as their plain ones. Names inside longer names are not mentions;
        candidates outside the street or community that the text itself names are dropped. Where no place is named as
        it is written in the register, names with one slip are looked for.
        """
        told = plain(text)
        mentions = self._with_parts(told, self._meant(_longest(self._spans(told))))
        if not any(m.kind in _WHOLE or m.kind is MentionKind.ADDRESS for m in mentions):
            slips = self._with_parts(told, self._misspelt(told, mentions))
            mentions = [m for m in mentions if not any(_overlap(m, slip) for slip in slips)] + slips
        return sorted(_in_context(mentions), key=lambda m: (m.start, m.end, m.kind.value, m.area_path or ""))

    def _meant(self, spans: Iterable[tuple[int, int, str]]) -> list[Mention]:
        return [
            Mention(
                start, end, name, t.kind, t.area_path, t.building_id, t.estate_id, t.district_code, alias_id=t.alias_id
            )
            for start, end, spelling in spans
            for name in self._called[spelling]
            for t in self._names.by_name[name]
        ]

    def _misspelt(self, told: str, known: list[Mention]) -> list[Mention]:
        """Return what slips may mean, the longest name first; alike names over the same words are all meant."""
        taken = [m for m in known if m.kind not in _PASSED_OVER]
        kept: list[Slip] = []
        for slip in self._near.find(told):
            over = next((one for one in kept if _overlap(one, slip)), None)
            rival = over is not None and len(over.name) == len(slip.name) and over.name != slip.name
            if any(_overlap(m, slip) for m in taken) or (over is not None and not rival):
                continue
            # Rivals stand at one place, so that neither decides.
            kept.append(Slip(over.start, over.end, slip.name) if over is not None else slip)
        found = self._meant((slip.start, slip.end, slip.name) for slip in dict.fromkeys(kept))
        return [replace(m, is_misspelt=True) for m in found if m.kind in _FORGIVEN]

    def locate(self, text: str) -> Located:
        """Return what the words decide about the place; UNKNOWN when they decide nothing.

        OUTSIDE with its district when only another district is named. Source: R5-5.
        """
        return self.decide(self.find(text))

    def decide(self, mentions: list[Mention]) -> Located:
        """Return what mentions found in one text decide, as `locate` says it."""
        own = any(m.kind is MentionKind.DISTRICT for m in mentions)
        foreign = [m for m in mentions if m.kind is MentionKind.FOREIGN]
        if foreign and not own:
            return Located(Certainty.OUTSIDE, district_code=foreign[0].district_code, mention=foreign[0])
        fitting = _in_named_street(mentions)
        for kind, certainty in ORDER:
            chosen = _unambiguous([m for m in fitting if m.kind is kind and m.area_path])
            if chosen is not None:
                crossing = _exacter(chosen, fitting)
                return self._located(crossing or chosen, Certainty.JUNCTION if crossing else certainty, mentions)
        return Located(Certainty.UNKNOWN, candidates=_paths(mentions))

    def _located(self, chosen: Mention, certainty: Certainty, mentions: list[Mention]) -> Located:
        return Located(
            certainty,
            chosen.area_path,
            chosen.building_id,
            chosen.estate_id,
            self._names.district,
            chosen,
            *_how_sure(chosen, mentions),
        )

    def touched(self, road: str) -> frozenset[str]:
        """Return the areas that a road touches, by any way of saying it."""
        return self._names.roads.get(road, frozenset())

    def _spans(self, text: str) -> Iterable[tuple[int, int, str]]:
        if self._is_empty:
            return
        for last, size in self._automaton.iter(text):
            yield last + 1 - size, last + 1, text[last + 1 - size : last + 1]

    def _with_parts(self, text: str, mentions: list[Mention]) -> list[Mention]:
        found = [self._with_building(text, self._with_door(text, m)) for m in mentions]
        return found + self._crossings(text, [m for m in found if m.kind is MentionKind.ROAD])

    def _with_door(self, text: str, mention: Mention) -> Mention:
        match = _DOOR.match(text, mention.end) if mention.kind is MentionKind.ROAD else None
        target = self._names.doors.get((mention.name, _digits(match[1]))) if match else None
        return _extended(mention, text, match, target)

    def _with_building(self, text: str, mention: Mention) -> Mention:
        match = _BUILDING.match(text, mention.end) if mention.estate_id and mention.building_id is None else None
        known = mention.estate_id if match else None
        target = self._names.buildings.get((known, _digits(match[1]))) if match and known else None
        return _extended(mention, text, match, target)

    def _crossings(self, text: str, roads: list[Mention]) -> list[Mention]:
        found = []
        for first, second in pairwise(roads):
            match = _CROSSING.match(text, second.end)
            if match is None or text[first.end : second.start].strip() not in _BETWEEN or first.name == second.name:
                continue
            name = text[first.start : match.end()]
            path = self._crossing(first.name, second.name)
            found.append(Mention(first.start, match.end(), name, MentionKind.JUNCTION, path))
        return found

    def _crossing(self, first: str, second: str) -> str | None:
        """Return the area of a junction: as registered, else derived from the areas that both roads touch."""
        a, b = sorted((first, second))
        known = self._names.junctions.get((a, b))
        if known is not None and known.area_path:
            return known.area_path
        nowhere: frozenset[str] = frozenset()
        return meeting(self._names.roads.get(a, nowhere), self._names.roads.get(b, nowhere))


STREET_DEPTH = 2


def meeting(first: Collection[str], second: Collection[str]) -> str | None:
    """Return the smallest area in which two roads can meet, given the areas that each touches; None: they do not.

    Where both touch several areas, it is what lies around these; the district says nothing. Source: R5-5 (a road alone
    never decides, two that cross do).
    """
    shared = {one if is_within(one, other) else other for one in first for other in second if _is_line(one, other)}
    if not shared:
        return None
    low, high = min(shared).split("/"), max(shared).split("/")
    depth = next((n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    return "/".join(low[:depth]) if depth >= STREET_DEPTH else None


def _is_line(one: str, other: str) -> bool:
    return is_within(one, other) or is_within(other, one)


def _extended(mention: Mention, text: str, match: re.Match[str] | None, target: Target | None) -> Mention:
    if match is None or target is None:
        return mention
    name = text[mention.start : match.end()]
    return replace(
        mention,
        end=match.end(),
        name=name,
        kind=target.kind,
        area_path=target.area_path,
        building_id=target.building_id,
        estate_id=target.estate_id or mention.estate_id,
        address_id=target.address_id,
    )


def _digits(number: str) -> str:
    return numeral(number) if _CHINESE.fullmatch(number) else number


def _overlap(one: Mention | Slip, other: Mention | Slip) -> bool:
    return one.start < other.end and other.start < one.end


_WIDER = frozenset({MentionKind.STREET, MentionKind.COMMUNITY})


def _exacter(chosen: Mention, mentions: list[Mention]) -> Mention | None:
    """Return the junction inside the larger area that decided: it says more exactly what the area says."""
    if chosen.kind not in _WIDER:
        return None
    crossing = _unambiguous([m for m in mentions if m.kind is MentionKind.JUNCTION and m.area_path])
    inside = crossing is not None and is_within(crossing.area_path or "", chosen.area_path or "")
    return crossing if inside and crossing and crossing.area_path != chosen.area_path else None


def _in_named_street(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions that fit the street which the text names: it wins over names that lie elsewhere (R5-5)."""
    sure = [m for m in mentions if m.kind is MentionKind.STREET and not m.is_misspelt]
    named = [m.area_path for m in sure if m.area_path and sum((m.start, m.end) == (o.start, o.end) for o in sure) == 1]
    if not named:
        return mentions
    return [m for m in mentions if not m.area_path or any(_is_line(m.area_path, street) for street in named)]


def _how_sure(chosen: Mention, mentions: list[Mention]) -> tuple[tuple[str, ...], float]:
    """Return (candidates, confidence) as `Located` tells them."""
    paths = _paths([chosen, *(m for m in mentions if m.kind is not MentionKind.ROAD and _paths([m]))])
    others = [path for path in paths if not _is_line(path, chosen.area_path or "")]
    return paths, 1 / (1 + len(others) + chosen.is_misspelt)


def _paths(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.area_path for m in mentions if m.area_path and m.kind is not MentionKind.DISTRICT))


def _longest(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
        elif span[1] - span[0] > kept[-1][1] - kept[-1][0]:
            kept[-1] = span
    return kept


def _in_context(mentions: list[Mention]) -> list[Mention]:
    """Drop candidates of shared names that lie outside the areas which the text names without doubt."""
    by_span: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        by_span.setdefault((mention.start, mention.end), []).append(mention)
    anchors = (MentionKind.STREET, MentionKind.COMMUNITY)
    sure = [group[0].area_path for group in by_span.values() if len(group) == 1 and group[0].kind in anchors]
    named = [path for path in sure if path]
    kept: list[Mention] = []
    for group in by_span.values():
        inside = [m for m in group if m.area_path and any(is_within(m.area_path, path) for path in _deepest(named))]
        own = [m for m in group if m.kind is not MentionKind.FOREIGN] if named else group
        kept.extend(inside or own or group)
    return kept


def _deepest(paths: list[str]) -> list[str]:
    return [path for path in paths if not any(other != path and is_within(other, path) for other in paths)]


def _unambiguous(mentions: list[Mention]) -> Mention | None:
    if not mentions:
        return None
    first = mentions[0]
    same_place = (first.area_path, first.building_id, first.estate_id)
    shared = [m for m in mentions if (m.start, m.end) == (first.start, first.end)]
    return first if all((m.area_path, m.building_id, m.estate_id) == same_place for m in shared) else None


def plain_number(number: str) -> str:
    """Return the number of a building as it is looked up: 3号楼, 3栋 and 三号楼 are 3."""
    bare = _OF_A_BUILDING.sub("", plain(number).strip())
    return _digits(bare) or number


def spoken(kind: MentionKind, name: str, aliases: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the ways in which a name is said: itself, its aliases, and for grids the number in digits."""
    ways = [name, *aliases]
    if kind is MentionKind.STREET and name.endswith("街道"):
        ways.append(name + "办事处")
    if kind is MentionKind.ESTATE and name.endswith("小区") and len(name) > 4:
        ways.append(name.removesuffix("小区"))
    return tuple(dict.fromkeys(way for way in ways if len(way) >= 2))

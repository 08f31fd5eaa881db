"""Names to choose from while somebody writes an address: whatever begins with or holds what was written.

Every name handed out is one that the gazetteer finds again, and it means the same thing there.

Source: domain-spec §16.4.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from linli.grid.rules.names import Names, Target
from linli.grid.words import MentionKind

MOST = 6
LEAST_CHARACTERS = 1
LOOKED_AT = 400
"""So many names are ranked at most: a single character is in thousands of them."""

_PARTS = re.compile(r"^(?P<head>.*?\D)(?P<number>\d{1,5}(?:-\d{1,3})?[甲乙丙丁]?)(?:号|栋|幢|座|#)?(?:楼)?$")
_DOOR = re.compile(r"\d{1,5}(?:-\d{1,3})?[甲乙丙丁]?")
_AREAS = frozenset({MentionKind.STREET, MentionKind.COMMUNITY, MentionKind.GRID})
_WHOLE = _AREAS | {MentionKind.ESTATE, MentionKind.ALIAS, MentionKind.ADDRESS, MentionKind.BUILDING}
_RANK = {MentionKind.BUILDING: 0, MentionKind.ADDRESS: 1, MentionKind.ALIAS: 2, MentionKind.ESTATE: 2}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name to choose and what it stands for."""

    name: str
    kind: MentionKind
    area_path: str
    building_id: UUID | None
    estate_id: UUID | None


class Suggestions:
    """All names, ready to be looked through. Immutable once built; safe to share between threads."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._whole = sorted(_whole(names.by_name), key=lambda one: one[0])
        self._roads = sorted({road for road, _ in names.doors})
        self._doors: dict[str, list[str]] = defaultdict(list)
        for road, number in sorted(names.doors, key=lambda door: (door[0], *_in_order(door[1]))):
            if _DOOR.fullmatch(number):  # a door like “24号院2号楼” is found by its estate
                self._doors[road].append(number)
        self._buildings: dict[UUID, list[str]] = defaultdict(list)
        for estate, number in sorted(names.buildings, key=lambda one: (str(one[0]), *_in_order(one[1]))):
            self._buildings[estate].append(number)

    def find(self, words: str, *, most: int = MOST) -> list[Suggestion]:
        """Return at most `most` names for what was written so far, the most exact and nearest first."""
        asked = plain(words)
        if len(asked) < LEAST_CHARACTERS:
            return []
        parts = _PARTS.match(asked)
        head, number = (parts["head"], parts["number"]) if parts else (asked, "")
        found: dict[str, tuple[tuple[int, int, int, str], Suggestion]] = {}
        for one in self._candidates(asked, head, number):
            found.setdefault(one.name, (_order(one, asked, head), one))
            if len(found) >= LOOKED_AT:
                break
        ranked = [one for _, one in sorted(found.values(), key=lambda ranked: ranked[0])]
        return _each_once(ranked)[:most]

    def _candidates(self, asked: str, head: str, number: str) -> Iterator[Suggestion]:
        if number:
            yield from self._numbered(head, number)
        for name, target in self._whole:
            if asked in name and target.area_path:
                yield Suggestion(name, target.kind, target.area_path, target.building_id, target.estate_id)
        if not number:
            yield from self._numbered(asked, "")

    def _numbered(self, head: str, number: str) -> Iterator[Suggestion]:
        """Yield the doors of roads, and the buildings of estates, whose name holds `head`."""
        for road in self._roads:
            if head in road:
                yield from self._of_road(road, number)
        for name, target in self._whole:
            if target.estate_id is not None and target.kind is MentionKind.ESTATE and head in name:
                yield from self._of_estate(name, target.estate_id, number)

    def _of_road(self, road: str, number: str) -> Iterator[Suggestion]:
        for door in self._doors[road]:
            target = self._names.doors[(road, door)]
            if door.startswith(number) and target.area_path:
                yield Suggestion(
                    f"{road}{door}号", MentionKind.ADDRESS, target.area_path, target.building_id, target.estate_id
                )

    def _of_estate(self, name: str, estate: UUID, number: str) -> Iterator[Suggestion]:
        for building in self._buildings[estate]:
            target = self._names.buildings[(estate, building)]
            if building.startswith(number) and target.area_path:
                yield Suggestion(
                    f"{name}{numbered(building)}", MentionKind.BUILDING, target.area_path, target.building_id, estate
                )


def _each_once(ranked: list[Suggestion]) -> list[Suggestion]:
    """Return each building and each estate under its best name alone."""
    kept: dict[object, Suggestion] = {}
    for one in ranked:
        kept.setdefault(one.building_id or (one.estate_id if one.kind is MentionKind.ESTATE else None) or one.name, one)
    return list(kept.values())


def numbered(number: str) -> str:
    """Return how a building's number is said: 2号楼 for “2” and for “2号楼”."""
    return number if not number or number.endswith("楼") else f"{number}号楼"


def plain(words: str) -> str:
    """Return what was written without spaces and with half-width figures."""
    return "".join(unicodedata.normalize("NFKC", words).split())


def _whole(by_name: Mapping[str, tuple[Target, ...]]) -> Iterator[tuple[str, Target]]:
    """Yield the names that mean one thing alone and lie in the district."""
    for name, targets in by_name.items():
        if len(targets) == 1 and targets[0].kind in _WHOLE and targets[0].area_path:
            yield name, targets[0]


def _in_order(number: str) -> tuple[int, str]:
    figures = re.match(r"\d+", number)
    return (int(figures[0]) if figures else 0, number)


def _order(one: Suggestion, asked: str, head: str) -> tuple[int, int, int, str]:
    """Return the place in the list: what begins as written, the exact kind, the shorter name."""
    begins = 0 if one.name.startswith(asked) else 1 if one.name.startswith(head) else 2
    return (begins, _RANK.get(one.kind, 3), len(one.name), one.name)

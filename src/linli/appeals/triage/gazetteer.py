"""Names of places in a text. The grid room's gazetteer knows estates and buildings; this one only the divisions.

Source: domain-spec §5.2 R5-5.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

import ahocorasick

from linli.grid.rules.spelling import plain

_FILE = Path(__file__).parent / "divisions.csv"
_STREET_ENDS = (
    "街道办事处", "街道办", "街办", "办事处", "街道", "街到", "接道",
)  # fmt: skip
_COMMUNITY_ENDS = ("社区居委会", "社区居民委员会", "居委会", "社区", "舍区", "社驱", "居委")
_ROAD = re.compile(r"(?:路|街|巷|[一二三四五六七八九十支]路)$")
_NEAR = re.compile(r"^(?:那|这|附近|一带|片区|村|周边|[一二三四五六七八九\d]+(?:小区|期|区)|小区)")
_NOT_A_DISTRICT = re.compile(r"^(?:路|街|一|二|三|四|五|支|湾|方|大道|人)")
_BARE_DISTRICTS = {
    "市南": "370202",
    "市北": "370203",
    "四方区": "370203",
    "黄岛": "370211",
    "西海岸": "370211",
    "西海岸新区": "370211",
    "崂山": "370212",
    "李沧": "370213",
    "城阳": "370214",
}
_TOO_COMMON = frozenset(
    ["小村庄", "南山", "东山", "双山", "北岭", "滨海", "河西", "湖岛", "海云", "康居", "逍遥", "四方", "山东路"]
)


class Mention(Protocol):
    """A name found in a text at `start`..`end`; `area_path` is what it stands for, '' where it decides nothing."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def area_path(self) -> str: ...
    @property
    def building_id(self) -> UUID | None: ...
    @property
    def estate_id(self) -> UUID | None: ...
    @property
    def district_code(self) -> str | None: ...
    @property
    def is_misspelt(self) -> bool: ...
    @property
    def alias_id(self) -> UUID | None: ...


class Gazetteer(Protocol):
    """Finds the names of places in a text and knows what areas are called."""

    def find(self, text: str) -> Sequence[Mention]:
        """Return the mentions in the order of the text; a name of several places gives several mentions."""
        ...

    def name_of(self, code: str) -> str | None:
        """Return the name of the area with this code, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Named:
    """A mention of the divisions' table; kinds are district, street, community, road, place."""

    start: int
    end: int
    name: str
    kind: str
    area_path: str
    district_code: str | None
    building_id: UUID | None = None
    estate_id: UUID | None = None
    is_misspelt: bool = False
    alias_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Division:
    code: str
    name: str
    kind: str
    path: str

    @property
    def bare(self) -> str:
        return re.sub(r"(?:街道|社区|区|市|镇)$", "", self.name)


class Divisions:
    """The streets and communities of the divisions' table, searched in one pass."""

    def __init__(self, divisions: Iterable[_Division]) -> None:
        self._names: dict[str, str] = {}
        meant: dict[str, list[tuple[str, _Division]]] = defaultdict(list)
        for division in divisions:
            self._names[division.code] = division.name
            for word, kind in _words_for(division):
                meant[plain(word)].append((kind, division))
        self._automaton = ahocorasick.Automaton()
        for word, meanings in meant.items():
            self._automaton.add_word(word, (word, tuple(meanings)))
        self._automaton.make_automaton()

    def name_of(self, code: str) -> str | None:
        """Return the name of the division with this code, or None."""
        return self._names.get(code)

    def find(self, text: str) -> Sequence[Named]:
        """Return the names found, longest first at each place, in the order of the text."""
        folded = plain(text)
        hits = [(last + 1 - len(word), last + 1, word, meant) for last, (word, meant) in self._automaton.iter(folded)]
        out: list[Named] = []
        taken = 0
        for start, end, _, meanings in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if start < taken:
                continue
            named = [
                Named(start, end, division.name, kind, division.path, division.code[:6])
                for given, division in meanings
                if (kind := _kind_here(given, folded[end : end + 4])) is not None
            ]
            if named:
                out += named
                taken = end
        return out


def _words_for(division: _Division) -> Iterator[tuple[str, str]]:
    if division.kind == "district":
        yield division.name, "district"
        for bare, code in _BARE_DISTRICTS.items():
            if code == division.code:
                yield bare, "district?"
        return
    yield division.name, division.kind
    for end in _STREET_ENDS if division.kind == "street" else _COMMUNITY_ENDS:
        yield division.bare + end, division.kind
    if _ROAD.search(division.bare):
        yield division.bare, "road"
    elif len(division.bare) >= 2 and division.bare not in _TOO_COMMON:
        yield division.bare, f"{division.kind}?"


def _kind_here(kind: str, following: str) -> str | None:
    """Return what a word stands for here; a bare name counts only where the next words show that a place is meant."""
    if kind == "district?":
        return None if _NOT_A_DISTRICT.search(following) else "district"
    if kind.endswith("?"):
        return kind[:-1] if _NEAR.search(following) else "place"
    return kind


@lru_cache(maxsize=1)
def divisions() -> Divisions:
    """Return the table that comes with linli: two districts whole, the rest of the city by name (statistics bureau)."""
    rows: dict[str, Mapping[str, str]] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["code"]] = row
    return Divisions(_Division(code, row["name"], row["kind"], _path(code, rows)) for code, row in rows.items())


def _path(code: str, rows: Mapping[str, Mapping[str, str]]) -> str:
    parent = rows[code]["parent"]
    return f"{_path(parent, rows)}/{code}" if parent else code

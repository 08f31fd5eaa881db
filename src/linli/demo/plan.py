"""The plan of a demo district: pure, seeded, the same every time. Source: domain-spec §18.1, §18.7."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
BOX = (120.31, 36.06, 120.43, 36.14)
"""West, south, east, north of the schematic district, degrees CGCS2000 (示意)."""

MICRO = 1_000_000
SEVEN_GRIDS = 118
"""Of 137 communities the first 118 have 7 grids, the last 19 have 6: 940 in all (domain-spec §18.1)."""

ZONES = {
    "Z1": ("历史文化片区", "Historic quarter"),
    "Z2": ("中央商务与浮山后片区", "Central business and Fushanhou"),
    "Z3": ("老四方南片区", "Old Sifang south"),
    "Z4": ("老四方北片区", "Old Sifang north"),
}
TINY = ("370203005", "370203008", "370203015", "370203029")
"""The streets of the tiny profile: 辽宁路, 延安路, 辽源路, 兴隆路."""

_CHINESE = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in whole micro-degrees: west, south, east, north. Neighbours share their edges exactly."""

    west: int
    south: int
    east: int
    north: int

    @property
    def ring(self) -> tuple[tuple[float, float], ...]:
        """Return the four corners as (lon, lat), anticlockwise."""
        west, south, east, north = (value / MICRO for value in (self.west, self.south, self.east, self.north))
        return ((west, south), (east, south), (east, north), (west, north))

    def at(self, across: float, up: float) -> tuple[float, float]:
        """Return the point (lon, lat) that lies `across` and `up` (0..1) inside."""
        lon = self.west + (self.east - self.west) * across
        lat = self.south + (self.north - self.south) * up
        return round(lon / MICRO, 6), round(lat / MICRO, 6)


@dataclass(frozen=True, slots=True)
class Area:
    """A node of the area tree."""

    code: str
    kind: str
    zh: str
    en: str
    parent: str
    rect: Rect
    households: int = 0
    population: int = 0


@dataclass(frozen=True, slots=True)
class Street(Area):
    """A street, with the zone it competes in."""

    zone: str = ""


@dataclass(frozen=True, slots=True)
class District:
    """Everything of a district that has a boundary."""

    code: str
    zh: str
    en: str
    rect: Rect
    streets: tuple[Street, ...] = ()
    communities: tuple[Area, ...] = ()
    grids: tuple[Area, ...] = ()
    microgrids: tuple[Area, ...] = ()


NAMES = {
    "370203": ("市北区", "Shibei District"),
    "370202": ("市南区", "Shinan District"),
    "370212": ("崂山区", "Laoshan District"),
    "370281": ("胶州市", "Jiaozhou City"),
}
OURS = 900
"""A community whose code ends in 900 or more has a code of ours: of 崂山 and 胶州 no list of communities was at hand.

One name among them is printed: 方井社区 of 中云街道. The others are called 示意社区, schematic.
"""
NAMED_GRIDS = {
    "370202007004001": ("伏龙山网格", "Fulongshan Grid", 0),
    "370281002901001": ("文澜阁网格", "Wenlange Grid", 430),
}
"""Grids that the sources call by a name, with the households that stand for the "400多户" printed.

That 伏龙山网格 lies in 龙江路社区 is ours: only its street, 江苏路街道, is printed.
"""
CROWDED = 900
"""Households of the grid that is too big on purpose (domain-spec §18.7); 500 are allowed."""
STRIP = 300
"""Micro-degrees missing at the edge of another grid: a gap of some 25 m."""


@cache
def streets_of(district: str) -> tuple[dict[str, str], ...]:
    """Return the rows of the district's streets, by code."""
    return tuple(row for row in _rows("streets.csv") if row["district"] == district)


@cache
def communities_of(street: str) -> tuple[dict[str, str], ...]:
    """Return the rows of the street's communities, by code."""
    return tuple(row for row in _rows("communities.csv") if row["street"] == street)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def ordinal(number: int) -> str:
    """Return 1..99 in Chinese: 一, 十, 十二, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _CHINESE[number]
    head = "" if tens == 1 else _CHINESE[tens]
    return head + "十" + (_CHINESE[ones] if ones else "")


def split(rect: Rect, weights: Sequence[int]) -> list[Rect]:
    """Return one rectangle per weight that tile `rect` without gap or overlap, areas about as the weights."""
    if len(weights) == 1:
        return [rect]
    half = len(weights) // 2
    left, right = sum(weights[:half]), sum(weights[half:])
    if rect.east - rect.west >= rect.north - rect.south:
        cut = rect.west + (rect.east - rect.west) * left // (left + right)
        one, two = Rect(rect.west, rect.south, cut, rect.north), Rect(cut, rect.south, rect.east, rect.north)
    else:
        cut = rect.south + (rect.north - rect.south) * left // (left + right)
        one, two = Rect(rect.west, rect.south, rect.east, cut), Rect(rect.west, cut, rect.east, rect.north)
    return split(one, weights[:half]) + split(two, weights[half:])


def grids_per_community(district: str) -> dict[str, int]:
    """Return community code -> number of grids; 市北 by the printed rule, another district six each."""
    codes = [row["code"] for street in streets_of(district) for row in communities_of(street["code"])]
    if district != "370203":
        return dict.fromkeys(codes, 6)
    short = _short_communities()
    return {code: 6 if code in short else 7 for code in codes}


@cache
def _short_communities() -> frozenset[str]:
    """Return the 19 communities with six grids, chosen so that every street has its printed number of grids."""
    short: set[str] = set()
    for street in streets_of("370203"):
        rows = communities_of(street["code"])
        missing = 7 * len(rows) - int(street["grids"])
        short.update(row["code"] for row in rows[len(rows) - missing :])
    return frozenset(short)


def draw(district: str, *, only: Sequence[str] = (), with_microgrids: bool = False) -> District:
    """Return the plan of `district`, whole or only the named streets, which then share the map between them."""
    zh, en = NAMES[district]
    whole = Rect(*(round(value * MICRO) for value in BOX))
    if district != "370203":
        # Schematic, too: the other districts lie south of it on the paper, one world at a time.
        whole = Rect(whole.west, whole.south - 40_000, whole.east, whole.south)
    dice = random.Random(int(district))
    counts = grids_per_community(district)
    rows = [row for row in streets_of(district) if not only or row["code"] in only]
    boxes = split(whole, [sum(counts[c["code"]] for c in communities_of(row["code"])) for row in rows])
    streets: list[Street] = []
    communities: list[Area] = []
    grids: list[Area] = []
    microgrids: list[Area] = []
    for row, box in zip(rows, boxes, strict=True):
        streets.append(Street(row["code"], "street", row["zh"], row["en"], district, box, zone=row["zone"]))
        members = communities_of(row["code"])
        for member, part in zip(members, split(box, [counts[m["code"]] for m in members]), strict=True):
            communities.append(Area(member["code"], "community", member["zh"], member["en"], row["code"], part))
            grids.extend(_grids(member["code"], part, counts[member["code"]], dice))
    if with_microgrids:
        for grid in grids:
            microgrids.extend(_microgrids(grid))
    return District(district, zh, en, whole, tuple(streets), tuple(communities), tuple(grids), tuple(microgrids))


def _grids(community: str, box: Rect, number: int, dice: random.Random) -> Iterator[Area]:
    parts = sorted(split(box, [1] * number), key=lambda rect: (-rect.north, rect.west))
    for index, part in enumerate(parts, start=1):
        code = f"{community}{index:03d}"
        zh, en, printed = NAMED_GRIDS.get(code, (f"第{ordinal(index)}网格", f"Grid {index}", 0))
        households = dice.randint(390, 498)
        households = printed or households
        yield Area(
            code,
            "grid",
            zh,
            en,
            community,
            part,
            households=households,
            population=round(households * 2.5),
        )


def _microgrids(grid: Area) -> Iterator[Area]:
    number = max(2, round(grid.households / 60))
    share, rest = divmod(grid.households, number)
    for index, part in enumerate(split(grid.rect, [1] * number), start=1):
        households = share + (1 if index <= rest else 0)
        yield Area(
            f"{grid.code}{index:02d}", "microgrid", f"微网格{index}", f"Microgrid {index}", grid.code, part,
            households=households, population=round(households * 2.5),
        )  # fmt: skip


def flawed(drawn: District) -> District:
    """Return the plan with what the audit of the net is to find: a grid of 900 households, and a gap beside another.

    The one is the last grid of the first community, the other the last of the second. Source: domain-spec §18.7.
    """
    crowded, narrow = (
        [grid for grid in drawn.grids if grid.parent == community.code][-1] for community in drawn.communities[:2]
    )
    rect = replace(narrow.rect, east=narrow.rect.east - STRIP)
    changed = {
        crowded.code: replace(crowded, households=CROWDED, population=round(CROWDED * 2.5)),
        narrow.code: replace(narrow, rect=rect),
    }
    microgrids = [small for small in drawn.microgrids if small.parent not in changed]
    if drawn.microgrids:
        microgrids += [small for grid in changed.values() for small in _microgrids(grid)]
    grids = tuple(changed.get(grid.code, grid) for grid in drawn.grids)
    return replace(drawn, grids=grids, microgrids=tuple(sorted(microgrids, key=lambda small: small.code)))

"""The audit of the one net: every grid that breaks a rule is on the list (S-004, S-008, S-010)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from linli.grid.rules.merging import Crossing
from linli.grid.rules.polygons import Ring
from linli.grid.rules.rows import AreaRow
from linli.grid.rules.topology import Coverage, coverage, square_metres
from linli.grid.words import AreaKind, FindingKind, GridType


@dataclass(frozen=True, slots=True)
class Sizes:
    """The standard `grid.size`."""

    households_max: int = 500
    population_max: int = 1500
    microgrid_min: int = 30
    microgrid_max: int = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. `amount` is m2, households or people, by kind; `other` is the second area of an overlap."""

    kind: FindingKind
    area_path: str
    amount: int = 0
    other: str = ""


def topology(areas: Iterable[AreaRow], rings: Mapping[str, Ring]) -> list[Finding]:
    """Return gaps, overlaps and overreach at every level, and areas without outline among siblings that have one.

    Base grids, communities and streets must cut the area above exactly; dedicated grids must stay inside it.
    Source: domain-spec §1.6, S-010.
    """
    below: dict[str, list[AreaRow]] = {}
    for row in areas:
        if row.kind is not AreaKind.MICROGRID and "/" in row.path:
            below.setdefault(row.path.rpartition("/")[0], []).append(row)
    found: list[Finding] = []
    for parent, children in sorted(below.items()):
        found += _level(rings.get(parent), parent, children, rings)
    return found


def _level(frame: Ring | None, parent: str, children: list[AreaRow], rings: Mapping[str, Ring]) -> list[Finding]:
    base = [row.path for row in children if row.grid_type is not GridType.DEDICATED]
    drawn = {path: rings[path] for path in base if path in rings}
    if not drawn:
        return []
    missing = [Finding(FindingKind.NO_OUTLINE, path) for path in base if path not in drawn]
    inner = {row.path: rings[row.path] for row in children if row.path in rings and row.path not in drawn}
    return missing + _faults(parent, coverage(drawn, frame), drawn) + _overreach(inner, frame)


def _faults(parent: str, found: Coverage, drawn: Mapping[str, Ring]) -> list[Finding]:
    latitude = next(iter(drawn.values()))[0][1]
    gaps = [Finding(FindingKind.GAP, parent, square_metres(found.gap, latitude))] if found.gap else []
    beyond = [
        Finding(FindingKind.BEYOND, path, square_metres(surface, latitude))
        for path, surface in sorted(found.beyond.items())
    ]
    overlaps = [
        Finding(FindingKind.OVERLAP, one, square_metres(surface, latitude), other)
        for (one, other), surface in sorted(found.overlaps.items())
    ]
    return gaps + beyond + overlaps


def _overreach(inner: Mapping[str, Ring], frame: Ring | None) -> list[Finding]:
    if frame is None:
        return []
    return [
        Finding(FindingKind.BEYOND, path, square_metres(surface, ring[0][1]))
        for path, ring in sorted(inner.items())
        for surface in coverage({path: ring}, frame).beyond.values()
    ]


def sizes(areas: Iterable[AreaRow], derived: Mapping[str, int], limits: Sizes) -> list[Finding]:
    """Return grids with too many households or people and microgrids outside their size.

    Derived household counts (path -> dwellings) go before declared ones. Source: standard `grid.size`, S-004, S-008.
    """
    found: list[Finding] = []
    for row in areas:
        households = derived.get(row.path, row.declared_households)
        if row.kind is AreaKind.GRID:
            if households is not None and households > limits.households_max:
                found.append(Finding(FindingKind.HOUSEHOLDS, row.path, households))
            if row.declared_population is not None and row.declared_population > limits.population_max:
                found.append(Finding(FindingKind.POPULATION, row.path, row.declared_population))
        is_counted = row.kind is AreaKind.MICROGRID and households is not None
        if is_counted and households not in range(limits.microgrid_min, limits.microgrid_max + 1):
            found.append(Finding(FindingKind.MICROGRID_SIZE, row.path, households or 0))
    return found


def doubled_names(areas: Iterable[AreaRow]) -> list[Finding]:
    """Return areas that share their name with a sibling: never join by name (§1.3), and never confuse people."""
    rows = [row for row in areas if "/" in row.path]
    times = Counter((row.path.rpartition("/")[0], row.name) for row in rows)
    return [
        Finding(FindingKind.DOUBLE_NAME, row.path) for row in rows if times[row.path.rpartition("/")[0], row.name] > 1
    ]


def orphans(buildings: Iterable[UUID], placed: Iterable[UUID], district: str) -> list[Finding]:
    """Return one finding with the number of buildings in no grid, or nothing. Source: §1.6 (exactly one grid)."""
    number = len(set(buildings) - set(placed))
    return [Finding(FindingKind.ORPHAN_BUILDING, district, number)] if number else []


def of_nets(crossings: Iterable[Crossing], district: str) -> list[Finding]:
    """Return what crosses between thematic nets as findings: one per kind and pair of nets, the amounts added up.

    No name stands in a finding: `other` names the nets, `amount` counts the people or duties, or is m2. Source: S-005.
    """
    amounts: Counter[tuple[FindingKind, str]] = Counter()
    for one in crossings:
        amounts[FindingKind(f"net_{one.kind.value}"), " × ".join(one.nets)] += one.amount or 1
    return [Finding(kind, district, amount, nets) for (kind, nets), amount in sorted(amounts.items())]

"""The chain of party organisations of a place (S-025, S-026, S-066), and what is built of what should be (S-027)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.people.rules.units import UnitRow
from linli.people.words import UnitKind

GRID_AXIS = (
    UnitKind.DISTRICT_COMMITTEE,
    UnitKind.STREET_WORK_COMMITTEE,
    UnitKind.COMMUNITY_COMMITTEE,
    UnitKind.GRID_BRANCH,
    UnitKind.BUILDING_GROUP,
    UnitKind.CORE_HOUSEHOLD,
)
"""The six levels of 2022: 区委-街道党工委-社区党委-网格党支部-楼院党小组-党员中心户 (S-025)."""

ESTATE_AXIS = (
    UnitKind.COMMUNITY_COMMITTEE,
    UnitKind.ESTATE_BRANCH,
    UnitKind.BUILDING_GROUP,
    UnitKind.CORE_HOUSEHOLD,
)
"""The estate variant: 社区党委-小区党组织-楼院党小组-党员中心户 (S-026); a general branch stands for a branch."""

AXIS_KINDS = frozenset({*GRID_AXIS, *ESTATE_AXIS, UnitKind.ESTATE_GENERAL_BRANCH})

_STANDS_FOR = {UnitKind.ESTATE_BRANCH: (UnitKind.ESTATE_BRANCH, UnitKind.ESTATE_GENERAL_BRANCH)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dwelling, a building or an area lies. An estate may span grids, so both trees are named."""

    area_path: str
    estate_id: UUID | None = None
    building_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One level of a chain; `unit` is None where nothing has been built yet."""

    kind: UnitKind
    unit: UnitRow | None


@dataclass(frozen=True, slots=True)
class Chain:
    """Both chains of a place; the estate chain is empty where the place belongs to no estate."""

    by_grid: tuple[Link, ...]
    by_estate: tuple[Link, ...]

    @property
    def is_complete(self) -> bool:
        """Say whether every level of both chains has its organisation."""
        return all(link.unit is not None for link in (*self.by_grid, *self.by_estate))

    @property
    def missing(self) -> tuple[UnitKind, ...]:
        """Return the kinds without organisation, each once, top down."""
        return tuple(dict.fromkeys(link.kind for link in (*self.by_grid, *self.by_estate) if link.unit is None))


def resolve(place: Place, units: Iterable[UnitRow]) -> Chain:
    """Return the chains of `place` from the organisations in force.

    An organisation bound to a building or an estate holds only there; else it holds at its area and below. The most
    closely bound one is taken: building, then estate, then the deepest area; ties by id. The order of `units` is
    irrelevant.
    """
    best: dict[UnitKind, UnitRow] = {}
    for kind in AXIS_KINDS:
        kinds = _STANDS_FOR.get(kind, (kind,))
        here = [unit for unit in units_of(units, kinds) if _holds(unit, place)]
        if here:
            best[kind] = min(here, key=_closeness)
    by_estate = tuple(Link(kind, best.get(kind)) for kind in ESTATE_AXIS) if place.estate_id is not None else ()
    return Chain(tuple(Link(kind, best.get(kind)) for kind in GRID_AXIS), by_estate)


def units_of(units: Iterable[UnitRow], kinds: Collection[UnitKind]) -> list[UnitRow]:
    """Return the organisations of `kinds`."""
    return [unit for unit in units if unit.kind in kinds]


def _holds(unit: UnitRow, place: Place) -> bool:
    if unit.building_id is not None and unit.building_id != place.building_id:
        return False
    if unit.estate_id is not None and unit.estate_id != place.estate_id:
        return False
    is_bound = unit.building_id is not None or unit.estate_id is not None
    return is_bound or place.area_path == unit.area_path or place.area_path.startswith(f"{unit.area_path}/")


def _closeness(unit: UnitRow) -> tuple[bool, bool, int, str]:
    return (unit.building_id is None, unit.estate_id is None, -unit.area_path.count("/"), str(unit.id))


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A party organisation that should be built."""

    kind: str
    area_path: str
    estate_id: UUID | None
    due_on: date | None
    exempt_reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is built of what should be; exempt ones, with their reason, count as neither."""

    kind: str
    should: int
    built: int
    missing: tuple[TargetRow, ...]
    exempt: tuple[TargetRow, ...]

    @property
    def per_mille(self) -> int:
        """Return built / should in thousandths, rounded down; 1000 where nothing is asked."""
        return self.built * 1000 // self.should if self.should else 1000


def coverage(kind: str, targets: Iterable[TargetRow], units: Iterable[UnitRow]) -> Coverage:
    """Return how far the organisations of `kind` are built (S-027, S-028, S-066)."""
    wanted = {kind, UnitKind.ESTATE_GENERAL_BRANCH.value} if kind == UnitKind.ESTATE_BRANCH else {kind}
    have: Mapping[tuple[str, UUID | None], bool] = {
        key: True
        for unit in units
        if unit.kind in wanted
        for key in ((unit.area_path, None), ("", unit.estate_id))
        if key != ("", None)
    }
    asked = [target for target in targets if target.kind == kind]
    exempt = tuple(target for target in asked if target.exempt_reason)
    due = [target for target in asked if not target.exempt_reason]
    missing = tuple(target for target in due if _key(target) not in have)
    return Coverage(kind, len(due), len(due) - len(missing), missing, exempt)


def _key(target: TargetRow) -> tuple[str, UUID | None]:
    return ("", target.estate_id) if target.estate_id is not None else (target.area_path, None)

"""Estates, buildings, entrances, dwellings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q

from linli.grid.models import Address, Building, BuildingPlacement, Dwelling, Entrance, Estate, GovernanceMember
from linli.grid.queries.areas import chain, within
from linli.grid.queries.memory import area_row, in_force, standing
from linli.grid.rules.estates import (
    CountDifference,
    OccupancyShare,
    OldRule,
    differences,
    is_old,
    occupancy_shares,
)
from linli.grid.rules.polygons import degrees
from linli.grid.rules.rows import AreaRow, BuildingCard, BuildingRow, DwellingRow, EntranceRow, EstateRow
from linli.grid.words import Ending, EstateKind, Occupancy, PropertyMode
from linli.kernel.errors import NotFound
from linli.standards import queries as standards
from linli.standards import rules as standard_rules

ZONE = ZoneInfo("Asia/Shanghai")

_ESTATE_KINDS = {kind.value: kind for kind in EstateKind}
_MODES = {mode.value: mode for mode in PropertyMode}
_ENDINGS = {kind.value: kind for kind in Ending}
_OCCUPANCIES = {kind.value: kind for kind in Occupancy}


def old_rule(at: datetime) -> OldRule:
    """Return when an estate counts as old, by the standard `grid.old_estate` in force at `at`."""
    try:
        value = standards.parameter("grid.old_estate", at).value
    except standard_rules.Unknown:
        return OldRule()
    given = value if isinstance(value, dict) else {}
    before, over = given.get("before"), given.get("over_years")
    default = OldRule()
    return OldRule(
        before if isinstance(before, int) else default.before, over if isinstance(over, int) else default.over_years
    )


def estate(estate_id: UUID, at: datetime | None = None) -> EstateRow:
    """Return the estate; `is_old` needs `at`. One statement.

    :raises NotFound: there is none.
    """
    found = Estate.objects.filter(id=estate_id).first()
    if found is None:
        raise NotFound(what=str(estate_id))
    return _estate_row(found, at, old_rule(at) if at else OldRule())


def estates(path: str, at: datetime) -> list[EstateRow]:
    """Return the estates on the register at and below `path`, in path order. One statement."""
    rule = old_rule(at)
    rows = Estate.objects.filter(standing(at), within("community_path", path)).order_by("community_path", "id")
    return [_estate_row(row, at, rule) for row in rows]


def estates_by_id(ids: Collection[UUID], at: datetime) -> dict[UUID, EstateRow]:
    """Return the estates by id; unknown ids are left out. One statement."""
    rule = old_rule(at)
    return {row.id: _estate_row(row, at, rule) for row in Estate.objects.filter(id__in=set(ids))}


def old_share_permille(path: str, at: datetime) -> int | None:
    """Return the share of old estates among those of known year, in per mille; None without any. S-015."""
    known = [row.is_old for row in estates(path, at) if row.is_old is not None]
    return known.count(True) * 1000 // len(known) if known else None


def building(building_id: UUID, at: datetime) -> BuildingRow:
    """Return the building with its grid at `at`. Two statements.

    :raises NotFound: there is none.
    """
    return _one(Building.objects.filter(id=building_id), at)


def building_by_code(code: str, at: datetime) -> BuildingRow:
    """Return the building with the printed code. Two statements.

    :raises NotFound: there is none.
    """
    return _one(Building.objects.filter(code=code.strip().upper()), at)


def codes_of(building_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the printed codes of buildings. One statement."""
    return dict(Building.objects.filter(id__in=building_ids).values_list("id", "code"))


def buildings_of(estate_id: UUID, at: datetime) -> list[BuildingRow]:
    """Return the buildings of an estate that stand at `at`, with their grids. Two statements."""
    return _rows(Building.objects.filter(standing(at), estate_id=estate_id).order_by("number", "id"), at)


def buildings(ids: Collection[UUID], at: datetime) -> list[BuildingRow]:
    """Return these buildings, standing or not, with their grids. Two statements."""
    return _rows(Building.objects.filter(id__in=ids).order_by("id"), at)


def building_spots(ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return where buildings stand, (lon, lat) in micro-degrees; those without a place are left out. One statement."""
    rows = Building.objects.filter(id__in=ids).values_list("id", "lon_e6", "lat_e6")
    return {id_: (lon, lat) for id_, lon, lat in rows if lon is not None and lat is not None}


def buildings_gone(estate_id: UUID, at: datetime) -> list[BuildingRow]:
    """Return the buildings of an estate that left the register before `at`, the last first. Two statements."""
    gone = Building.objects.filter(estate_id=estate_id, closed_at__lte=at).order_by("-closed_at", "number", "id")
    return _rows(gone, at)


def buildings_in(path: str, at: datetime) -> list[BuildingRow]:
    """Return the buildings placed at or below `path` at `at`. Three statements.

    Their keys are asked for first: within one statement PostgreSQL looked for them anew for every building wherever it
    knew nothing of the tables yet, minutes for five hundred buildings.
    """
    placed = BuildingPlacement.objects.filter(in_force(at), within("area__path", path))
    keys = list(placed.values_list("building_id", flat=True))
    return _rows(Building.objects.filter(id__in=keys).order_by("id"), at)


def placed_between(first: str, last: str, at: datetime) -> list[tuple[UUID, str]]:
    """Return (building, area path) of what is placed from path `first` to the end of `last`, by path. One statement.

    Paths sort as a walk through the tree does, so this is a run of neighbouring areas.
    """
    run = BuildingPlacement.objects.filter(in_force(at), area__path__gte=first, area__path__lt=f"{last}0")
    return list(run.order_by("area__path").values_list("building_id", "area__path"))


def building_card(building_id: UUID, at: datetime) -> BuildingCard:
    """Return what a building's page shows. Five statements, six with an estate.

    :raises NotFound: there is none.
    """
    row = building(building_id, at)
    entrances = entrances_of(building_id)
    of_estate = Q(building=None, estate_id=row.estate_id) if row.estate_id else Q()
    addresses = Address.objects.filter(Q(building_id=building_id) | of_estate)
    named = tuple(
        f"{road}{number}号" for road, number in addresses.order_by("road", "number").values_list("road", "number")
    )
    return BuildingCard(
        building=row,
        estate=estate(row.estate_id, at) if row.estate_id else None,
        areas=chain(row.area_path, at) if row.area_path else (),
        entrances=tuple(entrances),
        addresses=named,
        dwellings=sum(entrance.dwellings for entrance in entrances),
    )


def entrances_of(building_id: UUID) -> list[EntranceRow]:
    """Return the entrances with their numbers of dwellings. Two statements."""
    counts = dict(
        Dwelling.objects.filter(building_id=building_id).values_list("entrance_id").annotate(number=Count("id"))
    )
    rows = Entrance.objects.filter(building_id=building_id).order_by("number")
    return [EntranceRow(row.id, row.number, counts.get(row.id, 0)) for row in rows]


def dwelling(dwelling_id: UUID, at: datetime) -> DwellingRow:
    """Return the dwelling with the building, estate and grid it is in. Two statements.

    :raises NotFound: there is none.
    """
    found = Dwelling.objects.filter(id=dwelling_id).select_related("building").first()
    if found is None:
        raise NotFound(what=str(dwelling_id))
    area = grid_of_building_at(found.building_id, at)
    path = area.path if area else ""
    return DwellingRow(found.id, found.number, found.entrance_id, found.building_id, found.building.estate_id, path)


def dwellings_of(building_id: UUID, at: datetime) -> list[DwellingRow]:
    """Return the dwellings of a building, by entrance and number. Two statements."""
    area = grid_of_building_at(building_id, at)
    path = area.path if area else ""
    rows = Dwelling.objects.filter(building_id=building_id).select_related("building", "entrance")
    return [
        DwellingRow(row.id, row.number, row.entrance_id, row.building_id, row.building.estate_id, path)
        for row in rows.order_by("entrance__number", "number")
    ]


def dwelling_ids(building_ids: Collection[UUID]) -> list[UUID]:
    """Return the dwellings of some buildings, whether these stand or not. One statement."""
    return list(Dwelling.objects.filter(building_id__in=building_ids).values_list("id", flat=True))


def grid_of_building_at(building_id: UUID, at: datetime) -> AreaRow | None:
    """Return the grid (or microgrid) that the building is in at the moment `at`. One statement."""
    rows = BuildingPlacement.objects.filter(in_force(at), building_id=building_id)
    found = rows.select_related("area").first()
    return area_row(found.area) if found else None


def grid_of_building_on(building_id: UUID, on: date) -> AreaRow | None:
    """Return the grid that the building was in on the day `on`, at its end in Qingdao. One statement.

    Re-delineations take effect at midnight, so every later day has one answer (S-009).
    """
    end = datetime.combine(on + timedelta(days=1), time(), ZONE)
    return grid_of_building_at(building_id, end - timedelta(microseconds=1))


def placements_of(building_id: UUID) -> list[tuple[AreaRow, datetime, datetime | None]]:
    """Return where the building was, oldest first, each with its span. One statement."""
    rows = BuildingPlacement.objects.filter(building_id=building_id).select_related("area").order_by("valid_from")
    return [(area_row(row.area), row.valid_from, row.valid_to) for row in rows]


def household_counts(path: str, at: datetime) -> dict[str, int]:
    """Return the registered dwellings by path for every grid and microgrid below `path`. Two statements."""
    placed = BuildingPlacement.objects.filter(in_force(at), within("area__path", path))
    paths = dict(placed.values_list("building_id", "area__path"))
    counts: Counter[str] = Counter()
    for key, number in _dwellings(paths).items():
        counts[paths[key]] += number
    return dict(counts)


def dwelling_counts(path: str, at: datetime) -> dict[UUID, int]:
    """Return the registered dwellings of each building placed at or below `path` at `at`. Two statements."""
    placed = BuildingPlacement.objects.filter(in_force(at), within("area__path", path))
    return _dwellings(placed.values_list("building_id", flat=True))


def _dwellings(building_ids: Iterable[UUID]) -> dict[UUID, int]:
    # The ids themselves, not the query for them: as a subquery over tables without fresh statistics it was planned as a
    # loop over all dwellings for each placement, half a minute for a district just imported.
    rows = Dwelling.objects.filter(building_id__in=list(building_ids)).values_list("building_id")
    return dict(rows.annotate(number=Count("id")))


def count_differences(path: str) -> list[CountDifference]:
    """Return estates and buildings at or below `path` whose declared households differ from the register. S-017.

    Two statements. Things without a single registered dwelling are not counted yet and are left out.
    """
    per_estate = (
        Estate.objects.filter(within("community_path", path), declared_households__isnull=False, closed_at__isnull=True)
        .order_by("community_path", "id")
        .values_list("name", "declared_households", "declared_source", "id")
    )
    derived = dict(
        Dwelling.objects.filter(within("building__estate__community_path", path), building__estate__isnull=False)
        .values_list("building__estate_id")
        .annotate(number=Count("id"))
    )
    return differences(
        (name, declared, derived[key], source) for name, declared, source, key in per_estate if key in derived
    )


def occupancy(estate_id: UUID) -> tuple[OccupancyShare, ...] | None:
    """Return who lives in an estate, or None while a group is too small to show (k = 5, S-018). One statement."""
    rows = Dwelling.objects.filter(building__estate_id=estate_id).values_list("occupancy").annotate(number=Count("id"))
    return occupancy_shares({_OCCUPANCIES[kind]: number for kind, number in rows})


def governance_unit_of(building_id: UUID, at: datetime) -> UUID | None:
    """Return the governance unit of a building at `at` (S-013). One statement."""
    return (
        GovernanceMember.objects.filter(in_force(at), building_id=building_id).values_list("unit_id", flat=True).first()
    )


def ungoverned(path: str, at: datetime, *, limit: int = 50) -> tuple[int, list[BuildingRow]]:
    """Return how many buildings at or below `path` belong to no governance unit at `at`, and the first by area (S-013).

    Four statements.
    """
    governed = GovernanceMember.objects.filter(in_force(at), building_id=OuterRef("building_id"))
    placed = BuildingPlacement.objects.filter(~Exists(governed), in_force(at), within("area__path", path))
    keys = list(placed.order_by("area__path", "building__code").values_list("building_id", flat=True)[:limit])
    rows = _rows(Building.objects.filter(id__in=keys), at)
    return placed.count(), sorted(rows, key=lambda row: (row.area_path, row.code))


def _estate_row(row: Estate, at: datetime | None, rule: OldRule) -> EstateRow:
    return EstateRow(
        id=row.id,
        name=row.name,
        name_en=row.name_en,
        kind=_ESTATE_KINDS[row.kind],
        property_mode=_MODES[row.property_mode],
        built_year=row.built_year,
        is_old=is_old(row.built_year, at.astimezone(ZONE).year, rule) if at else None,
        community_id=row.community_id,
        community_path=row.community_path,
        has_elevator=row.has_elevator,
        declared_households=row.declared_households,
        declared_buildings=row.declared_buildings,
        lon=degrees(row.lon_e6) if row.lon_e6 is not None else None,
        lat=degrees(row.lat_e6) if row.lat_e6 is not None else None,
        closed_at=row.closed_at,
        closed_as=_ENDINGS.get(row.closed_as or ""),
    )


def _one(found: Iterable[Building], at: datetime) -> BuildingRow:
    rows = _rows(found, at)
    if not rows:
        raise NotFound(what="building")
    return rows[0]


def _rows(found: Iterable[Building], at: datetime) -> list[BuildingRow]:
    rows = list(found)
    keys = [row.id for row in rows]
    placed = BuildingPlacement.objects.filter(in_force(at), building_id__in=keys).select_related("area")
    where = {row.building_id: row.area for row in placed}
    return [
        BuildingRow(
            id=row.id,
            code=row.code,
            number=row.number,
            estate_id=row.estate_id,
            area_id=where[row.id].id if row.id in where else None,
            area_path=where[row.id].path if row.id in where else "",
            lon=degrees(row.lon_e6) if row.lon_e6 is not None else None,
            lat=degrees(row.lat_e6) if row.lat_e6 is not None else None,
            floors=row.floors,
            declared_households=row.declared_households,
            closed_at=row.closed_at,
            closed_as=_ENDINGS.get(row.closed_as or ""),
        )
        for row in rows
    ]

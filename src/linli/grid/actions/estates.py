"""Registering estates, buildings, dwellings; who looks after them and who lives there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from linli.grid import events, queries
from linli.grid.actions.areas import digest
from linli.grid.actions.versions import bump
from linli.grid.models import (
    Address,
    Area,
    Building,
    BuildingPlacement,
    Dwelling,
    Entrance,
    Estate,
    GovernanceMember,
    GovernanceUnit,
)
from linli.grid.queries import in_force
from linli.grid.rules.codes import short_code
from linli.grid.rules.crs import crs_of
from linli.grid.rules.drafts import NewBuilding, NewDwelling, NewEstate, check_name, corner_from
from linli.grid.rules.polygons import degrees
from linli.grid.words import AreaKind, Crs, EstateKind, Occupancy, PropertyMode
from linli.journal import actions as journal
from linli.kernel.actor import Actor, is_within
from linli.kernel.errors import Conflict, Invalid, NotFound
from linli.kernel.ids import new_id
from linli.kernel.words import Text

_LOWEST = (AreaKind.GRID.value, AreaKind.MICROGRID.value)


class EstateTaken(Conflict):
    """The community has an estate, or the estate a building, of this name."""

    code = "grid.estate_taken"
    says = Text("“{name}”已登记。", "“{name}” is registered already.")


def register_estates(
    *, actor: Actor, estates: Sequence[NewEstate], crs: str | None = None, now: datetime
) -> dict[tuple[str, str], UUID]:
    """Register estates; return ids by (community code, name). `crs` is needed for points.

    :raises Forbidden: no `grid.register_estate` at one of the communities.
    :raises NotFound: no such community. Invalid: no name, or a point without a coordinate system.
    :raises EstateTaken: the name is registered in that community.
    """
    with transaction.atomic():
        system = crs_of(crs) if any(given.point for given in estates) else Crs.CGCS2000
        codes = {given.community_code for given in estates}
        rows = Area.objects.filter(in_force(now), kind=AreaKind.COMMUNITY.value, code__in=codes)
        communities = {row.code: row for row in rows}
        made: dict[tuple[str, str], Estate] = {}
        for given in estates:
            if given.community_code not in communities:
                raise NotFound(what=given.community_code)
            actor.require("grid.register_estate", communities[given.community_code].path)
            estate = _estate(given, communities[given.community_code], system, now)
            if (given.community_code, estate.name) in made:
                raise EstateTaken(name=estate.name)
            made[given.community_code, estate.name] = estate
        _check_estates_free(made.values())
        Estate.objects.bulk_create(made.values(), batch_size=500)
        bump()
        if made:
            ids = [estate.id for estate in made.values()]
            told = events.EstatesRegistered(ids[0], ids)
            journal.record(told, actor=actor, at=now, area_path=_common([e.community_path for e in made.values()]))
        return {key: estate.id for key, estate in made.items()}


def _estate(given: NewEstate, community: Area, crs: Crs, now: datetime) -> Estate:
    corner = corner_from(given.point, crs)
    return Estate(
        id=new_id(),
        community=community,
        community_path=community.path,
        name=check_name(given.name),
        name_en=given.name_en,
        kind=given.kind.value,
        built_year=given.built_year,
        property_mode=given.property_mode.value,
        has_elevator=given.has_elevator,
        declared_households=given.declared_households,
        declared_buildings=given.declared_buildings,
        declared_source=given.declared_source,
        lon_e6=corner[0] if corner else None,
        lat_e6=corner[1] if corner else None,
        registered_at=now,
    )


def _check_estates_free(estates: Iterable[Estate]) -> None:
    wanted = {(estate.community_id, estate.name) for estate in estates}
    named = Estate.objects.filter(name__in={name for _, name in wanted}, closed_at__isnull=True)
    there = named.values_list("community_id", "name")
    if taken := set(there) & wanted:
        raise EstateTaken(name=sorted(name for _, name in taken)[0])


def _common(paths: Sequence[str]) -> str:
    """Return the deepest path that contains all of `paths`."""
    first, last = min(paths).split("/"), max(paths).split("/")
    shared = [
        a for place, (a, b) in enumerate(zip(first, last, strict=False)) if first[: place + 1] == last[: place + 1]
    ]
    return "/".join(shared)


def register_buildings(
    *,
    actor: Actor,
    buildings: Sequence[NewBuilding],
    crs: str | None = None,
    source: str,
    placed_from: datetime,
    now: datetime,
) -> list[UUID]:
    """Register buildings with entrances and addresses, placed in their grid from `placed_from` on; return their ids.

    `crs` is needed for points. A building without `area_code` lies where its point lies.

    :raises Forbidden: no `grid.register_estate` at the grid.
    :raises NotFound: no such estate or area.
    :raises Invalid: neither area nor a point inside a grid, a grid outside the estate's community, no crs.
    :raises EstateTaken: the estate has a building of that number.
    """
    with transaction.atomic():
        system = crs_of(crs) if any(given.point for given in buildings) else Crs.CGCS2000
        areas = _lowest_areas(buildings, placed_from)
        estates = _estates(buildings)
        made: list[Building] = []
        placements: list[BuildingPlacement] = []
        for given in buildings:
            corner = corner_from(given.point, system)
            area = areas.get(given.area_code) if given.area_code else _area_at(corner, placed_from)
            area_id, path = _check_place(area, estates.get(given.estate_id) if given.estate_id else None)
            actor.require("grid.register_estate", path)
            made.append(_building(given, corner, source, now))
            placements.append(BuildingPlacement(building=made[-1], area_id=area_id, valid_from=placed_from))
        _check_numbers_free(made)
        Building.objects.bulk_create(made, batch_size=500)
        BuildingPlacement.objects.bulk_create(placements, batch_size=500)
        _add_parts(buildings, made, source)
        bump()
        if made:
            told = events.BuildingsRegistered(made[0].id, len(made), digest([b.code for b in made]), placed_from)
            journal.record(told, actor=actor, at=now, area_path=queries.district(placed_from).path)
        return [building.id for building in made]


def _lowest_areas(buildings: Sequence[NewBuilding], at: datetime) -> dict[str, tuple[UUID, str]]:
    codes = {given.area_code for given in buildings if given.area_code}
    rows = Area.objects.filter(in_force(at), code__in=codes, kind__in=_LOWEST)
    found = {row.code: (row.id, row.path) for row in rows}
    if missing := codes - set(found):
        raise NotFound(what="、".join(sorted(missing)[:5]))
    return found


def _area_at(corner: tuple[int, int] | None, at: datetime) -> tuple[UUID, str] | None:
    if corner is None:
        return None
    row = queries.grid_at(degrees(corner[0]), degrees(corner[1]), crs=Crs.CGCS2000, at=at)
    return (row.id, row.path) if row is not None and row.kind.value in _LOWEST else None


def _estates(buildings: Sequence[NewBuilding]) -> dict[UUID, str]:
    ids = {given.estate_id for given in buildings if given.estate_id}
    found = dict(Estate.objects.filter(id__in=ids, closed_at__isnull=True).values_list("id", "community_path"))
    if missing := ids - set(found):
        raise NotFound(what=str(sorted(missing)[0]))
    return found


def _check_place(area: tuple[UUID, str] | None, community_path: str | None) -> tuple[UUID, str]:
    if area is None:
        raise Invalid(field="area", why_zh="请指定网格或网格内的坐标", why_en="name a grid or a point inside one")
    if community_path is not None and not is_within(area[1], community_path):
        raise Invalid(
            field="area", why_zh="网格不在该小区所属社区内", why_en="the grid is outside the estate's community"
        )
    return area


def _building(given: NewBuilding, corner: tuple[int, int] | None, source: str, now: datetime) -> Building:
    key = new_id()
    return Building(
        id=key,
        code=short_code(key),
        estate_id=given.estate_id,
        number=check_name(given.number, "number"),
        lon_e6=corner[0] if corner else None,
        lat_e6=corner[1] if corner else None,
        source=source,
        floors=given.floors,
        declared_households=given.declared_households,
        declared_source=given.declared_source,
        registered_at=now,
    )


def _check_numbers_free(made: Sequence[Building]) -> None:
    wanted = Counter((building.estate_id, building.number) for building in made if building.estate_id)
    standing = Building.objects.filter(estate_id__in={estate for estate, _ in wanted}, closed_at__isnull=True)
    there = standing.values_list("estate_id", "number")
    doubled = [key for key, times in wanted.items() if times > 1]
    if taken := doubled or sorted(set(there) & set(wanted), key=str):
        raise EstateTaken(name=taken[0][1])


def _add_parts(given: Sequence[NewBuilding], made: Sequence[Building], source: str) -> None:
    pairs = list(zip(given, made, strict=True))
    Entrance.objects.bulk_create(
        [Entrance(building=building, number=number) for new, building in pairs for number in new.entrances],
        batch_size=1000,
    )
    Address.objects.bulk_create(
        [
            Address(road=road, number=number, building=building, estate_id=building.estate_id, source=source)
            for new, building in pairs
            for road, number in new.addresses
        ],
        batch_size=500,
    )


def register_dwellings(*, actor: Actor, dwellings: Sequence[NewDwelling], as_of: date | None, now: datetime) -> int:
    """Register dwellings (thousands at once); return how many.

    :raises Forbidden: no `grid.register_estate` at a building's grid. NotFound: no such building.
    :raises django.db.IntegrityError: a number is doubled behind an entrance.
    """
    with transaction.atomic():
        ids = {given.building_id for given in dwellings}
        placed = BuildingPlacement.objects.filter(in_force(now), building_id__in=ids)
        paths = dict(placed.values_list("building_id", "area__path"))
        if missing := ids - set(paths):
            raise NotFound(what=str(sorted(missing)[0]))
        for path in sorted(set(paths.values())):
            actor.require("grid.register_estate", path)
        with connection.cursor() as cursor, cursor.copy(
            "COPY grid_dwelling (id, building_id, entrance_id, number, floor, occupancy, occupancy_as_of) FROM STDIN"
        ) as copy:  # fmt: skip
            for given in dwellings:
                day = as_of if given.occupancy is not Occupancy.UNKNOWN else None
                copy.write_row(
                    (
                        new_id(),
                        given.building_id,
                        given.entrance_id,
                        given.number,
                        given.floor,
                        str(given.occupancy),
                        day,
                    )
                )
        if dwellings:
            told = events.DwellingsRegistered(dwellings[0].building_id, len(dwellings), len(ids))
            journal.record(told, actor=actor, at=now, area_path=_common(sorted(paths.values())))
        return len(dwellings)


def record_occupancy(
    *, actor: Actor, building_id: UUID, occupancies: Mapping[UUID, Occupancy], as_of: date, now: datetime
) -> int:
    """Record who lives in dwellings of one building as seen on `as_of`; older sightings do not overwrite newer (S-018).

    :raises NotFound: no such building. Forbidden: no `grid.record_occupancy` there.
    """
    with transaction.atomic():
        building = queries.building(building_id, now)
        actor.require("grid.record_occupancy", building.area_path)
        rows = Dwelling.objects.select_for_update().filter(building_id=building_id, id__in=occupancies)
        seen = [row for row in rows if row.occupancy_as_of is None or row.occupancy_as_of <= as_of]
        for row in seen:
            row.occupancy, row.occupancy_as_of = occupancies[row.id].value, as_of
        Dwelling.objects.bulk_update(seen, ["occupancy", "occupancy_as_of"], batch_size=500)
        told = events.OccupancyRecorded(building_id, len(seen), as_of)
        journal.record(told, actor=actor, at=now, area_path=building.area_path)
        return len(seen)


def set_property_mode(*, actor: Actor, estate_id: UUID, mode: PropertyMode, since: date, now: datetime) -> None:
    """Say who looks after an estate's common parts; routing asks it at dispatch (S-107).

    :raises NotFound: no such estate. Forbidden: no `grid.set_property_mode` there. Conflict: it is so already.
    """
    with transaction.atomic():
        estate = _locked(estate_id)
        actor.require("grid.set_property_mode", estate.community_path)
        before = estate.property_mode
        if before == mode.value:
            raise Conflict
        estate.property_mode, estate.property_mode_since = mode.value, since
        estate.save(update_fields=["property_mode", "property_mode_since"])
        told = events.PropertyModeSet(estate.id, before, mode.value, since)
        journal.record(told, actor=actor, at=now, area_path=estate.community_path)


def convert_estate(*, actor: Actor, estate_id: UUID, kind: EstateKind, since: date, now: datetime) -> None:
    """Change an estate's kind, such as open courtyard to gated once the works are done (开转封, S-016).

    :raises NotFound: no such estate. Forbidden: no `grid.register_estate` there. Conflict: it is so already.
    """
    with transaction.atomic():
        estate = _locked(estate_id)
        actor.require("grid.register_estate", estate.community_path)
        before = estate.kind
        if before == kind.value:
            raise Conflict
        estate.kind, estate.kind_since = kind.value, since
        estate.save(update_fields=["kind", "kind_since"])
        told = events.EstateConverted(estate.id, before, kind.value, since)
        journal.record(told, actor=actor, at=now, area_path=estate.community_path)


def set_governance_unit(
    *,
    actor: Actor,
    community_path: str,
    kind: EstateKind,
    name: str,
    basis: str,
    buildings: Sequence[UUID],
    valid_from: datetime,
    now: datetime,
) -> UUID:
    """Group buildings of one community under one governance unit from `valid_from` on; return its id (S-013).

    They leave the units they were in. Open courtyards need a stated basis (geography, population, history).

    :raises NotFound: no such community. Forbidden: no `grid.set_governance` there.
    :raises Invalid: no basis, no buildings, or one outside the community.
    """
    with transaction.atomic():
        community = queries.area_by_path(community_path, valid_from)
        actor.require("grid.set_governance", community.path)
        plain = check_name(basis, "basis")
        _check_inside(buildings, community.path, valid_from)
        unit = GovernanceUnit.objects.create(
            community_id=community.id,
            community_path=community.path,
            kind=kind.value,
            name=check_name(name),
            basis=plain,
            valid_from=valid_from,
        )
        GovernanceMember.objects.filter(in_force(valid_from), building_id__in=buildings).update(valid_to=valid_from)
        GovernanceMember.objects.bulk_create(
            GovernanceMember(unit=unit, building_id=key, valid_from=valid_from) for key in buildings
        )
        told = events.GovernanceUnitSet(unit.id, kind.value, list(buildings), valid_from)
        journal.record(told, actor=actor, at=now, area_path=community.path)
        return unit.id


def _check_inside(buildings: Sequence[UUID], community_path: str, at: datetime) -> None:
    placed = BuildingPlacement.objects.filter(in_force(at), building_id__in=buildings)
    paths = dict(placed.values_list("building_id", "area__path"))
    if not buildings or any(not is_within(paths.get(key, ""), community_path) for key in buildings):
        raise Invalid(field="buildings", why_zh="请选择本社区内的楼座", why_en="choose buildings of this community")


def _locked(estate_id: UUID) -> Estate:
    estate = Estate.objects.select_for_update().filter(id=estate_id).first()
    if estate is None:
        raise NotFound(what=str(estate_id))
    return estate

"""Registering roads, doors, junctions; learning aliases; knowing the neighbours' names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid import events, queries
from linli.grid.actions.versions import bump
from linli.grid.models import Address, Alias, Area, ForeignArea, Junction, Road, RoadArea
from linli.grid.queries import in_force
from linli.grid.rules.crs import crs_of
from linli.grid.rules.drafts import NewAddress, NewJunction, check_name, corner_from
from linli.grid.words import AreaKind, Crs
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, NotFound

DEED = "grid.name_alias"


def register_roads(*, actor: Actor, roads: Mapping[str, Sequence[str]], now: datetime) -> int:
    """Register roads with the codes of areas they touch; known roads gain areas. Return how many roads were new.

    :raises Forbidden: no `grid.name_alias` at the district. NotFound: no such area.
    """
    with transaction.atomic():
        path = _root(actor, now)
        areas = _areas((code for codes in roads.values() for code in codes), now)
        known = set(Road.objects.filter(name__in=roads).values_list("name", flat=True))
        new = [check_name(name) for name in roads if name not in known]
        Road.objects.bulk_create((Road(name=name) for name in new), batch_size=500)
        ids = dict(Road.objects.filter(name__in=roads).values_list("name", "id"))
        RoadArea.objects.bulk_create(
            [RoadArea(road_id=ids[name], area_id=areas[code]) for name, codes in roads.items() for code in codes],
            batch_size=500,
            ignore_conflicts=True,
        )
        return _told(actor, path, "roads", len(new), now)


def register_addresses(*, actor: Actor, addresses: Sequence[NewAddress], source: str, now: datetime) -> int:
    """Register door numbers; a known one points anew. Return how many were given.

    :raises Forbidden: no `grid.name_alias` at the district. NotFound: no such area.
    :raises Invalid: a door that leads nowhere.
    """
    with transaction.atomic():
        path = _root(actor, now)
        areas = _areas((given.area_code for given in addresses if given.area_code), now)
        for given in addresses:
            if not (given.building_id or given.estate_id or given.area_code):
                raise Invalid(
                    field="address", why_zh="门牌须指向楼座、小区或区域", why_en="a door needs a place behind it"
                )
        rows = [
            Address(
                road=check_name(given.road, "road"),
                number=check_name(given.number, "number"),
                building_id=given.building_id,
                estate_id=given.estate_id,
                area_id=areas[given.area_code] if given.area_code else None,
                source=source,
            )
            for given in addresses
        ]
        Address.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["road", "number"],
            update_fields=["building_id", "estate_id", "area_id", "source"],
        )
        return _told(actor, path, "addresses", len(rows), now)


def register_junctions(
    *, actor: Actor, junctions: Sequence[NewJunction], crs: str | None = None, source: str, now: datetime
) -> int:
    """Register where roads meet; without `area_code` the point decides the area. Return how many were given.

    :raises Forbidden: no `grid.name_alias` at the district. NotFound: no such area.
    :raises Invalid: a point without a coordinate system.
    """
    with transaction.atomic():
        path = _root(actor, now)
        system = crs_of(crs) if any(given.point for given in junctions) else Crs.CGCS2000
        areas = _areas((given.area_code for given in junctions if given.area_code), now)
        rows = [_junction(given, system, areas, source, now) for given in junctions]
        Junction.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["road_a", "road_b"],
            update_fields=["area_id", "lon_e6", "lat_e6", "source"],
        )
        return _told(actor, path, "junctions", len(rows), now)


def _junction(given: NewJunction, crs: Crs, areas: Mapping[str, UUID], source: str, now: datetime) -> Junction:
    corner = corner_from(given.point, crs)
    area_id = areas[given.area_code] if given.area_code else None
    if area_id is None and given.point is not None:
        found = queries.grid_at(*given.point, crs=crs, at=now)
        area_id = found.id if found else None
    a, b = sorted((check_name(given.road_a, "road_a"), check_name(given.road_b, "road_b")))
    return Junction(
        road_a=a,
        road_b=b,
        area_id=area_id,
        lon_e6=corner[0] if corner else None,
        lat_e6=corner[1] if corner else None,
        source=source,
    )


def learn_alias(
    *,
    actor: Actor,
    name: str,
    source: str,
    now: datetime,
    building_id: UUID | None = None,
    estate_id: UUID | None = None,
    address_id: UUID | None = None,
    area_id: UUID | None = None,
) -> UUID:
    """Remember what residents call a place; the same again counts as a confirmation (S-106). Return the alias.

    :raises NotFound: no such place. Forbidden: no `grid.name_alias` there.
    :raises Invalid: fewer than two letters, or not exactly one place.
    """
    with transaction.atomic():
        path = _place_path(building_id, estate_id, address_id, area_id, now)
        actor.require(DEED, path)
        plain = check_name(name)
        if len(plain) < 2:
            raise Invalid(field="name", why_zh="别名至少两个字", why_en="an alias has two letters at least")
        target = {"building_id": building_id, "estate_id": estate_id, "address_id": address_id, "area_id": area_id}
        alias = Alias.objects.select_for_update().filter(name=plain, valid_to=None, **target).first()
        if alias is None:
            alias = Alias.objects.create(name=plain, source=source, decided_by_id=actor.account_id, **target)
            bump()
        else:
            alias.times_confirmed += 1
            alias.save(update_fields=["times_confirmed"])
        told = events.AliasLearnt(alias.id, alias.times_confirmed)
        journal.record(told, actor=actor, at=now, area_path=path)
        return alias.id


def _place_path(
    building_id: UUID | None, estate_id: UUID | None, address_id: UUID | None, area_id: UUID | None, now: datetime
) -> str:
    if sum(key is not None for key in (building_id, estate_id, address_id, area_id)) != 1:
        raise Invalid(field="place", why_zh="别名须指向一个地点", why_en="an alias stands for exactly one place")
    if area_id is not None:
        return queries.area(area_id).path
    if address_id is not None:
        door = Address.objects.filter(id=address_id).first()
        if door is None:
            raise NotFound(what=str(address_id))
        if door.area_id is not None:
            return queries.area(door.area_id).path
        building_id, estate_id = door.building_id, door.estate_id
    if building_id is not None:
        return queries.building(building_id, now).area_path
    if estate_id is None:
        raise NotFound(what=str(address_id))
    return queries.estate(estate_id).community_path


def set_foreign_areas(*, actor: Actor, areas: Sequence[tuple[str, AreaKind, str]], source: str, now: datetime) -> int:
    """Know streets and communities of neighbouring districts by (code, kind, name). Return how many were given.

    :raises Forbidden: no `grid.name_alias` at the district. Invalid: a code of this district.
    """
    with transaction.atomic():
        path = _root(actor, now)
        if any(code[:6] == path for code, _, _ in areas):
            raise Invalid(field="areas", why_zh="外区名单含本区编码", why_en="a code of this district is in the list")
        rows = [
            ForeignArea(
                code=code,
                kind=kind.value,
                name=check_name(name),
                parent_code=code[:-3] if len(code) > 6 else "",
                district_code=code[:6],
                source=source,
            )
            for code, kind, name in areas
        ]
        ForeignArea.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "kind", "source"],
        )
        return _told(actor, path, "foreign", len(rows), now)


def _root(actor: Actor, now: datetime) -> str:
    path = queries.district(now).path
    actor.require(DEED, path)
    return path


def _told(actor: Actor, path: str, what: str, count: int, now: datetime) -> int:
    bump()
    told = events.NamesRegistered(queries.district(now).id, what, count)
    journal.record(told, actor=actor, at=now, area_path=path)
    return count


def _areas(codes: Iterable[str], now: datetime) -> dict[str, UUID]:
    wanted = set(codes)
    found = dict(Area.objects.filter(in_force(now), code__in=wanted).values_list("code", "id"))
    if missing := wanted - set(found):
        raise NotFound(what="、".join(sorted(missing)[:5]))
    return found

"""Opening areas, zones, operating mode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from linli.grid import events, queries
from linli.grid.actions.versions import bump
from linli.grid.models import Area, OperatingMode, Shape, Zone, ZoneStreet
from linli.grid.queries import in_force
from linli.grid.rules.codes import check_code, parent_kind, path_of
from linli.grid.rules.crs import crs_of
from linli.grid.rules.drafts import NewArea, check_name, ring_from
from linli.grid.rules.polygons import Ring
from linli.grid.words import AreaKind, Crs, GridType, Mode
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Invalid, Refused
from linli.kernel.ids import new_id
from linli.kernel.words import Text


class CodeTaken(Conflict):
    """An area with this code exists at that time."""

    code = "grid.code_taken"
    says = Text("编码 {codes} 当时已有区域使用。", "Code {codes} is already carried by an area at that time.")


class NoParent(Refused):
    """There is no such area above, or it is of the wrong kind."""

    code = "grid.no_parent"
    says = Text(
        "{code} 的上级 {parent} 不存在或级别不对；请先建立上级{kind_zh}。",
        "The parent {parent} of {code} does not exist or is of the wrong kind; open that {kind_en} first.",
    )


class SecondDistrict(Refused):
    """One installation serves one district (architecture D5)."""

    code = "grid.second_district"
    says = Text("本系统只服务一个区，已有 {code}。", "This installation serves one district, {code}.")


class AlreadySo(Refused):
    """The area operates that way already."""

    code = "grid.already_so"
    says = Text("该区域已处于“{mode_zh}”状态。", "The area is in this mode already: {mode_en}.")


def digest(codes: Sequence[str]) -> str:
    """Return the fingerprint of a set of codes, for facts about many things."""
    return sha256("\n".join(sorted(codes)).encode()).hexdigest()


def open_area(
    *, actor: Actor, area: NewArea, crs: str | None = None, source: str, valid_from: datetime, now: datetime
) -> UUID:
    """Open one area; return its id. See `open_areas`."""
    made = open_areas(actor=actor, areas=[area], crs=crs, source=source, valid_from=valid_from, now=now)
    return made[area.code]


def open_areas(
    *,
    actor: Actor,
    areas: Sequence[NewArea],
    crs: str | None = None,
    source: str,
    valid_from: datetime,
    now: datetime,
    is_schematic: bool = False,
) -> dict[str, UUID]:
    """Open areas from `valid_from` on; return ids by code. Parents may be in the batch. `crs` is needed for outlines.

    :raises Forbidden: the actor lacks `grid.import_areas` at one of them.
    :raises Invalid: a code, name or outline cannot be used, or outlines come without a coordinate system.
    :raises CodeTaken, NoParent, SecondDistrict:
    """
    with transaction.atomic():
        system = crs_of(crs) if any(area.outline for area in areas) else Crs.CGCS2000
        ordered = sorted(areas, key=lambda area: (area.kind.depth, area.code))
        parents = _parents(ordered, valid_from)
        made: dict[str, Area] = {}
        for given in ordered:
            made[given.code] = _area(given, parents | made, valid_from)
        for area in made.values():
            actor.require("grid.import_areas", area.path)
        _check_free(ordered, valid_from)
        Area.objects.bulk_create(made.values(), batch_size=500)
        outlines = {made[given.code].id: ring_from(given.outline, system) for given in ordered if given.outline}
        _draw(outlines, Shape(given_crs=system.value, source=source, is_schematic=is_schematic, valid_from=valid_from))
        bump()
        if made:
            _tell_opened(actor, made, source, valid_from, now)
        return {code: area.id for code, area in made.items()}


def _draw(outlines: Mapping[UUID, Ring], like: Shape) -> None:
    shapes = [
        Shape(
            area_id=area_id,
            geom=ring,
            given_crs=like.given_crs,
            source=like.source,
            is_schematic=like.is_schematic,
            valid_from=like.valid_from,
        )
        for area_id, ring in outlines.items()
    ]
    Shape.objects.bulk_create(shapes, batch_size=500)


def _tell_opened(actor: Actor, made: Mapping[str, Area], source: str, valid_from: datetime, now: datetime) -> None:
    root = queries.district(valid_from)
    by_kind = dict(Counter(area.kind for area in made.values()))
    told = events.AreasOpened(root.id, len(made), by_kind, digest(list(made)), source, valid_from)
    journal.record(told, actor=actor, at=now, area_path=root.path)


def _parents(areas: Sequence[NewArea], at: datetime) -> dict[str, Area]:
    codes = {area.parent_code for area in areas if area.parent_code}
    return {area.code: area for area in Area.objects.filter(in_force(at), code__in=codes)}


def _area(given: NewArea, known: Mapping[str, Area], valid_from: datetime) -> Area:
    parent = known.get(given.parent_code) if given.parent_code else None
    wanted = parent_kind(given.kind)
    if (parent.kind if parent else None) != (wanted.value if wanted else None):
        zh, en = (wanted.zh, wanted.en) if wanted else ("", "")
        raise NoParent(code=given.code, parent=given.parent_code or "—", kind_zh=zh, kind_en=en)
    grid_type = (given.grid_type or GridType.BASE) if given.kind is AreaKind.GRID else None
    check_code(given.kind, given.code, given.parent_code, grid_type)
    return Area(
        id=new_id(),
        kind=given.kind.value,
        code=given.code,
        name=check_name(given.name),
        name_en=given.name_en,
        name_aliases=list(given.name_aliases),
        parent=parent,
        path=path_of(parent.path if parent else None, given.code),
        grid_type=grid_type.value if grid_type else None,
        unit_grid_code=given.unit_grid_code,
        declared_households=given.declared_households,
        declared_population=given.declared_population,
        declared_source=given.declared_source,
        valid_from=valid_from,
    )


def _check_free(areas: Sequence[NewArea], at: datetime) -> None:
    codes = [area.code for area in areas]
    doubled = sorted(code for code, times in Counter(codes).items() if times > 1)
    running = Area.objects.filter(code__in=codes).exclude(valid_to__lte=at).values_list("code", flat=True)
    if taken := doubled or sorted(set(running)):
        raise CodeTaken(codes="、".join(taken[:5]))
    roots = [area.code for area in areas if area.kind is AreaKind.DISTRICT]
    there = Area.objects.filter(kind=AreaKind.DISTRICT.value, valid_to=None).first() if roots else None
    if there is not None or len(roots) > 1:
        raise SecondDistrict(code=there.code if there else roots[0])


def rename_area(*, actor: Actor, area_id: UUID, name: str, name_en: str = "", now: datetime) -> None:
    """Give an area another name; the old one stays as an alias, so that people who use it are understood.

    :raises NotFound: no such area. Forbidden: no `grid.import_areas` there. Invalid: no name.
    """
    with transaction.atomic():
        row = queries.area(area_id)
        area = Area.objects.select_for_update().get(id=row.id)
        actor.require("grid.import_areas", area.path)
        plain = check_name(name)
        area.name_aliases = sorted({*area.name_aliases, area.name} - {plain})
        area.name, area.name_en = plain, name_en or area.name_en
        area.save(update_fields=["name", "name_en", "name_aliases"])
        bump()
        journal.record(events.AreaRenamed(area.id, area.code), actor=actor, at=now, area_path=area.path)


def set_zones(
    *,
    actor: Actor,
    zones: Mapping[str, tuple[str, str, Sequence[str]]],
    valid_from: datetime,
    now: datetime,
) -> dict[str, UUID]:
    """Put all streets into zones from `valid_from` on: code -> (name, English name, street codes). Return zone ids.

    Replaces the division before; every street is in exactly one zone (S-012).

    :raises Forbidden: no `grid.set_zone` at the district.
    :raises Invalid: a street is missing, twice, or unknown.
    """
    with transaction.atomic():
        root = queries.district(valid_from)
        actor.require("grid.set_zone", root.path)
        streets = {row.code: row.id for row in queries.below(root.path, valid_from, kind=AreaKind.STREET)}
        named = [code for _, _, codes in zones.values() for code in codes]
        if sorted(named) != sorted(streets):
            wrong = "、".join(sorted(set(named) ^ set(streets)))
            raise Invalid(
                field="zones",
                why_zh=f"每个街道须恰在一个片区：{wrong}",
                why_en=f"each street in exactly one zone: {wrong}",
            )
        ZoneStreet.objects.filter(in_force(valid_from)).update(valid_to=valid_from)
        Zone.objects.filter(in_force(valid_from)).update(valid_to=valid_from)
        made = {
            code: Zone.objects.create(code=code, name=name, name_en=name_en, valid_from=valid_from)
            for code, (name, name_en, _) in zones.items()
        }
        ZoneStreet.objects.bulk_create(
            ZoneStreet(zone=made[code], street_id=streets[street], valid_from=valid_from)
            for code, (_, _, codes) in zones.items()
            for street in codes
        )
        told = events.ZonesSet(root.id, {code: list(codes) for code, (_, _, codes) in zones.items()}, valid_from)
        journal.record(told, actor=actor, at=now, area_path=root.path)
        return {code: zone.id for code, zone in made.items()}


def set_mode(
    *,
    actor: Actor,
    area_path: str,
    mode: Mode,
    now: datetime,
    level: int | None = None,
    reason: str = "",
    is_drill: bool = False,
) -> None:
    """Switch an area and everything below it to emergency, or back to what is above it. One deed each way (S-023).

    :raises NotFound: no such area. Forbidden: no `grid.set_mode` there.
    :raises AlreadySo: it operates that way by its own switch already. Invalid: an emergency without level 1..4.
    """
    with transaction.atomic():
        area = Area.objects.select_for_update().get(id=queries.area_by_path(area_path, now).id)
        actor.require("grid.set_mode", area.path)
        running = OperatingMode.objects.filter(in_force(now), area=area).first()
        if (mode is Mode.NORMAL) == (running is None) and (running is None or running.level == level):
            raise AlreadySo(mode_zh=mode.zh, mode_en=mode.en)
        if mode is Mode.EMERGENCY and level not in (1, 2, 3, 4):
            raise Invalid(field="level", why_zh="请选择I至IV级", why_en="choose a level from I to IV")
        if running is not None:
            _end(running, now)
        if mode is Mode.EMERGENCY:
            OperatingMode.objects.create(
                area=area, mode=mode.value, level=level, reason=reason, is_drill=is_drill, valid_from=now
            )
        told = events.ModeSwitched(area.id, mode.value, level if mode is Mode.EMERGENCY else None, is_drill)
        journal.record(told, actor=actor, at=now, area_path=area.path)


def _end(running: OperatingMode, now: datetime) -> None:
    if running.valid_from == now:
        running.delete()
        return
    running.valid_to = now
    running.save(update_fields=["valid_to"])

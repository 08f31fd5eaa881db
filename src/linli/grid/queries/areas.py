"""Areas, the tree, zones, operating mode."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Length

from linli.grid.models import Area, BuildingPlacement, Estate, OperatingMode, Shape, Zone, ZoneStreet
from linli.grid.queries.memory import area_row, in_force, snapshot, standing
from linli.grid.rules.codes import ancestors
from linli.grid.rules.modes import Spell
from linli.grid.rules.polygons import Ring
from linli.grid.rules.rows import AreaRow, ModeRow, TreeRow, ZoneRow
from linli.grid.words import AreaKind, Mode
from linli.kernel.actor import is_within
from linli.kernel.errors import NotFound


def area(area_id: UUID) -> AreaRow:
    """Return the area, past ones included. One statement.

    :raises NotFound: there is none.
    """
    return _one(Area.objects.filter(id=area_id).first(), area_id)


def areas(ids: Collection[UUID]) -> dict[UUID, AreaRow]:
    """Return the areas by id; unknown ids are left out. One statement."""
    return {row.id: area_row(row) for row in Area.objects.filter(id__in=set(ids))}


def area_by_code(code: str, at: datetime) -> AreaRow:
    """Return the area that carries `code` at `at` (codes change: the moment is part of the key, §1.3). One statement.

    :raises NotFound: none does.
    """
    return _one(Area.objects.filter(in_force(at), code=code).first(), code)


def area_by_path(path: str, at: datetime | None = None) -> AreaRow:
    """Return the area at `path`, at `at` or (without it) the newest that ever had the path. One statement.

    :raises NotFound: there is none.
    """
    rows = Area.objects.filter(path=path) if at is None else Area.objects.filter(in_force(at), path=path)
    return _one(rows.order_by("-valid_from").first(), path)


def areas_by_path(paths: Collection[str], at: datetime) -> dict[str, AreaRow]:
    """Return the areas in force by path, unknown paths left out. No statement while memory is fresh."""
    kept = snapshot(at).areas
    return {path: kept[path] for path in paths if path in kept}


def chain(path: str, at: datetime) -> tuple[AreaRow, ...]:
    """Return the areas from the district down to `path`. No statement while memory is fresh."""
    kept = snapshot(at).areas
    return tuple(kept[part] for part in reversed(ancestors(path)) if part in kept)


def district(at: datetime) -> AreaRow:
    """Return the root of this cell, which stands for "area unknown". No statement while memory is fresh.

    :raises NoDistrict: no district was opened yet.
    """
    return snapshot(at).district


def below(path: str, at: datetime, *, kind: AreaKind | None = None) -> list[AreaRow]:
    """Return the areas at and below `path` in path order ('' is everything). No statement while memory is fresh."""
    rows: Iterable[AreaRow] = snapshot(at).areas.values()
    if path:
        rows = [row for row in rows if is_within(row.path, path)]
    return [row for row in rows if kind is None or row.kind is kind]


def children(path: str, at: datetime) -> list[AreaRow]:
    """Return the areas one level below `path`, in code order. No statement while memory is fresh."""
    depth = path.count("/") + 1 if path else 0
    return [row for row in below(path, at) if row.path.count("/") == depth]


def tree(path: str, at: datetime, *, depth: int | None = None) -> list[TreeRow]:
    """Return `path` and what lies below it (down `depth` levels), with derived counts of each subtree.

    Two statements, however many areas (S-006).
    """
    found = below(path, at)
    counts = _subtree_counts(path, at, found)
    start = path.count("/") if path else -1
    shown = [row for row in found if depth is None or row.path.count("/") - start <= depth]
    return [TreeRow(row, *counts[row.path]) for row in shown]


def _subtree_counts(path: str, at: datetime, found: list[AreaRow]) -> dict[str, list[int]]:
    """Return [grids, microgrids, estates, buildings] at and below each area; `found` is in path order."""
    totals = {row.path: [int(row.kind is AreaKind.GRID), int(row.kind is AreaKind.MICROGRID), 0, 0] for row in found}
    there = Estate.objects.filter(standing(at), within("community_path", path))
    for place in there.values_list("community_path", flat=True):
        if place in totals:
            totals[place][2] += 1
    by_id = {row.id: totals[row.path] for row in found}
    placed = BuildingPlacement.objects.filter(in_force(at), within("area__path", path))
    for key, number in placed.values_list("area_id").annotate(number=Count("id")):
        if key in by_id:
            by_id[key][3] += number
    # A path sorts before all that begins with it: going backwards, every area is complete before it is added above.
    for row in reversed(found):
        above = totals.get(row.path.rpartition("/")[0])
        if above is not None:
            for what, number in enumerate(totals[row.path]):
                above[what] += number
    return totals


def within(column: str, path: str) -> Q:
    """Return the condition that a path column lies at or below `path`, as a range that the C-collated index serves."""
    if not path:
        return Q()
    return Q(**{column: path}) | Q(**{f"{column}__gte": path + "/", f"{column}__lt": path + "0"})


def subtree_count(path: str, at: datetime, kind: AreaKind) -> int:
    """Return how many areas of `kind` lie at or below `path`. One statement."""
    return Area.objects.filter(in_force(at), within("path", path), kind=kind).count()


def shapes(path: str, at: datetime, *, kind: AreaKind | None = None) -> dict[str, Ring]:
    """Return the outlines at and below `path` by path, in micro-degrees CGCS2000. One statement."""
    rows = Shape.objects.filter(in_force(at), within("area__path", path))
    if kind is not None:
        rows = rows.filter(area__kind=kind)
    return dict(rows.order_by("area__path").values_list("area__path", "geom"))


def zones(at: datetime) -> list[ZoneRow]:
    """Return the zones in force with their streets. Two statements."""
    members: dict[UUID, list[str]] = {}
    rows = ZoneStreet.objects.filter(in_force(at)).order_by("street__path").values_list("zone_id", "street__path")
    for zone_id, path in rows:
        members.setdefault(zone_id, []).append(path)
    return [
        ZoneRow(zone.id, zone.code, zone.name, zone.name_en, tuple(members.get(zone.id, ())))
        for zone in Zone.objects.filter(in_force(at)).order_by("code")
    ]


def zone_of(street_path: str, at: datetime) -> ZoneRow | None:
    """Return the zone that a street is in, or None. Two statements."""
    return next((zone for zone in zones(at) if street_path in zone.street_paths), None)


def operating_mode(path: str, at: datetime) -> ModeRow:
    """Return how the area operates: the nearest switch at or above it counts, else normal. One statement. S-023."""
    rows = OperatingMode.objects.filter(in_force(at), area__path__in=ancestors(path))
    found = rows.select_related("area").order_by(Length("area__path").desc()).first()
    if found is None:
        return ModeRow(Mode.NORMAL)
    mode = Mode.EMERGENCY if found.mode == Mode.EMERGENCY.value else Mode.NORMAL
    return ModeRow(mode, found.level, found.area.path, found.valid_from, found.is_drill)


def spells(at: datetime) -> list[Spell]:
    """Return the emergencies that run at `at`, drills left out: a drill changes no deadline. One statement. S-023."""
    rows = OperatingMode.objects.filter(in_force(at), mode=Mode.EMERGENCY.value, is_drill=False)
    found = rows.order_by("area__path").values_list("id", "area__path", "level")
    return [Spell(id_, path, level or 0) for id_, path, level in found]


def _one(found: Area | None, what: object) -> AreaRow:
    if found is None:
        raise NotFound(what=str(what))
    return area_row(found)

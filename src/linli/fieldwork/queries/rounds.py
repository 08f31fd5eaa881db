"""Today's round of somebody, in a sensible order, and how well the buildings of an area are covered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Max, Q

from linli.fieldwork.models import Check
from linli.fieldwork.queries.findings import FindingRow, notices
from linli.fieldwork.rules import planning, routing
from linli.fieldwork.rules.routing import Spot
from linli.grid import queries as grid
from linli.grid.rules.rows import BuildingRow
from linli.kernel.actor import Actor
from linli.kernel.words import Text
from linli.standards import queries as standards
from linli.standards.rules import Unknown

ITEMS, STANDARD, DEED = "patrol_item", "fieldwork.patrol", "fieldwork.patrol"
COMMUNITY_DEPTH, AREAS = 2, 5
DEFAULT = planning.Interval(7, 15)
"""Where no standard is in force yet."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to look at in a building; `citation` says why."""

    code: str
    text: Text
    citation: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A building of the round: where, when somebody was last there, when today; the notices that run there."""

    building: BuildingRow
    spot: Spot | None
    last_at: datetime | None
    done_at: datetime | None
    notices: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """Today's stops in the order to walk them, those without a place last; `metres` of the way as the crow flies.

    `way` are the ids of everything on it that has a place, in that order: buildings, and the cases that were given.
    `areas` are the areas it lies in; `buildings` how many there are in all, `covered` how many of them were checked
    within the interval of `every_days`. `later` are buildings that do not come up today though a notice runs there:
    whoever passes may recheck before its day.
    """

    areas: tuple[str, ...]
    stops: tuple[Stop, ...]
    later: tuple[Stop, ...]
    way: tuple[UUID, ...]
    metres: int
    buildings: int
    covered: int
    every_days: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of an area's buildings were checked in the interval, and what its rounds found in it."""

    area_path: str
    buildings: int
    covered: int


def items(at: datetime) -> tuple[Item, ...]:
    """Return what a round looks at, in order; nothing where no list is in force. No statement."""
    try:
        found = standards.codes(ITEMS, at)
    except Unknown:
        return ()
    return tuple(Item(one.code, one.text, one.citation) for one in found.values())


def interval(at: datetime) -> planning.Interval:
    """Return the standard of rounds in force. No statement."""
    try:
        value = standards.parameter(STANDARD, at).value
    except Unknown:
        return DEFAULT
    if not isinstance(value, dict):
        return DEFAULT
    days, most = value.get("every_days"), value.get("most_points")
    fits = isinstance(days, int) and isinstance(most, int) and days > 0 and most > 0
    return planning.Interval(int(days), int(most)) if fits else DEFAULT  # type: ignore[arg-type]


def every_days(at: datetime) -> int:
    """Return within how many days each building is to be checked. No statement."""
    return interval(at).every_days


def areas_of(actor: Actor) -> tuple[str, ...]:
    """Return where somebody does rounds: the own communities and grids, five at most; nobody walks a district."""
    paths = {scope.area for scope in actor.reach(DEED) if scope.area.count("/") >= COMMUNITY_DEPTH}
    inner = {path for path in paths if any(path != one and path.startswith(one + "/") for one in paths)}
    return tuple(sorted(paths - inner)[:AREAS])


def round_of(actor: Actor, now: datetime, also: Mapping[UUID, Spot] | None = None) -> Round:
    """Return today's round of somebody, led past the places of the cases in `also`. Five statements an area."""
    areas, standard = areas_of(actor), interval(now)
    buildings = [row for path in areas for row in grid.buildings_in(path, now)]
    running = [row for path in areas for row in notices(path)]
    calendar = standards.calendar(now)
    day = calendar.local_day(now)
    last, today = _visits([row.id for row in buildings], day_begins(now))
    ends = {row.building_id for row in running if row.due_at is not None and calendar.local_day(row.due_at) <= day}
    points = [
        planning.Point(row.id, calendar.local_day(last[row.id]) if row.id in last else None, row.id in ends)
        for row in buildings
    ]
    chosen = planning.todays(points, today=day, standard=standard)
    wanted = (*chosen, *(row.id for row in buildings if row.id in today and row.id not in chosen))
    by_id = {row.id: row for row in buildings}
    stops = [_stop(by_id[one], last, today, running) for one in wanted]
    told = dict.fromkeys(row.building_id for row in running if row.building_id in by_id)
    later = tuple(_stop(by_id[one], last, today, running) for one in told if one not in wanted)
    way, metres = _way(stops, also or {})
    rank = {id_: at for at, id_ in enumerate(way)}
    ordered = sorted(stops, key=lambda stop: rank.get(stop.building.id, len(rank)))
    recent = now - timedelta(days=standard.every_days)
    covered = sum(one in today or (one in last and last[one] >= recent) for one in by_id)
    return Round(areas, tuple(ordered), later, way, metres, len(buildings), covered, standard.every_days)


def day_begins(now: datetime) -> datetime:
    """Return the first moment of the local day. No statement."""
    local = now.astimezone(standards.calendar(now).zone)
    return datetime.combine(local.date(), time.min, local.tzinfo)


def _visits(buildings: Collection[UUID], begin: datetime) -> tuple[dict[UUID, datetime], dict[UUID, datetime]]:
    """Return when each building was last checked before `begin`, and when since. One statement."""
    if not buildings:
        return {}, {}
    rows = Check.objects.filter(building_id__in=buildings).values_list("building_id")
    found = rows.annotate(before=Max("at", filter=Q(at__lt=begin)), since=Max("at", filter=Q(at__gte=begin)))
    kept = list(found)
    return {one: at for one, at, _ in kept if at}, {one: at for one, _, at in kept if at}


def _stop(
    row: BuildingRow,
    last: Mapping[UUID, datetime],
    today: Mapping[UUID, datetime],
    running: Sequence[FindingRow],
) -> Stop:
    is_placed = row.lon is not None and row.lat is not None
    spot = (round((row.lon or 0) * 1_000_000), round((row.lat or 0) * 1_000_000)) if is_placed else None
    there = tuple(one for one in running if one.building_id == row.id)
    return Stop(row, spot, last.get(row.id), today.get(row.id), there)


def _way(stops: Sequence[Stop], also: Mapping[UUID, Spot]) -> tuple[tuple[UUID, ...], int]:
    """Return everything that has a place in the order to walk it, and the length of the way."""
    placed = {stop.building.id: stop.spot for stop in stops if stop.spot is not None} | dict(also)
    ids, spots = list(placed), list(placed.values())
    order = routing.ordered(spots)
    return tuple(ids[at] for at in order), routing.length(spots, order)


def coverage(paths: Sequence[str], now: datetime) -> list[Coverage]:
    """Return how well the buildings of neighbouring grids (`paths`, sorted) are covered. Two statements for all."""
    if not paths:
        return []
    since = now - timedelta(days=interval(now).every_days)
    of: dict[str, list[UUID]] = {path: [] for path in paths}
    for building_id, path in grid.placed_between(paths[0], paths[-1], now):
        owner = path if path in of else path.rpartition("/")[0]
        if owner in of:
            of[owner].append(building_id)
    _, recent = _visits([one for ids in of.values() for one in ids], since)
    return [Coverage(path, len(ids), sum(one in recent for one in ids)) for path, ids in of.items()]

"""Reports near by: likely the same matter (R5-6), and what the public may know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import cos, radians
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from linli.appeals.models import Appeal
from linli.appeals.rules.joining import may_be_shown
from linli.appeals.rules.merging import Nearness, Spot, is_likely_same, is_same_place, metres
from linli.appeals.rules.numbers import number_of
from linli.appeals.rules.seeing import coarse
from linli.appeals.triage.same import places
from linli.appeals.triage.same.places import Agreement, fading, same_address
from linli.appeals.triage.same.reports import MOST_CHARACTERS, Told, Words, compared
from linli.appeals.words import OPEN_STATES, State, Urgency
from linli.kernel.words import Text
from linli.standards import queries as standards

MOST = 5
_LOOKED_AT = 20
_METRES_PER_DEGREE = 111_320.0
# Written out, because every report runs it: building it anew costs more than answering it. The states stand in the
# text, so that the indexes of open reports serve; what has no part in a search is left out, so that each part is found
# by its own index (box, building, community), whatever came in that day.
_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN_STATES))
_COLUMNS = (
    "id, day, serial, area_path, building_id, lon, lat, category, urgency, state, registered_at, proposal->>'category'"
)
_WORDS_OF = (
    f"(SELECT left(body, {MOST_CHARACTERS}) FROM appeals_appealtext"
    " WHERE appeal_id = {} AND kind = 'report' AND erased_at IS NULL LIMIT 1)"
)
# The report's own words and address stand beside each row, found once: no statement more. Words are compared and
# forgotten; nothing of them leaves this module.
_WITH_WORDS = (
    f"{_COLUMNS}, place_words, {_WORDS_OF.format('appeals_appeal.id')}, "
    f"(SELECT place_words FROM appeals_appeal WHERE id = %s::uuid), {_WORDS_OF.format('%s::uuid')}"
)
_IN_COMMUNITY = "area_path >= %s AND area_path < %s"
_AFTER_SLASH = "0"
_IN_BOX = "(lon BETWEEN %s AND %s AND lat BETWEEN %s AND %s)"
_IN_BUILDING = "building_id = %s"
_IN_GROUP = "split_part(coalesce(category, proposal->>'category', %s), '.', 1) = %s"
_FOR_NEIGHBOURS = "NOT is_minor AND complained_ids = '{}' AND same_as_id IS NULL"
_PLAIN = len(_COLUMNS.split(", "))
_ADDRESS, _WORDS, _OWN_ADDRESS, _OWN_WORDS = range(_PLAIN, _PLAIN + 4)
_REPORTERS = f"""
    SELECT target, count(*) FROM (
        SELECT master_id AS target FROM appeals_appeal WHERE master_id = ANY(%(ids)s) AND state = 'merged'
        UNION ALL
        SELECT same_as_id FROM appeals_appeal WHERE same_as_id = ANY(%(ids)s) AND state IN ({_OPEN})
    ) AS others GROUP BY target
"""
_URGENCIES = {urgency.value: urgency for urgency in Urgency}
_STATES = {state.value: state for state in State}


@dataclass(frozen=True, slots=True)
class Near:
    """An open report near by; nothing of it says who reported or in which words.

    `agrees` tells in which parts it agrees with the one looked at, `score` orders (ADR 0035).
    """

    id: UUID
    number: str
    category: str | None
    community_path: str
    state: State
    registered_at: datetime
    distance_m: int | None
    score: float = 0.0
    agrees: tuple[Text, ...] = ()


def spot_of(appeal: Appeal, category: str | None = None) -> Spot:
    """Return what counts for likeness; before triage the machine's `category` stands in."""
    return Spot(
        category=appeal.category or category or str((appeal.proposal or {}).get("category") or "") or None,
        area_path=appeal.area_path,
        building_id=appeal.building_id,
        lon=appeal.lon,
        lat=appeal.lat,
        urgency=_URGENCIES[appeal.urgency],
        at=appeal.registered_at,
    )


def nearness(at: datetime) -> Nearness:
    """Return the standard `duplicates` in force."""
    value = standards.parameter("duplicates", at).value
    assert isinstance(value, dict)  # noqa: S101 (the pack's shape is checked when it is enacted)
    return Nearness(*(int(str(value[name])) for name in ("distance_m", "hours", "emergency_hours")))


def likely_same(spot: Spot, *, now: datetime, exclude: UUID | None = None, most: int = MOST) -> list[Near]:
    """Return open reports that may be the same matter, likest first. One statement, none without a matter.

    R5-6 says which may be; address, building, leaf, words, metres and hours order them (`triage.same.places`). The
    words of the report looked at are those of `exclude`. Source: R5-6, ADR 0035; a person decides.
    """
    if spot.category is None:
        return []
    near = nearness(now)
    rows = _look(spot, near, since=now - near.window(spot.urgency), exclude=exclude, columns=_WITH_WORDS)
    likely = [row for row in rows if is_likely_same(spot, _spot(row[:_PLAIN]), near)]
    own = next((str(row[_OWN_WORDS] or "") for row in likely), "")
    return _likest_first(_agreed(likely, spot, near, own))[:most]


def _likest_first(found: Sequence[Near]) -> list[Near]:
    return sorted(found, key=lambda one: (-one.score, -one.registered_at.timestamp(), one.id.bytes))


def _agreed(rows: Sequence[tuple[Any, ...]], spot: Spot, near: Nearness, own: str) -> list[Near]:
    """Return the rows with how far each agrees with the report looked at, whose words are `own`."""
    spots = [_spot(row[:_PLAIN]) for row in rows]
    words = compared(
        Told(own, spot.category, spot.at),
        [Told(str(row[_WORDS] or ""), other.category, other.at) for row, other in zip(rows, spots, strict=True)],
    )
    return [_near_agreed(row, spot, other, near, said) for row, other, said in zip(rows, spots, words, strict=True)]


def _near_agreed(row: tuple[Any, ...], spot: Spot, other: Spot, near: Nearness, said: Words) -> Near:
    address, own_address = row[_ADDRESS], row[_OWN_ADDRESS]
    metres_apart = _metres(spot, other)
    found = Agreement(
        # Of what people write freely only the same tells something: one place is written in ten ways.
        same_address=same_address(own_address or "", address) or None,
        same_building=spot.building_id is not None and spot.building_id == other.building_id,
        same_leaf=spot.category == other.category,
        words=said,
        closeness=0.0 if metres_apart is None else fading(metres_apart, near.distance_m),
        freshness=fading(abs(spot.at - other.at) / timedelta(hours=1), near.window(spot.urgency) / timedelta(hours=1)),
    )
    return replace(_near(row[:_PLAIN], spot), score=round(places.score(found), 3), agrees=places.agreeing(found))


def similar_open(
    spot: Spot, *, now: datetime, days: int = 30, most: int = MOST, words: str | None = None
) -> list[Near]:
    """Return open reports at the same place, for somebody about to report: "is it one of these?". One statement.

    Newest first; with the `words` that were typed so far the likest first, as `likely_same` orders them.

    Only of what stands in a place shared by all; none of a child, none that complains of somebody; where somebody said
    “me too”, only the one pointed at (ADR 0025).
    """
    near = nearness(now)
    columns = _COLUMNS if words is None else _WITH_WORDS
    rows = _look(spot, near, since=now - timedelta(days=days), exclude=None, more=_FOR_NEIGHBOURS, columns=columns)
    spots = ((row, _spot(row[:_PLAIN])) for row in rows)
    same = [row for row, other in spots if may_be_shown(other.category) and is_same_place(spot, other, near)]
    if words is None:
        return [_near(row, spot) for row in same[:most]]
    return _likest_first(_agreed(same, spot, near, words))[:most]


def named(appeal_id: UUID, spot: Spot) -> Near | None:
    """Return one open report, None where it is open no longer. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM appeals_appeal WHERE id = %s AND state IN ({_OPEN})", [appeal_id])
        row = cursor.fetchone()
    return None if row is None else _near(row, spot)


def reporters(appeal_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many people reported each of these matters: itself, what was joined, who said "me too". One statement.

    A "me too" counts while it is open; joined, it counts with the case that it was joined with.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REPORTERS, {"ids": list(appeal_ids)})
        found = dict(cursor.fetchall())
    return {one: 1 + found.get(one, 0) for one in appeal_ids}


def reporters_of(appeal_id: UUID) -> int:
    """Return how many people reported this matter. One statement."""
    return reporters([appeal_id])[appeal_id]


def repeats(appeal: Appeal, *, now: datetime, days: int) -> int:
    """Return how many reports of this leaf came from the same building (else grid or area) in `days`, this included.

    For T35 and the repeat rate (domain-spec §10.1). One statement.
    """
    same = Q(building_id=appeal.building_id) if appeal.building_id else Q(area_path=appeal.area_path)
    since = now - timedelta(days=days)
    return Appeal.objects.filter(same, category=appeal.category, registered_at__gte=since).count()


def _look(
    spot: Spot, near: Nearness, *, since: datetime, exclude: UUID | None, more: str = "", columns: str = _COLUMNS
) -> list[tuple[Any, ...]]:
    """Return open reports since then that lie in the box, the building or the community: all that may be the same.

    Where both have a point the box decides; in the community only those count of which one has none.
    """
    place = coarse(spot.area_path)
    conditions: list[str] = [_IN_COMMUNITY]
    values: list[Any] = [place, place + _AFTER_SLASH]
    if spot.lon is not None and spot.lat is not None:
        high = near.distance_m / _METRES_PER_DEGREE
        wide = high / max(cos(radians(spot.lat)), 0.01)
        conditions = [f"({_IN_COMMUNITY} AND lon IS NULL)", _IN_BOX]
        values += [spot.lon - wide, spot.lon + wide, spot.lat - high, spot.lat + high]
    if spot.building_id is not None:
        conditions.append(_IN_BUILDING)
        values.append(spot.building_id)
    condition = f"({' OR '.join(conditions)})"
    if spot.category is not None:
        group = spot.category.partition(".")[0]
        condition += f" AND {_IN_GROUP}"
        values += [group, group]
    if more:
        condition += f" AND {more}"
    return _open_reports(columns, condition, values, since, exclude)


def _open_reports(
    columns: str, condition: str, values: Sequence[Any], since: datetime, exclude: UUID | None
) -> list[tuple[Any, ...]]:
    sql = f"""
        SELECT {columns} FROM appeals_appeal
        WHERE state IN ({_OPEN}) AND {condition} AND registered_at >= %s AND id IS DISTINCT FROM %s::uuid
        ORDER BY registered_at DESC LIMIT {_LOOKED_AT}
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(exclude for _ in range(columns.count("%s"))), *values, since, exclude])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _spot(row: tuple[Any, ...]) -> Spot:
    _, _, _, area_path, building_id, lon, lat, category, urgency, _, registered_at, proposed = row
    return Spot(category or proposed, area_path, building_id, lon, lat, _URGENCIES[urgency], registered_at)


def _near(row: tuple[Any, ...], spot: Spot) -> Near:
    id_, day, serial, area_path, _, _, _, category, _, state, registered_at, proposed = row
    apart = _metres(spot, _spot(row))
    distance = None if apart is None else round(apart / 10) * 10
    return Near(
        id=id_,
        number=number_of(area_path, day, serial),
        category=category or proposed,
        community_path=coarse(area_path),
        state=_STATES[state],
        registered_at=registered_at,
        distance_m=distance,
    )


def _metres(one: Spot, other: Spot) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return metres(one.lon, one.lat, other.lon, other.lat)

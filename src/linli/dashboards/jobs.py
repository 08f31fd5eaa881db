"""What the clock makes the dashboards do: draw the hot events of the last thirty days by the hour (ADR 0035)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.appeals.queries import told
from linli.appeals.queries.told import Report
from linli.appeals.triage.same.events import Events
from linli.appeals.triage.same.heat import ALERT_DAYS, Told, heat, is_alert
from linli.appeals.triage.same.reading import read
from linli.appeals.triage.same.stream import Stream
from linli.dashboards.models import HotSpot
from linli.journal import parcels
from linli.people import queries as people

MOST_REPORTS = 3000
"""About twenty seconds of one core, once an hour; a district of half a million sends so many in a month."""
FEWEST_CASES = 2
FIRST_TEXTS = 300
DAY = 86_400


def draw(now: datetime) -> int:
    """Draw the events of the last thirty days anew; return how many. An alert keeps its moment. Safe to repeat.

    Reports are fed in order of time and never compared by anything but place, problem, time and who wrote.
    """
    rows = told.reports(since=now - timedelta(days=ALERT_DAYS), until=now, most=MOST_REPORTS)
    same = people.same_people({row.reporter_id for row in rows if row.reporter_id})
    who = {row.id: str(same[row.reporter_id]) if row.reporter_id else "" for row in rows}
    spots = [_spot(event, members, who, now) for event, members in _gathered(rows, who).items()]
    with transaction.atomic():
        before = dict(HotSpot.objects.filter(alerted_at__isnull=False).values_list("id", "alerted_at"))
        for spot in spots:
            spot.alerted_at = before.get(spot.id, spot.alerted_at) if spot.alerted_at else None
        HotSpot.objects.all().delete()
        HotSpot.objects.bulk_create(spots)
    return len(spots)


def _gathered(rows: Sequence[Report], who: Mapping[UUID, str]) -> dict[UUID, list[Report]]:
    texts = {row.id: read(str(row.id), who[row.id], row.at, "", row.body) for row in rows}
    # The words are counted over the whole month first: a small town has few, and the first ones would weigh nothing.
    events = Events(Stream(texts.values(), before=FIRST_TEXTS), counted=True)
    first = {id_: events.take(text) for id_, text in texts.items()}
    found: dict[UUID, list[Report]] = defaultdict(list)
    for row in rows:
        found[UUID(events.became(first[row.id]))].append(row)
    return {event: members for event, members in found.items() if len(members) >= FEWEST_CASES}


def _spot(event: UUID, members: Sequence[Report], who: Mapping[UUID, str], now: datetime) -> HotSpot:
    rows = [Told(str(row.id), who[row.id], row.at.timestamp() / DAY) for row in members]
    at = now.timestamp() / DAY
    found = heat(rows, now=at, days=ALERT_DAYS)
    kinds = Counter(row.category for row in members if row.category)
    return HotSpot(
        id=event,
        area_path=_shared_path([row.area_path for row in members]),
        category=min(kinds, key=lambda code: (-kinds[code], code), default=None),
        appeal_ids=[row.id for row in members],
        people=found.people,
        this_week=found.this_week,
        week_before=found.week_before,
        heat=round(found.value, 3),
        first_at=members[0].at,
        last_at=members[-1].at,
        alerted_at=now if is_alert(rows, now=at) else None,
    )


def _shared_path(paths: Sequence[str]) -> str:
    """Return the smallest area that holds all."""
    shared: list[str] = []
    for parts in zip(*(path.split("/") for path in paths), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "/".join(shared)


@parcels.periodic("37 * * * *", "dashboards.draw_hot_spots")
def run_draw() -> None:
    """Run every hour."""
    draw(timezone.now())

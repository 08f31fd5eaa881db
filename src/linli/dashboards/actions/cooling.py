"""What an event comes to: its people, heat, words and alert; and what leaves the window of days (ADR 0042)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from linli.appeals.triage.same.heat import Told, heat, is_alert
from linli.appeals.triage.same.matters import Matters
from linli.appeals.triage.same.telling import telling
from linli.dashboards.actions import alerting
from linli.dashboards.actions.neighbourhood import FIRST_TEXTS, Counted
from linli.dashboards.actions.pieces import put_together, titled, words_of
from linli.dashboards.models import HotBetween, HotSpot, HotText, HotWord
from linli.kernel.errors import Broken
from linli.standards import queries as standards

DAY = 86_400
FEWEST_TEXTS = 2
MOST_MATTERS = 20_000


@dataclass(frozen=True, slots=True)
class Window:
    """For how many days a report counts, and how many different people within them raise an alert."""

    days: int
    people: int


def window(now: datetime) -> Window:
    """Return the window in force; R5-7 and the standard `hotspot.alert`."""
    value = standards.parameter("hotspot.alert", now).value
    if not isinstance(value, dict):
        raise Broken(why="hotspot.alert says people and days")
    return Window(days=int(str(value["days"])), people=int(str(value["people"])))


def settle(event: UUID, *, now: datetime, window: Window) -> None:
    """Reckon an event anew after a text joined it, and raise its alert when it is time. Six statements at most."""
    rows = list(HotText.objects.filter(event=event).order_by("at", "id").defer("keys", "near"))
    spot = _spot(event, rows, now=now, window=window)
    HotSpot.objects.bulk_create(
        [spot], update_conflicts=True, unique_fields=["id"],
        update_fields=[field.name for field in HotSpot._meta.concrete_fields if field.name not in ("id", "matter")],
    )  # fmt: skip
    if is_alert(_told(rows), now=rows[-1].at.timestamp() / DAY, least=window.people, days=window.days):
        alerting.alert(spot, [row.id for row in rows], now=now)


def forget(since: datetime) -> int:
    """Forget the texts from before `since`; return how many. One statement where there are none, else eight at most."""
    rows = list(HotText.objects.filter(at__lt=since).order_by("at", "id"))
    if not rows:
        return 0
    with transaction.atomic():
        ids, events = [row.id for row in rows], {row.event for row in rows}
        words: Counter[str] = Counter()
        named: Counter[str] = Counter()
        for row in rows:
            for key, (texts, names) in words_of(put_together(row)).items():
                words[key] += texts
                named[key] += names
        keys = sorted(words)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE dashboards_hotword SET texts = dashboards_hotword.texts - gone.texts,"
                " named = dashboards_hotword.named - gone.named"
                " FROM unnest(%s::text[], %s::int[], %s::int[]) AS gone(key, texts, named)"
                " WHERE dashboards_hotword.key = gone.key",
                [keys, [words[key] for key in keys], [named[key] for key in keys]],
            )
            near = sorted({other for row in rows for other in row.near})
            cursor.execute(
                "UPDATE dashboards_hottext SET near = near - %s::text[] WHERE id = ANY(%s::uuid[])",
                [[str(id_) for id_ in ids], near],
            )
        HotText.objects.filter(id__in=ids).delete()
        _drop_empty(events)
        return len(rows)


def _drop_empty(events: Collection[UUID]) -> None:
    left = Counter(HotText.objects.filter(event__in=events).values_list("event", flat=True))
    empty = [event for event in events if not left[event]]
    HotBetween.objects.filter(Q(one__in=empty) | Q(other__in=empty)).delete()
    HotSpot.objects.filter(id__in=[event for event in events if left[event] < FEWEST_TEXTS]).delete()


def cool(now: datetime) -> int:
    """Let what left the window go, let heat fade, and tell which events are one matter; return how many events stand.

    Two statements and one for each event; safe to repeat. Words that nobody uses any more go, too.
    """
    with transaction.atomic():
        seen = window(now)
        forget(now - timedelta(days=seen.days))
        HotWord.objects.filter(texts__lte=0).exclude(key="").delete()
        rows = list(HotText.objects.order_by("-at", "-id").defer("keys", "near")[:MOST_MATTERS])[::-1]
        matters = _matters(rows)
        members: dict[UUID, list[HotText]] = {}
        for row in rows:
            members.setdefault(row.event, []).append(row)
        found = {event: texts for event, texts in members.items() if len(texts) >= FEWEST_TEXTS}
        for spot in HotSpot.objects.filter(id__in=found).order_by("id"):
            _warm(spot, found[spot.id], now=now, window=seen)
            spot.matter = matters[spot.id]
            spot.save(update_fields=["people", "this_week", "week_before", "heat", "texts", "matter"])
        return len(found)


def _matters(rows: Sequence[HotText]) -> dict[UUID, UUID]:
    """Return event -> the event that stands for its matter: the first of the matter that two texts tell of."""
    texts = [titled(row) for row in rows]
    stream = Counted(before=FIRST_TEXTS)
    for text in texts:
        stream.add(text)
    matters, first = Matters(stream), dict[UUID, str]()
    for row, text in zip(rows, texts, strict=True):
        first[row.event] = matters.take(text, str(row.event))
    return {event: UUID(matters.became(matter)) for event, matter in first.items()}


def _told(rows: Sequence[HotText]) -> list[Told]:
    return [Told(str(row.id), row.who, row.at.timestamp() / DAY) for row in rows]


def _warm(spot: HotSpot, rows: Sequence[HotText], *, now: datetime, window: Window) -> None:
    found = heat(_told(rows), now=now.timestamp() / DAY, days=window.days)
    spot.people, spot.this_week, spot.week_before = found.people, found.this_week, found.week_before
    spot.heat, spot.texts = round(found.value, 3), len(rows)


def _spot(event: UUID, rows: Sequence[HotText], *, now: datetime, window: Window) -> HotSpot:
    kinds = Counter(row.category for row in rows if row.category)
    texts = [put_together(row) for row in rows]
    stream = Counted(before=FIRST_TEXTS)
    pairs = Counter(pair for text in texts for pair in text.head)
    wanted = [pair for pair, count in pairs.items() if count >= FEWEST_TEXTS]
    stream.hold(HotWord.objects.filter(key__in=[*wanted, ""]).values_list("key", "texts", "named"))
    spot = HotSpot(
        id=event,
        area_path=shared_path([row.area_path for row in rows]),
        category=min(kinds, key=lambda code: (-kinds[code], code), default=None),
        matter=event,
        words=list(telling(texts, stream.rarity)),
        first_at=rows[0].at,
        last_at=rows[-1].at,
    )
    _warm(spot, rows, now=now, window=window)
    return spot


def shared_path(paths: Sequence[str]) -> str:
    """Return the smallest area that holds all."""
    shared: list[str] = []
    for parts in zip(*(path.split("/") for path in paths), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "/".join(shared)

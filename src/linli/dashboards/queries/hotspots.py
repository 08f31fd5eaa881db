"""The hot events of an area, hottest matter first, their days, and what was decided (S-097, ADR 0042)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.dashboards.models import HotAlert, HotSpot, HotText
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound
from linli.notices.rules.masking import mask
from linli.people.queries import within

DECIDE = "dashboards.decide_hot_spot"
VIEW = "appeals.view"
MOST = 10
MOST_EVENTS = 200
GROWTH_DAYS = 14


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided about an alert: a code of `words.Verdict`, why, which unit, who, when."""

    decided: str
    reason: str
    unit_id: UUID | None
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class HotRow:
    """An event: its words, what and where, people in all, of the last seven days and the seven before.

    `others` are further events of the same matter. `alert_id` is its alert, `verdict` what was decided about that.
    """

    id: UUID
    words: tuple[str, ...]
    area_path: str
    category: str | None
    texts: int
    people: int
    this_week: int
    week_before: int
    first_at: datetime
    last_at: datetime
    others: int
    appeal_ids: tuple[UUID, ...]
    alert_id: UUID | None
    alerted_at: datetime | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class DayRow:
    """How many different people told of it on one day."""

    day: date
    people: int


def hottest(area_path: str, *, most: int = MOST) -> list[HotRow]:
    """Return the hottest matters within an area, each by its hottest event. Three statements, one for none."""
    rows = list(HotSpot.objects.filter(within("area_path", area_path)).order_by("-heat", "id")[:MOST_EVENTS])
    heat: Counter[UUID] = Counter()
    for row in rows:
        heat[row.matter] += round(row.heat * 1000)
    first = {row.matter: row for row in reversed(rows)}
    top = sorted(first, key=lambda matter: (-heat[matter], str(matter)))[:most]
    size = Counter(row.matter for row in rows)
    return _rows([(first[matter], size[matter] - 1) for matter in top])


def spot_of(actor: Actor, id_: UUID) -> HotRow:
    """Return an event by its own id or its alert's, to whoever sees the cases of its area. Three statements.

    :raises NotFound: there is none, or it lies elsewhere.
    """
    alert = HotAlert.objects.filter(id=id_).first()
    spot = HotSpot.objects.filter(id=alert.spot_id if alert else id_).first()
    if spot is None and alert is not None:
        spot = _cold(alert)
    if spot is None or not actor.may(VIEW, spot.area_path):
        raise NotFound
    return _rows([(spot, 0)])[0] if alert is None else _row(spot, 0, (), alert)


def days_of(appeal_ids: Collection[UUID], *, until: date, days: int = GROWTH_DAYS) -> list[DayRow]:
    """Return day by day how many different people told of an event, as far as the window reaches. One statement."""
    who: dict[date, set[str]] = {until - timedelta(days=back): set() for back in reversed(range(days))}
    for id_, at, person in HotText.objects.filter(id__in=appeal_ids).values_list("id", "at", "who"):
        day = at.astimezone(SHANGHAI).date()
        if day in who:
            who[day].add(person or str(id_))
    return [DayRow(day, len(people)) for day, people in who.items()]


def said(words: Iterable[str]) -> str:
    """Return the words of an event as a title; what could be somebody's name or number is covered."""
    return " · ".join(mask(word).text for word in words)


def _rows(found: list[tuple[HotSpot, int]]) -> list[HotRow]:
    if not found:
        return []
    texts: dict[UUID, list[UUID]] = {spot.id: [] for spot, _ in found}
    for id_, event in HotText.objects.filter(event__in=texts).order_by("at", "id").values_list("id", "event"):
        texts[event].append(id_)
    every = [id_ for ids in texts.values() for id_ in ids]
    alerts = {id_: alert for alert in HotAlert.objects.filter(appeal_ids__overlap=every) for id_ in alert.appeal_ids}
    return [
        _row(spot, others, tuple(texts[spot.id]), next((alerts[id_] for id_ in texts[spot.id] if id_ in alerts), None))
        for spot, others in found
    ]


def _row(spot: HotSpot, others: int, ids: tuple[UUID, ...], alert: HotAlert | None) -> HotRow:
    if alert is not None and not ids:
        told = HotText.objects.filter(event=spot.id).order_by("at", "id").values_list("id", flat=True)
        ids = tuple(dict.fromkeys([*alert.appeal_ids, *told]))
    return HotRow(
        id=spot.id, words=tuple(spot.words), area_path=spot.area_path, category=spot.category,
        texts=max(spot.texts, len(ids)), people=spot.people, this_week=spot.this_week, week_before=spot.week_before,
        first_at=spot.first_at, last_at=spot.last_at, others=others, appeal_ids=ids,
        alert_id=alert.id if alert else None, alerted_at=alert.at if alert else None,
        verdict=_verdict(alert) if alert else None,
    )  # fmt: skip


def _verdict(alert: HotAlert) -> Verdict | None:
    if alert.decided is None or alert.decided_by_id is None or alert.decided_at is None:
        return None
    return Verdict(alert.decided, alert.reason, alert.unit_id, alert.decided_by_id, alert.decided_at)


def _cold(alert: HotAlert) -> HotSpot:
    """Return what is left of an event whose texts are gone: what its alert kept."""
    return HotSpot(
        id=alert.spot_id, area_path=alert.area_path, category=alert.category, matter=alert.spot_id, words=alert.words,
        texts=len(alert.appeal_ids), people=alert.people, this_week=0, week_before=0, heat=0.0, first_at=alert.at,
        last_at=alert.at,
    )  # fmt: skip

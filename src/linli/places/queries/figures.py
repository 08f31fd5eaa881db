"""What was held and what came of it: weeks held of weeks planned (S-210), matters a session (S-213), channel shares."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel.actor import Actor
from linli.places.models import Booking, Matter, Plan, Sitting, Visit
from linli.places.queries.desk import DEEDS, sittings_in_reach
from linli.places.rules.weeks import Sat, Weeks, weeks_of
from linli.places.words import BookedBy, BookingState, OffReason, PlanKind, SittingState

REAL = (BookingState.BOOKED.value, BookingState.CAME.value, BookingState.MISSED.value)


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """One plan in a period; sittings that are still to come are left out."""

    plan_id: UUID
    kind: PlanKind
    unit_id: UUID
    place: str
    weeks: Weeks
    held: int
    called_off: int
    unsaid: int
    came: int
    booked: int
    missed: int
    appeals: int
    advice: int

    @property
    def matters(self) -> int:
        """Return the matters taken."""
        return self.appeals + self.advice

    @property
    def per_session(self) -> str:
        """Return the matters of a held sitting on average, with one decimal; empty where none was held."""
        tenths = (20 * self.matters + self.held) // (2 * self.held) if self.held else 0
        return f"{tenths // 10}.{tenths % 10}" if self.held else ""


@dataclass(frozen=True, slots=True)
class Report:
    """All plans of a period in reach, how bookings came in, and how many came without one."""

    plans: tuple[PlanFigures, ...]
    weeks: Weeks
    bookings: dict[BookedBy, int] = field(default_factory=dict)
    walked_in: int = 0

    @property
    def total(self) -> int:
        """Return everybody who booked or came without a booking."""
        return sum(self.bookings.values()) + self.walked_in


def report(actor: Actor, *, first: date, last: date, now: datetime) -> Report:
    """Return the figures of the plans in reach; days count by the plan's rule, both ends included. Six statements."""
    over = Sitting.objects.filter(sittings_in_reach(actor, *DEEDS), by_rule__gte=first, by_rule__lte=last)
    over = over.filter(Q(ends_at__lte=now) | Q(state=SittingState.HELD.value) | Q(state=SittingState.CALLED_OFF.value))
    rows = list(over.exclude(reason=OffReason.ENDED.value))
    of: dict[UUID, list[Sitting]] = defaultdict(list)
    for one in rows:
        of[one.plan_id].append(one)
    ids = [one.id for one in rows]
    plans = {one.id: one for one in Plan.objects.filter(id__in=of)}
    came = _per(Visit, ids)
    booked = _per(Booking, ids, state__in=REAL)
    missed = _per(Booking, ids, state=BookingState.MISSED.value)
    appeals, advice = _per(Matter, ids, appeal__isnull=False), _per(Matter, ids, appeal__isnull=True)
    figures = [
        _figures(plans[plan_id], of[plan_id], came, booked, missed, appeals, advice)
        for plan_id in sorted(of, key=lambda one: (plans[one].kind, plans[one].place, str(one)))
    ]
    by = dict(Booking.objects.filter(sitting_id__in=ids, state__in=REAL).values_list("by").annotate(n=Count("id")))
    walked = Visit.objects.filter(sitting_id__in=ids, booking__isnull=True).count()
    return Report(
        tuple(figures),
        _together([one.weeks for one in figures]),
        {BookedBy(code): n for code, n in sorted(by.items())},
        walked,
    )


def _together(weeks: list[Weeks]) -> Weeks:
    return Weeks(sum(one.planned for one in weeks), sum(one.held for one in weeks))


def _per(model: type, ids: list[UUID], **condition: object) -> Counter[UUID]:
    rows = model.objects.filter(sitting_id__in=ids, **condition).values_list("sitting_id")  # type: ignore[attr-defined]
    return Counter(dict(rows.annotate(n=Count("id")).order_by()))


def _figures(plan: Plan, rows: list[Sitting], *counts: Counter[UUID]) -> PlanFigures:
    came, booked, missed, appeals, advice = (sum(count[one.id] for one in rows) for count in counts)
    states = Counter(one.state for one in rows)
    sat = [Sat(one.by_rule, SittingState(one.state), OffReason(one.reason) if one.reason else None) for one in rows]
    return PlanFigures(
        plan.id, PlanKind(plan.kind), plan.unit_id, plan.place, weeks_of(sat), states["held"], states["called_off"],
        states["planned"], came, booked, missed, appeals, advice,
    )  # fmt: skip

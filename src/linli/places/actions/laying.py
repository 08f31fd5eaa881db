"""Laying the days of a plan out as sittings, and seeing that nobody sits twice at the same time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.places import events
from linli.places.models import Plan, Sitting
from linli.places.queries.public import setting
from linli.places.queries.rows import recurrence_of
from linli.places.rules import booking, recurring
from linli.places.words import SittingState
from linli.standards import queries as standards

_STAFF_KEY = 0x706C61636573
"""Of the lock under which people are put on sittings: two plans made at once could put one person on both."""
A_DAY = timedelta(days=1)
"""No sitting lasts longer."""
COPIED = ("area_path", "place", "lon", "lat", "sits", "staff_ids", "slot_min", "seats")


def moment(day: date, minutes: int) -> datetime:
    """Return a minute of a day in China."""
    return datetime.combine(day, time(), tzinfo=SHANGHAI) + timedelta(minutes=minutes)


def lay_out(plan: Plan, *, actor: Actor, now: datetime, is_strict: bool) -> int:
    """Put the sittings of a locked plan on the calendar, as far ahead as the standard says; return how many are new.

    What has begun is left out. Where somebody sits elsewhere then, a strict call raises; the nightly one leaves that
    person out of the new sitting, for the reception is held all the same.

    :raises Overlaps: strict, and somebody sits elsewhere at that time.
    """
    calendar = standards.calendar(now)
    today = calendar.local_day(now)
    ahead = today + timedelta(days=setting("ahead_days", now))
    known = set(Sitting.objects.filter(plan=plan).values_list("by_rule", flat=True))
    made = []
    for day in recurring.days_of(recurrence_of(plan), today, ahead, calendar):
        starts_at = moment(day.held_on, plan.begins_min)
        if day.by_rule in known or starts_at <= now:
            continue
        one = Sitting(plan=plan, by_rule=day.by_rule, starts_at=starts_at, ends_at=moment(day.held_on, plan.ends_min))
        for name in COPIED:
            setattr(one, name, getattr(plan, name))
        if is_strict:
            check_staff(one)
        else:
            one.staff_ids = [who for who in one.staff_ids if who not in busy(one)]
        made.append(one)
    if made:
        Sitting.objects.bulk_create(made)
        told = events.SittingsSet(plan.id, tuple(one.by_rule for one in made))
        journal.record(told, actor=actor, at=now, area_path=plan.area_path)
    return len(made)


def check_staff(one: Sitting) -> None:
    """Return quietly when nobody of a sitting sits elsewhere at its time. Two statements, none without staff.

    :raises Overlaps: somebody does.
    """
    if one.staff_ids and (others := _others(one, one.staff_ids)):
        first = others[0]
        day = first.starts_at.astimezone(SHANGHAI).date().isoformat()
        raise booking.Overlaps(field="staff", day=day, place=first.place)


def busy(one: Sitting) -> set[UUID]:
    """Return who of a sitting sits elsewhere at its time. Two statements, none without staff."""
    return {who for other in _others(one, one.staff_ids) for who in other.staff_ids} if one.staff_ids else set()


def _others(one: Sitting, staff_ids: Collection[UUID]) -> list[Sitting]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_STAFF_KEY])
    near = Sitting.objects.filter(
        staff_ids__overlap=list(staff_ids),
        starts_at__gt=one.starts_at - A_DAY,
        starts_at__lt=one.ends_at,
    ).exclude(state=SittingState.CALLED_OFF.value)
    found = near.exclude(id=one.id).order_by("starts_at", "id")
    hours = (one.starts_at, one.ends_at)
    return [other for other in found if booking.overlap(hours, (other.starts_at, other.ends_at))]

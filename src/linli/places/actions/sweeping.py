"""Because time passes: sittings are laid out, people reminded, offices asked what happened, old bookings forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from linli.duties import actions as duties
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound
from linli.kernel.ids import new_id
from linli.people import actions as people
from linli.people.rules.retention import Keeping, last_due
from linli.people.words import Role
from linli.places import events
from linli.places.actions import laying, telling
from linli.places.actions.sittings import missed
from linli.places.models import Booking, Matter, Plan, Sitting, Visit
from linli.places.queries.desk import RECEIVE
from linli.places.queries.public import setting
from linli.places.words import BookingState, SittingState, VisitState
from linli.standards import queries as standards

SYSTEM = Actor.system("places", ("people.erase_contact",))
STEP, AT_ONCE = "settle_sitting", 200
LATELY = timedelta(days=90)
"""So far back the clock looks for what is left open; whoever says later that it was held, closes it there."""
REMIND_FROM = 9
"""The hour of the day before from which people are reminded; the gate keeps their own quiet hours."""


def lay_out_all(*, now: datetime) -> int:
    """Put the sittings of the next weeks on the calendar; return how many are new. Safe to repeat."""
    today = standards.calendar(now).local_day(now)
    running = Q(last_on__isnull=True) | Q(last_on__gte=today)
    made = 0
    for plan_id in Plan.objects.filter(running).order_by("id").values_list("id", flat=True):
        with transaction.atomic():
            plan = Plan.objects.select_for_update().get(id=plan_id)
            made += laying.lay_out(plan, actor=SYSTEM, now=now, is_strict=False)
    return made


def remind(*, now: datetime) -> int:
    """Remind who booked something for tomorrow; return how many. Each once for each time a sitting has."""
    local = now.astimezone(SHANGHAI)
    if local.hour < REMIND_FROM:
        return 0
    tomorrow = local.date() + timedelta(days=1)
    first = laying.moment(tomorrow, 0)
    told = 0
    with transaction.atomic():
        rows = Booking.objects.select_for_update(of=("self",), skip_locked=True).select_related("sitting__plan")
        due = rows.filter(slot_at__gte=first, slot_at__lt=first + timedelta(days=1), state=BookingState.BOOKED.value)
        for one in due.filter(reminded_at__isnull=True).order_by("slot_at", "id")[:AT_ONCE]:
            # Who booked after the reminder of the day would have gone was told just now.
            telling.tell(one.sitting, [one], "sitting.reminder", key=one.slot_at.isoformat(), now=now)
            one.reminded_at = now
            one.save(update_fields=["reminded_at"])
            told += 1
    return told


def ask(*, now: datetime) -> int:
    """Have the office of every sitting that is over and was neither held nor called off owe saying what happened;
    mark who did not come to those that were held. Return how many are owed now. Safe to repeat.
    """
    over = Sitting.objects.filter(state=SittingState.PLANNED.value, ends_at__lte=now, asked_at__isnull=True)
    ids = list(over.order_by("ends_at", "id").values_list("id", flat=True)[:AT_ONCE])
    asked = sum(_ask(sitting_id, now) for sitting_id in ids)
    held = Sitting.objects.filter(state=SittingState.HELD.value, ends_at__lte=now, ends_at__gt=now - LATELY)
    booked = Booking.objects.filter(sitting=OuterRef("pk"), state=BookingState.BOOKED.value)
    seen = Visit.objects.filter(sitting=OuterRef("pk"), state=VisitState.CALLED.value)
    for sitting_id in held.filter(Exists(booked) | Exists(seen)).values_list("id", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            missed(Sitting.objects.select_for_update().get(id=sitting_id))
    return asked


def _ask(sitting_id: UUID, now: datetime) -> bool:
    with transaction.atomic():
        rows = Sitting.objects.select_for_update(of=("self",)).select_related("plan")
        found = rows.filter(id=sitting_id, state=SittingState.PLANNED.value, asked_at__isnull=True).first()
        if found is None:
            return False  # somebody said it in between
        found.asked_at = now
        found.save(update_fields=["asked_at"])
        duties.owe(
            actor=SYSTEM, subject=("places", found.id), deed=RECEIVE, step=STEP,
            limit=standards.limit(STEP, at=now), owed_by=found.plan.unit_id, owed_role=Role.UNIT.value,
            area_path=found.area_path, start=found.ends_at, now=now, calendar=standards.calendar(now),
        )  # fmt: skip
        return True


def forget(*, now: datetime) -> tuple[int, int]:
    """Cut bookings from their people once their time has come, and empty old notes; return how many of both.

    The contact of a booking was kept for it alone and goes with it. Source: 个人信息保护法 §19, §47; standard
    `places.booking`, term `Keeping.FINDING` for notes. Safe to repeat.
    """
    before = now - timedelta(days=setting("keep_days", now))
    last = last_due(Keeping.FINDING, now.astimezone(SHANGHAI).date())
    with transaction.atomic():
        rows = Booking.objects.select_for_update(of=("self",), skip_locked=True).select_related("sitting")
        due = rows.filter(forgotten_at__isnull=True, slot_at__lt=before).order_by("slot_at", "id")
        batch = list(due[:AT_ONCE])
        Booking.objects.filter(id__in=[one.id for one in batch]).update(account=None, contact=None, forgotten_at=now)
        for one in batch:
            if one.contact_id is not None:
                _erase(one.contact_id, one.sitting.area_path, now)
        notes = Matter.objects.filter(at__lt=laying.moment(last, 24 * 60)).exclude(note="").update(note="")
        if batch or notes:
            told = events.BookingsForgotten(new_id(now), len(batch), notes)
            journal.record(told, actor=SYSTEM, at=now, area_path="")
        return len(batch), notes


def _erase(contact_id: UUID, area_path: str, now: datetime) -> None:
    try:
        people.erase_contact(actor=SYSTEM, contact_id=contact_id, why="expired", area_path=area_path, now=now)
    except NotFound:
        return  # the person had it erased before

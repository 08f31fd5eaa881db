"""One sitting: moving it, calling it off, saying that it was held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.duties import actions as duties
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.texts import clean_line
from linli.places import events
from linli.places.actions import laying, telling
from linli.places.models import Booking, Sitting, Visit
from linli.places.queries.desk import DEEDS, PLAN, RECEIVE
from linli.places.rules import booking as rules
from linli.places.words import BookingState, OffReason, SittingState, VisitState
from linli.standards import queries as standards


def locked(actor: Actor, sitting_id: UUID, *deeds: str) -> Sitting:
    """Return a sitting, locked, at which the actor has one of `deeds`.

    :raises NotFound: there is none, or the actor has none of the room's deeds there.
    :raises Forbidden: the actor has another one.
    """
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("plan")
    found = rows.filter(id=sitting_id).first()
    if found is None:
        raise NotFound
    units = (found.plan.unit_id,)
    if not any(actor.may(deed, found.area_path, units=units) for deed in DEEDS):
        raise NotFound
    if not any(actor.may(deed, found.area_path, units=units) for deed in deeds):
        actor.require(deeds[0], found.area_path, units=units)
    return found


def move(
    *, actor: Actor, sitting_id: UUID, starts_at: datetime, ends_at: datetime, now: datetime, place: str = "",
    sits: str | None = None,
) -> int:  # fmt: skip
    """Give a sitting another time, place or people; return how many bookings moved along. Each is told.

    `place` empty and `sits` None leave them. Another area than the plan's is another plan.

    :raises NotFound, Forbidden: it is not the actor's to move.
    :raises HeldBefore, CalledOff, NotOpen: it is over, or has begun.
    :raises Invalid: it would begin in the past or end before it begins. CutsBookings, Overlaps:
    """
    with transaction.atomic():
        found = locked(actor, sitting_id, PLAN)
        _check_planned(found)
        if found.starts_at <= now:
            raise rules.NotOpen
        if starts_at <= now or not starts_at < ends_at <= starts_at + laying.A_DAY:
            raise Invalid(field="starts_at", why_zh="要在以后，结束晚于开始", why_en="it must lie ahead and end later")
        columns: dict[str, Any] = {"is_moved": True}
        if place.strip():
            columns["place"] = clean_line(place, field="place")[:120]
        if sits is not None:
            columns["sits"] = clean_line(sits, field="sits")[:120]
        before = _open(found)
        shift(found, (starts_at, ends_at), columns, now=now)
        told = events.SittingMoved(found.id, starts_at, len(before))
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        return len(before)


def call_off(*, actor: Actor, sitting_id: UUID, reason: OffReason, now: datetime) -> int:
    """Call a sitting off, or say afterwards that it was not held; return how many bookings fell. Each is told.

    :raises NotFound, Forbidden: it is not the actor's.
    :raises HeldBefore, CalledOff:
    """
    with transaction.atomic():
        found = locked(actor, sitting_id, PLAN, RECEIVE)
        _check_planned(found)
        count = fell(found, reason, now=now)
        _settled(found, now)
        told = events.SittingCalledOff(found.id, reason.value, count)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        return count


def hold(*, actor: Actor, sitting_id: UUID, now: datetime) -> None:
    """Say that a sitting is or was held; who booked and did not come until its end is marked so.

    :raises NotFound, Forbidden: it is not the actor's.
    :raises CalledOff, NotToday:
    """
    with transaction.atomic():
        found = locked(actor, sitting_id, RECEIVE)
        begin(found, actor=actor, now=now)
        if now >= found.ends_at:
            missed(found)


def begin(found: Sitting, *, actor: Actor, now: datetime) -> None:
    """Mark a locked sitting as held; whoever takes something there holds it. Once told, however often it is said.

    :raises CalledOff, NotToday:
    """
    if found.state == SittingState.CALLED_OFF:
        raise rules.CalledOff
    calendar = standards.calendar(now)
    if calendar.local_day(now) < calendar.local_day(found.starts_at):
        raise rules.NotToday
    if found.state == SittingState.HELD:
        return
    found.state, found.held_at = SittingState.HELD.value, now
    found.save(update_fields=["state", "held_at"])
    _settled(found, now)
    told = events.SittingHeld(found.id, found.plan_id)
    journal.record(told, actor=actor, at=now, area_path=found.area_path)


def missed(found: Sitting) -> int:
    """Mark who did not come to a held sitting that is over, and who was being seen; return how many missed it."""
    Visit.objects.filter(sitting=found, state=VisitState.CALLED.value).update(state=VisitState.DONE.value)
    return Booking.objects.filter(sitting=found, state=BookingState.BOOKED.value).update(
        state=BookingState.MISSED.value
    )


def fell(found: Sitting, reason: OffReason, *, now: datetime) -> int:
    """Call a locked sitting off and tell who booked it; return how many."""
    found.state, found.reason = SittingState.CALLED_OFF.value, reason.value
    found.save(update_fields=["state", "reason"])
    bookings = _open(found)
    ids = [one.id for one in bookings]
    Booking.objects.filter(id__in=ids).update(state=BookingState.CALLED_OFF.value)
    if found.starts_at > now:
        telling.tell(found, bookings, "sitting.called_off", key="1", now=now, reason=reason.text)
    return len(ids)


def shift(found: Sitting, hours: tuple[datetime, datetime], columns: Mapping[str, Any], *, now: datetime) -> bool:
    """Give a locked sitting other hours and columns, its bookings along; say whether anything changed.

    Where somebody booked, slots stay as they were. Who booked is told if time or place are others than before.

    :raises CutsBookings, Overlaps:
    """
    bookings = _open(found)
    given = {name: value for name, value in columns.items() if not bookings or name not in {"slot_min", "seats"}}
    slots = {one.id: one.slot_at for one in bookings}
    before = (found.starts_at, found.ends_at, *(getattr(found, name) for name in given))
    was_at = (found.starts_at, found.place)
    moved = rules.moved(slots, found.starts_at, *hours, given.get("slot_min", found.slot_min))
    for name, value in {**given, "starts_at": hours[0], "ends_at": hours[1]}.items():
        setattr(found, name, value)
    laying.check_staff(found)
    found.save(update_fields=[*given, "starts_at", "ends_at"])
    if was_at != (found.starts_at, found.place):
        _move_bookings(found, bookings, moved, now)
    return before != (found.starts_at, found.ends_at, *(getattr(found, name) for name in given))


def _move_bookings(found: Sitting, bookings: list[Booking], moved: Mapping[UUID, datetime], now: datetime) -> None:
    later = bookings and moved[bookings[0].id] > bookings[0].slot_at
    # In this order no booking is put where another one still stands.
    for one in sorted(bookings, key=lambda one: one.slot_at, reverse=bool(later)):
        one.slot_at, one.reminded_at = moved[one.id], None
        one.save(update_fields=["slot_at", "reminded_at"])
    telling.tell(found, bookings, "sitting.moved", key=now.isoformat(), now=now)


def _open(found: Sitting) -> list[Booking]:
    return list(Booking.objects.filter(sitting=found, state=BookingState.BOOKED.value).order_by("slot_at", "seat"))


def _check_planned(found: Sitting) -> None:
    if found.state == SittingState.HELD:
        raise rules.HeldBefore
    if found.state == SittingState.CALLED_OFF:
        raise rules.CalledOff


def _settled(found: Sitting, now: datetime) -> None:
    duties.meet(subject=("places", found.id), deed=RECEIVE, now=now)

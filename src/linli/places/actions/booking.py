"""Booking a moment of a sitting, for oneself or for somebody who calls; cancelling it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.kernel.ids import new_id
from linli.kernel.texts import clean_line
from linli.people import actions as people
from linli.people import queries as contacts
from linli.places import events
from linli.places.actions import telling
from linli.places.actions.sittings import locked
from linli.places.models import Booking, Sitting
from linli.places.queries.desk import BOOK_FOR, RECEIVE
from linli.places.queries.public import TAKES_SEAT, setting
from linli.places.queries.rows import asked_of
from linli.places.rules import booking as rules
from linli.places.words import BookedBy, BookingState


def book(*, actor: Actor, sitting_id: UUID, slot_at: datetime, now: datetime) -> UUID:
    """Book a moment of a sitting for the actor's own account; return the booking. Told at once, and the day before.

    :raises Forbidden: nobody is signed in. NotFound: no such sitting.
    :raises NotOpen, TooLate, Full, BookedBefore, Invalid: see `rules.booking`.
    """
    if actor.account_id is None:
        raise Forbidden(deed="places.book")
    with transaction.atomic():
        rows = Sitting.objects.select_for_update(of=("self",)).select_related("plan")
        found = rows.filter(id=sitting_id).first()
        if found is None:
            raise NotFound
        own = contacts.contact_ids_of_proven_phone(actor.account_id)
        if _has_open(found, account_id=actor.account_id, contact_ids=own):
            raise rules.BookedBefore
        made = _made(found, slot_at, BookedBy.WEB, now)
        made.account_id = actor.account_id
        return _keep(made, found, actor, now)


def book_for(
    *, actor: Actor, sitting_id: UUID, slot_at: datetime, name: str, phone: str, by: BookedBy, now: datetime
) -> UUID:
    """Book for somebody who calls or comes, with the least data: how to call the person, and a phone for news.

    Name and phone are kept sealed and go `keep_days` after the sitting (standard `places.booking`).

    :raises NotFound, Forbidden: it is not the actor's to book there.
    :raises Invalid: no name; by phone, no phone. NotOpen, TooLate, Full, BookedBefore:
    """
    name, phone = clean_line(name), clean_line(phone, field="phone")
    if not name:
        raise Invalid(field="name", why_zh="怎么称呼，如“王女士”", why_en="how to call the person")
    if by is BookedBy.PHONE and not phone:
        raise Invalid(field="phone", why_zh="电话预约请留电话，有变化好通知", why_en="by phone: a number for changes")
    with transaction.atomic():
        found = locked(actor, sitting_id, BOOK_FOR)
        if phone and _has_open(found, contact_ids=contacts.contact_ids_by_phone(phone)):
            raise rules.BookedBefore
        made = _made(found, slot_at, by, now)
        made.contact_id = people.keep_contact(name=name, phone=phone, now=now)
        return _keep(made, found, actor, now)


def cancel(*, actor: Actor, booking_id: UUID, now: datetime) -> None:
    """Cancel a booking: the person the own one, staff anybody's; the person is told when staff did.

    :raises NotFound: no such booking is the actor's. NotBooked: it is not open any more, or its time has come.
    """
    with transaction.atomic():
        booking = Booking.objects.filter(id=booking_id).first()
        if booking is None:
            raise NotFound
        is_own = _is_own(booking, actor)
        rows = Sitting.objects.select_for_update(of=("self",)).select_related("plan")
        found = rows.get(id=booking.sitting_id) if is_own else locked(actor, booking.sitting_id, BOOK_FOR, RECEIVE)
        booking.refresh_from_db()
        if booking.state != BookingState.BOOKED or booking.slot_at <= now:
            raise rules.NotBooked
        booking.state = BookingState.CANCELLED.value
        booking.save(update_fields=["state"])
        told = events.BookingCancelled(booking.id, found.id, by_staff=not is_own)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        if not is_own:
            telling.tell(found, [booking], "sitting.cancelled", key="1", now=now)


def _is_own(booking: Booking, actor: Actor) -> bool:
    if actor.account_id is None:
        return False
    if booking.account_id is not None or booking.contact_id is None:
        return booking.account_id == actor.account_id
    return booking.contact_id in contacts.contact_ids_of_proven_phone(actor.account_id)


def _has_open(found: Sitting, *, account_id: UUID | None = None, contact_ids: list[UUID]) -> bool:
    rows = Booking.objects.filter(sitting=found, state=BookingState.BOOKED.value)
    if account_id is not None and rows.filter(account_id=account_id).exists():
        return True
    return bool(contact_ids) and rows.filter(contact_id__in=contact_ids).exists()


def _made(found: Sitting, slot_at: datetime, by: BookedBy, now: datetime) -> Booking:
    asked = asked_of(found)
    rules.check_slot(asked, slot_at, now=now, closes_min=setting("closes_min", now))
    rows = Booking.objects.filter(sitting=found, slot_at=slot_at, state__in=TAKES_SEAT)
    seat = rules.seat_of(asked, set(rows.values_list("seat", flat=True)))
    return Booking(id=new_id(now), sitting=found, slot_at=slot_at, seat=seat, by=by.value, booked_at=now)


def _keep(made: Booking, found: Sitting, actor: Actor, now: datetime) -> UUID:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise rules.Full from None
    told = events.Booked(made.id, found.id, made.slot_at, made.by)
    journal.record(told, actor=actor, at=now, area_path=found.area_path)
    telling.tell(found, [made], "sitting.booked", key="1", now=now)
    return made.id

"""The day itself: who comes, who is next, what is taken, what is answered at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from linli.appeals.actions import registering
from linli.appeals.actions.registering import NewAppeal, Registered, Reporter
from linli.appeals.words import Channel
from linli.journal import actions as journal
from linli.kernel.actor import Actor, Scope
from linli.kernel.errors import Forbidden, NotFound
from linli.kernel.ids import new_id
from linli.people import actions as people
from linli.people.words import RevealPurpose, Role
from linli.places import events
from linli.places.actions.sittings import begin, locked
from linli.places.models import Booking, Matter, Sitting, Visit
from linli.places.queries.desk import RECEIVE
from linli.places.rules import booking as rules
from linli.places.rules.noting import note_of
from linli.places.words import Advice, AdviceResult, BookingState, PlanKind, VisitState

CHANNEL_OF = {
    PlanKind.RECEPTION_DAY: Channel.WINDOW_DAY,
    PlanKind.CONTACT_DAY: Channel.WINDOW_DAY,
    PlanKind.MOBILE_OFFICE: Channel.MOBILE_OFFICE,
}


def come(*, actor: Actor, sitting_id: UUID, now: datetime, booking_id: UUID | None = None) -> int:
    """Write down that somebody came; return the number under which the person is called. The sitting is held by that.

    Of who comes without a booking nothing is kept but the number.

    :raises NotFound, Forbidden: it is not the actor's. NotBooked: the booking is not open. CalledOff, NotToday:
    """
    with transaction.atomic():
        found = locked(actor, sitting_id, RECEIVE)
        begin(found, actor=actor, now=now)
        if booking_id is not None:
            _mark(found, booking_id, BookingState.CAME, and_late=True)
        last = Visit.objects.filter(sitting=found).aggregate(last=Max("number"))["last"] or 0
        made = Visit.objects.create(id=new_id(now), sitting=found, number=last + 1, booking_id=booking_id, came_at=now)
        told = events.VisitCame(made.id, found.id, made.number, booking_id)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        return made.number


def miss(*, actor: Actor, booking_id: UUID, now: datetime) -> None:
    """Write down that somebody who had booked did not come; coming later still counts.

    :raises NotFound, Forbidden: it is not the actor's. NotBooked: the booking is not open. CalledOff, NotToday:
    """
    with transaction.atomic():
        sitting_id = Booking.objects.filter(id=booking_id).values_list("sitting_id", flat=True).first()
        if sitting_id is None:
            raise NotFound
        found = locked(actor, sitting_id, RECEIVE)
        begin(found, actor=actor, now=now)
        _mark(found, booking_id, BookingState.MISSED)
        told = events.BookingMissed(booking_id, found.id)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)


def _mark(found: Sitting, booking_id: UUID, state: BookingState, *, and_late: bool = False) -> None:
    open_ones = [BookingState.BOOKED.value, *([BookingState.MISSED.value] if and_late else [])]
    rows = Booking.objects.filter(id=booking_id, sitting=found, state__in=open_ones)
    if not rows.update(state=state.value):
        raise rules.NotBooked


def call_next(*, actor: Actor, sitting_id: UUID, now: datetime) -> int:
    """Call the next one, whose number is returned; whoever was being seen has been seen.

    :raises NotFound, Forbidden: it is not the actor's. NobodyWaits:
    """
    with transaction.atomic():
        found = locked(actor, sitting_id, RECEIVE)
        rows = Visit.objects.filter(sitting=found)
        waiting = [
            rules.Waits(one.id, one.number, one.booking.slot_at if one.booking else None)
            for one in rows.filter(state=VisitState.WAITING.value).select_related("booking")
        ]
        chosen = rules.next_of(waiting, now)
        rows.filter(state=VisitState.CALLED.value).update(state=VisitState.DONE.value)
        rows.filter(id=chosen.id).update(state=VisitState.CALLED.value, called_at=now)
        told = events.VisitCalled(chosen.id, found.id, chosen.number)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        return chosen.number


def take(
    *, actor: Actor, sitting_id: UUID, new: NewAppeal, now: datetime, visit_id: UUID | None = None
) -> Registered:  # fmt: skip
    """Take a matter: register it through the one mouth, with the channel of the sitting; return the receipt.

    Where nobody is named, the person of the visit's booking is its reporter; passing name and phone on from a booking
    is written down as a look, for the person to see. Not for use inside another transaction (see `people.reveal`).

    :raises NotFound, Forbidden: it is not the actor's. CalledOff, NotToday: And what refuses a report or a look.
    """
    given = _of_booking(new, sitting_id, visit_id, actor, now)
    with transaction.atomic():
        found = locked(actor, sitting_id, RECEIVE)
        begin(found, actor=actor, now=now)
        given = replace(given, channel=CHANNEL_OF[PlanKind(found.plan.kind)])
        made = registering.register(actor=at_the_window(actor, found), new=given, now=now)
        if not Matter.objects.filter(appeal_id=made.id).exists():  # pressed twice, it is the same report
            _keep(Matter(appeal_id=made.id), found, _visit(found, visit_id), actor, now)
        return made


def advise(
    *, actor: Actor, sitting_id: UUID, advice: Advice, result: AdviceResult, now: datetime, note: str = "",
    visit_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Write down advice given at once and what came of it; nothing personal. Return the matter.

    :raises NotFound, Forbidden: it is not the actor's. CalledOff, NotToday: HasPersonal, Invalid: see `note_of`.
    """
    words = note_of(note)
    with transaction.atomic():
        found = locked(actor, sitting_id, RECEIVE)
        begin(found, actor=actor, now=now)
        made = Matter(advice=advice.value, result=result.value, note=words)
        return _keep(made, found, _visit(found, visit_id), actor, now)


def at_the_window(actor: Actor, sitting: Sitting) -> Actor:
    """Return the actor as whoever sits there: a helper who may register what people say, whatever it is about.

    An office that receives people takes down what they bring, also where it handles cases only (domain-spec §8.3 T02,
    role proxy; ADR 0043). Who may register anyway acts under the own role.
    """
    reach = actor.reach("appeals.submit")
    scopes = {**actor.scopes, "appeals.submit": (*reach, Scope(sitting.area_path.partition("/")[0]))}
    return replace(actor, scopes=scopes, roles=actor.roles if reach else actor.roles | {Role.PROXY.value})


def _of_booking(new: NewAppeal, sitting_id: UUID, visit_id: UUID | None, actor: Actor, now: datetime) -> NewAppeal:
    """Return the report with the person of the visit's booking as reporter, where it names nobody itself."""
    if new.reporter is not None or visit_id is None:
        return new
    rows = Visit.objects.filter(id=visit_id, sitting_id=sitting_id, booking__isnull=False)
    visit = rows.select_related("booking", "sitting__plan").first()
    if visit is None or visit.booking is None:
        return new
    booking, sitting = visit.booking, visit.sitting
    if booking.contact_id is None:
        return replace(new, reporter_account=booking.account_id, reply_requested=booking.account_id is not None)
    who = people.reveal(
        actor=actor, contact_id=booking.contact_id, subject=("places", booking.id), now=now,
        purpose=RevealPurpose.CONTACT.value, area_path=sitting.area_path, units=(sitting.plan.unit_id,),
    )  # fmt: skip
    return replace(new, reporter=Reporter(who.name, who.phone), reply_requested=True)


def _visit(found: Sitting, visit_id: UUID | None) -> Visit | None:
    if visit_id is None:
        return None
    visit = Visit.objects.filter(id=visit_id, sitting=found).select_related("booking").first()
    if visit is None:
        raise NotFound
    return visit


def _keep(made: Matter, found: Sitting, visit: Visit | None, actor: Actor, now: datetime) -> UUID:
    if actor.account_id is None:
        raise Forbidden(deed=RECEIVE)
    made.id, made.sitting, made.visit, made.at, made.taken_by_id = new_id(now), found, visit, now, actor.account_id
    made.save(force_insert=True)
    told = events.MatterTaken(made.id, found.id, made.appeal_id, made.advice, made.result)
    journal.record(told, actor=actor, at=now, area_path=found.area_path)
    return made.id

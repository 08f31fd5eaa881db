"""What the desk asks: plans and sittings in reach, the sheet of a day, what was taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import queries as people
from linli.people.queries.reach import reach_filter
from linli.people.rules.masking import mask_name
from linli.places.models import Booking, Matter, Plan, Sitting, Visit
from linli.places.queries.public import counted
from linli.places.queries.rows import PlanRow, SittingRow, plan_row, sitting_row
from linli.places.words import Advice, AdviceResult, BookedBy, BookingState, VisitState

PLAN, RECEIVE, BOOK_FOR = "places.plan", "places.receive", "places.book_for"
DEEDS = frozenset({PLAN, RECEIVE, BOOK_FOR})
MOST_SITTINGS, MOST_PLANS = 100, 200


@dataclass(frozen=True, slots=True)
class Seat:
    """A booking on the sheet; the name is covered."""

    id: UUID
    slot_at: datetime
    state: BookingState
    by: BookedBy
    name: str
    phone: str
    is_contact: bool


@dataclass(frozen=True, slots=True)
class VisitRow:
    """Somebody who came, with the covered name of the booking where there is one."""

    id: UUID
    number: int
    state: VisitState
    came_at: datetime
    slot_at: datetime | None
    name: str
    matters: int


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A matter taken: the appeal, or the advice with its result."""

    id: UUID
    at: datetime
    number: int | None
    appeal_id: UUID | None
    advice: Advice | None
    result: AdviceResult | None
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The day's sheet of a sitting."""

    sitting: SittingRow
    staff_ids: tuple[UUID, ...]
    seats: tuple[Seat, ...]
    visits: tuple[VisitRow, ...]
    matters: tuple[MatterRow, ...]


def _plans_in_reach(actor: Actor, *deeds: str) -> Q:
    scopes = [scope for deed in deeds for scope in actor.reach(deed)]
    return reach_filter(scopes, "area_path", ("unit_id",))


def sittings_in_reach(actor: Actor, *deeds: str) -> Q:
    """Return the condition that one of `deeds` holds at a sitting: the list form of `Actor.may` with its unit."""
    scopes = [scope for deed in deeds for scope in actor.reach(deed)]
    return reach_filter(scopes, "area_path", ("plan__unit_id",))


def sittings(actor: Actor, *, first: datetime, last: datetime, most: int = MOST_SITTINGS) -> list[SittingRow]:
    """Return the sittings in reach that begin between two moments (half-open), soonest first. Two statements."""
    rows = Sitting.objects.filter(sittings_in_reach(actor, *DEEDS), starts_at__gte=first, starts_at__lt=last)
    return counted(rows.order_by("starts_at", "id")[:most])


def plans(actor: Actor, *, today: object) -> list[PlanRow]:
    """Return the plans in reach that have not ended, newest first. One statement."""
    rows = Plan.objects.filter(_plans_in_reach(actor, PLAN, RECEIVE))
    rows = rows.filter(Q(last_on__isnull=True) | Q(last_on__gte=today))
    return [plan_row(one) for one in rows.order_by("-made_at", "-id")[:MOST_PLANS]]


def plan(actor: Actor, plan_id: UUID) -> PlanRow:
    """Return one plan in reach. One statement.

    :raises NotFound: there is none, or it is elsewhere.
    """
    found = Plan.objects.filter(_plans_in_reach(actor, PLAN, RECEIVE), id=plan_id).first()
    if found is None:
        raise NotFound
    return plan_row(found)


def sheet(actor: Actor, sitting_id: UUID) -> Sheet:
    """Return the sheet of a sitting in reach: bookings by time, visits and matters as they came. Six statements.

    :raises NotFound: there is none, or it is elsewhere.
    """
    found = Sitting.objects.filter(sittings_in_reach(actor, *DEEDS), id=sitting_id).select_related("plan").first()
    if found is None:
        raise NotFound
    seats = _seats(sitting_id)
    names = {one.id: one.name for one in seats}
    matters = list(Matter.objects.filter(sitting_id=sitting_id).select_related("visit").order_by("at", "id"))
    taken = sum(one.state in (BookingState.BOOKED, BookingState.CAME, BookingState.MISSED) for one in seats)
    return Sheet(
        sitting_row(found, taken),
        tuple(found.staff_ids),
        tuple(seats),
        tuple(_visits(sitting_id, names, [one.visit_id for one in matters])),
        tuple(_matter(one) for one in matters),
    )


def _seats(sitting_id: UUID) -> list[Seat]:
    rows = list(Booking.objects.filter(sitting_id=sitting_id).order_by("slot_at", "seat", "id"))
    contacts = people.contacts_masked({one.contact_id for one in rows if one.contact_id})
    accounts = people.accounts({one.account_id for one in rows if one.account_id})
    found = []
    for one in rows:
        name = phone = ""
        if one.contact_id in contacts:
            name, phone = contacts[one.contact_id].name, contacts[one.contact_id].phone
        elif one.account_id in accounts:
            name, phone = mask_name(accounts[one.account_id].name), accounts[one.account_id].phone_masked
        state, by = BookingState(one.state), BookedBy(one.by)
        found.append(Seat(one.id, one.slot_at, state, by, name, phone, one.contact_id is not None))
    return found


def _visits(sitting_id: UUID, names: dict[UUID, str], of_matters: list[UUID | None]) -> list[VisitRow]:
    rows = Visit.objects.filter(sitting_id=sitting_id).select_related("booking").order_by("number")
    return [
        VisitRow(
            one.id, one.number, VisitState(one.state), one.came_at, one.booking.slot_at if one.booking else None,
            names.get(one.booking_id, "") if one.booking_id else "", of_matters.count(one.id),
        )
        for one in rows
    ]  # fmt: skip


def _matter(one: Matter) -> MatterRow:
    return MatterRow(
        one.id, one.at, one.visit.number if one.visit else None, one.appeal_id,
        Advice(one.advice) if one.advice else None, AdviceResult(one.result) if one.result else None, one.note,
    )  # fmt: skip

"""What everybody may ask: the sittings to come, the slots of one, and a person the own bookings."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel.errors import NotFound
from linli.people import queries as people
from linli.people.queries.reach import within
from linli.places.models import Booking, Sitting
from linli.places.queries.rows import BookingRow, SittingRow, SlotRow, asked_of, booking_row, sitting_row
from linli.places.rules.booking import is_bookable, slots_of
from linli.places.words import BookingState, OffReason
from linli.standards import queries as standards

MOST = 200
TAKES_SEAT = (BookingState.BOOKED.value, BookingState.CAME.value, BookingState.MISSED.value)


def setting(name: str, at: datetime) -> int:
    """Return a number of the standard `places.booking` in force at `at`.

    :raises Unknown: there is none.
    """
    value = standards.parameter("places.booking", at).value
    return int(str(value[name])) if isinstance(value, dict) else 0


def to_come(*, now: datetime, area_path: str = "", plan_id: UUID | None = None, most: int = MOST) -> list[SittingRow]:
    """Return the sittings that are not over, soonest first, at or below an area or of one plan. One statement.

    What was called off is told until its time has passed, unless the whole plan ended.
    """
    rows = Sitting.objects.filter(within("area_path", area_path), ends_at__gt=now).exclude(reason=OffReason.ENDED.value)
    if plan_id is not None:
        rows = rows.filter(plan_id=plan_id)
    return counted(rows.order_by("starts_at", "id")[:most])


def counted(rows: object) -> list[SittingRow]:
    """Return sittings with their open bookings. One statement with that of `rows`, one more for the counts."""
    found = list(rows.select_related("plan"))  # type: ignore[attr-defined]
    taken = Booking.objects.filter(sitting_id__in=[one.id for one in found], state__in=TAKES_SEAT)
    counts = dict(taken.values_list("sitting_id").annotate(n=Count("id")).order_by())
    return [sitting_row(one, counts.get(one.id, 0)) for one in found]


def sitting(sitting_id: UUID) -> SittingRow:
    """Return one sitting. Two statements.

    :raises NotFound: there is none.
    """
    found = counted(Sitting.objects.filter(id=sitting_id))
    if not found:
        raise NotFound
    return found[0]


def slots(sitting_id: UUID, *, now: datetime) -> list[SlotRow]:
    """Return the slots of a sitting with what is free. Two statements.

    :raises NotFound: there is no such sitting.
    """
    one = Sitting.objects.filter(id=sitting_id).first()
    if one is None:
        raise NotFound
    rows = Booking.objects.filter(sitting_id=sitting_id, state__in=TAKES_SEAT).values_list("slot_at", flat=True)
    taken, asked, closes = Counter(rows), asked_of(one), setting("closes_min", now)
    return [
        SlotRow(at, max(0, one.seats - taken[at]), is_bookable(asked, at, now=now, closes_min=closes))
        for at in slots_of(one.starts_at, one.ends_at, one.slot_min)
    ]


def own(account_id: UUID, *, now: datetime) -> list[BookingRow]:
    """Return the bookings of an account: those to come first, then the others. Two statements.

    What was booked by phone counts where the account has proven that phone to be its own.
    """
    mine = Q(account_id=account_id) | Q(contact_id__in=people.contact_ids_of_proven_phone(account_id))
    rows = Booking.objects.filter(mine).select_related("sitting__plan").order_by("-slot_at", "id")[:50]
    found = [booking_row(one) for one in rows]
    open_ones = [one for one in found if is_to_come(one, now)]
    return sorted(open_ones, key=lambda one: one.slot_at) + [one for one in found if not is_to_come(one, now)]


def is_to_come(one: BookingRow, now: datetime) -> bool:
    """Say whether a booking still stands and lies ahead."""
    return one.state is BookingState.BOOKED and one.sitting.ends_at > now

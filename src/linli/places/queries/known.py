"""Through which bookings contacts are known, which still need them, and what a person's export holds of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from linli.kernel.facts import plain
from linli.people.actions import Known
from linli.people.queries import Person, register_export
from linli.people.queries.own_data import Rows
from linli.places.models import Booking
from linli.places.words import BookingState

COLUMNS = ("id", "sitting_id", "by", "slot_at", "state", "booked_at")


def of_contacts(ids: Collection[UUID]) -> Iterable[Known]:
    """Return the bookings through which the contacts are known. One statement."""
    rows = Booking.objects.filter(contact_id__in=ids).values_list("contact_id", "id", "sitting__area_path")
    return [Known(contact, ("places", id_), area) for contact, id_, area in rows if contact is not None]


def area_of(booking_id: UUID) -> str | None:
    """Return where a booking lies, or None where there is none. One statement."""
    return Booking.objects.filter(id=booking_id).values_list("sitting__area_path", flat=True).first()


def contacts_in_use(ids: Collection[UUID]) -> list[UUID]:
    """Return the contacts among `ids` with an open booking. One statement."""
    rows = Booking.objects.filter(contact_id__in=ids, state=BookingState.BOOKED.value)
    return [one for one in rows.values_list("contact_id", flat=True) if one is not None]


def exported(person: Person) -> Rows:
    """Return the bookings of a person for the own export."""
    mine = Q(contact_id__in=person.contact_ids)
    if person.account_id is not None:
        mine |= Q(account_id=person.account_id)
    rows = Booking.objects.filter(mine).order_by("id").values(*COLUMNS)
    return [{name: plain(value) for name, value in row.items()} for row in rows]


register_export(Booking._meta.db_table, exported)

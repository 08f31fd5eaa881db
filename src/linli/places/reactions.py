"""What bookings do because a person's data goes, and what people know of bookings."""

from __future__ import annotations

from linli.journal.words import FactRow
from linli.people import actions as people
from linli.places.models import Booking
from linli.places.queries import known
from linli.places.words import BookingState


def on_contact_erased(fact: FactRow) -> None:
    """Cut the bookings of an erased contact from it; what happened stays as a number."""
    rows = Booking.objects.filter(contact_id=fact.subject_id).exclude(state=BookingState.BOOKED.value)
    rows.update(contact=None, forgotten_at=fact.at)


people.register_hold("places", known.contacts_in_use)
people.register_things("places", people.Things(known.of_contacts, known.area_of))

REACTIONS = (("people.contact_erased", on_contact_erased),)

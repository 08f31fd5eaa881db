"""Booking: for oneself and for somebody who calls; once, until the deadline, told, forgotten in its time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from linli.dispatch.tests.factories import MONDAY, at
from linli.journal.models import Fact
from linli.kernel.actor import STRANGER
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.notices.models import Message
from linli.people import actions as people
from linli.people import queries as contacts
from linli.people.models import Account, Contact
from linli.people.queries.own_data import own_data
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT
from linli.places import actions, queries
from linli.places.models import Booking
from linli.places.rules import booking as rules
from linli.places.tests.conftest import Day
from linli.places.words import BookedBy, BookingState

HALF = timedelta(minutes=30)
EVE = at("2026-03-17 09:00")


def told(kind: str) -> int:
    return Fact.objects.filter(kind=f"places.{kind}").count()


def book(day: Day, slot: int = 0, **more: object) -> UUID:
    given = {"actor": day.wang, "sitting_id": day.first.id, "slot_at": day.first.starts_at + slot * HALF, "now": MONDAY}
    return actions.book(**{**given, **more})  # type: ignore[arg-type]


def book_for(day: Day, slot: int = 1, name: str = "李大爷", phone: str = "13900000002", **more: object) -> UUID:
    given = {
        "actor": day.town.agent, "sitting_id": day.first.id, "slot_at": day.first.starts_at + slot * HALF,
        "name": name, "phone": phone, "by": BookedBy.PHONE, "now": MONDAY,
    }  # fmt: skip
    return actions.book_for(**{**given, **more})  # type: ignore[arg-type]


def test_a_booking_takes_its_seat_and_is_told(day: Day) -> None:
    made = book(day, 1)
    slots = queries.slots(day.first.id, now=MONDAY)
    assert [(one.free, one.is_open) for one in slots] == [(1, True), (0, True), (1, True), (1, True)]
    message = Message.objects.get()
    assert (message.account_id, message.template, message.params["place"]) == (
        day.wang.account_id, "sitting.booked", "天惠苑",
    )  # fmt: skip
    (mine,) = queries.own(day.wang.account_id, now=MONDAY)  # type: ignore[arg-type]
    assert (mine.id, mine.state, mine.slot_at) == (made, BookingState.BOOKED, at("2026-03-18 09:30"))
    fact = Fact.objects.get(kind="places.booked")
    assert (fact.data["by"], fact.subject_id) == ("web", made)


def test_one_booking_a_person_and_one_person_a_seat(day: Day) -> None:
    book(day)
    with pytest.raises(rules.BookedBefore):
        book(day, 1)
    other = contacts.actor_for(cast.account("赵奶奶"), now=MONDAY)
    with pytest.raises(rules.Full):
        book(day, 0, actor=other)
    book(day, 1, actor=other)
    assert (Booking.objects.count(), told("booked")) == (2, 2)


@pytest.mark.parametrize(
    "what, now, refusal",
    [("an hour before", at("2026-03-18 08:00"), None), ("later", at("2026-03-18 08:01"), rules.TooLate),
     ("begun", at("2026-03-18 09:00"), rules.NotOpen)],
)  # fmt: skip
def test_the_deadline(day: Day, what: str, now: object, refusal: type | None) -> None:
    if refusal is None:
        book(day, now=now)
        return
    with pytest.raises(refusal):
        book(day, now=now)
    assert (Booking.objects.count(), Message.objects.count(), told("booked")) == (0, 0, 0)


def test_strangers_do_not_book_and_what_is_not_there_is_not_booked(day: Day) -> None:
    with pytest.raises(Forbidden):
        book(day, actor=STRANGER)
    with pytest.raises(NotFound):
        book(day, sitting_id=day.plan)
    assert Booking.objects.count() == 0


def test_a_booking_by_phone_keeps_name_and_phone_sealed_and_reaches_the_person(day: Day) -> None:
    made = book_for(day)
    booking = Booking.objects.get(id=made)
    assert (booking.account_id, booking.by) == (None, "phone")
    assert Message.objects.get().contact_id == booking.contact_id
    with pytest.raises(rules.BookedBefore):
        book_for(day, 2)
    (seat,) = queries.sheet(day.town.street, day.first.id).seats
    assert (seat.name, seat.phone) == ("李**", "139****0002")
    assert own_data(contact_ids=[booking.contact_id])["places_booking"][0]["id"] == str(made)  # type: ignore[list-item]
    assert not {"李大爷", "13900000002"} & {str(value) for fact in Fact.objects.all() for value in fact.data.values()}


@pytest.mark.parametrize(
    "field, more", [("name", {"name": " "}), ("phone", {"phone": ""})]
)  # fmt: skip
def test_by_phone_needs_both_at_the_desk_a_name_will_do(day: Day, field: str, more: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        book_for(day, **more)
    assert refused.value.field == field
    assert (Contact.objects.filter(account__isnull=True).count(), Booking.objects.count()) == (0, 0)
    book_for(day, phone="", by=BookedBy.DESK)
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("who, refusal", [("outsider", NotFound), ("wang", NotFound), ("leader", NotFound)])
def test_not_everybody_books_for_others(day: Day, who: str, refusal: type) -> None:
    with pytest.raises(refusal):
        book_for(day, actor=day.wang if who == "wang" else getattr(day.town, who))
    assert (Booking.objects.count(), told("booked")) == (0, 0)


def test_cancelling_frees_the_seat_for_the_next(day: Day) -> None:
    made = book(day)
    other = contacts.actor_for(cast.account("赵奶奶"), now=MONDAY)
    with pytest.raises(NotFound):
        actions.cancel(actor=other, booking_id=made, now=MONDAY)
    with pytest.raises(rules.NotBooked):
        actions.cancel(actor=day.wang, booking_id=made, now=day.first.starts_at)
    actions.cancel(actor=day.wang, booking_id=made, now=MONDAY)
    with pytest.raises(rules.NotBooked):
        actions.cancel(actor=day.wang, booking_id=made, now=MONDAY)
    book(day, actor=other)
    assert (told("booking_cancelled"), Message.objects.filter(template="sitting.cancelled").count()) == (1, 0)
    book(day, 1)  # and again for oneself


def test_staff_cancel_and_the_person_hears_of_it(day: Day) -> None:
    actions.cancel(actor=day.town.street, booking_id=book(day), now=MONDAY)
    assert Message.objects.get(template="sitting.cancelled").account_id == day.wang.account_id


def test_who_booked_by_phone_finds_it_under_the_proven_phone(day: Day) -> None:
    made = book_for(day, phone="13900000001", name="王阿姨")
    assert queries.own(day.wang.account_id, now=MONDAY) == []  # type: ignore[arg-type]
    Account.objects.filter(id=day.wang.account_id).update(phone_verified_at=MONDAY)
    assert [one.id for one in queries.own(day.wang.account_id, now=MONDAY)] == [made]  # type: ignore[arg-type]
    with pytest.raises(rules.BookedBefore):
        book(day)
    actions.cancel(actor=day.wang, booking_id=made, now=MONDAY)
    assert Booking.objects.get().state == "cancelled"


def test_the_day_before_people_are_reminded_once(day: Day) -> None:
    book(day)
    assert actions.remind(now=EVE - timedelta(minutes=1)) == 0  # not before nine
    assert actions.remind(now=EVE - timedelta(days=1)) == 0  # nor two days before
    assert actions.remind(now=EVE) == 1
    assert actions.remind(now=EVE + HALF) == 0
    assert Message.objects.filter(template="sitting.reminder", account_id=day.wang.account_id).count() == 1


def test_bookings_forget_their_people_in_time(day: Day) -> None:
    own, by_phone = book(day), book_for(day)
    contact = Booking.objects.get(id=by_phone).contact_id
    last = day.first.starts_at + timedelta(days=30)
    assert actions.forget(now=last) == (0, 0)
    assert actions.forget(now=last + HALF + timedelta.resolution) == (2, 0)
    assert list(Booking.objects.values_list("account_id", "contact_id")) == [(None, None)] * 2
    erased = Contact.objects.get(id=contact)
    assert (erased.name_sealed, erased.phone_sealed) == (None, None)
    assert actions.forget(now=last + timedelta(days=9)) == (0, 0)
    assert (told("bookings_forgotten"), {own, by_phone}) == (1, set(Booking.objects.values_list("id", flat=True)))


def test_an_open_booking_keeps_its_contact_and_an_erased_one_is_cut(day: Day) -> None:
    booking = Booking.objects.get(id=book_for(day))
    assert booking.contact_id is not None
    assert people.still_held([booking.contact_id]) == {booking.contact_id}
    actions.cancel(actor=day.town.agent, booking_id=booking.id, now=MONDAY)
    assert people.still_held([booking.contact_id]) == set()
    admin = cast.actor("admin", DISTRICT, account_id=cast.account("管理员"))
    people.erase_contact(actor=admin, contact_id=booking.contact_id, why="asked", area_path=DISTRICT, now=MONDAY)
    assert Booking.objects.get().contact_id is None

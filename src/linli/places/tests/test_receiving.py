"""The day itself: numbers, who is next, matters taken as appeals or answered at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal
from linli.appeals.models import Appeal
from linli.dispatch.tests.factories import MONDAY, at
from linli.journal.models import Fact
from linli.kernel.errors import Forbidden, NotFound
from linli.people import queries as people
from linli.people.models import Contact, Reveal
from linli.places import actions, queries
from linli.places.models import Booking, Matter, Sitting, Visit
from linli.places.rules import booking as rules
from linli.places.rules.noting import HasPersonal
from linli.places.tests.conftest import Day
from linli.places.words import Advice, AdviceResult, BookedBy

NINE = at("2026-03-18 09:00")
HALF = timedelta(minutes=30)
SAID = NewAppeal("楼道灯坏了三天", place=Place(address="天惠苑"))


def told(kind: str) -> int:
    return Fact.objects.filter(kind=f"places.{kind}").count()


def come(day: Day, booking: UUID | None = None, now: object = NINE) -> int:
    clerk = day.town.of("enforcement")
    return actions.come(actor=clerk, sitting_id=day.first.id, booking_id=booking, now=now)  # type: ignore[arg-type]


def book(day: Day, slot: int = 0) -> UUID:
    return actions.book(actor=day.wang, sitting_id=day.first.id, slot_at=NINE + slot * HALF, now=MONDAY)


def visit(day: Day, number: int) -> Visit:
    return Visit.objects.get(sitting=day.first, number=number)


def test_whoever_comes_is_a_number_and_the_sitting_is_held_by_that(day: Day) -> None:
    assert [come(day), come(day)] == [1, 2]
    first = day.first
    assert (first.state, first.held_at, told("sitting_held"), told("visit_came")) == ("held", NINE, 1, 2)
    assert Contact.objects.count() == 0


def test_a_booking_that_comes_goes_first_when_its_time_has_come(day: Day) -> None:
    made, clerk = book(day), day.town.of("enforcement")
    assert (come(day), come(day, made)) == (1, 2)
    with pytest.raises(rules.NotBooked):
        come(day, made)
    assert actions.call_next(actor=clerk, sitting_id=day.first.id, now=NINE) == 2
    assert actions.call_next(actor=clerk, sitting_id=day.first.id, now=NINE) == 1
    assert [visit(day, 2).state, visit(day, 1).state] == ["done", "called"]
    with pytest.raises(rules.NobodyWaits):
        actions.call_next(actor=clerk, sitting_id=day.first.id, now=NINE)
    assert told("visit_called") == 2


def test_nothing_is_written_down_before_the_day(day: Day) -> None:
    with pytest.raises(rules.NotToday):
        come(day, now=at("2026-03-17 23:59"))
    assert (Visit.objects.count(), day.first.state) == (0, "planned")
    come(day, now=at("2026-03-18 00:00"))


def test_who_did_not_come_is_marked_and_may_still_come(day: Day) -> None:
    made = book(day)
    actions.miss(actor=day.town.of("enforcement"), booking_id=made, now=NINE + HALF)
    assert Booking.objects.get().state == "missed"
    assert come(day, made, now=NINE + HALF) == 1
    assert Booking.objects.get().state == "came"


def test_nobody_came_is_said_at_the_end(day: Day) -> None:
    book(day)
    actions.hold(actor=day.town.street, sitting_id=day.first.id, now=NINE)
    assert Booking.objects.get().state == "booked"
    actions.ask(now=at("2026-03-18 11:00"))
    assert (Booking.objects.get().state, day.first.asked_at) == ("missed", None)


def test_a_matter_becomes_an_appeal_of_its_channel_and_of_whoever_booked(day: Day) -> None:
    come(day, book(day))
    clerk = day.town.of("enforcement")  # an office that may not register anywhere else
    made = actions.take(actor=clerk, sitting_id=day.first.id, visit_id=visit(day, 1).id, new=SAID, now=NINE)
    appeal = Appeal.objects.get(id=made.id)
    assert (appeal.channel, appeal.reporter_account_id, appeal.registered_by_id) == (
        "window_day", day.wang.account_id, clerk.account_id,
    )  # fmt: skip
    (matter,) = queries.sheet(clerk, day.first.id).matters
    assert (matter.appeal_id, matter.number, matter.advice) == (made.id, 1, None)
    fact = Fact.objects.get(kind="places.matter_taken")
    assert (fact.data["appeal"], fact.data["advice"]) == (str(made.id), "")


def test_a_walking_office_has_a_channel_of_its_own(day: Day) -> None:
    plan = day.plan_for()
    sitting = Sitting.objects.filter(plan_id=plan).order_by("starts_at")[0]
    made = actions.take(actor=day.town.zhao, sitting_id=sitting.id, new=SAID, now=NINE)
    appeal = Appeal.objects.get(id=made.id)
    assert (appeal.channel, appeal.reporter_id) == ("mobile_office", None)


def test_name_and_phone_of_a_booking_by_phone_pass_into_the_case_and_leave_a_trace(day: Day) -> None:
    booking = actions.book_for(
        actor=day.town.agent, sitting_id=day.first.id, slot_at=NINE, name="李大爷", phone="13900000002",
        by=BookedBy.PHONE, now=MONDAY,
    )  # fmt: skip
    come(day, booking)
    made = actions.take(
        actor=day.town.of("enforcement"), sitting_id=day.first.id, visit_id=visit(day, 1).id, new=SAID, now=NINE
    )
    reporter = Appeal.objects.get(id=made.id).reporter_id
    assert reporter is not None
    assert people.contacts_masked([reporter])[reporter].phone == "139****0002"
    look = Reveal.objects.get()
    assert (look.subject_room, look.subject_id, look.refused) == ("places", booking, "")


def test_the_same_press_twice_is_one_matter(day: Day) -> None:
    said = replace(SAID, client_id="press-one")
    first, second = (
        actions.take(actor=day.town.of("enforcement"), sitting_id=day.first.id, new=said, now=NINE) for _ in range(2)
    )
    assert first.id == second.id
    assert (Matter.objects.count(), told("matter_taken")) == (1, 1)


def test_advice_is_a_kind_with_a_result_and_no_personal_note(day: Day) -> None:
    come(day)
    deed = {
        "actor": day.town.of("enforcement"), "sitting_id": day.first.id, "advice": Advice.WHERE, "now": NINE,
        "result": AdviceResult.TOLD, "visit_id": visit(day, 1).id,
    }  # fmt: skip
    with pytest.raises(HasPersonal):
        actions.advise(**deed, note="回电 13900000001")
    assert (Matter.objects.count(), told("matter_taken")) == (0, 0)
    actions.advise(**deed, note="带身份证去政务大厅")
    (matter,) = queries.sheet(day.town.street, day.first.id).matters
    assert (matter.advice, matter.result, matter.note) == (Advice.WHERE, AdviceResult.TOLD, "带身份证去政务大厅")
    assert "带身份证" not in str(Fact.objects.get(kind="places.matter_taken").data)
    assert actions.forget(now=NINE + timedelta(days=800))[1] == 1
    assert Matter.objects.get().note == ""


@pytest.mark.parametrize("who, refusal", [("outsider", NotFound), ("agent", Forbidden), ("wang", NotFound)])
def test_whoever_does_not_receive_there_does_nothing(day: Day, who: str, refusal: type) -> None:
    actor = day.wang if who == "wang" else getattr(day.town, who)
    sitting = day.first.id
    for deed in (
        lambda: actions.come(actor=actor, sitting_id=sitting, now=NINE),
        lambda: actions.call_next(actor=actor, sitting_id=sitting, now=NINE),
        lambda: actions.hold(actor=actor, sitting_id=sitting, now=NINE),
        lambda: actions.take(actor=actor, sitting_id=sitting, new=SAID, now=NINE),
        lambda: actions.advise(
            actor=actor, sitting_id=sitting, advice=Advice.WHERE, result=AdviceResult.TOLD, now=NINE
        ),
    ):
        with pytest.raises(refusal):
            deed()
    assert (Visit.objects.count(), Matter.objects.count(), Appeal.objects.count()) == (0, 0, 0)
    assert day.first.state == "planned"

"""Plans and their sittings: laid out, changed, moved, called off, ended; who may, and who hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from linli.dispatch.tests.factories import MONDAY, at
from linli.duties.models import Duty
from linli.journal.models import Fact
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.notices.models import Message
from linli.people.tests.areas import COMMUNITY
from linli.places import actions, queries
from linli.places.models import Booking, Plan, Sitting
from linli.places.rules import booking as rules
from linli.places.tests.conftest import HOURS, Day
from linli.places.words import Advice, AdviceResult, OffReason, SittingState

HALF = timedelta(minutes=30)


def told(kind: str) -> int:
    return Fact.objects.filter(kind=f"places.{kind}").count()


def days(day: Day) -> list[str]:
    rows = Sitting.objects.filter(plan_id=day.plan, state="planned").order_by("starts_at")
    return [one.starts_at.date().isoformat()[5:] for one in rows]


def test_a_plan_lays_out_five_weeks(day: Day) -> None:
    assert days(day) == ["03-18", "03-25", "04-01", "04-08", "04-15"]
    first = day.first
    assert (first.starts_at, first.ends_at, first.area_path) == (
        at("2026-03-18 09:00"),
        at("2026-03-18 11:00"),
        COMMUNITY,
    )
    assert (told("plan_made"), told("sittings_set")) == (1, 1)
    assert actions.lay_out_all(now=MONDAY) == 0
    assert actions.lay_out_all(now=MONDAY + timedelta(days=9)) == 2
    assert told("sittings_set") == 2


@pytest.mark.parametrize("who", ["zhao", "agent", "outsider", "li"])
def test_a_plan_is_made_where_one_may(day: Day, who: str) -> None:
    actor = getattr(day.town, who)
    if who == "zhao":
        day.plan_for()
        assert Plan.objects.count() == 2
        return
    with pytest.raises(Forbidden):
        day.plan_for(actor=actor)
    assert (Plan.objects.count(), told("plan_made")) == (1, 1)


def test_an_office_plans_for_itself_alone(day: Day) -> None:
    head = day.town.head("enforcement")
    day.plan_for(actor=head, unit_id=day.town.units["enforcement"])
    with pytest.raises(Forbidden):
        day.plan_for(actor=head)
    assert Plan.objects.count() == 2


@pytest.mark.parametrize(
    "field, more", [("place", {"place": " "}), ("place", {"place": "火星基地"}), ("ends", {"ends_min": 540})]
)
def test_a_plan_needs_a_place_and_hours(day: Day, field: str, more: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        day.plan_for(setting=replace(HOURS, **more))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert Plan.objects.count() == 1


def test_nobody_sits_at_two_places_at_once(day: Day) -> None:
    li = day.town.li.account_id
    assert li is not None
    day.plan_for(setting=replace(HOURS, staff_ids=(li,)))
    with pytest.raises(rules.Overlaps):
        day.plan_for(setting=replace(HOURS, begins_min=659, ends_min=780, staff_ids=(li,)))
    assert Plan.objects.count() == 2
    other = day.plan_for(setting=replace(HOURS, begins_min=660, ends_min=780, staff_ids=(li,)))
    sitting = Sitting.objects.filter(plan_id=other).order_by("starts_at")[0]
    with pytest.raises(rules.Overlaps):
        actions.move(
            actor=day.town.zhao, sitting_id=sitting.id, starts_at=sitting.starts_at - HALF, ends_at=sitting.ends_at,
            now=MONDAY,
        )  # fmt: skip
    assert not Sitting.objects.get(id=sitting.id).is_moved


def booked(day: Day, slot: int = 0) -> Booking:
    made = actions.book(
        actor=day.wang, sitting_id=day.first.id, slot_at=day.first.starts_at + slot * HALF, now=MONDAY
    )  # fmt: skip
    return Booking.objects.get(id=made)


def messages() -> list[str]:
    return sorted(Message.objects.filter(template__startswith="sitting.").values_list("template", flat=True))


def test_a_moved_sitting_takes_its_bookings_along_and_tells_them(day: Day) -> None:
    one, first = booked(day, 1), day.first
    to = at("2026-03-19 14:00")
    deed = {"actor": day.town.street, "sitting_id": first.id, "starts_at": to, "now": MONDAY, "place": "小广场"}
    with pytest.raises(rules.CutsBookings):
        actions.move(**deed, ends_at=to + HALF)
    assert (day.first.place, told("sitting_moved")) == ("天惠苑", 0)
    assert actions.move(**deed, ends_at=to + 2 * HALF) == 1
    found = Sitting.objects.get(id=first.id)
    assert (found.starts_at, found.place, found.by_rule, found.is_moved) == (to, "小广场", date(2026, 3, 18), True)
    assert Booking.objects.get(id=one.id).slot_at == to + HALF
    assert messages() == ["sitting.booked", "sitting.moved"]
    assert told("sitting_moved") == 1


def test_a_sitting_called_off_frees_its_people_and_says_why(day: Day) -> None:
    one = booked(day)
    deed = {"actor": day.town.of("enforcement"), "sitting_id": day.first.id, "reason": OffReason.WEATHER, "now": MONDAY}
    assert actions.call_off(**deed) == 1
    assert Booking.objects.get(id=one.id).state == "called_off"
    message = Message.objects.get(template="sitting.called_off")
    assert (message.account_id, message.params["reason_zh"]) == (day.wang.account_id, "天气原因")
    assert days(day) == ["03-25", "04-01", "04-08", "04-15"]
    with pytest.raises(rules.CalledOff):
        actions.call_off(**deed)
    with pytest.raises(rules.CalledOff):
        actions.hold(actor=day.town.street, sitting_id=deed["sitting_id"], now=at("2026-03-18 10:00"))
    assert told("sitting_called_off") == 1


@pytest.mark.parametrize("who, refusal", [("outsider", NotFound), ("agent", Forbidden), ("wang", NotFound)])
def test_a_sitting_is_moved_and_called_off_by_its_own(day: Day, who: str, refusal: type) -> None:
    actor = day.wang if who == "wang" else getattr(day.town, who)
    with pytest.raises(refusal):
        actions.call_off(actor=actor, sitting_id=day.first.id, reason=OffReason.OTHER, now=MONDAY)
    hours = {"starts_at": at("2026-03-19 09:00"), "ends_at": at("2026-03-19 10:00")}
    with pytest.raises(refusal):
        actions.move(actor=actor, sitting_id=day.first.id, now=MONDAY, **hours)
    assert (len(days(day)), told("sitting_moved"), told("sitting_called_off")) == (5, 0, 0)


def test_a_changed_plan_changes_what_is_to_come(day: Day) -> None:
    one = booked(day, 1)
    second = Sitting.objects.filter(plan_id=day.plan).order_by("starts_at")[1]
    hours = {"starts_at": second.starts_at + HALF, "ends_at": second.ends_at + HALF}
    actions.move(actor=day.town.street, sitting_id=second.id, now=MONDAY, **hours)
    changed = actions.change_plan(
        actor=day.town.street, plan_id=day.plan, setting=replace(HOURS, begins_min=570, ends_min=690, slot_min=20),
        now=MONDAY,
    )  # fmt: skip
    assert changed == 4  # the one that was moved by itself stays
    assert Sitting.objects.get(id=second.id).slot_min == 30
    first = day.first
    assert (first.starts_at, first.slot_min) == (at("2026-03-18 09:30"), 30)  # somebody booked: its slots stay
    assert Booking.objects.get(id=one.id).slot_at == at("2026-03-18 10:00")
    assert [one.slot_min for one in Sitting.objects.filter(plan_id=day.plan).order_by("starts_at")[2:]] == [20] * 3
    assert messages() == ["sitting.booked", "sitting.moved"]
    with pytest.raises(NotFound):
        actions.change_plan(actor=day.town.agent, plan_id=day.plan, setting=HOURS, now=MONDAY)


def test_an_ended_plan_calls_off_what_comes_after(day: Day) -> None:
    booked(day)
    with pytest.raises(Invalid):
        actions.end_plan(actor=day.town.street, plan_id=day.plan, last_on=date(2026, 3, 15), now=MONDAY)
    assert actions.end_plan(actor=day.town.street, plan_id=day.plan, last_on=date(2026, 3, 24), now=MONDAY) == 4
    assert days(day) == ["03-18"]
    assert messages() == ["sitting.booked"]
    assert actions.lay_out_all(now=MONDAY + timedelta(days=7)) == 0
    assert [one.place for one in queries.to_come(now=MONDAY)] == ["天惠苑"]  # nobody hears of what has ended
    assert actions.end_plan(actor=day.town.street, plan_id=day.plan, last_on=date(2026, 3, 16), now=MONDAY) == 1
    assert messages() == ["sitting.booked", "sitting.called_off"]


def test_what_is_over_is_owed_an_answer_until_somebody_says_it(day: Day) -> None:
    first, after = day.first, at("2026-03-18 11:00")
    assert actions.ask(now=after - timedelta.resolution) == 0
    assert actions.ask(now=after) == 1
    assert actions.ask(now=after) == 0
    duty = Duty.objects.get(subject_room="places")
    assert (duty.subject_id, duty.owed_by_id, duty.deed) == (first.id, day.town.units["enforcement"], "places.receive")
    assert duty.due_at == at("2026-03-19 17:30")
    actions.hold(actor=day.town.of("enforcement"), sitting_id=first.id, now=after + HALF)
    duty.refresh_from_db()
    assert (duty.state, Sitting.objects.get(id=first.id).state) == ("met", SittingState.HELD)
    assert told("sitting_held") == 1
    with pytest.raises(rules.HeldBefore):
        actions.call_off(actor=day.town.street, sitting_id=first.id, reason=OffReason.OTHER, now=after)


def test_weeks_held_of_weeks_planned_and_matters_a_session(day: Day) -> None:
    first, second = Sitting.objects.filter(plan_id=day.plan).order_by("starts_at")[:2]
    clerk = day.town.of("enforcement")
    for _ in range(3):
        actions.advise(
            actor=clerk, sitting_id=first.id, advice=Advice.WHERE, result=AdviceResult.TOLD, now=first.starts_at
        )
    actions.call_off(actor=clerk, sitting_id=second.id, reason=OffReason.STAFF, now=first.starts_at)
    after = second.ends_at + HALF
    found = queries.report(day.town.street, first=date(2026, 3, 1), last=date(2026, 3, 31), now=after)
    (one,) = found.plans
    assert (one.weeks.held, one.weeks.planned, one.weeks.per_cent) == (1, 2, 50)
    assert (one.held, one.called_off, one.advice, one.per_session) == (1, 1, 3, "3.0")
    assert queries.report(day.town.outsider, first=date(2026, 3, 1), last=date(2026, 3, 31), now=after).plans == ()


def test_the_list_says_what_the_single_question_says(day: Day) -> None:
    for actor in (day.town.street, day.town.zhao, day.town.li, day.town.agent, day.town.of("enforcement"),
                  day.town.outsider, day.town.branch, day.town.district, day.town.of("gas")):  # fmt: skip
        first = day.first
        may = any(actor.may(deed, first.area_path, units=(day.town.units["enforcement"],)) for deed in queries.DEEDS)
        listed = queries.sittings(actor, first=MONDAY, last=MONDAY + timedelta(days=7))
        assert bool(listed) is may

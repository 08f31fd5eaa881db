"""Taking a step back within seconds: allowed, refused by right, refused by rule, twice, and what was told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.invariants.holding import snapshot

from linli.appeals import jobs
from linli.appeals.actions import asking, undoing
from linli.appeals.actions.undoing import Watch
from linli.appeals.models import AppealText, Undo
from linli.appeals.queries import resident
from linli.appeals.rules import undoing as rules
from linli.appeals.rules.undoing import MovedOn, NotYourStep, Taken, TakenBackBefore, UndoTooLate
from linli.appeals.words import State, Urgency
from linli.dispatch.actions import bouncing, extending, issuing, results, suspending, taking
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.tests.steps import finish, handled_by
from linli.dispatch.words import Decision
from linli.duties.models import Duty, DutyMove, DutyPause
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, NotFound
from linli.notices import delivery
from linli.notices.models import Message
from linli.people import queries as people
from linli.people.models import Grant
from linli.people.tests import factories as cast

LATER = MONDAY + timedelta(seconds=3)
TICK = timedelta.resolution
END = MONDAY + timedelta(seconds=10)


@pytest.fixture
def sent() -> Iterator[list[delivery.Outgoing]]:
    """What left the house by text message."""
    gone: list[delivery.Outgoing] = []

    def send(outgoing: delivery.Outgoing) -> bool:
        gone.append(outgoing)
        return True

    delivery.register("sms", send)
    yield gone
    delivery.forget("sms")


def deliver_all(now: Any) -> None:
    delivery.deliver(Message.objects.values_list("id", flat=True), now=now)


def watch(actor: Actor, appeal_id: UUID, deed: str, right: str = "", **more: Any) -> Any:
    given: dict[str, Any] = {"now": MONDAY} | more
    return undoing.watched(actor=actor, appeal_id=appeal_id, deed=deed, right=right or f"dispatch.{deed}", **given)


def dispatched(town: Town, appeal_id: UUID) -> Watch:
    with watch(town.zhao, appeal_id, "dispatch") as found:
        issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=MONDAY)
    assert isinstance(found, Watch)
    return found


# Rules


@pytest.mark.parametrize(
    "what, facts, now, taken_back, outcome",
    [
        ("at once", 4, MONDAY, False, None),
        ("the last moment", 4, END - TICK, False, None),
        ("one moment too late", 4, END, False, UndoTooLate),
        ("a fact came meanwhile", 5, LATER, False, MovedOn),
        ("moved on is told before late", 5, END, False, MovedOn),
        ("twice", 5, LATER, True, TakenBackBefore),
    ],
)
def test_when_a_step_can_be_taken_back(what: str, facts: int, now: Any, taken_back: bool, outcome: Any) -> None:
    taken = Taken(until=END, facts=4, taken_back_at=MONDAY if taken_back else None)
    if outcome is None:
        rules.check(taken, facts_now=facts, now=now)
    else:
        with pytest.raises(outcome):
            rules.check(taken, facts_now=facts, now=now)


@pytest.mark.parametrize(
    "what, deed, kinds, urgencies, can",
    [
        ("a plain step", "dispatch", {"appeals.dispatched"}, ("normal", "normal"), True),
        ("with a photo", "log_action", {"appeals.action_logged", "appeals.file_added"}, ("normal", "normal"), True),
        ("a call was made", "first_contact", {"appeals.contacted"}, ("normal", "normal"), False),
        ("it told more", "dispatch", {"appeals.dispatched", "appeals.line_called"}, ("normal", "normal"), False),
        ("nothing was done", "dispatch", set(), ("normal", "normal"), False),
        ("only a photo", "log_action", {"appeals.file_added"}, ("normal", "normal"), False),
        ("an emergency before", "change_urgency", {"appeals.urgency_changed"}, ("emergency", "normal"), False),
        ("an emergency after", "change_urgency", {"appeals.urgency_changed"}, ("normal", "emergency"), False),
    ],
)
def test_which_steps_can_be_taken_back(what: str, deed: str, kinds: set[str], urgencies: Any, can: bool) -> None:
    assert rules.is_undoable(deed, kinds, urgencies) is can


# Allowed


def test_a_dispatch_taken_back_leaves_all_as_before_and_nobody_was_told(town: Town, sent: list[Any]) -> None:
    appeal_id = make.triaged(town)
    deliver_all(MONDAY)
    sent.clear()
    before = snapshot(appeal_id)
    found = dispatched(town, appeal_id)
    assert found.until == END
    deliver_all(LATER)
    assert sent == []
    assert undoing.take_back(actor=town.zhao, undo_id=found.undo_id, now=LATER) == appeal_id
    deliver_all(MONDAY + timedelta(hours=1))
    assert sent == []
    after = snapshot(appeal_id)
    assert {**after["appeal"], "changed_at": None} == {**before["appeal"], "changed_at": None}
    assert [order["state"] for order in after["orders"]] == ["cancelled"]
    was = {row["id"]: row for row in before["duties"]}
    assert [row for row in after["duties"] if row["id"] in was] == list(was.values())
    assert {row["state"] for row in after["duties"] if row["id"] not in was} == {"dropped"}
    fact = make.facts(appeal_id)[-1]
    assert after["facts"] == [*before["facts"], "appeals.dispatched", "appeals.taken_back"]
    assert (fact.data["source"], fact.data["to"], fact.data["reason"]) == ("dispatched", "triaged", "dispatch")
    assert fact.data["role"] == "community"
    assert make.more(fact)["orders"] == {str(after["orders"][0]["id"]): "cancelled"}


def test_the_same_step_done_rightly_afterwards_is_told(town: Town, sent: list[Any]) -> None:
    appeal_id = make.register(town)
    deliver_all(MONDAY)
    sent.clear()
    for now, question in ((MONDAY, "哪个楼？"), (LATER, "在哪个单元？")):
        with watch(town.agent, appeal_id, "ask_info", "appeals.ask_info", now=now) as found:
            asking.ask_info(actor=town.agent, appeal_id=appeal_id, question=question, now=now)
        if now is MONDAY:
            undoing.take_back(actor=town.agent, undo_id=found.undo_id, now=now)
            assert make.state(appeal_id) == State.RECEIVED
    assert make.state(appeal_id) == State.NEED_INFO
    seen = resident.view(cast.resident(("appeals", appeal_id)), appeal_id, now=LATER)
    assert [text.body for text in seen.texts][1:] == ["在哪个单元？"]
    told = Message.objects.filter(subject_id=appeal_id, cancelled_at__isnull=True)
    again = told.filter(held_until=LATER + timedelta(seconds=10)).order_by("id").values_list("template", flat=True)
    first = Message.objects.filter(subject_id=appeal_id, cancelled_at=MONDAY).order_by("id")
    assert list(again) == list(first.values_list("template", flat=True)) != []


def _bounce(town: Town, order_id: UUID) -> None:
    bouncing.request_bounce(
        actor=town.of("enforcement"), order_id=order_id, reason="not_our_duty", basis="三定方案第二条", now=MONDAY
    )


def _extend(town: Town, order_id: UUID) -> None:
    extending.request_extension(
        actor=town.of("enforcement"), order_id=order_id, days=2, plan="等配件到货", now=MONDAY
    )  # fmt: skip


def _reply(town: Town, order_id: UUID) -> None:
    taking.interim_reply(actor=town.of("enforcement"), order_id=order_id, reply="已约好周三上门。", now=MONDAY)


@pytest.mark.parametrize(
    "deed, right, do",
    [
        ("request_bounce", "dispatch.request_bounce", _bounce),
        ("request_extension", "dispatch.request_extension", _extend),
        ("interim_reply", "dispatch.log_action", _reply),
    ],
)
def test_steps_of_the_unit(town: Town, deed: str, right: str, do: Callable[[Town, UUID], None]) -> None:
    appeal_id, order_id = handled_by(town, "enforcement")
    before = snapshot(appeal_id)
    clerk = town.of("enforcement")
    with watch(clerk, appeal_id, deed, right) as found:
        do(town, order_id)
    assert snapshot(appeal_id) != before
    undoing.take_back(actor=clerk, undo_id=found.undo_id, now=LATER)
    after = snapshot(appeal_id)
    assert {**after["appeal"], "changed_at": None} == {**before["appeal"], "changed_at": None}
    assert after["orders"] == before["orders"]
    assert [row["state"] for row in after["requests"]] in ([], ["dropped"])
    known = {row["id"] for row in before["duties"]}
    assert [row for row in after["duties"] if row["id"] in known] == before["duties"]
    do(town, order_id)  # nothing of the first try stands in the way


def test_an_answer_taken_back_was_never_said_to_the_resident(town: Town, sent: list[Any]) -> None:
    appeal_id, order_id = handled_by(town, "enforcement")
    finish(town, appeal_id, order_id, "enforcement")
    deliver_all(MONDAY)
    sent.clear()
    with watch(town.street, appeal_id, "approve_result") as found:
        results.approve_result(actor=town.street, order_id=order_id, now=MONDAY)
    own = cast.resident(("appeals", appeal_id))
    assert [text.body for text in resident.view(own, appeal_id, now=LATER).texts][-1] == "问题已经处理完毕。"
    undoing.take_back(actor=town.street, undo_id=found.undo_id, now=LATER)
    deliver_all(MONDAY + timedelta(hours=1))
    assert sent == []
    seen = resident.view(own, appeal_id, now=LATER)
    assert [text.kind.value for text in seen.texts] == ["report"]
    assert (seen.standing, make.order(order_id).state) == (State.HANDLED, "submitted")
    assert not AppealText.objects.filter(appeal_id=appeal_id, kind="reply").exists()
    results.approve_result(actor=town.street, order_id=order_id, now=LATER)
    assert make.state(appeal_id) == State.FEEDBACK


def _ask_to_suspend(town: Town, order_id: UUID) -> None:
    head, review = town.head("enforcement"), make.at("2026-04-01 09:00").date()
    suspending.request_suspend(
        actor=head, order_id=order_id, reason="season", plan="资金到位后开工", review_on=review, now=MONDAY
    )


def test_a_pause_of_seconds_is_no_pause(town: Town) -> None:
    appeal_id, order_id = handled_by(town, "enforcement")
    _ask_to_suspend(town, order_id)
    before = snapshot(appeal_id)
    with watch(town.district, appeal_id, "decide_suspend") as found:
        suspending.decide_suspend(
            actor=town.district, order_id=order_id, decision=Decision.ACCEPT, note="同意", now=MONDAY
        )
    assert make.state(appeal_id) == State.SUSPENDED
    assert DutyPause.objects.exists()
    undoing.take_back(actor=town.district, undo_id=found.undo_id, now=LATER)
    assert not DutyPause.objects.exists()
    known = {row["id"] for row in before["duties"]}
    rows = Duty.objects.filter(id__in=known).order_by("id").values()
    assert list(rows) == before["duties"]
    assert not DutyMove.objects.filter(cause="undone").exists()


def test_a_deadline_put_back_keeps_the_moment_between(town: Town) -> None:
    appeal_id, order_id = handled_by(town, "enforcement")
    clerk = town.of("enforcement")
    extending.request_extension(actor=clerk, order_id=order_id, days=2, plan="等配件到货", now=MONDAY)
    due = make.resident_clock(appeal_id).due_at
    with watch(town.district, appeal_id, "decide_extension") as found:
        extending.decide_extension(
            actor=town.district, order_id=order_id, decision=Decision.ACCEPT, note="同意", now=MONDAY
        )
    later = make.resident_clock(appeal_id).due_at
    assert later > due
    undoing.take_back(actor=town.district, undo_id=found.undo_id, now=LATER)
    assert make.resident_clock(appeal_id).due_at == due
    kept = DutyMove.objects.filter(cause="undone", approval_id=found.undo_id)
    assert {(row.from_due, row.to_due) for row in kept} == {(later, due)}


# Refused


def unchanged(appeal_id: UUID, error: type[Exception], actor: Actor, undo_id: UUID | None, now: Any) -> None:
    before = snapshot(appeal_id)
    held = list(Message.objects.filter(cancelled_at__isnull=False))
    with pytest.raises(error):
        undoing.take_back(actor=actor, undo_id=undo_id or uuid4(), now=now)
    assert snapshot(appeal_id) == before
    assert list(Message.objects.filter(cancelled_at__isnull=False)) == held


def test_only_whoever_did_it_may_and_strangers_find_nothing(town: Town) -> None:
    appeal_id = make.triaged(town)
    found = dispatched(town, appeal_id)
    unchanged(appeal_id, NotYourStep, town.street, found.undo_id, LATER)
    unchanged(appeal_id, NotFound, town.outsider, found.undo_id, LATER)
    unchanged(appeal_id, NotFound, town.zhao, None, LATER)


def test_whoever_lost_the_right_may_not(town: Town) -> None:
    appeal_id = make.triaged(town)
    found = dispatched(town, appeal_id)
    Grant.objects.filter(account_id=town.zhao.account_id).update(role="revisitor")
    now_calls = people.actor_for(town.zhao.account_id, now=LATER)
    unchanged(appeal_id, Forbidden, now_calls, found.undo_id, LATER)


def test_late_twice_and_after_others(town: Town) -> None:
    appeal_id = make.triaged(town)
    found = dispatched(town, appeal_id)
    unchanged(appeal_id, UndoTooLate, town.zhao, found.undo_id, END)
    order = make.orders(appeal_id)[0]
    undoing.take_back(actor=town.zhao, undo_id=found.undo_id, now=LATER)
    unchanged(appeal_id, TakenBackBefore, town.zhao, found.undo_id, LATER)
    again = dispatched(town, appeal_id)
    taking.accept(actor=town.of("enforcement"), order_id=make.orders(appeal_id)[-1].id, now=LATER)
    unchanged(appeal_id, MovedOn, town.zhao, again.undo_id, LATER)
    assert order.serial < make.orders(appeal_id)[-1].serial


def test_what_cannot_be_taken_back_is_told_at_once(town: Town, sent: list[Any]) -> None:
    appeal_id = make.triaged(town, urgency=Urgency.EMERGENCY)
    deliver_all(MONDAY)
    sent.clear()
    found = dispatched(town, appeal_id)
    assert (found.undo_id, found.until) == (None, None)
    assert not Undo.objects.exists()
    deliver_all(MONDAY)
    assert sent != []


def test_a_press_sent_twice_can_be_taken_back_by_the_first(town: Town) -> None:
    appeal_id = make.triaged(town)
    same: dict[str, Any] = {"actor": town.zhao, "appeal_id": appeal_id, "now": MONDAY}
    same["unit_id"] = town.units["enforcement"]
    with watch(town.zhao, appeal_id, "dispatch") as first:
        issuing.dispatch(**same, client_id="press")
    with watch(town.zhao, appeal_id, "dispatch") as second:
        issuing.dispatch(**same, client_id="press")
    assert first.undo_id is not None
    assert second.undo_id is None


def test_a_refused_step_leaves_nothing_behind(town: Town) -> None:
    appeal_id = make.triaged(town)
    with pytest.raises(Forbidden), watch(town.revisitor, appeal_id, "dispatch"):
        issuing.dispatch(actor=town.revisitor, appeal_id=appeal_id, unit_id=town.units["office"], now=MONDAY)
    assert not Undo.objects.exists()


def test_watching_costs_few_statements_and_nothing_where_nothing_can_be_taken_back(town: Town) -> None:
    appeal_id = make.triaged(town)
    with CaptureQueriesContext(connection) as asked, watch(town.zhao, appeal_id, "first_contact"):
        pass
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as bare:
        issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=MONDAY)
    another = make.triaged(town)
    with CaptureQueriesContext(connection) as asked:
        dispatched(town, another)
    assert len(asked) - len(bare) <= 19, "\n".join(query["sql"][:150] for query in asked)


def test_it_is_forgotten_within_the_hour_and_the_facts_stay(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    appeal_id = make.triaged(town)
    dispatched(town, appeal_id)
    facts = make.kinds(appeal_id)
    assert undoing.forget(now=MONDAY + timedelta(minutes=5)) == 0
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(hours=1))
    jobs.run_forget_undo()
    assert not Undo.objects.exists()
    assert make.kinds(appeal_id) == facts

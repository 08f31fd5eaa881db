"""One order from dispatch to the answer: who may, which clocks, what is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.words import Mode, Outcome, State, Urgency
from linli.dispatch.actions import issuing, results, taking
from linli.dispatch.rules import levels, routing
from linli.dispatch.rules.results import NoEvidence, NoReply, ReplyShowsOthers
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town, at
from linli.dispatch.words import ContactMeans, OrderState
from linli.kernel.errors import Forbidden, NotFound
from linli.kernel.moves import NotPossible
from linli.people.tests import factories as cast
from linli.people.tests.areas import STREET

REPLY = "占道摊位已经清理,早晚各巡查一次。"


def dispatched(town: Town, **more: Any) -> tuple[UUID, UUID]:
    appeal_id = make.triaged(town, **more)
    return appeal_id, issuing.dispatch(
        actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=MONDAY
    )


def working(town: Town, **more: Any) -> tuple[UUID, UUID]:
    appeal_id, order_id = dispatched(town, **more)
    clerk = town.of("enforcement")
    taking.accept(actor=clerk, order_id=order_id, now=MONDAY)
    taking.first_contact(actor=clerk, order_id=order_id, means=ContactMeans.PHONE, note="已电话联系", now=MONDAY)
    return appeal_id, order_id


def submitted(town: Town, **more: Any) -> tuple[UUID, UUID]:
    appeal_id, order_id = working(town, **more)
    clerk = town.of("enforcement")
    taking.log_action(actor=clerk, order_id=order_id, note="现场清理三处", now=MONDAY, is_on_site=True)
    make.evidence(appeal_id, order_id, clerk, now=MONDAY)
    results.submit_result(actor=clerk, order_id=order_id, outcome=Outcome.SOLVED, reply=REPLY, now=MONDAY)
    return appeal_id, order_id


def test_dispatch_prints_every_deadline_with_its_standard(town):
    appeal_id, order_id = dispatched(town)
    stored = make.appeal(appeal_id)
    order = make.order(order_id)
    assert stored.state == State.DISPATCHED
    assert stored.first_unit_id == stored.accountable_id == town.units["enforcement"]
    assert (order.state, order.level, order.from_level, order.hop) == (OrderState.PENDING, 3, 2, 1)
    steps = make.clocks(order_id)
    assert {step: str(duty.term) for step, duty in steps.items()} == {
        "accept": "20 wm",
        "contact": "60 wm",
        "onsite": "1 wd",
    }
    assert make.resident_clock(appeal_id).due_at == at("2026-03-19 17:30")
    fact = make.facts(appeal_id)[-1]
    assert fact.kind == "appeals.dispatched"
    assert fact.data["move"] == "T13"
    assert set(make.more(fact)["due"]) == {"accept", "contact", "onsite", "close"}
    assert make.told(town.units["enforcement"]) == ["duty.new"]
    assert set(make.told(appeal_id)[-2:]) == {"duty.new", "appeal.dispatched"}


def test_dispatch_again_with_the_same_client_id_changes_nothing(town):
    appeal_id = make.triaged(town)
    same = {"actor": town.zhao, "appeal_id": appeal_id, "unit_id": town.units["enforcement"], "client_id": "press-1"}
    first = issuing.dispatch(now=MONDAY, **same)
    before = make.kinds(appeal_id)
    assert issuing.dispatch(now=MONDAY + timedelta(minutes=1), **same) == first
    assert make.kinds(appeal_id) == before
    assert len(make.orders(appeal_id)) == 1


def test_two_dispatchers_get_one_order(town):
    appeal_id, _ = dispatched(town)
    with pytest.raises(NotPossible):
        issuing.dispatch(actor=town.street, appeal_id=appeal_id, unit_id=town.units["office"], now=MONDAY)


@pytest.mark.parametrize(
    "who, unit, refusal",
    [
        ("outsider", "enforcement", NotFound),
        ("supervisor", "enforcement", Forbidden),
        ("li", "enforcement", routing.OutsideScope),
        ("branch", "enforcement", routing.OutsideScope),
        ("zhao", "gas", routing.NotCompetent),
        ("zhao", "committee", routing.NotOnCommunityList),
        ("zhao", "company", routing.NotCompetent),
    ],
)
def test_who_may_not_dispatch_whom(town, who, unit, refusal):
    appeal_id = make.triaged(town)
    before = make.kinds(appeal_id)
    with pytest.raises(refusal):
        issuing.dispatch(actor=getattr(town, who), appeal_id=appeal_id, unit_id=town.units[unit], now=MONDAY)
    assert make.kinds(appeal_id) == before
    assert make.orders(appeal_id) == []


def test_the_unit_complained_of_never_gets_it(town):
    appeal_id = make.triaged(town, complained=(town.units["enforcement"],))
    with pytest.raises(routing.ComplainedUnit):
        issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=MONDAY)


def test_without_property_service_no_order_goes_to_a_company(town):
    appeal_id = make.triaged(town, "prop.cleaning", estate=town.courtyard)
    with pytest.raises(routing.NoProperty):
        issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["company"], now=MONDAY)
    issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["office"], now=MONDAY)


def test_a_company_has_the_5210_clocks(town):
    appeal_id = make.triaged(town, "prop.cleaning", estate=town.estate, urgency=Urgency.URGENT)
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["company"], now=MONDAY)
    steps = make.clocks(order_id)
    assert steps["response_5210"].due_at == MONDAY + timedelta(minutes=5)


def test_an_estate_secretary_calls_for_the_own_estate(town):
    appeal_id = make.triaged(town, "util.sewer", estate=town.estate)
    order_id = issuing.dispatch(actor=town.branch, appeal_id=appeal_id, unit_id=town.units["drainage"], now=MONDAY)
    assert make.order(order_id).from_level == 1


def test_accept_contact_submit_approve(town):
    appeal_id, order_id = submitted(town)
    stored = make.appeal(appeal_id)
    assert stored.state == State.HANDLED
    assert stored.responded_at == stored.handled_at == MONDAY
    assert set(make.clocks(order_id)) == {"review"}
    results.approve_result(actor=town.street, order_id=order_id, now=MONDAY)
    stored = make.appeal(appeal_id)
    assert (stored.state, stored.outcome, stored.closed_level) == (State.FEEDBACK, "solved", 3)
    assert make.clocks(order_id) == {}
    assert [kind for kind in make.kinds(appeal_id) if kind.startswith("appeals.")][-6:] == [
        "appeals.dispatched",
        "appeals.accepted",
        "appeals.contacted",
        "appeals.action_logged",
        "appeals.handled",
        "appeals.replied",
    ]
    assert "appeal.feedback" in make.told(appeal_id)[-2:]


def test_only_the_unit_takes_it_and_only_once(town):
    appeal_id, order_id = dispatched(town)
    for who, refusal in ((town.of("gas"), NotFound), (town.street, Forbidden), (town.supervisor, Forbidden)):
        with pytest.raises(refusal):
            taking.accept(actor=who, order_id=order_id, now=MONDAY)
    taking.accept(actor=town.of("enforcement"), order_id=order_id, now=MONDAY)
    with pytest.raises(NotPossible):
        taking.accept(actor=town.head("enforcement"), order_id=order_id, now=MONDAY)
    assert make.kinds(appeal_id).count("appeals.accepted") == 1


def test_a_late_order_is_taken_by_the_system(town):
    appeal_id, order_id = dispatched(town)
    assert taking.accept_late(order_id=order_id, now=MONDAY)
    assert not taking.accept_late(order_id=order_id, now=MONDAY)
    assert make.order(order_id).is_late_accept
    assert make.state(appeal_id) == State.ACCEPTED
    assert "order.late_accept" in make.told(town.units["enforcement"])[-2:]


@pytest.mark.parametrize(
    "reply, refusal",
    [("好", NoReply), ("请找张伟处长,电话13900000002。", ReplyShowsOthers), (REPLY, NoEvidence)],
)
def test_a_result_needs_reply_and_evidence(town, reply, refusal):
    appeal_id, order_id = working(town)
    clerk = town.of("enforcement")
    with pytest.raises(refusal):
        results.submit_result(actor=clerk, order_id=order_id, outcome=Outcome.SOLVED, reply=reply, now=MONDAY)
    assert make.state(appeal_id) == State.IN_PROGRESS


def test_whoever_submitted_does_not_review_and_the_level_counts(town):
    appeal_id, order_id = submitted(town)
    with pytest.raises(levels.LevelTooLow):
        results.approve_result(actor=town.zhao, order_id=order_id, now=MONDAY)
    own = cast.actor("street", STREET, account_id=town.of("enforcement").account_id)
    with pytest.raises(levels.OwnWork):
        results.approve_result(actor=own, order_id=order_id, now=MONDAY)
    assert make.state(appeal_id) == State.HANDLED


def test_a_returned_result_leaves_at_least_a_day(town):
    appeal_id, order_id = submitted(town)
    friday = at("2026-03-20 10:00")
    results.return_result(actor=town.street, order_id=order_id, reason="请补充复查照片", now=friday)
    assert make.state(appeal_id) == State.IN_PROGRESS
    assert make.resident_clock(appeal_id).due_at == at("2026-03-23 17:30")
    assert "order.returned" in make.told(town.units["enforcement"])[-2:]
    results.submit_result(
        actor=town.of("enforcement"), order_id=order_id, outcome=Outcome.SOLVED, reply=REPLY, now=friday
    )
    results.approve_result(actor=town.street, order_id=order_id, now=friday)
    assert make.order(order_id).redo_count == 1


def test_what_is_handled_at_once_is_answered_at_once(town):
    appeal_id = make.triaged(town, "env.corridor_clutter", mode=Mode.INSTANT)
    order_id = issuing.self_handle(actor=town.li, appeal_id=appeal_id, now=MONDAY)
    assert make.state(appeal_id) == State.IN_PROGRESS
    taking.log_action(actor=town.li, order_id=order_id, note="已清理", now=MONDAY)
    make.evidence(appeal_id, order_id, town.li, now=MONDAY)
    results.submit_result(
        actor=town.li, order_id=order_id, outcome=Outcome.BY_PARTY, reply="当事人已自行清理。", now=MONDAY
    )
    stored = make.appeal(appeal_id)
    assert (stored.state, stored.closed_level, stored.outcome) == (State.FEEDBACK, 1, "by_party")


BUDGET = 15


def test_statements_stay_in_the_budget(town):
    appeal_id = make.triaged(town)
    clerk = town.of("enforcement")
    counted: dict[str, int] = {}

    def count(name: str, deed: Callable[..., Any], **given: Any) -> Any:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            out = deed(now=MONDAY, **given)
        counted[name] = sum("SAVEPOINT" not in one["sql"] for one in seen.captured_queries)
        return out

    order_id = count(
        "dispatch", issuing.dispatch, actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"],
        client_id="a",
    )  # fmt: skip
    count("accept", taking.accept, actor=clerk, order_id=order_id, client_id="b")
    count(
        "first_contact", taking.first_contact, actor=clerk, order_id=order_id, means=ContactMeans.PHONE, note="联系",
        client_id="c",
    )  # fmt: skip
    count("log_action", taking.log_action, actor=clerk, order_id=order_id, note="清理", is_on_site=True, client_id="d")
    make.evidence(appeal_id, order_id, clerk, now=MONDAY)
    count(
        "submit_result", results.submit_result, actor=clerk, order_id=order_id, outcome=Outcome.SOLVED, reply=REPLY,
        client_id="e",
    )  # fmt: skip
    count("approve_result", results.approve_result, actor=town.street, order_id=order_id, client_id="f")
    assert max(counted.values()) <= BUDGET

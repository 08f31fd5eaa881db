"""What stays overdue goes one level up by itself: a decision is owed there, and the unit explains (T27; ADR 0016)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.words import Mode, Outcome, State, Urgency
from linli.dispatch.actions import escalating, issuing, results, taking
from linli.dispatch.models import Supervision
from linli.dispatch.queries import deeds
from linli.dispatch.reactions import REACTIONS
from linli.dispatch.rules import levels, steps
from linli.dispatch.rules.results import NoWords
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town, at
from linli.dispatch.words import ContactMeans, Decision, OrderRole
from linli.duties import jobs
from linli.duties import queries as duties
from linli.duties.rules import NotOwed
from linli.journal import wiring
from linli.kernel.errors import Forbidden, NotFound

YES, NO = Decision.ACCEPT, Decision.REJECT


@pytest.fixture(autouse=True)
def reactions():
    before = {kind: list(listeners) for kind, listeners in wiring._reactions.items()}
    for kind, reaction in REACTIONS:
        wiring.subscribe(kind, reaction)
    yield
    wiring._reactions.clear()
    wiring._reactions.update(before)


def working(town: Town, unit: str = "committee", **more: Any) -> tuple[UUID, UUID]:
    given: dict[str, Any] = {"category": "noise.neighbour", "mode": Mode.FAST, **more}
    appeal_id = make.triaged(town, **given)
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units[unit], now=MONDAY)
    own: dict[str, Any] = {"actor": town.of(unit), "order_id": order_id, "now": MONDAY}
    taking.accept(**own)
    taking.first_contact(means=ContactMeans.PHONE, note="联系", **own)
    return appeal_id, order_id


def stays_overdue(town: Town, **more: Any) -> tuple[UUID, UUID, Any]:
    """Return a case whose closing clock was overdue until the next rung, and when that was told."""
    appeal_id, order_id = working(town, **more)
    clock = make.resident_clock(appeal_id)
    jobs.sweep(clock.due_at + timedelta(minutes=1))
    now = clock.escalate_at + timedelta(minutes=1)
    jobs.sweep(now)
    return appeal_id, order_id, now


def test_the_level_above_owes_a_decision_and_the_unit_an_explanation(town):
    appeal_id, order_id, now = stays_overdue(town)
    stored = make.appeal(appeal_id)
    assert (stored.state, stored.level, make.order(order_id).level) == (State.IN_PROGRESS, 3, 2)
    duty = make.clocks(order_id)["overdue_decision"]
    assert (duty.deed, duty.owed_role, duty.owed_by) == ("dispatch.decide_overdue", "street", None)
    assert str(duty.term) == "1 wd"
    [fact] = [one for one in make.facts(appeal_id) if one.kind == "appeals.became_overdue"]
    assert make.more(fact)["raised_to"] == 3
    [asked] = Supervision.objects.filter(appeal_id=appeal_id)
    assert asked.unit_id == town.units["committee"]
    assert "order.supervision" in make.told(town.units["committee"])
    assert jobs.sweep(now + timedelta(minutes=1)).escalated == 0


def test_an_emergency_goes_up_after_half_an_hour_also_by_its_danger(town):
    _, order_id = working(town, "municipal", category="util.road_collapse", urgency=Urgency.EMERGENCY)
    danger = make.clocks(order_id)["danger"]
    jobs.sweep(danger.due_at + timedelta(minutes=1))
    assert "overdue_decision" not in make.clocks(order_id)
    jobs.sweep(danger.due_at + timedelta(minutes=31))
    duty = make.clocks(order_id)["overdue_decision"]
    assert (duty.owed_role, str(duty.term)) == ("district", "30 min")


def test_the_level_above_hands_it_up(town):
    appeal_id, order_id, now = stays_overdue(town)
    due = make.resident_clock(appeal_id).due_at
    decide: dict[str, Any] = {"order_id": order_id, "decision": YES, "note": "社区两次劝导无效", "now": now}
    before = make.kinds(appeal_id)
    for who, refusal in (
        (town.outsider, NotFound),
        (town.supervisor, Forbidden),
        (town.zhao, levels.LevelTooLow),
        (town.of("committee"), Forbidden),
    ):
        with pytest.raises(refusal):
            escalating.decide_overdue(actor=who, **decide)
    with pytest.raises(NoWords):
        escalating.decide_overdue(actor=town.street, **{**decide, "note": " "})
    with pytest.raises(steps.NotHigher):
        escalating.decide_overdue(actor=town.street, unit_id=town.units["committee"], **decide)
    assert make.kinds(appeal_id) == before
    decide["client_id"] = "press-up"
    new = escalating.decide_overdue(actor=town.street, **decide)
    assert escalating.decide_overdue(actor=town.street, **decide) == new
    assert (make.order(new).level, make.order(new).role, make.order(order_id).role) == (3, "lead", OrderRole.CO)
    assert make.state(appeal_id) == State.DISPATCHED
    assert make.resident_clock(appeal_id).due_at == due
    assert make.kinds(appeal_id)[len(before) :] == ["appeals.escalated"]
    assert "duty.new" in make.told(make.order(new).unit_id)


def test_the_level_above_leaves_it_with_the_unit(town):
    appeal_id, order_id, now = stays_overdue(town)
    decide: dict[str, Any] = {"actor": town.street, "order_id": order_id, "decision": NO, "note": "三日内办结"}
    offered = deeds.possible_deeds(town.street, make.appeal(appeal_id), now=now)
    assert "decide_overdue" in {one.deed for one in offered}
    before = make.kinds(appeal_id)
    assert escalating.decide_overdue(now=now, **decide) == order_id
    assert make.kinds(appeal_id)[len(before) :] == ["dispatch.overdue_left"]
    with pytest.raises(NotOwed):
        escalating.decide_overdue(now=now, **decide)
    assert make.kinds(appeal_id)[len(before) :] == ["dispatch.overdue_left"]
    offered = deeds.possible_deeds(town.street, make.appeal(appeal_id), now=now)
    assert "decide_overdue" not in {one.deed for one in offered}


def test_at_the_district_there_is_nobody_above_but_the_district_decides(town):
    _, order_id, now = stays_overdue(town, unit="drainage", category="util.sewer")
    assert make.clocks(order_id)["overdue_decision"].owed_role == "district"
    decide: dict[str, Any] = {"actor": town.district, "order_id": order_id, "note": "限期", "now": now}
    with pytest.raises(steps.TopOfLadder):
        escalating.decide_overdue(decision=YES, **decide)
    assert escalating.decide_overdue(decision=NO, **decide) == order_id


def test_an_overdue_review_goes_to_the_reviewer_above_and_the_unit_is_left_in_peace(town):
    appeal_id, order_id = working(town)
    clerk = town.of("committee")
    taking.log_action(actor=clerk, order_id=order_id, note="已调解", now=MONDAY)
    make.evidence(appeal_id, order_id, clerk, now=MONDAY)
    done: dict[str, Any] = {"outcome": Outcome.SOLVED, "reply": "双方已经达成约定。"}
    results.submit_result(actor=clerk, order_id=order_id, now=MONDAY, **done)
    review = make.clocks(order_id)["review"]
    assert review.owed_role == "community"
    jobs.sweep(review.due_at + timedelta(minutes=1))
    now = review.escalate_at + timedelta(minutes=1)
    jobs.sweep(now)
    after = duties.get(review.id)
    assert (after.owed_role, after.owed_by, after.due_at) == ("street", None, review.due_at)
    assert "appeals.became_overdue" in make.kinds(appeal_id)
    assert not Supervision.objects.filter(appeal_id=appeal_id).exists()
    results.approve_result(actor=town.street, order_id=order_id, now=now)
    assert make.state(appeal_id) == State.FEEDBACK
    assert make.clocks(order_id) == {}


def test_what_is_done_is_not_put_up_any_more(town):
    appeal_id, order_id = working(town)
    assert not escalating.raise_review(order_id=order_id, now=at("2026-03-20 09:00"))
    assert make.kinds(appeal_id).count("appeals.became_overdue") == 0

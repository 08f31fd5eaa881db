"""Bounce, extension, suspension, escalation, the top: who is asked, who decides, and which clocks move."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.appeals.words import Mode, State, Urgency
from linli.dispatch.actions import (
    bouncing,
    changing,
    escalating,
    extending,
    issuing,
    suspending,
    taking,
    topping,
    whistling,
)
from linli.dispatch.actions.whistling import Call
from linli.dispatch.queries import orders
from linli.dispatch.rules import bounces, extensions, joint, levels, steps
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, at
from linli.dispatch.tests.steps import bounce, handled_by
from linli.dispatch.words import Arrival, Decision, OrderRole, OrderState, TopReason
from linli.duties import queries as duties
from linli.duties.words import Cause
from linli.kernel.errors import Forbidden
from linli.kernel.moves import NotPossible

YES, NO = Decision.ACCEPT, Decision.REJECT


class TestBounce:
    def test_the_clock_runs_and_the_first_unit_stays_until_another_has_it(self, town):
        appeal_id, order_id = handled_by(town, "housing", category="cons.fence_loose")
        due = make.resident_clock(appeal_id).due_at
        bounce(town, order_id, "housing")
        assert make.state(appeal_id) == State.BOUNCE_REVIEW
        new = bouncing.decide_bounce(
            actor=town.zhao, order_id=order_id, decision=YES, unit_id=town.units["office"], now=MONDAY, note="改派"
        )
        assert new is not None
        stored = make.appeal(appeal_id)
        assert (stored.state, stored.bounce_count, stored.accountable_id) == ("dispatched", 1, town.units["housing"])
        assert make.resident_clock(appeal_id).due_at == due
        assert set(make.clocks(new)) >= {"accept", "close"}
        taking.accept(actor=town.of("office"), order_id=new, now=MONDAY)
        stored = make.appeal(appeal_id)
        assert (stored.accountable_id, stored.first_unit_id) == (town.units["office"], town.units["housing"])
        assert make.resident_clock(appeal_id).owed_by == town.units["office"]
        assert "order.bounced" in make.told(town.units["housing"])[-2:]

    @pytest.mark.parametrize(
        "what, minutes, refusal",
        [("the last moment", 0, None), ("a minute late", 1, bounces.BounceTooLate)],
    )
    def test_within_two_working_days(self, town, what, minutes, refusal):
        _, order_id = handled_by(town, "housing", category="prop.fee")
        now = at("2026-03-18 17:30") + timedelta(minutes=minutes)
        if refusal is None:
            bounce(town, order_id, "housing", now=now)
            return
        with pytest.raises(refusal):
            bounce(town, order_id, "housing", now=now)

    def test_a_refused_return_goes_on_and_cannot_be_asked_again(self, town):
        appeal_id, order_id = handled_by(town, "housing", category="prop.fee")
        bounce(town, order_id, "housing")
        bouncing.decide_bounce(actor=town.zhao, order_id=order_id, decision=NO, note="属于住建", now=MONDAY)
        assert make.state(appeal_id) == State.IN_PROGRESS
        with pytest.raises(bounces.UnitBouncedBefore):
            bounce(town, order_id, "housing")

    def test_the_second_return_is_designated_and_final(self, town):
        appeal_id, order_id = handled_by(town, "housing", category="cons.fence_loose")
        bounce(town, order_id, "housing")
        second = bouncing.decide_bounce(
            actor=town.zhao, order_id=order_id, decision=YES, unit_id=town.units["office"], note="改派", now=MONDAY
        )
        assert second is not None
        taking.accept(actor=town.of("office"), order_id=second, now=MONDAY)
        bounce(town, second, "office")
        third = bouncing.designate(
            actor=town.district, order_id=second, unit_id=town.units["housing"], note="指定住建", now=MONDAY
        )
        stored = make.appeal(appeal_id)
        assert (stored.bounce_count, make.order(third).is_designated) == (2, True)
        taking.accept(actor=town.of("housing"), order_id=third, now=MONDAY)
        with pytest.raises(bounces.Designated):
            bounce(town, third, "housing")

    def test_designating_takes_a_dispute(self, town):
        _, order_id = handled_by(town, "housing", category="prop.fee")
        bounce(town, order_id, "housing")
        with pytest.raises(bounces.NoDispute):
            bouncing.designate(actor=town.street, order_id=order_id, unit_id=town.units["office"], now=MONDAY)
        with pytest.raises(Forbidden):
            bouncing.designate(actor=town.zhao, order_id=order_id, unit_id=town.units["office"], now=MONDAY)


class TestMoreTime:
    def test_one_level_up_decides_and_the_resident_hears_the_date(self, town):
        appeal_id, order_id = handled_by(town, "enforcement")
        before = make.resident_clock(appeal_id).due_at
        extending.request_extension(
            actor=town.of("enforcement"), order_id=order_id, days=2, plan="需要联合执法", now=MONDAY
        )
        assert make.resident_clock(appeal_id).due_at == before
        with pytest.raises(levels.LevelTooLow):
            extending.decide_extension(actor=town.street, order_id=order_id, decision=YES, note="同意", now=MONDAY)
        new = extending.decide_extension(actor=town.district, order_id=order_id, decision=YES, note="同意", now=MONDAY)
        assert new == make.resident_clock(appeal_id).due_at == at("2026-03-23 17:30")
        assert "appeal.extended" in make.told(appeal_id)[-2:]
        with pytest.raises(extensions.AlreadyExtended):
            extending.request_extension(
                actor=town.of("enforcement"), order_id=order_id, days=1, plan="再延", now=MONDAY
            )

    @pytest.mark.parametrize(
        "days, when, refusal",
        [(3, "2026-03-16 10:00", extensions.TooLong), (2, "2026-03-19 17:31", extensions.PastDue)],
    )
    def test_not_too_long_and_not_too_late(self, town, days, when, refusal):
        _, order_id = handled_by(town, "enforcement")
        with pytest.raises(refusal):
            extending.request_extension(
                actor=town.of("enforcement"), order_id=order_id, days=days, plan="计划", now=at(when)
            )

    def test_suspended_clocks_stand_and_run_on(self, town):
        appeal_id, order_id = handled_by(town, "enforcement")
        suspending.request_suspend(
            actor=town.head("enforcement"), order_id=order_id, reason="season", plan="开春施工",
            review_on=date(2026, 4, 10), now=MONDAY,
        )  # fmt: skip
        suspending.decide_suspend(actor=town.street, order_id=order_id, decision=YES, note="同意", now=MONDAY)
        assert make.state(appeal_id) == State.SUSPENDED
        assert make.resident_clock(appeal_id).state == "paused"
        assert make.clocks(order_id)["suspension"].due_at == at("2026-04-10 17:30")
        resumed = at("2026-04-10 17:31")
        assert suspending.resume_on_review(order_id=order_id, now=resumed)
        assert make.state(appeal_id) == State.IN_PROGRESS
        assert make.resident_clock(appeal_id).due_at > at("2026-04-14 00:00")
        assert "appeal.resumed" in make.told(appeal_id)[-2:]

    @pytest.mark.parametrize(
        "who, day, refusal",
        [("street", date(2026, 4, 15), None), ("street", date(2026, 4, 16), extensions.WrongReviewDate),
         ("district", date(2026, 4, 16), None)],
    )  # fmt: skip
    def test_the_street_goes_thirty_days_the_district_ninety(self, town, who, day, refusal):
        _, order_id = handled_by(town, "enforcement")
        suspending.request_suspend(
            actor=town.head("enforcement"), order_id=order_id, reason="season", plan="计划", review_on=day, now=MONDAY
        )
        decide = {"actor": getattr(town, who), "order_id": order_id, "decision": YES, "note": "可", "now": MONDAY}
        if refusal is None:
            suspending.decide_suspend(**decide)
            return
        with pytest.raises(refusal):
            suspending.decide_suspend(**decide)

    def test_an_emergency_is_never_suspended(self, town):
        _, order_id = handled_by(town, "municipal", category="util.road_collapse", urgency=Urgency.EMERGENCY)
        with pytest.raises(extensions.NotSuspendable):
            suspending.request_suspend(
                actor=town.head("municipal"), order_id=order_id, reason="season", plan="计划",
                review_on=date(2026, 4, 1), now=MONDAY,
            )  # fmt: skip

    def test_another_mode_never_gives_more_time(self, town):
        appeal_id, _ = handled_by(town, "enforcement")
        before = make.resident_clock(appeal_id).due_at
        changing.change_mode(actor=town.zhao, appeal_id=appeal_id, mode=Mode.JOINT, reason="需联办", now=MONDAY)
        assert make.resident_clock(appeal_id).due_at == before
        changing.change_mode(actor=town.zhao, appeal_id=appeal_id, mode=Mode.INSTANT, reason="可即办", now=MONDAY)
        assert make.resident_clock(appeal_id).due_at == at("2026-03-17 17:30")


class TestUpward:
    def test_what_was_tried_goes_up_and_the_unit_stays_to_assist(self, town):
        appeal_id = make.triaged(town, "env.corridor_clutter")
        order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["committee"], now=MONDAY)
        taking.accept(actor=town.of("committee"), order_id=order_id, now=MONDAY)
        up = {"actor": town.of("committee"), "order_id": order_id, "now": MONDAY}
        with pytest.raises(steps.NothingTried):
            escalating.escalate(tried=[" "], **up)
        new = escalating.escalate(tried=["上门劝导两次", "张贴通知"], **up)
        old = make.order(order_id)
        assert (old.role, make.order(new).role, make.order(new).level) == (OrderRole.CO, OrderRole.LEAD, 3)
        stored = make.appeal(appeal_id)
        assert (stored.state, stored.accountable_id) == (State.DISPATCHED, town.units["committee"])
        assert orders.hops(appeal_id) == 2
        with pytest.raises(steps.TopOfLadder):
            steps.check_escalation(level=4, new_level=4, tried=["试过"])

    def test_the_top_by_households(self, town):
        appeal_id = make.triaged(town, "house.title_legacy", mode=Mode.TOP)
        ask = {
            "actor": town.street,
            "appeal_id": appeal_id,
            "reason": TopReason.HOUSEHOLDS,
            "note": "联名",
            "now": MONDAY,
        }
        with pytest.raises(joint.ReasonDoesNotHold):
            topping.request_top(households=99, **ask)
        topping.request_top(households=100, **ask)
        assert make.state(appeal_id) == State.TOP_REVIEW
        assert set(make.live(("appeals", appeal_id))) == {"top_leader", "interim"}
        assert "order.top" in make.told(town.units["leader"])[-2:]
        with pytest.raises(Forbidden):
            topping.take_top(actor=town.district, appeal_id=appeal_id, unit_id=town.units["housing"], now=MONDAY)
        lead = topping.take_top(actor=town.leader, appeal_id=appeal_id, unit_id=town.units["housing"], now=MONDAY)
        stored = make.appeal(appeal_id)
        assert (stored.state, stored.mode, stored.leader_id) == ("in_progress", "top", town.leader.account_id)
        assert {step: duty.due_at for step, duty in make.clocks(lead).items()} == {
            "plan": at("2026-03-23 17:30"),
            "weekly_note": at("2026-03-23 17:30"),
        }
        assert make.resident_clock(appeal_id).due_at == at("2026-04-07 17:30")

    def test_a_leaders_taking_is_the_approval_of_a_later_date_and_told(self, town):
        appeal_id, _ = handled_by(town, "enforcement")
        assert make.resident_clock(appeal_id).due_at == at("2026-03-19 17:30")
        told = {"actor": town.leader, "appeal_id": appeal_id, "now": at("2026-03-17 09:00")}
        topping.request_top(reason=TopReason.INSTRUCTION, note="看看", **told)
        topping.take_top(unit_id=town.units["enforcement"], **told)
        # counted from the first dispatch, not from the taking
        clock = make.resident_clock(appeal_id)
        assert (clock.due_at, clock.started_at) == (at("2026-04-07 17:30"), MONDAY)
        [fact] = [one for one in make.facts(appeal_id) if one.kind == "appeals.top_taken"]
        [moved] = duties.story(clock.id).moves
        assert (moved.cause, moved.approval_id, moved.reason) == (Cause.APPROVAL, fact.id, "take_top")
        assert "appeal.extended" in make.told(appeal_id)
        with pytest.raises(NotPossible):
            topping.take_top(unit_id=town.units["enforcement"], **told)

    def test_a_leaders_taking_never_shortens_what_was_granted_and_then_tells_no_new_date(self, town):
        appeal_id = make.triaged(town, "house.title_legacy", mode=Mode.TOP)
        ask = {"actor": town.leader, "appeal_id": appeal_id, "now": MONDAY}
        topping.request_top(reason=TopReason.INSTRUCTION, note="看看", **ask)
        topping.take_top(unit_id=town.units["housing"], **ask)
        assert make.resident_clock(appeal_id).due_at == at("2026-04-07 17:30")
        assert "appeal.extended" not in make.told(appeal_id)

    def test_repeats_are_counted_where_it_happened(self, town):
        ask = {"actor": town.street, "reason": TopReason.REPEATED, "note": "又来了"}
        made = [make.triaged(town, now=at(f"2026-03-{day} 09:00")) for day in ("02", "03", "04", "05")]
        make.triaged(town, now=at("2025-09-01 09:00"))  # more than 180 days before
        make.triaged(town, "noise.neighbour", now=at("2026-03-05 09:00"))  # another matter
        with pytest.raises(joint.ReasonDoesNotHold) as refused:
            topping.request_top(appeal_id=made[-1], now=at("2026-03-05 10:00"), **ask)
        assert (refused.value.params["have"], refused.value.params["needed"]) == (4, 5)
        assert make.state(made[-1]) == State.TRIAGED
        fifth = make.triaged(town, now=at("2026-03-06 09:00"))
        topping.request_top(appeal_id=fifth, now=at("2026-03-06 10:00"), **ask)
        [fact] = [one for one in make.facts(fifth) if one.kind == "appeals.top_requested"]
        assert {name: make.more(fact)[name] for name in ("repeats", "joint_rounds", "reopened", "households")} == {
            "repeats": 5, "joint_rounds": 0, "reopened": 0, "households": 0,
        }  # fmt: skip

    def test_only_joint_rounds_that_failed_count(self, town):
        appeal_id, _ = handled_by(town, "enforcement")
        call = {"actor": town.street, "appeal_id": appeal_id, "lead_id": town.units["enforcement"], "place": "路口"}
        ask = {"actor": town.street, "appeal_id": appeal_id, "reason": TopReason.JOINT_FAILED, "note": "两轮未果"}
        [first] = whistling.whistle(calls=[Call(town.units["fire"], "到场")], time="十点", now=MONDAY, **call)
        whistling.report_in(
            actor=town.of("fire"), order_id=first, arrival=Arrival.ON_SITE, note="到", now=at("2026-03-16 10:00")
        )
        # a second whistle shows that the first round was in vain; the second still runs
        tuesday = at("2026-03-17 09:00")
        [second] = whistling.whistle(calls=[Call(town.units["police"], "到场")], time="十点", now=tuesday, **call)
        assert make.appeal(appeal_id).joint_rounds == 1
        arrived = at("2026-03-17 10:00")
        whistling.report_in(actor=town.of("police"), order_id=second, arrival=Arrival.ON_SITE, note="到", now=arrived)
        with pytest.raises(joint.ReasonDoesNotHold) as refused:
            topping.request_top(now=arrived, **ask)
        assert refused.value.params["have"] == 1
        assert make.state(appeal_id) == State.IN_PROGRESS
        # once its time has run out without a result, that round failed as well
        due = make.resident_clock(appeal_id).due_at
        topping.request_top(now=due + timedelta(minutes=1), **ask)
        assert make.state(appeal_id) == State.TOP_REVIEW

    def test_a_leader_may_decline(self, town):
        appeal_id, order_id = handled_by(town, "enforcement")
        topping.request_top(
            actor=town.leader, appeal_id=appeal_id, reason=TopReason.INSTRUCTION, note="看看", now=MONDAY
        )
        topping.decline_top(actor=town.leader, appeal_id=appeal_id, reason="街道能办", now=MONDAY)
        assert make.state(appeal_id) == State.IN_PROGRESS
        assert make.order(order_id).state == OrderState.WORKING

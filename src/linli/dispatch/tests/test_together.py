"""Bounce, extension, escalation, split, joint, top, suspension, end: who decides, and which clocks move."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.actions import requests
from linli.appeals.words import Mode, Outcome, State, Urgency
from linli.dispatch.actions import (
    bouncing,
    changing,
    ending,
    escalating,
    extending,
    follow_ups,
    issuing,
    outdoors,
    parts,
    results,
    supervising,
    suspending,
    taking,
    topping,
    whistling,
)
from linli.dispatch.actions.parts import Part
from linli.dispatch.actions.results import FollowUp
from linli.dispatch.actions.whistling import Call
from linli.dispatch.queries import deeds, orders, routes
from linli.dispatch.rules import bounces, extensions, joint, levels, steps
from linli.dispatch.rules.results import NoPhotoConsent, TooEarly
from linli.dispatch.rules.routing import NotCompetent
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town, at
from linli.dispatch.words import Arrival, ContactMeans, Decision, OrderRole, OrderState, TopReason, VisitKind
from linli.duties import queries as duties
from linli.duties.words import Cause
from linli.kernel.errors import Forbidden
from linli.kernel.moves import NotPossible
from linli.people.actions import set_competence
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT, STREET

YES, NO = Decision.ACCEPT, Decision.REJECT


def handled_by(town: Town, unit: str, **more: Any) -> tuple[UUID, UUID]:
    appeal_id = make.triaged(town, **more)
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units[unit], now=MONDAY)
    taking.accept(actor=town.of(unit), order_id=order_id, now=MONDAY)
    taking.first_contact(actor=town.of(unit), order_id=order_id, means=ContactMeans.PHONE, note="联系", now=MONDAY)
    return appeal_id, order_id


def finish(town: Town, appeal_id: UUID, order_id: UUID, unit: str, **more: Any) -> None:
    clerk = town.of(unit)
    now = more.pop("now", MONDAY)
    taking.log_action(actor=clerk, order_id=order_id, note="处理完成", now=now)
    make.evidence(appeal_id, order_id, clerk, now=now)
    results.submit_result(
        actor=clerk, order_id=order_id, outcome=Outcome.SOLVED, reply="问题已经处理完毕。", now=now, **more
    )


def bounce(town: Town, order_id: UUID, unit: str, **more: Any) -> None:
    given: dict[str, Any] = {"reason": "not_our_duty", "basis": "三定方案第二条", "now": MONDAY} | more
    bouncing.request_bounce(actor=town.of(unit), order_id=order_id, **given)


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


PARTS = ("util.streetlight", "municipal"), ("util.sewer", "drainage"), ("adv.illegal_small", "enforcement")


def split(town: Town) -> tuple[UUID, list[UUID]]:
    appeal_id = make.triaged(town, "util.sewer", mode=Mode.SPLIT)
    given = [Part(category, town.units[unit], f"处理{category}") for category, unit in PARTS]
    return appeal_id, parts.split(actor=town.zhao, appeal_id=appeal_id, parts=given, now=MONDAY)


class TestTogether:
    def test_each_part_goes_its_way_and_the_whole_is_answered_once(self, town):
        appeal_id, made = split(town)
        assert make.state(appeal_id) == State.WAITING_CHILDREN
        for order_id, (_, unit) in zip(made, PARTS, strict=True):
            taking.accept(actor=town.of(unit), order_id=order_id, now=MONDAY)
            finish(town, appeal_id, order_id, unit)
            results.approve_result(actor=town.district, order_id=order_id, now=MONDAY)
        assert make.state(appeal_id) == State.HANDLED
        lead = next(order for order in make.orders(appeal_id) if order.role == OrderRole.LEAD)
        assert (lead.state, lead.outcome, lead.unit_id) == ("submitted", "solved", town.units["committee"])
        results.approve_result(actor=town.zhao, order_id=lead.id, now=MONDAY)
        assert make.state(appeal_id) == State.FEEDBACK
        assert make.kinds(appeal_id).count("appeals.part_done") == 3

    def test_a_returned_part_is_done_again(self, town):
        appeal_id, made = split(town)
        taking.accept(actor=town.of("municipal"), order_id=made[0], now=MONDAY)
        finish(town, appeal_id, made[0], "municipal")
        results.return_result(actor=town.district, order_id=made[0], reason="仍有一盏不亮", now=MONDAY)
        assert make.order(made[0]).state == OrderState.RETURNED
        assert make.state(appeal_id) == State.WAITING_CHILDREN

    def test_two_parts_are_the_least(self, town):
        appeal_id = make.triaged(town, "util.sewer", mode=Mode.SPLIT)
        one = [Part("util.sewer", town.units["drainage"], "疏通")]
        for given, refusal in ((one, joint.TooFewParts), (one * 2, joint.PartsOverlap)):
            with pytest.raises(refusal):
                parts.split(actor=town.zhao, appeal_id=appeal_id, parts=given, now=MONDAY)

    def test_a_whistle_waits_for_all_and_excuses_the_lead(self, town):
        appeal_id = make.triaged(town, "env.illegal_building", mode=Mode.JOINT, urgency=Urgency.URGENT)
        calls = [Call(town.units["fire"], "查消防通道"), Call(town.units["police"], "核实租住")]
        fire, police = whistling.whistle(
            actor=town.street, appeal_id=appeal_id, lead_id=town.units["enforcement"], calls=calls, place="宣化路",
            time="今天 11:00", now=MONDAY,
        )  # fmt: skip
        assert make.state(appeal_id) == State.WHISTLED
        assert make.clocks(fire)["arrival"].due_at == at("2026-03-16 11:00")
        lead = next(order for order in make.orders(appeal_id) if order.role == OrderRole.LEAD)
        taking.accept(actor=town.of("enforcement"), order_id=lead.id, now=MONDAY)
        whistling.report_in(
            actor=town.of("fire"), order_id=fire, arrival=Arrival.ON_SITE, note="已到场", now=at("2026-03-16 10:30")
        )
        assert make.state(appeal_id) == State.WHISTLED
        assert whistling.mark_no_show(order_id=police, now=at("2026-03-16 11:01"))
        assert make.state(appeal_id) == State.IN_PROGRESS
        rows = orders.of_appeal(appeal_id)
        assert orders.is_delay_excused(rows[0], rows)
        assert "order.no_show" in make.told(town.units["supervision"])
        whistling.co_opinion(actor=town.of("fire"), order_id=fire, opinion="须立即清通", now=MONDAY)
        finish(town, appeal_id, lead.id, "enforcement")
        results.approve_result(actor=town.street, order_id=lead.id, now=MONDAY)
        assert [order.state for order in make.orders(appeal_id)] == ["approved", "approved", "cancelled"]
        assert make.state(appeal_id) == State.FEEDBACK

    def test_one_lead_only(self, town):
        appeal_id, _ = handled_by(town, "enforcement")
        with pytest.raises(joint.OtherLead):
            whistling.whistle(
                actor=town.street, appeal_id=appeal_id, lead_id=town.units["office"],
                calls=[Call(town.units["fire"], "到场")], place="路口", time="十点", now=MONDAY,
            )  # fmt: skip


class TestAfterwards:
    def test_what_remains_becomes_an_order(self, town):
        appeal_id, order_id = handled_by(town, "enforcement")
        later = [FollowUp(town.units["office"], "月底前联合清理", days=10)]
        finish(town, appeal_id, order_id, "enforcement", follow_ups=later)
        results.approve_result(actor=town.street, order_id=order_id, now=MONDAY)
        follow_up = make.orders(appeal_id)[-1]
        assert (follow_up.role, follow_up.follows_id) == (OrderRole.FOLLOW_UP, order_id)
        assert make.clocks(follow_up.id)["follow_up"].due_at == at("2026-03-30 17:30")
        assert orders.has_open_follow_up(appeal_id)
        follow_ups.finish_follow_up(actor=town.of("office"), order_id=follow_up.id, note="已清理", now=MONDAY)
        assert not orders.has_open_follow_up(appeal_id)
        assert make.kinds(appeal_id)[-1] == "appeals.follow_up_done"

    def test_a_notice_is_rechecked_on_its_day(self, town):
        appeal_id, order_id = handled_by(town, "enforcement")
        clerk = town.of("enforcement")
        notice = outdoors.rectify(
            actor=clerk, order_id=order_id, to_words="沿街商户", notice="三日内自行清理", due_on=date(2026, 3, 19),
            now=MONDAY,
        )  # fmt: skip
        again = {"actor": clerk, "notice_id": notice, "is_complied": False, "note": "未清理"}
        with pytest.raises(TooEarly):
            outdoors.recheck(now=at("2026-03-18 17:00"), **again)
        follow_up = outdoors.recheck(now=at("2026-03-19 09:00"), **again)
        assert follow_up is not None
        assert make.order(follow_up).unit_id == town.units["enforcement"]
        with pytest.raises(outdoors.RecheckedBefore):
            outdoors.recheck(now=at("2026-03-19 09:00"), **again)
        assert make.kinds(appeal_id).count("appeals.rectify_rechecked") == 1

    def test_no_photo_in_a_home_without_consent(self, town):
        appeal_id, order_id = handled_by(town, "enforcement")
        went = {
            "actor": town.of("enforcement"), "order_id": order_id, "kind": VisitKind.HOME,
            "purpose": "核实", "photos": 1,
            "result": "已劝导", "unit_ids": [town.units["committee"]], "now": MONDAY,
        }  # fmt: skip
        with pytest.raises(NoPhotoConsent):
            outdoors.visit(**went)
        outdoors.visit(photo_consent=True, **went)
        (row,) = orders.visits_of(appeal_id)
        assert row.unit_ids == (town.units["enforcement"], town.units["committee"])

    def test_supervision_is_answered(self, town):
        appeal_id, _ = handled_by(town, "enforcement")
        made = supervising.supervise(actor=town.supervisor, appeal_id=appeal_id, note="进度慢", now=MONDAY)
        assert make.live(("dispatch", made))["supervision"].due_at == at("2026-03-17 17:30")
        answer = {"actor": town.of("enforcement"), "supervision_id": made, "answer": "今日办结", "now": MONDAY}
        supervising.answer_supervision(**answer)
        with pytest.raises(supervising.AnsweredBefore):
            supervising.answer_supervision(**answer)

    def test_an_end_takes_a_written_request_and_the_district(self, town):
        appeal_id, order_id = handled_by(town, "enforcement")
        decide = {"actor": town.district, "order_id": order_id, "approve": True, "note": "同意", "now": MONDAY}
        with pytest.raises(requests.NothingAsked):
            ending.terminate(**decide)
        ending.request_terminate(
            actor=town.of("enforcement"), order_id=order_id, reason="no_cooperation", note="三次拒绝配合", now=MONDAY
        )
        ending.terminate(**decide)
        assert make.state(appeal_id) == State.TERMINATED
        assert make.order(order_id).state == OrderState.CANCELLED
        assert "appeal.terminated" in make.told(appeal_id)[-2:]

    def test_reopened_first_the_same_unit_then_one_up(self, town):
        appeal_id, order_id = handled_by(town, "enforcement")
        finish(town, appeal_id, order_id, "enforcement")
        results.approve_result(actor=town.street, order_id=order_id, now=MONDAY)
        make.reopened(appeal_id, 1)
        again = {"actor": town.street, "appeal_id": appeal_id, "now": MONDAY}
        with pytest.raises(steps.OtherUnit):
            issuing.dispatch_again(unit_id=town.units["office"], **again)
        new = issuing.dispatch_again(**again)
        assert (make.order(new).round, make.order(new).follows_id) == (2, order_id)
        assert make.resident_clock(appeal_id).due_at == at("2026-03-19 17:30")


def test_the_page_offers_what_the_deeds_allow(town):
    appeal_id = make.triaged(town)

    def offered(actor: Any) -> set[str]:
        return {one.deed for one in deeds.possible_deeds(actor, make.appeal(appeal_id), now=MONDAY)}

    assert offered(town.zhao) >= {"dispatch", "split", "whistle", "change_mode"}
    assert offered(town.outsider) == set()
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=MONDAY)
    assert offered(town.of("enforcement")) == {"accept"}
    taking.accept(actor=town.of("enforcement"), order_id=order_id, now=MONDAY)
    assert offered(town.of("enforcement")) == {
        "first_contact", "log_action", "interim_reply", "visit", "rectify", "order_follow_up", "request_bounce",
        "request_extension", "escalate",
    }  # fmt: skip
    own = cast.actor("street", STREET)
    assert "approve_result" not in offered(own)


def test_routes_say_why(town):
    stored = make.appeal(make.triaged(town, "prop.cleaning", estate=town.courtyard))
    (only,) = routes.routes(stored, at=MONDAY)
    assert (only.unit.id, only.step) == (town.units["office"], "property")
    assert "没有物业" in only.why.zh
    stored = make.appeal(make.triaged(town, "prop.cleaning", estate=town.estate))
    assert [route.unit.kind for route in routes.routes(stored, at=MONDAY)][:2] == ["property", "street_city_mgmt"]


def test_the_owner_of_the_object_comes_after_the_law_and_may_get_it(town):
    appeal_id = make.triaged(town, "util.manhole")
    stored = make.appeal(appeal_id)
    assert town.units["water"] not in [route.unit.id for route in routes.routes(stored, at=MONDAY)]
    send: dict[str, Any] = {"actor": town.district, "appeal_id": appeal_id, "unit_id": town.units["water"]}
    with pytest.raises(NotCompetent):
        issuing.dispatch(now=MONDAY, **send)
    set_competence(
        actor=cast.staff("管理员", "admin", DISTRICT), unit_id=town.units["water"], categories=["util.manhole"],
        area_path=STREET, rank="owner", now=MONDAY,
    )  # fmt: skip
    found = routes.routes(stored, at=MONDAY)
    assert [(route.unit.id, route.step) for route in found] == [
        (town.units["municipal"], "statutory"),
        (town.units["water"], "owner"),
        (town.units["office"], "street"),
    ]
    order_id = issuing.dispatch(now=MONDAY, **send)
    assert make.order(order_id).unit_id == town.units["water"]


def test_an_owner_complained_of_does_not_get_it(town):
    set_competence(
        actor=cast.staff("管理员", "admin", DISTRICT), unit_id=town.units["water"], categories=["util.manhole"],
        area_path=STREET, rank="owner", now=MONDAY,
    )  # fmt: skip
    stored = make.appeal(make.triaged(town, "util.manhole", complained=(town.units["water"],)))
    assert [route.step for route in routes.routes(stored, at=MONDAY)] == ["statutory", "street"]


def test_nothing_is_dispatched_twice_after_the_end(town):
    appeal_id, order_id = handled_by(town, "enforcement")
    ending.cancel_all(appeal_id=appeal_id, now=MONDAY)
    assert make.order(order_id).state == OrderState.CANCELLED
    with pytest.raises(NotPossible):
        taking.accept(actor=town.of("enforcement"), order_id=order_id, now=MONDAY)

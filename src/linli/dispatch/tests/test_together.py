"""Split and joint, the end and what comes after, routes: who decides, and which clocks move."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.actions import requests
from linli.appeals.words import Mode, State, Urgency
from linli.dispatch.actions import (
    ending,
    follow_ups,
    issuing,
    outdoors,
    parts,
    results,
    supervising,
    taking,
    whistling,
)
from linli.dispatch.actions.parts import Part
from linli.dispatch.actions.results import FollowUp
from linli.dispatch.actions.whistling import Call
from linli.dispatch.queries import deeds, orders, routes
from linli.dispatch.rules import joint, steps
from linli.dispatch.rules.results import NoPhotoConsent, TooEarly
from linli.dispatch.rules.routing import NotCompetent
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town, at
from linli.dispatch.tests.steps import finish, handled_by
from linli.dispatch.words import Arrival, Decision, OrderRole, OrderState, VisitKind
from linli.kernel.moves import NotPossible
from linli.people.actions import set_competence
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT, STREET

YES, NO = Decision.ACCEPT, Decision.REJECT


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
        assert make.excused(appeal_id) == {lead.id}
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
        assert make.is_live(follow_up.id)
        follow_ups.finish_follow_up(actor=town.of("office"), order_id=follow_up.id, note="已清理", now=MONDAY)
        assert not make.is_live(follow_up.id)
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

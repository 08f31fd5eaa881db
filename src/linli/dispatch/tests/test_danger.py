"""An emergency has a danger to remove within four hours, whoever has the case (domain-spec §9.2, T56)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.actions import triaging
from linli.appeals.words import Mode, Outcome, Urgency
from linli.dispatch.actions import bouncing, changing, issuing, parts, results, taking
from linli.dispatch.rules.results import NoDanger
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import ContactMeans, Decision
from linli.duties import jobs
from linli.duties import queries as duties
from linli.kernel.errors import Forbidden, NotFound

FOUR_HOURS = timedelta(hours=4)


def sent(town: Town, unit: str = "municipal", how: Urgency = Urgency.EMERGENCY) -> tuple[UUID, UUID]:
    appeal_id = make.triaged(town, "util.road_collapse", urgency=how)
    unit_id = town.units[unit]
    return appeal_id, issuing.dispatch(actor=town.district, appeal_id=appeal_id, unit_id=unit_id, now=MONDAY)


def taken(town: Town, unit: str = "municipal") -> tuple[UUID, UUID]:
    appeal_id, order_id = sent(town, unit)
    own: dict[str, Any] = {"actor": town.of(unit), "order_id": order_id, "now": MONDAY}
    taking.accept(**own)
    taking.first_contact(means=ContactMeans.PHONE, note="联系", **own)
    return appeal_id, order_id


def test_it_is_owed_by_the_unit_day_and_night(town):
    appeal_id, order_id = sent(town)
    duty = make.clocks(order_id)["danger"]
    assert (duty.due_at, duty.owed_by, duty.deed) == (
        MONDAY + FOUR_HOURS,
        town.units["municipal"],
        "dispatch.log_action",
    )
    printed = make.more(make.facts(appeal_id)[-1])["due"]
    assert printed["danger"] == [duty.due_at.isoformat(), str(duty.standard_id)]


@pytest.mark.parametrize("how", [Urgency.URGENT, Urgency.NORMAL, Urgency.LOW])
def test_nothing_else_has_one(town, how):
    _, order_id = sent(town, how=how)
    assert "danger" not in make.clocks(order_id)


def test_its_cards_are_told(town):
    _, order_id = taken(town)
    duty = make.clocks(order_id)["danger"]
    assert duty.yellow_at == MONDAY + timedelta(minutes=192)
    jobs.sweep(duty.due_at + timedelta(minutes=1))
    jobs.sweep(duty.due_at + timedelta(minutes=31))
    after = duties.get(duty.id)
    assert (after.red_told_at, after.escalated_at) == (
        duty.due_at + timedelta(minutes=1),
        duty.due_at + timedelta(minutes=31),
    )


def test_removing_it_stops_the_clock_and_is_told(town):
    appeal_id, order_id = taken(town)
    log: dict[str, Any] = {"order_id": order_id, "note": "已围挡并回填", "is_danger_removed": True}
    before = make.kinds(appeal_id)
    for who, refusal in ((town.outsider, NotFound), (town.supervisor, Forbidden)):
        with pytest.raises(refusal):
            taking.log_action(actor=who, now=MONDAY, **log)
    assert make.kinds(appeal_id) == before
    taking.log_action(actor=town.of("municipal"), now=MONDAY + timedelta(hours=1), **log)
    assert "danger" not in make.clocks(order_id)
    assert make.kinds(appeal_id)[len(before) :] == ["appeals.action_logged", "dispatch.danger_removed"]
    with pytest.raises(NoDanger):
        taking.log_action(actor=town.of("municipal"), now=MONDAY + timedelta(hours=2), **log)
    assert make.kinds(appeal_id)[len(before) :] == ["appeals.action_logged", "dispatch.danger_removed"]


def test_handing_in_the_result_says_that_it_is_removed(town):
    appeal_id, order_id = taken(town)
    clerk = town.of("municipal")
    taking.log_action(actor=clerk, order_id=order_id, note="已回填", now=MONDAY, is_on_site=True)
    make.evidence(appeal_id, order_id, clerk, now=MONDAY)
    done: dict[str, Any] = {"outcome": Outcome.SOLVED, "reply": "塌陷处已经回填压实。", "now": MONDAY}
    results.submit_result(actor=clerk, order_id=order_id, **done)
    assert set(make.clocks(order_id)) == {"review"}


def returned(town: Town, order_id: UUID, at: Any) -> UUID:
    asked: dict[str, Any] = {"reason": "not_our_duty", "basis": "职责清单第三条"}
    bouncing.request_bounce(actor=town.of("municipal"), order_id=order_id, now=at, **asked)
    made = bouncing.decide_bounce(
        actor=town.district, order_id=order_id, decision=Decision.ACCEPT, unit_id=town.units["office"], now=at
    )
    assert made is not None
    return made


def test_another_unit_wins_no_time(town):
    _, order_id = taken(town)
    second = returned(town, order_id, MONDAY + timedelta(minutes=20))
    assert "danger" not in make.clocks(order_id)
    assert make.clocks(second)["danger"].due_at == MONDAY + FOUR_HOURS


def test_once_removed_the_next_unit_does_not_owe_it(town):
    _, order_id = taken(town)
    done: dict[str, Any] = {"note": "已围挡", "is_danger_removed": True}
    taking.log_action(actor=town.of("municipal"), order_id=order_id, now=MONDAY, **done)
    second = returned(town, order_id, MONDAY + timedelta(minutes=20))
    assert "danger" not in make.clocks(second)


def test_what_becomes_an_emergency_has_a_danger_from_then_on(town):
    appeal_id, order_id = sent(town, how=Urgency.URGENT)
    later = MONDAY + timedelta(hours=1)
    triaging.change_urgency(actor=town.agent, appeal_id=appeal_id, to=Urgency.EMERGENCY, reason="塌陷扩大", now=later)
    assert make.clocks(order_id)["danger"].due_at == later + FOUR_HOURS
    changing.tighten_appeal(appeal_id=appeal_id, now=later + timedelta(minutes=5))
    assert make.clocks(order_id)["danger"].due_at == later + FOUR_HOURS


def test_every_part_of_a_split_owes_it(town):
    appeal_id = make.triaged(town, "util.road_collapse", urgency=Urgency.EMERGENCY, mode=Mode.SPLIT)
    given = [
        parts.Part("util.road_collapse", town.units["municipal"], "回填"),
        parts.Part("util.water_pipe", town.units["water"], "关阀抢修"),
    ]
    made = parts.split(actor=town.district, appeal_id=appeal_id, parts=given, now=MONDAY)
    assert [make.clocks(order_id)["danger"].due_at for order_id in made] == [MONDAY + FOUR_HOURS] * 2

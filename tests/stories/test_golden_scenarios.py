"""The golden scenarios GS1-GS10 (domain-spec §8.5), through the real deeds, on a simulated clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.actions import diverting, merging, rating, revisiting, withdrawing
from linli.appeals.queries import detail
from linli.appeals.words import Channel, Mode, Outcome, Satisfied, Solved, State, Urgency
from linli.dispatch.actions import (
    bouncing,
    follow_ups,
    issuing,
    parts,
    results,
    suspending,
    taking,
    topping,
    whistling,
)
from linli.dispatch.actions.parts import Part
from linli.dispatch.actions.results import FollowUp
from linli.dispatch.actions.whistling import Call
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import Town, at
from linli.dispatch.words import Arrival, ContactMeans, Decision, OrderRole, TopReason
from linli.duties import jobs
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import queries as people
from linli.people.actions import recuse
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT

SEWER = "延安路街道天惠苑3号楼2单元污水管又堵了,脏水从一楼地漏往外冒,楼道里都下不去脚,麻烦赶紧找人来通通!"
GAS = "我家楼道里从傍晚开始一股很重的煤气味,三楼四楼都闻得到,敲了几家都说没开火,会不会漏气了?现在怎么办"
FENCE = "12号院门口施工围挡有两块板螺丝松了,今天风大晃得厉害,旁边就是小学生上学的路,先拉了警戒带,请施工方加固。"
EBIKE = "我们单元四楼从窗户拉电线下来给电动车充电,一楼门厅停着六辆电动车,着了火跑都没法跑。"
THREE = "反映三个问题:院里三盏路灯坏了半个月;化粪池满了往外冒;楼道里贴满了小广告。请分别处理并答复。"
SHED = "一楼有户人家把窗前空地圈起来搭了铁皮房出租,正好堵在消防车通道上,里头还拉着电线做饭。"
TITLE = "某回迁小区三百八十多户,住进来十一年了房产证一直办不下来,大家联名请求区里牵头解决。"
BURST = "社区路口自来水管爆了,水哗哗往外冲,路面都结冰了,有辆车打滑撞了护栏。"
BURST_TOO = "路口跑水了,都流到我们院里了,谁管管啊"
RUBBLE = "市南区江苏路街道大学路社区旁边那条巷子,装修垃圾堆了半条路,好几天了没人收。"
CONDUCT = "办事大厅三号窗口的工作人员,让我跑了三趟补材料,每次都说得不一样,请查监控给个说法。"


def wang(appeal_id: UUID) -> Actor:
    """Return 王阿姨 with her secret link."""
    return cast.resident(("appeals", appeal_id))


def work(
    town: Town, unit: str, order_id: UUID, appeal_id: UUID, *, now: datetime, outcome: Outcome = Outcome.SOLVED,
    reply: str = "问题已经处理完毕,感谢反映。", **more: Any,
) -> None:  # fmt: skip
    """Have a unit do the work and hand in the result."""
    clerk = town.of(unit)
    taking.log_action(actor=clerk, order_id=order_id, note="现场处理完毕", now=now, is_on_site=True)
    make.evidence(appeal_id, order_id, clerk, now=now)
    results.submit_result(actor=clerk, order_id=order_id, outcome=outcome, reply=reply, now=now, **more)


def take(town: Town, unit: str, order_id: UUID, *, now: datetime) -> None:
    """Have a unit take its order and call."""
    taking.accept(actor=town.of(unit), order_id=order_id, now=now)
    taking.first_contact(
        actor=town.of(unit), order_id=order_id, means=ContactMeans.PHONE, note="已电话联系王阿姨", now=now
    )


def states(appeal_id: UUID) -> list[str]:
    """Return the states the appeal went through, as its facts tell them."""
    seen: list[str] = []
    for fact in make.facts(appeal_id):
        to = str(fact.data.get("to") or "")
        if to and (not seen or seen[-1] != to):
            seen.append(to)
    return seen


def test_gs1_the_estate_secretary_clears_the_sewer_and_collects_the_costs(town: Town) -> None:
    # given: 王阿姨 writes in the group of her estate
    began = at("2026-03-12 07:42")
    appeal_id = make.triaged(
        town, "util.sewer", mode=Mode.INSTANT, urgency=Urgency.URGENT, estate=town.estate, now=began, text=SEWER,
        channel=Channel.WECHAT_GROUP, by=town.branch,
    )  # fmt: skip
    # when: the secretary takes it in hand at once, calls a meeting, has it dug and the costs shared
    order_id = issuing.self_handle(actor=town.branch, appeal_id=appeal_id, now=began + timedelta(minutes=4))
    stored = make.appeal(appeal_id)
    assert stored.responded_at is not None
    assert stored.responded_at - began <= timedelta(minutes=5)
    taking.log_action(
        actor=town.branch, order_id=order_id, note="召集楼院会议,支部先行垫付", now=at("2026-03-12 09:00")
    )
    work(
        town, "branch", order_id, appeal_id, now=at("2026-03-12 16:00"), reply="管道已疏通,费用由各户分摊。",
        follow_ups=[FollowUp(town.units["branch"], "收齐分摊费用", days=10)],
    )  # fmt: skip
    # then: no approval step; she is answered, rates, and it is closed; the promise is an order with a clock
    assert make.state(appeal_id) == State.FEEDBACK
    rating.rate(
        actor=wang(appeal_id), appeal_id=appeal_id, solved=Solved.SOLVED, satisfied=Satisfied.SATISFIED,
        now=at("2026-03-12 18:00"),
    )  # fmt: skip
    assert states(appeal_id) == [
        "received", "triaged", "in_progress", "handled", "feedback", "revisit", "closed",
    ]  # fmt: skip
    assert make.appeal(appeal_id).closed_level == 1
    later = make.orders(appeal_id)[-1]
    assert later.role == OrderRole.FOLLOW_UP
    follow_ups.finish_follow_up(actor=town.of("branch"), order_id=later.id, note="已收齐", now=at("2026-03-20 10:00"))
    assert not make.is_live(later.id)


def test_gs2_gas_is_called_at_once_and_on_site_within_the_hour(town: Town) -> None:
    # given
    began = at("2026-01-18 21:15")
    appeal_id = make.register(town, GAS, now=began)
    assert make.appeal(appeal_id).urgency == Urgency.EMERGENCY
    make.triage(town, appeal_id, "util.gas", mode=Mode.INSTANT, urgency=Urgency.EMERGENCY, now=began)
    # when: the line is called and the order goes out in parallel
    diverting.call_line(actor=town.agent, appeal_id=appeal_id, line="119", receipt="119-0042", now=began)
    order_id = issuing.dispatch(actor=town.district, appeal_id=appeal_id, unit_id=town.units["gas"], now=began)
    due = make.clocks(order_id)
    assert due["accept"].due_at == began + timedelta(minutes=5)
    assert due["onsite"].due_at <= began + timedelta(hours=1)
    take(town, "gas", order_id, now=began + timedelta(minutes=3))
    work(town, "gas", order_id, appeal_id, now=began + timedelta(minutes=50))
    results.approve_result(actor=town.district, order_id=order_id, now=began + timedelta(minutes=70))
    # then
    on_site = make.appeal(appeal_id).onsite_at
    assert on_site is not None
    assert on_site - began <= timedelta(hours=1)
    assert make.state(appeal_id) == State.FEEDBACK


def test_gs3_one_of_three_parts_is_suspended_and_the_whole_is_partly_done(town: Town) -> None:
    # given
    began = at("2026-08-12 09:00")
    appeal_id = make.triaged(town, "util.sewer", mode=Mode.SPLIT, urgency=Urgency.URGENT, now=began, text=THREE)
    given = [
        Part("util.streetlight", town.units["municipal"], "修复三盏路灯"),
        Part("util.sewer", town.units["drainage"], "清掏化粪池"),
        Part("adv.illegal_small", town.units["enforcement"], "清理小广告"),
    ]
    lamps, sewer, adverts = parts.split(actor=town.zhao, appeal_id=appeal_id, parts=given, now=began)
    # when: two are done, the third waits for works of others
    for unit, order_id in (("municipal", lamps), ("drainage", sewer), ("enforcement", adverts)):
        take(town, unit, order_id, now=began)
    for unit, order_id in (("municipal", lamps), ("drainage", sewer)):
        work(town, unit, order_id, appeal_id, now=at("2026-08-13 10:00"))
        results.approve_result(actor=town.district, order_id=order_id, now=at("2026-08-13 11:00"))
    suspending.request_suspend(
        actor=town.head("enforcement"), order_id=adverts, reason="third_party_works", plan="粉刷工程后一并清理",
        review_on=date(2026, 9, 10), now=at("2026-08-13 12:00"),
    )  # fmt: skip
    suspending.decide_suspend(
        actor=town.street, order_id=adverts, decision=Decision.ACCEPT, note="同意", now=at("2026-08-13 13:30")
    )
    # then: the whole comes to review as partly done, and the third goes on as a follow-up
    lead = next(order for order in make.orders(appeal_id) if order.role == OrderRole.LEAD)
    assert (make.state(appeal_id), lead.outcome) == (State.HANDLED, "partly")
    assert make.order(adverts).role == OrderRole.FOLLOW_UP
    results.approve_result(actor=town.zhao, order_id=lead.id, now=at("2026-08-13 14:00"))
    assert make.appeal(appeal_id).outcome == "partly"
    assert make.is_live(adverts)
    # and on the review date its unit owes the follow-up, until it is done
    assert set(make.clocks(adverts)) == {"suspension"}
    jobs.sweep(at("2026-09-10 17:31"))
    assert set(make.clocks(adverts)) == {"follow_up"}
    assert make.kinds(appeal_id)[-1] == "dispatch.part_resumed"
    done = {"actor": town.of("enforcement"), "order_id": adverts, "note": "已粉刷", "now": at("2026-09-14 10:00")}
    follow_ups.finish_follow_up(**done)
    assert make.clocks(adverts) == {}
    assert not make.is_live(adverts)


def test_gs4_one_of_the_units_called_does_not_come(town: Town) -> None:
    # given: a whistle at 16:32, due within two hours day and night
    began = at("2026-05-28 16:32")
    appeal_id = make.triaged(
        town, "env.illegal_building", mode=Mode.JOINT, urgency=Urgency.URGENT, now=began, text=SHED
    )
    fire, police = whistling.whistle(
        actor=town.street, appeal_id=appeal_id, lead_id=town.units["enforcement"], place="开放楼院", time="今天 18:00",
        calls=[Call(town.units["fire"], "消防通道"), Call(town.units["police"], "租住情况")], now=began,
    )  # fmt: skip
    lead = next(order for order in make.orders(appeal_id) if order.role == OrderRole.LEAD)
    take(town, "enforcement", lead.id, now=began + timedelta(minutes=5))
    whistling.report_in(
        actor=town.of("fire"), order_id=fire, arrival=Arrival.ON_SITE, note="已到", now=at("2026-05-28 18:00")
    )
    # when: the clock runs out
    jobs.sweep(at("2026-05-28 18:33"))
    # then: marked, supervision told, the lead goes on and is excused
    assert make.order(police).arrival == Arrival.NO_SHOW
    assert make.state(appeal_id) == State.IN_PROGRESS
    assert "order.no_show" in make.told(town.units["supervision"])
    assert make.excused(appeal_id) == {lead.id}
    whistling.co_opinion(actor=town.of("fire"), order_id=fire, opinion="限期清通", now=at("2026-05-29 10:00"))
    work(town, "enforcement", lead.id, appeal_id, now=at("2026-06-01 10:00"))
    results.approve_result(actor=town.street, order_id=lead.id, now=at("2026-06-01 15:00"))
    assert make.state(appeal_id) == State.FEEDBACK


def test_gs5_three_hundred_and_eighty_households_go_to_the_top(town: Town) -> None:
    # given
    began = at("2026-06-24 11:18")
    appeal_id = make.triaged(town, "house.title_legacy", mode=Mode.TOP, now=began, text=TITLE)
    topping.request_top(
        actor=town.street, appeal_id=appeal_id, reason=TopReason.HOUSEHOLDS, households=380, note="三百八十户联名",
        now=began,
    )  # fmt: skip
    # when: a leader takes it on and housing leads
    lead = topping.take_top(
        actor=town.leader, appeal_id=appeal_id, unit_id=town.units["housing"], now=at("2026-06-24 15:00")
    )
    assert make.clocks(lead)["plan"].due_at == at("2026-07-01 17:30")
    clerk = town.of("housing")
    taking.file_plan(actor=clerk, order_id=lead, plan="分三步办理", now=at("2026-06-30 10:00"))
    taking.interim_reply(
        actor=clerk, order_id=lead, reply="本周已完成资料核对,下周召开协调会。", now=at("2026-07-01 09:00")
    )
    assert make.clocks(lead)["weekly_note"].due_at == at("2026-07-08 17:30")
    suspending.request_suspend(
        actor=town.head("housing"), order_id=lead, reason="law_policy_gap", plan="待市级政策明确",
        review_on=date(2026, 9, 15), now=at("2026-07-02 09:00"),
    )  # fmt: skip
    suspending.decide_suspend(
        actor=town.district, order_id=lead, decision=Decision.ACCEPT, note="同意", now=at("2026-07-02 10:00")
    )
    # then: put aside with a review date that the resident was told; on that day it is taken up again
    assert make.state(appeal_id) == State.SUSPENDED
    assert "appeal.suspended" in make.told(appeal_id)
    jobs.sweep(at("2026-09-15 17:31"))
    assert make.state(appeal_id) == State.IN_PROGRESS
    assert make.appeal(appeal_id).leader_id == town.leader.account_id


def test_gs6_returned_twice_then_designated(town: Town) -> None:
    # given: the grid worker made the place safe and wrote it down
    began = at("2026-03-20 09:10")
    appeal_id = make.triaged(
        town, "cons.fence_loose", urgency=Urgency.URGENT, now=began, text=FENCE, channel=Channel.GRID_PATROL, by=town.li
    )
    first = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["housing"], now=began)
    take(town, "housing", first, now=began + timedelta(minutes=5))
    clock = make.resident_clock(appeal_id).due_at
    # when: housing returns it, the office returns it too
    ask: dict[str, Any] = {"reason": "not_our_duty", "basis": "职责清单"}
    bouncing.request_bounce(actor=town.of("housing"), order_id=first, now=at("2026-03-20 10:00"), **ask)
    second = bouncing.decide_bounce(
        actor=town.zhao, order_id=first, decision=Decision.ACCEPT, unit_id=town.units["office"], note="改派",
        now=at("2026-03-20 10:20"),
    )  # fmt: skip
    assert second is not None
    assert make.appeal(appeal_id).accountable_id == town.units["housing"]
    taking.accept(actor=town.of("office"), order_id=second, now=at("2026-03-20 10:30"))
    bouncing.request_bounce(actor=town.of("office"), order_id=second, now=at("2026-03-20 11:00"), **ask)
    third = bouncing.designate(
        actor=town.district, order_id=second, unit_id=town.units["housing"], note="指定", now=at("2026-03-20 11:30")
    )
    # then: housing is designated, the resident's clock never moved, the first unit is still the first
    take(town, "housing", third, now=at("2026-03-20 11:35"))
    stored = make.appeal(appeal_id)
    assert (stored.bounce_count, stored.first_unit_id) == (2, town.units["housing"])
    assert make.resident_clock(appeal_id).due_at == clock
    work(town, "housing", third, appeal_id, now=at("2026-03-20 15:00"))
    results.approve_result(actor=town.district, order_id=third, now=at("2026-03-20 16:00"))
    assert make.appeal(appeal_id).closed_level == 4


def test_gs7_two_reports_of_one_burst_pipe_both_rate(town: Town) -> None:
    # given: 03:12 and 03:25, at one junction
    began = at("2026-02-03 03:12")
    spot = make.Place(lon=120.35, lat=36.09, crs="CGCS2000")
    first = make.triaged(town, "util.water_pipe", urgency=Urgency.EMERGENCY, now=began, text=BURST, place=spot)
    order_id = issuing.dispatch(actor=town.district, appeal_id=first, unit_id=town.units["water"], now=began)
    assert make.clocks(order_id)["onsite"].due_at == began + timedelta(minutes=60)
    take(town, "water", order_id, now=at("2026-02-03 03:16"))
    second = make.register(
        town,
        BURST_TOO,
        now=at("2026-02-03 03:25"),
        place=spot,
        reporter=make.registering.Reporter("李叔", "13900000002"),
    )
    make.triage(town, second, "util.water_pipe", mode=Mode.FAST, urgency=Urgency.EMERGENCY, now=at("2026-02-03 03:26"))
    # when: a person joins them to the order that is on its way
    merging.merge(actor=town.agent, appeal_id=second, master_id=first, now=at("2026-02-03 03:28"))
    work(town, "water", order_id, first, now=at("2026-02-03 06:00"))
    results.approve_result(actor=town.district, order_id=order_id, now=at("2026-02-03 06:30"))
    # then: both are answered and both rate
    word: dict[str, Any] = {"solved": Solved.SOLVED, "satisfied": Satisfied.SATISFIED, "now": at("2026-02-03 08:00")}
    rating.rate(actor=wang(second), appeal_id=second, **word)
    rating.rate(actor=wang(first), appeal_id=first, **word)
    assert (make.state(first), make.state(second)) == (State.CLOSED, State.MERGED)
    assert "appeal.feedback" in make.told(second)


def test_gs8_whoever_is_complained_of_is_kept_away(town: Town) -> None:
    # given: a complaint about a window of the committee
    began = at("2026-04-27 09:05")
    appeal_id = make.triaged(town, "meta.conduct", now=began, text=CONDUCT, complained=(town.units["committee"],))
    person = town.zhao
    assert person.account_id is not None
    recuse(
        actor=town.supervisor, account_id=person.account_id, subject=("appeals", appeal_id), why="complained",
        area_path=DISTRICT, now=began,
    )  # fmt: skip
    kept_away = people.actor_for(person.account_id, now=began)
    # when
    order_id = issuing.dispatch(actor=town.district, appeal_id=appeal_id, unit_id=town.units["supervision"], now=began)
    # then: for that person the case does not exist; the colleagues of the unit never see who reported
    for deed in (
        lambda: detail.detail(kept_away, appeal_id, now=began),
        lambda: issuing.dispatch(actor=kept_away, appeal_id=appeal_id, unit_id=town.units["supervision"], now=began),
        lambda: taking.accept(actor=kept_away, order_id=order_id, now=began),
    ):
        with pytest.raises(NotFound):
            deed()
    seen = detail.detail(town.li, appeal_id, now=began)
    assert (seen.contact, seen.sight.is_complained_of) == (None, True)
    assert detail.detail(town.of("supervision"), appeal_id, now=began).contact is not None


def test_gs9_another_district_gets_it_with_a_receipt(town: Town) -> None:
    # given
    began = at("2026-04-02 12:11")
    appeal_id = make.register(town, RUBBLE, now=began)
    # when
    to = diverting.Handover(reason="other_district", target="市南区")
    diverting.redirect(actor=town.agent, appeal_id=appeal_id, to=to, now=began)
    diverting.record_receipt(
        actor=town.agent, appeal_id=appeal_id, receipt="SN-2026-0402", target="市南区", now=at("2026-04-02 14:00")
    )
    # then: told, never silently refused
    stored = make.appeal(appeal_id)
    assert (stored.state, stored.told_receipt) == (State.REDIRECTED, "SN-2026-0402")
    assert "appeal.redirected" in make.told(appeal_id)[-2:]
    assert make.orders(appeal_id) == []


def test_gs10_a_hazard_does_not_vanish_when_its_reporter_leaves(town: Town) -> None:
    # given
    began = at("2026-07-02 08:12")
    appeal_id = make.triaged(town, "fire.ebike", urgency=Urgency.URGENT, now=began, text=EBIKE)
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["safety"], now=began)
    # when
    withdrawing.withdraw(actor=wang(appeal_id), appeal_id=appeal_id, reason="changed_mind", now=at("2026-07-02 08:20"))
    # then: nobody knows her any more, and the hazard is handled to its end
    stored = make.appeal(appeal_id)
    assert (stored.state, stored.reporter_id, stored.channel) == ("dispatched", None, "grid_patrol")
    take(town, "safety", order_id, now=at("2026-07-02 08:25"))
    work(town, "safety", order_id, appeal_id, now=at("2026-07-02 15:00"))
    results.approve_result(actor=town.street, order_id=order_id, now=at("2026-07-02 16:00"))
    revisiting.start_revisit(actor=town.revisitor, appeal_id=appeal_id, now=at("2026-07-03 09:00"))
    revisiting.record_revisit(
        actor=town.revisitor, appeal_id=appeal_id, solved=Solved.SOLVED, satisfied=None, now=at("2026-07-03 09:10")
    )
    assert make.state(appeal_id) == State.CLOSED

"""What is told back: acceptance, results, extensions, returns; once, in order, tried again; a two-day outage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.actions import refusing
from linli.appeals.models import Appeal, Undo
from linli.channels import actions, queries, speaking
from linli.channels.actions import feedback as telling
from linli.channels.actions import pulling
from linli.channels.actions.orders import Sender, receive_orders
from linli.channels.models import Connection, Exchange
from linli.channels.rules import feedback
from linli.channels.tests.factories import open_connection, stand
from linli.channels.tests.simulator import Simulator, order, simulating
from linli.channels.words import Direction, ExchangeState, System
from linli.dispatch.actions import extending, issuing, results, taking
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.tests.steps import finish
from linli.dispatch.words import ContactMeans, Decision
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.kernel.ids import new_id
from linli.people import queries as people
from linli.standards import queries as standards

LOG = "cell-test"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def town(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[Town]:
    settings.LINLI_HOOKS_LOOPBACK = True
    settings.MEDIA_ROOT = tmp_path
    yield make.town()
    for room in (grid, people, standards):
        room.forget()


@pytest.fixture
def there() -> Iterator[Simulator]:
    with simulating() as one:
        one.now = MONDAY
        yield one


@pytest.fixture
def hotline(town: Town, there: Simulator) -> UUID:
    made, there.secret = open_connection(
        System.HOTLINE, name="12345", address=there.url, config={"pull": {"path": "/orders", "every_min": 1}}
    )
    return made


def bring(
    hotline: UUID, number: str = "12345-1", words: str = "路口有人占道经营", now: datetime = MONDAY, **more: str
) -> UUID:
    """Have the other side push an order; return the appeal."""
    row = Connection.objects.get(id=hotline)
    receive_orders(sender=Sender(row.id, row.system, row.config), items=[order(number, words, **more)], now=now)
    return Appeal.objects.get(external_number=number).id


def hear(now: datetime) -> None:
    """Have the followers hear of what happened."""
    journal.integrate(log=LOG, now=now)
    journal.feed_followers()


def triage(town: Town, appeal_id: UUID, now: datetime = MONDAY) -> None:
    make.triage(town, appeal_id, "street.mobile_vendor", mode=make.Mode.FAST, urgency=make.Urgency.NORMAL, now=now)


def handle(town: Town, appeal_id: UUID, now: datetime = MONDAY) -> UUID:
    """Triage, dispatch, take and finish; return the order."""
    triage(town, appeal_id, now)
    made = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=now)
    clerk = town.of("enforcement")
    taking.accept(actor=clerk, order_id=made, now=now)
    taking.first_contact(actor=clerk, order_id=made, means=ContactMeans.PHONE, note="联系", now=now)
    return made


def answer(town: Town, appeal_id: UUID, order_id: UUID, now: datetime = MONDAY) -> None:
    """Finish and approve: the answer goes out."""
    finish(town, appeal_id, order_id, "enforcement", now=now)
    results.approve_result(actor=town.street, order_id=order_id, now=now)


def outgoing() -> list[tuple[str, str, str]]:
    rows = Exchange.objects.filter(direction=Direction.OUT).order_by("id")
    return [(row.number, row.kind, row.state) for row in rows]


def test_acceptance_and_result_are_told_in_order_and_once(town: Town, hotline: UUID, there: Simulator) -> None:
    appeal_id = bring(hotline)
    answer(town, appeal_id, handle(town, appeal_id))
    hear(MONDAY)
    assert actions.work_off(now=MONDAY) == 2
    case = make.appeal(appeal_id)
    assert [(kind, body) for _, kind, body in there.told] == [
        (
            "acceptance",
            {
                "工单编号": "12345-1",
                "承办编号": f"370203-260316-{case.serial:05d}",
                "反馈类型": "受理",
                "工单状态": "已研判",
                "反馈时间": "2026-03-16 09:00:00",
            },
        ),
        (
            "result",
            {
                "工单编号": "12345-1",
                "承办编号": f"370203-260316-{case.serial:05d}",
                "反馈类型": "办理结果",
                "工单状态": "已答复",
                "回复内容": "问题已经处理完毕。",
                "办理结果": "已解决",
                "反馈时间": "2026-03-16 09:00:00",
            },
        ),
    ]
    journal.rewind("channels")
    hear(MONDAY)
    assert actions.work_off(now=MONDAY) == 0
    assert (there.doubled, there.unsigned) == (0, 0)
    assert Connection.objects.get(id=hotline).last_sent_at == MONDAY


def test_an_extension_tells_the_new_date(town: Town, hotline: UUID, there: Simulator) -> None:
    appeal_id = bring(hotline)
    made = handle(town, appeal_id)
    clerk = town.of("enforcement")
    extending.request_extension(actor=clerk, order_id=made, days=2, plan="需要联合执法", now=MONDAY)
    extending.decide_extension(
        actor=town.district, order_id=made, decision=Decision.ACCEPT, note="同意，请王大力13900000009跟进", now=MONDAY
    )
    hear(MONDAY)
    actions.work_off(now=MONDAY)
    kind, body = there.told[-1][1:]
    assert (kind, body["反馈类型"], body["新的办结时间"]) == ("extension", "延期", "2026-03-23 17:30:00")
    assert "13900000009" not in json.dumps(there.told, ensure_ascii=False)


def test_a_refusal_asks_to_return_with_its_reason(town: Town, hotline: UUID, there: Simulator) -> None:
    appeal_id = bring(hotline, words="邻居欠我钱不还")
    refusing.refuse(actor=town.agent, appeal_id=appeal_id, reason="beyond_duties", now=MONDAY, params=CHANNEL)
    second = make.cast.staff("值班员二", "agent", "370203")
    refusing.confirm_refuse(actor=second, appeal_id=appeal_id, approve=True, now=MONDAY)
    hear(MONDAY)
    actions.work_off(now=MONDAY)
    kind, body = there.told[-1][1:]
    assert (kind, body["反馈类型"], body["原因代码"]) == ("return", "不予受理", "beyond_duties")
    assert body["回复内容"]


CHANNEL = {"channel": "人民法院"}


def test_a_case_from_elsewhere_tells_nobody(town: Town, hotline: UUID, there: Simulator) -> None:
    appeal_id = make.register(town)
    triage(town, appeal_id)
    hear(MONDAY)
    assert outgoing() == []


def test_where_nothing_came_from_outside_a_batch_costs_two_statements(
    town: Town, django_assert_num_queries: Any
) -> None:
    appeal_id = make.triaged(town)
    rows = [fact for fact in make.facts(appeal_id) if fact.kind in feedback.TOLD]
    assert rows
    with django_assert_num_queries(2):
        assert telling.give_out(rows) == 0
    with django_assert_num_queries(0):
        assert telling.give_out([]) == 0


def test_what_is_told_of_a_master_is_told_of_those_joined(town: Town, hotline: UUID, there: Simulator) -> None:
    first, second = bring(hotline), bring(hotline, "12345-2")
    Appeal.objects.filter(id=second).update(master_id=first, state="merged")
    answer(town, first, handle(town, first))
    hear(MONDAY)
    actions.work_off(now=MONDAY)
    assert there.told_of("12345-2") == there.told_of("12345-1") == [("acceptance", "受理"), ("result", "办理结果")]


def test_what_may_be_taken_back_waits_and_what_was_is_not_told(town: Town, hotline: UUID, there: Simulator) -> None:
    appeal_id = bring(hotline)
    triage(town, appeal_id)
    hear(MONDAY)
    row = Exchange.objects.get(direction=Direction.OUT)
    until = MONDAY + timedelta(seconds=10)
    undo = Undo.objects.create(
        id=new_id(), appeal_id=appeal_id, deed="triage", right="appeals.triage", role="agent", fact_ids=[row.fact_id],
        facts=1, by_id=new_id(), at=MONDAY, until=until, before={},
    )  # fmt: skip
    assert actions.work(exchange_id=row.id, now=MONDAY) is ExchangeState.WAITING
    assert stand(row.id) == ("waiting", 0, "")
    Undo.objects.filter(id=undo.id).update(taken_back_at=MONDAY)
    assert actions.work(exchange_id=row.id, now=until) is ExchangeState.DROPPED
    assert there.told == []


@pytest.mark.parametrize("mode, state, fault, status", [
    ("down", "waiting", "unreachable", None),
    ("slow", "waiting", "slow", None),
    ("500", "waiting", "answer", 500),
    ("garbage", "waiting", "garbled", 200),
    ("no", "refused", "refused_there", 422),
])  # fmt: skip
def test_how_a_try_fails(
    town: Town, hotline: UUID, there: Simulator, monkeypatch: pytest.MonkeyPatch,
    mode: str, state: str, fault: str, status: int | None,
) -> None:  # fmt: skip
    monkeypatch.setattr(speaking, "PATIENCE_S", 0.3)
    triage(town, bring(hotline))
    hear(MONDAY)
    there.mode = mode
    actions.work_off(now=MONDAY)
    row = Exchange.objects.get(direction=Direction.OUT)
    assert (row.state, row.last_fault, row.last_status) == (state, fault, status)
    if mode == "no":
        file = actions.open_body(actor=town.agent, exchange_id=row.id, now=MONDAY)
        assert file.why is not None
        assert "工单不存在" in file.why.zh


def test_an_answer_that_was_lost_doubles_nothing(town: Town, hotline: UUID, there: Simulator) -> None:
    triage(town, bring(hotline))
    hear(MONDAY)
    there.mode = "lost"
    actions.work_off(now=MONDAY)
    assert outgoing() == [("12345-1", "acceptance", "waiting")]
    there.mode, there.now = "up", MONDAY + MINUTE
    actions.work_off(now=MONDAY + MINUTE)
    assert outgoing() == [("12345-1", "acceptance", "done")]
    assert (len(there.told), there.doubled) == (1, 1)


def test_a_dead_letter_is_mended_and_told(town: Town, hotline: UUID, there: Simulator) -> None:
    triage(town, bring(hotline))
    hear(MONDAY)
    there.mode = "no"
    actions.work_off(now=MONDAY)
    row = Exchange.objects.get(direction=Direction.OUT)
    there.mode = "up"
    body = json.loads(row.body_sealed or "") | {"number": "12345-0001"}
    actions.mend(
        actor=town.agent,
        exchange_id=row.id,
        body=json.dumps(body, ensure_ascii=False),
        reason="对方改了编号",
        now=MONDAY,
    )
    assert actions.work_off(now=MONDAY) == 1
    assert there.told_of("12345-0001") == [("acceptance", "受理")]


def test_names_and_paths_over_there_are_configuration(town: Town, hotline: UUID, there: Simulator) -> None:
    out = {"paths": {"acceptance": "/v2/accept"}, "fields": {"number": "wo_id", "case": "", "state": "st"},
           "values": {"state": {"已研判": "2"}}}  # fmt: skip
    triage(town, bring(hotline))
    hear(MONDAY)
    row = Exchange.objects.get(direction=Direction.OUT)
    told = json.loads(feedback.theirs(row.body_sealed or "", {"out": out}))
    assert told == {"wo_id": "12345-1", "反馈类型": "受理", "st": "2", "反馈时间": "2026-03-16 09:00:00"}
    assert feedback.path_of("acceptance", {"out": out}) == "/v2/accept"
    assert feedback.path_of("result", {"out": out}) == "/feedback/result"


def two_days(town: Town, there: Simulator, ids: list[UUID]) -> datetime:
    """Have work go on here and orders pile up there while it is away, in steps of ten minutes; return the end."""
    now, orders = MONDAY, dict[UUID, UUID]()
    for step in range(1, 2 * 24 * 6 + 1):
        now += 10 * MINUTE
        there.now = now
        if step % 20 == 1 and len(orders) < len(ids):
            one = ids[len(orders)]
            orders[one] = handle(town, one, now)
        if step % 20 == 11 and make.state(list(orders)[-1]).value == "in_progress":
            one = list(orders)[-1]
            answer(town, one, orders[one], now)
        if step % 24 == 0:
            there.orders.append(order(f"12345-{9 + step // 24 + 1:02}", f"第{step}步的路灯坏了"))
        hear(now)
        assert pulling.pull_all(now=now) == 0
        actions.work_off(now=now)
    return now


def test_two_days_away_lose_nothing_double_nothing_and_keep_the_order(
    town: Town, hotline: UUID, there: Simulator
) -> None:
    # given ten orders that came in, and a platform that is away for two days
    there.orders = [order(f"12345-{number:02}") for number in range(10)]
    assert pulling.pull_all(now=MONDAY) == 10
    assert actions.work_off(now=MONDAY) == 10
    ids = [Appeal.objects.get(external_number=f"12345-{number:02}").id for number in range(10)]
    there.mode = "down"
    # when work goes on here and orders pile up there
    now = two_days(town, there, ids)
    waiting = [row for row in outgoing() if row[2] == "waiting"]
    assert len(waiting) == len(outgoing()) == 20
    (health,) = queries.health(town.agent, now=now)
    assert (health.waiting, health.stuck) == (20, 0)
    assert health.quiet_until is not None
    assert there.told == []
    tries = sum(Exchange.objects.filter(direction=Direction.OUT).values_list("attempts", flat=True))
    # then, back, everything arrives within a quarter of an hour, each once, in order
    there.mode = "up"
    for minute in range(1, 17):
        there.now = now + minute * MINUTE
        pulling.pull_all(now=there.now)
        actions.work_off(now=there.now)
    assert [state for _, _, state in outgoing()] == ["done"] * 20
    assert there.doubled == 0
    assert len({key for key, _, _ in there.told}) == len(there.told) == 20
    for number in range(10):
        assert there.told_of(f"12345-{number:02}") == [("acceptance", "受理"), ("result", "办理结果")]
    mine = sorted(Appeal.objects.filter(channel="phone_12345").values_list("external_number", flat=True))
    assert mine == sorted(one["工单编号"] for one in there.orders)
    assert Exchange.objects.filter(direction=Direction.IN).count() == len(there.orders) == 22
    assert tries < 20 * 15, "one knock, not twenty"

"""The ledger: kept first, worked off once, tried again, given to a person who mends, replays or drops."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from linli.channels import actions, queries
from linli.channels.actions import exchanging
from linli.channels.actions.adapters import Became, Given, Later, Never
from linli.channels.actions.mending import Erased, NoReason, SameAsAnother
from linli.channels.models import Connection, Exchange, FaultDay
from linli.channels.rules import trying
from linli.channels.tests.factories import (
    NOW,
    Simulated,
    came_in,
    desk,
    goes_out,
    open_connection,
    stand,
    told,
)
from linli.channels.words import Direction, ExchangeKind, ExchangeState, Fault, System
from linli.kernel.errors import Conflict, Refused
from linli.kernel.words import Text

pytestmark = pytest.mark.usefixtures("planted")
MINUTE = timedelta(minutes=1)


def test_what_came_in_is_kept_and_worked_off_once(other_side: Simulated) -> None:
    one, secret = open_connection()
    made = came_in(one, body='{"a": "王阿姨"}')
    assert actions.work(exchange_id=made, now=NOW) is ExchangeState.DONE
    assert actions.work(exchange_id=made, now=NOW) is None
    (given,) = other_side.got
    assert (given.number, given.body, given.secret) == ("A-1", '{"a": "王阿姨"}', secret)
    assert "王阿姨" not in repr(given)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body_sealed FROM channels_exchange")
        assert "王阿姨".encode() not in bytes(cursor.fetchone()[0])
    assert told() == ["channels.connection_opened"]


def test_what_comes_twice_is_one_row_and_is_counted(other_side: Simulated) -> None:
    one, _ = open_connection()
    first = came_in(one)
    assert came_in(one) == first
    assert came_in(one, body='{"a": 2}') != first
    assert Exchange.objects.get(id=first).repeats == 1
    assert actions.work_off(now=NOW) == 2
    assert len(other_side.got) == 2


@pytest.mark.parametrize("attempts, minutes", [
    (1, 1), (2, 2), (3, 5), (4, 15), (5, 30), (6, 60), (7, 120), (8, 240), (9, 360), (50, 360),
])  # fmt: skip
def test_waits_grow_from_a_minute_to_six_hours(attempts: int, minutes: int) -> None:
    assert trying.wait(attempts) == minutes * MINUTE


def test_the_last_try_is_at_the_end_of_the_three_days() -> None:
    end = NOW + trying.GIVE_UP
    assert trying.next_try(since=NOW, attempts=9, now=end - MINUTE) == end
    assert trying.next_try(since=NOW, attempts=9, now=end) is None


@pytest.mark.parametrize("status, again", [
    (200, True), (302, True), (400, False), (404, False), (408, True), (409, False), (429, True), (500, True),
])  # fmt: skip
def test_which_answers_mean_later(status: int, again: bool) -> None:
    assert trying.is_retried(status) is again


def test_a_failure_is_tried_later_and_dies_after_three_days(other_side: Simulated) -> None:
    one, _ = open_connection()
    made = goes_out(one)
    other_side.fails = Later(Fault.UNREACHABLE)
    now, tries = NOW, 0
    while actions.work(exchange_id=made, now=now) is ExchangeState.WAITING:
        tries += 1
        row, there = Exchange.objects.get(id=made), Connection.objects.get(id=one)
        assert row.next_at is not None
        assert there.quiet_until is not None
        now = max(row.next_at, there.quiet_until)
    assert stand(made) == ("dead", tries + 1, "unreachable")
    assert now == NOW + trying.GIVE_UP
    assert told()[-1] == "channels.exchange_stuck"
    assert sum(FaultDay.objects.values_list("count", flat=True)) == tries + 1
    (row,) = queries.health(desk(), now=now)
    assert (row.waiting, row.stuck, row.last_fault) == (0, 1, "unreachable")


def test_a_system_that_fails_is_left_alone_as_a_whole_and_order_is_kept(other_side: Simulated) -> None:
    one, _ = open_connection()
    for number in range(20):
        goes_out(one, f"A-{number:02}")
    other_side.fails = Later(Fault.ANSWER, 500)
    assert actions.work_off(now=NOW) == 0
    assert len(other_side.got) == 1
    other_side.fails = None
    assert actions.work_off(now=NOW) == 0, "it is quiet for a minute"
    assert actions.work_off(now=NOW + MINUTE) == 20
    assert [given.number for given in other_side.got[1:]] == [f"A-{number:02}" for number in range(20)]


def test_a_result_waits_for_what_stands_before_it_in_the_same_case(other_side: Simulated) -> None:
    one, _ = open_connection()
    first, second, other = goes_out(one, "A-1", "1"), goes_out(one, "A-1", "2"), goes_out(one, "A-2")
    other_side.fails = Never(Fault.REFUSED_THERE, status=400)
    assert actions.work(exchange_id=first, now=NOW) is ExchangeState.REFUSED
    other_side.fails = None
    assert actions.work_off(now=NOW) == 1
    assert [stand(made)[0] for made in (first, second, other)] == ["refused", "waiting", "done"]
    later = NOW + timedelta(days=5)
    actions.drop(actor=desk(), exchange_id=first, reason="对方已人工登记", now=later)
    assert Exchange.objects.get(id=second).since == later, "its three days begin now"
    assert actions.work_off(now=later) == 1
    assert stand(second)[0] == "done"


def test_a_rule_that_says_no_gives_it_to_a_person_with_the_words(other_side: Simulated) -> None:
    class TooFar(Refused):
        says = Text("不在本区：{place}", "Not here: {place}")

    one, _ = open_connection()
    made = came_in(one)
    other_side.fails = TooFar(place="李村")
    assert actions.work(exchange_id=made, now=NOW) is ExchangeState.REFUSED
    file = actions.open_body(actor=desk(), exchange_id=made, now=NOW)
    assert (file.body, file.why) == ('{"a": 1}', Text("不在本区：李村", "Not here: 李村"))
    assert told()[-2:] == ["channels.exchange_stuck", "channels.body_opened"]


def test_a_fault_of_ours_leaves_nothing_behind_and_is_tried_again(other_side: Simulated, caplog: Any) -> None:
    one, _ = open_connection()
    made = came_in(one)
    other_side.fails = RuntimeError("x")
    assert actions.work(exchange_id=made, now=NOW) is ExchangeState.WAITING
    assert stand(made) == ("waiting", 1, "broken")
    assert "A-1" not in caplog.text
    other_side.fails = None
    assert actions.work_off(now=NOW + MINUTE) == 1


def test_a_person_mends_and_it_is_tried_again(other_side: Simulated) -> None:
    one, _ = open_connection()
    made = came_in(one)
    other_side.fails = Never(Fault.UNREADABLE)
    actions.work(exchange_id=made, now=NOW)
    who = desk()
    with pytest.raises(NoReason):
        actions.mend(actor=who, exchange_id=made, body='{"a": 2}', reason=" ", now=NOW)
    assert stand(made)[0] == "refused"
    other_side.fails = None
    actions.mend(actor=who, exchange_id=made, body='{"a": 2}', reason="补上编号", now=NOW)
    assert actions.work(exchange_id=made, now=NOW) is ExchangeState.DONE
    assert other_side.got[-1].body == '{"a": 2}'
    row = Exchange.objects.get(id=made)
    assert (row.mended_by_id, row.reason) == (who.account_id, "补上编号")
    assert told()[-1] == "channels.exchange_mended"
    for deed in (actions.mend, actions.drop):
        with pytest.raises(Conflict):
            deed(actor=who, exchange_id=made, reason="x", now=NOW, **({"body": ""} if deed is actions.mend else {}))


def test_what_would_be_the_same_as_another_is_not_mended_into_it(other_side: Simulated) -> None:
    one, _ = open_connection()
    came_in(one)
    made = came_in(one, body="{}")
    other_side.fails = Never(Fault.UNREADABLE)
    actions.work(exchange_id=made, now=NOW)
    actions.work_off(now=NOW)
    with pytest.raises(SameAsAnother):
        actions.mend(actor=desk(), exchange_id=made, body='{"a": 1}', reason="x", now=NOW)
    assert stand(made)[0] == "refused"


def test_a_corrected_one_from_the_other_side_settles_the_refused_one(other_side: Simulated) -> None:
    one, _ = open_connection()
    bad = came_in(one)
    other_side.fails = Never(Fault.UNREADABLE)
    actions.work(exchange_id=bad, now=NOW)
    other_side.fails = None
    good = came_in(one, body='{"a": 2}')
    assert actions.work(exchange_id=good, now=NOW) is ExchangeState.DONE
    assert stand(bad) == ("dropped", 1, "superseded")


def test_bodies_go_after_a_month_and_numbers_stay(other_side: Simulated) -> None:
    one, _ = open_connection()
    made, waits = came_in(one), came_in(one, "A-2", is_for_person=True)
    actions.work(exchange_id=made, now=NOW)
    assert actions.erase_bodies(now=NOW + trying.KEPT) == 0
    assert actions.erase_bodies(now=NOW + trying.KEPT + timedelta.resolution) == 1
    assert Exchange.objects.get(id=made).body_sealed is None
    assert Exchange.objects.get(id=waits).body_sealed is not None
    assert came_in(one) == made, "it is known by its digest"
    Exchange.objects.filter(id=made).update(state="refused")
    with pytest.raises(Erased):
        actions.mend(actor=desk(), exchange_id=made, body="{}", reason="x", now=NOW)


def test_health_costs_three_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(5):
        one, _ = open_connection(name=f"系统{number}")
        came_in(one)
        actions.count(one, Fault.FORGED, now=NOW)
    who = desk()
    with django_assert_num_queries(3):
        rows = queries.health(who, now=NOW)
    assert [(row.waiting, row.faults[0].fault, row.faults[0].count) for row in rows] == [(1, "forged", 1)] * 5
    with django_assert_num_queries(2):
        assert len(queries.exchanges(who, rows[0].id).rows) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_the_same_exchange_once(other_side: Simulated) -> None:
    one, _ = open_connection()
    made = came_in(one)
    inside, let_go = threading.Event(), threading.Event()
    found: list[Any] = []

    def slowly(given: Given, now: Any) -> Became:
        other_side.got.append(given)
        inside.set()
        let_go.wait(10)
        return Became()

    def first() -> None:
        try:
            found.append(actions.work(exchange_id=made, now=NOW))
        finally:
            connection.close()

    from linli.channels.actions import adapters

    adapters._adapters[System.DEVICE.value, Direction.IN.value] = slowly
    worker = threading.Thread(target=first)
    worker.start()
    assert inside.wait(10)
    assert actions.work(exchange_id=made, now=NOW) is None, "somebody else has it in hand"
    assert actions.work_off(now=NOW) == 0
    let_go.set()
    worker.join()
    assert found == [ExchangeState.DONE]
    assert len(other_side.got) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_receive_the_same_at_once_keep_one(other_side: Simulated) -> None:
    one, _ = open_connection()
    both = threading.Barrier(2)
    kept: list[Any] = []

    def receive() -> None:
        try:
            with transaction.atomic():
                both.wait(10)
                kept.append(
                    exchanging.keep(
                        connection_id=one,
                        direction=Direction.IN,
                        kind=ExchangeKind.SIGNAL,
                        number="A-1",
                        body="{}",
                        now=NOW,
                    )
                )
        finally:
            connection.close()

    workers = [threading.Thread(target=receive) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(is_new for _, is_new in kept) == [False, True]
    assert len({made for made, _ in kept}) == 1
    assert Exchange.objects.get().repeats == 1

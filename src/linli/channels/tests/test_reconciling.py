"""Comparing with the other side: every kind of difference, at night and by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.channels import actions, queries
from linli.channels.actions import pulling, reconciling
from linli.channels.actions.reconciling import CannotAsk
from linli.channels.models import Connection, Exchange, FaultDay, Reconciliation
from linli.channels.rules.reconciling import Differs, Ours, compare
from linli.channels.tests.factories import open_connection
from linli.channels.tests.simulator import Simulator, order
from linli.channels.tests.test_feedback import bring, hear, hotline, outgoing, there, town, triage
from linli.channels.words import Difference, System
from linli.dispatch.tests.factories import MONDAY, Town
from linli.kernel.errors import NotFound

__all__ = ["hotline", "there", "town"]
DAY = date(2026, 3, 16)
A, R = "acceptance", "result"


@pytest.mark.parametrize("what, theirs, ours, of_day, found", [
    ("both the same", {"1": [A]}, {"1": Ours(frozenset({A}))}, {"1"}, []),
    ("only over there", {"1": []}, {}, set(), [Differs("1", Difference.MISSING_HERE)]),
    ("only here", {}, {"1": Ours()}, {"1"}, [Differs("1", Difference.MISSING_THERE)]),
    ("only here, over there on the next day", {}, {"9": Ours()}, {"9"}, []),
    ("waits here", {"1": []}, {"1": Ours(open=frozenset({A}))}, {"1"}, [Differs("1", Difference.NOT_TOLD_YET, (A,))]),
    ("waits here, arrived there", {"1": [A]}, {"1": Ours(open=frozenset({A}))}, {"1"}, []),
    ("lost there", {"1": [A]}, {"1": Ours(frozenset({A, R}))}, {"1"}, [Differs("1", Difference.LOST_THERE, (R,))]),
    ("never told", {"1": [R]}, {"1": Ours()}, {"1"}, [Differs("1", Difference.NEVER_TOLD, (R,))]),
    ("stuck here", {"1": []}, {"1": Ours(is_stuck=True)}, {"1"}, [Differs("1", Difference.STUCK_HERE)]),
])  # fmt: skip
def test_what_differs(
    what: str, theirs: dict[str, list[str]], ours: dict[str, Ours], of_day: set[str], found: list[Differs]
) -> None:
    assert compare(theirs=theirs, nearby={"9"}, ours=ours, of_day=of_day) == found, what


def told(actor: Any, one: UUID) -> list[tuple[str, str, tuple[str, ...]]]:
    (row,) = queries.reconciliations(actor, one)
    return [(line.number, line.what, line.kinds) for line in row.differences]


def test_a_day_is_compared_by_hand(town: Town, hotline: UUID, there: Simulator) -> None:
    there.orders = [order("12345-1"), order("12345-2", 受理时间="2026-03-17 00:10:00")]
    triage(town, bring(hotline))
    bring(hotline, "12345-2", "井盖破了")
    bring(hotline, "12345-3", "树枝挡灯")
    hear(MONDAY)
    there.orders.append(order("12345-4"))
    assert actions.reconcile(actor=town.agent, connection_id=hotline, day=DAY, now=MONDAY) == 3
    assert told(town.agent, hotline) == [
        ("12345-1", "not_told_yet", (A,)),
        ("12345-3", "missing_there", ()),
        ("12345-4", "missing_here", ()),
    ]
    # when it is worked off and asked for, only what they do not know is left
    pulling.pull_all(now=MONDAY)
    actions.work_off(now=MONDAY)
    assert {state for _, _, state in outgoing()} == {"done"}
    assert actions.reconcile(actor=town.district, connection_id=hotline, day=DAY, now=MONDAY) == 1
    assert told(town.agent, hotline) == [("12345-3", "missing_there", ())]
    # and what they lost is seen
    there.told.clear()
    assert actions.reconcile(actor=town.agent, connection_id=hotline, day=DAY, now=MONDAY) == 2
    assert told(town.agent, hotline)[0] == ("12345-1", "lost_there", (A,))


def test_whoever_may_not_compares_nothing(town: Town, hotline: UUID, there: Simulator) -> None:
    for actor in (town.street, town.li, town.outsider):
        with pytest.raises(NotFound):
            actions.reconcile(actor=actor, connection_id=hotline, day=DAY, now=MONDAY)
        assert queries.reconciliations(actor, hotline) == []
    other, _ = open_connection(System.HOTLINE, name="没有地址")
    with pytest.raises(CannotAsk):
        actions.reconcile(actor=town.agent, connection_id=other, day=DAY, now=MONDAY)
    assert there.asked == []


@pytest.mark.parametrize("mode, fault", [("500", "answer"), ("garbage", "garbled"), ("down", "unreachable")])
def test_no_list_is_said_and_counted(town: Town, hotline: UUID, there: Simulator, mode: str, fault: str) -> None:
    there.mode = mode
    with pytest.raises(CannotAsk):
        actions.reconcile(actor=town.agent, connection_id=hotline, day=DAY, now=MONDAY)
    assert FaultDay.objects.get().fault == fault
    assert not Reconciliation.objects.exists()


def test_at_night_yesterday_and_what_differed_lately(town: Town, hotline: UUID, there: Simulator) -> None:
    assert reconciling.reconcile_all(now=MONDAY) == 0, "nothing is said where to ask"
    row = Connection.objects.get(id=hotline)
    Connection.objects.filter(id=hotline).update(config=row.config | {"ledger": {"path": "/ledger"}})
    there.orders = [order("12345-1")]
    there.now = night = MONDAY + timedelta(hours=20)
    assert reconciling.reconcile_all(now=night) == 1
    assert told(town.agent, hotline) == [("12345-1", "missing_here", ())]
    bring(hotline)
    Exchange.objects.update(made_at=MONDAY)
    there.now = night + timedelta(days=1)
    assert reconciling.reconcile_all(now=there.now) == 2
    assert Reconciliation.objects.get(day=DAY).differences == []
    there.now = night + timedelta(days=2)
    assert reconciling.reconcile_all(now=there.now) == 1
    assert reconciling.forget(now=MONDAY + timedelta(days=91)) == 1


def test_the_night_goes_on_with_others_when_one_is_away(town: Town, hotline: UUID, there: Simulator) -> None:
    Connection.objects.update(config={"ledger": {}})
    open_connection(System.EVENTS, name="另一个", address="http://127.0.0.1:9/", config={"ledger": {}})
    assert reconciling.reconcile_all(now=MONDAY) == 1

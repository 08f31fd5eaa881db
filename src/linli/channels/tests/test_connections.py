"""Connections: who may what, pausing, where they may lead, who is silent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.channels import actions, queries
from linli.channels.actions.adapters import Never
from linli.channels.actions.connecting import NameTaken
from linli.channels.models import Connection
from linli.channels.rules.addresses import check_address
from linli.channels.tests.factories import (
    NOW,
    Simulated,
    admin,
    came_in,
    desk,
    open_connection,
    stand,
    told,
)
from linli.channels.words import ExchangeKind, ExchangeState, Fault, System
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.people.tests import areas, factories

pytestmark = pytest.mark.usefixtures("planted")
MINUTE = timedelta(minutes=1)


def test_who_may_what(other_side: Simulated) -> None:
    one, _ = open_connection()
    made = came_in(one)
    other_side.fails = Never(Fault.UNREADABLE)
    actions.work(exchange_id=made, now=NOW)
    before = told()
    # the administrator counts and replays, and reads nothing
    keeper = admin()
    assert [row.stuck for row in queries.health(keeper, now=NOW)] == [1]
    with pytest.raises(Forbidden):
        actions.open_body(actor=keeper, exchange_id=made, now=NOW)
    with pytest.raises(Forbidden):
        actions.mend(actor=keeper, exchange_id=made, body="{}", reason="x", now=NOW)
    with pytest.raises(Forbidden):
        actions.drop(actor=keeper, exchange_id=made, reason="x", now=NOW)
    # strangers, other streets and other roles find nothing
    for actor in (desk(areas.OTHER_STREET), factories.actor("street", areas.DISTRICT), admin(areas.OTHER_STREET)):
        assert queries.health(actor, now=NOW) == []
        with pytest.raises(NotFound):
            queries.connection(actor, one, now=NOW)
        with pytest.raises(NotFound):
            queries.exchanges(actor, one)
        with pytest.raises(NotFound):
            queries.exchange(actor, made)
        with pytest.raises(NotFound):
            actions.open_body(actor=actor, exchange_id=made, now=NOW)
        with pytest.raises(NotFound):
            actions.replay(actor=actor, connection_id=one, now=NOW)
    # the desk changes no connection
    for deed in (actions.pause, actions.go_on, actions.end, actions.fresh_secret):
        with pytest.raises(NotFound):
            deed(actor=desk(), connection_id=one, now=NOW)
    with pytest.raises(Forbidden):
        actions.open_connection(actor=desk(), new=actions.NewConnection(System.GROUP, "x", areas.DISTRICT), now=NOW)
    assert told() == before
    assert stand(made)[0] == "refused"
    assert actions.replay(actor=keeper, connection_id=one, now=NOW) == 1
    with pytest.raises(NotFound):
        actions.replay(actor=keeper, connection_id=one, now=NOW)
    assert told()[-1] == "channels.exchanges_replayed"


def test_pausing_keeps_what_comes(other_side: Simulated) -> None:
    one, _ = open_connection()
    keeper = admin()
    actions.pause(actor=keeper, connection_id=one, now=NOW)
    made = came_in(one)
    assert actions.work(exchange_id=made, now=NOW) is ExchangeState.WAITING
    assert actions.work_off(now=NOW) == 0
    later = NOW + timedelta(days=9)
    actions.go_on(actor=keeper, connection_id=one, now=later)
    assert actions.work_off(now=later) == 1
    with pytest.raises(Conflict):
        actions.go_on(actor=keeper, connection_id=one, now=later)
    actions.end(actor=keeper, connection_id=one, now=later)
    for deed in (actions.pause, actions.go_on, actions.end, actions.fresh_secret):
        with pytest.raises(Conflict):
            deed(actor=keeper, connection_id=one, now=later)
    assert Connection.objects.get().secret_sealed is None
    assert queries.health(keeper, now=later) == []


def test_two_of_one_name_are_refused() -> None:
    open_connection(name="热线")
    with pytest.raises(NameTaken):
        open_connection(name="热线")
    assert Connection.objects.count() == 1


@pytest.mark.parametrize("address, may", [
    ("https://hotline.example.org/api", True),
    ("http://10.2.3.4:8080/api", True),
    ("https://192.168.1.9/", True),
    ("http://hotline.example.org/", False),
    ("https://169.254.169.254/latest/", False),
    ("https://127.0.0.1/", False),
    ("http://127.0.0.1/", False),
    ("https://user:pw@hotline.example.org/", False),
    ("ftp://10.2.3.4/", False),
    ("https://0x7f.1/", True),  # a name; it is looked up and checked when it is gone to
])  # fmt: skip
def test_where_a_connection_may_lead(address: str, may: bool) -> None:
    try:
        check_address(address, may_loopback=False)
    except Invalid:
        assert not may
    else:
        assert may


def test_a_silent_system_is_seen(other_side: Simulated) -> None:
    one, _ = open_connection(silent_after_min=60)
    actions.heard(one, now=NOW)
    (row,) = queries.health(admin(), now=NOW)
    assert not row.is_silent(NOW + 60 * MINUTE)
    assert row.is_silent(NOW + 60 * MINUTE + timedelta.resolution)


def test_lag_counts_what_a_worker_should_do_not_what_a_person_should(other_side: Simulated) -> None:
    one, _ = open_connection()
    came_in(one, "m-1", is_for_person=True, kind=ExchangeKind.MESSAGE)
    (row,) = queries.health(desk(), now=NOW)
    assert (row.waiting, row.people_wait, row.lag_since) == (0, 1, None)
    came_in(one, "s-1", now=NOW + MINUTE)
    (row,) = queries.health(desk(), now=NOW)
    assert (row.waiting, row.people_wait, row.lag_since) == (1, 1, NOW + MINUTE)
    assert actions.work_off(now=NOW + MINUTE) == 1

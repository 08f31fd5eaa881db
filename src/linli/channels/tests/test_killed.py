"""After two days away a worker is killed (SIGKILL) while the other side has its word: nothing is lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from linli.appeals.models import Appeal
from linli.channels import actions
from linli.channels.actions.orders import Sender, keep_orders
from linli.channels.models import Connection, Exchange
from linli.channels.tests.simulator import Simulator, order
from linli.channels.tests.test_feedback import answer, bring, handle, hear, hotline, outgoing, there, town
from linli.dispatch.tests.factories import MONDAY, Town

__all__ = ["hotline", "there", "town"]
WORKER = """
import datetime, django, sys; django.setup()
from linli.channels import actions
actions.work_off(now=datetime.datetime.fromisoformat(sys.argv[1]))
"""


@pytest.fixture
def leftovers() -> Iterator[None]:
    """Take the parcels away that real transactions leave behind."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def worker(now: datetime) -> subprocess.Popen[bytes]:
    """Start a worker of its own process on the database of the test."""
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    given = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "linli.config.settings", "LINLI_HOOKS_LOOPBACK": "1"}
    return subprocess.Popen([sys.executable, "-c", WORKER, now.isoformat()], env=os.environ | given)


def taken(there: Simulator, child: subprocess.Popen[bytes]) -> None:
    """Wait until the other side has something in hand."""
    for _ in range(600):
        if there.told:
            return
        assert child.poll() is None, "the worker ended by itself"
        time.sleep(0.1)
    raise AssertionError("nothing was told")


def kill_while_told(there: Simulator, now: datetime) -> None:
    """Start a worker and kill it when the other side has taken something and not answered yet."""
    child = worker(now)
    try:
        taken(there, child)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    finally:
        child.kill()


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_and_doubles_nothing(
    leftovers: None, town: Town, hotline: UUID, there: Simulator
) -> None:
    # given three cases answered while the platform is away for two days, and five orders that came in at the end
    numbers = [f"12345-{number}" for number in range(3)]
    there.mode = "down"
    for number in numbers:
        appeal_id = bring(hotline, number)
        with transaction.atomic():
            answer(town, appeal_id, handle(town, appeal_id))
    hear(MONDAY)
    for hours in range(0, 49, 6):
        there.now = MONDAY + timedelta(hours=hours)
        actions.work_off(now=there.now)
    assert [state for *_, state in outgoing()] == ["waiting"] * 6
    row = Connection.objects.get(id=hotline)
    there.now = now = MONDAY + timedelta(hours=55)
    late = [order(f"12345-1{number}", f"第{number}盏路灯坏了") for number in range(5)]
    keep_orders(sender=Sender(row.id, row.system, row.config), items=late, now=now)
    # when it is back, takes the first thing, and the worker is killed before it hears so
    there.mode = "held"
    kill_while_told(there, now)
    assert [state for *_, state in outgoing()] == ["waiting"] * 6, "what was in hand waits again"
    there.mode = "up"
    there.let_go.set()
    for minutes in range(0, 32, 4):
        there.now = now + timedelta(minutes=minutes)
        actions.work_off(now=there.now)
    # then everything is there once, in order, and what it had was known to it
    assert [state for *_, state in outgoing()] == ["done"] * 6
    assert (there.doubled, len({key for key, _, _ in there.told}), len(there.told)) == (1, 6, 6)
    for number in numbers:
        assert there.told_of(number) == [("acceptance", "受理"), ("result", "办理结果")]
    mine = Appeal.objects.filter(channel="phone_12345").values_list("external_number", flat=True)
    assert sorted(mine) == sorted([*numbers, *(one["工单编号"] for one in late)])
    assert not Exchange.objects.exclude(state="done").exists()

"""The worker's hands: no queue waits for another one, and what somebody stands waiting for goes first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection

from linli.journal import actions, parcels
from linli.journal.models import Fact
from linli.journal.tests.test_journal import CLERK, LampLit
from linli.kernel.errors import Broken

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
THOUSANDS = 5000
MAILING = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
SELECT %s, 'notices.deliver', jsonb_build_object('key', 'mail:' || n, 'messages', jsonb_build_array(gen_random_uuid()))
FROM generate_series(1, %s) AS n
"""


def waiting(task: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", [task])
        return int(cursor.fetchone()[0])


@pytest.fixture
def worker() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers to start by appending; they are ended, and the queues emptied."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for one in started:
        one.kill()
        one.wait()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def start() -> subprocess.Popen[bytes]:
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    environ = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    return subprocess.Popen([sys.executable, "-m", "linli.journal.working"], env=environ)


@pytest.mark.django_db(transaction=True)
def test_a_mailing_of_thousands_keeps_neither_the_log_nor_a_webhook_waiting(
    worker: list[subprocess.Popen[bytes]],
) -> None:
    # given a mailing, and after it a fact and a webhook
    with connection.cursor() as cursor:
        cursor.execute(MAILING, [parcels.POST_QUEUE, THOUSANDS])
    actions.record(LampLit(uuid4()), actor=CLERK, at=NOW, area_path="370203")
    parcels.enqueue("hooks.deliver", key=str(uuid4()), payload={})
    # when a worker works
    worker.append(start())
    for _ in range(600):
        if Fact.objects.get().position is not None and not waiting("hooks.deliver"):
            break
        time.sleep(0.1)
    left = waiting("notices.deliver")
    # then both were done while most of the mailing was still waiting
    assert (Fact.objects.get().position, waiting("hooks.deliver")) == (0, 0)
    assert left > THOUSANDS // 5
    # and asked to stop it finishes what it has in hand
    worker[0].send_signal(signal.SIGTERM)
    assert worker[0].wait(20) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_hasty_parcel_goes_before_those_that_wait() -> None:
    for number in range(3):
        parcels.enqueue("notices.deliver", key=f"news:{number}", payload={"messages": []})
    parcels.enqueue("notices.deliver", key="code", payload={"messages": []}, is_hasty=True)
    found = []
    with connection.cursor() as cursor:
        for _ in range(4):
            cursor.execute("SELECT args ->> 'key' FROM procrastinate_fetch_job_v2(%s, NULL)", [[parcels.POST_QUEUE]])
            found.append(cursor.fetchone()[0])
    assert found == ["code", "news:0", "news:1", "news:2"]


def test_every_queue_has_hands() -> None:
    with pytest.raises(Broken):
        parcels.task("tests.nobody", queue="nowhere")

"""A parcel that a killed worker had in hand is put back and opened by the next one."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from linli.journal import parcels

SLOW = """
import django, time; django.setup()
from procrastinate.contrib.django import app
@app.task(name="tests.slow")
def slow(key): time.sleep(60)
import asyncio
async def work():
    async with app.open_async():
        await app.run_worker_async(queues=["default"], install_signal_handlers=False)
with app.replace_connector(app.connector.get_worker_connector()):
    asyncio.run(work())
"""
RESCUE = """
import asyncio, django; django.setup()
from procrastinate.contrib.django import app
from linli.journal import parcels
async def run():
    async with app.open_async():
        await parcels.put_back(seconds=1)
with app.replace_connector(app.connector.get_worker_connector()):
    asyncio.run(run())
"""


def _state() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE task_name = 'tests.slow'")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _wait_for(state: str) -> None:
    for _ in range(200):
        if _state() == state:
            return
        time.sleep(0.1)
    raise AssertionError(f"the parcel is {_state()}, not {state}")


@pytest.mark.django_db(transaction=True)
def test_a_parcel_survives_its_worker():
    # given a worker with an open parcel
    parcels.enqueue("tests.slow", key="one", payload={})
    name = connection.settings_dict["NAME"]
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    environ = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    worker = subprocess.Popen([sys.executable, "-c", SLOW], env=environ)
    try:
        _wait_for("doing")
        # when it is killed
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        time.sleep(1.5)
        subprocess.run([sys.executable, "-c", RESCUE], env=environ, check=True)
        # then the parcel waits again
        _wait_for("todo")
    finally:
        worker.kill()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")

"""Work for later, in the same transaction: three functions in front of procrastinate (architecture D3).

A parcel has a stable key; the receiver must be safe to run twice. Each queue has hands of its own (`working`), so that
thousands of parcels of one kind never keep the others waiting.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from linli.kernel.errors import Broken

F = TypeVar("F", bound=Callable[..., Any])

STILL_S = 30.0
"""A worker tells every ten seconds that it lives."""

DEFAULT_QUEUE, CLOCK_QUEUE, POST_QUEUE, HOOKS_QUEUE = "default", "clock", "post", "hooks"
CHANNELS_QUEUE = "channels"
HANDS: Mapping[str, int] = MappingProxyType(
    {CLOCK_QUEUE: 2, DEFAULT_QUEUE: 1, POST_QUEUE: 2, HOOKS_QUEUE: 2, CHANNELS_QUEUE: 2}
)
"""Queue -> how many of its parcels one worker opens at a time. What waits for other systems (`post`, `hooks`,
`channels`) and what follows the clock stand apart: parcels of one queue are opened in the order in which they were put
down, and a mailing of thousands put the log and the webhooks off for minutes while all stood in one line."""
HASTY = 10
"""Priority of what somebody stands waiting for: it goes before the other parcels of its queue."""
PATIENT = RetryStrategy(max_attempts=12, exponential_wait=4)
"""About a day of tries, each four times as far apart as the last one."""


# What `Task.defer` ends in; going there at once halves what a report's parcel costs (bench/README.md).
_DEFER = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(%s, %s, %s, NULL, NULL, %s::jsonb, %s::timestamptz)"
    "::procrastinate_job_to_defer_v1])"
)


def enqueue(
    task: str, *, key: str, payload: dict[str, Any], at: datetime | None = None, is_hasty: bool = False
) -> None:
    """Put a parcel down: `task` will be called with ``key=`` and the payload once this transaction is committed.

    A hasty one goes before the others of its queue. One statement.
    """
    known = app.tasks.get(task)
    queue = known.queue if known is not None else DEFAULT_QUEUE
    with connection.cursor() as cursor:
        cursor.execute(_DEFER, [queue, task, HASTY if is_hasty else 0, json.dumps({"key": key, **payload}), at])


def task(name: str, *, queue: str = DEFAULT_QUEUE) -> Callable[[F], F]:
    """Name the function that opens parcels of this kind; failures are tried again for about a day.

    :raises Broken: no hands open that queue, so its parcels would wait for ever.
    """
    if queue not in HANDS:
        raise Broken(why="a queue that nobody works on", queue=queue)

    def register(function: F) -> F:
        app.task(name=name, queue=queue, retry=PATIENT)(function)
        return function

    return register


def periodic(cron: str, name: str) -> Callable[[F], F]:
    """Have the function called by the clock (`cron` with seconds as sixth field), once however many workers run."""

    def register(function: F) -> F:
        known = app.task(name=name, queue=CLOCK_QUEUE, queueing_lock=name)(_without_timestamp(function))
        app.periodic(cron=cron)(known)
        return function

    return register


def _without_timestamp(function: Callable[[], object]) -> Callable[[int], None]:
    def call(timestamp: int) -> None:
        function()

    return call


@app.periodic(cron="* * * * *")
@app.task(name="journal.rescue", queue=CLOCK_QUEUE, queueing_lock="journal.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Put back, every minute, what a killed worker had in hand."""
    await put_back(seconds=STILL_S)


async def put_back(*, seconds: float) -> None:
    """Put back the parcels whose worker's heartbeat stopped `seconds` ago or longer; they are opened once more."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        await app.job_manager.retry_job(job)

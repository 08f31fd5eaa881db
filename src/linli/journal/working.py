"""The worker: hands for every queue, in one process (architecture D3). Run as ``python -m linli.journal.working``."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping

import django
from procrastinate.contrib.django import app

from linli.journal import parcels

STOPPING = (signal.SIGTERM, signal.SIGINT)


async def work(hands: Mapping[str, int] = parcels.HANDS) -> bool:
    """Open parcels, each queue with its own hands, until asked to stop; say whether it was asked.

    What is in hand is finished first. A line of hands that ends by itself (its database is gone) ends all of them:
    whoever started the process starts it anew, and no queue is left without anybody while the others go on.
    """
    asked = asyncio.Event()
    for number in STOPPING:
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    waiting = asyncio.create_task(asked.wait())
    async with app.open_async():
        lines = [asyncio.create_task(_line(queue, count)) for queue, count in hands.items()]
        await asyncio.wait([waiting, *lines], return_when=asyncio.FIRST_COMPLETED)
        for line in [waiting, *lines]:
            line.cancel()
        await asyncio.gather(waiting, *lines, return_exceptions=True)
    return asked.is_set()


async def _line(queue: str, count: int) -> None:
    await app.run_worker_async(
        queues=[queue], name=queue, concurrency=count, delete_jobs="successful", install_signal_handlers=False
    )


def main() -> int:
    """Work until asked to stop; return an exit code (1: stopped by itself)."""
    django.setup()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        return 0 if asyncio.run(work()) else 1


if __name__ == "__main__":
    sys.exit(main())

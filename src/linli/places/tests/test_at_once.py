"""Two people press for the last seat at the same moment, over two connections: one has it, the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from linli.dispatch.tests.factories import MONDAY
from linli.grid import queries as grid
from linli.journal.models import Fact
from linli.kernel.errors import DomainError
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.places import actions
from linli.places.models import Booking
from linli.places.rules.booking import Full
from linli.places.tests.conftest import Day, plant
from linli.standards import queries as standards


@pytest.fixture
def committed(transactional_db: None) -> Iterator[Day]:
    yield plant()
    for room in (grid, people, standards):
        room.forget()


def test_the_last_seat_goes_to_one(committed: Day) -> None:
    sitting = committed.first
    both = [committed.wang, people.actor_for(cast.account("赵奶奶"), now=MONDAY)]
    start = Barrier(2)

    def press(number: int) -> Any:
        try:
            start.wait(timeout=20)
            return actions.book(actor=both[number], sitting_id=sitting.id, slot_at=sitting.starts_at, now=MONDAY)
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(press, range(2)))
    assert sorted(isinstance(one, Full) for one in got) == [False, True], got
    assert (Booking.objects.count(), Fact.objects.filter(kind="places.booked").count()) == (1, 1)

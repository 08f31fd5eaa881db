"""Two people press at the same moment, over two connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from linli.appeals.actions import rating
from linli.appeals.models import Appeal, Rating
from linli.appeals.rules.ratings import RatedBefore, Verdict
from linli.appeals.tests import factories
from linli.appeals.tests.factories import NOW, answered, holder, registered
from linli.appeals.words import Satisfied, Solved
from linli.journal import queries as journal
from linli.standards import queries as standards


@pytest.fixture
def committed(transactional_db):
    yield factories.town()
    standards.forget()


def both(deed: Callable[[int], Any]) -> list[Any]:
    """Do `deed` in two threads that begin together; return what each got or raised."""
    start = Barrier(2)

    def one(number: int) -> Any:
        start.wait()
        try:
            return deed(number)
        except RatedBefore as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def test_the_same_press_over_two_connections_registers_once(committed):
    first, second = both(lambda number: registered(committed, client_id="press-1"))
    assert first.id == second.id
    assert {first.is_repeat, second.is_repeat} == {True, False}
    assert Appeal.objects.count() == 1
    assert [fact.kind for fact in journal.facts_of(first.id)] == ["appeals.registered"]


def test_two_ratings_at_once_are_one(committed):
    appeal_id = answered(committed)
    got = both(
        lambda number: rating.rate(
            actor=holder(appeal_id),
            appeal_id=appeal_id,
            solved=Solved.SOLVED,
            satisfied=Satisfied.SATISFIED,
            now=NOW + timedelta(days=2),
            client_id=f"rate-{number}",
        )
    )
    assert sorted(isinstance(one, RatedBefore) for one in got) == [False, True]
    assert Verdict.SETTLED in got
    assert Rating.objects.count() == 1
    assert Appeal.objects.get().state == "closed"

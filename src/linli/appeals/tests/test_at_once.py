"""Two people press at the same moment, over two connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from linli.appeals.actions import drafting, rating, reopening, withdrawing
from linli.appeals.models import Appeal, Rating
from linli.appeals.rules.leaving import Leaving
from linli.appeals.rules.ratings import RatedBefore, Verdict
from linli.appeals.tests import factories
from linli.appeals.tests.factories import NOW, answered, holder, registered
from linli.appeals.words import Satisfied, Solved
from linli.journal import queries as journal
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.moves import NotPossible
from linli.standards import queries as standards

QUARREL = "广场舞音响太吵了,晚上九点以后请小声一点。"


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
        except DomainError as refusal:
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


def one_won(got: list[Any], appeal_id: Any, kind: str) -> None:
    """Assert that one of two held, the other was told that it came too late, and one fact was told."""
    assert sorted(isinstance(one, NotPossible) for one in got) == [False, True], got
    assert [fact.kind for fact in journal.facts_of(appeal_id)].count(kind) == 1


def test_two_withdrawals_at_once_are_one(committed):
    appeal_id = registered(committed, QUARREL).id
    got = both(
        lambda number: withdrawing.withdraw(
            actor=holder(appeal_id), appeal_id=appeal_id, reason="solved", now=NOW, client_id=f"leave-{number}"
        )
    )
    one_won(got, appeal_id, "appeals.withdrawn")


def test_a_danger_is_left_once(committed):
    appeal_id = registered(committed).id
    got = both(
        lambda number: withdrawing.withdraw(
            actor=holder(appeal_id), appeal_id=appeal_id, reason="solved", now=NOW, client_id=f"leave-{number}"
        )
    )
    assert sorted(isinstance(one, NotFound) for one in got) == [False, True], got
    assert Leaving.DETACH in got
    assert [fact.kind for fact in journal.facts_of(appeal_id)].count("appeals.reporter_detached") == 1


def test_two_reopenings_at_once_count_once(committed):
    appeal_id = answered(committed)
    me, later = holder(appeal_id), NOW + timedelta(days=2)
    given = {"actor": me, "appeal_id": appeal_id}
    rating.rate(**given, solved=Solved.SOLVED, satisfied=Satisfied.SATISFIED, now=later)
    got = both(lambda number: reopening.reopen(**given, reason="又堵了", now=later, client_id=f"again-{number}"))
    one_won(got, appeal_id, "appeals.reopened")
    assert Appeal.objects.get().reopen_count == 1


def test_a_draft_that_is_sent_twice_at_once_is_one_report(committed):
    draft = drafting.save_draft(actor=factories.RESIDENT, new=factories.new(client_id="d" * 36), now=NOW)
    me = holder(draft.id)
    got = both(lambda number: drafting.submit_draft(actor=me, appeal_id=draft.id, now=NOW, client_id=f"send-{number}"))
    assert sorted(isinstance(one, NotPossible) for one in got) == [False, True], got
    assert Appeal.objects.get().state == "received"


def test_the_same_press_sent_twice_at_once_gives_one_answer(committed):
    draft = drafting.save_draft(actor=factories.RESIDENT, new=factories.new(client_id="d" * 36), now=NOW)
    me = holder(draft.id)
    first, second = both(lambda _: drafting.submit_draft(actor=me, appeal_id=draft.id, now=NOW, client_id="one-press"))
    assert (first.number, first.url) == (second.number, second.url)

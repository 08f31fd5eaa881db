"""Two people at the same moment, on real connections: exactly one wins, the other is told so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from linli.appeals.words import Outcome, State
from linli.dispatch.actions import issuing, results, taking
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import ContactMeans, OrderState
from linli.grid import queries as grid
from linli.kernel.errors import DomainError
from linli.kernel.moves import NotPossible
from linli.people import queries as people
from linli.standards import queries as standards


@pytest.fixture
def town(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    yield make.town()
    for room in (grid, people, standards):
        room.forget()


def at_once(*deeds: Callable[[], Any]) -> list[DomainError | None]:
    """Do the deeds at the same moment, each on its own connection; return what each was refused with."""
    start = Barrier(len(deeds))
    outcomes: list[DomainError | None] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            deed()
        except DomainError as refusal:
            outcomes[place] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def one_won(outcomes: list[DomainError | None]) -> None:
    """Assert that one deed held and every other was told that it came too late."""
    assert outcomes.count(None) == 1
    assert [type(refusal) for refusal in outcomes if refusal is not None] == [NotPossible] * (len(outcomes) - 1)


def test_two_dispatchers(town):
    appeal_id = make.triaged(town)
    send = [
        lambda who=who, unit=unit: issuing.dispatch(
            actor=who, appeal_id=appeal_id, unit_id=town.units[unit], now=MONDAY
        )
        for who, unit in ((town.zhao, "enforcement"), (town.street, "office"), (town.district, "enforcement"))
    ]
    one_won(at_once(*send))
    assert len(make.orders(appeal_id)) == 1
    assert make.kinds(appeal_id).count("appeals.dispatched") == 1


def test_one_press_that_arrives_twice(town):
    appeal_id = make.triaged(town)
    press = lambda: issuing.dispatch(  # noqa: E731
        actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=MONDAY, client_id="press"
    )
    assert at_once(press, press, press) == [None, None, None]
    assert len(make.orders(appeal_id)) == 1


def handed_in(town: Town) -> tuple[Any, Any]:
    appeal_id = make.triaged(town)
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=MONDAY)
    clerk, head = town.of("enforcement"), town.head("enforcement")
    one_won(
        at_once(*(lambda who=who: taking.accept(actor=who, order_id=order_id, now=MONDAY) for who in (clerk, head)))
    )
    taking.first_contact(actor=clerk, order_id=order_id, means=ContactMeans.PHONE, note="联系", now=MONDAY)
    taking.log_action(actor=clerk, order_id=order_id, note="清理", now=MONDAY)
    keep_evidence(appeal_id, order_id, town)
    results.submit_result(
        actor=clerk, order_id=order_id, outcome=Outcome.SOLVED, reply="现场已经清理完毕。", now=MONDAY
    )
    return appeal_id, order_id


def keep_evidence(appeal_id: Any, order_id: Any, town: Town) -> None:
    with make.together():
        make.evidence(appeal_id, order_id, town.of("enforcement"), now=MONDAY)


def test_two_clerks_take_one_order_and_one_reviewer_decides(town):
    appeal_id, order_id = handed_in(town)
    assert make.kinds(appeal_id).count("appeals.accepted") == 1
    one_won(
        at_once(
            lambda: results.approve_result(actor=town.street, order_id=order_id, now=MONDAY),
            lambda: results.return_result(actor=town.district, order_id=order_id, reason="补充照片", now=MONDAY),
        )
    )
    pair = (make.state(appeal_id), make.order(order_id).state)
    assert pair in {(State.FEEDBACK, OrderState.APPROVED), (State.IN_PROGRESS, OrderState.RETURNED)}
    told = make.kinds(appeal_id)
    assert told.count("appeals.replied") + told.count("appeals.result_returned") == 1

"""Limits count once, whoever asks through whichever process."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.people import actions
from linli.people.models import Rate

CALLERS, TIMES = 8, 25


@pytest.mark.django_db(transaction=True)
def test_real_connections_count_on_one_row() -> None:
    """Eight connections at once lose nothing and count nothing twice."""
    start, counted = Barrier(CALLERS), list[int]()

    def run() -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            counted.extend(actions.count_request("all", "203.0.113.7") for _ in range(TIMES))
        finally:
            connection.close()

    # The minute may turn while they count: then there are two series without a gap.
    threads = [Thread(target=run) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(counted) == CALLERS * TIMES
    turns = counted.count(1)
    assert turns in (1, 2)
    if turns == 1:
        assert sorted(counted) == list(range(1, CALLERS * TIMES + 1))
    assert Rate.objects.count() == 1


@pytest.mark.django_db
def test_limits_and_callers_are_counted_apart_in_one_statement() -> None:
    asked = [("all", "a"), ("all", "a"), ("all", "b"), ("reports", "a"), ("all", "a")]
    assert [actions.count_request(*one) for one in asked] == [1, 2, 1, 1, 3]
    with CaptureQueriesContext(connection) as told:
        actions.count_request("all", "a")
    assert len(told) == 1


@pytest.mark.django_db
def test_the_next_minute_begins_anew_and_the_night_forgets() -> None:
    for _ in range(3):
        actions.count_request("all", "a")
    actions.count_request("all", "b")
    Rate.objects.filter(count=3).update(minute=1)
    assert actions.count_request("all", "a") == 1
    assert actions.forget_rates() == 0, "this minute still counts"
    Rate.objects.update(minute=1)
    assert actions.forget_rates() == 2
    assert not Rate.objects.exists()


@pytest.mark.django_db
def test_no_disk_is_waited_for_and_no_address_stands_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence, reloptions FROM pg_class WHERE relname = 'people_rate'")
        assert cursor.fetchone() == ("u", ["fillfactor=50"])
    actions.count_request("all", "203.0.113.7")
    assert "203.0.113.7" not in str(list(Rate.objects.values()))

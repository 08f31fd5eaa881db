"""Which statements PostgreSQL plans anew for their values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def planned_anew() -> Iterator[None]:
    """Have the statements inside planned for the values they carry.

    Statements are prepared, and after some runs PostgreSQL keeps one plan for all values: right for what is small and
    frequent, wrong for a list whose filters decide which index serves (a plan for any state cannot use the index of
    open cases, a plan for any words does not know the rare from the common).
    """
    connection.ensure_connection()
    driver = connection.connection
    kept = driver.prepare_threshold
    driver.prepare_threshold = None
    try:
        yield
    finally:
        driver.prepare_threshold = kept

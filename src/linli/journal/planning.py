"""Which statements PostgreSQL plans anew for their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Value


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


def totals(lists: Sequence[QuerySet[Any]]) -> list[int]:
    """Return how many rows each of several lists of one table has. One statement, none without a list."""
    parts = [
        rows.annotate(which=Value(number)).values("which").annotate(total=Count("id"))
        for number, rows in enumerate(lists)
    ]
    if not parts:
        return []
    with planned_anew():
        found = {row["which"]: row["total"] for row in parts[0].union(*parts[1:], all=True)}
    return [found.get(number, 0) for number in range(len(parts))]

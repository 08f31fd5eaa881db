"""Asking the standards. One book per process, read again after 20 seconds with three statements.

It is never wrong: a row takes force at the earliest 60 seconds after it was written (`rules.NOTICE`).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from linli.kernel.clocks import Calendar
from linli.kernel.words import Text
from linli.standards import rules
from linli.standards.models import CodeEntry, HolidayEntry, Standard
from linli.standards.queries.book import Book
from linli.standards.words import Category, Code, Holiday, Limit, LimitRow, Parameter, Question, Urgency

FRESH_SECONDS = 20.0

_held: tuple[float, Book] | None = None


def calendar(at: datetime) -> Calendar:
    """Return the working calendar as known at `at`. The same object until something new is known."""
    return _book().calendar(at)


def parameter(key: str, at: datetime) -> Parameter:
    """Return the standard `key` in force at `at`.

    :raises Unknown: there is none.
    """
    return _book().parameter(key, at)


def number(key: str, at: datetime) -> int:
    """Return the standard `key` in force at `at` when it is a whole number.

    :raises Unknown: there is none, or it is no number.
    """
    value = _book().parameter(key, at).value
    if not isinstance(value, int):
        raise rules.Unknown(key=key)
    return value


def parameters(at: datetime) -> list[Parameter]:
    """Return all standards in force at `at`, by key (limits are those beginning with ``limit.``)."""
    return _book().parameters(at)


def history(key: str) -> tuple[Parameter, ...]:
    """Return all rows of `key`, oldest first, those to come included."""
    return _book().history(key)


def by_id(standard_id: UUID) -> Parameter | None:
    """Return the row a deadline rests on, or None."""
    return _book().by_id(standard_id)


def limit(
    step: str,
    *,
    urgency: str | None = None,
    mode: str | None = None,
    category: str | None = None,
    at: datetime,
    facets: Iterable[str] = (),
) -> Limit:
    """Return the limit that binds a step started at `at`, with the standard it rests on.

    Without an urgency (before triage) it counts as normal. `facets` are further marks: ``hotline`` for an order of the
    12345 line, ``leak``, ``district``.
    The most special default or rule of the trade, unless a legal ceiling ends earlier (domain-spec §9).

    :raises NoLimit: none is set.
    """
    book = _book()
    day = book.calendar(at).local_day(at)
    return book.limit(Question(step, day, urgency or Urgency.NORMAL.value, mode, category, frozenset(facets)), at)


def limit_rows(at: datetime) -> list[LimitRow]:
    """Return the whole table of limits in force at `at`, for the rule book."""
    return _book().limit_rows(at)


def codes(list_name: str, at: datetime) -> Mapping[str, Code]:
    """Return a closed list in force at `at`, in order: {code: Code}.

    :raises Unknown: there is no such list.
    """
    return _book().codes(list_name, at)


def code(list_name: str, value: str, at: datetime) -> Code:
    """Return one member of a closed list.

    :raises Unknown: it is not a member now.
    """
    found = _book().codes(list_name, at).get(value)
    if found is None:
        raise rules.Unknown(key=f"{list_name}:{value}")
    return found


def category(code: str, at: datetime) -> Category:
    """Return a leaf of the category tree.

    :raises Unknown: there is no such leaf now.
    """
    found = _book().categories(at).get(code)
    if found is None:
        raise rules.Unknown(key=f"category:{code}")
    return found


def categories(at: datetime) -> Mapping[str, Category]:
    """Return all leaves of the category tree, in order: {code: Category}."""
    return _book().categories(at)


def hold(book: Book) -> None:
    """Keep `book` until `forget` is called, whatever the tables say: for tests and for trying out a change."""
    global _held
    _held = (float("inf"), book)


def forget() -> None:
    """Read the tables again at the next question."""
    global _held
    _held = None


def read() -> Book:
    """Return the book as the tables have it now. Three statements."""
    return Book(
        [row_of(row) for row in Standard.objects.order_by("valid_from", "key")],
        [_code(row) for row in CodeEntry.objects.order_by("valid_from", "list_name", "position")],
        [
            Holiday(row.day, row.is_off, row.name, row.source, row.known_from)
            for row in HolidayEntry.objects.order_by("known_from", "day")
        ],
    )


def _book() -> Book:
    global _held
    now = time.monotonic()
    if _held is None or _held[0] < now:
        _held = (now + FRESH_SECONDS, read())
    return _held[1]


def row_of(row: Standard) -> Parameter:
    """Return the plain row of a stored standard."""
    text = Text(row.zh, row.en)
    return Parameter(row.id, row.key, row.value, row.citation, row.jurisdiction, row.valid_from, text)


def _code(row: CodeEntry) -> Code:
    return Code(
        list_name=row.list_name,
        code=row.code,
        text=Text(row.zh, row.en),
        parent=row.parent,
        attrs=row.attrs,
        citation=row.citation,
        valid_from=row.valid_from,
        is_retired=row.is_retired,
    )

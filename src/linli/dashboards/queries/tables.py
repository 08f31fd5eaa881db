"""Tables of figures: one statement counts everything for all rows of a table and for the whole at once.

The same statement serves every level, so that what streets count, summed, is what the district counts (S-108).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from django.db import connection

from linli.dashboards.rules.measuring import Tally
from linli.dashboards.rules.periods import Period
from linli.dashboards.words import By

LEVEL_OF = {By.STREET: 2, By.COMMUNITY: 3, By.GRID: 4}

_KEYS: Mapping[By | None, str] = {
    None: "''",
    By.UNIT: "COALESCE(unit_id::text, '') COLLATE \"C\"",
    **{
        by: f"array_to_string((string_to_array(area_path, '/'))[1:{level}], '/') COLLATE \"C\""
        for by, level in LEVEL_OF.items()
    },
}
_AREA = "(area_path = %(area)s OR (area_path >= %(area)s || '/' AND area_path < %(area)s || '0'))"
_OF_UNITS = " AND unit_id = ANY(%(units)s)"


def _in_period(column: str) -> str:
    return f"({column} >= %(since)s AND {column} < %(until)s)"


_OPEN = "(registered_at < %(until)s AND (ended_at IS NULL OR ended_at >= %(until)s))"
_FLAGS = f"""{_in_period("registered_at")} AS is_new, COALESCE({_in_period("responded_at")}, false) AS is_responded,
       COALESCE({_in_period("closed_at")}, false) AS is_closed, {_OPEN} AS is_open"""
_LATE = "is_open AND close_due_at < %(until)s"

CASES: Mapping[str, str] = {
    "registered": "is_new",
    "found_first": "is_new AND is_found",
    "open": "is_open",
    "overdue": _LATE,
    "closed": "is_closed",
    "valid": "is_closed AND solved IS NOT NULL",
    "solved": "is_closed AND solved = 'solved'",
    "partly": "is_closed AND solved = 'partly'",
    "unsolved": "is_closed AND solved = 'unsolved'",
    "satisfied": "is_closed AND satisfied = 'satisfied'",
    "basically": "is_closed AND satisfied = 'basically'",
    "dissatisfied": "is_closed AND satisfied = 'dissatisfied'",
    "never_reopened": "is_closed AND reopen_count = 0",
    **{f"level_{level}": f"is_closed AND closed_level = {level}" for level in range(1, 5)},
    "together": "is_closed AND units_count > 1",
    "staged": "is_closed AND called_at IS NOT NULL AND responded_at IS NOT NULL AND handled_at IS NOT NULL",
    "suspended": "is_closed AND suspend_count > 0",
    "hazards": f"is_hazard AND (is_closed OR {_LATE})",
    "hazards_kept": "is_hazard AND is_closed AND is_closed_in_time",
    "disputes": "is_closed AND \"group\" = 'dispute'",
    "disputes_solved": "is_closed AND \"group\" = 'dispute' AND solved = 'solved'",
    "responses": "is_responded",
    "answers": "is_closed AND answer_min IS NOT NULL",
}
"""Which appeals each count takes. `is_new`, `is_responded`, `is_closed`: in the period; `is_open`: at its end."""

_SUMS = {
    "response_sum": ("response_min", "is_responded"),
    "response_working_sum": ("response_working_min", "is_responded"),
    "answer_sum": ("answer_min", "is_closed"),
}
_MEDIANS = {
    "response_median": ("response_min", "is_responded"),
    "response_working_median": ("response_working_min", "is_responded"),
    "answer_median": ("answer_min", "is_closed"),
    "hops_median": ("hops", "is_closed"),
}

_OWN = "role IN ('lead', 'part')"
ORDERS: Mapping[str, str] = {
    "ended": _OWN,
    "dispatched": f"{_OWN} AND state <> 'bounced'",
    "exempt": f"{_OWN} AND state <> 'bounced' AND is_exempt",
    "contacted": f"{_OWN} AND state <> 'bounced' AND NOT is_exempt AND is_contacted_in_time",
    "timed": f"{_OWN} AND is_in_time IS NOT NULL",
    "on_time": f"{_OWN} AND is_in_time",
    "bounce_asked": f"{_OWN} AND is_bounce_asked",
    "bounce_refused": f"{_OWN} AND is_bounce_asked AND state <> 'bounced'",
    "called": "role = 'co' AND arrival IS NOT NULL",
    "arrived": "role = 'co' AND arrival IN ('on_site', 'opinion')",
}
"""Which orders, ended in the period, each count takes."""


def _count(conditions: Mapping[str, str]) -> str:
    return ", ".join(f'count(*) FILTER (WHERE {condition}) AS "{name}"' for name, condition in conditions.items())


_SUMMED = ", ".join(
    f'COALESCE(sum({column}) FILTER (WHERE {condition}), 0)::bigint AS "{name}"'
    for name, (column, condition) in _SUMS.items()
)
_MIDDLE = ", ".join(
    f'floor(percentile_cont(0.5) WITHIN GROUP (ORDER BY {column}) FILTER (WHERE {condition}) + 0.5)::int AS "{name}"'
    for name, (column, condition) in _MEDIANS.items()
)
_NULLABLE = frozenset(_MEDIANS)
_NAMES = tuple(field.name for field in fields(Tally))
_COLUMNS = """close_due_at, is_found, solved, satisfied, reopen_count, closed_level, units_count, called_at,
       responded_at, handled_at, suspend_count, is_hazard, is_closed_in_time, "group", response_min,
       response_working_min, answer_min, hops"""
_MEDIANS_ONLY = ", ".join(f'"{name}"' if name in _NULLABLE else "0" for name in _NAMES)
_SELECTED = ", ".join(f'"{name}"' if name in _NULLABLE else f'COALESCE("{name}", 0)' for name in _NAMES)


def _statement(by: By | None, with_units: bool) -> str:
    """Return the statement of a table: a row for each key, and one with the medians of the whole (key NULL).

    Counts of the whole are the sums of the rows; only medians must be asked for.
    """
    units = _OF_UNITS if with_units else ""
    key = _KEYS[by]
    wanted = " OR ".join((*map(_in_period, ("registered_at", "responded_at", "closed_at")), _OPEN))
    return f"""
WITH chosen AS MATERIALIZED (
     SELECT {key} AS key, {_FLAGS}, {_COLUMNS} FROM dashboards_casefigure WHERE {_AREA}{units} AND ({wanted})),
     cases AS (SELECT key, {_count(CASES)}, {_SUMMED}, {_MIDDLE} FROM chosen GROUP BY key),
     orders AS (
     SELECT key, {_count(ORDERS)}
       FROM (SELECT {key} AS key, role, state, arrival, is_exempt, is_contacted_in_time, is_in_time, is_bounce_asked
               FROM dashboards_orderfigure WHERE {_AREA}{units} AND {_in_period("ended_at")}) o
      GROUP BY key)
SELECT key, {_SELECTED} FROM cases FULL JOIN orders USING (key)
 UNION ALL
SELECT NULL, {_MEDIANS_ONLY} FROM (SELECT {_MIDDLE} FROM chosen) whole
 ORDER BY key
"""


_STATEMENTS = {(by, units): _statement(by, units) for by in _KEYS for units in (False, True)}


@dataclass(frozen=True, slots=True)
class Table:
    """Tallies by row (an area path, or a unit's id) and of the whole; the rows add up to the whole.

    What lies in no row of the wanted level (the place is not known that exactly) stands under the path it has.
    """

    whole: Tally
    rows: Mapping[str, Tally]


def figures(area_path: str, period: Period, *, units: Collection[UUID] | None = None) -> Tally:
    """Return what is counted at or below `area_path` (of `units` only, when given). One statement."""
    return _table(None, area_path, period, units).whole


def by_street(area_path: str, period: Period) -> Table:
    """Return the streets of the district. One statement."""
    return _table(By.STREET, area_path, period, None)


def by_community(area_path: str, period: Period) -> Table:
    """Return the communities of a street (or of the whole district). One statement."""
    return _table(By.COMMUNITY, area_path, period, None)


def by_grid(area_path: str, period: Period) -> Table:
    """Return the grids of a community, each with its three outcomes (S-024). One statement."""
    return _table(By.GRID, area_path, period, None)


def by_unit(area_path: str, period: Period, *, units: Collection[UUID] | None = None) -> Table:
    """Return the handling units at or below `area_path`; keys are their ids, '' what no unit has yet. One statement."""
    return _table(By.UNIT, area_path, period, units)


def table(by: By, area_path: str, period: Period, *, units: Collection[UUID] | None = None) -> Table:
    """Return the table whose rows are `by`. One statement."""
    return _table(by, area_path, period, units)


def _table(by: By | None, area_path: str, period: Period, units: Collection[UUID] | None) -> Table:
    given: dict[str, Any] = {"area": area_path, "since": period.since, "until": period.until}
    if units is not None:
        given["units"] = list(units)
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS[by, units is not None], given)
        *rows, (_, *medians) = cursor.fetchall()
    found = {key: _tally(counts) for key, *counts in rows}
    whole = sum(found.values(), Tally())
    middle = {name: value for name, value in zip(_NAMES, medians, strict=True) if name in _NULLABLE}
    return Table(replace(whole, **middle), found if by is not None else {})


def _tally(counts: Collection[Any]) -> Tally:
    return Tally(**dict(zip(_NAMES, counts, strict=True)))

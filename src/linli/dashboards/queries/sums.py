"""The sums that the follower keeps by local day and month (ADR 0017): how they are moved, and how a period is read.

Everything that is counted happens at a moment: an appeal is registered, answered first, closed; it becomes one more
that is open or overdue, and one less. A period is then whole months and days from the sums, and its first and last
hours from the rows, by the same conditions. What stands open at its end is all that came before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from linli.dashboards.queries.conditions import (
    AREA,
    CASES,
    COLUMNS,
    FLAGS,
    OF_CASES,
    OF_ORDERS,
    ORDER_COLUMNS,
    ORDERS,
    STOCKS,
    TOTALS,
    depth_key,
)
from linli.dashboards.rules.measuring import SUMS
from linli.dashboards.rules.periods import Period
from linli.dashboards.words import By
from linli.journal.planning import planned_anew
from linli.kernel.clocks import SHANGHAI

STREETS, COMMUNITIES, UNITS = "street", "community", "unit"
LOCAL = "AT TIME ZONE 'Asia/Shanghai'"

_MOMENTS = """LATERAL (VALUES
       ('is_new', registered_at, 1), ('is_responded', responded_at, 1), ('is_closed', closed_at, 1),
       ('is_ended', ended_at, 1), ('is_open', registered_at, 1),
       ('is_open', CASE WHEN ended_at IS NOT NULL THEN GREATEST(registered_at, ended_at) END, -1),
       ('is_late', CASE WHEN close_due_at IS NOT NULL THEN GREATEST(registered_at, close_due_at) END, 1),
       ('is_late', CASE WHEN close_due_at IS NOT NULL AND ended_at IS NOT NULL
                        THEN GREATEST(registered_at, close_due_at, ended_at) END, -1)) moment(flag, told_at, sign)"""
_FLAGGED = ", ".join(f"flag = '{flag}' AS {flag}" for flag in FLAGS)
_CELLS = f"""LATERAL (VALUES ('{STREETS}', {depth_key(2)}, ''), ('{COMMUNITIES}', {depth_key(3)}, ''),
       ('{UNITS}', {depth_key(1)}, COALESCE(unit_id::text, ''))) cell(axis, area, unit)"""
_GRAINS = f"""LATERAL (VALUES ('day', (told_at {LOCAL})::date), ('month', date_trunc('month', told_at {LOCAL})::date)
       ) span(grain, start)"""

_CASE_SUMS = ", ".join(
    (
        *(f'COALESCE(sum(sign) FILTER (WHERE {condition}), 0) AS "{name}"' for name, condition in CASES.items()),
        *(
            f'COALESCE(sum(sign * {column}) FILTER (WHERE {condition}), 0) AS "{name}"'
            for name, (column, condition) in TOTALS.items()
        ),
    )
)
_ORDER_SUMS = ", ".join(f'COALESCE(sum(sign) FILTER (WHERE {cond}), 0) AS "{name}"' for name, cond in ORDERS.items())


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _shift(names: tuple[str, ...], summed: str, source: str) -> str:
    added = ", ".join(f'"{name}" = dashboards_daysum."{name}" + excluded."{name}"' for name in names)
    return f"""
INSERT INTO dashboards_daysum (axis, area, unit, grain, start, {_names(names)})
SELECT axis, area, unit, grain, start, {summed} FROM ({source}) told
 GROUP BY axis, area, unit, grain, start
    ON CONFLICT (axis, area, unit, grain, start) DO UPDATE SET {added}
"""


_SHIFT_CASES = _shift(
    OF_CASES,
    _CASE_SUMS,
    f"""SELECT axis, cell.area, cell.unit, grain, start, moment.sign * %(sign)s AS sign, {_FLAGGED}, {COLUMNS}
          FROM dashboards_casefigure, {_MOMENTS}, {_CELLS}, {_GRAINS}
         WHERE id = ANY(%(ids)s) AND told_at IS NOT NULL""",
)
_SHIFT_ORDERS = _shift(
    OF_ORDERS,
    _ORDER_SUMS,
    f"""SELECT axis, cell.area, cell.unit, grain, start, %(sign)s AS sign, {ORDER_COLUMNS}
          FROM (SELECT *, ended_at AS told_at FROM dashboards_orderfigure) o, {_CELLS}, {_GRAINS}
         WHERE appeal_id = ANY(%(ids)s) AND told_at IS NOT NULL""",
)
_SHIFT_KINDS = f"""
INSERT INTO dashboards_kindsum (area, what, code, grain, start, number)
SELECT {depth_key(1)}, what, code, grain, start, sum(%(sign)s)
  FROM dashboards_casefigure,
       LATERAL (VALUES ('category', category, registered_at), ('channel', channel, registered_at),
               ('mode', mode, registered_at), ('level', closed_level::text, closed_at), ('hops', hops::text, closed_at),
               ('response_min', {{response_min}}, responded_at), ('answer_min', {{answer_min}}, closed_at),
               ('response_working_min', {{response_working_min}}, responded_at)) kind(what, code, told_at), {_GRAINS}
 WHERE id = ANY(%(ids)s) AND told_at IS NOT NULL AND code IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (area, what, code, grain, start) DO UPDATE SET number = dashboards_kindsum.number + excluded.number
""".format(
    **{
        # Two figures are kept of a duration: 1,234 minutes lie among those from 1,200 to 1,299.
        column: f"({column} - {column} %% (10 ^ GREATEST(length({column}::text) - 2, 0))::int)::text"
        for column in ("response_min", "response_working_min", "answer_min")
    }
)
SHIFTS = (_SHIFT_CASES, _SHIFT_ORDERS, _SHIFT_KINDS)
"""Statements that add (`sign` 1) or take away (-1) what the appeals `ids` count."""


@dataclass(frozen=True, slots=True)
class Parts:
    """How a period is read: the first hours [since, head), whole days [first, last) and months in them, the last hours
    [tail, until); what stands at the end also needs everything before `last`."""

    since: datetime
    head: datetime
    first: date
    month: date
    month_end: date
    last: date
    tail: datetime
    until: datetime
    this_month: date

    @classmethod
    def of(cls, period: Period) -> Parts:
        """Return the parts of a period."""
        began, ended = period.since.astimezone(SHANGHAI), period.until.astimezone(SHANGHAI)
        is_midnight = began.timetz().replace(tzinfo=None) == time()
        first = began.date() if is_midnight else began.date() + timedelta(days=1)
        last = ended.date()
        head, tail = min(midnight(first), period.until), max(midnight(last), min(midnight(first), period.until))
        month = first if first.day == 1 else _next_month(first)
        month_end = max(month, last.replace(day=1))
        if month >= last.replace(day=1):  # no whole month in it
            month = month_end = max(first, last)
        return cls(period.since, head, first, month, month_end, last, tail, period.until, last.replace(day=1))

    def given(self, **more: Any) -> dict[str, Any]:
        """Return the parameters of a statement."""
        return {name: getattr(self, name) for name in self.__slots__} | more


def midnight(day: date) -> datetime:
    """Return the moment a local day begins."""
    return datetime.combine(day, time(), SHANGHAI)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


WITHIN = """((grain = 'month' AND start >= %(month)s AND start < %(month_end)s) OR (grain = 'day' AND
       ((start >= %(first)s AND start < LEAST(%(month)s, %(last)s))
        OR (start >= %(month_end)s AND start < %(last)s))))"""
_BEFORE = """((grain = 'month' AND start < %(this_month)s)
       OR (grain = 'day' AND start >= %(this_month)s AND start < %(last)s))"""


def at_edge(column: str) -> str:
    """Return the condition that a moment lies in the first or last hours of the period."""
    return f"(({column} >= %(since)s AND {column} < %(head)s) OR ({column} >= %(tail)s AND {column} < %(until)s))"


_EDGE_OF_STOCK = "(told_at >= %(last_moment)s AND told_at < %(until)s)"
_EDGE_ROWS = " OR ".join(
    f"({column} >= %(since)s AND {column} < %(head)s) OR ({column} >= %(last_moment)s AND {column} < %(until)s)"
    for column in ("registered_at", "responded_at", "closed_at", "ended_at", "close_due_at")
)
BELOW = "(area = %(area)s OR (area >= %(area)s || '/' AND area < %(area)s || '0'))"
_IS_STOCK = "flag IN ('is_open', 'is_late')"


def _zero(names: tuple[str, ...], kept: frozenset[str], *, but: bool = False) -> str:
    return ", ".join(f'"{name}"' if (name in kept) != but else f'0 AS "{name}"' for name in names)


def _statement(by: By | None, key: str, stored_key: str, stored: str) -> str:
    flows = _zero(SUMS, STOCKS, but=True)
    stocks = _zero(SUMS, STOCKS)
    of_cases, of_orders = _zero(SUMS, frozenset(OF_CASES)), _zero(SUMS, frozenset(OF_ORDERS))
    total = ", ".join(f'sum("{name}")::bigint' for name in SUMS)
    return f"""
SELECT key, {total} FROM (
  SELECT {stored_key} AS key, {flows} FROM dashboards_daysum WHERE {stored} AND {WITHIN}
   UNION ALL
  SELECT {stored_key}, {stocks} FROM dashboards_daysum WHERE {stored} AND {_BEFORE}
   UNION ALL
  SELECT key, {of_cases} FROM (
         SELECT key, {_CASE_SUMS} FROM (
                SELECT {key} AS key, sign, {_FLAGGED}, {COLUMNS} FROM dashboards_casefigure, {_MOMENTS}
                 WHERE {AREA} AND ({_EDGE_ROWS})
                   AND CASE WHEN {_IS_STOCK} THEN {_EDGE_OF_STOCK} ELSE {at_edge("told_at")} END) told
          GROUP BY key) c
   UNION ALL
  SELECT key, {of_orders} FROM (
         SELECT key, {_ORDER_SUMS} FROM (
                SELECT {key} AS key, 1 AS sign, {ORDER_COLUMNS} FROM dashboards_orderfigure
                 WHERE {AREA} AND {at_edge("ended_at")}) told
          GROUP BY key) o
  ) part GROUP BY key ORDER BY key
"""


_UNIT_KEY = "COALESCE(unit_id::text, '') COLLATE \"C\""
_STATEMENTS = {
    (None, 1): _statement(None, "''", "''", f"axis = '{STREETS}' AND {BELOW}"),
    (None, 2): _statement(None, "''", "''", f"axis = '{STREETS}' AND area = %(area)s"),
    (None, 3): _statement(None, "''", "''", f"axis = '{COMMUNITIES}' AND area = %(area)s"),
    (By.STREET, 1): _statement(By.STREET, depth_key(2), "area", f"axis = '{STREETS}' AND {BELOW}"),
    (By.COMMUNITY, 1): _statement(By.COMMUNITY, depth_key(3), "area", f"axis = '{COMMUNITIES}' AND {BELOW}"),
    (By.COMMUNITY, 2): _statement(By.COMMUNITY, depth_key(3), "area", f"axis = '{COMMUNITIES}' AND {BELOW}"),
    (By.UNIT, 1): _statement(By.UNIT, _UNIT_KEY, "unit", f"axis = '{UNITS}' AND area = %(area)s"),
}
"""By what the rows are, and how deep the area lies (1: the district)."""


def depth(area_path: str) -> int:
    """Return how deep an area lies: 1 for the district."""
    return area_path.count("/") + 1


def holds(by: By | None, area_path: str) -> bool:
    """Say whether the sums hold this table."""
    return (by, depth(area_path)) in _STATEMENTS


def rows(by: By | None, area_path: str, period: Period) -> list[tuple[Any, ...]]:
    """Return (key, counts in the order of `SUMS`) from the sums and the hours at both ends. One statement.

    Only for tables that the sums hold.
    """
    parts = Parts.of(period)
    # A plan for any period reads whole tables; this one knows how few rows lie at the ends of the period.
    with planned_anew(), connection.cursor() as cursor:
        given = parts.given(area=area_path, last_moment=midnight(parts.last))
        cursor.execute(_STATEMENTS[by, depth(area_path)], given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found

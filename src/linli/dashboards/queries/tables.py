"""Tables of figures: counts for all rows of a table and for the whole at once.

The same conditions serve every level, so that what streets count, summed, is what the district counts (S-108). Tables
of the district, its streets and communities are made from the sums that are kept by day and month (ADR 0017); whatever
is smaller, or bound to some units, is counted from the rows. Both ways give the same numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from django.db import connection

from linli.dashboards.queries import medians, sums
from linli.dashboards.queries.conditions import (
    AREA,
    CASES,
    COLUMNS,
    MEDIANS,
    ORDER_COLUMNS,
    ORDERS,
    PERIOD_FLAGS,
    TOTALS,
    TOUCHED,
    depth_key,
    in_period,
)
from linli.dashboards.rules.measuring import SUMS, Tally
from linli.dashboards.rules.periods import Period
from linli.dashboards.words import By
from linli.journal.planning import planned_anew

LEVEL_OF = {By.STREET: 2, By.COMMUNITY: 3, By.GRID: 4}

KEYS: Mapping[By | None, str] = {
    None: "''",
    By.UNIT: "COALESCE(unit_id::text, '') COLLATE \"C\"",
    **{by: depth_key(level) for by, level in LEVEL_OF.items()},
}
_OF_UNITS = " AND unit_id = ANY(%(units)s)"


def _count(conditions: Mapping[str, str]) -> str:
    return ", ".join(f'count(*) FILTER (WHERE {condition}) AS "{name}"' for name, condition in conditions.items())


_SUMMED = ", ".join(
    f'COALESCE(sum({column}) FILTER (WHERE {condition}), 0)::bigint AS "{name}"'
    for name, (column, condition) in TOTALS.items()
)
_MIDDLE = ", ".join(
    f'floor(percentile_cont(0.5) WITHIN GROUP (ORDER BY {column}) FILTER (WHERE {condition}) + 0.5)::int AS "{name}"'
    for name, (column, condition) in MEDIANS.items()
)
_NULLABLE = frozenset(MEDIANS)
_NAMES = tuple(field.name for field in fields(Tally))
_MEDIANS_ONLY = ", ".join(f'"{name}"' if name in _NULLABLE else "0" for name in _NAMES)
_SELECTED = ", ".join(f'"{name}"' if name in _NULLABLE else f'COALESCE("{name}", 0)' for name in _NAMES)


def _statement(by: By | None, with_units: bool) -> str:
    """Return the statement of a table: a row for each key, and one with the medians of the whole (key NULL).

    Counts of the whole are the sums of the rows; only medians must be asked for.
    """
    units = _OF_UNITS if with_units else ""
    key = KEYS[by]
    return f"""
WITH chosen AS MATERIALIZED (
     SELECT {key} AS key, {PERIOD_FLAGS}, {COLUMNS} FROM dashboards_casefigure WHERE {AREA}{units} AND ({TOUCHED})),
     cases AS (SELECT key, {_count(CASES)}, {_SUMMED}, {_MIDDLE} FROM chosen GROUP BY key),
     orders AS (
     SELECT key, {_count(ORDERS)}
       FROM (SELECT {key} AS key, {ORDER_COLUMNS}
               FROM dashboards_orderfigure WHERE {AREA}{units} AND {in_period("ended_at")}) o
      GROUP BY key)
SELECT key, {_SELECTED} FROM cases FULL JOIN orders USING (key)
 UNION ALL
SELECT NULL, {_MEDIANS_ONLY} FROM (SELECT {_MIDDLE} FROM chosen) whole
 ORDER BY key
"""


_STATEMENTS = {(by, units): _statement(by, units) for by in KEYS for units in (False, True)}


@dataclass(frozen=True, slots=True)
class Table:
    """Tallies by row (an area path, or a unit's id) and of the whole; the rows add up to the whole.

    What lies in no row of the wanted level (the place is not known that exactly) stands under the path it has. Where
    nothing is counted there is no row.
    """

    whole: Tally
    rows: Mapping[str, Tally]


def figures(area_path: str, period: Period, *, units: Collection[UUID] | None = None) -> Tally:
    """Return what is counted at or below `area_path` (of `units` only, when given). At most three statements."""
    return _table(None, area_path, period, units, False).whole


def by_street(area_path: str, period: Period) -> Table:
    """Return the streets of the district. At most three statements."""
    return _table(By.STREET, area_path, period, None, False)


def by_community(area_path: str, period: Period) -> Table:
    """Return the communities of a street (or of the whole district). At most three statements."""
    return _table(By.COMMUNITY, area_path, period, None, False)


def by_grid(area_path: str, period: Period) -> Table:
    """Return the grids of a community, each with its three outcomes (S-024). One statement."""
    return _table(By.GRID, area_path, period, None, False)


def by_unit(area_path: str, period: Period, *, units: Collection[UUID] | None = None) -> Table:
    """Return the handling units at or below `area_path`; keys are their ids, '' what no unit has yet.

    At most three statements.
    """
    return _table(By.UNIT, area_path, period, units, False)


def table(
    by: By, area_path: str, period: Period, *, units: Collection[UUID] | None = None, with_medians: bool = False
) -> Table:
    """Return the table whose rows are `by`; the medians of single rows only `with_medians`.

    At most three statements.
    """
    return _table(by, area_path, period, units, with_medians)


def _table(by: By | None, area_path: str, period: Period, units: Collection[UUID] | None, with_medians: bool) -> Table:
    if units is None and not with_medians and sums.holds(by, area_path):
        return _summed(by, area_path, period)
    return counted(by, area_path, period, units)


def _summed(by: By | None, area_path: str, period: Period) -> Table:
    rows = {key: Tally(**dict(zip(SUMS, counts, strict=True))) for key, *counts in sums.rows(by, area_path, period)}
    whole = sum(rows.values(), Tally())
    middle: dict[str, Any] = dict(medians.of(area_path, period, whole))
    return Table(replace(whole, **middle), _known(rows) if by is not None else {})


def counted(by: By | None, area_path: str, period: Period, units: Collection[UUID] | None = None) -> Table:
    """Return the table counted from the rows of the read model, medians of its rows too. One statement."""
    given: dict[str, Any] = {"area": area_path, "since": period.since, "until": period.until}
    if units is not None:
        given["units"] = list(units)
    with planned_anew(), connection.cursor() as cursor:
        cursor.execute(_STATEMENTS[by, units is not None], given)
        *rows, (_, *middle) = cursor.fetchall()
    found = {key: Tally(**dict(zip(_NAMES, counts, strict=True))) for key, *counts in rows}
    whole = sum(found.values(), Tally())
    of_whole = {name: value for name, value in zip(_NAMES, middle, strict=True) if name in _NULLABLE}
    return Table(replace(whole, **of_whole), _known(found) if by is not None else {})


def _known(rows: Mapping[str, Tally]) -> dict[str, Tally]:
    """Leave out rows in which nothing is counted: an area does not come up because something once was there."""
    return {key: tally for key, tally in sorted(rows.items()) if any(getattr(tally, name) for name in SUMS)}

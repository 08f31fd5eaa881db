"""Beside the tables: how it runs over time, and of what kinds it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from linli.dashboards.queries import sums
from linli.dashboards.queries.conditions import AREA, in_period
from linli.dashboards.rules.periods import Period, filled
from linli.dashboards.words import Step
from linli.journal.planning import planned_anew

_DAYS = f"""
SELECT day, sum(number)::int FROM (
  SELECT date_trunc(%(step)s, start::timestamp)::date AS day, registered AS number FROM dashboards_daysum
   WHERE axis = %(axis)s AND {sums.BELOW} AND grain = 'day' AND start >= %(first)s AND start < %(last)s
   UNION ALL
  SELECT date_trunc(%(step)s, registered_at {sums.LOCAL})::date, 1 FROM dashboards_casefigure
   WHERE {AREA} AND {sums.at_edge("registered_at")}) part GROUP BY day
"""
_DAYS_OF_ROWS = f"""
SELECT date_trunc(%(step)s, registered_at {sums.LOCAL})::date, count(*)::int FROM dashboards_casefigure
 WHERE {AREA} AND {in_period("registered_at")} GROUP BY 1
"""


def volumes(area_path: str, period: Period, step: Step) -> list[tuple[date, int]]:
    """Return how many were registered each local day, week or month of the period, empty ones included.

    One statement.
    """
    axis = {1: sums.STREETS, 2: sums.STREETS, 3: sums.COMMUNITIES}.get(sums.depth(area_path))
    given = sums.Parts.of(period).given(area=area_path, step=step.value, axis=axis)
    with planned_anew(), connection.cursor() as cursor:
        cursor.execute(_DAYS if axis else _DAYS_OF_ROWS, given)
        return filled(dict(cursor.fetchall()), period, step)


@dataclass(frozen=True, slots=True)
class Kinds:
    """How many of each code: registered in the period by category, channel and mode; closed in it by level; open at
    its end by state. What has no code yet is not in it."""

    category: Mapping[str, int] = field(default_factory=dict)
    channel: Mapping[str, int] = field(default_factory=dict)
    mode: Mapping[str, int] = field(default_factory=dict)
    level: Mapping[str, int] = field(default_factory=dict)
    state: Mapping[str, int] = field(default_factory=dict)


_KINDS = f"""
SELECT GROUPING(category, channel, mode, closed_level, state), category, channel, mode, closed_level, state,
       count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_closed), count(*) FILTER (WHERE is_open)
  FROM (SELECT category, channel, mode, closed_level, state,
               registered_at >= %(since)s AND registered_at < %(until)s AS is_new,
               closed_at >= %(since)s AND closed_at < %(until)s AS is_closed,
               registered_at < %(until)s AND (ended_at IS NULL OR ended_at >= %(until)s) AS is_open
          FROM dashboards_casefigure WHERE {AREA}) c
 WHERE is_new OR is_closed OR is_open
 GROUP BY GROUPING SETS ((category), (channel), (mode), (closed_level), (state))
"""
# GROUPING sets a bit for each column that a row does not group by, the last column lowest.
_CATEGORY, _CHANNEL, _MODE, _LEVEL, _STATE = 0b01111, 0b10111, 0b11011, 0b11101, 0b11110

_KINDS_OF_DISTRICT = f"""
SELECT what, code, sum(number)::int FROM (
  SELECT what, code, number FROM dashboards_kindsum
   WHERE area = %(area)s AND what IN ('category', 'channel', 'mode', 'level') AND {sums.WITHIN}
   UNION ALL
  SELECT what, code, 1 FROM dashboards_casefigure, LATERAL (VALUES
         ('category', category, registered_at), ('channel', channel, registered_at), ('mode', mode, registered_at),
         ('level', closed_level::text, closed_at)) kind(what, code, told_at)
   WHERE {AREA} AND ({sums.at_edge("registered_at")} OR {sums.at_edge("closed_at")}) AND {sums.at_edge("told_at")}
   UNION ALL
  SELECT 'state', state, 1 FROM dashboards_casefigure
   WHERE {AREA} AND registered_at < %(until)s AND (ended_at IS NULL OR ended_at >= %(until)s)) part
 WHERE code IS NOT NULL GROUP BY what, code
"""


def kinds(area_path: str, period: Period) -> Kinds:
    """Return of what kinds the appeals at or below `area_path` are, the most frequent first. One statement."""
    if sums.depth(area_path) > 1:
        return counted_kinds(area_path, period)
    found: dict[str, Counter[object]] = defaultdict(Counter)
    with planned_anew(), connection.cursor() as cursor:
        cursor.execute(_KINDS_OF_DISTRICT, sums.Parts.of(period).given(area=area_path))
        for what, code, number in cursor.fetchall():
            found[what][code] = number
    return Kinds(*(_ordered(found[name]) for name in Kinds.__dataclass_fields__))


def counted_kinds(area_path: str, period: Period) -> Kinds:
    """Return the same, counted from the rows of the read model. One statement."""
    found: dict[int, Counter[object]] = {bits: Counter() for bits in (_CATEGORY, _CHANNEL, _MODE, _LEVEL, _STATE)}
    with planned_anew(), connection.cursor() as cursor:
        cursor.execute(_KINDS, {"area": area_path, "since": period.since, "until": period.until})
        for bits, category, channel, mode, level, state, registered, closed, is_open in cursor.fetchall():
            code = {_CATEGORY: category, _CHANNEL: channel, _MODE: mode, _LEVEL: level, _STATE: state}[bits]
            found[bits][code] += {_LEVEL: closed, _STATE: is_open}.get(bits, registered)
    return Kinds(*(_ordered(found[bits]) for bits in (_CATEGORY, _CHANNEL, _MODE, _LEVEL, _STATE)))


def _ordered(counts: Counter[object]) -> dict[str, int]:
    rows = [(str(code), number) for code, number in counts.items() if code is not None and number]
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))

"""Beside the tables: how it runs over time, and of what kinds it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Count, Func, Value
from django.db.models.fields import DateField

from linli.dashboards.models import CaseFigure
from linli.dashboards.rules.periods import Period, filled
from linli.dashboards.words import Step
from linli.people.queries.reach import within


def volumes(area_path: str, period: Period, step: Step) -> list[tuple[date, int]]:
    """Return how many were registered each local day, week or month of the period, empty ones included.

    One statement.
    """
    day = Func(
        Value(step.value), "registered_at", Value("Asia/Shanghai"), function="date_trunc", output_field=DateField(),
        template="(%(function)s(%(expressions)s) AT TIME ZONE 'Asia/Shanghai')::date",
    )  # fmt: skip
    rows = CaseFigure.objects.filter(
        within("area_path", area_path), registered_at__gte=period.since, registered_at__lt=period.until
    )
    counted = rows.values_list(day).annotate(number=Count("id"))
    return filled(dict(counted), period, step)


@dataclass(frozen=True, slots=True)
class Kinds:
    """How many of each code: registered in the period by category, channel and mode; closed in it by level; open at
    its end by state. What has no code yet is not in it."""

    category: Mapping[str, int] = field(default_factory=dict)
    channel: Mapping[str, int] = field(default_factory=dict)
    mode: Mapping[str, int] = field(default_factory=dict)
    level: Mapping[str, int] = field(default_factory=dict)
    state: Mapping[str, int] = field(default_factory=dict)


_KINDS = """
SELECT GROUPING(category, channel, mode, closed_level, state), category, channel, mode, closed_level, state,
       count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_closed), count(*) FILTER (WHERE is_open)
  FROM (SELECT category, channel, mode, closed_level, state,
               registered_at >= %(since)s AND registered_at < %(until)s AS is_new,
               closed_at >= %(since)s AND closed_at < %(until)s AS is_closed,
               registered_at < %(until)s AND (ended_at IS NULL OR ended_at >= %(until)s) AS is_open
          FROM dashboards_casefigure
         WHERE (area_path = %(area)s OR (area_path >= %(area)s || '/' AND area_path < %(area)s || '0'))) c
 WHERE is_new OR is_closed OR is_open
 GROUP BY GROUPING SETS ((category), (channel), (mode), (closed_level), (state))
"""
# GROUPING sets a bit for each column that a row does not group by, the last column lowest.
_CATEGORY, _CHANNEL, _MODE, _LEVEL, _STATE = 0b01111, 0b10111, 0b11011, 0b11101, 0b11110


def kinds(area_path: str, period: Period) -> Kinds:
    """Return of what kinds the appeals at or below `area_path` are, the most frequent first. One statement."""
    found: dict[int, Counter[object]] = {bits: Counter() for bits in (_CATEGORY, _CHANNEL, _MODE, _LEVEL, _STATE)}
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, {"area": area_path, "since": period.since, "until": period.until})
        for bits, category, channel, mode, level, state, registered, closed, is_open in cursor.fetchall():
            code = {_CATEGORY: category, _CHANNEL: channel, _MODE: mode, _LEVEL: level, _STATE: state}[bits]
            found[bits][code] += {_LEVEL: closed, _STATE: is_open}.get(bits, registered)
    return Kinds(*(_ordered(found[bits]) for bits in (_CATEGORY, _CHANNEL, _MODE, _LEVEL, _STATE)))


def _ordered(counts: Counter[object]) -> dict[str, int]:
    rows = [(str(code), number) for code, number in counts.items() if code is not None and number]
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))

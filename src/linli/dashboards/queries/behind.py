"""The appeals behind a figure: by the same conditions that count them, so that the list is as long as the number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from linli.dashboards.queries.conditions import (
    AREA,
    CASES,
    COLUMNS,
    ORDER_COLUMNS,
    ORDERS,
    PERIOD_FLAGS,
    TOUCHED,
    in_period,
)
from linli.dashboards.rules.measuring import COUNTED, MEANS, MEDIANS, RATIOS
from linli.dashboards.rules.periods import Period

_CASES: Mapping[str, str] = {
    **CASES,
    "reopened": "is_closed AND reopen_count > 0",
    "in_community": "is_closed AND closed_level IN (1, 2)",
    "hazards": "is_hazard AND (is_closed OR is_late)",
    "pleased": "is_closed AND satisfied IN ('satisfied', 'basically')",
    "said": "is_closed AND satisfied IS NOT NULL",
    "closed_or_open": "is_closed OR is_open",
}
_ORDERS: Mapping[str, str] = {**ORDERS, "to_contact": f"{ORDERS['dispatched']} AND NOT is_exempt"}

BEHIND: Mapping[str, tuple[str, str]] = {
    **{code: (name, name) for code, name in COUNTED.items()},
    **RATIOS,
    **{code: (whole, whole) for code, (_, whole) in MEANS.items()},
    **{code: (whole, whole) for code, whole in MEDIANS.items()},
    "closing_rate": ("closed", "closed_or_open"),
    "response_rate": ("contacted", "to_contact"),
    "resolution_rate": ("solved", "valid"),
    "satisfaction_rate": ("pleased", "said"),
    "composite": ("valid", "valid"),
}
"""Of each indicator: what its part counts, and what its whole counts."""

_OF_UNITS = " AND unit_id = ANY(%(units)s)"


def _statement(name: str, units: str) -> str:
    if name in _ORDERS:
        return f"""
SELECT DISTINCT appeal_id FROM (
       SELECT appeal_id, {ORDER_COLUMNS} FROM dashboards_orderfigure WHERE {AREA}{units} AND {in_period("ended_at")}) o
 WHERE {_ORDERS[name]} AND appeal_id < %(before)s ORDER BY appeal_id DESC LIMIT %(size)s"""
    return f"""
SELECT id FROM (
       SELECT id, {PERIOD_FLAGS}, {COLUMNS} FROM dashboards_casefigure WHERE {AREA}{units} AND ({TOUCHED})) c
 WHERE ({_CASES[name]}) AND id < %(before)s ORDER BY id DESC LIMIT %(size)s"""


LAST = UUID(int=2**128 - 1)


def behind(
    code: str,
    area_path: str,
    period: Period,
    *,
    is_part: bool = True,
    units: Collection[UUID] | None = None,
    before: UUID = LAST,
    size: int = 50,
) -> list[UUID]:
    """Return the appeals that an indicator counts (`is_part`), or those it is a share of, newest first by id.

    One statement. Of an indicator of orders it is the appeals of these orders, each once.
    """
    name = BEHIND[code][0 if is_part else 1]
    given: dict[str, Any] = {
        "area": area_path, "since": period.since, "until": period.until, "before": before, "size": size,
    }  # fmt: skip
    if units is not None:
        given["units"] = list(units)
    with connection.cursor() as cursor:
        cursor.execute(_statement(name, _OF_UNITS if units is not None else ""), given)
        return [row[0] for row in cursor.fetchall()]

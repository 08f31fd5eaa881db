"""Medians of a period. They are no sums; the district's are found by a histogram that leads to the few rows needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import connection

from linli.dashboards.queries.conditions import AREA, MEDIANS, in_period
from linli.dashboards.queries.sums import WITHIN, Parts, at_edge, depth
from linli.dashboards.rules.measuring import Tally
from linli.dashboards.rules.medians import Place, low_of, middle, places
from linli.dashboards.rules.periods import Period
from linli.journal.planning import planned_anew

MOMENT = {"response_min": "responded_at", "response_working_min": "responded_at"}
"""When a duration counts; the others count when the appeal is closed."""

_HISTOGRAM = " UNION ALL ".join(
    f"""
SELECT '{column}', code::int, sum(number)::int FROM dashboards_kindsum
 WHERE area = %(area)s AND what = '{column}' AND {WITHIN} GROUP BY code HAVING sum(number) <> 0
 UNION ALL
SELECT '{column}', {column}, count(*)::int FROM dashboards_casefigure
 WHERE {AREA} AND {at_edge(MOMENT.get(column, "closed_at"))} AND {column} IS NOT NULL GROUP BY {column}"""
    for column, _ in MEDIANS.values()
)
_CHOSEN = {
    column: f"""(
SELECT {{number}}, {column} FROM dashboards_casefigure
 WHERE {AREA} AND {in_period(MOMENT.get(column, "closed_at"))}
   AND {column} >= %(low{{number}})s AND {column} < %(high{{number}})s
 ORDER BY {column} OFFSET %(skip{{number}})s LIMIT 1)"""
    for column, _ in MEDIANS.values()
}
_ROWS = (
    "SELECT "
    + ", ".join(
        f"floor(percentile_cont(0.5) WITHIN GROUP (ORDER BY {column}) FILTER (WHERE {is_in}) + 0.5)::int"
        for column, is_in in ((column, in_period(MOMENT.get(column, "closed_at"))) for column, _ in MEDIANS.values())
    )
    + f""" FROM dashboards_casefigure
 WHERE {AREA} AND ({in_period("responded_at")} OR {in_period("closed_at")})"""
)


def of(area_path: str, period: Period, whole: Tally) -> dict[str, int | None]:
    """Return the four medians by the name of their count.

    At most two statements for the district, one below it, none of nothing.
    """
    if not whole.responses and not whole.closed:
        return dict.fromkeys(MEDIANS)
    if depth(area_path) > 1:
        given: dict[str, Any] = {"area": area_path, "since": period.since, "until": period.until}
        with planned_anew(), connection.cursor() as cursor:
            cursor.execute(_ROWS, given)
            return dict(zip(MEDIANS, cursor.fetchone(), strict=True))
    return _by_histogram(area_path, period)


def _by_histogram(area_path: str, period: Period) -> dict[str, int | None]:
    bins: dict[str, Counter[int]] = {column: Counter() for column, _ in MEDIANS.values()}
    with planned_anew(), connection.cursor() as cursor:
        cursor.execute(_HISTOGRAM, Parts.of(period).given(area=area_path))
        for column, value, number in cursor.fetchall():
            bins[column][low_of(value)] += number
        found = {column: places(histogram) for column, histogram in bins.items()}
        looked = [(column, place) for column, chosen in found.items() for place in chosen if place.high > place.low + 1]
        values = _look(cursor, looked, area_path, period)
    return {
        name: middle([values.get((column, place), place.low) for place in found[column]])
        for name, (column, _) in MEDIANS.items()
    }


def _look(
    cursor: Any, looked: Sequence[tuple[str, Place]], area_path: str, period: Period
) -> dict[tuple[str, Place], int]:
    """Return the exact values at places in bins wider than one. One statement, none without places."""
    if not looked:
        return {}
    given: dict[str, Any] = {"area": area_path, "since": period.since, "until": period.until}
    parts = []
    for number, (column, place) in enumerate(looked):
        given |= {f"low{number}": place.low, f"high{number}": place.high, f"skip{number}": place.skip}
        parts.append(_CHOSEN[column].format(number=number))
    cursor.execute(" UNION ALL ".join(parts), given)
    return {looked[number]: value for number, value in cursor.fetchall()}

"""What each count takes, as conditions on the rows of the read model: one place for tables, sums and lists of cases."""

from __future__ import annotations

from collections.abc import Mapping

from linli.dashboards.rules.measuring import SUMS

CASES: Mapping[str, str] = {
    "registered": "is_new",
    "found_first": "is_new AND is_found",
    "open": "is_open",
    "overdue": "is_late",
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
    "repeated": "is_new AND repeats_id IS NOT NULL",
    "supervised": "is_closed AND supervise_count > 0",
    "withdrawn": "is_ended AND is_withdrawn",
    "spot_checked": "is_ended AND is_withdrawn AND is_spot_checked",
    "settled": "is_closed AND outcome IN ('solved', 'by_party')",
    "hazards_closed": "is_hazard AND is_closed",
    "hazards_late": "is_hazard AND is_late",
    "hazards_kept": "is_hazard AND is_closed AND is_closed_in_time",
    "disputes": "is_closed AND \"group\" = 'dispute'",
    "disputes_solved": "is_closed AND \"group\" = 'dispute' AND solved = 'solved'",
    "responses": "is_responded",
    "answers": "is_closed AND answer_min IS NOT NULL",
}
"""Which appeals each count takes. `is_new`, `is_responded`, `is_closed`, `is_ended`: in the period; `is_open`, and
`is_late` (open beyond its closing limit): at its end."""

FLAGS = ("is_new", "is_responded", "is_closed", "is_ended", "is_open", "is_late")
STOCKS = frozenset({"open", "overdue", "hazards_late"})
"""Counts of how things stand at the end of a period; all others count what happened in it."""

TOTALS = {
    "response_sum": ("response_min", "is_responded"),
    "response_working_sum": ("response_working_min", "is_responded"),
    "answer_sum": ("answer_min", "is_closed"),
}
MEDIANS = {
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

OF_CASES = (*CASES, *TOTALS)
OF_ORDERS = tuple(ORDERS)
assert {*OF_CASES, *OF_ORDERS} == set(SUMS), "a count has no condition"  # noqa: S101 (two lists of the same names)

COLUMNS = """close_due_at, is_found, solved, satisfied, reopen_count, closed_level, units_count, called_at,
       responded_at, handled_at, suspend_count, is_hazard, is_closed_in_time, "group", response_min,
       response_working_min, answer_min, hops, repeats_id, supervise_count, is_withdrawn, is_spot_checked, outcome"""
ORDER_COLUMNS = "role, state, arrival, is_exempt, is_contacted_in_time, is_in_time, is_bounce_asked"

AREA = "(area_path = %(area)s OR (area_path >= %(area)s || '/' AND area_path < %(area)s || '0'))"


def in_period(column: str) -> str:
    """Return the condition that a moment lies in the period."""
    return f"({column} >= %(since)s AND {column} < %(until)s)"


_OPEN = "(registered_at < %(until)s AND (ended_at IS NULL OR ended_at >= %(until)s))"
PERIOD_FLAGS = f"""{in_period("registered_at")} AS is_new,
       COALESCE({in_period("responded_at")}, false) AS is_responded,
       COALESCE({in_period("closed_at")}, false) AS is_closed, COALESCE({in_period("ended_at")}, false) AS is_ended,
       {_OPEN} AS is_open, COALESCE({_OPEN} AND close_due_at < %(until)s, false) AS is_late"""
TOUCHED = " OR ".join(
    (*(in_period(column) for column in ("registered_at", "responded_at", "closed_at", "ended_at")), _OPEN)
)
"""Whether an appeal can count at all; the same for every count, so that the rows are read once."""


def depth_key(level: int) -> str:
    """Return the part of a path down to a level: 2 street, 3 community, 4 grid."""
    return f"array_to_string((string_to_array(area_path, '/'))[1:{level}], '/') COLLATE \"C\""

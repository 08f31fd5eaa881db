"""Ranking, hidden small numbers, periods, changes, and what of an order counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.dashboards.rules import Weights, counting, measuring, periods
from linli.dashboards.rules.measuring import Tally, Value, measure
from linli.dashboards.rules.periods import Period
from linli.dashboards.rules.ranking import ranking, suppressed
from linli.dashboards.words import INDICATORS, ChangeKind, Span, Step
from linli.kernel.tests.calendars import local

NOW = local("2026-03-16 10:00")
MOMENT = timedelta(microseconds=1)


def tally(good: int, valid: int, volume: int = 100) -> Tally:
    return Tally(
        registered=volume, closed=valid, valid=valid, solved=good, unsolved=valid - good, satisfied=good,
        dissatisfied=valid - good, dispatched=valid, contacted=valid,
    )  # fmt: skip


@pytest.mark.parametrize(
    "what, tallies, order, places",
    [
        ("best first", {"a": tally(10, 20), "b": tally(19, 20)}, "ba", [1, 2]),
        ("nine revisits are too few", {"a": tally(9, 9), "b": tally(5, 10)}, "ba", [1, None]),
        ("ten are enough", {"a": tally(10, 10), "b": tally(5, 10)}, "ab", [1, 2]),
        ("a tie goes to the surer one", {"a": tally(10, 10), "b": tally(50, 50)}, "ba", [1, 2]),
        ("then to the busier one", {"a": tally(10, 10, 100), "b": tally(10, 10, 101)}, "ba", [1, 2]),
        ("without a response rate nobody is ranked", {"a": Tally(valid=20, solved=20, satisfied=20)}, "a", [None]),
    ],
)
def test_ranking(what, tallies, order, places):
    found = ranking(tallies, Weights(), fewest=10)
    assert "".join(found) == order
    assert list(found.values()) == places


@pytest.mark.parametrize(
    "what, counts, shown",
    [
        ("none small", {"a": 5, "b": 9}, {"a": 5, "b": 9}),
        ("nothing is told", {"a": 0, "b": 9}, {"a": 0, "b": 9}),
        ("one small hides the next", {"a": 4, "b": 9, "c": 6}, {"a": None, "b": 9, "c": None}),
        ("two small hide each other", {"a": 4, "b": 1, "c": 6}, {"a": None, "b": None, "c": 6}),
        ("alone", {"a": 4}, {"a": None}),
    ],
)
def test_small_numbers_are_hidden(what, counts, shown):
    assert suppressed(counts) == shown


@given(st.dictionaries(st.integers(), st.integers(0, 30)))
def test_no_hidden_number_can_be_found_by_subtraction(counts):
    shown = suppressed(counts)
    hidden = [number for key, number in counts.items() if shown[key] is None]
    assert all(number is None or number == 0 or number >= 5 for number in shown.values())
    assert len(hidden) != 1 or all(number == 0 for key, number in counts.items() if shown[key] is not None)


def test_periods_are_local_days_up_to_now():
    month = periods.period(Span.MONTH, NOW)
    assert (month.since, month.until) == (local("2026-02-15 00:00"), NOW)
    assert month.before.until == month.since
    assert month.before.until - month.before.since == month.until - month.since
    assert len(periods.filled({}, month, Step.DAY)) == 30
    year = periods.filled({date(2026, 1, 1): 4}, periods.period(Span.YEAR, NOW), Step.MONTH)
    assert (year[0][0], year[-1][0], len(year)) == (date(2025, 3, 1), date(2026, 3, 1), 13)
    assert dict(year)[date(2026, 1, 1)] == 4
    assert periods.filled({}, Period(NOW, NOW + MOMENT), Step.WEEK) == [(date(2026, 3, 16), 0)]


@pytest.mark.parametrize(
    "code, now, before, expected",
    [
        ("resolution_rate", 9000, 8000, 1000),
        ("volume", 136, 100, 3600),
        ("volume", 1, 0, None),
        ("response_mean", 60, 240, -7500),
        ("volume", None, 3, None),
    ],
)
def test_a_change_is_in_points_or_relative_never_either(code, now, before, expected):
    assert measuring.change(code, Value(code, now, 0, 0), Value(code, before, 0, 0)) == expected


def test_every_indicator_is_measured_and_says_how_its_change_is_told():
    assert list(measure(Tally(), Weights())) == list(INDICATORS)
    for row in INDICATORS.values():
        assert row.formula.zh
        assert row.formula.en
        assert row.change in ChangeKind


LIMIT = NOW
EXEMPT = {"state": "approved", "accepted_at": NOW, "contacted_at": None, "contact_due_at": LIMIT, "ended_at": NOW}


@pytest.mark.parametrize(
    "what, changes, exempt",
    [
        ("an ordinary one", {}, False),
        ("nobody to contact", {"contact_due_at": None}, True),
        ("taken in hand at once", {"contact_due_at": None, "contacted_at": NOW}, False),
        ("cancelled before it was taken", {"state": "cancelled", "accepted_at": None, "ended_at": NOW + MOMENT}, True),
        ("cancelled while there was time", {"state": "cancelled"}, True),
        ("cancelled too late", {"state": "cancelled", "ended_at": NOW + MOMENT}, False),
        ("cancelled after contact", {"state": "cancelled", "contacted_at": NOW}, False),
    ],
)
def test_exempt(what, changes, exempt):
    assert counting.is_exempt(**{**EXEMPT, **changes}) is exempt


def test_the_limit_itself_is_in_time():
    assert counting.is_contacted_in_time(LIMIT, LIMIT)
    assert not counting.is_contacted_in_time(LIMIT + MOMENT, LIMIT)
    assert not counting.is_contacted_in_time(None, LIMIT)
    assert counting.is_contacted_in_time(NOW, None)


@pytest.mark.parametrize(
    "what, changes, expected",
    [
        ("at the limit", {}, True),
        ("after it", {"submitted_at": LIMIT + MOMENT}, False),
        ("after it, excused", {"submitted_at": LIMIT + MOMENT, "is_excused": True}, None),
        ("in time, though excused", {"is_excused": True}, True),
        ("cancelled", {"state": "cancelled"}, None),
        ("without a clock", {"close_due_at": None}, None),
    ],
)
def test_in_time(what, changes, expected):
    given_ = {"state": "approved", "submitted_at": LIMIT, "close_due_at": LIMIT, "is_excused": False}
    assert counting.is_in_time(**{**given_, **changes}) is expected


def test_groups_and_minutes():
    assert (counting.group_of("util.sewer"), counting.group_of(None)) == ("util", None)
    assert counting.minutes(NOW, NOW + timedelta(seconds=119)) == 1
    assert counting.minutes(NOW, NOW - timedelta(days=1)) == 0
    assert counting.minutes(NOW, None) is None

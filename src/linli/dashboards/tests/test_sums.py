"""The sums kept by day and month: whatever is stored, moved or taken away, they give what counting the rows gives."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.dashboards import queries
from linli.dashboards.actions import shift
from linli.dashboards.models import CaseFigure, DaySum, OrderFigure
from linli.dashboards.queries import details, sums, tables
from linli.dashboards.rules.measuring import SUMS
from linli.dashboards.rules.periods import Period
from linli.dashboards.tests.factories import (
    COMMUNITY,
    DISTRICT,
    GRID,
    MARCH,
    SINCE,
    STREETS,
    UNIT,
    UNTIL,
    case,
    clear,
    order,
    store,
)
from linli.dashboards.words import By, Step
from linli.kernel.ids import new_id
from linli.kernel.tests.calendars import local

pytestmark = pytest.mark.django_db

AREAS = st.sampled_from([DISTRICT, *STREETS, COMMUNITY, GRID])
MOMENTS = st.integers(-3000, 3000).map(lambda hours: SINCE + timedelta(hours=hours, minutes=hours % 60))
MAYBE = MOMENTS | st.none()
CASES = st.builds(
    lambda area, at, more: case(area=area, at=at, **more), AREAS, MOMENTS,
    st.fixed_dictionaries({
        "closed_at": MAYBE, "ended_at": MAYBE, "responded_at": MAYBE, "close_due_at": MAYBE,
        "solved": st.sampled_from(["solved", "partly", None]), "is_hazard": st.booleans(),
        "response_min": st.integers(0, 30_000), "response_working_min": st.integers(0, 2_000),
        "answer_min": st.integers(0, 90_000), "closed_level": st.sampled_from([1, 3, None]),
        "is_withdrawn": st.booleans(), "is_spot_checked": st.booleans(), "hops": st.integers(0, 3),
        "repeats_id": st.sampled_from([None, UNIT]), "unit_id": st.sampled_from([None, UNIT]),
        "outcome": st.sampled_from([None, "solved", "partly"]), "category": st.sampled_from([None, "a.b", "c.d"]),
    }),
)  # fmt: skip
ORDERS = st.builds(
    order, area=AREAS, ended_at=MAYBE, role=st.sampled_from(["lead", "co"]), is_exempt=st.booleans(),
    state=st.sampled_from(["approved", "bounced"]), arrival=st.sampled_from([None, "on_site"]),
)  # fmt: skip


def whole_of(case_row: CaseFigure) -> CaseFigure:
    """Make what the rooms guarantee true: a duration is known when its moment is."""
    if case_row.responded_at is None:
        case_row.response_min = case_row.response_working_min = None
    if case_row.closed_at is None:
        case_row.answer_min = None
    return case_row


def assert_same(period: Period) -> None:
    """Every table that the sums hold is the table counted from the rows."""
    for by, area in (
        (None, DISTRICT), (None, STREETS[0]), (None, COMMUNITY), (By.STREET, DISTRICT), (By.COMMUNITY, DISTRICT),
        (By.COMMUNITY, STREETS[0]), (By.UNIT, DISTRICT),
    ):  # fmt: skip
        assert sums.holds(by, area)
        found = tables._table(by, area, period, None, False)
        counted = tables.counted(by, area, period)
        assert found.whole == counted.whole
        assert {key: [getattr(row, name) for name in SUMS] for key, row in found.rows.items()} == {
            key: [getattr(row, name) for name in SUMS] for key, row in counted.rows.items()
        }
    assert queries.kinds(DISTRICT, period) == details.counted_kinds(DISTRICT, period)
    days = queries.volumes(DISTRICT, period, Step.DAY)
    assert sum(number for _, number in days) == queries.figures(DISTRICT, period).registered


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CASES.map(whole_of), max_size=12), st.lists(ORDERS, max_size=6), MOMENTS, MOMENTS)
def test_sums_and_rows_give_the_same(cases, orders, one, other):
    clear()
    store(*cases, *orders)
    assert_same(Period(min(one, other), max(one, other) + timedelta(minutes=1)))
    if cases:  # one changes as the follower changes it, one is no longer
        moved = cases[0]
        shift([moved.id], -1)
        moved.area_path, moved.category, moved.closed_at = STREETS[1], "x.y", None
        moved.answer_min = None
        moved.save()
        shift([moved.id], 1)
        shift([cases[-1].id], -1)
        cases[-1].delete()
        assert_same(Period(min(one, other), max(one, other) + timedelta(minutes=1)))
    ids = {*CaseFigure.objects.values_list("id", flat=True), *OrderFigure.objects.values_list("appeal_id", flat=True)}
    shift(ids, -1)
    assert not any(any(row) for row in DaySum.objects.values_list(*SUMS))


@pytest.mark.parametrize(
    "what, since, until",
    [
        ("whole months", "2026-01-01 00:00", "2026-03-01 00:00"),
        ("from the middle of a day", "2026-02-10 13:00", "2026-03-09 13:00"),
        ("within a day", "2026-03-05 08:00", "2026-03-05 20:00"),
        ("over midnight", "2026-03-05 20:00", "2026-03-06 04:00"),
        ("within a month", "2026-03-05 00:00", "2026-03-20 01:00"),
        ("the last moment of a month", "2026-02-28 23:59", "2026-03-01 00:01"),
        ("a year", "2025-03-20 00:00", "2026-03-20 10:00"),
    ],
)
def test_periods_are_cut_without_gap_or_overlap(what, since, until):
    hours = [local("2025-12-31 00:30") + timedelta(hours=hour) for hour in range(0, 24 * 90, 3)]
    store(*(case(at=at, closed=True, answer_min=number) for number, at in enumerate(hours)))
    assert_same(Period(local(since), local(until)))


def test_medians_of_wide_bins_are_exact():
    for number, minutes in enumerate((1201, 1207, 1299, 1300, 5)):
        at = SINCE + timedelta(hours=number)
        store(case(at=at, responded_at=at, response_min=minutes, response_working_min=minutes * 3))
    found = queries.figures(DISTRICT, MARCH)
    assert (found.response_median, found.response_working_median) == (1207, 3621)
    store(case(at=SINCE, responded_at=SINCE, response_min=1208, response_working_min=9999))
    found = queries.figures(DISTRICT, MARCH)
    assert (found.response_median, found.response_working_median) == (1208, 3759)  # (1207+1208)/2, (3621+3897)/2


def test_single_rows_have_medians_only_when_asked(django_assert_max_num_queries):
    store(case(at=SINCE, responded_at=SINCE, response_min=7, response_working_min=7))
    with django_assert_max_num_queries(3):
        plain = queries.by_street(DISTRICT, MARCH).rows[STREETS[0]]
    full = queries.table(By.STREET, DISTRICT, MARCH, with_medians=True).rows[STREETS[0]]
    assert (plain.response_median, full.response_median) == (None, 7)


def test_rates_of_a_small_world():
    """Eight reports, three of them repeats; four closed, one of them supervised; three withdrawn, one checked."""
    end = SINCE + timedelta(days=2)
    withdrawn = {"ended_at": end, "state": "withdrawn", "is_withdrawn": True}
    first = case(closed=True, supervise_count=2)
    store(
        first,
        case(closed=True, repeats_id=first.id, outcome="by_party"),
        case(closed=True, repeats_id=first.id, outcome="partly"),
        case(closed=True, outcome="not_solvable_explained"),
        case(repeats_id=first.id, supervise_count=1),
        case(**withdrawn, is_spot_checked=True),
        case(**withdrawn),
        case(**withdrawn | {"state": "archived"}),
        case(at=SINCE - timedelta(days=9), repeats_id=new_id(), ended_at=UNTIL, is_withdrawn=True),
    )
    found = queries.figures(DISTRICT, MARCH)
    assert (found.registered, found.repeated, found.closed, found.supervised) == (8, 3, 4, 1)
    assert (found.withdrawn, found.spot_checked, found.settled) == (3, 1, 2)

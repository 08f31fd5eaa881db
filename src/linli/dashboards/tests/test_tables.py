"""The figures as they come out of the tables: the printed example, the base sets, the same number at all levels."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.dashboards import queries
from linli.dashboards.rules import Weights
from linli.dashboards.rules.measuring import SUMS, Tally, measure
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

pytestmark = pytest.mark.django_db
MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def numbers(tally: Tally, weights: Weights | None = None) -> dict[str, int | None]:
    return {code: value.number for code, value in measure(tally, weights or Weights()).items()}


def test_the_printed_example_through_the_tables():
    """Domain-spec §10.3: 50 dispatched, 2 exempt, 45 in time; 40 valid."""
    store(*(order() for _ in range(45)), *(order(is_contacted_in_time=False) for _ in range(3)))
    store(*(order(is_exempt=True, is_contacted_in_time=False) for _ in range(2)))
    solved = ["solved"] * 30 + ["partly"] * 4 + ["unsolved"] * 6
    satisfied = ["satisfied"] * 28 + ["basically"] * 6 + ["dissatisfied"] * 6
    store(*(case(closed=True, solved=a, satisfied=b) for a, b in zip(solved, satisfied, strict=True)))
    store(*(case(closed=True) for _ in range(3)))
    found = queries.figures(DISTRICT, MARCH)
    assert (found.dispatched, found.exempt, found.contacted, found.valid) == (50, 2, 45, 40)
    rates = numbers(found)
    assert rates["response_rate"] == 9375
    assert rates["resolution_rate"] == 7500
    assert rates["satisfaction_rate"] == 8500
    assert rates["composite"] == 8275
    assert numbers(found, Weights(partly=50))["resolution_rate"] == 8000
    assert rates["revisit_rate"] == 9302


def test_nothing_is_no_data(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = queries.figures(DISTRICT, MARCH)
    assert found == Tally()
    assert {code for code, number in numbers(found).items() if number is not None} == {
        "volume", "open", "overdue", "closed", "settled",
    }  # fmt: skip


@pytest.mark.parametrize(
    "what, at, counted",
    [
        ("the first moment", SINCE, 1),
        ("just before", SINCE - MOMENT, 0),
        ("the last moment", UNTIL - MOMENT, 1),
        ("the end is not in it", UNTIL, 0),
    ],
)
def test_the_period_is_half_open(what, at, counted):
    store(case(at=at), order(ended_at=at), case(at=at - timedelta(days=1), closed=True))
    found = queries.figures(DISTRICT, MARCH)
    assert (found.closed, found.dispatched) == (counted, counted)
    alone = queries.figures(DISTRICT, Period(at, at + MOMENT))
    assert (alone.registered, alone.closed, alone.ended) == (1, 1, 1)


@pytest.mark.parametrize(
    "what, rows, expected",
    [
        ("open at the end", [case()], {"registered": 1, "open": 1}),
        ("ended later is open at the end", [case(ended_at=UNTIL)], {"registered": 1, "open": 1}),
        ("ended before the end is not", [case(ended_at=UNTIL - HOUR, state="refused")], {"registered": 1}),
        ("from long ago", [case(at=SINCE - timedelta(days=90))], {"open": 1}),
        ("overdue", [case(close_due_at=UNTIL - HOUR)], {"registered": 1, "open": 1, "overdue": 1}),
        ("due at the end is not overdue", [case(close_due_at=UNTIL)], {"registered": 1, "open": 1}),
        ("found by the town", [case(is_found=True)], {"registered": 1, "open": 1, "found_first": 1}),
        ("an overdue hazard", [case(is_hazard=True, close_due_at=SINCE)],
            {"registered": 1, "open": 1, "overdue": 1, "hazards_late": 1}),
        ("an open hazard in time", [case(is_hazard=True, close_due_at=UNTIL)], {"registered": 1, "open": 1}),
        ("a bounced order", [order(state="bounced", is_bounce_asked=True, is_in_time=None)],
            {"ended": 1, "bounce_asked": 1}),
        ("a refused bounce", [order(is_bounce_asked=True)],
            {"ended": 1, "dispatched": 1, "contacted": 1, "timed": 1, "on_time": 1, "bounce_asked": 1,
             "bounce_refused": 1}),
        ("an open order", [order(ended_at=None)], {}),
        ("an assisting unit that came", [order(role="co", arrival="on_site", is_in_time=None)],
            {"called": 1, "arrived": 1}),
        ("one that did not", [order(role="co", arrival="no_show", is_in_time=None)], {"called": 1}),
    ],
)  # fmt: skip
def test_base_sets(what, rows, expected):
    store(*rows)
    assert queries.figures(DISTRICT, MARCH) == Tally(**expected)


def test_a_closed_dispute_and_a_hazard_handled_together():
    store(case(closed=True, group="dispute", solved="solved", units_count=2, is_hazard=True, suspend_count=1))
    found = queries.figures(DISTRICT, MARCH)
    rates = numbers(found)
    for code in ("dispute_rate", "forces_cooperate", "hazards_handled", "services_land", "four_stages_rate"):
        assert rates[code] == 10_000, code
    assert (found.level_2, found.suspended, rates["closing_rate"], rates["hops_median"]) == (1, 1, 10_000, 1)


def test_times_are_means_and_medians():
    for minutes, working in ((10, 5), (20, 6), (61, 7), (100, 50)):
        store(case(responded_at=SINCE, response_min=minutes, response_working_min=working))
    rates = numbers(queries.figures(DISTRICT, MARCH))
    assert (rates["response_mean"], rates["response_median"]) == (48, 41)
    assert (rates["response_working_mean"], rates["response_working_median"]) == (17, 7)


def test_streets_communities_grids_and_units(django_assert_num_queries):
    store(case(), case(area=COMMUNITY), case(area=STREETS[1]), case(area=DISTRICT, unit_id=None), order())
    with django_assert_num_queries(1):
        found = queries.by_street(DISTRICT, MARCH)
    assert {path: tally.registered for path, tally in found.rows.items()} == {STREETS[0]: 2, STREETS[1]: 1, DISTRICT: 1}
    with django_assert_num_queries(1):
        communities = queries.by_community(STREETS[0], MARCH)
    assert {path: tally.registered for path, tally in communities.rows.items()} == {COMMUNITY: 2}
    with django_assert_num_queries(1):
        grids = queries.by_grid(COMMUNITY, MARCH)
    assert {path: tally.registered for path, tally in grids.rows.items()} == {GRID: 1, COMMUNITY: 1}
    with django_assert_num_queries(1):
        units = queries.by_unit(DISTRICT, MARCH)
    assert {key: (tally.registered, tally.ended) for key, tally in units.rows.items()} == {
        str(UNIT): (3, 1),
        "": (1, 0),
    }
    assert queries.by_unit(DISTRICT, MARCH, units=[UNIT]).whole.registered == 3
    assert queries.figures(STREETS[0] + "9", MARCH) == Tally()


def test_volume_over_time_and_kinds(django_assert_num_queries):
    store(case(), case(mode=None, channel="phone_12345"), case(at=SINCE + timedelta(days=8), closed=True))
    with django_assert_num_queries(1):
        days = queries.volumes(DISTRICT, MARCH, Step.DAY)
    assert sum(number for _, number in days) == 3
    assert [(str(day), number) for day, number in days if number] == [("2026-03-01", 2), ("2026-03-09", 1)]
    weeks = queries.volumes(DISTRICT, MARCH, Step.WEEK)
    assert (str(weeks[0][0]), [number for _, number in weeks]) == ("2026-02-23", [2, 0, 1, 0, 0, 0])
    with django_assert_num_queries(1):
        kinds = queries.kinds(DISTRICT, MARCH)
    assert kinds.category == {"util.sewer": 3}
    assert kinds.channel == {"web": 2, "phone_12345": 1}
    assert kinds.mode == {"fast": 2}
    assert kinds.level == {"2": 1}
    assert kinds.state == {"in_progress": 2}


AREAS = st.sampled_from([DISTRICT, *STREETS, COMMUNITY, GRID, STREETS[1] + "/370203009001"])
MOMENTS = st.integers(-40, 40).map(lambda days: SINCE + timedelta(days=days, hours=5))
CASES = st.builds(
    case, area=AREAS, at=MOMENTS, closed=st.booleans(), solved=st.sampled_from(["solved", "partly", "unsolved", None]),
    satisfied=st.sampled_from(["satisfied", "basically", "dissatisfied", None]), is_hazard=st.booleans(),
    units_count=st.integers(0, 3), reopen_count=st.integers(0, 2),
)  # fmt: skip
ORDERS = st.builds(
    order, area=AREAS, ended_at=MOMENTS | st.none(), role=st.sampled_from(["lead", "part", "co"]),
    state=st.sampled_from(["approved", "bounced", "cancelled"]), is_exempt=st.booleans(),
    is_contacted_in_time=st.booleans(), is_in_time=st.sampled_from([True, False, None]),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CASES, max_size=25), st.lists(ORDERS, max_size=25))
def test_streets_sum_to_the_district_at_every_level(cases, orders):
    """The same number at community, street and district: what lies below, summed, is the whole (S-108)."""
    clear()
    store(*cases, *orders)
    alone = queries.figures(DISTRICT, MARCH)
    for by in By:
        found = queries.table(by, DISTRICT, MARCH)
        assert found.whole == alone
        summed = reduce(Tally.__add__, found.rows.values(), Tally())
        assert [getattr(summed, name) for name in SUMS] == [getattr(alone, name) for name in SUMS]
    for street, tally in queries.table(By.STREET, DISTRICT, MARCH, with_medians=True).rows.items():
        if street != DISTRICT:
            assert queries.figures(street, MARCH) == tally

"""Which buildings today, in which order; what a notice needs."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.fieldwork.rules import planning, routing, saying
from linli.fieldwork.rules.planning import Interval, Point
from linli.kernel.errors import Invalid

TODAY = date(2026, 3, 16)
WEEK = Interval(every_days=7, most_points=3)


def one(number: int, ago: int | None, *, must: bool = False) -> Point:
    return Point(UUID(int=number), None if ago is None else TODAY - timedelta(days=ago), must)


@pytest.mark.parametrize("what, points, chosen", [
    ("never checked comes first", [one(1, 8), one(2, None)], [2]),
    ("checked six days ago is not due", [one(1, 6)], []),
    ("seven days ago is due", [one(1, 7)], [1]),
    ("what must be is there whenever it was checked", [one(1, 1, must=True), one(2, 9)], [1, 2]),
    ("a seventh of the buildings a day", [one(n, 10 + n) for n in range(1, 15)], [14, 13]),
    ("never more than the most", [one(n, 100 + n) for n in range(1, 43)], [42, 41, 40]),
])  # fmt: skip
def test_todays_round(what: str, points: list[Point], chosen: list[int]) -> None:
    assert [found.int for found in planning.todays(points, today=TODAY, standard=WEEK)] == chosen


def test_everybody_comes_up_within_the_interval() -> None:
    last: dict[int, date] = {}
    standard = Interval(every_days=7, most_points=50)
    for day in range(21):
        today = TODAY + timedelta(days=day)
        points = [Point(UUID(int=n), last.get(n)) for n in range(1, 31)]
        for found in planning.todays(points, today=today, standard=standard):
            last[found.int] = today
    assert len(last) == 30
    assert min(last.values()) >= TODAY + timedelta(days=21 - 7)


@pytest.mark.parametrize("days, fits", [(0, False), (1, True), (60, True), (61, False)])
def test_the_day_of_a_notice(days: int, fits: bool) -> None:
    if fits:
        assert planning.check_due(TODAY + timedelta(days=days), today=TODAY) == days
        return
    with pytest.raises(Invalid):
        planning.check_due(TODAY + timedelta(days=days), today=TODAY)


@pytest.mark.parametrize("days, is_complied, fits", [(-1, True, True), (-1, False, False), (0, False, True)])
def test_when_a_notice_is_rechecked(days: int, is_complied: bool, fits: bool) -> None:
    today = TODAY + timedelta(days=days)
    if fits:
        planning.check_recheck(due_on=TODAY, today=today, is_complied=is_complied)
        return
    with pytest.raises(planning.TooEarly):
        planning.check_recheck(due_on=TODAY, today=today, is_complied=is_complied)


SPOTS = st.lists(
    st.tuples(st.integers(120_300_000, 120_420_000), st.integers(36_060_000, 36_120_000)), max_size=7, unique=True
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(SPOTS)
def test_every_place_once_and_never_longer_than_as_given(spots: list[routing.Spot]) -> None:
    order = routing.ordered(spots)
    assert sorted(order) == list(range(len(spots)))
    assert routing.ordered(spots) == order
    if spots:
        begin = min(spots)
        nearest = routing._nearest(spots, begin)
        assert routing.length(spots, order, begin) <= routing.length(spots, nearest, begin)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(SPOTS)
def test_no_turn_makes_the_way_shorter(spots: list[routing.Spot]) -> None:
    if not spots:
        return
    begin, order = min(spots), list(routing.ordered(spots))
    best = routing.length(spots, order, begin)
    for first in range(len(order)):
        for last in range(first + 1, len(order)):
            turned = order[:first] + order[first : last + 1][::-1] + order[last + 1 :]
            assert routing.length(spots, turned, begin) >= best


def test_a_street_is_walked_from_one_end_to_the_other() -> None:
    street = [(120_370_000 + at * 1000, 36_080_000) for at in (3, 0, 4, 1, 2)]
    assert routing.ordered(street) == (1, 3, 4, 0, 2)
    assert routing.ordered(street, (120_375_000, 36_080_000)) == (2, 0, 4, 3, 1)


def test_a_kilometre_is_a_kilometre() -> None:
    assert routing.metres((120_370_000, 36_080_000), (120_370_000, 36_089_000)) == 1001
    assert routing.metres((120_370_000, 36_080_000), (120_381_127, 36_080_000)) == 1000


def test_what_is_kept_covers_numbers_and_keeps_doors() -> None:
    kept = saying.body_of("三楼 301 门口堆物，王阿姨电话 13900000001")
    assert "13900000001" not in kept
    assert "301" in kept
    assert saying.covered(kept) == kept
    with pytest.raises(Invalid):
        saying.body_of(" ")

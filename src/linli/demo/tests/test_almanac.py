"""The shares of the year (domain-spec §18.7), the seasons and the hours, counted on a plan of many entries."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

import pytest

from linli.demo import almanac, episodes
from linli.demo.almanac import AT_STATION, OWN_PER_MILLE, PER_MILLE, SHOWN, STATION, Course, Entry
from linli.demo.texts import RAIN, SNOW, STORIES, SUMMER, WINTER

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
MANY = 8000


def plan(count: int = MANY, seed: int = 1) -> list[Entry]:
    ago = NOW - timedelta(hours=1)
    return almanac.entries(count, now=NOW, zone=ZONE, since=lambda one: ago, seed=seed)


@pytest.fixture(scope="module")
def year() -> list[Entry]:
    return list(almanac.each(plan()))


def drawn(year: list[Entry], course: Course) -> int:
    """How many of the year went this way by the dice alone."""
    return sum(one.course is course for one in year) - sum(one.course is course for one in SHOWN)


def test_the_printed_shares():
    assert PER_MILLE == {
        Course.DUPLICATE: 40,
        Course.SPLIT: 60,
        Course.JOINT: 50,
        Course.TOP: 5,
        Course.BOUNCED: 30,
        Course.REOPENED: 40,
        Course.SUSPENDED: 10,
        Course.REDIRECTED: 20,
    }


@pytest.mark.parametrize("course", list(PER_MILLE | OWN_PER_MILLE))
def test_a_course_has_its_share(year, course):
    number, share = MANY - len(SHOWN) - AT_STATION, (PER_MILLE | OWN_PER_MILLE)[course] / 1000
    tolerance = 3.3 * sqrt(number * share * (1 - share))
    assert abs(drawn(year, course) - number * share) < tolerance


@pytest.mark.parametrize("count", [0, 10, 200, 2001])
def test_every_matter_is_counted_once(count):
    told = list(almanac.each(plan(count)))
    assert len(told) == count
    assert len({one.seed for one in told}) == count


def test_the_station_has_its_matters_and_no_other_world_too_small_for_them(year):
    assert sum(one.estate == STATION for one in year) == AT_STATION
    assert not any(one.estate == STATION for one in plan(90))


def test_a_duplicate_repeats_a_plain_matter_at_its_place(year):
    for master in year:
        for one in master.repeats:
            assert (master.course, one.course) == (Course.PLAIN, Course.DUPLICATE)
            assert (one.story, one.where) == (master.story, master.where)


@pytest.mark.parametrize(
    "months, stories",
    [(WINTER, {"util.heat"}), (RAIN, {"util.ponding"}), (SUMMER, {"street.bbq", "dog.unleashed"}),
     (SNOW, {"util.snow_ice"})],
)  # fmt: skip
def test_the_seasons(year, months, stories):
    found = Counter(one.at.astimezone(ZONE).month for one in year if one.story in stories)
    assert set(found) == months
    assert all(STORIES[story].months == months for story in stories)


def test_the_hours(year):
    hours = Counter(one.at.astimezone(ZONE).hour for one in year)
    assert sum(hours[hour] for hour in range(7, 19)) > 0.75 * MANY
    night = STORIES["noise.neighbour"].hours
    late = [one.at.astimezone(ZONE).hour in night for one in year if one.story == "noise.neighbour"]
    assert sum(late) / len(late) > 2 * sum(hours[hour] for hour in night) / MANY


def test_nothing_lies_in_the_future_or_beyond_a_year(year):
    assert all(NOW - timedelta(days=366) <= one.at < NOW for one in year)


def test_every_story_is_told(year):
    assert {one.story for one in year} >= set(STORIES)
    for course, names in episodes.NAMES.items():
        assert {one.story for one in year if one.course.value == course} >= set(names)


def test_the_same_plan_every_time():
    assert plan(300) == plan(300)
    assert plan(300) != plan(300, seed=2)

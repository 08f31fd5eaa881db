"""When things happen in the demo town and which way each one goes: pure, seeded. Source: domain-spec §18.7."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import Enum

from linli.demo import episodes
from linli.demo.texts import BOUNCING, STORIES, Story

DAYS = 365
LATELY, LAST_DAYS = 60, 60
"""So many more began within so many days: in a small world, too, the figures of a month rest on something."""
MOST_LATELY = 0.3
PEAK = 4
"""How much likelier a story is in its own hours."""
HOURS = (1, 1, 1, 1, 1, 2, 4, *(9,) * 12, 6, 5, 4, 2, 1)
"""Weight of each hour of the day."""


class Course(Enum):
    """The way a matter goes; most go plainly."""

    PLAIN = "plain"
    DUPLICATE = "duplicate"
    SPLIT = "split"
    JOINT = "joint"
    TOP = "top"
    BOUNCED = "bounced"
    REOPENED = "reopened"
    SUSPENDED = "suspended"
    REDIRECTED = "redirected"
    EXPLAINED = "explained"


PER_MILLE = {
    Course.DUPLICATE: 40,
    Course.SPLIT: 60,
    Course.JOINT: 50,
    Course.TOP: 5,
    Course.BOUNCED: 30,
    Course.REOPENED: 40,
    Course.SUSPENDED: 10,
    Course.REDIRECTED: 20,
}
"""Of a thousand matters (domain-spec §18.7); the rest goes plainly."""
OWN_PER_MILLE = {Course.EXPLAINED: 50}
"""Our own, taken from what would go plainly: people who stay dissatisfied although no more can be done (T49). Without
them everybody would be satisfied at the end, which no district is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One matter to be told.

    `story` is a category for plain, bounced, suspended and reopened matters, else the name of an episode. `where` is
    a share of the list of buildings, `estate` (`HOME`) the home estate instead. The telling ends at the beat `until`
    or at the present; `pace` shortens every wait. `repeats` are the duplicates that come in meanwhile.
    """

    at: datetime
    course: Course
    story: str
    where: float
    seed: int
    until: str = ""
    estate: str = ""
    pace: float = 1.0
    is_natural: bool = False
    repeats: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A matter that stands open at one beat whatever the dice say, so that every kind of page can be seen.

    It began `minutes` of office time ago (natural minutes for a danger that does not wait), or so long ago that a
    term of `overdue_days` working days is over.
    """

    course: Course
    story: str
    until: str = ""
    minutes: int = 0
    is_natural: bool = False
    overdue_days: int = 0
    estate: str = ""


HOME, STATION = "home", "station"
"""In place of a name: the estate that has its own offices; the same, for what its small enforcement station solves."""
AT_STATION = 23
"""So many matters the small station has solved (S-103: 「累计解决群众诉求23件」)."""
STATION_STORIES = ("adv.illegal_small", "street.mobile_vendor", "street.ground_lock")
STATION_FROM = 100
"""A world of fewer matters has no room for the station's."""
SHOWN = (
    Shown(Course.TOP, "title", minutes=40 * 420),
    Shown(Course.PLAIN, "street.motor_parking", "accepted", overdue_days=6),
    Shown(Course.JOINT, "illegal_building", "arrived", minutes=3 * 420),
    Shown(Course.PLAIN, "noise.commercial", "in_progress", overdue_days=3),
    Shown(Course.SUSPENDED, "util.road_damage", "suspended", minutes=5 * 420),
    Shown(Course.TOP, "water", "top", minutes=4 * 420),
    Shown(Course.SPLIT, "courtyard", "one_part", minutes=260),
    Shown(Course.PLAIN, "house.leak", "in_progress", minutes=700),
    Shown(Course.PLAIN, "env.burning", "in_progress", minutes=1270, is_natural=True),
    Shown(Course.SUSPENDED, "util.streetlight", "suspend_asked", minutes=500),
    Shown(Course.JOINT, "gas_cylinder", "arrived", minutes=400),
    Shown(Course.REOPENED, "env.rubble", "reopened", minutes=640),
    Shown(Course.PLAIN, "cons.noise", "revisit", minutes=620),
    Shown(Course.PLAIN, "env.rubble", "feedback", minutes=420),
    Shown(Course.PLAIN, "street.ground_lock", "handled", minutes=360),
    Shown(Course.TOP, "title", "top_review", minutes=80),
    Shown(Course.SPLIT, "gate", "parts", minutes=75),
    Shown(Course.BOUNCED, "street.ground_lock", "bounce_review", minutes=60),
    Shown(Course.REDIRECTED, "leashes", "redirected", minutes=45),
    Shown(Course.JOINT, "passage", "whistled", minutes=40, is_natural=True),
    Shown(Course.PLAIN, "prop.service_quality", "in_progress", minutes=60, estate=HOME),
    Shown(Course.PLAIN, "util.sewer", "in_progress", minutes=40, estate=HOME),
    Shown(Course.PLAIN, "env.greenery_damage", "need_info", minutes=25),
    Shown(Course.PLAIN, "adv.illegal_small", "dispatched", minutes=15),
    Shown(Course.PLAIN, "noise.neighbour", "triaged", minutes=8),
    Shown(Course.PLAIN, "street.mobile_vendor", "received", minutes=3),
)
"""The burning stands on yellow: its day ends in three hours. Oldest first; the first one was brought to its end, for of
two hundred matters the dice give the leader one or none."""

Since = Callable[[Shown], datetime]
"""When a shown matter began: the working calendar answers."""


def entries(count: int, *, now: datetime, zone: tzinfo, since: Since, seed: int) -> list[Entry]:
    """Return the matters of a year, oldest first, `count` in all with the shown ones and the duplicates."""
    dice = random.Random(seed)
    shown = [_shown(one, since(one), dice) for one in SHOWN[: -count - 1 : -1]]
    station = _at_station(now, zone) if count >= STATION_FROM else []
    share = min(LATELY / max(count, 1), MOST_LATELY)
    drawn = [_drawn(dice, now, zone, share) for _ in range(count - len(shown) - len(station))]
    return sorted([*_joined(drawn, dice), *shown, *station], key=lambda entry: entry.at)


def _at_station(now: datetime, zone: tzinfo) -> list[Entry]:
    """Return what the small station solves: a matter every ninth day, each long at its end."""
    found = []
    for number in range(AT_STATION):
        day = (now - timedelta(days=30 + 9 * number)).astimezone(zone)
        at = day.replace(hour=9 + number % 7, minute=20, second=0, microsecond=0).astimezone(now.tzinfo)
        story = STATION_STORIES[number % len(STATION_STORIES)]
        found.append(Entry(at, Course.PLAIN, story, number / AT_STATION, 103_000 + number, estate=STATION))
    return found


def each(told: Sequence[Entry]) -> Iterator[Entry]:
    """Return every matter, the duplicates after the one they repeat."""
    for entry in told:
        yield entry
        yield from entry.repeats


def course_of(dice: random.Random) -> Course:
    """Return the way of one matter by the shares."""
    mark = dice.randrange(1000)
    for course, share in (PER_MILLE | OWN_PER_MILLE).items():
        if mark < share:
            return course
        mark -= share
    return Course.PLAIN


def weight(story: Story, local: datetime) -> int:
    """Return how likely a story is at a local moment: nothing out of season, more in its own hours."""
    if story.months and local.month not in story.months:
        return 0
    return story.weight * (PEAK if local.hour in story.hours else 1)


def _drawn(dice: random.Random, now: datetime, zone: tzinfo, lately: float) -> Entry:
    days = LAST_DAYS if dice.random() < lately else DAYS
    day = (now - timedelta(days=dice.random() * days)).astimezone(zone)
    hour = dice.choices(range(24), weights=HOURS)[0]
    local = day.replace(hour=hour, minute=dice.randint(0, 59), second=0, microsecond=0)
    local = min(local, now.astimezone(zone) - timedelta(minutes=3))
    course = course_of(dice)
    story = _story(course, local, dice)
    return Entry(local.astimezone(now.tzinfo), course, story, dice.random(), dice.getrandbits(32))


def _story(course: Course, local: datetime, dice: random.Random) -> str:
    episode = episodes.NAMES.get(course.value)
    if episode is not None:
        fit = [name for name in episode if not episodes.MONTHS.get(name) or local.month in episodes.MONTHS[name]]
        return dice.choice(fit)
    pool = BOUNCING if course is Course.BOUNCED else STORIES
    known = [(code, weight(STORIES[code], local)) for code in pool if _fits(course, STORIES[code])]
    return dice.choices([code for code, _ in known], weights=[number for _, number in known])[0]


def _fits(course: Course, story: Story) -> bool:
    """Say whether a story can go this way: what is answered at once is neither repeated nor reopened."""
    return course is Course.PLAIN or not story.is_answered


def _joined(drawn: Sequence[Entry], dice: random.Random) -> list[Entry]:
    """Give each duplicate to a plain matter that it repeats: same story, same building, a little later."""
    masters = [one for one in drawn if one.course is Course.PLAIN and not STORIES[one.story].is_answered]
    copies: dict[int, list[Entry]] = {}
    alone: list[Entry] = []
    for one in drawn:
        if one.course is not Course.DUPLICATE:
            continue
        if not masters:
            alone.append(replace(one, course=Course.PLAIN))
            continue
        master = dice.choice(masters)
        copies.setdefault(master.seed, []).append(replace(one, story=master.story, where=master.where, at=master.at))
    kept = [one for one in drawn if one.course is not Course.DUPLICATE]
    return [replace(one, repeats=tuple(copies.get(one.seed, ()))) for one in kept] + alone


def _shown(one: Shown, at: datetime, dice: random.Random) -> Entry:
    return Entry(
        at, one.course, one.story, dice.random(), dice.getrandbits(32), until=one.until, estate=one.estate,
        pace=0.25 if one.until else 1.0, is_natural=one.is_natural,
    )  # fmt: skip

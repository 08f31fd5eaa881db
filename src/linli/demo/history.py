"""A year of cases in the demo town, each deed through the real action on a simulated clock (domain-spec §18.7)."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from django.db import connections

from linli.appeals.actions import asking, diverting
from linli.demo import almanac, courses, telling
from linli.demo.almanac import Course, Entry, Shown
from linli.demo.cast import Town
from linli.demo.ground import Ground, Spot
from linli.demo.telling import Matter, Moment, Present, Teller
from linli.demo.texts import STORIES, Story
from linli.dispatch.actions import issuing
from linli.kernel.clocks import Clock, Term
from linli.kernel.errors import DomainError
from linli.standards import queries as standards

Report = Callable[[str], None]
MANY = 1000
SEED = 20261121
HOUR = timedelta(hours=1)
LONGEST = 16 * 7 * 24 * 60
"""How many minutes back a shown matter may have begun."""


def tell(town: Town, ground: Ground, *, count: int, now: datetime, report: Report) -> None:
    """Let `count` cases happen over the last twelve months; a large world is told by two processes at once."""
    zone = standards.calendar(now).zone
    planned = almanac.entries(count, now=now, zone=zone, since=lambda one: since(one, now), seed=SEED)
    if count < MANY:
        return _tell(town, ground, planned, now=now, report=report)
    report(f"约需 {count * 2 // 1000} 分钟 / about {count * 2 // 1000} minutes")
    connections.close_all()
    fork = get_context("fork")
    tellers = [
        fork.Process(target=_tell, args=(town, ground, planned[index::2]), kwargs=_share(index, now, report))
        for index in range(2)
    ]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    if any(teller.exitcode for teller in tellers):
        raise RuntimeError("a teller of the history failed; see above")


def _share(index: int, now: datetime, report: Report) -> dict[str, Any]:
    return {"now": now, "report": report if index == 0 else _silent}


def _silent(words: str) -> None:
    """Say nothing: one process reports for both."""


def since(one: Shown, now: datetime) -> datetime:
    """Return when a shown matter began: so much time ago, or when a term of so many working days is over now."""
    if one.overdue_days:
        calendar, term = standards.calendar(now), Term(Clock.WORKING_DAYS, one.overdue_days)
        starts = (now - hours * HOUR for hours in range(1, LONGEST // 60))
        # The clock starts when somebody has triaged it: within an office hour.
        return next(at for at in starts if calendar.due(calendar.due(at, Term(Clock.WORKING, 60)), term) < now)
    return now - timedelta(minutes=one.minutes) if one.is_natural else _worked_before(now, one.minutes)


def _worked_before(now: datetime, minutes: int) -> datetime:
    """Return the last whole minute since when `minutes` of office time have passed."""
    calendar = standards.calendar(now)
    ago = bisect_left(
        range(LONGEST),
        minutes,
        key=lambda ago: calendar.elapsed(Clock.WORKING, now - timedelta(minutes=ago), now),
    )
    return now - timedelta(minutes=ago)


def _tell(town: Town, ground: Ground, planned: Sequence[Entry], *, now: datetime, report: Report) -> None:
    teller = Teller(town, random.Random(SEED), now)
    count, told = len(list(almanac.each(planned))), 0
    for entry in planned:
        before, told = told, told + 1 + len(entry.repeats)
        _case(teller, ground, entry)
        if told // 50 > before // 50 or told == count:
            report(f"诉求 {told}/{count} / cases")


def _case(teller: Teller, ground: Ground, entry: Entry) -> None:
    teller.dice = random.Random(entry.seed)
    matter = Matter(
        entry, _spot(ground, entry), Moment(entry.at, teller.now, entry.until, entry.pace, entry.is_natural)
    )
    waiting = list(entry.repeats)
    try:
        _live(teller, matter, waiting)
    except Present:
        pass
    except (DomainError, LookupError) as refusal:
        words = f"the history broke a rule in {entry.course.value} {entry.story}: {refusal!r}"
        raise RuntimeError(words) from refusal
    for one in waiting:
        _alone(teller, matter, one)


def _spot(ground: Ground, entry: Entry) -> Spot:
    named = [spot for spot in ground.spots if spot.estate == ground.home_name] if entry.estate else []
    among = named or ground.spots
    return among[int(entry.where * len(among))]


def _live(teller: Teller, matter: Matter, waiting: list[Entry]) -> None:
    episodes = {
        Course.SPLIT: courses.split,
        Course.JOINT: courses.joint,
        Course.TOP: courses.top,
        Course.REDIRECTED: courses.redirect,
    }
    told = episodes.get(matter.entry.course)
    if told is not None:
        return told(teller, matter)
    story = STORIES[matter.entry.story]
    telling.report(teller, matter, teller.dice.choice(story.says), kind=story.kind, channel=story.channel)
    if matter.moment.until == "need_info":
        return _ask(teller, matter)
    if story.is_answered:
        return _answer(teller, matter, story)
    telling.triage(teller, matter, matter.entry.story)
    order_id = telling.send(teller, matter, telling.known_routes(teller, matter)[0])
    return _handle(teller, matter, order_id, story, waiting)


def _handle(teller: Teller, matter: Matter, order_id: UUID, story: Story, waiting: list[Entry]) -> None:
    course = matter.entry.course
    if course is Course.BOUNCED:
        order_id = courses.bounce(teller, matter, order_id)
    if course is Course.SUSPENDED:
        courses.suspend(teller, matter, order_id)
    telling.take(teller, matter, order_id)
    while waiting:
        _repeat(teller, matter, waiting.pop(0), story)
    is_bad = course is Course.REOPENED
    telling.handle(teller, matter, order_id, story.does, story.answers)
    if course is Course.EXPLAINED:
        return telling.explained(teller, matter)
    if telling.rated(teller, matter, is_bad=is_bad):
        return
    matter.moment.beat("reopened")
    matter.moment.wait(teller.dice.randint(10, 60))
    again = issuing.dispatch_again(actor=teller.actor("street"), appeal_id=matter.id, now=matter.moment.at)
    telling.handle(teller, matter, again, story.does, story.answers)
    telling.rated(teller, matter)


def _repeat(teller: Teller, master: Matter, entry: Entry, story: Story) -> None:
    """Tell a duplicate; the master's clock has meanwhile gone on as far."""
    moment = Moment(master.moment.wait(teller.dice.randint(5, 90)), teller.now)
    matter = Matter(entry, master.spot, moment)
    courses.repeat(teller, master, matter, story)
    master.moment.at = moment.at


def _alone(teller: Teller, master: Matter, entry: Entry) -> None:
    """Register a duplicate whose time has not come: it is new on the desk, beside its likely master."""
    story = STORIES[entry.story]
    moment = Moment(teller.now - timedelta(minutes=teller.dice.randint(2, 9)), teller.now, "received")
    with suppress(Present):
        telling.report(teller, Matter(entry, master.spot, moment), teller.dice.choice(story.says), kind=story.kind)


def _ask(teller: Teller, matter: Matter) -> None:
    matter.moment.wait(teller.dice.randint(4, 18))
    question = "请补充：具体在几号楼哪一侧？什么时候看到的？"
    asking.ask_info(actor=teller.actor("agent"), appeal_id=matter.id, question=question, now=matter.moment.at)


def _answer(teller: Teller, matter: Matter, story: Story) -> None:
    matter.moment.wait(teller.dice.randint(4, 18))
    diverting.answer_now(
        actor=teller.actor("agent"), appeal_id=matter.id, reply=story.answers[0], knowledge="demo", now=matter.moment.at
    )

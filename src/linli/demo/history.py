"""A year of cases in the demo town, each deed through the real action on a simulated clock (domain-spec §18.7)."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from django.db import connections
from PIL import Image, ImageDraw

from linli.appeals.actions import diverting, files, merging, rating, registering, revisiting, triaging
from linli.appeals.actions.placing import Place
from linli.appeals.actions.triaging import Triage
from linli.appeals.queries import detail, nearby
from linli.appeals.words import AttachmentUse, Channel, Mode, Outcome, Satisfied, Solved, State, Urgency
from linli.demo.cast import Town
from linli.demo.ground import Ground, Spot
from linli.demo.texts import GIVEN, GRUMBLES, NAMES, STORIES, THANKS, Story
from linli.dispatch.actions import bouncing, issuing, results, taking
from linli.dispatch.queries import orders, routes
from linli.dispatch.rules.routing import Route
from linli.dispatch.words import ContactMeans, Decision
from linli.grid.words import Crs
from linli.kernel.actor import Actor
from linli.kernel.clocks import Clock, Term
from linli.kernel.errors import DomainError
from linli.people import queries as people
from linli.people.rules import resident_actor
from linli.standards import queries as standards

Report = Callable[[str], None]
DAYS = 365
LATELY = 0.125
MANY = 2000
SEED = 20261121
MODES = {"instant": Mode.INSTANT, "fast": Mode.FAST}
CHANNELS = (Channel.WEB,) * 5 + (Channel.PHONE_12345,) * 3 + (Channel.GRID_PATROL,) * 2 + (Channel.WINDOW_DAY,)
STAGES = ("received", "triaged", "dispatched", "accepted", "contacted", "submitted", "answered")


@dataclass(slots=True)
class Teller:
    """Who acts in the history, and the dice."""

    town: Town
    dice: random.Random
    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        """Return the Actor of an account of the cast."""
        if login not in self.actors:
            self.actors[login] = people.actor_for(self.town.accounts[login], now=self.now)
        return self.actors[login]

    def handler(self, unit: UUID) -> Actor:
        """Return whoever of the cast acts for `unit`."""
        for login in ("unit", "utility", "property", "branch", "community", "grid"):
            if unit in self.actor(login).units:
                return self.actor(login)
        raise LookupError(unit)

    def dispatcher(self, level: int) -> Actor:
        """Return the dispatcher whose layer reaches a unit of `level`."""
        return self.actor({1: "community", 2: "community", 3: "street"}.get(level, "district"))


@dataclass(slots=True)
class Moment:
    """The simulated clock of one case; it never passes the real now."""

    at: datetime
    limit: datetime

    def work(self, minutes: int) -> datetime:
        """Let `minutes` of office time pass."""
        calendar = standards.calendar(self.at)
        self.at = calendar.due(self.at, Term(Clock.WORKING, max(1, minutes)))
        return self.at

    def pass_by(self, minutes: int) -> datetime:
        """Let natural minutes pass."""
        self.at += timedelta(minutes=minutes)
        return self.at

    @property
    def is_over(self) -> bool:
        """Say whether the story has reached the present."""
        return self.at >= self.limit


class Present(Exception):
    """The story has reached the present; the case stays as it is."""


def tell(town: Town, ground: Ground, *, count: int, now: datetime, report: Report) -> None:
    """Let `count` cases happen over the last twelve months; a large world is told by two processes at once."""
    if count < MANY:
        return _tell(town, ground, count=count, now=now, report=report, seed=SEED)
    report(f"约需 {count * 2 // 1000} 分钟 / about {count * 2 // 1000} minutes")
    connections.close_all()
    halves = [count // 2, count - count // 2]
    fork = get_context("fork")
    tellers = [
        fork.Process(target=_tell, args=(town, ground), kwargs=_share(half, index, now, report))
        for index, half in enumerate(halves)
    ]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    if any(teller.exitcode for teller in tellers):
        raise RuntimeError("a teller of the history failed; see above")


def _share(count: int, index: int, now: datetime, report: Report) -> dict[str, Any]:
    return {"count": count, "now": now, "report": report if index == 0 else _silent, "seed": SEED + index}


def _silent(words: str) -> None:
    """Say nothing: one process reports for both."""


def _tell(town: Town, ground: Ground, *, count: int, now: datetime, report: Report, seed: int) -> None:
    teller = Teller(town, random.Random(seed), now)
    for index, age in enumerate(_ages(teller.dice, count), start=1):
        _case(teller, ground.spots, now - age)
        if index % 50 == 0 or index == count:
            report(f"诉求 {index}/{count} / cases")


def _ages(dice: random.Random, count: int) -> list[timedelta]:
    """Return how long ago each case began, oldest first; one in eight within three days, so that desks have work."""
    days = [dice.random() * (3 if dice.random() < LATELY else DAYS) for _ in range(count)]
    return [timedelta(days=age) for age in sorted(days, reverse=True)]


def _case(teller: Teller, spots: Sequence[Spot], began: datetime) -> None:
    calendar = standards.calendar(began)
    local = began.astimezone(calendar.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    hour = teller.dice.choices(range(24), weights=(1, 1, 1, 1, 1, 2, 4, *(9,) * 12, 6, 5, 4, 2, 1))[0]
    at = min(local + timedelta(hours=hour, minutes=teller.dice.randint(0, 59)), teller.now - timedelta(minutes=3))
    category, story = _story(teller.dice, at)
    moment = Moment(at, teller.now)
    try:
        _live(teller, teller.dice.choice(spots), category, story, moment)
    except Present:
        pass
    except (DomainError, LookupError) as refusal:
        raise RuntimeError(f"the history broke a rule in {category}: {refusal}") from refusal


def _story(dice: random.Random, at: datetime) -> tuple[str, Story]:
    month = at.month
    open_now = [(code, story) for code, story in STORIES.items() if not story.months or month in story.months]
    return dice.choices(open_now, weights=[story.weight for _, story in open_now])[0]


def _live(teller: Teller, spot: Spot, category: str, story: Story, moment: Moment) -> None:
    appeal_id, holder = _report(teller, spot, story, moment)
    _wait(moment, teller.dice.randint(4, 18))
    leaf = standards.category(category, moment.at)
    heard = Urgency(detail.load(appeal_id).urgency)
    urgency, mode = min(Urgency(leaf.urgency), heard, key=lambda one: one.rank), MODES.get(leaf.mode, Mode.FAST)
    if leaf.mode == "answer":
        return _answer(teller, appeal_id, story, moment)
    decided = Triage(category=category, urgency=urgency, mode=mode)
    triaging.triage(actor=teller.actor("agent"), appeal_id=appeal_id, decided=decided, now=moment.at)
    if teller.dice.random() < 0.04 and _merged(teller, appeal_id, moment):
        return None
    _wait(moment, teller.dice.randint(2, 15))
    order_id = _send(teller, appeal_id, moment)
    for round_ in range(3):
        _handle(teller, order_id, story, moment, is_hurried=urgency is not Urgency.NORMAL)
        if _rated(teller, appeal_id, holder, moment, is_first=round_ == 0):
            return None
        _wait(moment, teller.dice.randint(10, 60))
        order_id = issuing.dispatch_again(
            actor=teller.actor("district" if round_ else "street"), appeal_id=appeal_id, now=moment.at
        )
    return None


def _wait(moment: Moment, minutes: int) -> None:
    moment.work(minutes)
    if moment.is_over:
        raise Present


def _report(teller: Teller, spot: Spot, story: Story, moment: Moment) -> tuple[UUID, Actor]:
    dice = teller.dice
    place = f"{spot.estate}{spot.number}"
    channel = story.channel or dice.choice(CHANNELS)
    is_patrol = channel is Channel.GRID_PATROL
    reporter = None
    if not is_patrol and dice.random() < 0.9:
        name = dice.choice(NAMES) + dice.choice(GIVEN)
        reporter = registering.Reporter(name, f"1390000{dice.randint(1000, 9999)}")
    actor = resident_actor(frozenset())
    if is_patrol or channel is not Channel.WEB:
        actor = teller.actor("agent")
    new = registering.NewAppeal(
        text=dice.choice(story.says).format(place=place),
        channel=channel,
        kind=story.kind,
        reporter=reporter,
        place=Place(lon=spot.lon, lat=spot.lat, crs=Crs.CGCS2000.value, address=place),
        publish_consent=dice.random() < 0.5,
    )
    receipt = registering.register(actor=actor, new=new, now=moment.at)
    return receipt.id, resident_actor(frozenset({("appeals", receipt.id)}))


def _answer(teller: Teller, appeal_id: UUID, story: Story, moment: Moment) -> None:
    diverting.answer_now(
        actor=teller.actor("agent"), appeal_id=appeal_id, reply=story.answers[0], knowledge="demo", now=moment.at
    )


def _merged(teller: Teller, appeal_id: UUID, moment: Moment) -> bool:
    near = nearby.likely_same(nearby.spot_of(detail.load(appeal_id)), exclude=appeal_id, now=moment.at)
    if not near:
        return False
    merging.merge(actor=teller.actor("agent"), appeal_id=appeal_id, master_id=near[0].id, now=moment.at)
    return True


def _send(teller: Teller, appeal_id: UUID, moment: Moment) -> UUID:
    proposed = routes.routes(detail.load(appeal_id), at=moment.at)
    known = [route for route in proposed if _is_known(teller, route.unit.id)]
    best = known[0]
    order_id = issuing.dispatch(
        actor=teller.dispatcher(best.unit.level), appeal_id=appeal_id, unit_id=best.unit.id, now=moment.at
    )
    if len(known) > 1 and teller.dice.random() < 0.05:
        return _bounced(teller, order_id, known, moment)
    return order_id


def _is_known(teller: Teller, unit: UUID) -> bool:
    try:
        teller.handler(unit)
    except LookupError:
        return False
    return True


def _bounced(teller: Teller, order_id: UUID, known: Sequence[Route], moment: Moment) -> UUID:
    first, second = known[0].unit, known[1].unit
    _wait(moment, 6)
    taking.accept(actor=teller.handler(first.id), order_id=order_id, now=moment.at)
    _wait(moment, 10)
    bouncing.request_bounce(
        actor=teller.handler(first.id),
        order_id=order_id,
        reason="not_our_duty",
        basis="职责清单:该设施由其他单位管养。",
        suggested_unit_id=second.id,
        now=moment.at,
    )
    _wait(moment, 15)
    decider = teller.dispatcher(max(first.level, second.level))
    new = bouncing.decide_bounce(
        actor=decider, order_id=order_id, decision=Decision.ACCEPT, unit_id=second.id, now=moment.at
    )
    return new or order_id


def _handle(teller: Teller, order_id: UUID, story: Story, moment: Moment, *, is_hurried: bool) -> None:
    order = orders.order(order_id)
    actor = teller.handler(order.unit.id)
    dice = teller.dice
    if order.accepted_at is None:
        _wait(moment, dice.randint(3, 24))
        taking.accept(actor=actor, order_id=order_id, now=moment.at)
    _wait(moment, dice.randint(5, 45))
    taking.first_contact(
        actor=actor, order_id=order_id, means=ContactMeans.PHONE, note="电话联系诉求人,核实情况。", now=moment.at
    )
    for words in story.does:
        _wait(moment, dice.randint(20, 150 if is_hurried else 420))
        taking.log_action(actor=actor, order_id=order_id, note=words, is_on_site=True, now=moment.at)
    _wait(moment, dice.randint(20, 200))
    files.attach(
        actor=actor,
        appeal_id=order.appeal_id,
        upload=files.Upload(picture(dice.randint(0, 5))),
        use=AttachmentUse.EVIDENCE,
        deed="dispatch.submit_result",
        order_id=order_id,
        now=moment.at,
    )
    outcome = dice.choices((Outcome.SOLVED, Outcome.PARTLY, Outcome.BY_PARTY), weights=(8, 1, 1))[0]
    results.submit_result(
        actor=actor, order_id=order_id, outcome=outcome, reply=dice.choice(story.answers), now=moment.at
    )
    if detail.load(order.appeal_id).state == State.HANDLED:
        _wait(moment, dice.randint(15, 300))
        results.approve_result(actor=teller.actor(_reviewer(order.level)), order_id=order_id, now=moment.at)


def _reviewer(level: int) -> str:
    return {1: "community", 2: "street", 3: "street"}.get(level, "district")


def _rated(teller: Teller, appeal_id: UUID, holder: Actor, moment: Moment, *, is_first: bool) -> bool:
    """Rate or call; return whether the case came to rest."""
    dice = teller.dice
    is_bad = is_first and dice.random() < 0.05
    solved = Solved.UNSOLVED if is_bad else dice.choices((Solved.SOLVED, Solved.PARTLY), weights=(12, 1))[0]
    satisfied = Satisfied.DISSATISFIED if is_bad else dice.choice((Satisfied.SATISFIED,) * 4 + (Satisfied.BASICALLY,))
    words = dice.choice(GRUMBLES if is_bad else THANKS)
    if dice.random() < 0.5 and not is_bad:
        _pass(moment, dice.randint(30, 900))
        rating.rate(actor=holder, appeal_id=appeal_id, solved=solved, satisfied=satisfied, words=words, now=moment.at)
        return True
    _wait(moment, dice.randint(60, 380))
    revisiting.start_revisit(actor=teller.actor("revisit"), appeal_id=appeal_id, now=moment.at)
    _wait(moment, dice.randint(2, 30))
    state = revisiting.record_revisit(
        actor=teller.actor("revisit"),
        appeal_id=appeal_id,
        solved=solved,
        satisfied=satisfied,
        words=words,
        now=moment.at,
    )
    return state is not State.REOPENED


def _pass(moment: Moment, minutes: int) -> None:
    moment.pass_by(minutes)
    if moment.is_over:
        raise Present


@cache
def picture(index: int) -> bytes:
    """Return a small drawn picture marked 示意: evidence in the demo shows no real place."""
    image = Image.new("RGB", (640, 480), (208 - index * 12, 214, 200 + index * 6))
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 220, 580, 460), fill=(150, 152, 150))
    pen.polygon(((60, 220), (320, 90), (580, 220)), fill=(170, 110 + index * 8, 90))
    pen.text((20, 20), f"DEMO {index + 1}", fill=(40, 40, 40))
    stream = BytesIO()
    image.save(stream, "JPEG", quality=70)
    return stream.getvalue()

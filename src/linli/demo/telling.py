"""The deeds of which every matter in the demo town is made, each through the real action on a simulated clock."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageDraw

from linli.appeals.actions import files, rating, registering, revisiting, triaging
from linli.appeals.actions.placing import Place
from linli.appeals.actions.triaging import Triage
from linli.appeals.queries import detail
from linli.appeals.words import AttachmentUse, Channel, Kind, Mode, Outcome, Satisfied, Solved, State, Urgency
from linli.demo.almanac import STATION, Entry
from linli.demo.cast import Town
from linli.demo.ground import Spot
from linli.demo.texts import DISPLEASED, EXPLAINING, GIVEN, GRUMBLES, NAMES, THANKS
from linli.dispatch.actions import issuing, results, taking
from linli.dispatch.queries import orders, routes
from linli.dispatch.rules.routing import Route
from linli.dispatch.words import ContactMeans
from linli.grid.words import Crs
from linli.kernel.actor import Actor
from linli.kernel.clocks import Clock, Term
from linli.people import queries as people
from linli.people.rules import resident_actor
from linli.standards import queries as standards

MODES = {"instant": Mode.INSTANT, "fast": Mode.FAST}
CHANNELS = (Channel.WEB,) * 5 + (Channel.PHONE_12345,) * 3 + (Channel.GRID_PATROL,) * 2 + (Channel.WINDOW_DAY,)


class Present(Exception):
    """The story has reached the present, or the beat at which it is to stand; the case stays as it is."""


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

    def reviewer(self, level: int) -> Actor:
        """Return who checks the result of an order of `level`."""
        return self.actor({1: "community", 2: "street", 3: "street"}.get(level, "district"))


@dataclass(slots=True)
class Moment:
    """The simulated clock of one case; it never passes the real now. A danger is handled outside office hours too."""

    at: datetime
    limit: datetime
    until: str = ""
    pace: float = 1.0
    is_natural: bool = False

    def work(self, minutes: int) -> datetime:
        """Let `minutes` of office time pass."""
        if self.is_natural:
            return self.pass_by(max(1, round(minutes * self.pace)))
        calendar = standards.calendar(self.at)
        self.at = calendar.due(self.at, Term(Clock.WORKING, max(1, round(minutes * self.pace))))
        return self.at

    def pass_by(self, minutes: int) -> datetime:
        """Let natural minutes pass."""
        self.at += timedelta(minutes=minutes)
        return self.at

    @property
    def is_over(self) -> bool:
        """Say whether the story has reached the present."""
        return self.at >= self.limit

    def wait(self, minutes: int) -> datetime:
        """Let office time pass.

        :raises Present: the story would go beyond it.
        """
        self.work(minutes)
        return self._checked()

    def idle(self, minutes: int) -> datetime:
        """Let natural time pass.

        :raises Present: the story would go beyond it.
        """
        self.pass_by(minutes)
        return self._checked()

    def beat(self, name: str) -> None:
        """Note that the story has come to `name`.

        :raises Present: it is to stand there.
        """
        if name == self.until:
            raise Present

    def _checked(self) -> datetime:
        if self.is_over:
            raise Present
        return self.at


@dataclass(slots=True)
class Matter:
    """One matter while it is told: what was planned, where, its clock, and what it became."""

    entry: Entry
    spot: Spot
    moment: Moment
    id: UUID = field(default_factory=lambda: UUID(int=0))
    holder: Actor = field(default_factory=lambda: resident_actor(frozenset()))
    is_hurried: bool = False

    @property
    def place(self) -> str:
        """Return how people name the place."""
        return f"{self.spot.estate}{self.spot.number}"


def report(
    teller: Teller,
    matter: Matter,
    says: str,
    *,
    kind: Kind = Kind.COMPLAINT,
    channel: Channel | None = None,
    place: Place | None = None,
    households: int | None = None,
) -> None:
    """Have somebody report the matter; from now on it has an id and a holder."""
    dice = teller.dice
    way = channel or dice.choice(CHANNELS)
    is_patrol = way is Channel.GRID_PATROL
    reporter = None
    if not is_patrol and dice.random() < 0.9:
        name = dice.choice(NAMES) + dice.choice(GIVEN)
        reporter = registering.Reporter(name, f"1390000{dice.randint(1000, 9999)}")
    spot = matter.spot
    new = registering.NewAppeal(
        text=says.format(place=matter.place, estate=spot.estate),
        channel=way,
        kind=kind,
        reporter=reporter,
        place=place or Place(lon=spot.lon, lat=spot.lat, crs=Crs.CGCS2000.value, address=matter.place),
        publish_consent=dice.random() < 0.5,
        households=households,
    )
    actor = resident_actor(frozenset()) if way is Channel.WEB else teller.actor("agent")
    receipt = registering.register(actor=actor, new=new, now=matter.moment.at)
    matter.id, matter.holder = receipt.id, resident_actor(frozenset({("appeals", receipt.id)}))
    matter.moment.beat("received")


def triage(teller: Teller, matter: Matter, category: str, mode: Mode | None = None) -> None:
    """Have the desk confirm what it is; the urgency is the leaf's, or what was heard where that is higher."""
    moment = matter.moment
    moment.wait(teller.dice.randint(4, 18))
    leaf = standards.category(category, moment.at)
    heard = Urgency(detail.load(matter.id).urgency)
    urgency = min(Urgency(leaf.urgency), heard, key=lambda one: one.rank)
    matter.is_hurried = urgency is not Urgency.NORMAL
    decided = Triage(category=category, urgency=urgency, mode=mode or MODES.get(leaf.mode, Mode.FAST))
    triaging.triage(actor=teller.actor("agent"), appeal_id=matter.id, decided=decided, now=moment.at)
    moment.beat("triaged")
    moment.wait(teller.dice.randint(2, 15))


def known_routes(teller: Teller, matter: Matter, category: str | None = None) -> list[Route]:
    """Return the proposed units for which somebody of the cast acts, best first."""
    proposed = routes.routes(detail.load(matter.id), at=matter.moment.at, category=category)
    known = [route for route in proposed if _is_known(teller, route.unit.id)]
    station = teller.town.station
    is_of_station = matter.entry.estate == STATION
    return [route for route in known if (route.unit.id == station) == is_of_station] if station else known


def _is_known(teller: Teller, unit: UUID) -> bool:
    try:
        teller.handler(unit)
    except LookupError:
        return False
    return True


def send(teller: Teller, matter: Matter, best: Route) -> UUID:
    """Send the matter to the best unit; return the order."""
    actor = teller.dispatcher(best.unit.level)
    order_id = issuing.dispatch(actor=actor, appeal_id=matter.id, unit_id=best.unit.id, now=matter.moment.at)
    matter.moment.beat("dispatched")
    return order_id


def take(teller: Teller, matter: Matter, order_id: UUID) -> None:
    """Have the unit take its order and call the reporter."""
    order, moment, dice = orders.order(order_id), matter.moment, teller.dice
    actor = teller.handler(order.unit.id)
    if order.accepted_at is None:
        moment.wait(dice.randint(3, 24))
        taking.accept(actor=actor, order_id=order_id, now=moment.at)
    moment.beat("accepted")
    if order.contacted_at is None:
        moment.wait(dice.randint(5, 45))
        taking.first_contact(
            actor=actor, order_id=order_id, means=ContactMeans.PHONE, note="电话联系诉求人，核实情况。", now=moment.at
        )


def do(teller: Teller, matter: Matter, order_id: UUID, does: Sequence[str]) -> None:
    """Have the unit do what it does, on the spot."""
    actor = teller.handler(orders.order(order_id).unit.id)
    for words in does:
        matter.moment.wait(teller.dice.randint(20, 150 if matter.is_hurried else 420))
        taking.log_action(actor=actor, order_id=order_id, note=words, is_on_site=True, now=matter.moment.at)
        matter.moment.beat("in_progress")


def submit(teller: Teller, matter: Matter, order_id: UUID, answer: str, outcome: Outcome | None = None) -> None:
    """Have the unit hand in the result with a picture."""
    order, moment, dice = orders.order(order_id), matter.moment, teller.dice
    actor = teller.handler(order.unit.id)
    moment.wait(dice.randint(20, 200))
    files.attach(
        actor=actor,
        appeal_id=order.appeal_id,
        upload=files.Upload(picture(dice.randint(0, 5))),
        use=AttachmentUse.EVIDENCE,
        deed="dispatch.submit_result",
        order_id=order_id,
        now=moment.at,
    )
    if matter.entry.estate == STATION:
        outcome = Outcome.SOLVED
    found = outcome or dice.choices((Outcome.SOLVED, Outcome.PARTLY, Outcome.BY_PARTY), weights=(8, 1, 1))[0]
    results.submit_result(actor=actor, order_id=order_id, outcome=found, reply=answer, now=moment.at)


def approve(teller: Teller, matter: Matter, order_id: UUID) -> None:
    """Have somebody else check the result of the whole."""
    if detail.load(matter.id).state != State.HANDLED:
        return
    matter.moment.beat("handled")
    check(teller, matter, order_id)


def check(teller: Teller, matter: Matter, order_id: UUID) -> None:
    """Have the reviewer of the order's level approve its result."""
    order = orders.order(order_id)
    matter.moment.wait(teller.dice.randint(15, 300))
    results.approve_result(actor=teller.reviewer(order.level), order_id=order_id, now=matter.moment.at)


def handle(teller: Teller, matter: Matter, order_id: UUID, does: Sequence[str], answers: Sequence[str]) -> None:
    """Have the unit handle its order from taking it to the answer."""
    take(teller, matter, order_id)
    do(teller, matter, order_id, does)
    submit(teller, matter, order_id, teller.dice.choice(answers))
    approve(teller, matter, order_id)


def rated(teller: Teller, matter: Matter, *, is_bad: bool = False) -> bool:
    """Rate or call; return whether the case came to rest."""
    dice, moment = teller.dice, matter.moment
    moment.beat("feedback")
    solved = Solved.UNSOLVED if is_bad else dice.choices((Solved.SOLVED, Solved.PARTLY), weights=(12, 1))[0]
    satisfied = Satisfied.DISSATISFIED if is_bad else dice.choice((Satisfied.SATISFIED,) * 4 + (Satisfied.BASICALLY,))
    words = dice.choice(GRUMBLES if is_bad else THANKS)
    if dice.random() < 0.5 and not is_bad and not moment.until:
        moment.idle(dice.randint(30, 900))
        rating.rate(
            actor=matter.holder, appeal_id=matter.id, solved=solved, satisfied=satisfied, words=words, now=moment.at
        )
        return True
    moment.wait(dice.randint(60, 380))
    caller = teller.actor("revisit")
    revisiting.start_revisit(actor=caller, appeal_id=matter.id, now=moment.at)
    moment.beat("revisit")
    moment.wait(dice.randint(2, 30))
    state = revisiting.record_revisit(
        actor=caller, appeal_id=matter.id, solved=solved, satisfied=satisfied, words=words, now=moment.at
    )
    return state is not State.REOPENED


def explained(teller: Teller, matter: Matter) -> None:
    """Call somebody who stays dissatisfied though no more can be done: explained twice, closed by a second person.

    It counts as dissatisfied (T49).
    """
    dice, moment, caller = teller.dice, matter.moment, teller.actor("revisit")
    moment.beat("feedback")
    moment.wait(dice.randint(60, 380))
    revisiting.start_revisit(actor=caller, appeal_id=matter.id, now=moment.at)
    moment.wait(dice.randint(2, 30))
    revisiting.record_revisit(
        actor=caller, appeal_id=matter.id, solved=dice.choice((Solved.PARTLY, Solved.UNSOLVED)),
        satisfied=Satisfied.DISSATISFIED, words=dice.choice(DISPLEASED), is_justified=False, now=moment.at,
    )  # fmt: skip
    for words in EXPLAINING:
        moment.wait(dice.randint(40, 120))
        revisiting.explain(actor=caller, appeal_id=matter.id, body=words, now=moment.at)
    moment.wait(dice.randint(10, 60))
    revisiting.ask_explained_close(
        actor=teller.actor("district"), appeal_id=matter.id, reason="已办到能办的程度，两次解释在案。", now=moment.at
    )
    moment.wait(dice.randint(20, 120))
    revisiting.decide_explained_close(actor=teller.actor("second"), appeal_id=matter.id, approve=True, now=moment.at)


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

"""The ways a matter goes that is not plain: repeated, bounced, split, joint, top-level, put aside, handed over."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from linli.appeals.actions import diverting, merging
from linli.appeals.actions.diverting import Handover
from linli.appeals.actions.placing import Place
from linli.appeals.words import Channel, Mode, Outcome
from linli.demo import telling
from linli.demo.cast import STREET_KINDS
from linli.demo.episodes import ASIDES, ELSEWHERE, JOINTS, SPLITS, TOPS, Shared
from linli.demo.telling import Matter, Moment, Teller
from linli.demo.texts import STORIES, Story
from linli.dispatch.actions import bouncing, parts, suspending, taking, topping, whistling
from linli.dispatch.actions.parts import Part
from linli.dispatch.actions.whistling import Call
from linli.dispatch.queries import orders
from linli.dispatch.words import Arrival, Decision, OrderRole, TopReason
from linli.grid import queries as grid
from linli.people.words import UnitKind
from linli.standards import queries as standards

NO_SHOW = 0.1
"""How often an assisting unit does not come."""
STREETS = frozenset(kind for kind, _, _ in STREET_KINDS)
HOUSEHOLDS = (104, 128, 163, 216)


def split(teller: Teller, matter: Matter) -> None:
    """Tell a matter of several issues: each goes to its own unit, the community keeps it together (T28-T30)."""
    mixed = SPLITS[matter.entry.story]
    telling.report(teller, matter, mixed.says)
    telling.triage(teller, matter, mixed.issues[0].category, Mode.SPLIT)
    made = parts.split(
        actor=teller.actor("street"),
        appeal_id=matter.id,
        parts=[
            Part(issue.category, telling.known_routes(teller, matter, issue.category)[0].unit.id, issue.task)
            for issue in mixed.issues
        ],
        coordinator_id=_unit(teller, matter, UnitKind.COMMUNITY),
        now=matter.moment.at,
    )
    matter.moment.beat("parts")
    for order_id in made:
        telling.take(teller, matter, order_id)
    for order_id, issue in zip(made, mixed.issues, strict=True):
        telling.do(teller, matter, order_id, (issue.does,))
        telling.submit(teller, matter, order_id, issue.answer, Outcome.SOLVED)
        telling.check(teller, matter, order_id)
        matter.moment.beat("one_part")
    whole = next(order for order in orders.of_appeal(matter.id) if order.role == OrderRole.LEAD)
    telling.approve(teller, matter, whole.id)
    telling.rated(teller, matter)


def joint(teller: Teller, matter: Matter) -> None:
    """Tell a matter to which the street whistles several units together (T31-T34)."""
    shared, moment = JOINTS[matter.entry.story], matter.moment
    telling.report(teller, matter, shared.says)
    telling.triage(teller, matter, shared.category, Mode.JOINT)
    lead_unit = telling.known_routes(teller, matter)[0].unit.id
    made = whistling.whistle(
        actor=teller.actor("street"),
        appeal_id=matter.id,
        lead_id=lead_unit,
        calls=[Call(_unit(teller, matter, kind), task) for kind, task, _ in shared.calls],
        place=matter.place,
        time=_meeting(moment),
        now=moment.at,
    )
    lead = next(order.id for order in orders.of_appeal(matter.id) if order.role == OrderRole.LEAD)
    _arrive(teller, matter, lead, made, shared)
    telling.do(teller, matter, lead, shared.does[:1])
    taking.interim_reply(
        actor=teller.handler(lead_unit), order_id=lead, reply=f"联合办理中：{shared.plan}", now=moment.at
    )
    moment.beat("arrived")
    telling.do(teller, matter, lead, shared.does[1:])
    telling.submit(teller, matter, lead, shared.answer)
    telling.approve(teller, matter, lead)
    telling.rated(teller, matter)


def _arrive(teller: Teller, matter: Matter, lead: UUID, made: list[UUID], shared: Shared) -> None:
    """Have the units come one after the other; now and then the last one does not."""
    moment, dice = matter.moment, teller.dice
    moment.wait(dice.randint(3, 18))
    taking.accept(actor=teller.handler(orders.order(lead).unit.id), order_id=lead, now=moment.at)
    misses = not moment.until and len(made) > 1 and dice.random() < NO_SHOW
    came = made[:-1] if misses else made
    for order_id, (_, task, _) in zip(came, shared.calls, strict=False):
        moment.wait(dice.randint(15, 45))
        actor = teller.handler(orders.order(order_id).unit.id)
        note = f"已到场。{task}"
        whistling.report_in(actor=actor, order_id=order_id, arrival=Arrival.ON_SITE, note=note, now=moment.at)
        moment.beat("whistled")
    if misses:
        moment.wait(450)
        whistling.mark_no_show(order_id=made[-1], now=moment.at)
    telling.take(teller, matter, lead)
    moment.wait(dice.randint(30, 90))
    handler = teller.handler(orders.order(lead).unit.id)
    taking.file_plan(actor=handler, order_id=lead, plan=shared.plan, now=moment.at)
    for order_id, (_, _, opinion) in zip(came, shared.calls, strict=False):
        moment.wait(dice.randint(10, 60))
        actor = teller.handler(orders.order(order_id).unit.id)
        whistling.co_opinion(actor=actor, order_id=order_id, opinion=opinion, now=moment.at)


def _meeting(moment: Moment) -> str:
    """Return when they meet, in words: an hour and a half from now, on the half hour."""
    zone = standards.calendar(moment.at).zone
    then = (moment.at + timedelta(minutes=90)).astimezone(zone)
    return f"{then.month}月{then.day}日{then.hour}:{then.minute // 30 * 30:02d}"


def top(teller: Teller, matter: Matter) -> None:
    """Tell a matter of a hundred households that the district leader takes on (T35, T36)."""
    heavy, moment, dice = TOPS[matter.entry.story], matter.moment, teller.dice
    households = dice.choice(HOUSEHOLDS)
    telling.report(teller, matter, heavy.says, channel=Channel.PHONE_12345, households=households)
    telling.triage(teller, matter, heavy.category, Mode.TOP)
    topping.request_top(
        actor=teller.actor("street"), appeal_id=matter.id, reason=TopReason.HOUSEHOLDS, note=heavy.note,
        households=households, now=moment.at,
    )  # fmt: skip
    moment.beat("top_review")
    moment.wait(dice.randint(60, 240))
    unit = telling.known_routes(teller, matter)[0].unit.id
    lead = topping.take_top(
        actor=teller.actor("leader"),
        appeal_id=matter.id,
        unit_id=unit,
        note="由我牵头，每周听进展。",
        now=moment.at,
    )
    handler = teller.handler(unit)
    telling.take(teller, matter, lead)
    moment.wait(dice.randint(300, 900))
    taking.file_plan(actor=handler, order_id=lead, plan=heavy.plan, now=moment.at)
    telling.do(teller, matter, lead, heavy.does[:1])
    taking.interim_reply(actor=handler, order_id=lead, reply=heavy.weekly, now=moment.at)
    moment.beat("top")
    moment.wait(dice.randint(300, 600))
    telling.do(teller, matter, lead, heavy.does[1:])
    telling.submit(teller, matter, lead, heavy.answer)
    telling.approve(teller, matter, lead)
    telling.rated(teller, matter)


def suspend(teller: Teller, matter: Matter, order_id: UUID) -> None:
    """Put an order aside for some weeks and take it up again on its review date (T38-T40)."""
    aside, moment, dice = ASIDES[matter.entry.story], matter.moment, teller.dice
    telling.take(teller, matter, order_id)
    telling.do(teller, matter, order_id, STORIES[matter.entry.story].does[:1])
    days = dice.randint(20, 30)
    review_on = standards.calendar(moment.at).local_day(moment.at) + timedelta(days=days)
    suspending.request_suspend(
        actor=teller.actor("head"), order_id=order_id, reason=aside.reason, plan=aside.plan, review_on=review_on,
        now=moment.at,
    )  # fmt: skip
    moment.beat("suspend_asked")
    moment.wait(dice.randint(30, 240))
    suspending.decide_suspend(
        actor=teller.actor("street"), order_id=order_id, decision=Decision.ACCEPT, note="同意挂账，按期复核。",
        now=moment.at,
    )  # fmt: skip
    moment.beat("suspended")
    moment.idle((days - 1) * 24 * 60)
    moment.wait(60)
    handler = teller.handler(orders.order(order_id).unit.id)
    suspending.resume(actor=handler, order_id=order_id, now=moment.at)


def bounce(teller: Teller, matter: Matter, order_id: UUID) -> UUID:
    """Have the first unit give the order back and another one get it; return that one's order (T18, T19)."""
    known, moment = telling.known_routes(teller, matter), matter.moment
    if len(known) < 2:
        return order_id
    first, second = known[0].unit, known[1].unit
    moment.wait(6)
    taking.accept(actor=teller.handler(first.id), order_id=order_id, now=moment.at)
    moment.wait(10)
    bouncing.request_bounce(
        actor=teller.handler(first.id),
        order_id=order_id,
        reason="not_our_duty",
        basis="职责清单：该设施由其他单位管养。",
        suggested_unit_id=second.id,
        now=moment.at,
    )
    moment.beat("bounce_review")
    moment.wait(15)
    decider = teller.dispatcher(max(first.level, second.level))
    new = bouncing.decide_bounce(
        actor=decider, order_id=order_id, decision=Decision.ACCEPT, unit_id=second.id, now=moment.at
    )
    return new or order_id


def redirect(teller: Teller, matter: Matter) -> None:
    """Tell what belongs elsewhere; their receipt number comes later (T07)."""
    other, moment = ELSEWHERE[matter.entry.story], matter.moment
    place = Place(address=other.address) if other.address else None
    telling.report(teller, matter, other.says, kind=other.kind, place=place)
    moment.wait(teller.dice.randint(4, 18))
    to = Handover(other.reason, target=other.target, phone=other.phone)
    diverting.redirect(actor=teller.actor("agent"), appeal_id=matter.id, to=to, now=moment.at)
    moment.beat("redirected")
    moment.wait(teller.dice.randint(30, 300))
    diverting.record_receipt(
        actor=teller.actor("agent"),
        appeal_id=matter.id,
        receipt=f"ZB{matter.entry.seed % 1_000_000:06d}",
        target=other.target,
        now=moment.at,
    )


def repeat(teller: Teller, master: Matter, matter: Matter, story: Story) -> None:
    """Tell a duplicate that comes in while its master is open, and join the two (T10)."""
    telling.report(teller, matter, teller.dice.choice(story.says), kind=story.kind, channel=Channel.PHONE_12345)
    telling.triage(teller, matter, matter.entry.story)
    merging.merge(actor=teller.actor("agent"), appeal_id=matter.id, master_id=master.id, now=matter.moment.at)


def _unit(teller: Teller, matter: Matter, kind: UnitKind) -> UUID:
    """Return the unit of `kind` where the matter is: of its street, its community, or the district."""
    path = _path(matter.spot.community, matter.moment.at)
    district = teller.town.district
    if kind is UnitKind.COMMUNITY:
        return teller.town.unit(kind, path)
    return teller.town.unit(kind, path.rpartition("/")[0] if kind in STREETS else district)


def _path(community: str, at: datetime) -> str:
    return f"{grid.district(at).path}/{community[:9]}/{community}"

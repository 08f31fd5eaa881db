"""An appeal with two or more issues is handled part by part (T28-T30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.words import Mode, State, TextKind
from linli.dispatch.actions import clocks, issuing, opening, telling
from linli.dispatch.actions.issuing import Issue, check_target, issue
from linli.dispatch.actions.opening import SYSTEM, Case, open_case, replayed
from linli.dispatch.models import WorkOrder
from linli.dispatch.queries import evidence
from linli.dispatch.rules import joint, results
from linli.dispatch.words import OrderRole, OrderState, Step
from linli.duties.words import Owed
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.rules.units import UnitRow
from linli.standards import queries as standards


@dataclass(frozen=True, slots=True)
class Part:
    """One issue of several: what it is, who handles it, what exactly."""

    category: str
    unit_id: UUID
    task: str


def split(
    *,
    actor: Actor,
    appeal_id: UUID,
    parts: Sequence[Part],
    now: datetime,
    coordinator_id: UUID | None = None,
    client_id: str | None = None,
) -> list[UUID]:
    """Split an appeal into parts, each with its own category, unit and clocks; return their orders (T28).

    The first unit coordinates (before any dispatch: `coordinator_id`, the actor's own unit, or the first part's). Its
    order stands for the whole; the parts' replies become its reply.

    :raises NotFound, Forbidden, NotPossible, TooFewParts, PartsOverlap, NoWords, Unknown:
    :raises OutsideScope, ComplainedUnit, NoProperty, NotOnCommunityList, OutsideItsArea, NotCompetent:
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, "dispatch.split", case.appeal)
        told = replayed(case, client_id)
        if told is not None:
            return [order.id for order in case.orders if order.role == OrderRole.PART]
        opening.check_move(case, "split")
        joint.check_parts([(part.category, part.unit_id) for part in parts])
        units, level = _check_units(actor, case, parts, now)
        owed: list[Owed] = []
        lead = _coordinate(case, coordinator_id, units[0], owed, actor=actor, now=now, level=level)
        wanted = [_wanted(part, unit) for part, unit in zip(parts, units, strict=True)]
        made = issuing.issue_many(case, wanted, actor=actor, now=now, level=level)
        for order in made:
            owed += clocks.handling(case, order, now=now)
        changes = _changes(case, lead, units, now)
        more = case.more(lead, parts=[str(order.id) for order in made], due=issuing.printed(owed, now))
        said = Telling(more=more, client_id=client_id)
        moving.move(case.appeal, "split", actor=actor, now=now, changes=changes, telling=said)
        clocks.owe(owed, actor=actor, now=now)
        clocks.meet(moving.subject_of(case.appeal), "dispatch.dispatch", now)
        _tell(case, made, owed, now)
        return [order.id for order in made]


def _check_units(actor: Actor, case: Case, parts: Sequence[Part], now: datetime) -> tuple[list[UnitRow], int]:
    """Return the units of the parts and the level at which the actor dispatches, when he may send each its part."""
    level, units = 0, []
    for part in parts:
        results.check_words(task=part.task)
        unit = people.unit(part.unit_id)
        level = check_target(actor, case, unit, now=now, mode=Mode.SPLIT, deed="dispatch.split", category=part.category)
        units.append(unit)
    return units, level


def _changes(case: Case, lead: WorkOrder, units: Sequence[UnitRow], now: datetime) -> dict[str, Any]:
    return issuing.first_changes(case, lead, now) | {
        "mode": Mode.SPLIT.value,
        "unit_ids": opening.units_with(case.appeal, [lead.unit_id, *(unit.id for unit in units)]),
    }


def _coordinate(
    case: Case,
    coordinator_id: UUID | None,
    first: UnitRow,
    owed: list[Owed],
    *,
    actor: Actor,
    now: datetime,
    level: int,
) -> WorkOrder:
    """Return the order that stands for the whole: the lead's, or a new one of the coordinator."""
    lead = case.lead
    if lead is not None:
        if lead.state in {OrderState.PENDING, OrderState.ACCEPTED}:
            lead.accepted_at = lead.accepted_at or now
            _to_working(case, lead)
        opening.write(lead, "state", "accepted_at", mode=Mode.SPLIT.value)
        return lead
    own = coordinator_id or (next(iter(actor.units)) if len(actor.units) == 1 else first.id)
    wanted = Issue(people.unit(own), mode=Mode.SPLIT.value)
    lead = issue(case, wanted, actor=SYSTEM, now=now, level=level, is_taken=True)
    owed += clocks.closing(case, lead, now=now, is_first=True)
    return lead


def _to_working(case: Case, lead: WorkOrder) -> None:
    if lead.state == OrderState.PENDING:
        opening.take(case, lead, "accept", SYSTEM)
    opening.take(case, lead, "contact", SYSTEM)


def _wanted(part: Part, unit: UnitRow) -> Issue:
    return Issue(unit, role=OrderRole.PART, mode=Mode.SPLIT.value, category=part.category, task=part.task)


def _tell(case: Case, made: Sequence[WorkOrder], owed: Sequence[Owed], now: datetime) -> None:
    due_at = issuing.due_of(owed, Step.ACCEPT, now)
    said = [one for order in made for one in telling.new_order(case, order, due_at=due_at, now=now)]
    said += telling.to_reporter(case, "appeal.split", now=now, key="", count=len(made))
    telling.tell(said, now=now)


def part_over(case: Case, order: WorkOrder, *, actor: Actor, now: datetime, client_id: str | None = None) -> None:
    """Tell that a part is done, and when it was the last, bring the whole to review (T29, T30, I6).

    A part that is suspended with a plan goes on as a follow-up, and the whole is partly done.
    """
    siblings = [one for one in case.orders if one.role == OrderRole.PART]
    done = sum(one.state in joint.ENDED_PARTS for one in siblings)
    more = case.more(order, done=done, of=len(siblings), by=str(actor.account_id or ""))
    said = Telling(reason=order.outcome or "", more=more, client_id=client_id)
    moving.move(case.appeal, "child_done", actor=SYSTEM, now=now, telling=said)
    finish_if_over(case, now=now)


def finish_if_over(case: Case, *, now: datetime) -> bool:
    """Bring a split appeal to review when every part is over or suspended with a plan; say whether (T30)."""
    siblings = [one for one in case.orders if one.role == OrderRole.PART]
    lead = case.lead
    if lead is None or case.appeal.state != State.WAITING_CHILDREN:
        return False
    if not siblings or not joint.are_parts_over([one.state for one in siblings]):
        return False
    if all(one.state == OrderState.PAUSED for one in siblings):
        return False
    suspended = [one for one in siblings if one.state == OrderState.PAUSED]
    outcome = joint.merged_outcome([one.outcome for one in siblings if one.outcome], has_suspended=bool(suspended))
    text = moving.keep_text(case.appeal, TextKind.NOTE, merged_reply(case, siblings, now), actor=SYSTEM, now=now)
    _go_on_as_follow_ups(suspended, now)
    opening.step(
        case, lead, "submit", SYSTEM, outcome=outcome.value, reply_text_id=text.id, submitted_at=now,
    )  # fmt: skip
    clocks.meet_closing(case, lead, now)
    changes: dict[str, Any] = {"handled_at": now}
    said = Telling(reason=outcome.value, text=text, more=case.more(lead))
    moving.move(case.appeal, "all_children_done", actor=SYSTEM, now=now, changes=changes, telling=said)
    clocks.owe([clocks.review(case, lead, now)], actor=SYSTEM, now=now)
    return True


def _go_on_as_follow_ups(suspended: Sequence[WorkOrder], now: datetime) -> None:
    """Make suspended parts follow-ups: no result is owed any more, only to take them up on the review date (T30)."""
    if not suspended:
        return
    WorkOrder.objects.filter(id__in=[one.id for one in suspended]).update(role=OrderRole.FOLLOW_UP.value)
    for one in suspended:
        one.role = OrderRole.FOLLOW_UP.value
    clocks.drop([("dispatch", one.id) for one in suspended], now, [clocks.SUBMIT, clocks.LOG])


def merged_reply(case: Case, siblings: Sequence[WorkOrder], now: datetime) -> str:
    """Return the replies of the parts as one text, numbered, each under its category. One statement."""
    bodies = evidence.bodies(case.appeal, {one.reply_text_id for one in siblings if one.reply_text_id is not None})
    lines = []
    for number, one in enumerate(siblings, start=1):
        title = standards.category(one.category, now).text.zh
        body = bodies.get(one.reply_text_id) if one.reply_text_id else None
        lines.append(f"{number}. {title}:{body or OrderState(one.state).zh}")
    return "\n".join(lines)

"""Whistle and report in: one lead, several assisting units, on the spot.

Source: T31-T34, S-099; 北京市接诉即办工作条例 §16, §33.
"""

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
from linli.dispatch.actions.opening import (
    SYSTEM,
    Case,
    ask_for,
    open_case,
    open_order,
    replayed,
    subject_of,
    tell_order,
)
from linli.dispatch.models import WorkOrder
from linli.dispatch.queries import tops
from linli.dispatch.rules import joint, results
from linli.dispatch.words import Arrival, OrderRole, OrderState, Step
from linli.duties.words import Owed
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.words import UnitKind

REPORT_IN = "dispatch.report_in"


class NotCalled(Refused):
    """The order is not that of an assisting unit, or it has answered the call."""

    code = "dispatch.not_called"
    says = Text("这不是待报到的协办工单。", "This is no assisting order that waits for an answer.")


@dataclass(frozen=True, slots=True)
class Call:
    """An assisting unit and its task."""

    unit_id: UUID
    task: str


def whistle(
    *,
    actor: Actor,
    appeal_id: UUID,
    lead_id: UUID,
    calls: Sequence[Call],
    place: str,
    time: str,
    now: datetime,
    client_id: str | None = None,
) -> list[UUID]:
    """Call several units to the spot under one lead; return the orders of the assisting ones (T31).

    Before any dispatch the lead gets its order too. They meet at `place` and `time`; each arrival has its clock.

    :raises NotFound, Forbidden, NotPossible, NoAssistant, NoTask, OtherLead:
    :raises OutsideScope, ComplainedUnit, NoProperty, NotOnCommunityList, OutsideItsArea, NotCompetent:
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, "dispatch.whistle", case.appeal)
        told = replayed(case, client_id)
        if told is not None:
            return [order.id for order in case.orders if order.role == OrderRole.CO]
        opening.check_move(case, "whistle")
        joint.check_whistle(lead_id, [(call.unit_id, call.task) for call in calls], place, time)
        is_first = case.appeal.state == State.TRIAGED
        level = _check_units(actor, case, lead_id, calls, now, is_first=is_first)
        owed: list[Owed] = []
        lead = _lead(case, lead_id, owed, actor=actor, now=now, level=level)
        made = [_call(case, lead, call, f"{call.task}({time},{place})", actor, now, level) for call in calls]
        owed += [clocks.of_unit(case, order, REPORT_IN, Step.ARRIVAL, now) for order in made]
        owed.append(clocks.of_unit(case, lead, clocks.LOG, Step.PLAN, now))
        said = Telling(more=_more(case, lead, made, owed, now), client_id=client_id)
        moving.move(case.appeal, "whistle", actor=actor, now=now, changes=_changes(case, lead, made, now), telling=said)
        clocks.owe(owed if is_first else clocks.lacking(owed), actor=actor, now=now)
        if is_first:
            clocks.meet(moving.subject_of(case.appeal), "dispatch.dispatch", now)
        _tell(case, lead, made, owed, now)
        return [order.id for order in made]


def _more(
    case: Case, lead: WorkOrder, made: Sequence[WorkOrder], owed: Sequence[Owed], now: datetime
) -> dict[str, Plain]:
    return case.more(lead, co=[str(order.id) for order in made], due=issuing.printed(owed, now))


def _changes(case: Case, lead: WorkOrder, made: Sequence[WorkOrder], now: datetime) -> dict[str, Any]:
    """Return the appeal's columns; `joint_rounds` are the rounds before that this whistle shows to have failed."""
    return issuing.first_changes(case, lead, now) | {
        "mode": Mode.JOINT.value,
        "unit_ids": opening.units_with(case.appeal, [lead.unit_id, *(order.unit_id for order in made)]),
        "joint_rounds": joint.failed_rounds(tops.calls_of(case.orders), round=case.appeal.reopen_count + 1),
    }


def _check_units(
    actor: Actor, case: Case, lead_id: UUID, calls: Sequence[Call], now: datetime, *, is_first: bool
) -> int:
    if case.lead is not None and case.lead.unit_id != lead_id:
        raise joint.OtherLead(field="lead_id")
    deed = "dispatch.whistle"
    level = check_target(actor, case, people.unit(lead_id), now=now, mode=Mode.JOINT, deed=deed, is_main=is_first)
    for call in calls:
        unit = people.unit(call.unit_id)
        check_target(actor, case, unit, now=now, mode=Mode.JOINT, deed=deed, is_main=False)
    return level


def _lead(case: Case, lead_id: UUID, owed: list[Owed], *, actor: Actor, now: datetime, level: int) -> WorkOrder:
    if case.lead is not None:
        return case.lead
    lead = issue(case, Issue(people.unit(lead_id), mode=Mode.JOINT.value), actor=actor, now=now, level=level)
    owed += clocks.handling(case, lead, now=now)
    return lead


def _call(case: Case, lead: WorkOrder, call: Call, task: str, actor: Actor, now: datetime, level: int) -> WorkOrder:
    wanted = Issue(
        people.unit(call.unit_id), role=OrderRole.CO, mode=Mode.JOINT.value, category=lead.category, task=task
    )
    return issue(case, wanted, actor=actor, now=now, level=level)


def _tell(case: Case, lead: WorkOrder, made: Sequence[WorkOrder], owed: Sequence[Owed], now: datetime) -> None:
    due_at = issuing.due_of([one for one in owed if one.step == Step.ARRIVAL], Step.ARRIVAL, now)
    names = telling.unit_names(lead.unit_id)
    said = []
    for order in made:
        said += telling.to_unit(case, order.unit_id, "order.whistle", key=str(order.id), due_at=due_at, **names)
    said += telling.to_reporter(case, "appeal.joint", now=now, key=str(made[0].id), **names)
    telling.tell(said, now=now)


def report_in(
    *,
    actor: Actor,
    order_id: UUID,
    arrival: Arrival,
    note: str,
    now: datetime,
    client_id: str | None = None,
) -> None:
    """Answer the whistle: on site, or by a written opinion (T32). When all have answered, joint handling starts.

    :raises NotFound, Forbidden, NotPossible, NotCalled, NoWords:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.report_in", case, order)
        if replayed(case, client_id) is not None:
            return
        is_late = order.arrival == Arrival.NO_SHOW
        if order.role != OrderRole.CO or order.state != OrderState.PENDING or arrival is Arrival.NO_SHOW:
            raise NotCalled
        results.check_words(note=note)
        kept = {} if is_late else {"arrival": arrival.value}
        opening.step(case, order, "accept", unit, accepted_at=now, arrived_at=now, **kept)
        text = moving.keep_text(case.appeal, TextKind.OPINION, note, actor=actor, now=now, order_id=order.id)
        clocks.meet(subject_of(order), REPORT_IN, now)
        said = Telling(reason=arrival.value, text=text, more=case.more(order), client_id=client_id)
        if case.appeal.state == State.WHISTLED:
            moving.move(case.appeal, "report_in", actor=unit, now=now, telling=said)
            start_if_all_answered(case, now=now)
        else:
            tell_order(case.appeal, "accept", actor=unit, now=now, telling=said)


def mark_no_show(*, order_id: UUID, now: datetime) -> bool:
    """Mark an assisting unit that did not come in time; say whether it was still missing (T33).

    The lead goes on, its delay in this task is excused (`queries.orders`), and supervision is told.

    :raises NotFound: there is no such order.
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        if order.role != OrderRole.CO or order.state != OrderState.PENDING or order.arrival is not None:
            return False
        opening.write(order, arrival=Arrival.NO_SHOW.value)
        said = Telling(more=case.more(order))
        if case.appeal.state == State.WHISTLED:
            moving.move(case.appeal, "no_show", actor=SYSTEM, now=now, telling=said)
        else:
            tell_order(case.appeal, "no_show", actor=SYSTEM, now=now, telling=said)
        _tell_supervision(case, order, now)
        start_if_all_answered(case, now=now)
        return True


def _tell_supervision(case: Case, order: WorkOrder, now: datetime) -> None:
    office = people.unit_of_kind(UnitKind.SUPERVISION.value, case.appeal.area_path, at=now)
    units = {order.unit_id, *({office.id} if office is not None else ())}
    names = telling.unit_names(order.unit_id)
    said = []
    for unit_id in sorted(units):
        said += telling.to_unit(case, unit_id, "order.no_show", key=str(order.id), **names)
    telling.tell(said, now=now)


def start_if_all_answered(case: Case, *, now: datetime) -> bool:
    """Start joint handling when every assisting unit has come, written, or missed its time; say whether (T32)."""
    called = case.live(OrderRole.CO)
    if case.appeal.state != State.WHISTLED or any(order.arrival is None for order in called if _is_called(order)):
        return False
    moving.move(case.appeal, "all_arrived", actor=SYSTEM, now=now, telling=Telling(more=case.more(case.lead)))
    return True


def _is_called(order: WorkOrder) -> bool:
    """Say whether the unit waits to answer: one that handed the case up before is there already."""
    return order.state == OrderState.PENDING


def co_opinion(*, actor: Actor, order_id: UUID, opinion: str, now: datetime, client_id: str | None = None) -> None:
    """Give the opinion of an assisting unit; the lead draws the conclusion (T34).

    :raises NotFound, Forbidden, NotPossible, NotCalled, NoWords:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.co_opinion", case, order)
        if replayed(case, client_id) is not None:
            return
        if order.role != OrderRole.CO:
            raise NotCalled
        results.check_words(opinion=opinion)
        opening.step(case, order, "submit", unit, submitted_by_id=actor.account_id, submitted_at=now)
        text = moving.keep_text(case.appeal, TextKind.OPINION, opinion, actor=actor, now=now, order_id=order.id)
        said = Telling(text=text, more=case.more(order), client_id=client_id)
        moving.move(case.appeal, "co_opinion", actor=unit, now=now, telling=said)


__all__ = ["Call", "co_opinion", "mark_no_show", "report_in", "whistle"]

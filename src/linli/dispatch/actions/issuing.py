"""Sending an appeal to a unit: dispatch, self-handling, and again after reopening (T13, T14, T51)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.words import Mode, State, TextKind
from linli.dispatch.actions import clocks, opening, telling
from linli.dispatch.actions.opening import Case, as_unit, open_case, replayed
from linli.dispatch.models import WorkOrder
from linli.dispatch.queries import routes
from linli.dispatch.rules import levels, routing, steps
from linli.dispatch.rules.levels import is_dispatcher
from linli.dispatch.words import OrderRole, Step
from linli.duties.words import Owed
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.rules.units import UnitRow
from linli.standards import queries as standards

if TYPE_CHECKING:
    from linli.appeals.models import AppealText


class NotInstant(Refused):
    """Only what is solved at once is handled without a dispatch (T14)."""

    code = "dispatch.not_instant"
    says = Text(
        "只有“即办”事项可以直接办理；其他请派单。", "Only instant matters are handled directly; dispatch others."
    )


class NotYourUnit(Refused):
    """Self-handling is done by one's own unit."""

    code = "dispatch.not_your_unit"
    says = Text("直接办理只能由您自己的单位承办。", "Only your own unit can take it in hand directly.")


@dataclass(frozen=True, slots=True)
class Issue:
    """An order to be: who gets it as what, and how; `by_id` is who sends it where the system writes it down."""

    unit: UnitRow
    role: OrderRole = OrderRole.LEAD
    mode: str = Mode.FAST
    category: str = ""
    level: int = 0
    is_designated: bool = False
    is_self_handled: bool = False
    task: str = ""
    follows: WorkOrder | None = None
    by_id: UUID | None = None


def dispatch(
    *,
    actor: Actor,
    appeal_id: UUID,
    unit_id: UUID,
    now: datetime,
    mode: Mode | None = None,
    task: str = "",
    client_id: str | None = None,
) -> UUID:
    """Send a triaged appeal to the unit that handles it; return the order (T13).

    The first unit is set once. The order carries its deadlines with the standards they rest on (D-12).

    :raises NotFound, Forbidden: the actor's reach does not contain it.
    :raises NotPossible: the appeal is not triaged (somebody else dispatched it).
    :raises OutsideScope, ComplainedUnit, NoProperty, NotOnCommunityList, OutsideItsArea, NotCompetent:
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, "dispatch.dispatch", case.appeal)
        told = replayed(case, client_id)
        if told is not None:
            return opening.order_of(told)
        opening.check_move(case, "dispatch")
        unit = people.unit(unit_id)
        way = (mode or Mode(case.appeal.mode or Mode.FAST)).value
        level = check_target(actor, case, unit, now=now, mode=way, deed="dispatch.dispatch")
        order = issue(case, Issue(unit, mode=way, task=task), actor=actor, now=now, level=level)
        changes = first_changes(case, order, now) | {"mode": way}
        owed = clocks.handling(case, order, now=now)
        _tell_move(case, "dispatch", order, actor=actor, now=now, changes=changes, client_id=client_id, owed=owed)
        clocks.owe(owed, actor=actor, now=now)
        clocks.meet(moving.subject_of(case.appeal), "dispatch.dispatch", now)
        tell_dispatched(case, order, owed, now=now)
        return order.id


def self_handle(
    *, actor: Actor, appeal_id: UUID, now: datetime, unit_id: UUID | None = None, client_id: str | None = None
) -> UUID:
    """Take an instant matter in hand without dispatching it; return the order, accepted at once (T14).

    `unit_id` may be left out by somebody who belongs to one unit. Taking it is the first response.

    :raises NotFound, Forbidden, NotPossible:
    :raises NotInstant: the mode is another.
    :raises NotYourUnit: it is not one of the actor's units.
    :raises ComplainedUnit: the complaint is about that unit.
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, "dispatch.self_handle", case.appeal)
        told = replayed(case, client_id)
        if told is not None:
            return opening.order_of(told)
        opening.check_move(case, "self_handle")
        if case.appeal.mode != Mode.INSTANT:
            raise NotInstant
        unit = people.unit(_own_unit(actor, unit_id))
        if unit.id in people.closed_by(case.appeal.complained_ids):
            raise routing.ComplainedUnit(unit_zh=unit.name.zh, unit_en=unit.name.en)
        level = levels.level_of(actor, "dispatch.self_handle", case.appeal.area_path)
        wanted = Issue(unit, mode=Mode.INSTANT.value, level=max(1, min(level, unit.level)), is_self_handled=True)
        order = issue(case, wanted, actor=as_unit(actor, unit.id), now=now, level=level, is_taken=True)
        changes = first_changes(case, order, now) | {"responded_at": case.appeal.responded_at or now}
        owed = clocks.handling(case, order, now=now)
        _tell_move(case, "self_handle", order, actor=actor, now=now, changes=changes, client_id=client_id, owed=owed)
        clocks.owe(owed, actor=actor, now=now)
        clocks.meet(moving.subject_of(case.appeal), "dispatch.dispatch", now)
        return order.id


def dispatch_again(
    *,
    actor: Actor,
    appeal_id: UUID,
    now: datetime,
    unit_id: UUID | None = None,
    task: str = "",
    client_id: str | None = None,
) -> UUID:
    """Send a reopened appeal out again, its whole file with it; return the new order (T51, I12).

    The first time it goes to the same unit (also when `unit_id` is left out), the second time one level up (T47).

    :raises NotFound, Forbidden, NotPossible, OtherUnit, NotHigher: and what `dispatch` refuses.
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, "dispatch.dispatch_again", case.appeal)
        told = replayed(case, client_id)
        if told is not None:
            return opening.order_of(told)
        opening.check_move(case, "dispatch_again")
        before = last_lead(case)
        unit = _unit_again(case, before, unit_id)
        way = _mode_again(before, case)
        level = check_target(actor, case, unit, now=now, mode=way, deed="dispatch.dispatch_again")
        order = issue(case, Issue(unit, mode=way, task=task, follows=before), actor=actor, now=now, level=level)
        changes: dict[str, Any] = {"unit_ids": opening.units_with(case.appeal, [unit.id]), "level": order.level}
        changes |= {"closed_level": None, "outcome": None}
        if case.appeal.accountable_id is None:
            changes["accountable_id"] = unit.id
        owed = clocks.handling(case, order, now=now)
        _tell_move(case, "dispatch_again", order, actor=actor, now=now, changes=changes, client_id=client_id, owed=owed)
        clocks.owe(owed, actor=actor, now=now)
        clocks.meet(moving.subject_of(case.appeal), "dispatch.dispatch_again", now)
        tell_dispatched(case, order, owed, now=now)
        return order.id


def _unit_again(case: Case, before: WorkOrder | None, unit_id: UUID | None) -> UnitRow:
    unit = people.unit(unit_id or (before.unit_id if before else UUID(int=0)))
    if before is not None:
        steps.check_again(
            times_reopened=case.appeal.reopen_count,
            is_same_unit=unit.id == before.unit_id,
            level=before.level,
            new_level=unit.level,
        )
    return unit


def _mode_again(before: WorkOrder | None, case: Case) -> str:
    mode = before.mode if before is not None else case.appeal.mode or Mode.FAST
    return Mode.FAST.value if mode in {Mode.INSTANT, Mode.SPLIT} else str(mode)


def check_target(
    actor: Actor, case: Case, unit: UnitRow, *, now: datetime, mode: str, deed: str, category: str | None = None,
    is_main: bool = True,
) -> int:  # fmt: skip
    """Return the level at which the actor dispatches, when he may send this case to `unit`.

    :raises OutsideScope, ComplainedUnit, NoProperty, NotOnCommunityList, OutsideItsArea, NotCompetent:
    """
    place = routes.check_target(case.appeal, unit, at=now, category=category, mode=mode, is_main=is_main)
    level = levels.level_of(actor, deed, case.appeal.area_path)
    routing.check_scope(
        level=level,
        own_units=actor.units,
        own_estates=routes.own_estates(actor),
        place=place,
        unit=unit,
        is_area_dispatcher=is_dispatcher(actor.roles),
    )
    return level


def issue(case: Case, wanted: Issue, *, actor: Actor, now: datetime, level: int, is_taken: bool = False) -> WorkOrder:
    """Write a new order of the case and return it. One INSERT (and one for the task's text).

    `is_taken`: the unit has it in hand from the start (self-handling, a coordinator, a leader's own choice).
    """
    order, texts = _draft(case, wanted, actor=actor, now=now, level=level, is_taken=is_taken)
    moving.keep_texts(texts)
    order.save(force_insert=True)
    return order


def issue_many(case: Case, wanted: Sequence[Issue], *, actor: Actor, now: datetime, level: int) -> list[WorkOrder]:
    """Write several new orders of the case and return them. One INSERT, and one for all texts of tasks."""
    drafts = [_draft(case, one, actor=actor, now=now, level=level, is_taken=False) for one in wanted]
    moving.keep_texts([text for _, texts in drafts for text in texts])
    return WorkOrder.objects.bulk_create([order for order, _ in drafts])


def _draft(
    case: Case, wanted: Issue, *, actor: Actor, now: datetime, level: int, is_taken: bool
) -> tuple[WorkOrder, list[AppealText]]:
    """Return a new order of the case and the text of its task, both not stored yet."""
    appeal = case.appeal
    order = WorkOrder(
        appeal_id=appeal.id,
        serial=max((one.serial for one in case.orders), default=0) + 1,
        role=wanted.role.value,
        state="",
        unit_id=wanted.unit.id,
        area_path=appeal.area_path,
        category=wanted.category or appeal.category or "meta.other",
        mode=wanted.mode,
        level=wanted.level or wanted.unit.level,
        from_level=max(1, level),
        hop=hops(case) + 1 if wanted.role is OrderRole.LEAD else 0,
        from_unit_id=next(iter(sorted(actor.units)), None) if len(actor.units) == 1 else None,
        round=appeal.reopen_count + 1,
        is_designated=wanted.is_designated,
        is_self_handled=wanted.is_self_handled,
        follows=wanted.follows,
        dispatched_by_id=wanted.by_id or actor.account_id,
        dispatched_at=now,
    )
    _take_first(case, order, actor, now, is_taken=is_taken)
    texts = []
    if wanted.task.strip():
        texts.append(moving.draft_text(appeal, TextKind.PLAN, wanted.task, actor=actor, now=now, order_id=order.id))
        order.task_text_id = texts[0].id
    case.orders.append(order)
    return order, texts


def _take_first(case: Case, order: WorkOrder, actor: Actor, now: datetime, *, is_taken: bool) -> None:
    opening.begin(case, order, actor)
    if is_taken:
        order.accepted_at = order.contacted_at = now
        opening.take(case, order, "accept", opening.SYSTEM)
        opening.take(case, order, "contact", opening.SYSTEM)


def first_changes(case: Case, order: WorkOrder, now: datetime) -> dict[str, Any]:
    """Return the appeal's columns that the first order sets: first unit once (I1), accountable, level, called."""
    appeal = case.appeal
    return {
        "first_unit_id": appeal.first_unit_id or order.unit_id,
        "accountable_id": appeal.accountable_id or order.unit_id,
        "unit_ids": opening.units_with(appeal, [order.unit_id]),
        "level": order.level,
        "called_at": appeal.called_at or now,
    }


def tell_dispatched(case: Case, order: WorkOrder, owed: Sequence[Owed], *, now: datetime) -> None:
    """Tell the unit and the reporter. Two statements."""
    due_at = due_of(owed, Step.ACCEPT, now)
    said = telling.new_order(case, order, due_at=due_at, now=now)
    contact_at = due_of(owed, Step.CONTACT, now)
    names = telling.unit_names(order.unit_id)
    said += telling.to_reporter(case, "appeal.dispatched", now=now, key=str(order.id), due_at=contact_at, **names)
    telling.tell(said, now=now)


def due_of(owed: Sequence[Owed], step: Step, now: datetime) -> datetime:
    """Return when the step among `owed` is due; the soonest of all where it is not among them."""
    calendar = standards.calendar(now)
    dues = {one.step: calendar.due(one.start, one.limit.term) for one in owed}
    return dues.get(step.value) or min(dues.values(), default=now)


def printed(owed: Sequence[Owed], now: datetime) -> dict[str, Plain]:
    """Return the deadlines as the order prints them: step, due moment, standard (D-12)."""
    calendar = standards.calendar(now)
    return {one.step: [calendar.due(one.start, one.limit.term).isoformat(), str(one.limit.standard_id)] for one in owed}


def last_lead(case: Case) -> WorkOrder | None:
    """Return the newest lead order of the case."""
    leads = [order for order in case.orders if order.role == OrderRole.LEAD]
    return leads[-1] if leads else None


def hops(case: Case) -> int:
    """Return how often the case was handed to a leading unit so far (S-102)."""
    return max((order.hop for order in case.orders), default=0)


def _tell_move(
    case: Case,
    event: str,
    order: WorkOrder,
    *,
    actor: Actor,
    now: datetime,
    changes: dict[str, Any],
    owed: Sequence[Owed],
    client_id: str | None,
) -> None:
    more = case.more(order, due=printed(owed, now), hop=hops(case), mode=order.mode)
    said = Telling(more=more, client_id=client_id)
    moving.move(case.appeal, event, actor=actor, now=now, changes=changes, telling=said)


def _own_unit(actor: Actor, unit_id: UUID | None) -> UUID:
    if unit_id is None and len(actor.units) == 1:
        return next(iter(actor.units))
    if unit_id is None or unit_id not in actor.units:
        raise NotYourUnit
    return unit_id


__all__ = ["Issue", "NotInstant", "NotYourUnit", "State", "dispatch", "dispatch_again", "issue", "self_handle"]

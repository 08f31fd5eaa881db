"""What remains after the answer is an order with a clock, not a lost promise (S-085, S-086)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.words import Mode, TextKind
from linli.dispatch.actions import clocks, opening, telling
from linli.dispatch.actions.issuing import Issue, issue
from linli.dispatch.actions.opening import SYSTEM, Case, ask_for, open_order, replayed, subject_of
from linli.dispatch.models import WorkOrder
from linli.dispatch.rules import results
from linli.dispatch.words import OrderRole, Step
from linli.duties.words import Owed
from linli.kernel.actor import Actor
from linli.kernel.clocks import Clock, Term
from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.people import queries as people
from linli.standards import queries as standards

DEED = "dispatch.follow_up"


class NoFollowUp(Refused):
    """The order is no follow-up."""

    code = "dispatch.no_follow_up"
    says = Text("这不是后续事项。", "This is no follow-up.")


def issue_promised(case: Case, order: WorkOrder, *, actor: Actor, now: datetime) -> list[UUID]:
    """Make orders of what a result promised to do later; return them (S-086)."""
    made = []
    for promise in order.follow_ups:
        days = Term(Clock.WORKING_DAYS, int(promise["days"]))
        new = issue_follow_up(case, order, UUID(promise["unit"]), UUID(promise["text"]), days, actor=actor, now=now)
        made.append(new.id)
    return made


def issue_follow_up(
    case: Case,
    order: WorkOrder,
    unit_id: UUID,
    text_id: UUID,
    term: Term | None,
    *,
    actor: Actor,
    now: datetime,
    client_id: str | None = None,
) -> WorkOrder:
    """Write a follow-up of an order with its clock, tell the fact and the unit; return it. The caller holds the lock.

    `term` is the time somebody named, else the standard's.
    """
    wanted = Issue(people.unit(unit_id), role=OrderRole.FOLLOW_UP, mode=Mode.FAST.value, category=order.category,
                   follows=order)  # fmt: skip
    new = issue(case, wanted, actor=SYSTEM, now=now, level=order.from_level)
    opening.write(new, task_text_id=text_id)
    owed: Owed = clocks.of_unit(case, new, DEED, Step.FOLLOW_UP, now, term)
    clocks.owe([owed], actor=actor, now=now)
    said = Telling(more=case.more(new), client_id=client_id)
    moving.tell(case.appeal, "follow_up", actor=actor, now=now, telling=said)
    due_at = standards.calendar(now).due(now, owed.limit.term)
    told = telling.to_unit(
        case, unit_id, "duty.new", key=str(new.id), due_at=due_at, deed_zh="完成后续事项", deed_en="finish what remains"
    )
    telling.tell(told, now=now)
    return new


def order_follow_up(
    *,
    actor: Actor,
    order_id: UUID,
    unit_id: UUID,
    task: str,
    now: datetime,
    days: int | None = None,
    client_id: str | None = None,
) -> UUID:
    """Order something to be done after a result, linked to its order; return the new order (S-086).

    :raises NotFound, Forbidden, NoWords:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        ask_for(actor, DEED, case, order)
        told = replayed(case, client_id)
        if told is not None:
            return opening.order_of(told)
        results.check_words(task=task)
        text = moving.keep_text(case.appeal, TextKind.PLAN, task, actor=actor, now=now, order_id=order.id)
        term = Term(Clock.WORKING_DAYS, days) if days else None
        return issue_follow_up(case, order, unit_id, text.id, term, actor=actor, now=now, client_id=client_id).id


def finish_follow_up(*, actor: Actor, order_id: UUID, note: str, now: datetime, client_id: str | None = None) -> None:
    """Finish a follow-up with a record of what was done (S-086). Deed ``dispatch.follow_up``.

    :raises NotFound, Forbidden, NotPossible, NoWords:
    :raises NoFollowUp: the order is another kind.
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, DEED, case, order)
        if replayed(case, client_id) is not None:
            return
        if order.role != OrderRole.FOLLOW_UP:
            raise NoFollowUp
        results.check_words(note=note)
        opening.finish(case, order, unit)
        opening.write(
            order, "state", submitted_by_id=actor.account_id, submitted_at=now, ended_at=now,
            accepted_at=order.accepted_at or now,
        )  # fmt: skip
        text = moving.keep_text(case.appeal, TextKind.ACTION, note, actor=actor, now=now, order_id=order.id)
        clocks.meet(subject_of(order), DEED, now)
        clocks.drop([subject_of(order)], now)
        said = Telling(text=text, more=case.more(order), client_id=client_id)
        moving.tell(case.appeal, "follow_up_done", actor=unit, now=now, telling=said)

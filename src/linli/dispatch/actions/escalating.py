"""One level up: by the unit that tried (T26), or by the clock (T27)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.words import OPEN_STATES, State, TextKind
from linli.dispatch.actions import clocks, issuing, opening, supervising, telling
from linli.dispatch.actions.issuing import Issue, issue
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
from linli.dispatch.queries import routes
from linli.dispatch.rules import levels, results, steps
from linli.dispatch.words import LIVE, Decision, OrderRole, OrderState, Step
from linli.duties import actions as duties
from linli.duties.rules import NotOwed
from linli.duties.words import Owed
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.rules.units import UnitRow

DECIDE = "dispatch.decide_overdue"


def escalate(
    *,
    actor: Actor,
    order_id: UUID,
    tried: Sequence[str],
    now: datetime,
    unit_id: UUID | None = None,
    client_id: str | None = None,
) -> UUID:
    """Hand an order up to a unit of a higher level after listing what was tried; return the new order (T26, S-076).

    Without `unit_id` the nearest unit above takes it. The unit that hands it up stays as assisting unit and remains
    accountable until the other has taken it.

    :raises NotFound, Forbidden, NotPossible, TopOfLadder, NothingTried, NotHigher:
    :raises ComplainedUnit, NoProperty, NotOnCommunityList, OutsideItsArea, NotCompetent:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.escalate", case, order)
        told = replayed(case, client_id)
        if told is not None:
            return opening.order_of(told)
        return _hand_up(case, order, unit_id, tried, actor=unit, now=now, client_id=client_id)


def _hand_up(
    case: Case,
    order: WorkOrder,
    unit_id: UUID | None,
    tried: Sequence[str],
    *,
    actor: Actor,
    now: datetime,
    client_id: str | None,
) -> UUID:
    opening.check_move(case, "escalate")
    opening.check_lead(order)
    above = _above(case, order, unit_id, now)
    steps.check_escalation(level=order.level, new_level=above.level, tried=tried)
    routes.check_target(case.appeal, above, at=now, mode=order.mode, is_main=False)
    note = "\n".join(words.strip() for words in tried if words.strip())
    text = moving.keep_text(case.appeal, TextKind.NOTE, note, actor=actor, now=now, order_id=order.id)
    opening.write(order, role=OrderRole.CO.value)
    clocks.drop([subject_of(order)], now)
    new = issue(case, Issue(above, mode=order.mode, follows=order), actor=SYSTEM, now=now, level=above.level)
    owed = clocks.handling(case, new, now=now, is_first=False)
    changes = {"unit_ids": opening.units_with(case.appeal, [above.id]), "level": new.level}
    more = case.more(new, due=issuing.printed(owed, now), hop=issuing.hops(case), from_unit=str(order.unit_id),
                     co=str(order.id))  # fmt: skip
    said = Telling(text=text, more=more, client_id=client_id)
    moving.move(case.appeal, "escalate", actor=actor, now=now, changes=changes, telling=said)
    clocks.owe(owed, actor=actor, now=now)
    _tell(case, new, owed, now)
    return new.id


def _tell(case: Case, new: WorkOrder, owed: Sequence[Owed], now: datetime) -> None:
    said = telling.new_order(case, new, due_at=issuing.due_of(owed, Step.ACCEPT, now), now=now)
    names = telling.unit_names(new.unit_id)
    due_at = issuing.due_of(owed, Step.CLOSE, now)
    said += telling.to_reporter(case, "appeal.redispatched", now=now, key=str(new.id), due_at=due_at, **names)
    telling.tell(said, now=now)


def _above(case: Case, order: WorkOrder, unit_id: UUID | None, now: datetime) -> UnitRow:
    if unit_id is not None:
        return people.unit(unit_id)
    higher = routes.next_level_units(case.appeal, order.level, at=now)
    return higher[0] if higher else people.unit(order.unit_id)


def mark_overdue(*, appeal_id: UUID, order_id: UUID | None, now: datetime) -> bool:
    """Put a case whose handling stayed overdue one level up; say whether it was open (T27; ADR 0016).

    The case stands where it stood, flagged by the fact and counted at the higher level. The dispatcher of that level
    owes a decision on the leading order (`decide_overdue`), and the unit answers a supervision order.

    :raises NotFound: there is no such appeal.
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        if case.appeal.state not in OPEN_STATES:
            return False
        order = case.order(order_id) if order_id is not None else case.lead
        unit_id = order.unit_id if order is not None else case.appeal.accountable_id
        is_lead = order is not None and order.state in LIVE and order.role == OrderRole.LEAD
        changes: dict[str, Any] = {}
        more = case.more(order)
        if is_lead and order is not None:
            changes["level"] = max(case.appeal.level or 0, levels.one_up(order.level))
            more["raised_to"] = changes["level"]
            owed = clocks.of_dispatcher(
                case, subject_of(order), DECIDE, Step.OVERDUE_DECISION, now, levels.one_up(order.level)
            )
            clocks.owe(clocks.lacking([owed]), actor=SYSTEM, now=now)
        moving.move(case.appeal, "overdue", actor=SYSTEM, now=now, changes=changes, telling=Telling(more=more))
        supervising.order_supervision(case, unit_id, None, actor=SYSTEM, now=now)
        return True


def raise_review(*, order_id: UUID, now: datetime) -> bool:
    """Hand a review that stayed overdue to the dispatcher one level up; say whether it still waited (T27; ADR 0016).

    The unit has done its part, so nobody supervises it; the level above may review in the lower one's stead (T42).

    :raises NotFound: there is no such order.
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        if order.state != OrderState.SUBMITTED:
            return False
        level = levels.one_up(levels.reviewer_level(order.level))
        role = levels.ROLE_OF_LEVEL[level].value
        duties.reown(
            subject=subject_of(order), deeds=[clocks.REVIEW], owed_by=None, area_path=case.appeal.area_path,
            owed_role=role,
        )  # fmt: skip
        said = Telling(more=case.more(order, raised_to=level))
        moving.move(case.appeal, "overdue", actor=SYSTEM, now=now, telling=said)
        return True


def decide_overdue(
    *,
    actor: Actor,
    order_id: UUID,
    decision: Decision,
    note: str,
    now: datetime,
    unit_id: UUID | None = None,
    client_id: str | None = None,
) -> UUID:
    """Decide on an order that stayed overdue, one level above it: hand it up (T26), or leave it with the unit, with the
    reason (T27). Return the order that goes on.

    Handed up, it goes to `unit_id` or the nearest unit above. No deadline moves by either (I10).

    :raises NotFound, Forbidden, LevelTooLow, NoWords, NotPossible, NotTheLead:
    :raises NotOwed: nobody is to decide about this order, or somebody has.
    :raises TopOfLadder, NotHigher, ComplainedUnit, NoProperty, OutsideItsArea:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        moving.ask(actor, DECIDE, case.appeal)
        told = replayed(case, client_id)
        if told is not None:
            return opening.order_of(told)
        levels.check_level(levels.level_of(actor, DECIDE, case.appeal.area_path), levels.one_up(order.level))
        results.check_words(note=note)
        if clocks.meet(subject_of(order), DECIDE, now) is None:
            raise NotOwed(deed=Step.OVERDUE_DECISION.zh)
        if decision is Decision.ACCEPT:
            return _hand_up(case, order, unit_id, [note], actor=actor, now=now, client_id=client_id)
        text = moving.keep_text(case.appeal, TextKind.NOTE, note, actor=actor, now=now, order_id=order.id)
        said = Telling(text=text, more=case.more(order), client_id=client_id)
        tell_order(case.appeal, "leave", actor=actor, now=now, telling=said)
        return order.id


__all__ = ["State", "decide_overdue", "escalate", "mark_overdue", "raise_review"]

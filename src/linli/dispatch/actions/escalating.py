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
from linli.dispatch.actions.opening import SYSTEM, Case, ask_for, open_case, open_order, replayed, subject_of
from linli.dispatch.models import WorkOrder
from linli.dispatch.queries import routes
from linli.dispatch.rules import steps
from linli.dispatch.words import OrderRole, Step
from linli.duties.words import Owed
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.rules.units import UnitRow


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
        moving.move(case.appeal, "escalate", actor=unit, now=now, changes=changes, telling=said)
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
    """Escalate because a handling clock stayed overdue: a flag and a supervision order (T27); say whether it was open.

    :raises NotFound: there is no such appeal.
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        if case.appeal.state not in OPEN_STATES:
            return False
        order = case.order(order_id) if order_id is not None else case.lead
        unit_id = order.unit_id if order is not None else case.appeal.accountable_id
        changes: dict[str, Any] = {}
        more = case.more(order)
        moving.move(case.appeal, "overdue", actor=SYSTEM, now=now, changes=changes, telling=Telling(more=more))
        supervising.order_supervision(case, unit_id, None, actor=SYSTEM, now=now)
        return True


__all__ = ["State", "escalate", "mark_overdue"]

"""Where orders end before their time: termination (T54), withdrawal, another unit's lead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, requests
from linli.appeals.actions.moving import Telling
from linli.appeals.words import RequestKind, TextKind
from linli.dispatch.actions import clocks, opening, telling
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
from linli.dispatch.rules import levels, results
from linli.dispatch.words import LIVE, OrderRole, OrderState, Step
from linli.kernel.actor import Actor
from linli.standards import queries as standards

TERMINATE = "dispatch.terminate"


def request_terminate(
    *, actor: Actor, order_id: UUID, reason: str, note: str, now: datetime, client_id: str | None = None
) -> None:
    """Ask in writing that handling ends, with a reason of the list (T54). Deed ``dispatch.submit_result``.

    :raises NotFound, Forbidden, Unknown, NoWords, AskedBefore:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        ask_for(actor, "dispatch.submit_result", case, order)
        if replayed(case, client_id) is not None:
            return
        standards.code("terminate_reason", reason, now)
        results.check_words(note=note)
        text = moving.keep_text(case.appeal, TextKind.NOTE, note, actor=actor, now=now, order_id=order.id)
        requests.open_request(
            case.appeal, RequestKind.TERMINATION, actor=actor, now=now, reason=reason, text=text, order_id=order.id,
            unit_id=order.unit_id,
        )  # fmt: skip
        said = Telling(reason=reason, text=text, more=case.more(order, request="termination"), client_id=client_id)
        moving.move(case.appeal, "log_action", actor=opening.as_unit(actor, order.unit_id), now=now, telling=said)
        duty = clocks.of_dispatcher(case, subject_of(order), TERMINATE, Step.REVIEW, now, levels.DISTRICT)
        clocks.owe([duty], actor=actor, now=now)


def terminate(
    *, actor: Actor, order_id: UUID, approve: bool, note: str, now: datetime, client_id: str | None = None
) -> None:
    """Decide on the unit's written request to end handling (T54; 济南市12345条例 §25, 潍坊市12345条例 §21).

    The resident is told the reason and may object within five working days.

    :raises NotFound, Forbidden, NotPossible, NothingAsked, SamePerson, NoWords:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        moving.ask(actor, "dispatch.terminate", case.appeal)
        if replayed(case, client_id) is not None:
            return
        opening.check_move(case, "terminate")
        results.check_words(note=note)
        text = moving.keep_text(case.appeal, TextKind.REASON, note, actor=actor, now=now, order_id=order.id)
        asked = requests.decide(
            case.appeal, RequestKind.TERMINATION, actor=actor, now=now, approve=approve, order_id=order.id, text=text
        )
        clocks.meet(subject_of(order), TERMINATE, now)
        if not approve:
            said = Telling(reason=asked.reason, text=text, more=case.more(order, approved=False), client_id=client_id)
            moving.tell(case.appeal, "request_decided", actor=actor, now=now, telling=said)
            return
        cancel(case, case.orders, now)
        clocks.drop([moving.subject_of(case.appeal)], now)
        said = Telling(reason=asked.reason, text=text, more=case.more(order), client_id=client_id)
        changes = {"ended_at": now, "end_reason": asked.reason}
        moving.move(case.appeal, "terminate", actor=actor, now=now, changes=changes, telling=said)
        until = standards.calendar(now).due(now, standards.limit("objection", at=now).term)
        reason = telling.words("reason", standards.code("terminate_reason", asked.reason, now).text)
        told = telling.to_reporter(case, "appeal.terminated", now=now, key="", until_on=until, **reason)
        telling.tell(told, now=now)


def cancel(case: Case, orders: Iterable[WorkOrder], now: datetime) -> None:
    """Cancel the live ones of these orders and let their duties go. Two statements, none where none is live."""
    live = [order for order in orders if order.state in LIVE and order.role != OrderRole.FOLLOW_UP]
    if not live:
        return
    for order in live:
        opening.take(case, order, "cancel", SYSTEM)
        order.ended_at = now
    WorkOrder.objects.filter(id__in=[order.id for order in live]).update(state=OrderState.CANCELLED.value, ended_at=now)
    clocks.drop([subject_of(order) for order in live], now)


def close_assistants(case: Case, now: datetime) -> None:
    """End what assisting units still have when the lead's result is approved: opinions count, the rest is cancelled.

    Two statements for the whole, none where nobody assists.
    """
    assisting = case.live(OrderRole.CO)
    given = [order for order in assisting if order.state == OrderState.SUBMITTED]
    for order in given:
        opening.step(case, order, "approve", SYSTEM, ended_at=now)
    cancel(case, [order for order in assisting if order not in given], now)


def cancel_all(*, appeal_id: UUID, now: datetime) -> None:
    """Cancel every order of an appeal that ended from outside (withdrawn, merged, refused after all).

    :raises NotFound: there is no such appeal.
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        if not case.live(OrderRole.LEAD, OrderRole.CO, OrderRole.PART):
            return
        cancel(case, case.orders, now)
        clocks.drop([moving.subject_of(case.appeal)], now, [clocks.SUBMIT])
        requests.drop(case.appeal, now=now)
        tell_order(case.appeal, "cancel", actor=SYSTEM, now=now, telling=Telling(more=case.more()))

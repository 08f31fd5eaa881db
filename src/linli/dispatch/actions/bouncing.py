"""Giving an order back: ask, decide, designate (T18-T21). The resident's clock never stops, nobody is left without a
unit (I3); a designated unit keeps it (I4); two returns per appeal, one per unit (I5).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, requests
from linli.appeals.actions.moving import Telling
from linli.appeals.words import RequestKind, TextKind
from linli.dispatch.actions import clocks, issuing, opening, telling
from linli.dispatch.actions.issuing import Issue, check_target, issue
from linli.dispatch.actions.opening import SYSTEM, Case, ask_for, open_order, replayed, subject_of
from linli.dispatch.models import WorkOrder
from linli.dispatch.rules import bounces, levels
from linli.dispatch.words import Decision, OrderState, Step
from linli.duties.words import Owed
from linli.kernel.actor import Actor
from linli.notices.actions import Telling as Message
from linli.people import queries as people
from linli.standards import queries as standards

DECIDE = "dispatch.decide_bounce"


def request_bounce(
    *,
    actor: Actor,
    order_id: UUID,
    reason: str,
    basis: str,
    now: datetime,
    suggested_unit_id: UUID | None = None,
    client_id: str | None = None,
) -> None:
    """Ask to give an order back, with a reason of the list and its legal basis (T18, D-13).

    Within two working days of dispatch (urgent 120 working minutes, emergency 30 minutes), before any result, once per
    unit and twice per appeal. The clock runs on and the unit stays accountable until another has taken it.

    :raises NotFound, Forbidden, NotPossible, Unknown:
    :raises Designated, AlreadyHandled, UnitBouncedBefore, TooManyBounces, BounceTooLate, NoBasis:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.request_bounce", case, order)
        if replayed(case, client_id) is not None:
            return
        opening.check_move(case, "request_bounce")
        opening.check_lead(order)
        standards.code("bounce_reason", reason, now)
        most = bounce_limits(now)
        facts = bounce_facts(case, order, basis, now)
        bounces.check_bounce(facts, now=now, most_per_appeal=most["per_appeal"], most_per_unit=most["per_unit"])
        opening.step(case, order, "ask_bounce", unit, bounce_asked_at=now)
        text = moving.keep_text(case.appeal, TextKind.NOTE, basis, actor=actor, now=now, order_id=order.id)
        terms = {"suggested_unit": str(suggested_unit_id) if suggested_unit_id else None}
        requests.open_request(
            case.appeal, RequestKind.BOUNCE, actor=actor, now=now, reason=reason, terms=terms, text=text,
            order_id=order.id, unit_id=order.unit_id,
        )  # fmt: skip
        said = Telling(reason=reason, text=text, more=case.more(order, **terms), client_id=client_id)
        moving.move(case.appeal, "request_bounce", actor=unit, now=now, telling=said)
        duty = clocks.of_dispatcher(case, subject_of(order), DECIDE, Step.BOUNCE_DECISION, now, order.from_level)
        clocks.owe([duty], actor=actor, now=now)


def bounce_limits(now: datetime) -> dict[str, int]:
    """Return how often an order may go back: per appeal and per unit (standard `bounce.most`)."""
    value = standards.parameter("bounce.most", now).value
    most = value if isinstance(value, dict) else {}
    return {name: int(str(most.get(name, default))) for name, default in (("per_appeal", 2), ("per_unit", 1))}


def bounce_facts(case: Case, order: WorkOrder, basis: str, now: datetime) -> bounces.Bounce:
    """Return what the decision about a request to return rests on."""
    limit = clocks.limit_of(Step.BOUNCE, case.appeal, at=order.dispatched_at, category=order.category)
    own = [one for one in case.orders if one.unit_id == order.unit_id and one.round == order.round]
    return bounces.Bounce(
        until=standards.calendar(now).due(order.dispatched_at, limit.term),
        has_result=order.submitted_at is not None,
        is_designated=order.is_designated,
        asked_by_unit=sum(one.bounce_asked_at is not None for one in own),
        on_appeal=case.appeal.bounce_count,
        basis=basis,
    )


def decide_bounce(
    *,
    actor: Actor,
    order_id: UUID,
    decision: Decision,
    now: datetime,
    unit_id: UUID | None = None,
    note: str = "",
    client_id: str | None = None,
) -> UUID | None:
    """Decide on a request to return: another unit gets it (T19; returns its order), or the unit goes on (T20).

    By a dispatcher of the level that dispatched, or above.

    :raises NotFound, Forbidden, NotPossible, LevelTooLow, SamePerson, SameUnit:
    :raises ComplainedUnit, NoProperty, NotOnCommunityList, OutsideItsArea, NotCompetent, OutsideScope:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        moving.ask(actor, DECIDE, case.appeal)
        told = replayed(case, client_id)
        if told is not None:
            return opening.order_of(told)
        opening.check_move(case, "reject_bounce")
        levels.check_level(levels.level_of(actor, DECIDE, case.appeal.area_path), order.from_level)
        if decision is Decision.REJECT:
            _reject(case, order, actor=actor, note=note, now=now, client_id=client_id)
            return None
        return _send_on(case, order, "accept_bounce", unit_id, actor=actor, note=note, now=now, client_id=client_id)


def designate(
    *,
    actor: Actor,
    order_id: UUID,
    unit_id: UUID,
    now: datetime,
    note: str = "",
    is_dispute: bool = False,
    client_id: str | None = None,
) -> UUID:
    """Name the unit that has to do it and cannot give it back; return its order (T21, I4; 潍坊市12345条例 §22).

    For a dispute about duties (`is_dispute`) or at the second return. It may be the same unit.

    :raises NotFound, Forbidden, NotPossible, NoDispute: and what `decide_bounce` refuses.
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        moving.ask(actor, "dispatch.designate", case.appeal)
        told = replayed(case, client_id)
        if told is not None:
            return opening.order_of(told)
        opening.check_move(case, "designate")
        most = bounce_limits(now)["per_appeal"]
        before = case.appeal.bounce_count
        bounces.check_designation(is_dispute=is_dispute, bounces_before=before, most_per_appeal=most)
        return _send_on(case, order, "designate", unit_id, actor=actor, note=note, now=now, client_id=client_id)


def _reject(case: Case, order: WorkOrder, *, actor: Actor, note: str, now: datetime, client_id: str | None) -> None:
    text = moving.keep_text(case.appeal, TextKind.NOTE, note, actor=actor, now=now, order_id=order.id)
    requests.decide(case.appeal, RequestKind.BOUNCE, actor=actor, now=now, approve=False, order_id=order.id, text=text)
    opening.step(case, order, "keep", actor)
    clocks.meet(subject_of(order), DECIDE, now)
    said = Telling(text=text, more=case.more(order), client_id=client_id)
    moving.move(case.appeal, "reject_bounce", actor=actor, now=now, telling=said)
    telling.tell(_decided(case, order, Decision.REJECT), now=now)


def _send_on(
    case: Case,
    order: WorkOrder,
    event: str,
    unit_id: UUID | None,
    *,
    actor: Actor,
    note: str,
    now: datetime,
    client_id: str | None,
) -> UUID:
    is_designated = event == "designate"
    if unit_id is None or (unit_id == order.unit_id and not is_designated):
        raise bounces.SameUnit(field="unit_id")
    unit = people.unit(unit_id)
    deed = "dispatch.designate" if is_designated else DECIDE
    level = check_target(actor, case, unit, now=now, mode=order.mode, deed=deed)
    text = moving.keep_text(case.appeal, TextKind.NOTE, note, actor=actor, now=now, order_id=order.id)
    requests.decide(case.appeal, RequestKind.BOUNCE, actor=actor, now=now, approve=True, order_id=order.id, text=text)
    opening.step(case, order, "bounce", actor, ended_at=now)
    clocks.meet(subject_of(order), DECIDE, now)
    clocks.drop([subject_of(order)], now)
    wanted = Issue(unit, mode=order.mode, is_designated=is_designated, follows=order, by_id=actor.account_id)
    new = issue(case, wanted, actor=SYSTEM, now=now, level=level)
    owed = clocks.handling(case, new, now=now, is_first=False)
    changes: dict[str, Any] = {
        "bounce_count": case.appeal.bounce_count + 1,
        "unit_ids": opening.units_with(case.appeal, [unit.id]),
    }
    more = case.more(new, due=issuing.printed(owed, now), hop=issuing.hops(case), from_unit=str(order.unit_id))
    said = Telling(text=text, more=more, client_id=client_id)
    moving.move(case.appeal, event, actor=actor, now=now, changes=changes, telling=said)
    clocks.owe(owed, actor=actor, now=now)
    telling.tell(_sent_on(case, order, new, owed, now), now=now)
    return new.id


def _decided(case: Case, order: WorkOrder, decision: Decision) -> list[Message]:
    words = telling.words("decision", decision)
    return telling.to_unit(case, order.unit_id, "order.bounced", key=f"{order.id}:{decision.value}", **words)


def _sent_on(case: Case, old: WorkOrder, new: WorkOrder, owed: list[Owed], now: datetime) -> list[Message]:
    said = _decided(case, old, Decision.ACCEPT)
    said += telling.new_order(case, new, due_at=issuing.due_of(owed, Step.ACCEPT, now), now=now)
    due_at = issuing.due_of(owed, Step.CLOSE, now)
    names = telling.unit_names(new.unit_id)
    return said + telling.to_reporter(case, "appeal.redispatched", now=now, key=str(new.id), due_at=due_at, **names)


__all__ = ["OrderState", "bounce_facts", "decide_bounce", "designate", "request_bounce"]

"""Putting an appeal aside until a review date, and taking it up again (T38-T40, I9)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, requests
from linli.appeals.actions.moving import Telling
from linli.appeals.words import RequestKind, State, TextKind
from linli.dispatch.actions import clocks, follow_ups, opening, parts, telling
from linli.dispatch.actions.opening import SYSTEM, Case, ask_for, open_order, replayed, subject_of, tell_order
from linli.dispatch.models import WorkOrder
from linli.dispatch.rules import extensions, levels
from linli.dispatch.words import Decision, OrderRole, OrderState, Step
from linli.duties import actions as duties
from linli.kernel.actor import Actor, Subject
from linli.kernel.clocks import Clock, Term
from linli.people.words import Role
from linli.standards import queries as standards

DECIDE = "dispatch.decide_suspend"
RESUME = "dispatch.resume"


def request_suspend(
    *,
    actor: Actor,
    order_id: UUID,
    reason: str,
    plan: str,
    review_on: date,
    now: datetime,
    client_id: str | None = None,
) -> None:
    """Ask to put an order aside for a reason of the list, with a plan and a review date; never an emergency (T38, I9).

    :raises NotFound, Forbidden, NotPossible, Unknown, AskedBefore:
    :raises NotSuspendable, TooManyRenewals, WrongReviewDate, NoPlan:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.request_suspend", case, order)
        if replayed(case, client_id) is not None:
            return
        opening.check_move(case, "request_suspend")
        standards.code("suspend_reason", reason, now)
        check_suspension(case, plan, review_on, level=levels.DISTRICT, now=now)
        text = moving.keep_text(case.appeal, TextKind.PLAN, plan, actor=actor, now=now, order_id=order.id)
        terms = {"review_on": review_on.isoformat(), "plan": str(text.id)}
        requests.open_request(
            case.appeal, RequestKind.SUSPENSION, actor=actor, now=now, reason=reason, terms=terms, text=text,
            order_id=order.id, unit_id=order.unit_id,
        )  # fmt: skip
        said = Telling(reason=reason, text=text, more=case.more(order, review_on=terms["review_on"]),
                       client_id=client_id)  # fmt: skip
        moving.move(case.appeal, "request_suspend", actor=unit, now=now, telling=said)
        duty = clocks.of_dispatcher(case, subject_of(order), DECIDE, Step.SUSPEND_DECISION, now, levels.STREET)
        clocks.owe([duty], actor=actor, now=now)


def check_suspension(case: Case, plan: str, review_on: date, *, level: int, now: datetime) -> None:
    """Return quietly when the case may be put aside until `review_on` by a dispatcher of `level`.

    :raises NotSuspendable, TooManyRenewals, WrongReviewDate, NoPlan:
    """
    calendar = standards.calendar(now)
    today = calendar.local_day(now)
    term = clocks.limit_of(Step.SUSPENSION, case.appeal, at=now, facets=extensions.suspension_facet(level)).term
    facts = extensions.Suspension(case.appeal.urgency, case.appeal.suspend_count, review_on, plan)
    most = standards.number("suspension.renewals", now)
    extensions.check_suspension(facts, today=today, latest=today + timedelta(days=term.amount), most_renewals=most)


def decide_suspend(
    *, actor: Actor, order_id: UUID, decision: Decision, note: str, now: datetime, client_id: str | None = None
) -> None:
    """Decide on a suspension: the street up to 30 days, the district up to 90 (T39). The closing clock then stands.

    A suspended part leaves the others running; the whole may finish as partly done (T30).

    :raises NotFound, Forbidden, NotPossible, NothingAsked, SamePerson, NotSuspendable, WrongReviewDate:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        moving.ask(actor, DECIDE, case.appeal)
        if replayed(case, client_id) is not None:
            return
        level = levels.level_of(actor, DECIDE, case.appeal.area_path)
        levels.check_level(level, levels.STREET)
        text = moving.keep_text(case.appeal, TextKind.REASON, note, actor=actor, now=now, order_id=order.id)
        is_yes = decision is Decision.ACCEPT
        asked = requests.decide(
            case.appeal, RequestKind.SUSPENSION, actor=actor, now=now, approve=is_yes, order_id=order.id, text=text
        )
        clocks.meet(subject_of(order), DECIDE, now)
        if not is_yes:
            said = Telling(reason=asked.reason, text=text, more=case.more(order), client_id=client_id)
            moving.move(case.appeal, "reject_suspend", actor=actor, now=now, telling=said)
            return
        review_on = date.fromisoformat(str(asked.terms["review_on"]))
        check_suspension(case, note or "-", review_on, level=level, now=now)
        said = Telling(reason=asked.reason, text=text, client_id=client_id)
        _suspend(case, order, review_on, actor=actor, now=now, said=said)


def _suspend(case: Case, order: WorkOrder, review_on: date, *, actor: Actor, now: datetime, said: Telling) -> None:
    opening.step(case, order, "pause", actor)
    duties.pause(subjects=_clocks_of(case, order), now=now, deeds=[clocks.SUBMIT, clocks.LOG], reason=said.reason)
    days = (review_on - standards.calendar(now).local_day(now)).days
    term = Term(Clock.CALENDAR_DAYS, days)
    clocks.owe([clocks.of_unit(case, order, RESUME, Step.SUSPENSION, now, term)], actor=actor, now=now)
    said = Telling(said.reason, said.text, case.more(order, review_on=review_on.isoformat()), said.client_id)
    if order.role == OrderRole.PART:
        tell_order(case.appeal, "pause", actor=actor, now=now, telling=said, role=Role.STREET.value)
        parts.finish_if_over(case, now=now)
    else:
        changes: dict[str, Any] = {"suspend_count": case.appeal.suspend_count + 1}
        moving.move(case.appeal, "approve_suspend", actor=actor, now=now, changes=changes, telling=said)
    why = telling.words("reason", standards.code("suspend_reason", said.reason, now).text)
    told = telling.to_reporter(
        case, "appeal.suspended", now=now, key=f"{order.id}:{review_on}", review_on=review_on, **why
    )
    telling.tell(told, now=now)


def _clocks_of(case: Case, order: WorkOrder) -> list[Subject]:
    own = [subject_of(order)]
    return [*own, moving.subject_of(case.appeal)] if order.role == OrderRole.LEAD else own


def resume(*, actor: Actor, order_id: UUID, now: datetime, client_id: str | None = None) -> None:
    """Take up a suspended order again: its clocks run on, moved by the pause (T40).

    :raises NotFound, Forbidden, NotPossible:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, RESUME, case, order)
        if replayed(case, client_id) is not None:
            return
        _resume(case, order, actor=unit, now=now, client_id=client_id)


def resume_on_review(*, order_id: UUID, now: datetime) -> bool:
    """Take up a suspended order because its review date came; say whether it was still suspended (T40).

    :raises NotFound: there is no such order.
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        if order.state != OrderState.PAUSED:
            return False
        _resume(case, order, actor=SYSTEM, now=now, client_id=None)
        return True


def _resume(case: Case, order: WorkOrder, *, actor: Actor, now: datetime, client_id: str | None) -> None:
    opening.step(case, order, "resume", actor)
    clocks.meet(subject_of(order), RESUME, now)
    calendar = standards.calendar(now)
    for subject in _clocks_of(case, order):
        duties.resume(subject=subject, now=now, calendar=calendar, deeds=[clocks.SUBMIT, clocks.LOG])
    if order.role == OrderRole.FOLLOW_UP:
        # a part that outlived its whole owes no result any more; without this clock nobody would owe anything
        clocks.owe([clocks.of_unit(case, order, follow_ups.DEED, Step.FOLLOW_UP, now)], actor=actor, now=now)
    said = Telling(more=case.more(order), client_id=client_id)
    if case.appeal.state != State.SUSPENDED:
        tell_order(case.appeal, "resume", actor=actor, now=now, telling=said)
        return
    moving.move(case.appeal, "resume", actor=actor, now=now, telling=said)
    clock = clocks.resident_clock(case)
    due_at = clock.due_at if clock is not None else now
    telling.tell(telling.to_reporter(case, "appeal.resumed", now=now, key="", due_at=due_at), now=now)

"""Handing in what came of it, checking it, answering (T41-T43, T29, T30; S-081, S-086, S-105)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import answering, moving
from linli.appeals.actions.moving import Telling
from linli.appeals.words import Outcome, State, TextKind, Urgency
from linli.dispatch.actions import clocks, ending, follow_ups, opening, parts, telling
from linli.dispatch.actions.opening import SYSTEM, Case, ask_for, open_order, replayed, subject_of, tell_order
from linli.dispatch.models import WorkOrder
from linli.dispatch.queries import evidence
from linli.dispatch.rules import levels, results
from linli.dispatch.words import OrderRole
from linli.kernel.actor import Actor
from linli.kernel.clocks import Clock, Term
from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.people.words import Role
from linli.standards import queries as standards


class NotAResult(Refused):
    """An assisting unit gives an opinion, a follow-up is finished; neither hands in the result."""

    code = "dispatch.not_a_result"
    says = Text("协办单位请提交会办意见，后续事项请用“完成”。", "An assisting unit gives an opinion instead.")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What remains to be done after the answer, by whom, within how many working days (S-086)."""

    unit_id: UUID
    task: str
    days: int = 15


def submit_result(
    *,
    actor: Actor,
    order_id: UUID,
    outcome: Outcome,
    reply: str,
    now: datetime,
    follow_ups: Sequence[FollowUp] = (),
    client_id: str | None = None,
) -> None:
    """Hand in the result: outcome, reply for the resident, evidence, what remains (T41).

    Evidence is a record of what was done, and a photo or document unless words are enough for the category. The
    closing clock stops, and in an emergency that of the danger; the review clock starts. What the unit took in hand
    itself as instant needs no review (domain-spec §9.2): it is approved and answered at once.

    :raises NotFound, Forbidden, NotPossible, NotAResult:
    :raises UnknownOutcome, NoReply, NoEvidence, ReplyShowsOthers:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.submit_result", case, order)
        if replayed(case, client_id) is not None:
            return
        _check(case, order, outcome, reply, now)
        # A draft is for the reviewer's eyes; the resident reads the answer once it is approved.
        text = moving.keep_text(case.appeal, TextKind.NOTE, reply, actor=actor, now=now, order_id=order.id)
        later = [_kept(case, order, one, actor=actor, now=now) for one in follow_ups]
        opening.step(
            case, order, "submit", unit, outcome=outcome.value, reply_text_id=text.id, follow_ups=later,
            submitted_by_id=actor.account_id, submitted_at=now,
        )  # fmt: skip
        clocks.meet_closing(case, order, now)
        if case.appeal.urgency == Urgency.EMERGENCY:
            clocks.meet_danger(order, now)
        said = Telling(reason=outcome.value, text=text, more=case.more(order), client_id=client_id)
        _submitted(case, order, unit, said, now)


def _submitted(case: Case, order: WorkOrder, unit: Actor, said: Telling, now: datetime) -> None:
    if order.role == OrderRole.PART:
        tell_order(case.appeal, "submit", actor=unit, now=now, telling=said)
    else:
        moving.move(case.appeal, "submit_result", actor=unit, now=now, changes={"handled_at": now}, telling=said)
    if order.is_self_handled:
        _approve(case, order, actor=SYSTEM, now=now, client_id=None)
    else:
        clocks.owe([clocks.review(case, order, now)], actor=unit, now=now)


def _check(case: Case, order: WorkOrder, outcome: str, reply: str, now: datetime) -> None:
    if order.role not in {OrderRole.LEAD, OrderRole.PART}:
        raise NotAResult
    if order.role == OrderRole.LEAD:
        opening.check_move(case, "submit_result")
    opening.check_step(order, "submit")
    records, files = evidence.counts(case.appeal, order)
    result = results.Result(
        outcome=outcome,
        reply=reply,
        records=records,
        files=files,
        text_is_enough=standards.category(order.category, now).text_is_enough,
    )
    results.check_result(result, opening.personal(reply))


def _kept(case: Case, order: WorkOrder, one: FollowUp, *, actor: Actor, now: datetime) -> dict[str, Any]:
    results.check_words(task=one.task)
    text = moving.keep_text(case.appeal, TextKind.PLAN, one.task, actor=actor, now=now, order_id=order.id)
    return {"unit": str(one.unit_id), "text": str(text.id), "days": one.days}


def approve_result(*, actor: Actor, order_id: UUID, now: datetime, client_id: str | None = None) -> None:
    """Approve a result: the reply goes to the resident, what remains becomes orders (T42; 济南市12345条例 §27).

    By a dispatcher of the order's level or above who did not submit it (I8). Of a part only the part is approved;
    when all parts are over their replies become one (T29, T30).

    :raises NotFound, Forbidden, NotPossible, LevelTooLow, OwnWork:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        moving.ask(actor, "dispatch.approve_result", case.appeal)
        if replayed(case, client_id) is not None:
            return
        _check_reviewer(actor, case, order, "dispatch.approve_result")
        _approve(case, order, actor=actor, now=now, client_id=client_id)


def _check_reviewer(actor: Actor, case: Case, order: WorkOrder, deed: str) -> None:
    levels.check_reviewer(actor, order.submitted_by_id)
    level = levels.level_of(actor, deed, case.appeal.area_path)
    levels.check_level(level, levels.reviewer_level(order.level))


def _approve(case: Case, order: WorkOrder, *, actor: Actor, now: datetime, client_id: str | None) -> None:
    opening.step(case, order, "approve", actor, approved_by_id=actor.account_id, ended_at=now)
    clocks.settle(subject_of(order), clocks.REVIEW, now)
    if order.role == OrderRole.PART:
        parts.part_over(case, order, actor=actor, now=now, client_id=client_id)
        return
    ending.close_assistants(case, now)
    follow_ups.issue_promised(case, order, actor=actor, now=now)
    answering.answer(
        case.appeal,
        actor=actor,
        reply=evidence.body(case.appeal, order.reply_text_id),
        outcome=Outcome(order.outcome or ""),
        closed_level=order.level,
        now=now,
        more=case.more(order),
        client_id=client_id,
    )


def return_result(*, actor: Actor, order_id: UUID, reason: str, now: datetime, client_id: str | None = None) -> None:
    """Send a result back for more work (T43). What was left of the closing clock runs on, at least one working day.

    :raises NotFound, Forbidden, NotPossible, LevelTooLow, OwnWork, NoWords:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        moving.ask(actor, "dispatch.return_result", case.appeal)
        if replayed(case, client_id) is not None:
            return
        _check_reviewer(actor, case, order, "dispatch.return_result")
        results.check_words(reason=reason)
        redo = order.redo_count + 1
        opening.step(case, order, "return", actor, redo_count=redo)
        text = moving.keep_text(case.appeal, TextKind.NOTE, reason, actor=actor, now=now, order_id=order.id)
        clocks.meet(subject_of(order), clocks.REVIEW, now)
        due_at = _run_on(case, order, actor=actor, now=now)
        said = Telling(text=text, more=case.more(order, redo=redo), client_id=client_id)
        if order.role == OrderRole.PART:
            tell_order(case.appeal, "return", actor=actor, now=now, telling=said, role=Role.STREET.value)
        else:
            moving.move(case.appeal, "return_result", actor=actor, now=now, telling=said)
        told = telling.to_unit(
            case, order.unit_id, "order.returned", key=f"{order.id}:{redo}", due_at=due_at,
            reason_zh="见审核意见", reason_en="see the reviewer's note",
        )  # fmt: skip
        telling.tell(told, now=now)


def _run_on(case: Case, order: WorkOrder, *, actor: Actor, now: datetime) -> datetime:
    """Let the closing clock run on after a return; give back when it is due now."""
    is_lead = order.role == OrderRole.LEAD
    subjects = [moving.subject_of(case.appeal), subject_of(order)] if is_lead else [subject_of(order)]
    before = clocks.last_closing(subjects)
    calendar = standards.calendar(now)
    least = Term(Clock.WORKING_DAYS, 1)
    at_least = calendar.due(now, least)
    owed = clocks.closing(case, order, now=now, is_first=is_lead)[0]
    if before is not None and before.due_at > at_least:
        owed = clocks.as_before(owed, before)
    else:
        owed = clocks.with_term(owed, least)
    clocks.owe([owed], actor=actor, now=now)
    return max(at_least, before.due_at) if before is not None else at_least


__all__ = ["FollowUp", "State", "approve_result", "return_result", "submit_result"]

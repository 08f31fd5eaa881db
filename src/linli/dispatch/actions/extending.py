"""More working days, asked for before it is due and decided one level up (T23-T25; 济南市12345条例 §24)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, requests
from linli.appeals.actions.moving import Telling
from linli.appeals.words import RequestKind, TextKind
from linli.dispatch.actions import clocks, opening, telling
from linli.dispatch.actions.opening import Case, ask_for, open_order, replayed, subject_of
from linli.dispatch.models import WorkOrder
from linli.dispatch.rules import extensions, levels
from linli.dispatch.words import Decision, OrderRole, Step
from linli.duties import actions as duties
from linli.duties.rules import NotOwed
from linli.duties.words import DutyRow
from linli.kernel.actor import Actor
from linli.standards import queries as standards

DECIDE = "dispatch.decide_extension"


def request_extension(
    *, actor: Actor, order_id: UUID, days: int, plan: str, now: datetime, client_id: str | None = None
) -> None:
    """Ask for `days` more working days, with reason and plan, before it is due (T23). The clock runs meanwhile.

    :raises NotFound, Forbidden, NotPossible, NotOwed, AskedBefore:
    :raises PastDue, AlreadyExtended, TooLong, NoPlan:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        unit = ask_for(actor, "dispatch.request_extension", case, order)
        if replayed(case, client_id) is not None:
            return
        opening.check_move(case, "request_extension")
        clock = closing_of(case, order)
        most = clocks.limit_of(Step.EXTENSION, case.appeal, at=now, mode=order.mode, category=order.category).term
        facts = extensions.Extension(clock.due_at, case.appeal.extension_count, days, most, plan)
        extensions.check_extension(facts, now=now)
        text = moving.keep_text(case.appeal, TextKind.NOTE, plan, actor=actor, now=now, order_id=order.id)
        requests.open_request(
            case.appeal, RequestKind.EXTENSION, actor=actor, now=now, terms={"days": days}, text=text,
            order_id=order.id, unit_id=order.unit_id,
        )  # fmt: skip
        said = Telling(text=text, more=case.more(order, days=days), client_id=client_id)
        moving.move(case.appeal, "request_extension", actor=unit, now=now, telling=said)
        decider = levels.one_up(order.level)
        duty = clocks.of_dispatcher(case, subject_of(order), DECIDE, Step.EXTENSION_DECISION, now, decider)
        clocks.owe([duty], actor=actor, now=now)


def closing_of(case: Case, order: WorkOrder) -> DutyRow:
    """Return the closing clock that binds the order: its own, or the resident's for the leading one. Two statements.

    :raises NotOwed: none runs.
    """
    subjects = [subject_of(order)]
    if order.role == OrderRole.LEAD:
        subjects.append(moving.subject_of(case.appeal))
    found = clocks.last_closing(subjects, is_live=True)
    if found is None:
        raise NotOwed(deed=clocks.SUBMIT)
    return found


def decide_extension(
    *, actor: Actor, order_id: UUID, decision: Decision, note: str, now: datetime, client_id: str | None = None
) -> datetime | None:
    """Decide on an extension, one level above the order; return the new date, which the resident is told (T24, T25).

    Every closing clock of the order moves by the working days asked for (I10: only so).

    :raises NotFound, Forbidden, NotPossible, LevelTooLow, NothingAsked, SamePerson:
    """
    with transaction.atomic():
        case, order = open_order(order_id)
        moving.ask(actor, DECIDE, case.appeal)
        if replayed(case, client_id) is not None:
            return None
        levels.check_level(levels.level_of(actor, DECIDE, case.appeal.area_path), levels.one_up(order.level))
        text = moving.keep_text(case.appeal, TextKind.REASON, note, actor=actor, now=now, order_id=order.id)
        is_yes = decision is Decision.ACCEPT
        asked = requests.decide(
            case.appeal, RequestKind.EXTENSION, actor=actor, now=now, approve=is_yes, order_id=order.id, text=text
        )
        clocks.meet(subject_of(order), DECIDE, now)
        new = _extend(case, order, int(str(asked.terms["days"])), asked.id, now) if is_yes else None
        said = Telling(text=text, more=case.more(order, due=opening.moment(new)), client_id=client_id)
        changes = {"extension_count": case.appeal.extension_count + 1} if is_yes else {}
        event = "approve_extension" if is_yes else "reject_extension"
        moving.move(case.appeal, event, actor=actor, now=now, changes=changes, telling=said)
        words = telling.words("decision", decision)
        told = telling.to_unit(case, order.unit_id, "order.extension", key=str(asked.id), **words)
        if new is not None:
            reason = {"reason_zh": "情况复杂，需要更多时间办理", "reason_en": "the matter needs more work"}
            told += telling.to_reporter(case, "appeal.extended", now=now, key=str(asked.id), due_at=new, **reason)
        telling.tell(told, now=now)
        return new


def _extend(case: Case, order: WorkOrder, days: int, approval: UUID, now: datetime) -> datetime:
    """Move the running closing clocks of the order; return the latest new date."""
    subjects = [subject_of(order)]
    if order.role == OrderRole.LEAD:
        subjects.append(moving.subject_of(case.appeal))
    calendar = standards.calendar(now)
    dues = []
    for subject, duty in clocks.live_closings(subjects).items():
        due = extensions.extended(duty.due_at, days, calendar)
        duties.postpone(
            subject=subject, deed=clocks.SUBMIT, step=duty.step, to_due=due, reason="extension",
            approved_by=approval, now=now,
        )  # fmt: skip
        dues.append(due)
    if not dues:
        raise NotOwed(deed=clocks.SUBMIT)
    return max(dues)

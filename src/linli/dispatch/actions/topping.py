"""Before the leader: ask, take, decline (T35-T37; 北京市接诉即办工作条例 §20, 济南市12345条例 §30)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.words import Mode, State, TextKind
from linli.dispatch.actions import clocks, issuing, opening, telling
from linli.dispatch.actions.issuing import Issue, issue
from linli.dispatch.actions.opening import SYSTEM, Case, open_case, replayed, subject_of
from linli.dispatch.models import WorkOrder
from linli.dispatch.queries import routes, tops
from linli.dispatch.rules import joint, levels, results
from linli.dispatch.words import OrderRole, OrderState, Step, TopReason
from linli.duties import actions as duties
from linli.duties.words import Owed
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.words import Role, UnitKind
from linli.standards import queries as standards

TAKE = "dispatch.take_top"


class NoLead(Refused):
    """Nobody would handle it."""

    code = "dispatch.no_lead"
    status = 422
    says = Text("请指定牵头单位。", "Name the unit that leads.")


def request_top(
    *,
    actor: Actor,
    appeal_id: UUID,
    reason: TopReason,
    note: str,
    now: datetime,
    households: int | None = None,
    client_id: str | None = None,
) -> None:
    """Put an appeal before the district leader for a reason of the list (T35).

    `households` is how many are concerned (kept with the appeal). How often it came again, was reopened and was
    handled jointly in vain is counted, not told; the fact keeps the numbers it rests on.

    :raises NotFound, Forbidden, NotPossible, NoWords, ReasonDoesNotHold, NotTheLeader:
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, "dispatch.request_top", case.appeal)
        if replayed(case, client_id) is not None:
            return
        opening.check_move(case, "request_top")
        results.check_words(note=note)
        facts = tops.facts(case.appeal, case.orders, now=now, households=households)
        joint.check_top(reason, facts, tops.triggers(now), is_leader=Role.LEADER.value in actor.roles)
        text = moving.keep_text(case.appeal, TextKind.REASON, note, actor=actor, now=now)
        more = case.more(**asdict(facts))
        said = Telling(reason=reason.value, text=text, more=more, client_id=client_id)
        changes: dict[str, Any] = {} if households is None else {"households": households}
        moving.move(case.appeal, "request_top", actor=actor, now=now, changes=changes, telling=said)
        subject = moving.subject_of(case.appeal)
        limit = clocks.limit_of(Step.TOP_LEADER, case.appeal, at=now)
        owed = Owed(subject, TAKE, Step.TOP_LEADER.value, limit, Role.LEADER.value, case.appeal.area_path, now)
        clocks.owe([owed], actor=actor, now=now)
        if case.lead is None:
            # It is sent upward instead of to a unit; whoever dispatches owes nothing more here.
            clocks.meet(subject, "dispatch.dispatch", now)
            clocks.meet(subject, "dispatch.dispatch_again", now)
        _tell_requested(case, now)


def _tell_requested(case: Case, now: datetime) -> None:
    calendar = standards.calendar(now)
    due_at = calendar.due(now, clocks.limit_of(Step.TOP_LEADER, case.appeal, at=now).term)
    plan_at = calendar.due(due_at, clocks.limit_of(Step.PLAN, case.appeal, at=now, mode=Mode.TOP).term)
    said = telling.to_reporter(case, "appeal.top", now=now, key=now.isoformat(), due_at=plan_at)
    office = people.unit_of_kind(UnitKind.DISTRICT_LEADER.value, case.appeal.area_path, at=now)
    if office is not None:
        said += telling.to_unit(case, office.id, "order.top", key=now.isoformat(), due_at=due_at)
    telling.tell(said, now=now)


def take_top(
    *,
    actor: Actor,
    appeal_id: UUID,
    unit_id: UUID,
    now: datetime,
    leader_id: UUID | None = None,
    note: str = "",
    client_id: str | None = None,
) -> UUID:
    """Have a leader take it on: the lead unit is named and owes a plan and a weekly note; return its order (T36).

    The leader's taking is the approval under which the closing clock becomes that of the mode, counted from the first
    dispatch (I10; ADR 0016); where it becomes later, the reporter is told the reason and the new date as for an
    extension (T24). A unit that led before assists from now on.

    :raises NotFound, Forbidden, NotPossible, ComplainedUnit, NoProperty, OutsideItsArea:
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, TAKE, case.appeal)
        told = replayed(case, client_id)
        if told is not None:
            return opening.order_of(told)
        opening.check_move(case, "take_top")
        text = moving.keep_text(case.appeal, TextKind.NOTE, note, actor=actor, now=now) if note.strip() else None
        lead = _named_lead(case, unit_id, Mode.TOP.value, actor=actor, now=now)
        owed = [clocks.of_unit(case, lead, clocks.LOG, step, now) for step in (Step.PLAN, Step.WEEKLY_NOTE)]
        plan_at = issuing.due_of(owed, Step.PLAN, now)
        owed += clocks.danger(case, lead, now=now)
        changes = issuing.first_changes(case, lead, now) | {
            "mode": Mode.TOP.value,
            "leader_id": leader_id or actor.account_id,
            "accountable_id": lead.unit_id,
        }
        said = Telling(text=text, more=case.more(lead, due=issuing.printed(owed, now)), client_id=client_id)
        fact_id = moving.move(case.appeal, "take_top", actor=actor, now=now, changes=changes, telling=said)
        later = _settle_clocks(case, lead, owed, actor=actor, now=now, approval=fact_id)
        _tell_taken(case, lead, plan_at, later, now)
        return lead.id


def _tell_taken(case: Case, lead: WorkOrder, plan_at: datetime, later: datetime | None, now: datetime) -> None:
    words = {"deed_zh": "提交办理方案", "deed_en": "file the plan"}
    said = telling.to_unit(case, lead.unit_id, "duty.new", key=str(lead.id), due_at=plan_at, **words)
    if later is not None:
        reason = {"reason_zh": "区领导已领办，由牵头单位制定方案", "reason_en": "a district leader took it on"}
        said += telling.to_reporter(case, "appeal.extended", now=now, key=str(lead.id), due_at=later, **reason)
    telling.tell(said, now=now)


def _named_lead(case: Case, unit_id: UUID, mode: str, *, actor: Actor, now: datetime) -> WorkOrder:
    """Return the lead order of `unit_id`, made where another unit led or none."""
    before = case.lead
    if before is not None and before.unit_id == unit_id:
        opening.write(before, mode=mode)
        return before
    unit = people.unit(unit_id)
    routes.check_target(case.appeal, unit, at=now, mode=mode, is_main=False)
    if before is not None:
        opening.write(before, role=OrderRole.CO.value)
        clocks.drop([subject_of(before)], now)
    wanted = Issue(unit, mode=mode, level=levels.DISTRICT, is_designated=True, follows=before)
    return issue(case, wanted, actor=actor, now=now, level=levels.DISTRICT, is_taken=True)


def _settle_clocks(
    case: Case, lead: WorkOrder, owed: list[Owed], *, actor: Actor, now: datetime, approval: UUID
) -> datetime | None:
    """Put the resident's clock under the limit of the mode; return the new date where it became later."""
    clock = clocks.resident_clock(case)
    later = None
    if clock is None:
        owed += clocks.closing(case, lead, now=now, is_first=True)[:1]
    else:
        limit = clocks.limit_of(Step.CLOSE, case.appeal, at=now, mode=Mode.TOP)
        due = standards.calendar(now).due(clock.started_at, limit.term)
        if due > clock.due_at:
            later = due
            duties.postpone(
                subject=moving.subject_of(case.appeal), deed=clocks.SUBMIT, step=clock.step, to_due=due,
                reason="take_top", approved_by=approval, now=now,
            )  # fmt: skip
        clocks.hand_over(case, lead.unit_id)
    clocks.owe(clocks.lacking(owed), actor=actor, now=now)
    clocks.meet(moving.subject_of(case.appeal), TAKE, now)
    return later


def decline_top(
    *,
    actor: Actor,
    appeal_id: UUID,
    reason: str,
    now: datetime,
    unit_id: UUID | None = None,
    client_id: str | None = None,
) -> None:
    """Send it back to be handled as before, with the reason; where no unit leads yet `unit_id` must name one (T37).

    :raises NotFound, Forbidden, NotPossible, NoWords, NoLead:
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, "dispatch.decline_top", case.appeal)
        if replayed(case, client_id) is not None:
            return
        opening.check_move(case, "decline_top")
        results.check_words(reason=reason)
        lead = case.lead
        if lead is None:
            lead = _first_lead(case, unit_id, actor=actor, now=now)
        _work(case, lead, now)
        text = moving.keep_text(case.appeal, TextKind.REASON, reason, actor=actor, now=now)
        changes = issuing.first_changes(case, lead, now) | {"accountable_id": lead.unit_id}
        said = Telling(text=text, more=case.more(lead), client_id=client_id)
        moving.move(case.appeal, "decline_top", actor=actor, now=now, changes=changes, telling=said)
        if clocks.resident_clock(case) is None:
            clocks.owe(clocks.closing(case, lead, now=now, is_first=True), actor=actor, now=now)
        clocks.meet(moving.subject_of(case.appeal), TAKE, now)


def _first_lead(case: Case, unit_id: UUID | None, *, actor: Actor, now: datetime) -> WorkOrder:
    if unit_id is None:
        raise NoLead(field="unit_id")
    mode = case.appeal.mode or Mode.FAST.value
    return _named_lead(case, unit_id, Mode.FAST.value if mode == Mode.TOP else mode, actor=actor, now=now)


def _work(case: Case, lead: WorkOrder, now: datetime) -> None:
    if lead.state == OrderState.PENDING:
        opening.take(case, lead, "accept", SYSTEM)
    if lead.state == OrderState.ACCEPTED:
        opening.take(case, lead, "contact", SYSTEM)
        opening.write(lead, "state", accepted_at=lead.accepted_at or now)


__all__ = ["NoLead", "State", "decline_top", "request_top", "take_top"]

"""Before the leader: ask, take, decline (T35-T37; 北京市接诉即办工作条例 §20, 济南市12345条例 §30)."""

from __future__ import annotations

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
from linli.dispatch.queries import routes
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
    repeats: int = 0,
    client_id: str | None = None,
) -> None:
    """Put an appeal before the district leader for a reason of the list (T35).

    `households` is how many are concerned (kept with the appeal), `repeats` how often it came in 180 days.

    :raises NotFound, Forbidden, NotPossible, NoWords, ReasonDoesNotHold, NotTheLeader:
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, "dispatch.request_top", case.appeal)
        if replayed(case, client_id) is not None:
            return
        opening.check_move(case, "request_top")
        results.check_words(note=note)
        facts = top_facts(case, households, repeats)
        joint.check_top(reason, facts, top_triggers(now), is_leader=Role.LEADER.value in actor.roles)
        text = moving.keep_text(case.appeal, TextKind.REASON, note, actor=actor, now=now)
        more = case.more(households=facts.households, repeats=repeats, joint_rounds=facts.joint_rounds)
        said = Telling(reason=reason.value, text=text, more=more, client_id=client_id)
        changes: dict[str, Any] = {} if households is None else {"households": households}
        moving.move(case.appeal, "request_top", actor=actor, now=now, changes=changes, telling=said)
        subject = moving.subject_of(case.appeal)
        limit = clocks.limit_of(Step.TOP_LEADER, case.appeal, at=now)
        owed = Owed(subject, TAKE, Step.TOP_LEADER.value, limit, Role.LEADER.value, case.appeal.area_path, now)
        clocks.owe([owed], actor=actor, now=now)
        _tell_requested(case, now)


def top_facts(case: Case, households: int | None = None, repeats: int = 0) -> joint.TopFacts:
    """Return the numbers by which the case may go to the top."""
    appeal = case.appeal
    return joint.TopFacts(
        joint_rounds=appeal.joint_rounds,
        reopened=appeal.reopen_count,
        repeats=repeats,
        households=households if households is not None else appeal.households or 0,
    )


def top_triggers(now: datetime) -> joint.TopTriggers:
    """Return the thresholds in force (standard `top.triggers`)."""
    value = standards.parameter("top.triggers", now).value
    found = value if isinstance(value, dict) else {}
    return joint.TopTriggers(
        joint_rounds=int(str(found["failed_joint_rounds"])),
        reopened=int(str(found["reopened"])),
        repeats=int(str(found["repeats"])),
        households=int(str(found["households"])),
    )


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
    dispatch (I10). A unit that led before assists from now on.

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
        lead, owed = _named_lead(case, unit_id, Mode.TOP.value, actor=actor, now=now)
        owed.append(clocks.of_unit(case, lead, clocks.LOG, Step.PLAN, now))
        owed.append(clocks.of_unit(case, lead, clocks.LOG, Step.WEEKLY_NOTE, now))
        changes = issuing.first_changes(case, lead, now) | {
            "mode": Mode.TOP.value,
            "leader_id": leader_id or actor.account_id,
            "accountable_id": lead.unit_id,
        }
        more = case.more(lead, due=issuing.printed(owed, now))
        said = Telling(text=text, more=more, client_id=client_id)
        fact_id = moving.move(case.appeal, "take_top", actor=actor, now=now, changes=changes, telling=said)
        _settle_clocks(case, lead, owed, actor=actor, now=now, approval=fact_id)
        due_at = issuing.due_of([one for one in owed if one.step == Step.PLAN], Step.PLAN, now)
        words = {"deed_zh": "提交办理方案", "deed_en": "file the plan"}
        telling.tell(telling.to_unit(case, lead.unit_id, "duty.new", key=str(lead.id), due_at=due_at, **words), now=now)
        return lead.id


def _named_lead(case: Case, unit_id: UUID, mode: str, *, actor: Actor, now: datetime) -> tuple[WorkOrder, list[Owed]]:
    """Return the lead order of `unit_id`, made where another unit led or none, and the clocks it still lacks."""
    before = case.lead
    if before is not None and before.unit_id == unit_id:
        opening.write(before, mode=mode)
        return before, []
    unit = people.unit(unit_id)
    routes.check_target(case.appeal, unit, at=now, mode=mode, is_main=False)
    if before is not None:
        opening.write(before, role=OrderRole.CO.value)
        clocks.drop([subject_of(before)], now)
    wanted = Issue(unit, mode=mode, level=levels.DISTRICT, is_designated=True, follows=before)
    lead = issue(case, wanted, actor=actor, now=now, level=levels.DISTRICT, is_taken=True)
    return lead, []


def _settle_clocks(
    case: Case, lead: WorkOrder, owed: list[Owed], *, actor: Actor, now: datetime, approval: UUID
) -> None:
    clock = clocks.resident_clock(case)
    if clock is None:
        owed += clocks.closing(case, lead, now=now, is_first=True)[:1]
    else:
        calendar = standards.calendar(now)
        limit = clocks.limit_of(Step.CLOSE, case.appeal, at=now, mode=Mode.TOP)
        due = calendar.due(clock.started_at, limit.term)
        if due > clock.due_at:
            duties.postpone(
                subject=moving.subject_of(case.appeal), deed=clocks.SUBMIT, step=clock.step, to_due=due,
                reason="take_top", approved_by=approval, now=now,
            )  # fmt: skip
        clocks.hand_over(case, lead.unit_id)
    clocks.owe(clocks.lacking(owed), actor=actor, now=now)
    clocks.meet(moving.subject_of(case.appeal), TAKE, now)


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
    lead, _ = _named_lead(case, unit_id, Mode.FAST.value if mode == Mode.TOP else mode, actor=actor, now=now)
    return lead


def _work(case: Case, lead: WorkOrder, now: datetime) -> None:
    if lead.state == OrderState.PENDING:
        opening.take(case, lead, "accept", SYSTEM)
    if lead.state == OrderState.ACCEPTED:
        opening.take(case, lead, "contact", SYSTEM)
        opening.write(lead, "state", accepted_at=lead.accepted_at or now)


__all__ = ["NoLead", "State", "decline_top", "request_top", "take_top", "top_facts", "top_triggers"]

"""The clocks of the room: which duty is owed when an order moves. Every limit is a standard with its citation (D-12).

The resident's clock is the closing duty on the appeal: it starts at the first dispatch and no return, escalation or
change of unit stops it. A unit that comes later has a handling clock of its own on its order (T19).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from linli.appeals.actions import owing
from linli.appeals.actions.moving import subject_of as subject_of_appeal
from linli.appeals.words import Channel, Mode, Urgency
from linli.dispatch.actions.opening import Case, subject_of
from linli.dispatch.models import WorkOrder
from linli.dispatch.rules.levels import ROLE_OF_LEVEL, reviewer_level
from linli.dispatch.words import CLOSE_STEPS, OrderRole, Step
from linli.duties import actions as duties
from linli.duties import queries as duties_of
from linli.duties.words import DutyRow, MetRow, Owed
from linli.kernel.actor import Actor, Subject
from linli.kernel.clocks import Term
from linli.people.queries import unit as unit_of
from linli.people.words import Role, UnitKind
from linli.standards import queries as standards
from linli.standards.words import Limit

if TYPE_CHECKING:
    from linli.appeals.models import Appeal

SUBMIT = "dispatch.submit_result"
LOG = "dispatch.log_action"
ACCEPT = "dispatch.accept"
CONTACT = "dispatch.first_contact"
REVIEW = "dispatch.approve_result"


def limit_of(
    step: Step,
    appeal: Appeal,
    *,
    at: datetime,
    mode: str | None = None,
    category: str | None = None,
    facets: Collection[str] = (),
) -> Limit:
    """Return the limit in force for a step of this appeal. No statement.

    :raises NoLimit: none is set.
    """
    marks = {*facets, "hotline"} if appeal.channel == Channel.PHONE_12345 else set(facets)
    return standards.limit(
        step.value,
        urgency=appeal.urgency,
        mode=mode or appeal.mode,
        category=category or appeal.category,
        at=at,
        facets=marks,
    )


def handling(case: Case, order: WorkOrder, *, now: datetime, is_first: bool = True) -> list[Owed]:
    """Return what the unit of a new order owes: take it, make contact, be on site, remove the danger, close.

    A property company answers within 5 minutes and comes within 2 hours (S-080). Contact counts from registration the
    first time round (domain-spec §9.1), everything else from dispatch.
    """
    appeal = case.appeal
    steps = [_owed(case, order, ACCEPT, Step.ACCEPT, now)] if order.accepted_at is None else []
    is_property = unit_of(order.unit_id).kind == UnitKind.PROPERTY
    if order.contacted_at is None and appeal.reporter_id is not None:
        since = appeal.registered_at if is_first and order.round == 1 and not is_property else now
        steps.append(_owed(case, order, CONTACT, Step.RESPONSE_5210 if is_property else Step.CONTACT, since))
    if order.onsite_at is None and standards.category(order.category, now).onsite:
        steps.append(_owed(case, order, LOG, Step.ONSITE_5210 if is_property else Step.ONSITE, now))
    return [*steps, *danger(case, order, now=now), *closing(case, order, now=now, is_first=is_first)]


def danger(case: Case, order: WorkOrder, *, now: datetime, since: datetime | None = None) -> list[Owed]:
    """Return the duty to remove the danger, which only an emergency has (domain-spec §9.2).

    It counts from the first dispatch of the round (`since` replaces that): a return or another unit wins no time, and
    once the danger is removed nobody owes it again (I3). A unit that only assists owes nothing. One statement where
    another unit had the case before.
    """
    if case.appeal.urgency != Urgency.EMERGENCY or order.role not in {OrderRole.LEAD, OrderRole.PART}:
        return []
    before = [one for one in case.orders if one.round == order.round and one.id != order.id]
    if duties_of.was_met([subject_of(one) for one in before if one.role != OrderRole.PART], Step.DANGER.value):
        return []
    first = min((one.dispatched_at for one in before), default=now)
    return [_owed(case, order, LOG, Step.DANGER, since or min(first, now))]


def meet_danger(order: WorkOrder, now: datetime) -> MetRow | None:
    """Mark the danger as removed. One statement."""
    return meet(subject_of(order), LOG, now, Step.DANGER)


def closing(case: Case, order: WorkOrder, *, now: datetime, is_first: bool) -> list[Owed]:
    """Return the closing clock: the resident's for the first leading order, else the order's own.

    The legal term for an answer of any kind runs from triage, in the room below (`appeals.interim_reply`).
    """
    is_whole = is_first and order.role == OrderRole.LEAD
    step = Step.CLOSE_PARENT if is_whole and order.mode == Mode.SPLIT else Step.CLOSE
    subject = subject_of_appeal(case.appeal) if is_whole else subject_of(order)
    limit = limit_of(step, case.appeal, at=now, mode=order.mode, category=order.category)
    return [_owed(case, order, SUBMIT, step, now, limit=limit, subject=subject)]


def _owed(
    case: Case,
    order: WorkOrder,
    deed: str,
    step: Step,
    start: datetime,
    *,
    limit: Limit | None = None,
    subject: Subject | None = None,
) -> Owed:
    found = limit or limit_of(step, case.appeal, at=start, mode=order.mode, category=order.category)
    return Owed(
        subject or subject_of(order), deed, step.value, found, Role.UNIT.value, case.appeal.area_path, start,
        order.unit_id,
    )  # fmt: skip


def of_unit(case: Case, order: WorkOrder, deed: str, step: Step, start: datetime, term: Term | None = None) -> Owed:
    """Return a duty of the order's unit on its order; `term` replaces the standard's (a day somebody named)."""
    limit = limit_of(step, case.appeal, at=start, mode=order.mode, category=order.category)
    return _owed(case, order, deed, step, start, limit=replace(limit, term=term) if term else limit)


def with_term(owed: Owed, term: Term) -> Owed:
    """Return the duty with another term: a day somebody named, or the least that must remain."""
    return replace(owed, limit=replace(owed.limit, term=term))


def as_before(owed: Owed, before: DutyRow) -> Owed:
    """Return the duty on the clock of an earlier one, so that it is due when that was."""
    limit = replace(owed.limit, term=before.term, standard_id=before.standard_id, citation=before.citation)
    return replace(owed, limit=limit, start=before.started_at, step=before.step)


def of_dispatcher(case: Case, subject: Subject, deed: str, step: Step, start: datetime, level: int) -> Owed:
    """Return a duty of whoever dispatches at `level`, or above where all of them are of a unit complained of (I13)."""
    limit = limit_of(step, case.appeal, at=start)
    nearest = owing.DISPATCHERS.index(ROLE_OF_LEVEL[max(1, min(4, level))])
    role = owing.free_role(case.appeal, owing.DISPATCHERS[nearest:], now=start)
    return Owed(subject, deed, step.value, limit, role.value, case.appeal.area_path, start)


def review(case: Case, order: WorkOrder, now: datetime) -> Owed:
    """Return the duty to review a result: one working day, by the dispatcher of the order's level (T41, T42)."""
    return of_dispatcher(case, subject_of(order), REVIEW, Step.REVIEW, now, reviewer_level(order.level))


def owe(owed: Sequence[Owed], *, actor: Actor, now: datetime) -> None:
    """Put the duties down. One statement."""
    if owed:
        duties.owe_many(owed, actor=actor, now=now, calendar=standards.calendar(now))


def lacking(owed: Sequence[Owed]) -> list[Owed]:
    """Return those duties that nobody owes yet: a second whistle finds the first one's plan still running.

    One statement.
    """
    running = duties_of.of_many({one.subject for one in owed})
    held = {(row.subject, row.deed, row.step, row.owed_by) for rows in running.values() for row in rows}
    return [one for one in owed if (one.subject, one.deed, one.step, one.owed_by) not in held]


def meet(subject: Subject, deed: str, now: datetime, step: Step | None = None) -> MetRow | None:
    """Mark a deed as done. One statement."""
    return duties.meet(subject=subject, deed=deed, now=now, step=step.value if step else None)


def settle(subject: Subject, deed: str, now: datetime) -> None:
    """Mark a deed as done and let every other clock of its subject go. One statement."""
    duties.settle(subject=subject, deed=deed, now=now)


def meet_onsite(order: WorkOrder, now: datetime) -> MetRow | None:
    """Mark the unit's arrival on site. One statement."""
    is_property = unit_of(order.unit_id).kind == UnitKind.PROPERTY
    return meet(subject_of(order), LOG, now, Step.ONSITE_5210 if is_property else Step.ONSITE)


def meet_closing(case: Case, order: WorkOrder, now: datetime) -> MetRow | None:
    """Mark the order's closing clock as done, and the resident's where the order is the lead. Two statements."""
    own = meet(subject_of(order), SUBMIT, now)
    if order.role != OrderRole.LEAD:
        return own
    return meet(subject_of_appeal(case.appeal), SUBMIT, now) or own


def drop(subjects: Iterable[Subject], now: datetime, deeds: Collection[str] | None = None) -> None:
    """Let duties go. One statement for each subject."""
    for subject in subjects:
        duties.drop(subject=subject, now=now, deeds=deeds)


def resident_clock(case: Case) -> DutyRow | None:
    """Return the appeal's own closing clock as it runs now. One statement."""
    subject = subject_of_appeal(case.appeal)
    live = duties_of.of_many([subject]).get(subject, [])
    return next((duty for duty in live if duty.deed == SUBMIT and duty.step in CLOSE_STEPS), None)


def last_closing(subjects: Collection[Subject], *, is_live: bool = False) -> DutyRow | None:
    """Return the last closing clock of these subjects (`is_live`: only what runs). One statement for each."""
    rows = [row for subject in subjects for row in duties_of.of(subject) if row.deed == SUBMIT]
    if is_live:
        return min((row for row in rows if row.is_live), key=lambda row: row.due_at, default=None)
    return max(rows, key=lambda row: (row.started_at, row.due_at), default=None)


def live_closings(subjects: Collection[Subject]) -> dict[Subject, DutyRow]:
    """Return the running closing clock of each subject that has one. One statement."""
    found = duties_of.of_many(subjects)
    return {subject: row for subject, rows in found.items() for row in rows if row.deed == SUBMIT}


def hand_over(case: Case, unit_id: UUID) -> None:
    """Hand the resident's clock to another unit; it goes on. One statement (I3)."""
    duties.reown(
        subject=subject_of_appeal(case.appeal), deeds=[SUBMIT], owed_by=unit_id, area_path=case.appeal.area_path
    )

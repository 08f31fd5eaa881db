"""Another way of handling (T55): clocks are counted anew from the original dispatch, never longer (I10)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.words import Mode, TextKind, Urgency
from linli.dispatch.actions import clocks, opening
from linli.dispatch.actions.opening import Case, open_case, replayed, subject_of
from linli.dispatch.models import WorkOrder
from linli.dispatch.rules import results
from linli.dispatch.words import LIVE, OrderRole, Step
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.standards import queries as standards


def change_mode(
    *, actor: Actor, appeal_id: UUID, mode: Mode, reason: str, now: datetime, client_id: str | None = None
) -> None:
    """Change how an open appeal is handled, with a reason (T55). A deadline may only become earlier by it.

    :raises NotFound, Forbidden, NotPossible, NoWords:
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, "dispatch.change_mode", case.appeal)
        if replayed(case, client_id) is not None:
            return
        results.check_words(reason=reason)
        text = moving.keep_text(case.appeal, TextKind.NOTE, reason, actor=actor, now=now)
        for order in case.orders:
            if order.state in LIVE and order.role == OrderRole.LEAD:
                opening.write(order, mode=mode.value)
        more = case.more(case.lead, before=case.appeal.mode, mode=mode.value)
        said = Telling(text=text, more=more, client_id=client_id)
        moving.move(case.appeal, "change_mode", actor=actor, now=now, changes={"mode": mode.value}, telling=said)
        tighten(case, now=now)


def tighten(case: Case, *, now: datetime) -> None:
    """Put the running closing clocks under the limits of the appeal's mode and urgency as they are now (T55, T56)."""
    calendar = standards.calendar(now)
    subjects = {subject_of(order): order for order in case.orders if order.state in LIVE}
    lead = case.lead
    appeal_subject = moving.subject_of(case.appeal)
    for subject, duty in clocks.live_closings([*subjects, appeal_subject]).items():
        order: WorkOrder | None = subjects.get(subject, lead)
        if order is None:
            continue
        step = Step(duty.step)
        limit = clocks.limit_of(step, case.appeal, at=duty.started_at, mode=order.mode, category=order.category)
        duties.tighten(subject=subject, deed=clocks.SUBMIT, step=duty.step, limit=limit, now=now, calendar=calendar)


def tighten_appeal(*, appeal_id: UUID, now: datetime) -> None:
    """The same after the urgency was changed by the room below (T56); an emergency also has a danger to remove.

    :raises NotFound: there is no such appeal.
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        tighten(case, now=now)
        _change_danger(case, now=now)


def _change_danger(case: Case, *, now: datetime) -> None:
    """Have those at work remove the danger that is new, counted from now; let it go where two people lowered it."""
    at_work = case.live(OrderRole.LEAD, OrderRole.PART)
    if case.appeal.urgency == Urgency.EMERGENCY:
        owed = [one for order in at_work for one in clocks.danger(case, order, now=now, since=now)]
        clocks.owe(clocks.lacking(owed) if owed else [], actor=opening.SYSTEM, now=now)
        return
    for order in at_work:
        duties.drop(subject=subject_of(order), now=now, deeds=[clocks.LOG], step=Step.DANGER.value)

"""What an order carries for its case: the deadline, secrecy, the wish to be called back (domain-spec §4.4, 4.7).

They are told as a fact of the case. The deadline is held by the closing clock: the earlier of ours and theirs counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.queries import known
from linli.channels import events
from linli.channels.actions.exchanging import SYSTEM
from linli.channels.queries import came_as_order
from linli.channels.rules import terms
from linli.dispatch.actions.clocks import SUBMIT
from linli.dispatch.words import CLOSE_STEPS
from linli.duties import actions as duties
from linli.duties import queries as duties_of
from linli.duties.words import DutyRow
from linli.journal import actions as journal
from linli.journal import queries as facts_of
from linli.journal.words import FactRow
from linli.journeys.words import Draft
from linli.kernel.clocks import Clock, Term
from linli.standards import queries as standards
from linli.standards.words import Limit

DISPATCHED = frozenset(
    {
        "appeals.dispatched", "appeals.self_handled", "appeals.split", "appeals.whistled", "appeals.bounced",
        "appeals.designated", "appeals.top_taken",
    }
)  # fmt: skip
"""After these facts a closing clock may run that did not run before."""


def carry(appeal_id: UUID, draft: Draft, *, now: datetime) -> None:
    """Tell what an order asks for beside its matter, and put a running clock under its deadline.

    Nothing where it asks for nothing. At most two statements where no clock runs yet.
    """
    carried = terms.carried(draft)
    if carried is None:
        return
    due_at = draft.due_at
    if due_at is None and draft.due_term:
        due_at = standards.calendar(now).due(draft.found_at or now, Term.parse(draft.due_term))
    if due_at is not None:
        carried = {**carried, "due_at": due_at.isoformat(), "is_past": due_at <= now}
    told = events.OrderCarried(appeal_id, more=carried)
    journal.record(told, actor=SYSTEM, at=now, area_path=known.area_of(appeal_id) or "")
    if due_at is not None:
        _hold(appeal_id, now)


def hold(facts: Sequence[FactRow]) -> int:
    """Put the closing clocks of these cases under the deadlines of their orders; return how many became earlier.

    One statement where no case came with an order. A deadline that had passed when the order came in binds nobody, and
    an extension that was granted (and told back) stands.
    """
    subjects = {fact.subject_id: fact.at for fact in facts if fact.kind in DISPATCHED}
    return sum(_hold(appeal_id, subjects[appeal_id]) for appeal_id in came_as_order(subjects))


def _hold(appeal_id: UUID, now: datetime) -> bool:
    told = facts_of.facts_of(appeal_id)
    due_at = terms.due_of((fact.kind, fact.data) for fact in told)
    if due_at is None:
        return False
    subject = ("appeals", appeal_id)
    with transaction.atomic():
        clock = _closing(duties_of.of(subject))
        if clock is None or clock.is_postponed or clock.due_at <= due_at:
            return False
        if due_at <= clock.started_at and _was_held(told):
            return False  # the case was opened again after that deadline; it ended with the first answer
        limit = Limit(
            clock.standard_id, clock.step, _until(clock, due_at), terms.CITATION, terms.TEXT,
            escalation=clock.escalation,
        )  # fmt: skip
        calendar = standards.calendar(now)
        if not duties.tighten(
            subject=subject, deed=SUBMIT, step=clock.step, limit=limit, now=now, calendar=calendar
        ):  # fmt: skip
            return False
        held = events.TermHeld(appeal_id, more={"duty": str(clock.id), "due_at": due_at.isoformat()})
        journal.record(held, actor=SYSTEM, at=now, area_path=clock.area_path)
    return True


def _closing(rows: Iterable[DutyRow]) -> DutyRow | None:
    live = [row for row in rows if row.is_live and row.deed == SUBMIT and row.step in CLOSE_STEPS]
    return min(live, key=lambda row: row.due_at, default=None)


def _was_held(told: Iterable[FactRow]) -> bool:
    return any(fact.kind == events.TermHeld.kind for fact in told)


def _until(clock: DutyRow, due_at: datetime) -> Term:
    return Term(Clock.NATURAL, max(0, int((due_at - clock.started_at).total_seconds()) // 60))

"""Taking back a deed within seconds by a counter-fact; what it told waits meanwhile and is never sent (ADR 0027).

    with undoing.watched(actor=…, appeal_id=…, deed="dispatch", right="dispatch.dispatch", now=now) as watch:
        issuing.dispatch(…)
    watch.undo_id        # to take it back by; None where the deed cannot be taken back

Rooms above bring drawers for their own rows; whatever a deed changed lies in a drawer and can be put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal, AppealText, Request, Undo
from linli.appeals.queries.undoing import LONGEST
from linli.appeals.rules import undoing as rules
from linli.appeals.words import RequestState, TextKind
from linli.duties.actions import undoing as clocks
from linli.journal import before as journal_before
from linli.journal import queries as journal
from linli.journal.words import FactRow
from linli.kernel import changes
from linli.kernel.actor import Actor
from linli.kernel.changes import Change, Rows
from linli.kernel.errors import NotFound
from linli.kernel.facts import Plain
from linli.notices.actions import holding


@dataclass(frozen=True, slots=True)
class Drawer:
    """Rows of a room that deeds on an appeal change: how to read them all, how to put back what changed.

    `put_back` gets the change, the id of the undo and the moment; it returns what the counter-fact says of it.

    :raises Conflict: a row was changed meanwhile.
    """

    read: Callable[[UUID], Rows]
    put_back: Callable[[Change, UUID, datetime], Mapping[str, Plain]]


@dataclass(slots=True)
class Watch:
    """Filled when the block of `watched` ends: by which id and until when the deed may be taken back, if at all."""

    undo_id: UUID | None = None
    until: datetime | None = None


def _read_appeal(appeal_id: UUID) -> Rows:
    return journal_before.rows_of(Appeal.objects.filter(id=appeal_id), without=("changed_at",))


def _put_back_appeal(change: Change, undo_id: UUID, now: datetime) -> Mapping[str, Plain]:
    journal_before.put_back(Appeal, change)
    return {}


def _read_requests(appeal_id: UUID) -> Rows:
    return journal_before.rows_of(Request.objects.filter(appeal_id=appeal_id))


def _put_back_requests(change: Change, undo_id: UUID, now: datetime) -> Mapping[str, Plain]:
    Request.objects.filter(id__in=change.made).update(state=RequestState.DROPPED.value)
    journal_before.put_back(Request, change)
    return {}


def _read_texts(appeal_id: UUID) -> Rows:
    found = AppealText.objects.filter(appeal_id=appeal_id).values_list("id", "kind")
    return {str(id_): {"kind": kind} for id_, kind in found}


def _put_back_texts(change: Change, undo_id: UUID, now: datetime) -> Mapping[str, Plain]:
    # What was written stays on the record for the staff; to the resident it was never said.
    AppealText.objects.filter(id__in=change.made).update(kind=TextKind.NOTE.value)
    return {}


def _read_clocks(appeal_id: UUID) -> Rows:
    return clocks.rows([appeal_id])


def _put_back_clocks(change: Change, undo_id: UUID, now: datetime) -> Mapping[str, Plain]:
    clocks.put_back(change, undo_id=undo_id, now=now)
    return {}


_drawers: dict[str, Drawer] = {
    "appeal": Drawer(_read_appeal, _put_back_appeal),
    "requests": Drawer(_read_requests, _put_back_requests),
    "texts": Drawer(_read_texts, _put_back_texts),
    "clocks": Drawer(_read_clocks, _put_back_clocks),
}


def bring(name: str, drawer: Drawer) -> None:
    """Have the rows of a room above put back as well. Twice is once."""
    _drawers[name] = drawer


@contextmanager
def watched(
    *, actor: Actor, appeal_id: UUID, deed: str, right: str, now: datetime, seconds: int = holding.UNDO_S
) -> Iterator[Watch]:
    """Hold back what the deed in the block tells, and keep what was before it, so that it can be taken back.

    Where the deed is none that can be taken back (or did nothing), its messages go at once. About twelve statements
    beside the deed's own, none for deeds that never can be taken back. `right` is what the deed asks for.

    :raises NotFound: there is no such appeal.
    """
    watch = Watch()
    if deed not in rules.UNDOABLE or actor.account_id is None:
        yield watch
        return
    with transaction.atomic():
        urgency = moving.lock(appeal_id).urgency
        told, before = journal.ids_of(appeal_id), _read(appeal_id)
        with holding.hold(now=now, seconds=seconds) as hold_id:
            yield watch
        facts = journal.facts_of(appeal_id)
        fresh = [fact for fact in facts if fact.id not in told]
        if not rules.is_undoable(deed, {fact.kind for fact in fresh}, (urgency, moving.peek(appeal_id).urgency)):
            holding.release(hold_id, now=now)
            return
        watch.undo_id, watch.until = hold_id, holding.until(now, seconds)
        Undo.objects.create(
            id=hold_id,
            appeal_id=appeal_id,
            deed=deed,
            right=right,
            role=_role(fresh),
            fact_ids=[fact.id for fact in fresh],
            facts=len(facts),
            by_id=actor.account_id,
            at=now,
            until=watch.until,
            before=_changes(before, _read(appeal_id)),
        )


def _role(facts: Sequence[FactRow]) -> str:
    return next((str(fact.data["role"]) for fact in facts if fact.data.get("role")), "")


def _read(appeal_id: UUID) -> dict[str, Rows]:
    return {name: drawer.read(appeal_id) for name, drawer in _drawers.items()}


def _changes(before: Mapping[str, Rows], after: Mapping[str, Rows]) -> dict[str, Any]:
    return {name: changes.between(rows, after[name]).plain() for name, rows in before.items()}


def take_back(*, actor: Actor, undo_id: UUID, now: datetime) -> UUID:
    """Take back one's own deed: everything stands as before it, what it told is never sent; return the case.

    The facts stay, and a counter-fact says that the step was taken back. Source: ADR 0027.

    :raises NotFound: there is no such deed, or the actor may not see its case.
    :raises NotYourStep: somebody else did it. Forbidden: the actor may not do the deed any more.
    :raises TakenBackBefore, MovedOn, UndoTooLate: see `rules.undoing.check`. Conflict: a row changed meanwhile.
    """
    with transaction.atomic():
        appeal_id = Undo.objects.filter(id=undo_id).values_list("appeal_id", flat=True).first()
        if appeal_id is None:
            raise NotFound
        appeal = moving.lock(appeal_id)
        undo = Undo.objects.get(id=undo_id)
        before = {name: changes.read(change) for name, change in undo.before.items()}
        _ask(actor, undo, appeal, before["appeal"])
        taken = rules.Taken(undo.until, undo.facts, undo.taken_back_at)
        rules.check(taken, facts_now=len(journal.ids_of(appeal_id)), now=now)
        holding.cancel(undo_id, now=now)
        more: dict[str, Plain] = {"deed": undo.deed, "facts": [str(one) for one in undo.fact_ids]}
        # Orders before the appeal: a made one has to end before the one it took the place of leads again.
        for name in reversed(_drawers):
            more |= _drawers[name].put_back(before.get(name, Change()), undo_id, now)
        Undo.objects.filter(id=undo_id).update(taken_back_at=now)
        _tell(appeal, undo, more, actor=actor, now=now)
        return UUID(str(appeal_id))


def _ask(actor: Actor, undo: Undo, appeal: Appeal, change: Change) -> None:
    """Ask as the deed asked, with the units that had the case before it or have it now."""
    columns = change.changed.get(str(appeal.id), {})
    had, _ = columns.get("unit_ids", ([], []))
    units = {*appeal.unit_ids, *(UUID(str(one)) for one in had if isinstance(had, list))}  # type: ignore[union-attr]
    if actor.account_id != undo.by_id:
        moving.ask(actor, "appeals.view", appeal)
        raise rules.NotYourStep
    moving.ask(actor, undo.right, appeal, units=units)


def _tell(appeal: Appeal, undo: Undo, more: Mapping[str, Plain], *, actor: Actor, now: datetime) -> None:
    left = appeal.state
    stands = moving.peek(appeal.id)
    Appeal.objects.filter(id=appeal.id).update(changed_at=now)
    telling = Telling(reason=undo.deed, more=more)
    moving.tell(stands, "take_back", actor=actor, now=now, role=undo.role, source=left, telling=telling)


def forget(*, now: datetime) -> int:
    """Delete what could be taken back and no longer can; return how many. The facts stay. One statement."""
    return Undo.objects.filter(at__lt=now - LONGEST).delete()[0]

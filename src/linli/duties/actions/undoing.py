"""Clocks put back when the deed that moved them is taken back within seconds (ADR 0027)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from linli.duties.models import Duty, DutyMove, DutyPause
from linli.duties.words import Cause, State
from linli.journal import before
from linli.kernel.changes import Change, Rows

# The sweep marks a card without the deed's knowledge; a card once shown stays shown.
_SWEPT = ("yellow_told_at", "red_told_at", "escalated_at")


def rows(subject_ids: Collection[UUID] | QuerySet[Any, Any]) -> Rows:
    """Return the duties of things as they stand. One statement."""
    return before.rows_of(Duty.objects.filter(subject_id__in=subject_ids), without=_SWEPT)


def put_back(change: Change, *, undo_id: UUID, now: datetime) -> None:
    """Drop the duties that the deed made, and let the others run as before it; the moments between stay on the record.

    :raises Conflict: a duty changed meanwhile.
    """
    Duty.objects.filter(id__in=change.made).update(state=State.DROPPED.value, paused_at=None)
    before.put_back(Duty, change)
    moved = []
    for id_, columns in change.changed.items():
        if "due_at" in columns:
            was, became = (datetime.fromisoformat(str(one)) for one in columns["due_at"])
            moved.append(
                DutyMove(
                    duty_id=UUID(id_),
                    at=now,
                    cause=Cause.UNDONE.value,
                    from_due=became,
                    to_due=was,
                    reason="taken_back",
                    approval_id=undo_id,
                )
            )
        if "paused_at" in columns:
            _pause_again(UUID(id_), *columns["paused_at"])
    DutyMove.objects.bulk_create(moved)


def _pause_again(duty_id: UUID, was: object, became: object) -> None:
    """Undo a pause of seconds as if it had not been; let a pause that was ended stand on."""
    pauses = DutyPause.objects.filter(duty_id=duty_id)
    if became is not None:
        pauses.filter(started_at=datetime.fromisoformat(str(became))).delete()
    if was is not None:
        pauses.filter(started_at=datetime.fromisoformat(str(was))).update(ended_at=None)

"""What the actions of the room write alike: which duties live, their moments, and what was before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from linli.duties.models import Duty, DutyMove
from linli.duties.words import LIVE, Cause, DutyRow, Times
from linli.kernel.actor import Subject

_LIVE = [state.value for state in LIVE]


def together() -> AbstractContextManager[None]:
    """Return the transaction of the deed that calls, or one of our own: a savepoint would cost two statements."""
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def live(subject: Subject, deeds: Collection[str] | None, owed_by: UUID | None = None) -> QuerySet[Duty]:
    """Return the live duties on a thing: all, or only `deeds`, or only of one unit."""
    rows = Duty.objects.filter(subject_id=subject[1], subject_room=subject[0], state__in=_LIVE)
    if deeds is not None:
        rows = rows.filter(deed__in=sorted(deeds))
    return rows.filter(owed_by_id=owed_by) if owed_by else rows


def set_times(moved: Sequence[tuple[DutyRow, Times]], now: datetime) -> None:
    """Write the moments of several duties and let them run. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE duties_duty SET due_at = new.due_at, yellow_at = new.yellow_at, escalate_at = new.escalate_at,"
            " state = 'open', paused_at = NULL, computed_at = %s"
            " FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])"
            " AS new(id, due_at, yellow_at, escalate_at) WHERE duties_duty.id = new.id",
            [
                now,
                [duty.id for duty, _ in moved],
                [new.due_at for _, new in moved],
                [new.yellow_at for _, new in moved],
                [new.escalate_at for _, new in moved],
            ],
        )


def keep(
    moved: Iterable[tuple[DutyRow, Times]],
    cause: Cause,
    now: datetime,
    *,
    reason: str = "",
    approval_id: UUID | None = None,
) -> None:
    """Keep the due moments before a change. One statement, none where nothing moved."""
    rows = [
        DutyMove(
            duty_id=duty.id,
            at=now,
            cause=cause.value,
            from_due=duty.due_at,
            to_due=new.due_at,
            reason=reason,
            approval_id=approval_id,
        )
        for duty, new in moved
        if new.due_at != duty.due_at
    ]
    if rows:
        DutyMove.objects.bulk_create(rows)

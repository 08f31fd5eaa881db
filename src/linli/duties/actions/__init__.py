"""Owing, meeting, pausing and moving duties. The deed that calls these has asked for the right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from linli.duties import events, queries, rules
from linli.duties.actions import writing
from linli.duties.actions.switching import switch_clocks
from linli.duties.models import Duty, DutyPause
from linli.duties.words import Breach, Cause, DutyRow, MetRow, Owed, State
from linli.journal.actions import record
from linli.journal.rows import put_all
from linli.kernel.actor import Actor, Subject
from linli.kernel.clocks import Calendar, Interval
from linli.kernel.ids import new_id
from linli.standards import queries as standards
from linli.standards.words import Limit

_PATIENCE = "400ms"
"""How long the sweep waits for a lock: less than PostgreSQL takes to call a deadlock, so that a person's deed wins."""


def owe(
    *,
    actor: Actor,
    subject: Subject,
    deed: str,
    step: str,
    limit: Limit,
    owed_by: UUID | None,
    owed_role: str,
    area_path: str,
    start: datetime,
    now: datetime,
    calendar: Calendar,
) -> UUID:
    """Put down that `deed` is owed on `subject` until `limit` after `start`; return the duty's id. One statement.

    :raises django.db.IntegrityError: this unit owes the same step already.
    """
    owed = Owed(subject, deed, step, limit, owed_role, area_path, start, owed_by)
    return owe_many([owed], actor=actor, now=now, calendar=calendar)[0]


def owe_many(owed: Sequence[Owed], *, actor: Actor, now: datetime, calendar: Calendar) -> list[UUID]:
    """Put down several duties; return their ids in order. One statement.

    :raises django.db.IntegrityError: a unit owes the same step already.
    """
    made = [_row(one, actor, now, calendar) for one in owed]
    put_all(Duty, made)
    return [row["id"] for row in made]


def meet(
    *, subject: Subject, deed: str, now: datetime, step: str | None = None, owed_by: UUID | None = None
) -> MetRow | None:
    """Mark a deed as done; return what was met, or None if nobody owed it. One statement.

    After its due moment it is late; a paused duty counts up to its pause. When several steps or units owe the deed
    all are met (narrow with `step` and `owed_by`) and the one due soonest is returned.
    """
    room, id_ = subject
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE duties_duty SET met_at = %s, paused_at = NULL,"
            " state = CASE WHEN COALESCE(paused_at, %s) > due_at THEN 'late' ELSE 'met' END"
            " WHERE subject_id = %s AND subject_room = %s AND deed = %s AND state IN ('open', 'paused')"
            " AND (%s::text IS NULL OR step = %s) AND (%s::uuid IS NULL OR owed_by_id = %s)"
            " RETURNING id, deed, step, owed_by_id, started_at, due_at, state",
            [now, now, id_, room, deed, step, step, owed_by, owed_by],
        )
        met = [_met(row, now) for row in cursor.fetchall()]
    return min(met, key=lambda row: row.due_at) if met else None


def drop(
    *, subject: Subject, now: datetime, deeds: Collection[str] | None = None, owed_by: UUID | None = None,
    step: str | None = None,
) -> int:  # fmt: skip
    """Mark live duties as no longer owed (all, or only `deeds`, one `step`, or of one unit). One statement.

    Returns how many.
    """
    rows = writing.live(subject, deeds, owed_by)
    return (rows.filter(step=step) if step else rows).update(state=State.DROPPED.value, paused_at=None, met_at=now)


def settle(*, subject: Subject, deed: str, now: datetime) -> int:
    """Mark a deed as done (see `meet`) and every other live duty of its subject as no longer owed, for the subject is
    over with it; return how many. One statement.
    """
    room, id_ = subject
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE duties_duty SET met_at = %s, paused_at = NULL,"
            " state = CASE WHEN deed <> %s THEN 'dropped'"
            " WHEN COALESCE(paused_at, %s) > due_at THEN 'late' ELSE 'met' END"
            " WHERE subject_id = %s AND subject_room = %s AND state IN ('open', 'paused')",
            [now, deed, now, id_, room],
        )
        return int(cursor.rowcount)


def pause(
    *, subjects: Collection[Subject], now: datetime, deeds: Collection[str] | None = None, reason: str = ""
) -> int:
    """Stop the clocks of open duties (all, or only `deeds`) of these subjects; return how many.

    Two statements, one if there are none. `reason` is a code. The deadline is set again by `resume`.
    """
    rooms, ids_ = [room for room, _ in subjects], [id_ for _, id_ in subjects]
    with writing.together():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE duties_duty SET state = 'paused', paused_at = %s"
                " WHERE (subject_room, subject_id) IN (SELECT * FROM unnest(%s::text[], %s::uuid[]))"
                " AND state = 'open' AND (%s::text[] IS NULL OR deed = ANY(%s)) RETURNING id",
                [now, rooms, ids_, _list(deeds), _list(deeds)],
            )
            ids = [row[0] for row in cursor.fetchall()]
        if ids:
            DutyPause.objects.bulk_create([DutyPause(duty_id=duty, started_at=now, reason=reason) for duty in ids])
    return len(ids)


def resume(*, subject: Subject, now: datetime, calendar: Calendar, deeds: Collection[str] | None = None) -> int:
    """Let paused clocks run again and set their deadlines anew on the same clock; return how many.

    At most five statements: read duties and pauses, end the pauses, set the deadlines, keep the old ones.
    """
    with writing.together():
        rows = list(writing.live(subject, deeds).filter(state=State.PAUSED.value).select_for_update().order_by("id"))
        if not rows:
            return 0
        duties = [queries.row_of(row) for row in rows]
        ids = [duty.id for duty in duties]
        pauses = queries.pauses_of(ids)
        DutyPause.objects.filter(duty_id__in=ids, ended_at__isnull=True).update(ended_at=now)
        moved = []
        for duty in duties:
            ended = tuple(Interval(one.start, one.end or now) for one in pauses.get(duty.id, ()))
            moved.append((duty, rules.resumed(duty, ended, calendar)))
        writing.set_times(moved, now)
        writing.keep(moved, Cause.PAUSE, now)
        return len(rows)


def postpone(
    *, subject: Subject, deed: str, to_due: datetime, reason: str, approved_by: UUID | None, now: datetime,
    step: str | None = None,
) -> DutyRow:  # fmt: skip
    """Move a deadline later with an approval and return the duty before. Three statements.

    `approved_by` is the id of the approving record, `reason` a code. Source: T24, I10.

    :raises NotOwed: nobody owes it now.
    :raises NoApproval, NotLater: see `rules.postponed`.
    """
    with writing.together():
        rows = writing.live(subject, [deed]).select_for_update().order_by("due_at", "id")
        row = (rows.filter(step=step) if step else rows).first()
        if row is None:
            raise rules.NotOwed(deed=deed)
        duty = queries.row_of(row)
        new = rules.postponed(duty, to_due, approved_by, standards.calendar(now))
        Duty.objects.filter(id=duty.id).update(
            due_at=new.due_at, yellow_at=new.yellow_at, escalate_at=new.escalate_at, is_postponed=True
        )
        writing.keep([(duty, new)], Cause.APPROVAL, now, reason=reason, approval_id=approved_by)
        return duty


def tighten(*, subject: Subject, deed: str, step: str, limit: Limit, now: datetime, calendar: Calendar) -> bool:
    """Put a live duty under another limit, counted from its own start, if that ends earlier; say whether it did.

    A change of mode or urgency never makes a deadline later (T55, T56, I10). Four statements at most.

    :raises NotOwed: nobody owes it now.
    """
    with writing.together():
        row = writing.live(subject, [deed]).filter(step=step).select_for_update().order_by("due_at", "id").first()
        if row is None:
            raise rules.NotOwed(deed=deed)
        duty = queries.row_of(row)
        pauses = tuple(one for one in queries.pauses_of([duty.id]).get(duty.id, ()) if one.end is not None)
        new = rules.stricter(duty, limit.term, limit.escalation, pauses, calendar)
        if new is None:
            return False
        Duty.objects.filter(id=duty.id).update(
            due_at=new.due_at,
            yellow_at=new.yellow_at,
            escalate_at=new.escalate_at,
            term=str(limit.term),
            escalation=str(limit.escalation),
            standard_id=limit.standard_id,
            citation=limit.citation,
            is_postponed=False,
            computed_at=now,
        )
        writing.keep([(duty, new)], Cause.STRICTER, now)
        return True


def reown(
    *, subject: Subject, deeds: Collection[str] | None, owed_by: UUID | None, area_path: str, owed_role: str = ""
) -> int:
    """Hand live duties to another unit; the clocks go on. Return how many. One statement."""
    values: dict[str, object] = {"owed_by_id": owed_by, "area_path": area_path}
    if owed_role:
        values["owed_role"] = owed_role
    return writing.live(subject, deeds).update(**values)


def tell_breach(*, actor: Actor, duty_id: UUID, breach: Breach, now: datetime) -> bool:
    """Tell that a duty reached a rung of the ladder; say whether this call told it. Deed ``duties.sweep``.

    Exactly once with any number of workers: the mark and the fact are one transaction, and whoever comes second finds
    the row locked or marked. Four statements, plus what the reactions do.

    :raises Forbidden: the actor may not sweep.
    :raises django.db.OperationalError: a reaction waits for a row that somebody holds; try again later.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
        row = (
            Duty.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(queries.reached(breach, now), id=duty_id)
            .first()
        )
        if row is None:
            return False
        actor.require("duties.sweep", row.area_path)
        Duty.objects.filter(id=duty_id).update(**_marks(row, breach, now))
        record(_rung(queries.row_of(row), breach), actor=actor, at=now, area_path=row.area_path)
    return True


def recompute(*, after: UUID | None, now: datetime, calendar: Calendar, limit: int = 500) -> UUID | None:
    """Set the deadlines of the next `limit` live duties anew after a holiday notice; return the last id seen.

    Deadlines move only to the resident's favour, and the old value is kept. Call with the answer until it is None.
    Source: domain-spec §7.1.
    """
    with transaction.atomic():
        rows = Duty.objects.select_for_update(no_key=True).filter(state=State.OPEN.value).order_by("id")
        found = list((rows.filter(id__gt=after) if after else rows)[:limit])
        duties = [queries.row_of(row) for row in found]
        pauses = queries.pauses_of([duty.id for duty in duties])
        moved = [(duty, rules.announced(duty, pauses.get(duty.id, ()), calendar)) for duty in duties]
        changed = [(duty, new) for duty, new in moved if new is not None]
        if changed:
            writing.set_times(changed, now)
            writing.keep(changed, Cause.HOLIDAYS, now)
        return duties[-1].id if len(found) == limit else None


def _row(one: Owed, actor: Actor, now: datetime, calendar: Calendar) -> dict[str, Any]:
    times = rules.times(calendar, one.start, one.limit.term, one.limit.escalation)
    return dict(
        id=new_id(),
        subject_room=one.subject[0],
        subject_id=one.subject[1],
        deed=one.deed,
        step=one.step,
        owed_by_id=one.owed_by,
        owed_role=one.owed_role,
        area_path=one.area_path,
        term=str(one.limit.term),
        escalation=str(one.limit.escalation),
        standard_id=one.limit.standard_id,
        citation=one.limit.citation,
        set_by=actor.name,
        started_at=one.start,
        computed_at=now,
        due_at=times.due_at,
        yellow_at=times.yellow_at,
        escalate_at=times.escalate_at,
    )


def _met(row: tuple[Any, ...], now: datetime) -> MetRow:
    id_, deed, step, owed_by, started_at, due_at, state = row
    return MetRow(id_, deed, step, owed_by, started_at, due_at, now, is_late=state == State.LATE)


def _list(deeds: Collection[str] | None) -> list[str] | None:
    return None if deeds is None else sorted(deeds)


def _marks(row: Duty, breach: Breach, now: datetime) -> dict[str, datetime]:
    if breach is Breach.YELLOW:
        return {"yellow_told_at": now}
    if breach is Breach.ESCALATE:
        return {"escalated_at": now}
    return {"red_told_at": now, "yellow_told_at": row.yellow_told_at or now}


_RUNGS: dict[Breach, type[events.DutyYellow] | type[events.DutyOverdue] | type[events.DutyEscalate]] = {
    Breach.YELLOW: events.DutyYellow,
    Breach.OVERDUE: events.DutyOverdue,
    Breach.ESCALATE: events.DutyEscalate,
}


def _rung(duty: DutyRow, breach: Breach) -> events.DutyYellow | events.DutyOverdue | events.DutyEscalate:
    room, id_ = duty.subject
    return _RUNGS[breach](duty.id, room, id_, duty.deed, duty.step, duty.owed_by, duty.owed_role, duty.due_at)


__all__ = [
    "drop",
    "meet",
    "owe",
    "owe_many",
    "pause",
    "postpone",
    "recompute",
    "reown",
    "resume",
    "settle",
    "switch_clocks",
    "tell_breach",
    "tighten",
]

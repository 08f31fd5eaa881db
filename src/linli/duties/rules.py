"""When a duty is due, when it shows a card, and how it may move (domain-spec §7, §9.4, I10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.duties.words import RESIDENT_ROLES, Cause, DutyRow, Moved, State, Times
from linli.kernel.clocks import Calendar, Clock, Interval, Line, Pauses, Term
from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text
from linli.standards.rules import in_natural_time


class NotLater(Refused):
    """A postponement must move the due moment later."""

    code = "duties.not_later"
    says = Text(
        "新的到期时间必须晚于现在的到期时间 {due}。", "The new due time must be later than the present one, {due}."
    )


class NoApproval(Invalid):
    """A deadline moves later only with an approval (I10)."""

    code = "duties.no_approval"
    says = Text("延期必须有批准记录。", "A deadline moves later only with an approval.")


class NotOwed(Refused):
    """Nobody owes that deed on that thing now."""

    code = "duties.not_owed"
    says = Text("这件事现在没有“{deed}”这项待办。", "“{deed}” is not owed on this now.")


def times(calendar: Calendar, start: datetime, term: Term, escalation: Term, pauses: Pauses = ()) -> Times:
    """Return the moments of a duty that started at `start`.

    Yellow: 1 working day or 20 % of the term before due, whichever is shorter (standard `duties.yellow`); red from the
    first overdue minute; escalation one `escalation` after that. Source: domain-spec §9.4, T27.

    :raises ClockStands: a pause has no end yet.
    """
    return around(calendar, start, term, escalation, calendar.due(start, term, pauses))


def around(calendar: Calendar, start: datetime, term: Term, escalation: Term, due: datetime) -> Times:
    """Return the moments of a duty whose due moment is given."""
    return Times(due, calendar.yellow_from(start, term, due), calendar.due(due, escalation))


def resumed(duty: DutyRow, pauses: Pauses, calendar: Calendar) -> Times:
    """Return the moments of a duty after the last of its pauses (in order, all ended); never earlier than before.

    The deadline moves by what the pause took on the same clock (§7.5). Calendar days are counted again from the start,
    because a deadline that was moved behind a holiday would be moved twice. A postponed duty keeps its promised date.
    """
    due = duty.due_at
    last = pauses[-1] if pauses else None
    if last is None or last.end is None or last.start >= due:
        return _around(duty, due, calendar)
    if duty.spell_id is not None:
        return _around(duty, due + (last.end - last.start), calendar)
    if duty.term.clock is Clock.CALENDAR_DAYS and not duty.is_postponed:
        due = max(due, calendar.due(duty.started_at, duty.term, pauses))
    else:
        due = calendar.due(due, Term(duty.term.clock, stood(calendar, duty, last.start, last.end)))
    return around(calendar, duty.started_at, duty.term, duty.escalation, due)


def _around(duty: DutyRow, due: datetime, calendar: Calendar) -> Times:
    """Return the moments around `due` as the duty counts now: day and night in an emergency."""
    if duty.spell_id is None:
        return around(calendar, duty.started_at, duty.term, duty.escalation, due)
    return around(calendar, duty.started_at, in_natural_time(duty.term), in_natural_time(duty.escalation), due)


def in_emergency(duty: DutyRow, now: datetime, calendar: Calendar) -> Times:
    """Return the moments when what is left of the clock at `now` counts day and night; never later than before.

    A working day that is left becomes 24 hours; what is due today stays. Source: domain-spec §6.4; ADR 0016.
    """
    left = Term(duty.term.clock, calendar.elapsed(duty.term.clock, now, duty.due_at))
    natural = in_natural_time(left)
    is_shorter = left.amount > 0 and duty.term.clock is not Clock.NATURAL
    due = min(duty.due_at, now + timedelta(minutes=natural.amount)) if is_shorter else duty.due_at
    return around(calendar, now, natural, in_natural_time(duty.escalation), due)


def restored(duty: DutyRow, pauses: Pauses, moves: Sequence[Moved], now: datetime, calendar: Calendar) -> Times | None:
    """Return the moments once the emergency is over, or None where they stay.

    The duty is due when it would have been without the emergency, so nobody wins time by it. A card that was shown is
    not taken back, and a date that somebody approved meanwhile holds. Source: S-023 ("switch back restores"), I10;
    ADR 0016.
    """
    if duty.due_at <= now:
        return None
    begun = next((n for n, move in enumerate(moves) if move.approval_id == duty.spell_id), None)
    if begun is None:
        due = duty.due_at
    elif any(move.cause is Cause.APPROVAL for move in moves[begun:]):
        return None
    else:
        due = moves[begun].from_due if duty.is_postponed else calendar.due(duty.started_at, duty.term, pauses)
    if due < duty.due_at:
        return None
    return around(calendar, duty.started_at, duty.term, duty.escalation, due)


def stood(calendar: Calendar, duty: DutyRow, begin: datetime, end: datetime) -> int:
    """Return how much of the duty's clock a pause took: whole minutes, or closes of business after the start day."""
    day = calendar.local_day(begin)
    is_before_close = day > calendar.local_day(duty.started_at) and begin < calendar.close_of(day)
    if duty.term.is_in_days and is_before_close:
        begin -= timedelta(days=1)
    return calendar.elapsed(duty.term.clock, begin, end)


def postponed(duty: DutyRow, to_due: datetime, approved_by: UUID | None, calendar: Calendar) -> Times:
    """Return the moments of a duty postponed to `to_due`.

    :raises NoApproval: nobody approved it (I10).
    :raises NotLater: it would not become later.
    """
    if approved_by is None:
        raise NoApproval(field="approved_by")
    if to_due <= duty.due_at:
        raise NotLater(due=duty.due_at.astimezone(calendar.zone).strftime("%Y-%m-%d %H:%M"))
    return around(calendar, duty.started_at, duty.term, duty.escalation, to_due)


def stricter(duty: DutyRow, term: Term, escalation: Term, pauses: Pauses, calendar: Calendar) -> Times | None:
    """Return the moments under another limit counted from the same start, or None if that is not earlier (T55, T56)."""
    due = calendar.due(duty.started_at, term, pauses)
    return around(calendar, duty.started_at, term, escalation, due) if due < duty.due_at else None


def announced(duty: DutyRow, pauses: Pauses, calendar: Calendar) -> Times | None:
    """Return the moments of a duty under a new holiday notice, or None if it stays as it is.

    A deadline moves only to the resident's favour: what an office owes may become earlier, what a resident may do may
    become later. A postponed duty keeps its promised date. Source: domain-spec §7.1, architecture §6.8.
    """
    if duty.is_postponed:
        return None
    due = calendar.due(duty.started_at, duty.term, pauses)
    is_favour = due > duty.due_at if duty.owed_role in RESIDENT_ROLES else due < duty.due_at
    return around(calendar, duty.started_at, duty.term, duty.escalation, due) if is_favour else None


def explained(
    duty: DutyRow, title: Text, pauses: tuple[Interval, ...], moves: tuple[Moved, ...], calendar: Calendar
) -> tuple[Line, ...]:
    """Return why the duty is due when it is: the standard, the count, and every later change."""
    lines = [Line(Text(f"{title.zh}：依据 {duty.citation}", f"{title.en}, by {duty.citation}"))]
    lines += calendar.explain(duty.started_at, duty.term, pauses)
    lines += [_moved(move, calendar) for move in moves if move.cause is not Cause.PAUSE]
    if duty.met_at is not None and duty.state is not State.DROPPED:
        at = _stamp(duty.met_at, calendar)
        late = duty.met_at > duty.due_at
        zh, en = ("超期完成", "late") if late else ("按时完成", "in time")
        lines.append(Line(Text(f"{at} {zh}", f"Done {en}, {at}"), duty.met_at))
    return tuple(lines)


def _moved(move: Moved, calendar: Calendar) -> Line:
    before, after = _stamp(move.from_due, calendar), _stamp(move.to_due, calendar)
    return Line(
        Text(f"{move.cause.zh}：{before} 改为 {after}", f"From {before} to {after}: {move.cause.en}"), move.to_due
    )


def _stamp(moment: datetime, calendar: Calendar) -> str:
    return f"{moment.astimezone(calendar.zone):%Y-%m-%d %H:%M}"

"""When an ended appeal goes to the archive, and who may object until when. Source: T08, T09, T52; domain-spec §9.5."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.appeals.words import State
from linli.kernel.clocks import Calendar, Term
from linli.kernel.errors import Refused
from linli.kernel.words import Text

REST_DAYS = 15
"""Ended otherwise than by closing: our default is the same fifteen days."""

OBJECTABLE = frozenset({State.REFUSED, State.TERMINATED})


class ObjectionTooLate(Refused):
    """The term for objecting is over."""

    code = "appeals.objection_too_late"
    says = Text(
        "异议期到 {until} 为止，已经过了；有新的情况可以重新反映。",
        "Objections were possible until {until}. If there is something new, please report again.",
    )


def check_objection(ended_at: datetime, *, term: Term, now: datetime, calendar: Calendar) -> None:
    """Return quietly while an objection is possible; the last moment is still inside.

    :raises ObjectionTooLate:
    """
    until = calendar.due(ended_at, term)
    if now > until:
        raise ObjectionTooLate(until=until.astimezone(calendar.zone).strftime("%Y-%m-%d %H:%M"))


def may_archive(
    state: State,
    ended_at: datetime,
    *,
    now: datetime,
    days: int,
    calendar: Calendar,
    has_open_duty: bool,
    master: State | None,
) -> bool:
    """Say whether T52 holds: the window ended, no follow-up is open, a merged one goes with its master.

    `days` is the reopen window in calendar days; other endings rest `REST_DAYS` as well.
    """
    if has_open_duty:
        return False
    if state is State.MERGED:
        return master is State.ARCHIVED
    return now > calendar.end_after_calendar_days(ended_at, max(days, REST_DAYS))


def earliest_end(now: datetime, days: int) -> datetime:
    """Return the newest ending that may be archived at `now`: a cheap bound for the search."""
    return now - timedelta(days=max(days, REST_DAYS))

"""Calls that nobody answered, and who may call. Source: T44, T48, T49; I8; 济南市12345条例 §25, §27."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from linli.kernel.clocks import Calendar
from linli.kernel.errors import Refused
from linli.kernel.words import Text

NOON = 12
EXPLANATIONS = 2


class HandledIt(Refused):
    """Whoever asks how it went may not belong to a unit that handled it (I8)."""

    code = "appeals.revisitor_handled"
    says = Text("回访人不能来自承办单位，请换人回访。", "The caller may not belong to a unit that handled it.")


class NotExplained(Refused):
    """Closing after explaining needs two explanations on record (T49)."""

    code = "appeals.not_explained"
    says = Text("还须再解释 {missing} 次，才能解释后办结。", "{missing} more explanation(s) are needed before closing.")


def check_independent(units: Collection[UUID], handling: Collection[UUID]) -> None:
    """Return quietly when the revisitor belongs to no handling unit.

    :raises HandledIt:
    """
    if set(units) & set(handling):
        raise HandledIt


def is_unreached(calls: Iterable[datetime], *, attempts: int, days: int, calendar: Calendar) -> bool:
    """Say whether enough calls went unanswered: `attempts` in different half-days, on at least `days` days.

    Two calls in one half-day count once.
    """
    halves = {_half(moment, calendar) for moment in calls}
    return len(halves) >= attempts and len({day for day, _ in halves}) >= days


def check_explained(explained: int) -> None:
    """Return quietly when it was explained often enough.

    :raises NotExplained:
    """
    if explained < EXPLANATIONS:
        raise NotExplained(missing=EXPLANATIONS - explained)


def _half(moment: datetime, calendar: Calendar) -> tuple[int, bool]:
    local = moment.astimezone(calendar.zone)
    return local.date().toordinal(), local.hour >= NOON

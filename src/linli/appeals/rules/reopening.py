"""When a closed appeal may be handled again, and by whom. Source: T47, T50; architecture §6.8; 济南市12345条例 §27."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.clocks import Calendar
from linli.kernel.errors import Refused
from linli.kernel.words import Text, Word


class Step(Word):
    """Who handles it the next time."""

    SAME_UNIT = "same_unit", "原承办单位", "the same unit"
    LEVEL_UP = "level_up", "上一级", "one level up"
    TOP = "top", "顶格", "the district leader"


class TooLate(Refused):
    """The window is over; a new report linked to the old one is the way."""

    code = "appeals.reopen_too_late"
    says = Text(
        "重办申请期到 {until} 为止，已经过了；请新提交一件，我们会关联原来的记录。",
        "Reopening was possible until {until}. Please report again; we link it to this one.",
    )


class NoReason(Refused):
    """Reopening needs what is unsolved or new."""

    code = "appeals.no_reason"
    status = 422
    says = Text("请说明还有什么没解决，或有什么新情况。", "Please say what is not solved or what is new.")


def window_ends(closed_at: datetime, *, days: int, calendar: Calendar) -> datetime:
    """Return the end of the reopen window, `days` calendar days after closing (民法典 §201-203)."""
    return calendar.end_after_calendar_days(closed_at, days)


def check_window(closed_at: datetime, *, now: datetime, days: int, calendar: Calendar) -> None:
    """Return quietly while the window is open; its last moment is still inside.

    :raises TooLate:
    """
    until = window_ends(closed_at, days=days, calendar=calendar)
    if now > until:
        raise TooLate(until=until.astimezone(calendar.zone).strftime("%Y-%m-%d %H:%M"))


def step(times: int, *, top_after: int) -> Step:
    """Return who handles the `times`-th reopening (1 is the first): the same, one level up, then the top."""
    if times >= top_after:
        return Step.TOP
    return Step.SAME_UNIT if times <= 1 else Step.LEVEL_UP

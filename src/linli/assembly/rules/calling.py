"""Calling an assembly: who may demand one, and by when the notice must hang.

Source: 物业管理条例 §13-14; 青岛市物业管理条例 §29; 山东省物业管理条例 §28; the day of notice
does not count (民法典 §201); days and months begin at midnight in Beijing, so dates are all this needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from linli.assembly.rules.shares import Threshold
from linli.kernel.errors import Refused
from linli.kernel.words import Text


class NoticeTooLate(Refused):
    """The notice would hang for too few days."""

    code = "assembly.notice_too_late"
    says = Text(
        "会议须提前 {days} 日公告：{meeting} 开会，最迟 {latest} 公告；请改期。",
        "The notice must hang {days} days: for a meeting on {meeting} it goes up by {latest}; choose a later day.",
    )


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """Whether a day of notice is beyond doubt (`is_sure`), and the last day that is."""

    latest_sure: date
    is_sure: bool


def is_demanded(asking: int, heads: int, demand: Threshold) -> bool:
    """Say whether enough owners ask for an extraordinary assembly (20 %, the number included)."""
    return demand.is_reached(asking, heads)


def notice_day(notice: date, meeting: date, *, days: int) -> NoticeDay:
    """Return whether a notice put up on that day hangs `days` full days before the day of the meeting.

    One day later is the disputed reading that counts the day of notice or of the meeting: allowed with a warning (C24).

    :raises NoticeTooLate: even that reading is not met.
    """
    latest_sure = meeting - timedelta(days=days + 1)
    if notice > latest_sure + timedelta(days=1):
        raise NoticeTooLate(days=days, meeting=meeting.isoformat(), latest=latest_sure.isoformat())
    return NoticeDay(latest_sure, notice <= latest_sure)

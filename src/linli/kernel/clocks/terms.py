"""Which clock, how much of it, and when it stood still. Source: domain-spec §7."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text, Word


class Clock(Word):
    """Three clocks and the calendar, never mixed (domain-spec §7.3)."""

    NATURAL = "natural", "自然分钟", "minutes, day and night"
    WORKING = "working", "工作分钟", "working minutes"
    WORKING_DAYS = "working_days", "工作日", "working days"
    CALENDAR_DAYS = "calendar_days", "自然日", "calendar days"


class WrongTerm(Invalid):
    """The text is not a term such as ``60 wm`` or ``5 wd``."""

    code = "kernel.wrong_term"
    says = Text(
        "“{text}”不是期限；请写成如 30 min、2 h、60 wm、5 wd、15 d 的样子。",
        "“{text}” is not a term; write it like 30 min, 2 h, 60 wm, 5 wd or 15 d.",
    )


class ClockStands(Refused):
    """The clock is paused with no end yet, so nobody can say when the term ends."""

    code = "kernel.clock_stands"
    says = Text("正在暂停计时，恢复后才能算出到期时间。", "The clock is paused; the due time is known once it resumes.")


class NoOffset(Invalid):
    """A moment without its time zone means two different moments to two people."""

    code = "kernel.no_offset"
    says = Text("时间缺少时区。", "The time lacks its zone.")


_UNITS = {
    "min": (Clock.NATURAL, 1),
    "h": (Clock.NATURAL, 60),
    "wm": (Clock.WORKING, 1),
    "wd": (Clock.WORKING_DAYS, 1),
    "d": (Clock.CALENDAR_DAYS, 1),
}
_NAMES = {Clock.NATURAL: "min", Clock.WORKING: "wm", Clock.WORKING_DAYS: "wd", Clock.CALENDAR_DAYS: "d"}
_SHAPE = re.compile(r"(\d{1,6})\s*([a-z]+)")


@dataclass(frozen=True, slots=True)
class Term:
    """So many minutes or days of one clock."""

    clock: Clock
    amount: int

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise WrongTerm(text=f"{self.amount} {_NAMES[self.clock]}")

    @classmethod
    def parse(cls, text: str) -> Term:
        """Return the term written ``30 min``, ``2 h`` (natural), ``60 wm``, ``5 wd`` or ``15 d``.

        :raises WrongTerm: it is written otherwise.
        """
        return _parse(text)

    def __str__(self) -> str:
        return f"{self.amount} {_NAMES[self.clock]}"

    @property
    def is_in_days(self) -> bool:
        """Say whether the amount counts days."""
        return self.clock in (Clock.WORKING_DAYS, Clock.CALENDAR_DAYS)

    @property
    def text(self) -> Text:
        """Return the term as people say it."""
        plural = "" if self.amount == 1 else "s"
        if self.clock is Clock.WORKING_DAYS:
            return Text(f"{self.amount} 个工作日", f"{self.amount} working day{plural}")
        if self.clock is Clock.CALENDAR_DAYS:
            return Text(f"{self.amount} 日", f"{self.amount} calendar day{plural}")
        working = self.clock is Clock.WORKING
        zh, en = ("工作", "working ") if working else ("", "")
        if self.amount >= 60 and self.amount % 30 == 0:
            hours = f"{self.amount / 60:g}"
            return Text(f"{hours} 个{zh}小时", f"{hours} {en}hour{'' if hours == '1' else 's'}")
        return Text(f"{self.amount} {zh}分钟", f"{self.amount} {en}minute{plural}")


@lru_cache(maxsize=512)
def _parse(text: str) -> Term:
    found = _SHAPE.fullmatch(text.strip())
    if found is None or found[2] not in _UNITS:
        raise WrongTerm(text=text)
    clock, factor = _UNITS[found[2]]
    return Term(clock, int(found[1]) * factor)


@dataclass(frozen=True, slots=True)
class Interval:
    """A half-open stretch of time, start <= t < end; no end yet is None."""

    start: datetime
    end: datetime | None


Pauses = tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation of a deadline; `at` is the moment it speaks of."""

    text: Text
    at: datetime | None = None


def merged(pauses: Pauses, start: datetime) -> list[tuple[datetime, datetime | None]]:
    """Return the pauses after `start` in order, overlaps joined, empty ones left out.

    :raises NoOffset: a moment has no zone.
    """
    out: list[tuple[datetime, datetime | None]] = []
    for pause in sorted(pauses, key=lambda item: item.start):
        begin = max(aware(pause.start), start)
        end = None if pause.end is None else aware(pause.end)
        if end is not None and end <= begin:
            continue
        if out and (out[-1][1] is None or begin <= out[-1][1]):
            last = out[-1][1]
            out[-1] = (out[-1][0], None if last is None or end is None else max(last, end))
        else:
            out.append((begin, end))
    return out


def aware(moment: datetime) -> datetime:
    """Return `moment` in UTC.

    :raises NoOffset: it has no zone.
    """
    if moment.tzinfo is None:
        raise NoOffset(field="time")
    return moment.astimezone(UTC)

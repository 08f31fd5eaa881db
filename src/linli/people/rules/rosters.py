"""Turns of a roster out of lines somebody pasted from a spreadsheet: who, from, until, phone (S-059).

A line that cannot be read is told with its number and why; the others stand. What has begun is not changed any more.
Source: S-059; the columns are those an office's own sheet has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.clocks import SHANGHAI
from linli.kernel.words import Text

MOST = 400
_HEADS = frozenset({"姓名", "值班人", "谁", "人员", "name", "who", "person"})
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?[\sT]+(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?")
_APART = re.compile(r"\t|\s{2,}|[,，;；]")

NOBODY = Text("不认识“{who}”，请写单位里这个人的姓名。", "“{who}” is unknown; write the name of somebody of the unit.")
TWO = Text("有两个“{who}”，请改写账号名。", "There are two “{who}”; write the account's name instead.")
NO_MOMENT = Text("读不出时间，写成 2026-11-22 08:00。", "The moment cannot be read; write it as 2026-11-22 08:00.")
WRONG_WAY = Text("结束不在开始之后。", "It does not end after it begins.")
BEGUN = Text("已经开始的班不能改。", "A turn that has begun cannot be changed.")
TOO_MANY = Text("一次最多 {n} 行。", "At most {n:line|lines} at a time.")


@dataclass(frozen=True, slots=True)
class Slot:
    """One turn as read from line `line`."""

    line: int
    who: str
    account_id: UUID
    starts_at: datetime
    ends_at: datetime
    phone: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was left out, and why."""

    line: int
    words: str
    why: Text


def read(text: str, *, known: Mapping[str, UUID | None], now: datetime) -> tuple[list[Slot], list[Refused]]:
    """Return the turns of the pasted lines by their beginning, and the lines left out. Empty lines say nothing.

    `known` are the names of those who may stand on the roster; None where two have the same.
    """
    slots: list[Slot] = []
    refused: list[Refused] = []
    for number, raw in enumerate(text.replace("\r", "").split("\n"), start=1):
        cells = [cell.strip() for cell in _APART.split(raw.strip())]
        if not raw.strip() or cells[0].lower() in _HEADS:
            continue
        if len(slots) + len(refused) >= MOST:
            refused.append(Refused(number, raw[:80], TOO_MANY.format(n=MOST)))
            break
        found = _slot(number, cells, known, now)
        if isinstance(found, Slot):
            slots.append(found)
        else:
            refused.append(Refused(number, raw[:80], found))
    return sorted(slots, key=lambda one: (one.starts_at, one.line)), refused


def _slot(number: int, cells: Sequence[str], known: Mapping[str, UUID | None], now: datetime) -> Slot | Text:
    who = cells[0]
    if who not in known:
        return NOBODY.format(who=who[:20])
    account_id = known[who]
    if account_id is None:
        return TWO.format(who=who[:20])
    begin = moment(cells[1], now) if len(cells) > 1 else None
    end = _end(cells[2], begin, now) if len(cells) > 2 and begin is not None else None
    if begin is None or end is None:
        return NO_MOMENT
    if end <= begin:
        return WRONG_WAY
    if begin <= now:
        return BEGUN
    phone = cells[3] if len(cells) > 3 else ""
    return Slot(number, who, account_id, begin, end, phone[:20])


def moment(raw: str, now: datetime) -> datetime | None:
    """Return a moment as spreadsheets write it, China time; without a year the next such day. None: unreadable."""
    found = _DAY.fullmatch(raw)
    if found is None:
        return None
    year, month, day, hour, minute = (int(part) if part else 0 for part in found.groups())
    here = now.astimezone(SHANGHAI)
    try:
        at = datetime(year or here.year, month, day, hour % 24, minute, tzinfo=SHANGHAI) + timedelta(days=hour // 24)
        if not year and at < here - timedelta(days=180):
            at = at.replace(year=here.year + 1)
    except ValueError:
        return None
    return at


def _end(raw: str, begin: datetime, now: datetime) -> datetime | None:
    """Return the end of a turn; a bare time is that of the same day, or of the next where it lies before."""
    bare = _TIME.fullmatch(raw)
    if bare is None:
        return moment(raw, now)
    hour, minute = int(bare[1]), int(bare[2])
    if hour > 24 or minute > 59:
        return None
    at = begin.replace(hour=0, minute=0) + timedelta(hours=hour, minutes=minute)
    return at if at > begin else at + timedelta(days=1)


def gaps(slots: Sequence[Slot]) -> list[tuple[datetime, datetime]]:
    """Return the stretches between the first and the last turn in which nobody is on call."""
    found: list[tuple[datetime, datetime]] = []
    until: datetime | None = None
    for slot in sorted(slots, key=lambda one: one.starts_at):
        if until is not None and slot.starts_at > until:
            found.append((until, slot.starts_at))
        until = max(until or slot.ends_at, slot.ends_at)
    return found

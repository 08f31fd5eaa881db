"""What a day of somebody was, drawn from the facts the person left; what may be written and signed. Pure.

Source: mission S-045 (民情日记), ADR 0029.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from linli.kernel.errors import Conflict, Invalid, Refused
from linli.kernel.words import Text

LONGEST_BACK_DAYS = 31
WORKDAYS = 20
"""So many working days the share of signed diaries looks back: about a month."""


class SignedBefore(Conflict):
    """A day is signed once; afterwards it is only added to."""

    code = "fieldwork.signed_before"
    says = Text("这一天已经签过了，只能补记。", "This day was signed; lines can only be added.")


class NothingToSign(Refused):
    """Nothing stands there."""

    code = "fieldwork.nothing_to_sign"
    says = Text("这一天还没有内容，先写一句再签。", "Nothing stands there yet; add a line first.")


@dataclass(frozen=True, slots=True)
class Line:
    """How a kind of fact is told; `is_distinct`: two on the same thing count once."""

    says: Text
    is_distinct: bool = True


LINES: Mapping[str, Line] = {
    "fieldwork.checked": Line(Text("巡查楼栋 {n} 处", "{n:building|buildings} checked on the round")),
    "fieldwork.found": Line(Text("巡查发现问题 {n} 处", "{n:finding|findings} on the round"), is_distinct=False),
    "fieldwork.rechecked": Line(Text("整改复查 {n} 份", "{n:notice|notices} rechecked"), is_distinct=False),
    "appeals.registered": Line(Text("登记诉求 {n} 件", "{n:report|reports} registered")),
    "appeals.self_handled": Line(Text("直接办理 {n} 件", "{n:case|cases} taken in hand")),
    "appeals.dispatched": Line(Text("派单 {n} 件", "{n:case|cases} sent out")),
    "appeals.accepted": Line(Text("签收 {n} 件", "{n:case|cases} accepted")),
    "appeals.contacted": Line(Text("联系诉求人 {n} 件", "{n:reporter|reporters} contacted")),
    "appeals.visited": Line(Text("走访 {n} 次", "{n:visit|visits}"), is_distinct=False),
    "appeals.action_logged": Line(Text("办理记录 {n} 条", "{n:log entry|log entries}"), is_distinct=False),
    "appeals.rectify_served": Line(Text("发整改通知 {n} 份", "{n:notice|notices} served"), is_distinct=False),
    "appeals.rectify_rechecked": Line(Text("复查整改 {n} 份", "{n:served notice|served notices} rechecked"),
                                      is_distinct=False),
    "appeals.escalated": Line(Text("提交上一级 {n} 件", "{n:case|cases} taken one level up")),
    "appeals.handled": Line(Text("办完待审 {n} 件", "{n:case|cases} handed in as done")),
    "appeals.follow_up_done": Line(Text("完成后续事项 {n} 项", "{n:follow-up|follow-ups} done"), is_distinct=False),
    "people.residence_verified": Line(Text("核实住址 {n} 户", "{n:address|addresses} verified")),
}  # fmt: skip
"""The facts that are a field worker's work, in the order a diary tells them."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A fact the person left: its kind, and the thing it was about (a case, a building)."""

    kind: str
    about: UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that wrote itself: how many of a kind, about which things (each once, in the order they came)."""

    kind: str
    count: int
    about: tuple[UUID, ...]

    @property
    def says(self) -> Text:
        """Return the line in words."""
        line = LINES.get(self.kind)
        return line.says.format(n=self.count) if line else Text(self.kind, self.kind)


def drawn(deeds: Iterable[Deed]) -> tuple[Entry, ...]:
    """Return the day's lines from its facts, oldest first; facts that are no work of the field are left out."""
    found: dict[str, list[UUID]] = {}
    for deed in deeds:
        if deed.kind in LINES:
            found.setdefault(deed.kind, []).append(deed.about)
    entries = []
    for kind, line in LINES.items():
        if kind in found:
            once = tuple(dict.fromkeys(found[kind]))
            entries.append(Entry(kind, len(once) if line.is_distinct else len(found[kind]), once))
    return tuple(entries)


def workdays(until: date, is_workday: Callable[[date], bool]) -> tuple[date, ...]:
    """Return the last `WORKDAYS` working days until `until`, the latest first. Source: S-045 (a diary each workday)."""
    found: list[date] = []
    day = until
    while len(found) < WORKDAYS:
        if is_workday(day):
            found.append(day)
        day -= timedelta(days=1)
    return tuple(found)


def check_day(day: date, *, today: date) -> None:
    """Return quietly when a day may be written about: today or the last month.

    :raises Invalid:
    """
    if not 0 <= (today - day).days <= LONGEST_BACK_DAYS:
        raise Invalid(
            field="day",
            why_zh=f"只能写今天和前 {LONGEST_BACK_DAYS} 天",
            why_en=f"it has to be today or one of the {LONGEST_BACK_DAYS} days before",
        )


def check_signing(entries: Sequence[Entry], lines: int, *, is_signed: bool) -> None:
    """Return quietly when a day may be signed: something stands there, and it was not signed.

    :raises SignedBefore, NothingToSign:
    """
    if is_signed:
        raise SignedBefore
    if not entries and not lines:
        raise NothingToSign


def kept(entries: Iterable[Entry]) -> list[dict[str, object]]:
    """Return the entries as a signed day keeps them."""
    return [{"kind": one.kind, "count": one.count, "about": [str(id_) for id_ in one.about]} for one in entries]


def read(raw: Iterable[Mapping[str, object]]) -> tuple[Entry, ...]:
    """Return the entries of a signed day."""
    return tuple(
        Entry(str(one["kind"]), int(str(one["count"])), tuple(UUID(str(id_)) for id_ in _ids(one["about"])))
        for one in raw
    )


def _ids(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def digest(day: date, entries: Iterable[Entry], lines: Iterable[str]) -> str:
    """Return the digest of everything that stands on a day: its entries and the salted digests of its lines."""
    whole = {"day": day.isoformat(), "entries": kept(entries), "lines": list(lines)}
    return sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def digest_of_line(salt: bytes, body: str) -> str:
    """Return the salted digest of a line, which stands in its fact."""
    return sha256(salt + body.encode()).hexdigest()

"""The diary: a day of somebody, and the days of an area for those who lead it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from linli.fieldwork.models import DiaryDay, DiaryLine
from linli.fieldwork.rules import diary
from linli.fieldwork.rules.diary import Deed, Entry
from linli.journal import queries as journal
from linli.journal.words import FactRow
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound
from linli.people import queries as people
from linli.people.queries.reach import reach_filter
from linli.people.words import Role
from linli.standards import queries as standards

SEE, DEED = "fieldwork.see", "fieldwork.keep_diary"


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line somebody wrote; `is_supplement`: it was added after the day was signed."""

    id: UUID
    body: str
    at: datetime
    is_supplement: bool


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of somebody: what the facts tell (as signed, else as they stand now) and the lines.

    `is_whole`: a signed day still says what its digest says.
    """

    account_id: UUID
    day: date
    entries: tuple[Entry, ...]
    lines: tuple[LineRow, ...]
    signed_at: datetime | None
    digest: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class MissingRow:
    """Somebody who keeps a diary and has not signed the day."""

    account_id: UUID
    area_path: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How many diaries there should be in the last working days, and how many were signed."""

    expected: int
    signed: int

    @property
    def permille(self) -> int | None:
        """Return the share of the signed ones; None where none is expected: no data."""
        return min(1000, self.signed * 1000 // self.expected) if self.expected else None


def entries_of(account_id: UUID, day: date) -> tuple[Entry, ...]:
    """Return what the facts tell of somebody's day. One statement."""
    begin = datetime.combine(day, time.min, SHANGHAI)
    facts = journal.facts_by(account_id, begin, begin + timedelta(days=1))
    return diary.drawn(Deed(fact.kind, _about(fact)) for fact in facts)


def _about(fact: FactRow) -> UUID:
    building = fact.data.get("building")
    return UUID(str(building)) if building else fact.subject_id


def digests_of(account_id: UUID, day: date) -> list[str]:
    """Return the salted digests of the lines of a day, oldest first. One statement."""
    return [_digest(line) for line in _lines([account_id], day)]


def _lines(accounts: Iterable[UUID], day: date) -> list[DiaryLine]:
    return list(DiaryLine.objects.filter(account_id__in=list(accounts), day=day).order_by("at", "id"))


def _digest(line: DiaryLine) -> str:
    return diary.digest_of_line(bytes(line.salt), line.body)


def day_of(actor: Actor, day: date) -> DayRow:
    """Return the own day. Three statements at most.

    :raises NotFound: the actor keeps no diary.
    """
    if actor.account_id is None or not actor.reach(DEED):
        raise NotFound
    signed = DiaryDay.objects.filter(account_id=actor.account_id, day=day).first()
    lines = _lines([actor.account_id], day)
    return _row(actor.account_id, day, signed, lines, () if signed else entries_of(actor.account_id, day))


def area_days(actor: Actor, day: date, *, at: datetime) -> tuple[list[DayRow], list[MissingRow]]:
    """Return the signed days of the actor's area and who has not signed. Three statements and one per area of reach.

    A day that nobody signed is told, and nothing follows from it by itself (S-045).
    """
    signed = list(DiaryDay.objects.filter(reach_filter(actor.reach(SEE)), day=day).order_by("area_path", "id"))
    lines = _lines([row.account_id for row in signed], day) if signed else []
    rows = [_row(row.account_id, day, row, _of(row.account_id, lines), ()) for row in signed]
    done = {row.account_id for row in signed}
    missing: dict[UUID, MissingRow] = {}
    for scope in actor.reach(SEE):
        for grant in people.grants_within(scope.area, at=at):
            if grant.role == Role.GRID_WORKER.value and grant.account_id not in done:
                missing.setdefault(grant.account_id, MissingRow(grant.account_id, grant.area_path))
    return rows, list(missing.values())


def kept(actor: Actor, day: date, *, at: datetime) -> Kept:
    """Return how many diaries the last working days of the actor's area should have, and how many were signed.

    Counted are the `WORKDAYS` working days until `day`, for each grid worker those since the post was given (S-045).
    One statement, and one per area of reach.
    """
    calendar = standards.calendar(at)
    since: dict[UUID, date] = {}
    for scope in actor.reach(SEE):
        for grant in people.grants_within(scope.area, at=at):
            if grant.role == Role.GRID_WORKER.value:
                first = calendar.local_day(grant.valid_from)
                since[grant.account_id] = min(first, since.get(grant.account_id, first))
    days = diary.workdays(day, calendar.is_workday)
    signed = DiaryDay.objects.filter(account_id__in=list(since), day__in=days).count() if since else 0
    return Kept(sum(one >= first for first in since.values() for one in days), signed)


def _of(account_id: UUID, lines: Iterable[DiaryLine]) -> list[DiaryLine]:
    return [line for line in lines if line.account_id == account_id]


def _row(
    account_id: UUID, day: date, signed: DiaryDay | None, lines: list[DiaryLine], fresh: tuple[Entry, ...]
) -> DayRow:
    digests = {line.id: _digest(line) for line in lines}
    shown = tuple(
        LineRow(line.id, line.body, line.at, signed is not None and digests[line.id] not in signed.lines)
        for line in lines
    )
    if signed is None:
        return DayRow(account_id, day, fresh, shown, None, "", is_whole=True)
    entries = diary.read(signed.entries)
    there = set(digests.values())
    is_whole = diary.digest(day, entries, signed.lines) == signed.digest and set(signed.lines) <= there
    return DayRow(account_id, day, entries, shown, signed.signed_at, signed.digest, is_whole)

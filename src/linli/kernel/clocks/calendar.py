"""The working calendar: which days work, which minutes count, when a term ends.

Sources: 民法典 §201 (the first day is not counted), §203 (a term whose last day is a holiday ends on the next working
day; where there are business hours it ends at their close), §1259 (以上、以内 include the number); domain-spec §7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, compress
from zoneinfo import ZoneInfo

from linli.kernel.clocks import explaining
from linli.kernel.clocks.terms import Clock, ClockStands, Line, Pauses, Term, aware, merged
from linli.kernel.errors import Invalid
from linli.kernel.words import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_HOURS = ((540, 720), (810, 1050))
YELLOW = (20, Term(Clock.WORKING_DAYS, 1))
"""Domain-spec §9.4, for a calendar built without a book of standards."""

_FIRST = date(1992, 1, 1)  # the last summer time in China ended in 1991
_LAST = date(2091, 12, 31)
_SPAN = (_LAST - _FIRST).days + 1
_BASE = _FIRST.toordinal()
_MINUTE = 60_000_000

Stretch = tuple[datetime, datetime | None]


class OutOfCalendar(Invalid):
    """The day lies outside 1992-2091, where no working calendar is kept."""

    code = "kernel.out_of_calendar"
    says = Text("日期 {day} 超出工作日历（1992-2091 年）。", "{day} lies outside the working calendar (1992-2091).")


@dataclass(frozen=True)
class Calendar:
    """Working days and office hours of one place, as known at one moment. Build one and keep it: building takes 3 ms.

    `days` overrides the weekday rule: {day: (is_off, name)}. `office_hours` are minutes of the day in `zone`.
    `known_years` are the years whose holiday notice is in `days` (None: every year that has a row); any other year
    falls back to Monday-Friday and is provisional. `yellow` is the share of a term in percent and the longest time that
    remains when the yellow card shows (standard `duties.yellow`).
    """

    days: Mapping[date, tuple[bool, str]] = field(default_factory=dict)
    office_hours: tuple[tuple[int, int], ...] = OFFICE_HOURS
    zone: ZoneInfo = SHANGHAI
    known_years: frozenset[int] | None = None
    yellow: tuple[int, Term] = YELLOW
    minutes_per_day: int = field(init=False, compare=False)
    _hours: tuple[tuple[int, int], ...] = field(init=False, compare=False, repr=False)
    _per_day: int = field(init=False, compare=False, repr=False)
    _works: bytearray = field(init=False, compare=False, repr=False)
    _before: list[int] = field(init=False, compare=False, repr=False)
    _workdays: list[int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        shift = _FIRST.weekday()
        works = bytearray((bytes((1, 1, 1, 1, 1, 0, 0)) * (_SPAN // 7 + 2))[shift : shift + _SPAN])
        for day, (is_off, _) in self.days.items():
            works[_index(day)] = not is_off
        per_day = sum(end - begin for begin, end in self.office_hours)
        keep = {
            "known_years": self.known_years if self.known_years is not None else frozenset(d.year for d in self.days),
            "minutes_per_day": per_day,
            "_hours": tuple((begin * _MINUTE, end * _MINUTE) for begin, end in self.office_hours),
            "_per_day": per_day * _MINUTE,
            "_works": works,
            "_before": [0, *accumulate(works)],
            "_workdays": list(compress(range(_SPAN), works)),
        }
        for name, value in keep.items():
            object.__setattr__(self, name, value)

    # Days

    def is_workday(self, day: date) -> bool:
        """Say whether offices work on `day`."""
        return bool(self._works[_index(day)])

    def is_provisional(self, day: date) -> bool:
        """Say whether the holiday notice of that year is not known yet, so that `day` may still change."""
        return day.year not in (self.known_years or frozenset())

    def local_day(self, moment: datetime) -> date:
        """Return the day `moment` falls on, here."""
        return aware(moment).astimezone(self.zone).date()

    def close_of(self, day: date) -> datetime:
        """Return the moment business closes on `day`, in UTC (whether or not it is a working day)."""
        return self._moment(_index(day), self._hours[-1][1])

    def next_workday(self, day: date) -> date:
        """Return `day` or, if that is off, the next working day."""
        return date.fromordinal(_BASE + self._workdays[self._before[_index(day)]])

    # Terms

    def due(self, start: datetime, term: Term, pauses: Pauses = ()) -> datetime:
        """Return the moment, in UTC, at which `term` counted from `start` ends; never before `start`.

        Pauses are subtracted on the same clock. On the two clocks that count days, a day whose business close falls
        into a pause is not counted. A term of days ends at business close (民法典 §203.2).

        :raises ClockStands: a pause without an end begins before the term is over.
        :raises OutOfCalendar: the term leaves the years 1992-2091.
        """
        start = aware(start)
        if term.amount == 0:
            return start
        stretches = merged(pauses, start) if pauses else []
        if term.is_in_days:
            return self._end_of_days(start, term, stretches)
        remaining = term.amount * _MINUTE
        cursor = start
        for begin, end in stretches:
            ran = self._measure(term.clock, cursor, begin)
            if remaining <= ran:
                break
            if end is None:
                raise ClockStands
            remaining, cursor = remaining - ran, end
        return self._after(term.clock, cursor, remaining)

    def elapsed(self, clock: Clock, start: datetime, end: datetime, pauses: Pauses = ()) -> int:
        """Return the whole minutes or days of `clock` that ran from `start` to `end`, pauses left out.

        Days are counted at business close, the start day excluded. Before `start` nothing has run. On calendar days
        the answer may exceed the term at its own end, because a term may end later than its last day (§203.1).
        """
        start, end = aware(start), aware(end)
        if end <= start:
            return 0
        stretches = merged(pauses, start) if pauses else []
        if clock in (Clock.WORKING_DAYS, Clock.CALENDAR_DAYS):
            return self._days_between(clock, start, end, stretches)
        ran = self._measure(clock, start, end)
        for begin, stop in stretches:
            if begin < end:
                ran -= self._measure(clock, begin, end if stop is None else min(stop, end))
        return ran // _MINUTE

    def end_after_calendar_days(self, start: datetime, days: int) -> datetime:
        """Return the end (24:00, in UTC) of the last of `days` calendar days, for a right that a person may use.

        Start day excluded, moved to the next working day when the last day is off (§201, §203.1). It ends at 24:00
        and not at business close, because the resident's own channel has no business hours (§203.2); what an office
        owes in calendar days ends at business close: see `due`.
        """
        last = self.next_workday(self.local_day(start) + timedelta(days=days))
        return self._moment(_index(last) + 1, 0)

    def yellow_from(self, start: datetime, term: Term, due: datetime) -> datetime:
        """Return when the yellow card shows: a share of the term or a fixed time before `due`, whichever is shorter.

        A term of days counts as so many office days here. Never before `start`. Source: domain-spec §9.4, standard
        `duties.yellow` (1 working day or 20 %).
        """
        start, due = aware(start), aware(due)
        percent, longest = self.yellow
        last = self._before_due(due, longest)
        if term.clock is Clock.NATURAL:
            share = due - timedelta(minutes=term.amount) * percent / 100
        else:
            amount = term.amount if term.clock is Clock.WORKING else term.amount * self.minutes_per_day
            share = self._working_minutes_before(due, amount * percent // 100)
        return max(start, min(due, max(last, share)))

    def _before_due(self, due: datetime, term: Term) -> datetime:
        if term.clock is Clock.NATURAL:
            return due - timedelta(minutes=term.amount)
        if term.clock is Clock.CALENDAR_DAYS:
            return due - timedelta(days=term.amount)
        minutes = term.amount if term.clock is Clock.WORKING else term.amount * self.minutes_per_day
        return self._working_minutes_before(due, minutes)

    def explain(self, start: datetime, term: Term, pauses: Pauses = ()) -> tuple[Line, ...]:
        """Return the story of a deadline, line by line: start, how it counts, each day left out, pauses, the end."""
        return explaining.explain(self, start, term, pauses)

    # How time is counted

    def _measure(self, clock: Clock, start: datetime, end: datetime) -> int:
        if clock is Clock.NATURAL:
            return (end - start) // timedelta(microseconds=1)
        return self._worked(end) - self._worked(start)

    def _after(self, clock: Clock, start: datetime, micros: int) -> datetime:
        if clock is Clock.NATURAL:
            return start + timedelta(microseconds=micros)
        whole, rest = divmod(self._worked(start) + micros - 1, self._per_day)
        return self._at_work(whole, rest + 1, is_early=True)

    def _working_minutes_before(self, moment: datetime, minutes: int) -> datetime:
        whole, rest = divmod(self._worked(moment) - minutes * _MINUTE, self._per_day)
        return self._at_work(whole, rest, is_early=False)

    def _worked(self, moment: datetime) -> int:
        """Return the working microseconds from the beginning of the calendar to `moment`."""
        local = moment.astimezone(self.zone)
        index = _index(local)
        total = self._before[index] * self._per_day
        if self._works[index]:
            now = ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000_000 + local.microsecond
            for begin, end in self._hours:
                if now > begin:
                    total += min(now, end) - begin
        return total

    def _at_work(self, workday: int, micros: int, *, is_early: bool) -> datetime:
        """Return the moment `micros` into the n-th working day; at a break, its beginning or its end."""
        if not 0 <= workday < len(self._workdays):
            raise OutOfCalendar(field="day", day=_LAST)
        index = self._workdays[workday]
        for begin, end in self._hours:
            length = end - begin
            if micros < length or (is_early and micros == length):
                return self._moment(index, begin + micros)
            micros -= length
        return self._moment(index, self._hours[-1][1])

    def _end_of_days(self, start: datetime, term: Term, stretches: list[Stretch]) -> datetime:
        index = _index(self.local_day(start))
        if not stretches:
            if term.clock is Clock.WORKING_DAYS:
                return self._moment(self._workday_at(self._before[index + 1] + term.amount - 1), self._hours[-1][1])
            index = self._workday_at(self._before[_inside(index + term.amount)])
            return self._moment(index, self._hours[-1][1])
        left = term.amount
        while True:
            index = _inside(index + 1)
            close = self._moment(index, self._hours[-1][1])
            if _stands_at(close, stretches):
                continue
            if self._works[index] or term.clock is Clock.CALENDAR_DAYS:
                left -= 1
            if left <= 0 and self._works[index]:
                return close

    def _days_between(self, clock: Clock, start: datetime, end: datetime, stretches: list[Stretch]) -> int:
        first = _index(self.local_day(start)) + 1
        last = _index(self.local_day(end))
        if self._moment(last, self._hours[-1][1]) > end:
            last -= 1
        if last < first:
            return 0
        is_working = clock is Clock.WORKING_DAYS
        if not stretches:
            return self._before[last + 1] - self._before[first] if is_working else last + 1 - first
        closes = (
            self._moment(i, self._hours[-1][1]) for i in range(first, last + 1) if self._works[i] or not is_working
        )
        return sum(not _paused(close, stretches) for close in closes)

    def _workday_at(self, position: int) -> int:
        if position >= len(self._workdays):
            raise OutOfCalendar(field="day", day=_LAST)
        return self._workdays[position]

    def _moment(self, index: int, micros: int) -> datetime:
        day = date.fromordinal(_BASE + index)
        local = datetime.combine(day, time(), tzinfo=self.zone) + timedelta(microseconds=micros)
        return local.astimezone(UTC)


def _index(day: date) -> int:
    index = day.toordinal() - _BASE
    if not 0 <= index < _SPAN:
        raise OutOfCalendar(field="day", day=day if not isinstance(day, datetime) else day.date())
    return index


def _inside(index: int) -> int:
    if index >= _SPAN:
        raise OutOfCalendar(field="day", day=_LAST)
    return index


def _paused(close: datetime, stretches: list[Stretch]) -> bool:
    """Say whether business closed during a pause; a pause that begins at the close leaves the day counted."""
    return any(begin < close and (end is None or close <= end) for begin, end in stretches)


def _stands_at(close: datetime, stretches: list[Stretch]) -> bool:
    """Say the same, but refuse to run through a pause without an end."""
    if stretches[-1][1] is None and stretches[-1][0] < close:
        raise ClockStands
    return _paused(close, stretches)

"""Periods that pages show, in whole local days up to this moment; half-open like all periods.

Source: domain-spec §10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from linli.dashboards.words import Span, Step
from linli.kernel.clocks import SHANGHAI

DAYS = {Span.MONTH: 30, Span.QUARTER: 91, Span.YEAR: 365}
STEPS = {Span.MONTH: Step.DAY, Span.QUARTER: Step.WEEK, Span.YEAR: Step.MONTH, Span.ALL: Step.MONTH}


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` (included) to `until` (not included)."""

    since: datetime
    until: datetime

    @property
    def before(self) -> Period:
        """Return the period of the same length that ends where this one begins."""
        return Period(self.since - (self.until - self.since), self.since)


def period(span: Span, now: datetime, beginning: datetime | None = None) -> Period:
    """Return the last 30, 91 or 365 local days, today included, up to `now`; all of it runs from `beginning`."""
    if span is Span.ALL:
        first = (beginning or now).astimezone(SHANGHAI).date()
    else:
        first = now.astimezone(SHANGHAI).date() - timedelta(days=DAYS[span] - 1)
    return Period(datetime.combine(first, time(), SHANGHAI), now)


def filled(counts: Mapping[date, int], wanted: Period, step: Step) -> list[tuple[date, int]]:
    """Return one pair for each day, week (from Monday) or month of the period, empty ones with 0."""
    day = begin(wanted.since.astimezone(SHANGHAI).date(), step)
    last = wanted.until.astimezone(SHANGHAI).date()
    found = []
    while day <= last:
        found.append((day, counts.get(day, 0)))
        day = begin(day + timedelta(days={Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 31}[step]), step)
    return found


def begin(day: date, step: Step) -> date:
    """Return the first day of the day, week or month that `day` lies in."""
    if step is Step.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step is Step.MONTH else day


def whole(step: Step, now: datetime, back: int = 1) -> Period:
    """Return a whole local week (from Monday) or month: the one `now` lies in, or `back` earlier; it may not be over.

    Source: weekly and monthly forms of communities and streets (S-071, S-189, S-258).
    """
    first = begin(now.astimezone(SHANGHAI).date(), step)
    for _ in range(back):
        first = begin(first - timedelta(days=1), step)
    after = begin(first + timedelta(days=7 if step is Step.WEEK else 31), step)
    since, until = (datetime.combine(day, time(), SHANGHAI) for day in (first, after))
    return Period(since, until)

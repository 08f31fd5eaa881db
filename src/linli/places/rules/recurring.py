"""On which days a plan sits. A closed set of recurrences, laid over the working calendar. Pure.

Source: ADR 0043, with the words of RFC 5545 §3.3.10 (frequency, interval, ordinal weekday); days off by the working
calendar (domain-spec §7.1, State Council notices).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from linli.kernel.clocks import Calendar
from linli.kernel.errors import Invalid
from linli.places.words import Every, OnHoliday

MOST_WEEKS, LAST = 12, -1
NTH = (1, 2, 3, 4, LAST)
MOST_DAYS = 60
SATURDAY = 5
LOOK_BACK = timedelta(days=31)
"""Longer than any holiday: what an earlier day was moved to is known, from whichever day one looks."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When a plan sits. `weekday` 0 is Monday; `interval` counts weeks from the week of `begins_on`; `nth` -1 is the
    last; `last_on` is the last day that counts (None: until further notice)."""

    every: Every
    begins_on: date
    last_on: date | None = None
    weekday: int = 0
    interval: int = 1
    nth: int = 1
    days: tuple[date, ...] = ()
    on_holiday: OnHoliday = OnHoliday.NEXT


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a plan: by the rule, and where it really falls after days off."""

    by_rule: date
    held_on: date


def check(rule: Recurrence) -> Recurrence:
    """Return the recurrence if it makes sense.

    :raises Invalid: no days, too many, an interval or ordinal that is none, an end before the beginning, or a weekend
        that would be moved by its own rule every time.
    """
    if rule.last_on is not None and rule.last_on < rule.begins_on:
        raise Invalid(field="last_on", why_zh="不能早于开始的那天", why_en="it must not lie before the first day")
    if rule.every is Every.DAYS:
        if not 0 < len(rule.days) <= MOST_DAYS:
            raise Invalid(field="days", why_zh=f"写 1 到 {MOST_DAYS} 个日期", why_en=f"give 1 to {MOST_DAYS} days")
        return rule
    if not 0 <= rule.weekday <= SATURDAY + 1:
        raise Invalid(field="weekday", why_zh="请选星期几", why_en="choose a weekday")
    if rule.every is Every.WEEK and not 1 <= rule.interval <= MOST_WEEKS:
        raise Invalid(field="interval", why_zh=f"每 1 到 {MOST_WEEKS} 周", why_en=f"every 1 to {MOST_WEEKS} weeks")
    if rule.every is Every.MONTH and rule.nth not in NTH:
        raise Invalid(field="nth", why_zh="第一到第四个，或最后一个", why_en="the first to fourth, or the last")
    if rule.weekday >= SATURDAY and rule.on_holiday is not OnHoliday.KEEP:
        raise Invalid(
            field="on_holiday",
            why_zh="周末本来就放假，安排在周末请选“照常开”",
            why_en="a weekend is off anyway; choose “held all the same” for it",
        )
    return rule


def days_of(rule: Recurrence, first: date, last: date, calendar: Calendar) -> tuple[Day, ...]:
    """Return the days whose rule falls between `first` and `last`, both included, in order; one sitting a day at most.

    A day off is left out, kept or moved to the next working day; where that meets another day of the plan, one stays.
    Single days are held as they were written: whoever wrote them looked at the calendar.
    """
    end = last if rule.last_on is None else min(last, rule.last_on)
    found: list[Day] = []
    for day in _by_rule(rule, max(first - LOOK_BACK, rule.begins_on), end):
        held_on = _held_on(rule, day, calendar)
        if held_on is not None and (not found or held_on > found[-1].held_on):
            found.append(Day(day, held_on))
    return tuple(day for day in found if day.by_rule >= first)


def _by_rule(rule: Recurrence, first: date, last: date) -> Iterator[date]:
    if rule.every is Every.DAYS:
        yield from sorted(day for day in set(rule.days) if first <= day <= last)
        return
    day = first + timedelta(days=(rule.weekday - first.weekday()) % 7)
    while day <= last:
        if _is_meant(rule, day):
            yield day
        day += timedelta(days=7)


def _is_meant(rule: Recurrence, day: date) -> bool:
    if rule.every is Every.WEEK:
        return (_monday(day) - _monday(rule.begins_on)).days // 7 % rule.interval == 0
    if rule.nth == LAST:
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == rule.nth


def _held_on(rule: Recurrence, day: date, calendar: Calendar) -> date | None:
    is_as_written = rule.every is Every.DAYS or rule.on_holiday is OnHoliday.KEEP
    if is_as_written or calendar.is_workday(day):
        return day
    return None if rule.on_holiday is OnHoliday.SKIP else calendar.next_workday(day)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

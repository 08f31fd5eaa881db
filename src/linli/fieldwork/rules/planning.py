"""Which buildings today's round is for: what has waited longest, so that each comes up within the interval. Pure.

Source: mission S-044 (patrol coverage of buildings per week); standard `fieldwork.patrol`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text

LONGEST_NOTICE_DAYS = 60


class TooEarly(Refused):
    """Before its day nobody is late with putting it right."""

    code = "fieldwork.too_early"
    says = Text(
        "整改期限还没到。已经整改的可以随时登记；没有整改的，到期那天再登记。",
        "The day has not come. That it was put right can be recorded at once; that it was not, only on the day.",
    )


class RecheckedBefore(Refused):
    """A notice is rechecked once."""

    code = "fieldwork.rechecked_before"
    says = Text("这份整改告知已经复查过。", "This notice was rechecked before.")


@dataclass(frozen=True, slots=True)
class Interval:
    """The standard: each building every `every_days` days; at most `most_points` of them a day beside what must be."""

    every_days: int
    most_points: int


@dataclass(frozen=True, slots=True)
class Point:
    """A building: the last day before today on which somebody was there, and whether a notice ends there today."""

    id: UUID
    last_on: date | None
    must: bool = False


def todays(points: Sequence[Point], *, today: date, standard: Interval) -> tuple[UUID, ...]:
    """Return the buildings of today's round: those that must be, then those that waited longest.

    Only days before today count, so that the round stays the same while it is walked. Source: `fieldwork.patrol`.
    """
    must = [point.id for point in sorted(points, key=lambda one: str(one.id)) if point.must]
    waiting = [point for point in points if not point.must and _is_due(point, today, standard.every_days)]
    waiting.sort(key=lambda one: (one.last_on or date.min, str(one.id)))
    share = -(-len(points) // max(1, standard.every_days))
    return (*must, *(point.id for point in waiting[: min(standard.most_points, share)]))


def _is_due(point: Point, today: date, every_days: int) -> bool:
    return point.last_on is None or (today - point.last_on).days >= every_days


def check_due(due_on: date | None, *, today: date) -> int:
    """Return how many days somebody has to put it right: from tomorrow on, at most two months.

    Source: mission S-085 (a notice has a day, and is rechecked on it).

    :raises Invalid: there is no day, or it lies outside.
    """
    days = (due_on - today).days if due_on is not None else 0
    if not 1 <= days <= LONGEST_NOTICE_DAYS:
        raise Invalid(
            field="due_on",
            why_zh=f"整改期限要在明天起的 {LONGEST_NOTICE_DAYS} 天之内",
            why_en=f"the day must lie within {LONGEST_NOTICE_DAYS} days from tomorrow on",
        )
    return days


def check_recheck(*, due_on: date, today: date, is_complied: bool) -> None:
    """Return quietly when a notice may be rechecked: that it was followed at once, that it was not from its day on.

    Source: mission S-085 (recheck done on the due day).

    :raises TooEarly:
    """
    if not is_complied and today < due_on:
        raise TooEarly

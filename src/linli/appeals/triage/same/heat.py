"""How hot a matter is, and when it is time to tell somebody (未诉先办). Pure; a person decides what comes of it.

Heat is people, not messages: each counts once, at the last thing the person said, and fades with a half-life of half
the window. Those who only agree (or disagree, which takes away) count by the logarithm of their number, as votes do in
the ranking of reddit (`reddit/r2/lib/db/_sorts.pyx`, `hot`): a tap is no visit, and the first ten taps say as much as
the next hundred. What grows counts more. Source: R5-7 for people and days; ADR 0042 for the sum.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

ALERT_PEOPLE = 5
ALERT_DAYS = 30.0
"""So many different people within so many days are told of; in the product the standard `hotspot.alert` says it."""
WEEK = 7.0
_NEWS_COUNTS = 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """One message of an event: who wrote it ("" for nobody known), when in days, how many agreed less who did not."""

    id: str
    user: str
    at: float
    agreed: int = 0


@dataclass(frozen=True, slots=True)
class Heat:
    """What is known of an event: people, people of the last week and the week before, who agreed, and the sum."""

    people: int
    this_week: int
    week_before: int
    agreed: int
    value: float


def heat(told: Iterable[Told], *, now: float, days: float) -> Heat:
    """Return the heat of what was told within `days` before `now`."""
    rows = [row for row in told if now - days <= row.at <= now]
    last: dict[str, float] = {}
    for row in rows:
        who = _who(row)
        last[who] = max(last.get(who, row.at), row.at)
    this_week = people(row for row in rows if row.at > now - WEEK)
    before = people(row for row in rows if now - 2 * WEEK < row.at <= now - WEEK)
    agreed = sum(row.agreed for row in rows)
    half = days / 2
    fresh = sum(0.5 ** ((now - at) / half) for at in sorted(last.values()))
    taps = math.log2(1 + max(0.0, sum(row.agreed * 0.5 ** ((now - row.at) / half) for row in rows)))
    return Heat(len(last), this_week, before, agreed, fresh + taps + _NEWS_COUNTS * max(0, this_week - before))


def people(told: Iterable[Told]) -> int:
    """Return how many different people; who left no name is somebody else each time."""
    return len({_who(row) for row in told})


def is_alert(told: Iterable[Told], *, now: float, least: int = ALERT_PEOPLE, days: float = ALERT_DAYS) -> bool:
    """Say whether at least `least` different people told of it within `days` before `now`."""
    return people(row for row in told if now - days <= row.at <= now) >= least


def _who(row: Told) -> str:
    return row.user or f"\0{row.id}"

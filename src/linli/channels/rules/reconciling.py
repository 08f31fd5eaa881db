"""What the other side has, what we have, what differs: compared by number, for one day. Source: S-100; ADR 0037."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linli.channels.words import Difference


@dataclass(frozen=True, slots=True)
class Ours:
    """What we have of an order: what was told of it, and what waits or is stuck."""

    told: frozenset[str] = field(default_factory=frozenset)
    open: frozenset[str] = field(default_factory=frozenset)
    is_stuck: bool = False


@dataclass(frozen=True, slots=True)
class Differs:
    """One difference; `kinds` are the kinds of feedback it is about."""

    number: str
    what: Difference
    kinds: tuple[str, ...] = ()


def compare(
    *, theirs: Mapping[str, Iterable[str]], nearby: Iterable[str], ours: Mapping[str, Ours], of_day: Iterable[str]
) -> list[Differs]:
    """Return what differs, by number.

    `theirs`: number -> what they were told of it, for the orders of the day. `nearby`: the numbers of the days before
    and after, for midnight falls differently over there. `ours`: what we have, whatever its day; `of_day`: our numbers
    of the day.
    """
    found = [one for number, received in theirs.items() for one in _of(number, frozenset(received), ours.get(number))]
    known = set(theirs) | set(nearby)
    found += [Differs(number, Difference.MISSING_THERE) for number in of_day if number not in known]
    return sorted(found, key=lambda one: (one.number, one.what.value))


def _of(number: str, received: frozenset[str], mine: Ours | None) -> list[Differs]:
    if mine is None:
        return [Differs(number, Difference.MISSING_HERE)]
    found = []
    if mine.is_stuck:
        found.append(Differs(number, Difference.STUCK_HERE))
    if mine.open - received:
        found.append(Differs(number, Difference.NOT_TOLD_YET, tuple(sorted(mine.open - received))))
    if mine.told - received:
        found.append(Differs(number, Difference.LOST_THERE, tuple(sorted(mine.told - received))))
    if received - mine.told - mine.open:
        found.append(Differs(number, Difference.NEVER_TOLD, tuple(sorted(received - mine.told - mine.open))))
    return found

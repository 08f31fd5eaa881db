"""Medians by way of a histogram: durations are binned to two figures, the middle bin is then looked into.

0-99 minutes have bins of their own, 1,234 lies in the bin from 1,200 on, which is 100 wide.

Source: domain-spec §10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from linli.dashboards.rules.rates import half_up

FIGURES = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a middle value is found: in the bin [low, high), as number `skip` (from 0) of it in order."""

    low: int
    high: int
    skip: int


def low_of(value: int) -> int:
    """Return where the bin of a value begins."""
    return value - value % width_of(value)


def width_of(value: int) -> int:
    """Return how wide the bin of a value is."""
    return int(10 ** max(len(str(value)) - FIGURES, 0))


def places(histogram: Mapping[int, int]) -> list[Place]:
    """Return where the middle value (of an even number: the two middle values) of a histogram is; nothing of nothing.

    `histogram`: where a bin begins -> how many are in it.
    """
    count = sum(histogram.values())
    return [_place(histogram, rank) for rank in sorted({(count - 1) // 2, count // 2})] if count else []


def _place(histogram: Mapping[int, int], rank: int) -> Place:
    before = 0
    for low in sorted(histogram):
        if before + histogram[low] > rank:
            return Place(low, low + width_of(low), rank - before)
        before += histogram[low]
    raise ValueError(rank)


def middle(values: Sequence[int]) -> int | None:
    """Return the mean of the one or two middle values, half up; None of nothing."""
    return half_up(Fraction(sum(values), len(values))) if values else None

"""How the rates are computed: exact integers in, hundredths of a percent out, None where nothing can be said.

Source: domain-spec §10; Wilson score interval (E. B. Wilson, 1927) for the ranking guard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

Z95 = 1.959963984540054


def rate(part: int | Fraction, whole: int) -> int | None:
    """Return part/whole in hundredths of a percent, half up (domain-spec §10.4); None for an empty whole."""
    if whole == 0:
        return None
    return half_up(Fraction(part) * 10_000 / whole)


def half_up(value: Fraction) -> int:
    """Return the nearest integer, halves up."""
    return int((value + Fraction(1, 2)).__floor__())


def mean(values: Sequence[int]) -> int | None:
    """Return the mean, half up; None of nothing."""
    return half_up(Fraction(sum(values), len(values))) if values else None


def median(values: Iterable[int]) -> int | None:
    """Return the median, half up between the two middle ones; None of nothing."""
    row = sorted(values)
    if not row:
        return None
    middle = len(row) // 2
    return row[middle] if len(row) % 2 else half_up(Fraction(row[middle - 1] + row[middle], 2))


@dataclass(frozen=True, slots=True)
class Counts:
    """What the three rates are made of, for one area or unit and one period."""

    dispatched: int = 0
    exempt: int = 0
    contacted_in_time: int = 0
    solved: int = 0
    partly: int = 0
    unsolved: int = 0
    satisfied: int = 0
    basically: int = 0
    dissatisfied: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the composite and of “partly”, in percent (standards `metrics.*`)."""

    response: int = 20
    resolution: int = 40
    satisfaction: int = 40
    partly: int = 0


@dataclass(frozen=True, slots=True)
class Rates:
    """The three rates and the composite, hundredths of a percent."""

    response: int | None
    resolution: int | None
    satisfaction: int | None
    composite: int | None


def rates(counts: Counts, weights: Weights) -> Rates:
    """Return the three rates (domain-spec §10.1, §10.3). The composite needs all three."""
    response = rate(counts.contacted_in_time, counts.dispatched - counts.exempt)
    answered = counts.solved + counts.partly + counts.unsolved
    resolution = rate(counts.solved + Fraction(counts.partly * weights.partly, 100), answered)
    satisfaction = rate(counts.satisfied + counts.basically, counts.satisfied + counts.basically + counts.dissatisfied)
    if response is None or resolution is None or satisfaction is None:
        return Rates(response, resolution, satisfaction, None)
    whole = weights.response + weights.resolution + weights.satisfaction
    composite = half_up(
        Fraction(
            response * weights.response + resolution * weights.resolution + satisfaction * weights.satisfaction, whole
        )
    )
    return Rates(response, resolution, satisfaction, composite)


def wilson_lower(good: int, whole: int) -> float:
    """Return the lower bound of the 95 % Wilson interval; ties in a ranking are broken by it (domain-spec §10.2)."""
    if whole == 0:
        return 0.0
    share = good / whole
    spread = Z95 * sqrt(share * (1 - share) / whole + Z95**2 / (4 * whole**2))
    return (share + Z95**2 / (2 * whole) - spread) / (1 + Z95**2 / whole)


def is_ranked(valid_revisits: int, *, fewest: int) -> bool:
    """Say whether a unit has enough valid revisits to be ranked; otherwise the page says 样本不足."""
    return valid_revisits >= fewest

"""Who is ranked where, and which small numbers are not shown. Source: domain-spec §10.2, §13.2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from linli.dashboards.rules.measuring import Tally
from linli.dashboards.rules.rates import Weights, is_ranked, rates, wilson_lower

Key = TypeVar("Key")

FEWEST_SHOWN = 5
"""Counts below are not published (domain-spec §13.2)."""


def ranking(tallies: Mapping[Key, Tally], weights: Weights, *, fewest: int) -> dict[Key, int | None]:
    """Return the place of each by the composite, best first; None: too few valid revisits (样本不足).

    Ties go by the lower bound of the 95 % Wilson interval of the solved share, then by volume. Those without a place
    come last, the busiest first.
    """

    def order(key: Key) -> tuple[bool, int, float, int, str]:
        tally = tallies[key]
        score = composite_of(tally, weights, fewest=fewest)
        bound = wilson_lower(tally.solved, tally.valid) if score is not None else 0.0
        return (score is None, -(score or 0), -bound, -tally.registered, str(key))

    placed: dict[Key, int | None] = {}
    for place, key in enumerate(sorted(tallies, key=order), start=1):
        score = composite_of(tallies[key], weights, fewest=fewest)
        placed[key] = None if score is None else place
    return placed


def composite_of(tally: Tally, weights: Weights, *, fewest: int) -> int | None:
    """Return the composite of whoever may be ranked, else None."""
    return rates(tally.counts, weights).composite if is_ranked(tally.valid, fewest=fewest) else None


def suppressed(counts: Mapping[Key, int], *, fewest: int = FEWEST_SHOWN) -> dict[Key, int | None]:
    """Return the counts with those from 1 to `fewest` - 1 hidden (None).

    Where only one would be hidden, the next smallest is hidden too: otherwise the sum tells it.
    """
    hidden = {key for key, number in counts.items() if 0 < number < fewest}
    rest = sorted((number, str(key), key) for key, number in counts.items() if number >= fewest)
    if len(hidden) == 1 and rest:
        hidden.add(rest[0][2])
    return {key: None if key in hidden else number for key, number in counts.items()}

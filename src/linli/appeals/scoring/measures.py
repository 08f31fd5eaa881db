"""How good a score of pairs is: area under the curve, F1, and intervals by resampling with a fixed seed."""

from __future__ import annotations

import random  # noqa: TID251 (resampling for a figure; the seed stands below)
from collections.abc import Callable, Sequence

SEED = 20260101
RESAMPLED = 400

Judged = tuple[float, bool]
"""A score, and whether it should be high."""


def area(judged: Sequence[Judged]) -> float:
    """Return the share of pairs (high, low) in the right order, ties half (AUC); 0.5 where one kind is missing."""
    ranked = sorted(judged, key=lambda one: one[0])
    high = sum(holds for _, holds in ranked)
    low = len(ranked) - high
    if not high or not low:
        return 0.5
    ranks, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        ranks += (at + 1 + end) / 2 * sum(holds for _, holds in ranked[at:end])
        at = end
    return (ranks - high * (high + 1) / 2) / (high * low)


def f1(judged: Sequence[Judged], threshold: float) -> float:
    """Return the harmonic mean of precision and recall of "at least the threshold"."""
    called = sum(score >= threshold for score, _ in judged)
    right = sum(score >= threshold and holds for score, holds in judged)
    whole = called + sum(holds for _, holds in judged)
    return 2 * right / whole if whole else 0.0


def best_threshold(judged: Sequence[Judged]) -> float:
    """Return the score with the highest F1; the lowest of several."""
    return max(sorted({score for score, _ in judged}), key=lambda threshold: f1(judged, threshold))


def interval(judged: Sequence[Judged], measure: Callable[[Sequence[Judged]], float]) -> list[float]:
    """Return the 2.5 % and 97.5 % points of `measure` over resampled rows. The seed is fixed."""
    chance = random.Random(SEED)
    found = sorted(measure(chance.choices(judged, k=len(judged))) for _ in range(RESAMPLED))
    return [round(found[int(RESAMPLED * point)], 3) for point in (0.025, 0.975)]

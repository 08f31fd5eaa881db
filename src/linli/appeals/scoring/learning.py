"""Weights for a few measures from labelled rows: logistic regression with a ridge. With numpy, so loaded late."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

STEPS = 25
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A row: its measures, whether it is so, and how much it counts."""

    measures: Mapping[str, float]
    holds: bool
    counts: float = 1.0


def fit(
    examples: Sequence[Example], names: Sequence[str], ridge: float, rising: Collection[str] = ()
) -> tuple[dict[str, float], float]:
    """Return weight by measure, and the bias, rounded as they are written down. No chance is involved.

    Newton's method on standardised measures; `ridge` pulls all weights but the bias to 0. Of the measures in
    `rising` it is known beforehand that they speak for it: one that comes out against is left out with weight 0, the
    most wrong first, until none does.
    """
    kept = list(names)
    while True:
        weights, bias, wrong = _fitted(examples, kept, ridge, rising)
        if wrong is None:
            found = {name: 0.0 for name in names} | weights
            return {name: round(value, _DIGITS) for name, value in found.items()}, round(bias, _DIGITS)
        kept.remove(wrong)


def _fitted(
    examples: Sequence[Example], names: Sequence[str], ridge: float, rising: Collection[str]
) -> tuple[dict[str, float], float, str | None]:
    """Return weights, bias and the measure whose weight is most wrong in sign, None where none is."""
    table = np.array([[example.measures[name] for name in names] for example in examples], dtype=float)
    counts = np.array([example.counts for example in examples], dtype=float)
    holds = np.array([example.holds for example in examples], dtype=float)
    mean, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread == 0] = 1.0
    whole = np.hstack([(table - mean) / spread, np.ones((len(table), 1))])
    found = _newton(whole, counts, holds, np.diag([ridge] * len(names) + [1e-9]))
    known = {name: float(weight) for name, weight in zip(names, found[:-1], strict=True) if name in rising}
    worst = min(known, key=lambda name: (known[name], name), default=None)
    wrong = worst if worst is not None and known[worst] < 0 else None
    weights = found[:-1] / spread
    return dict(zip(names, map(float, weights), strict=True)), float(found[-1] - weights @ mean), wrong


def _newton(
    whole: npt.NDArray[np.float64], counts: npt.NDArray[np.float64], holds: npt.NDArray[np.float64],
    pull: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:  # fmt: skip
    found = np.zeros(whole.shape[1])
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-np.clip(whole @ found, -30, 30)))
        slope = whole.T @ (counts * (share - holds)) + pull @ found
        bend = (whole * (counts * share * (1 - share))[:, None]).T @ whole + pull
        found -= np.linalg.solve(bend, slope)
    return found

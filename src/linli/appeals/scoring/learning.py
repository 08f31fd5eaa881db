"""Weights for a few measures from labelled rows: logistic regression with a ridge. With numpy, so loaded late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

STEPS = 25
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A row: its measures, whether it is so, and how much it counts."""

    measures: Mapping[str, float]
    holds: bool
    counts: float = 1.0


def fit(examples: Sequence[Example], names: Sequence[str], ridge: float) -> tuple[dict[str, float], float]:
    """Return weight by measure, and the bias, rounded as they are written down.

    Newton's method on standardised measures; `ridge` pulls all weights but the bias to 0. No chance is involved.
    """
    table = np.array([[example.measures[name] for name in names] for example in examples], dtype=float)
    counts = np.array([example.counts for example in examples], dtype=float)
    holds = np.array([example.holds for example in examples], dtype=float)
    mean, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread == 0] = 1.0
    whole = np.hstack([(table - mean) / spread, np.ones((len(table), 1))])
    pull = np.diag([ridge] * len(names) + [1e-9])
    found = np.zeros(len(names) + 1)
    for _ in range(STEPS):
        share = 1 / (1 + np.exp(-np.clip(whole @ found, -30, 30)))
        slope = whole.T @ (counts * (share - holds)) + pull @ found
        bend = (whole * (counts * share * (1 - share))[:, None]).T @ whole + pull
        found -= np.linalg.solve(bend, slope)
    weights = found[:-1] / spread
    bias = float(found[-1] - weights @ mean)
    return {name: round(float(w), _DIGITS) for name, w in zip(names, weights, strict=True)}, round(bias, _DIGITS)

"""How good guesses are, from chances and truth: no learning library, so that pages may ask, too. Source: ADR 0034."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from linli.appeals.triage.learned.model import Array

BINS = 15


def measured(chances: Array, wanted: Array, labels: Sequence[str], sure: Array | None = None) -> dict[str, Any]:
    """Return accuracy, F1 of each label and their mean, calibration error, and the shares sure enough.

    `chances` (N, K), `wanted` (N) the right label's number, `sure` (N) the confidence, else the best chance.
    """
    said = chances.argmax(axis=1)
    sure = chances.max(axis=1) if sure is None else sure
    right = said == wanted
    f1 = {label: round(_f1(said == index, wanted == index), 4) for index, label in enumerate(labels)}
    return {
        "texts": len(wanted),
        "accuracy": round(float(right.mean()), 4),
        "macro_f1": round(sum(_f1(said == k, wanted == k) for k in range(len(labels))) / len(labels), 4),
        "f1": f1,
        "ece": round(calibration_error(sure, right), 4),
        "share_at_95": round(share_at(sure, right, 0.95)[0], 4),
        "share_at_98": round(share_at(sure, right, 0.98)[0], 4),
    }


def calibration_error(sure: Array, right: Array) -> float:
    """Return the mean distance between how sure and how often right, over `BINS` bins of equal width (ECE)."""
    if not len(sure):
        return 0.0
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = (
        abs(float((right[own] - sure[own]).mean())) * int(own.sum()) for b in range(BINS) if (own := bins == b).any()
    )
    return sum(gaps) / len(sure)


def share_at(sure: Array, right: Array, precision: float) -> tuple[float, float]:
    """Return the largest share of texts, surest first, that is right so often, and how sure the last of them is.

    0 and 1 where no such share exists.
    """
    order = np.argsort(-sure, kind="stable")
    hits = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(hits >= precision)
    if not len(enough):
        return 0.0, 1.0
    last = int(enough[-1])
    return (last + 1) / len(order), float(sure[order][last])


def _f1(said: Array, wanted: Array) -> float:
    both = int((said & wanted).sum())
    return 2 * both / (int(said.sum()) + int(wanted.sum())) if both else 0.0

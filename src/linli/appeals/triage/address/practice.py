"""How a network learns from labelled rows: it reads them a few times, and each weight follows its slope (Adam).

The only module here that needs more than numpy (scipy's sparse tables); loaded when learning.

Source: ADR 0036.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from math import ceil

import numpy as np
from scipy import sparse

from linli.appeals.triage.address.chain import Array, slopes
from linli.appeals.triage.address.network import Trace, Weights, fresh, read

READINGS = 7
LEAST_STEPS = 600
"""A few rows are read oftener, until so many steps were made."""

_TOGETHER = 32
_RATE, _WARMING, _CALMING = 2e-3, 0.1, 0.95
_FORGETS_FEATURES, _FORGETS_INPUT, _FORGETS_OUTPUT = 0.25, 0.4, 0.5
_MEMORY = 0.998
_MOMENTUM, _SPREAD, _TINY, _STEEPEST = 0.9, 0.99, 1e-8, 5.0

Bags = Sequence[Sequence[int]]
"""The numbers of the features of each character of a text."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Texts of one length, read together: a table of features (T x B rows, place by place) and the labels (T, B)."""

    features: sparse.csr_matrix
    told: Array


def learned(rows: Sequence[Bags], told: Sequence[Sequence[int]], sizes: tuple[int, int, int], seed: int) -> Weights:
    """Return the weights after all readings; `sizes` are the numbers of features and of labels, and the width.

    Each feature, input and output is forgotten at times, so that nothing is trusted alone. What is returned is the
    mean of the last weights, which is steadier than the last. The same rows and seed give the same weights.
    """
    chance = np.random.default_rng(seed)
    weights = fresh(*sizes, chance)
    a_reading = sum(1 for _ in _together(rows, chance))
    readings = max(READINGS, ceil(LEAST_STEPS / max(1, a_reading)))
    climber = _Climber(weights, readings * a_reading)
    for _ in range(readings):
        for chosen in _together(rows, chance):
            lesson = _lesson([rows[at] for at in chosen], [told[at] for at in chosen], sizes[0])
            climber.step(*_slopes(weights, lesson, chance))
        climber.keep_vectors()
    return climber.mean


def _together(rows: Sequence[Bags], chance: np.random.Generator) -> Iterator[Array]:
    """Give the places of texts of one length, a few at a time, in an order by chance."""
    of_length: dict[int, list[int]] = {}
    for at, bags in enumerate(rows):
        of_length.setdefault(len(bags), []).append(at)
    groups = []
    for places in of_length.values():
        mixed = chance.permutation(places)
        groups += [mixed[at : at + _TOGETHER] for at in range(0, len(mixed), _TOGETHER)]
    for turn in chance.permutation(len(groups)):
        yield groups[turn]


def _lesson(rows: Sequence[Bags], told: Sequence[Sequence[int]], features: int) -> Lesson:
    bags = [row[at] for at in range(len(rows[0])) for row in rows]
    ends = np.cumsum([0, *map(len, bags)])
    numbers = np.array([number for bag in bags for number in bag], np.int32)
    table = sparse.csr_matrix((np.ones(len(numbers), np.float32), numbers, ends), shape=(len(bags), features))
    return Lesson(table, np.array(told).T)


def _slopes(weights: Weights, lesson: Lesson, chance: np.random.Generator) -> tuple[dict[str, Array], Array]:
    """Return the slope of each weight, and which features were there: only their vectors have one."""
    length, texts = lesson.told.shape
    rows, width = length * texts, weights.width
    there, numbers = np.unique(lesson.features.indices, return_inverse=True)
    kept = (chance.random(len(numbers), dtype=np.float32) >= _FORGETS_FEATURES).astype(np.float32)
    table = sparse.csr_matrix((kept, numbers.astype(np.int32), lesson.features.indptr), shape=(rows, len(there)))
    input_mask = _mask((length, texts, width), _FORGETS_INPUT, chance)
    given = (table @ weights.vectors[there]).reshape(length, texts, width) * input_mask
    told, trace = read(weights, given)
    output_mask = _mask(told.shape, _FORGETS_OUTPUT, chance)
    told *= output_mask
    loss, follows, first = slopes(told @ weights.out + weights.bias, weights.follows, weights.first, lesson.told)
    out = {"follows": follows, "first": first, "bias": loss.sum((0, 1))}
    out["out"] = told.reshape(rows, -1).T @ loss.reshape(rows, -1)
    inner, of_cells = _back(weights, (loss @ weights.out.T) * output_mask, trace)
    out |= of_cells | {"vectors": table.T @ (inner * input_mask).reshape(rows, -1)}
    return {name: slope / texts for name, slope in out.items()}, there


def _mask(shape: tuple[int, ...], share: float, chance: np.random.Generator) -> Array:
    kept: Array = (chance.random(shape, dtype=np.float32) >= share).astype(np.float32) / np.float32(1 - share)
    return kept


def _back(weights: Weights, loss: Array, trace: Trace) -> tuple[Array, dict[str, Array]]:
    """Return the slope of what was read (T, B, W), and of the cells, from that of what they told."""
    (length, texts, _), width = loss.shape, weights.width
    both = np.stack([loss[..., :width], loss[::-1][..., width:]])
    gates = np.empty_like(trace.gates)
    told = np.zeros((2, texts, width), np.float32)
    kept = np.zeros_like(told)
    turned = weights.back.transpose(0, 2, 1)
    for at in range(length - 1, -1, -1):
        told = told + both[:, at]
        enter, stay, leave, new = (trace.gates[:, at, :, n * width : (n + 1) * width] for n in range(4))
        shown, gate = trace.shown[:, at], gates[:, at]
        kept += told * leave * (1 - shown * shown)
        gate[..., :width] = kept * new * enter * (1 - enter)
        gate[..., width : 2 * width] = kept * trace.kept[:, at] * stay * (1 - stay)
        gate[..., 2 * width : 3 * width] = told * shown * leave * (1 - leave)
        gate[..., 3 * width :] = kept * enter * (1 - new * new)
        kept *= stay
        told = gate @ turned
    flat = gates.reshape(2, length * texts, -1)
    before = trace.told[:, :-1].reshape(2, length * texts, width).transpose(0, 2, 1)
    read_by = (flat @ weights.into.transpose(0, 2, 1)).reshape(2, length, texts, width)
    of_cells = {"into": trace.given.transpose(0, 2, 1) @ flat, "back": before @ flat}
    return read_by[0] + read_by[1][::-1], of_cells | {"tilt": flat.sum(1, keepdims=True)}


class _Climber:
    """Moves weights against their slopes, each by its own measure, slower towards the end (Kingma & Ba 2015)."""

    def __init__(self, weights: Weights, steps: int) -> None:
        self._weights, self._steps, self._made = weights, steps, 0
        self._names = [field.name for field in fields(weights)]
        self._mean = {name: np.zeros_like(getattr(weights, name)) for name in self._names}
        self._spread = {name: np.zeros_like(getattr(weights, name)) for name in self._names}
        self.mean = Weights(*(getattr(weights, name).copy() for name in self._names))

    def step(self, slope: dict[str, Array], there: Array) -> None:
        """Move once; of the vectors only those that were `there`."""
        self._made += 1
        steep = np.sqrt(sum(float((own * own).sum()) for own in slope.values()))
        short = min(1.0, _STEEPEST / max(float(steep), _TINY))
        gone = self._made / self._steps
        rate = _RATE * min(1.0, gone / _WARMING) * (1 - _CALMING * gone)
        for name in self._names:
            self._move(name, slope[name] * np.float32(short), rate, there if name == "vectors" else None)

    def _move(self, name: str, slope: Array, rate: float, there: Array | None) -> None:
        own, at = getattr(self._weights, name), slice(None) if there is None else there
        mean = self._mean[name][at] * _MOMENTUM + (1 - _MOMENTUM) * slope
        spread = self._spread[name][at] * _SPREAD + (1 - _SPREAD) * slope * slope
        self._mean[name][at], self._spread[name][at] = mean, spread
        if there is not None:  # a vector that is seldom there has no history to correct for
            own[at] -= rate * mean / (np.sqrt(spread) + _TINY)
            return
        young = 1 - _MOMENTUM**self._made, 1 - _SPREAD**self._made
        own -= rate * (mean / young[0]) / (np.sqrt(spread / young[1]) + _TINY)
        steady = getattr(self.mean, name)
        steady += (1 - min(_MEMORY, self._made / (self._made + 10))) * (own - steady)

    def keep_vectors(self) -> None:
        """Take the vectors into the mean as they are: each moves too seldom to be worth a mean."""
        self.mean.vectors = self._weights.vectors

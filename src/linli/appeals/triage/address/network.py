"""A network that reads an address from both ends and says what speaks for each label at each character. With numpy.

Each character is a bag of features; their vectors are added up, two chains of memory cells (LSTM) read them from the
left and from the right, and a layer weighs what both remember.

Source: ADR 0036.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linli.appeals.triage.address.chain import Array

WIDTH = 128
"""Numbers in the vector of a feature, and cells in each direction, of the networks that are learned here."""


@dataclass(slots=True)
class Weights:
    """What a network has learned: F features, L labels, width W; the two directions stand in the first axis.

    vectors (F, W) · into (2, W, 4W) · back (2, W, 4W) · tilt (2, 1, 4W) · out (2W, L) · bias (L) · follows (L, L) ·
    first (L)
    """

    vectors: Array
    into: Array
    back: Array
    tilt: Array
    out: Array
    bias: Array
    follows: Array
    first: Array

    @property
    def width(self) -> int:
        """Return W."""
        return int(self.vectors.shape[1])


@dataclass(slots=True)
class Trace:
    """What was in the cells while reading: needed to learn. Axes (direction, place, text, cell)."""

    given: Array
    gates: Array
    told: Array
    kept: Array
    shown: Array


def fresh(features: int, labels: int, width: int, chance: np.random.Generator) -> Weights:
    """Return weights that know nothing."""

    def small(*shape: int, spread: float) -> Array:
        drawn: Array = (chance.standard_normal(shape) * spread).astype(np.float32)
        return drawn

    tilt = np.zeros((2, 1, 4 * width), np.float32)
    tilt[:, :, width : 2 * width] = 1  # cells remember until they learn to forget
    root = width**-0.5
    return Weights(
        vectors=small(features, width, spread=0.1),
        into=small(2, width, 4 * width, spread=root),
        back=small(2, width, 4 * width, spread=root),
        tilt=tilt,
        out=small(2 * width, labels, spread=(2 * width) ** -0.5),
        bias=np.zeros(labels, np.float32),
        follows=np.zeros((labels, labels), np.float32),
        first=np.zeros(labels, np.float32),
    )


def potentials(weights: Weights, bags: Sequence[Sequence[int]]) -> Array:
    """Return what speaks for each label at each character, (T, L). A bag: numbers of a character's features."""
    ends = np.cumsum([0, *map(len, bags)])
    vectors = weights.vectors[[number for bag in bags for number in bag]]
    given = np.zeros((len(bags), weights.width), np.float32)
    full = np.flatnonzero(np.diff(ends))  # a character without a known feature says nothing
    given[full] = np.add.reduceat(vectors, ends[full], axis=0) if len(full) else 0
    told: Array = read(weights, given[:, None])[0][:, 0] @ weights.out + weights.bias
    return told


def read(weights: Weights, given: Array) -> tuple[Array, Trace]:
    """Return what both directions remember at each place, (T, B, 2W) for `given` (T, B, W), and the trace."""
    length, texts, width = given.shape
    both = np.stack([given, given[::-1]]).reshape(2, length * texts, width)
    gates = (both @ weights.into + weights.tilt).reshape(2, length, texts, 4 * width)
    told = np.zeros((2, length + 1, texts, width), np.float32)
    kept = np.zeros_like(told)
    shown = np.empty((2, length, texts, width), np.float32)
    for at in range(length):
        gate = gates[:, at]
        gate += told[:, at] @ weights.back
        doors = gate[..., : 3 * width]  # a logistic curve is half of a hyperbolic tangent of the half, raised
        doors *= 0.5
        np.tanh(gate, out=gate)
        doors *= 0.5
        doors += 0.5
        enter, stay, leave, new = (gate[..., n * width : (n + 1) * width] for n in range(4))
        kept[:, at + 1] = stay * kept[:, at] + enter * new
        np.tanh(kept[:, at + 1], out=shown[:, at])
        told[:, at + 1] = leave * shown[:, at]
    return np.concatenate([told[0, 1:], told[1, 1:][::-1]], -1), Trace(both, gates, told, kept, shown)

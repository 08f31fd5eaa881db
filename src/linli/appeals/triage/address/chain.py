"""A chain of labels: how likely each is at its place, and which spans of characters are likeliest. With numpy.

A chain scores a row of labels by what speaks for each label at each character (`potentials`, shape (T, B, L): places,
texts, labels) and by what speaks for one label after another (`follows`, shape (L, L)) and for the first (`first`).
Scores are logarithms; the probability of a row is its share of all rows (a linear-chain conditional random field).

Source: ADR 0036.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Chances = Mapping[tuple[int, int, str], float]
"""(start, end, tag) -> how likely exactly this span is."""

LONGEST_SPAN = 30
_LEAST = 0.003


@dataclass(frozen=True, slots=True)
class Passed:
    """The chain passed from both ends: what comes before and after each place, scaled place by place."""

    here: Array
    before: Array
    after: Array
    scale: Array
    step: Array

    @property
    def chances(self) -> Array:
        """Return how likely each label is at each place, shape (T, B, L)."""
        chances: Array = self.before * self.after
        return chances


def passed(potentials: Array, follows: Array, first: Array) -> Passed:
    """Return the chain passed from both ends."""
    here = np.exp(potentials - potentials.max(-1, keepdims=True))
    step = np.exp(follows)
    before, after = np.empty_like(here), np.empty_like(here)
    scale = np.empty((*here.shape[:2], 1), here.dtype)
    before[0] = here[0] * np.exp(first)
    for at in range(len(here)):
        if at:
            before[at] = (before[at - 1] @ step) * here[at]
        scale[at] = before[at].sum(-1, keepdims=True)
        before[at] /= scale[at]
    after[-1] = 1
    for at in range(len(here) - 2, -1, -1):
        after[at] = ((here[at + 1] * after[at + 1]) @ step.T) / scale[at + 1]
    return Passed(here, before, after, scale, step)


def slopes(potentials: Array, follows: Array, first: Array, told: Array) -> tuple[Array, Array, Array]:
    """Return how the loss grows with each score, for the labels `told` (T, B); loss: -log of their probability."""
    chain = passed(potentials, follows, first)
    loss = chain.chances
    places, texts = np.indices(told.shape)
    loss[places, texts, told] -= 1
    along = np.zeros_like(follows)
    for at in range(1, len(told)):
        along += chain.before[at - 1].T @ (chain.here[at] * chain.after[at] / chain.scale[at])
    along *= chain.step
    np.add.at(along, (told[:-1].ravel(), told[1:].ravel()), -1)
    return loss, along, loss[0].sum(0)


def span_chances(potentials: Array, follows: Array, first: Array, labels: Sequence[str]) -> dict[Any, float]:
    """Return how likely each span is in one text, `potentials` (T, L); see `Chances`. The unlikeliest are left out.

    A span is the labels B-tag I-tag … I-tag, and whatever follows is no I-tag.
    """
    chain = passed(potentials[:, None].astype(float), follows.astype(float), first.astype(float))
    seats = _seats(tuple(labels))
    weight = (chain.here / chain.scale)[:, 0]
    ended, going = _ended(chain, weight, seats), chain.before[:, 0][:, seats.heads]
    out: dict[Any, float] = {}
    for size in range(1, min(LONGEST_SPAN, len(potentials)) + 1):
        likely = going * ended[size > 1][size - 1 :]
        for start, kind in zip(*np.nonzero(likely > _LEAST), strict=True):
            out[int(start), int(start) + size, seats.tags[kind]] = float(likely[start, kind])
        last = seats.heads if size == 1 else seats.inner
        going = going[:-1] * chain.step[last, seats.inner] * weight[size:][:, seats.inner] * seats.has_inner
        if not (going > _LEAST).any():  # what has not ended here is no likelier longer
            break
    return out


@dataclass(frozen=True, slots=True)
class _Seats:
    """Where the labels of each tag stand: of its first character, and of the others, if it ever had others."""

    tags: tuple[str, ...]
    heads: Array
    inner: Array
    has_inner: Array


@lru_cache(maxsize=8)
def _seats(labels: tuple[str, ...]) -> _Seats:
    tags = tuple(label[2:] for label in labels if label.startswith("B-"))
    heads = np.array([labels.index(f"B-{tag}") for tag in tags])
    inner = np.array([labels.index(f"I-{tag}") if f"I-{tag}" in labels else -1 for tag in tags])
    return _Seats(tags, heads, np.maximum(inner, 0), inner >= 0)


def _ended(chain: Passed, weight: Array, seats: _Seats) -> list[Array]:
    """Return, for spans of one character and for longer ones, how likely nothing of the span follows a place."""
    coming = (weight * chain.after[:, 0])[1:][:, seats.inner] * seats.has_inner
    out = []
    for last in (seats.heads, seats.inner):
        ended = chain.after[:, 0][:, last]
        ended[:-1] -= chain.step[last, seats.inner] * coming
        out.append(ended)
    out[1] *= seats.has_inner
    return out


def likeliest(chances: Chances, length: int, least: float) -> list[tuple[str, int, int]]:
    """Return the spans, without overlap, of which most are expected to be right; each must be worth `least`.

    What counts is the sum of (chance - least): one doubtful long span gives way to two likely short ones, and what is
    hardly likelier wrong than right is left out.
    """
    ending: dict[int, list[tuple[int, str, float]]] = {}
    for (start, end, tag), chance in chances.items():
        if chance > least:
            ending.setdefault(end, []).append((start, tag, chance - least))
    best: list[tuple[float, int, str]] = [(0.0, 0, "")]
    for end in range(1, length + 1):
        choices = [(best[start][0] + worth, start, tag) for start, tag, worth in ending.get(end, ())]
        best.append(max([(best[end - 1][0], end - 1, ""), *choices]))
    out, end = [], length
    while end:
        _, start, tag = best[end]
        if tag:
            out.append((tag, start, end))
        end = start
    return out[::-1]

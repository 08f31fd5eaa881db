"""What stands near two texts: a text borrows the words of those it is surely one matter with.

Somebody writes of smoke, the next of the night market, a third of both: the third joins the first two. A text without
near ones keeps its own words, so that another matter at the same place stays another matter.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.appeals.triage.same.likeness import (
    BIAS,
    WEIGHTS,
    Measures,
    measures,
    odds_to_share,
    score,
)
from linli.appeals.triage.same.reading import Read, dot, normed
from linli.appeals.triage.same.stream import Stream

MOST_LOOKED_AT = 30
MOST_NEAR = 8
NEAR = 0.0
"""Log-odds from which a text counts as near."""
_KEPT = -3.0
_COMMON = 150
_COMMON_SHARE = 0.05
_NAMED = 0.25
_SELF = 9.0

_FIRM = 4.0

WIDE_WEIGHTS: Mapping[str, float] = {"alone": 0.263, "near_place": 3.072, "linked": 1.791, "problem_rare": 0.323}
WIDE_BIAS = -5.96
SAME = 0.0
"""Log-odds from which two texts are called one matter: as likely as not (left out by event F1 is flat around it)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The weights in use: of two texts alone, and of two with what stands near them."""

    weights: Mapping[str, float]
    bias: float
    wide_weights: Mapping[str, float]
    wide_bias: float


SHIPPED = Scale(WEIGHTS, BIAS, WIDE_WEIGHTS, WIDE_BIAS)


class Around:
    """Texts with their near ones. An index of what stands in names finds whom to compare with; nothing is scanned."""

    def __init__(self, stream: Stream, scale: Scale = SHIPPED) -> None:
        self.stream = stream
        self.scale = scale
        self.texts: dict[str, Read] = {}
        self._with: dict[str, dict[str, None]] = defaultdict(dict)
        self._near: dict[str, dict[str, float]] = {}
        self._mean: dict[str, dict[str, float]] = {}

    def add(self, text: Read) -> None:
        """Take a text in and find its near ones among those before it."""
        found = {other: self.alone(text, self.texts[other]) for other in self.candidates(text)}
        kept = {other: value for other, value in found.items() if value > _KEPT}
        self.put(text)
        self._near[text.id] = kept
        for other, value in kept.items():
            self._near[other][text.id] = value
            if value > NEAR:
                self._mean.pop(other, None)

    def put(self, text: Read) -> None:
        """Take a text in without its near ones: others may be compared with it, it borrows nothing."""
        self.texts[text.id] = text
        self._near[text.id] = {}
        for pair in text.whole:
            self._with[pair][text.id] = None

    def forget(self, id_: str) -> None:
        """Take a text out."""
        text = self.texts.pop(id_)
        for pair in text.whole:
            holders = self._with[pair]
            del holders[id_]
            if not holders:
                del self._with[pair]
        for other in self._near.pop(id_):
            self._near[other].pop(id_, None)
            self._mean.pop(other, None)
        self._mean.pop(id_, None)

    def candidates(self, text: Read, most: int = MOST_LOOKED_AT) -> list[str]:
        """Return the texts that share the most telling pieces of names, best first."""
        most_common = max(_COMMON, self.stream.count * _COMMON_SHARE)
        found: Counter[str] = Counter()
        for pair, value in self.stream.weigh(text).place.items():
            if self.stream.texts_with(pair) <= most_common and self.stream.in_names(pair) > _NAMED:
                for other in self._with.get(pair, ()):
                    found[other] += value  # type: ignore[assignment]
        found.pop(text.id, None)
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return [other for other, _ in ranked[:most]]

    def near(self, id_: str) -> Mapping[str, float]:
        """Return the texts that were compared with this one and are not far, with the log-odds."""
        return self._near[id_]

    def alone(self, one: Read, other: Read) -> float:
        """Return the log-odds of two texts, without looking around."""
        return score(self.measures(one, other), self.scale.weights, self.scale.bias)

    def wide(self, one: str, other: str) -> float:
        """Return the log-odds that two texts taken in are one matter, with what stands near them."""
        return score(self.wide_measures(one, other), self.scale.wide_weights, self.scale.wide_bias)

    def wide_measures(self, one: str, other: str) -> Measures:
        """Return the measures of the two alone, the verdict on them, and what they share of their near ones."""
        found = self.measures(self.texts[one], self.texts[other])
        alone = score(found, self.scale.weights, self.scale.bias)
        return found | {
            "alone": max(-_FIRM, min(_FIRM, alone)),
            "near_place": dot(self._mean_of(one), self._mean_of(other)),
            "linked": math.log1p(2 * odds_to_share(alone) + self._shared(one, other)),
        }

    def measures(self, one: Read, other: Read) -> Measures:
        """Return the measures of two texts alone."""
        return measures(self.stream.weigh(one), self.stream.weigh(other), self.stream)

    def _shared(self, one: str, other: str) -> float:
        mine, theirs = {**self._near[one], one: _SELF}, {**self._near[other], other: _SELF}
        return sum(
            odds_to_share(value) * odds_to_share(theirs[id_])
            for id_, value in sorted(mine.items())
            if id_ in theirs and id_ not in (one, other)
        )

    def _mean_of(self, id_: str) -> dict[str, float]:
        found = self._mean.get(id_)
        if found is None:
            near = sorted(((value, other) for other, value in self._near[id_].items() if value > NEAR), key=_best)
            whole = [(_SELF, id_), *near[:MOST_NEAR]]
            found = self._mean[id_] = _mean(
                (odds_to_share(value), self.stream.weigh(self.texts[other]).place_unit) for value, other in whole
            )
        return found


def _mean(vectors: Iterable[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for share, vector in vectors:
        for pair, value in vector.items():
            total[pair] = total.get(pair, 0.0) + share * value
    return normed(total)


def _best(item: tuple[float, str]) -> tuple[float, str]:
    return (-item[0], item[1])

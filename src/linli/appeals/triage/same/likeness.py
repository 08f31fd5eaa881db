"""How much two texts are one matter: what they share of place and problem, who wrote them and when (R5-6).

Ten plain measures; the weights stand below, with how they were found. A weight is no piece of anybody's text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from linli.appeals.triage.same.reading import dot
from linli.appeals.triage.same.stream import SERIAL, Stream, Weighed

Measures = dict[str, float]

FEW_TEXTS = 8
_RARE = 2.5
_RARE_TRIPLE = 3.0

WEIGHTS: Mapping[str, float] = {
    "place_least": 1.814,
    "place_both": 4.658,
    "problem_rare": 0.83,
    "problem_leading": -2.194,
    "names_rare": -1.046,
    "place_best": 0.335,
    "topic": 0.636,
    "same_writer": 2.689,
    "serial_writer": -1.304,
    "days": -0.585,
}
BIAS = -0.035
"""Found by `scoring.teaching.learned` on labelled pairs and events; `./linli score pairs --train FILE` finds one's own
(ADR 0035)."""


def measures(one: Weighed, other: Weighed, stream: Stream) -> Measures:
    """Return the ten measures; none is symmetric by chance: both directions are always taken."""
    together = one.text.head & other.text.head
    tells = _Tells(one, other, stream)
    there, back = tells.share(one.place, one.place_sum, other), tells.share(other.place, other.place_sum, one)
    rare = {pair: max(0.0, one.place[pair] + one.problem[pair] - _RARE) * tells.of(pair) for pair in together}
    same = bool(one.text.user) and one.text.user == other.text.user
    serial = same and stream.texts_of(one.text.user) >= FEW_TEXTS
    return {
        "place_least": math.log(min(there, back) + 0.03),
        "place_both": math.sqrt(there * back),
        "problem_rare": math.log1p(sum(one.problem[pair] * value for pair, value in sorted(rare.items()))),
        "problem_leading": math.sqrt(_leading(one, other) * _leading(other, one)),
        "names_rare": math.log1p(sum(_rare_names(one, other, stream, tells))),
        "place_best": max((one.place[pair] * tells.of(pair) for pair in together), default=0.0),
        "topic": dot(one.text.topics, other.text.topics),
        "same_writer": float(same and not serial),
        "serial_writer": float(serial),
        "days": math.log1p(abs(one.text.at - other.text.at)),
    }


def score(found: Measures, weights: Mapping[str, float] = WEIGHTS, bias: float = BIAS) -> float:
    """Return the log-odds that the two are one matter."""
    return bias + sum(weight * found[name] for name, weight in weights.items())


def odds_to_share(value: float) -> float:
    """Return 0..1 of log-odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


class _Tells:
    """Discounts what one person writes in every text."""

    __slots__ = ("_serial", "_stream", "_user")

    def __init__(self, one: Weighed, other: Weighed, stream: Stream) -> None:
        self._user = one.text.user
        self._stream = stream
        self._serial = bool(self._user) and self._user == other.text.user and stream.texts_of(self._user) >= SERIAL

    def of(self, pair: str) -> float:
        return self._stream.tells(self._user, pair) if self._serial else 1.0

    def share(self, weights: Mapping[str, float], whole: float, other: Weighed) -> float:
        """Return which share of one text's weight stands in the other text."""
        found = other.text.whole
        if not self._serial:
            return sum(value for pair, value in weights.items() if pair in found) / whole if whole else 0.0
        told = {pair: value * self.of(pair) for pair, value in weights.items()}
        whole = sum(told.values())
        return sum(value for pair, value in told.items() if pair in found) / whole if whole else 0.0


def _leading(one: Weighed, other: Weighed) -> float:
    shared = sum(value for pair, value in one.leading if pair in other.text.whole)
    return shared / one.leading_sum if one.leading_sum else 0.0


def _rare_names(one: Weighed, other: Weighed, stream: Stream, tells: _Tells) -> list[float]:
    return [
        max(0.0, stream.rarity_of_triple(triple) - _RARE_TRIPLE)
        * min(stream.in_names(triple[:2]), stream.in_names(triple[1:]))
        * tells.of(triple[:2])
        for triple in sorted(one.text.triples & other.text.triples)
    ]

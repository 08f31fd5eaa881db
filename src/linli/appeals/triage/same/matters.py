"""Matters in a stream of events: events whose headings name the same things, wherever and of whatever day.

An event is one handling (one mixing plant); a matter is one answer (one subsidy that many ask about, each for
oneself). Words of the headings decide alone: what is rare in them, weighed by `Stream`. Nothing is scanned: an index of
pairs finds whom to compare with, and nothing looks ahead.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

from linli.appeals.triage.same.reading import Read, dot, normed
from linli.appeals.triage.same.stream import Stream

FITS = 0.2
"""Cosine of a heading and the sum of a matter's headings from which a new event belongs to it."""
ONE = 0.3
"""Cosine of two matters' sums from which they are one, looked at when a heading fits both."""
_TOO_PLAIN = 2.0
_LOOKED_AT = 5
_MOST_OFTEN = 3


class Matters:
    """Gathers events into matters as they come; `stream` has counted each text before it is taken."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._sum: dict[str, dict[str, float]] = {}
        self._length: dict[str, float] = {}
        self._with: dict[str, set[str]] = defaultdict(set)
        self._of: dict[str, str] = {}
        self._became: dict[str, str] = {}
        self._size: Counter[str] = Counter()

    def take(self, text: Read, event: str) -> str:
        """Return the matter of a text that has joined (or begun) `event`."""
        words = self.heading(text)
        near = self._near(words)
        if event in self._of:
            matter = self.became(self._of[event])
        else:
            matter = near[0][1] if near and near[0][0] >= FITS else event
            self._of[event] = matter
        self._add(matter, words, 1)
        for fit, other in near:
            if fit >= FITS and other in self._sum and other != matter and self._alike(matter, other) >= ONE:
                matter = self._joined(matter, other)
        return matter

    def became(self, matter: str) -> str:
        """Return the matter that `matter` has become part of, itself where it stands."""
        while matter in self._became:
            matter = self._became[matter]
        return matter

    def of(self, event: str) -> str:
        """Return the matter of an event."""
        return self.became(self._of[event])

    def heading(self, text: Read) -> dict[str, float]:
        """Return what the pairs of a text's title (of its beginning where it has none) tell, length 1."""
        told = {pair: self.stream.rarity(pair) - _TOO_PLAIN for pair in sorted(text.title or text.head)}
        return normed(
            {pair: value * min(_MOST_OFTEN, text.often[pair]) ** 0.5 for pair, value in told.items() if value > 0}
        )

    def _near(self, words: Mapping[str, float]) -> list[tuple[float, str]]:
        found: defaultdict[str, float] = defaultdict(float)
        for pair, value in words.items():
            for matter in self._with.get(pair, ()):
                found[matter] += value * self._sum[matter][pair]
        fits = ((value / self._length[matter], matter) for matter, value in found.items())
        return sorted(fits, key=lambda item: (-item[0], item[1]))[:_LOOKED_AT]

    def _alike(self, one: str, other: str) -> float:
        return dot(self._sum[one], self._sum[other]) / (self._length[one] * self._length[other])

    def _add(self, matter: str, words: Mapping[str, float], size: int) -> None:
        whole = self._sum.setdefault(matter, {})
        for pair, value in words.items():
            whole[pair] = whole.get(pair, 0.0) + value
            self._with[pair].add(matter)
        self._length[matter] = math.sqrt(sum(value * value for value in whole.values())) or 1.0
        self._size[matter] += size

    def _joined(self, one: str, other: str) -> str:
        kept, gone = sorted((one, other), key=lambda matter: (-self._size[matter], matter))
        self._became[gone] = kept
        words = self._sum.pop(gone)
        for pair in words:
            self._with[pair].discard(gone)
        del self._length[gone]
        self._add(kept, words, self._size.pop(gone))
        return kept

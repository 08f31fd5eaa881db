"""What a stream of texts teaches: how rare a pair of characters is, and how often it stands in a name.

No list of names: a pair is taken for a piece of a name by the share of its texts in which it stands where names stand.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from linli.appeals.triage.same.reading import Read, normed

USED_ALWAYS = 0.25
"""A pair that somebody has in more than this share of at least `SERIAL` texts is that person's way of writing."""
SERIAL = 4
_SLOPE = 1.3
_LEADING = 8
_AGAIN = 1.15


@dataclass(frozen=True, slots=True)
class Weighed:
    """A text with what each pair of its head tells of the place and of the problem, and the sums of both."""

    text: Read
    place: dict[str, float]
    problem: dict[str, float]
    place_sum: float
    problem_sum: float
    leading: tuple[tuple[str, float], ...]
    leading_sum: float
    place_unit: dict[str, float]


class Stream:
    """Counts over the texts at hand; texts may be taken out again, so that memory stays bounded.

    `before`: as if so many texts with none of these words had come before, for a town whose first texts are few.
    `base`: a stream whose counts are added; it is read only.
    """

    __slots__ = ("_base", "_before", "_named", "_triples", "_used", "_users", "_weighed", "_with", "count")

    def __init__(self, texts: Iterable[Read] = (), *, before: int = 0, base: Stream | None = None) -> None:
        self.count = 0
        self._base = base
        self._before = before + (base.count if base else 0)
        self._with: Counter[str] = Counter()
        self._named: Counter[str] = Counter()
        self._triples: Counter[str] = Counter()
        self._users: Counter[str] = Counter()
        self._used: dict[str, Counter[str]] = {}
        self._weighed: dict[str, tuple[int, Weighed]] = {}
        for text in texts:
            self.add(text)

    def add(self, text: Read) -> None:
        """Count a text in."""
        self.count += 1
        self._with.update(text.whole)
        self._named.update(text.names & text.whole)
        self._triples.update(text.triples)
        if text.user:
            self._users[text.user] += 1
            self._used.setdefault(text.user, Counter()).update(text.head)

    def forget(self, text: Read) -> None:
        """Take out a text that `add` counted in."""
        self.count -= 1
        for counter, keys in (
            (self._with, text.whole),
            (self._named, text.names & text.whole),
            (self._triples, text.triples),
        ):
            _take_out(counter, keys)
        if text.user:
            self._users[text.user] -= 1
            _take_out(self._used[text.user], text.head)
            if not self._users[text.user]:
                del self._users[text.user], self._used[text.user]
        self._weighed.pop(text.id, None)

    def texts_with(self, pair: str) -> int:
        """Return in how many texts the pair stands."""
        return self._with[pair] + (self._base.texts_with(pair) if self._base else 0)

    def texts_of(self, user: str) -> int:
        """Return how many texts somebody wrote."""
        return self._users[user] if user else 0

    def rarity(self, pair: str) -> float:
        """Return the logarithm of texts per text with this pair (IDF)."""
        return math.log((self._before + self.count + 1) / (self.texts_with(pair) + 0.5))

    def rarity_of_triple(self, triple: str) -> float:
        """Return the same for three characters."""
        base = self._base._triples[triple] if self._base else 0
        return math.log((self._before + self.count + 1) / (self._triples[triple] + base + 0.5))

    def in_names(self, pair: str) -> float:
        """Return 0..1: the share of the pair's texts in which it stands where a name stands."""
        return min(1.0, (self._texts_naming(pair) + 0.2) / (self.texts_with(pair) + 1.0))

    def _texts_naming(self, pair: str) -> int:
        return self._named[pair] + (self._base._texts_naming(pair) if self._base else 0)

    def tells(self, user: str, pair: str) -> float:
        """Return 0..1: how much the pair tells between two texts of one person; 0 for a turn always used."""
        count = self.texts_of(user)
        share = self._used[user][pair] / count if count >= SERIAL else 0.0
        return max(0.0, min(1.0, _SLOPE * (1 - share))) if share > USED_ALWAYS else 1.0

    def weigh(self, text: Read) -> Weighed:
        """Return what the pieces of a text tell; kept until the stream has grown by a seventh."""
        at, weighed = self._weighed.get(text.id, (0, None))
        if weighed is None or weighed.text is not text or not at / _AGAIN <= self.count <= at * _AGAIN:
            weighed = self._weigh(text)
            self._weighed[text.id] = (self.count, weighed)
        return weighed

    def _weigh(self, text: Read) -> Weighed:
        place: dict[str, float] = {}
        problem: dict[str, float] = {}
        for pair in sorted(text.head):
            rarity, named = self.rarity(pair), self.in_names(pair)
            place[pair] = rarity * named
            problem[pair] = rarity * (1 - named)
        often = text.often
        ranked = sorted(((pair, value * min(3, often[pair]) ** 0.5) for pair, value in problem.items()), key=_heaviest)
        leading = tuple(ranked[:_LEADING])
        return Weighed(
            text=text,
            place=place,
            problem=problem,
            place_sum=sum(place.values()),
            problem_sum=sum(problem.values()),
            leading=leading,
            leading_sum=sum(value for _, value in leading),
            place_unit=normed(place),
        )


def _heaviest(item: tuple[str, float]) -> tuple[float, str]:
    return (-item[1], item[0])


def _take_out(counter: Counter[str], keys: Iterable[str]) -> None:
    for key in keys:
        left = counter[key] - 1
        if left > 0:
            counter[key] = left
        else:
            del counter[key]

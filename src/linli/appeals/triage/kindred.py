"""Which leaves a text resembles: weighed against our own written examples of every leaf, beside the words (ADR 0046).

A text is taken apart into characters, pairs of characters, the things it speaks of whatever they are called
(`examples/things.txt`) and pairs of things: what it is, and what is wrong with it. Each leaf is the sum of its examples
(tf-idf, Rocchio). The examples are our own texts and lie in `examples/leaves`; the weights are counted when first
needed and stored nowhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, combinations
from math import exp, hypot, log
from pathlib import Path
from typing import NamedTuple

import ahocorasick

from linli.appeals.triage import spelling
from linli.appeals.triage.topics import fold

THING_WEIGHS = 1.5
"""A thing counts more than a character: several words lead to it. Chosen on the first set of texts (ADR 0046)."""
ROOT = 0.7
"""Power on the weights of a leaf, so that a leaf whose examples repeat one word does not live by it alone."""
SHARPNESS = 40.0
"""How fast a share falls with the likeness; at 40 a lead of 0.05 is seven to one."""
MOST_WORDS = 4
MOST_CHARACTERS = 1_200
"""What is weighed of a letter: it says at its beginning what it is about, and later repeats itself."""
_FOLDER = Path(__file__).parent / "examples"
_OTHERS = re.compile(r"[^\u3400-\u9fffa-z]+")
_LOUD = 1.5
"""From this share of the mean contribution on a word is told as one that decided."""


class Likeness(NamedTuple):
    """How like a leaf a text is (0..1), its share among all leaves (together 1), and the words that say so."""

    code: str
    likeness: float
    share: float
    words: tuple[str, ...]


class Things:
    """The things of the world by the words people use for them, found in one pass."""

    def __init__(self, lines: Iterable[str]) -> None:
        names: dict[str, list[str]] = defaultdict(list)
        for line in lines:
            name, *words = line.split()
            for word in dict.fromkeys(words):
                names[fold(word)].append(f"#{name}")
        self._automaton = ahocorasick.Automaton()
        for word, things in names.items():
            self._automaton.add_word(word, (word, tuple(things)))
        self._automaton.make_automaton()

    def find(self, text: str) -> Mapping[str, str]:
        """Return thing -> the first word that names it in a prepared text."""
        found: dict[str, str] = {}
        for _, (word, things) in self._automaton.iter(text):
            for thing in things:
                found.setdefault(thing, word)
        return found


class Leaves:
    """The examples of all leaves, weighed."""

    def __init__(self, rows: Sequence[tuple[str, str]], things: Things) -> None:
        """Weigh `rows` of leaf code and text."""
        self._things = things
        taken = [(code, features(text, things.find(text))) for code, text in rows]
        shared = Counter(chain.from_iterable(many for _, many in taken))
        self._rare = {feature: log(len(rows) / count) * _own(feature) for feature, count in shared.items()}
        leaves: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for code, many in taken:
            weights = [self._rare[feature] for feature in many]
            length = hypot(*weights) or 1.0
            leaf = leaves[code]
            for feature, weight in zip(many, weights, strict=True):
                leaf[feature] += weight / length
        self._codes = tuple(sorted(leaves))
        self._index: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, code in enumerate(self._codes):
            self._add(number, leaves[code])

    def _add(self, number: int, leaf: Mapping[str, float]) -> None:
        weights = [(feature, weight**ROOT) for feature, weight in leaf.items() if weight > 0]
        length = hypot(*[weight for _, weight in weights]) or 1.0
        for feature, weight in weights:
            self._index[feature].append((number, weight * self._rare[feature] / length))

    def compare(self, text: str, most: int = 5) -> list[Likeness]:
        """Return the leaves that `text` resembles most, best first; empty where no example shares anything with it."""
        prepared = spelling.plain(fold(text[:MOST_CHARACTERS]))
        named = self._things.find(prepared)
        known = [feature for feature in features(prepared, named) if feature in self._rare]
        scores = [0.0] * len(self._codes)
        for feature in known:
            for number, weight in self._index[feature]:
                scores[number] += weight
        length = hypot(*[self._rare[feature] for feature in known])
        if not length:
            return []
        best = max(scores)
        odds = [exp(SHARPNESS * (score - best) / length) for score in scores]
        total = sum(odds)
        order = sorted(range(len(scores)), key=lambda number: -scores[number])[:most]
        return [
            Likeness(self._codes[n], scores[n] / length, odds[n] / total, self._telling(n, known, named)) for n in order
        ]

    def _telling(self, number: int, known: Iterable[str], named: Mapping[str, str]) -> tuple[str, ...]:
        """Return the words of a text that speak most for one leaf against the others."""
        gains = []
        for feature in known:
            row = self._index[feature]
            own = next((weight for other, weight in row if other == number), 0.0)
            word = named.get(feature, feature)
            if own > 0 and len(word) > 1 and word[0] != "#":
                gains.append((own - sum(weight for _, weight in row) / len(self._codes), word))
        gains.sort(reverse=True)
        kept: list[str] = []
        for gain, word in gains:
            if len(kept) == MOST_WORDS or gain * _LOUD < gains[0][0] / _LOUD:
                break
            if not any(word in other or other in word for other in kept):
                kept.append(word)
        return tuple(kept)


def features(text: str, things: Iterable[str]) -> list[str]:
    """Return each character, pair of characters, thing and pair of things of a prepared text once."""
    grams: set[str] = set()
    for run in _OTHERS.split(text):
        grams.update(run)
        grams.update([run[at : at + 2] for at in range(len(run) - 1)])
    named = sorted(things)
    return [*grams, *named, *[one + other for one, other in combinations(named[:_MOST_PAIRED], 2)]]


_MOST_PAIRED = 16  # pairs grow with the square, and a letter of pages names everything


def _own(feature: str) -> float:
    return THING_WEIGHS if feature[0] == "#" else 1.0


def rows() -> Iterator[tuple[str, str]]:
    """Yield leaf code and text of every written example; they are written plainly, nothing is to be put right."""
    code = ""
    for path in sorted((_FOLDER / "leaves").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                code = line.strip("[]")
            elif line:
                yield code, line


@lru_cache(maxsize=1)
def things() -> Things:
    """Return the things of `examples/things.txt`. Built once."""
    lines = (_FOLDER / "things.txt").read_text(encoding="utf-8").splitlines()
    return Things(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def leaves() -> Leaves:
    """Return the weighed examples. Built once."""
    return Leaves(tuple(rows()), things())

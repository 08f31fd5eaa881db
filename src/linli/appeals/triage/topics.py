"""Word lists in files, found in a text in one pass (Aho-Corasick).

A topic of a file has: `strong` words (a leading ``+`` marks a word that decides alone), `weak` words that only help,
`negative` words that speak against it, and `pairs` "object ... | what is wrong with it ...", which count when both
stand close together in one sentence. Words are separated by spaces.

Source: domain-spec §5.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import ahocorasick

DECISIVE, STRONG, WEAK, NEGATIVE = 5.0, 3.0, 1.0, -2.5
PAIR_NEAR, PAIR_FAR = 3.5, 2.4
NEAR_CHARACTERS, FAR_CHARACTERS = 12, 14
MOST_OF_ONE = 24
_REACH = FAR_CHARACTERS + 8  # a word of eight characters that ends within reach

_STOPS = re.compile(r"[。！？!?；;\n\r]+")
_PAUSES = re.compile(r"[，,、：:。！？!?；;\n\r…~\s]+")
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_KEEP = {ord(char): char for char in "，：；！？（）"}
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_WIDE_UPPER = {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
_FOLDING: dict[int, int | str] = {**_FOLD, **_LOWER, **_WIDE_UPPER, **_KEEP}


def fold(text: str) -> str:
    """Return `text` in half width and lower case, one character for one, so that positions stay."""
    return text.translate(_FOLDING)


class Evidence(NamedTuple):
    """Words of one topic at `start`..`end`; `at`..`until` is the word that says what is wrong."""

    start: int
    end: int
    weight: float
    word: str
    at: int
    until: int


Found = dict[str, list[Evidence]]
_Places = list[tuple[int, int]]


class Passage:
    """A folded text with its sentences and clauses."""

    __slots__ = ("_pauses", "_stops", "text")

    def __init__(self, text: str) -> None:
        self.text = fold(text)
        self._stops = [match.start() for match in _STOPS.finditer(self.text)]
        self._pauses = [match.start() for match in _PAUSES.finditer(self.text)]

    def sentence(self, position: int) -> int:
        """Return the number of the sentence at `position`."""
        return bisect_right(self._stops, position)

    def clause(self, position: int) -> int:
        """Return the number of the clause at `position`."""
        return bisect_right(self._pauses, position)

    def clause_start(self, position: int) -> int:
        """Return where the clause at `position` begins."""
        index = bisect_right(self._pauses, position)
        return self._pauses[index - 1] + 1 if index else 0


class Topics:
    """Word lists of many topics, ready to be searched together.

    `named` are lists that several pairs share as objects (``@person``): such a word is noted once, not once per pair.
    """

    def __init__(self, entries: Mapping[str, Mapping[str, Any]], named: Mapping[str, str] | None = None) -> None:
        self._plain: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self._wrongs: dict[str, list[int]] = defaultdict(list)
        self._objects: dict[str, list[str]] = defaultdict(list)
        self._rules: list[tuple[str, tuple[str, ...]]] = []
        for name, words in (named or {}).items():
            for word in dict.fromkeys(fold(words).split()):
                self._objects[word].append(f"@{name}")
        for topic, entry in entries.items():
            self._add(topic, entry)
        self._automaton = ahocorasick.Automaton()
        for word in {**self._plain, **self._wrongs, **self._objects}:
            plain, wrongs, objects = (tuple(d.get(word, ())) for d in (self._plain, self._wrongs, self._objects))
            self._automaton.add_word(word, (word, plain, wrongs, objects))
        self._automaton.make_automaton()

    def _add(self, topic: str, entry: Mapping[str, Any]) -> None:
        for word in _words(entry, "strong"):
            decisive = word.startswith("+")
            self._plain[word.lstrip("+")].append((topic, DECISIVE if decisive else STRONG))
        for name, weight in (("weak", WEAK), ("negative", NEGATIVE)):
            for word in _words(entry, name):
                self._plain[word].append((topic, weight))
        for pair in entry.get("pairs", ()):
            self._add_pair(topic, pair)

    def _add_pair(self, topic: str, pair: str) -> None:
        rule = len(self._rules)
        objects, _, wrongs = fold(pair).partition("|")
        own = [word for word in dict.fromkeys(objects.split()) if not word.startswith("@")]
        shared = [word for word in objects.split() if word.startswith("@")]
        self._rules.append((topic, (*shared, f"#{rule}") if own else tuple(shared)))
        for word in own:
            self._objects[word].append(f"#{rule}")
        for word in dict.fromkeys(wrongs.split()):
            self._wrongs[word].append(rule)

    def find(self, passage: Passage) -> Found:
        """Return the evidence of every topic that has any."""
        found: Found = defaultdict(list)
        objects: dict[str, _Places] = defaultdict(list)
        wrong: dict[int, _Places] = defaultdict(list)
        for last, (word, plain, rules, groups) in self._automaton.iter(passage.text):
            start, end = last + 1 - len(word), last + 1
            for topic, weight in plain:
                found[topic].append(Evidence(start, end, weight, word, start, end))
            for group in groups:
                objects[group].append((start, end))
            for rule in rules:
                wrong[rule].append((start, end))
        for rule, places in wrong.items():
            topic, groups = self._rules[rule]
            near = [place for group in groups for place in objects.get(group, ())]
            if near:
                found[topic].extend(_pairs(passage, sorted(near), places[:MOST_OF_ONE]))
        return {topic: rows for topic, rows in found.items() if rows}


def _words(entry: Mapping[str, Any], name: str) -> Sequence[str]:
    return tuple(dict.fromkeys(fold(str(entry.get(name, ""))).split()))


def _pairs(passage: Passage, objects: _Places, wrongs: _Places) -> Iterator[Evidence]:
    """Yield, for each word that says what is wrong, the pair with the nearest object of its sentence."""
    for start, end in wrongs:
        low = bisect_left(objects, (start - _REACH, 0))
        high = bisect_right(objects, (end + _REACH, 0))
        nearest, gap = (0, 0), FAR_CHARACTERS + 1
        for place in objects[low:high]:
            distance = _gap(place, (start, end))
            if distance < gap:
                nearest, gap = place, distance
        if gap > FAR_CHARACTERS or passage.sentence(nearest[0]) != passage.sentence(start):
            continue
        same_clause = passage.clause(nearest[0]) == passage.clause(start) and gap <= NEAR_CHARACTERS
        word = f"{passage.text[slice(*nearest)]}…{passage.text[start:end]}"
        weight = PAIR_NEAR if same_clause else PAIR_FAR
        yield Evidence(min(start, nearest[0]), max(end, nearest[1]), weight, word, start, end)


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Return the characters between two words; words that overlap are far apart, they are one word."""
    if one[1] <= other[0]:
        return other[0] - one[1]
    if other[1] <= one[0]:
        return one[0] - other[1]
    return FAR_CHARACTERS + 1

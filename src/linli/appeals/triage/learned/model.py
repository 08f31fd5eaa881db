"""A trained model: arrays and words, scored with plain numpy. No learning library is needed to use it.

Source: ADR 0034.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import ahocorasick
import numpy as np
import numpy.typing as npt

from linli.appeals.triage.learned.features import FIRST, LONGEST_FIRST_RUN, WEIGHTS, runs, words_and_pairs
from linli.appeals.triage.learned.guess import Guess, Lead

Array = npt.NDArray[Any]
_LEAST_LETTERS = 2
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Model:
    """A linear score per label over the features of a text, made into chances by a second, tiny linear step.

    `vocabularies`: one a block, feature -> row of `idf` (F) and `weights` (F, K). `bias` (K). `mixing` (K, K) and
    `offset` (K) turn the K scores into logits, and `curve` (2, M) the best chance into how often it was right: both
    made from texts that the scores had not seen. `lead`: from when it may
    lead, and the rules. `about`: rows of each label, digest of the training rows, versions, measured figures; never a
    text.
    """

    labels: tuple[str, ...]
    vocabularies: tuple[Mapping[str, int], ...]
    idf: Array
    weights: Array
    bias: Array
    mixing: Array
    offset: Array
    curve: Array
    about: Mapping[str, Any] = field(default_factory=dict)
    lead: Lead = field(default_factory=Lead)
    finder: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the automaton of the known runs of characters, about 0.1 s."""
        finder = ahocorasick.Automaton()
        for run, row in self.vocabularies[1].items():
            finder.add_word(run, row)
        finder.make_automaton()
        object.__setattr__(self, "finder", finder)

    def scores(self, tokens: Sequence[str]) -> Array:
        """Return the K scores of a text by its words; the bias alone where no feature is known."""
        rows, values = self._known(tokens)
        scores: Array = values @ self.weights.take(rows, 0) + self.bias
        return scores

    def chances(self, tokens: Sequence[str]) -> Array:
        """Return the chance of each label; they add up to 1."""
        return softmax(self.scores(tokens) @ self.mixing + self.offset)

    def guess(self, tokens: Sequence[str], *, words: int = 0) -> Guess:
        """Return the likeliest label, with up to `words` words of the text that spoke for it."""
        chances = self.chances(tokens)
        best = int(chances.argmax())
        why = self.reasons(tokens, best, words) if words else ()
        return Guess(self.labels[best], float(self.sure(chances)), why)

    def sure(self, chances: Array) -> Array:
        """Return how often the likeliest label is right where chances look so; for one text or many."""
        return corrected(chances.max(axis=-1), self.curve)

    def reasons(self, tokens: Sequence[str], label: int, most: int) -> tuple[str, ...]:
        """Return the words of the text that speak most for `label` against the others, strongest first."""
        wanted = [token for token in dict.fromkeys(tokens) if len(token) >= _LEAST_LETTERS]
        known = [(token, row) for token in wanted if (row := self.vocabularies[0].get(token)) is not None]
        pulls = [(self._pull(row, label), token) for token, row in known]
        return tuple(token for pull, token in sorted(pulls, key=lambda one: (-one[0], one[1]))[:most] if pull > 0)

    def _pull(self, row: int, label: int) -> float:
        weights = self.weights[row]
        return float(self.idf[row] * (weights[label] - weights.mean()))

    def _rows(self, tokens: Sequence[str]) -> Iterator[int | None]:
        """Yield the row of each feature that `features.blocks_of` names, None for an unknown one.

        Runs of characters are most of them: an automaton finds the known ones in one pass.
        """
        words, _, first_words, first_runs = self.vocabularies
        first = tokens[:FIRST]
        return chain(
            map(words.get, words_and_pairs(tokens)),
            (row for _, row in self.finder.iter("".join(tokens))),
            map(first_words.get, words_and_pairs(first)),
            map(first_runs.get, runs("".join(first), LONGEST_FIRST_RUN)),
        )

    def _known(self, tokens: Sequence[str]) -> tuple[Array, Array]:
        """Return the rows of the known features of a text, and their values: each block has its weight as length."""
        counted = Counter(self._rows(tokens))
        counted.pop(None, None)
        rows = np.fromiter(counted.keys(), np.int64, len(counted))
        values = (1 + np.log(np.fromiter(counted.values(), np.float32, len(counted)))) * self.idf.take(rows)
        blocks = np.searchsorted(np.cumsum([len(own) for own in self.vocabularies[:-1]]), rows, side="right")
        lengths = np.sqrt(np.bincount(blocks, values * values, len(WEIGHTS)))
        return rows, values * (np.array(WEIGHTS) / np.maximum(lengths, _TINY)).take(blocks)


def corrected(best: Array, curve: Array) -> Array:
    """Return the value of a curve (2, M) of knots at each of `best`."""
    return np.asarray(np.interp(best, curve[0], curve[1]))


def softmax(logits: Array) -> Array:
    """Return chances that add up to 1 along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    chances: Array = powers / powers.sum(axis=-1, keepdims=True)
    return chances

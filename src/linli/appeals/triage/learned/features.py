"""What of the words counts as a feature: words and pairs, runs of characters, and both again for the beginning.

A title is the beginning of the text; where a row has no title of its own, its first words are one.

Source: ADR 0034.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

BLOCKS = ("words", "characters", "first_words", "first_characters")
WEIGHTS = (1.0, 1.0, 0.7, 0.7)
"""How much each block counts beside the others; its vector has length 1 before."""

FIRST = 12
LONGEST_RUN = 4
LONGEST_FIRST_RUN = 3


def blocks_of(tokens: Sequence[str]) -> tuple[list[str], ...]:
    """Return the features of each block with repetitions, in the order of `BLOCKS`."""
    first = tokens[:FIRST]
    return (
        words_and_pairs(tokens),
        runs("".join(tokens), LONGEST_RUN),
        words_and_pairs(first),
        runs("".join(first), LONGEST_FIRST_RUN),
    )


def words_and_pairs(tokens: Sequence[str]) -> list[str]:
    """Return each word, then each word with its neighbour."""
    return [*tokens, *(f"{one} {two}" for one, two in pairwise(tokens))]


def runs(text: str, longest: int) -> list[str]:
    """Return each run of one to `longest` characters."""
    return [text[start : start + size] for size in range(1, longest + 1) for start in range(len(text) - size + 1)]

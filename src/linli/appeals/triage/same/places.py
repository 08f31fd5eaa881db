"""Which open report of one place is the same matter: written address, distance, leaf, days. Pure; a person decides.

Where people write addresses, the address decides: neighbours complain of different yards fifteen metres apart, and one
yard is complained of again under another heading (measured: `./linli score civic`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.kernel.words import Text

PLACE_WEIGHTS: Mapping[str, float] = {
    "same_address": 3.2,
    "other_address": -2.6,
    "same_building": 1.6,
    "same_leaf": 0.3,
    "words": 3.0,
    "closeness": 1.0,
    "freshness": 1.2,
}
"""What each agreement adds to the log-odds; set by hand, looking at the whole set of `score civic`."""
PLACE_BIAS = -2.2

MANY_WORDS = 0.2
"""From this share of pairs of characters in common two reports are said to use much the same words."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two reports agree. `same_address` is None where one of them has none written; shares are 0..1."""

    same_address: bool | None
    same_building: bool
    same_leaf: bool
    words: float
    closeness: float
    freshness: float


def score(found: Agreement) -> float:
    """Return the log-odds that two reports within reach of R5-6 are one matter."""
    weight = PLACE_WEIGHTS
    return (
        PLACE_BIAS
        + weight["same_address"] * (found.same_address is True)
        + weight["other_address"] * (found.same_address is False)
        + weight["same_building"] * found.same_building
        + weight["same_leaf"] * found.same_leaf
        + weight["words"] * found.words
        + weight["closeness"] * found.closeness
        + weight["freshness"] * found.freshness
    )


def agreeing(found: Agreement) -> tuple[Text, ...]:
    """Return which parts of two reports agree, as a person is told, the weightiest first."""
    said = (
        (found.same_address is True, Text("写的地址相同", "the same address is written")),
        (found.same_building, Text("同一栋楼", "the same building")),
        (found.same_leaf, Text("同一类问题", "the same kind of matter")),
        (found.words >= MANY_WORDS, Text("说法接近", "much the same words")),
    )
    return tuple(text for holds, text in said if holds)


def same_address(one: str, other: str) -> bool | None:
    """Return whether two written addresses are one, None where one is missing. Width, case and blanks do not matter."""
    first, second = _plain(one), _plain(other)
    return first == second if first and second else None


def fading(value: float, reach: float) -> float:
    """Return 1 at nothing, 0 at `reach` and beyond."""
    return max(0.0, 1.0 - value / reach) if reach > 0 else 0.0


def shared_words(one: Iterable[int], other: Iterable[int]) -> float:
    """Return 0..1: the share that two sets of pairs of characters have in common (Dice)."""
    first, second = frozenset(one), frozenset(other)
    whole = len(first) + len(second)
    return 2 * len(first & second) / whole if whole else 0.0


def _plain(address: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", address).casefold() if char.isalnum())

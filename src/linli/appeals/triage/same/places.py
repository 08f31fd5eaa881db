"""Which open report of one place is the same matter: written address, distance, leaf, days. Pure; a person decides.

Where people write addresses, the address decides: neighbours complain of different yards fifteen metres apart, and one
yard is complained of again under another heading (measured: `./linli score civic`).

Source: ADR 0035, R5-6.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from linli.appeals.triage.same.reports import NO_WORDS, Words
from linli.kernel.words import Text

PLACE_WEIGHTS: Mapping[str, float] = {
    "same_address": 3.2,
    "other_address": -2.6,
    "same_building": 1.6,
    "same_leaf": 0.3,
    "words": 0.5,
    "closeness": 1.0,
    "freshness": 1.2,
}
"""What each agreement adds to the log-odds; set by hand, looking at the whole set of `score civic`. Of the log-odds of
the words (`same.reports`) half counts: they know nothing of where both stand, yet are no witness of their own."""
PLACE_BIAS = -2.2


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two reports agree. `same_address` is None where one of them has none written; shares are 0..1.

    `words` is what both texts say; without texts they say nothing.
    """

    same_address: bool | None
    same_building: bool
    same_leaf: bool
    closeness: float
    freshness: float
    words: Words = NO_WORDS


def score(found: Agreement) -> float:
    """Return the log-odds that two reports within reach of R5-6 are one matter."""
    weight = PLACE_WEIGHTS
    return (
        PLACE_BIAS
        + weight["same_address"] * (found.same_address is True)
        + weight["other_address"] * (found.same_address is False)
        + weight["same_building"] * found.same_building
        + weight["same_leaf"] * found.same_leaf
        + weight["words"] * found.words.odds
        + weight["closeness"] * found.closeness
        + weight["freshness"] * found.freshness
    )


def agreeing(found: Agreement) -> tuple[Text, ...]:
    """Return which parts of two reports agree, as a person is told, the weightiest first."""
    said = (
        (found.same_address is True, Text("写的地址相同", "the same address is written")),
        (found.same_building, Text("同一栋楼", "the same building")),
        (found.same_leaf, Text("同一类问题", "the same kind of matter")),
        (found.words.same_thing, Text("说的是同一处", "the same place or thing is named")),
        (found.words.same_trouble, Text("说的问题相同", "the same trouble is told")),
    )
    return tuple(text for holds, text in said if holds)


def same_address(one: str, other: str) -> bool | None:
    """Return whether two written addresses are one, None where one is missing. Width, case and blanks do not matter."""
    first, second = _plain(one), _plain(other)
    return first == second if first and second else None


def fading(value: float, reach: float) -> float:
    """Return 1 at nothing, 0 at `reach` and beyond."""
    return max(0.0, 1.0 - value / reach) if reach > 0 else 0.0


def _plain(address: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", address).casefold() if char.isalnum())

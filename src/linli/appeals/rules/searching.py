"""Search by pairs of characters: no dictionary, no extension. Source: architecture §6.12."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

_MODULUS = 2_147_483_647


def normal(text: str) -> str:
    """Return the text as compared: width and case folded, blanks gone."""
    before, folded = "", text
    while folded != before:  # taking out a blank may join what then folds once more
        before, folded = folded, "".join(unicodedata.normalize("NFKC", folded).casefold().split())
    return folded


def bigrams(text: str) -> list[int]:
    """Return the sorted codes of all pairs of neighbouring characters; a shared code is told apart by the text."""
    folded = normal(text)
    return sorted({(ord(one) * 1_114_112 + ord(two)) % _MODULUS for one, two in pairwise(folded)})

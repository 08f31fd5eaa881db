"""The words of a text as a model sees them: cut, folded, without words that say nothing of the matter.

A row may bring its words already cut (`tokens`) or only its text; both must look alike to the model.

Source: ADR 0034.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import rjieba

from linli.appeals.triage.topics import fold

MOST_CHARACTERS = 10_000
"""What is read of a longer text; the rest adds nothing but time."""

_LINE_END = "_x000d_"  # what spreadsheets write for the end of a line
_COVERED = "×*"

FUNCTION_WORDS = frozenset(Path(__file__).with_name("function_words.txt").read_text(encoding="utf-8").split())
"""Words of grammar and number: they stand in every text alike."""


def tokens_of(row: Mapping[str, Any]) -> list[str]:
    """Return the words of a row that count: its own `tokens`, else cut from `title` and `detail` (or `text`)."""
    given = row.get("tokens")
    if given:
        return kept(fold(str(given)[: 2 * MOST_CHARACTERS]).split())
    return cut("\n".join(str(row.get(name) or "") for name in ("title", "detail", "text")))


def cut(text: str) -> list[str]:
    """Return the words of a text that count, in order; empty for a text without any."""
    return kept(rjieba.cut(fold(text[:MOST_CHARACTERS].strip()).replace(_LINE_END, "\n")))


def kept(words: Iterable[str]) -> list[str]:
    """Return what of `words` says something: no marks, no single letter or figure, no word of grammar."""
    bare = (word.strip(_COVERED) for word in words)
    return [word for word in bare if _counts(word)]


def _counts(word: str) -> bool:
    if word in FUNCTION_WORDS or word == _LINE_END or (len(word) == 1 and word.isascii()):
        return False
    return any(map(str.isalnum, word))

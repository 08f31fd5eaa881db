"""Where two wordings of one order differ, for the eye of whoever chooses between them. Source: ADR 0044."""

from __future__ import annotations

from difflib import SequenceMatcher

LEAST_KEPT = 2
"""Fewer characters between two changes than this are part of the change: what matches by chance tears words."""


def marked(before: str, after: str) -> tuple[tuple[str, bool], ...]:
    """Return `after` in pieces with whether each stands in `before` not, or not there; together they are `after`."""
    pieces: list[tuple[str, bool]] = []
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        is_new = kind != "equal" or (end - start < LEAST_KEPT and first > 0 and last < len(after))
        if first == last:
            continue
        if pieces and pieces[-1][1] == is_new:
            pieces[-1] = (pieces[-1][0] + after[first:last], is_new)
        else:
            pieces.append((after[first:last], is_new))
    return tuple(pieces)

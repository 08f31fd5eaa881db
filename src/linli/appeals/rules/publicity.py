"""What strangers may be told of a single report over Open311 (ADR 0038; 个人信息保护法 §6, §25; ADR 0014, 0025).

Told is what stands or fails in a place shared by all, and what was published with covered words. Never a child's
report, one that complains of somebody, one that its reporter took back, or a "me too": that would tell of who said it.
"""

from __future__ import annotations

from collections.abc import Iterable

from linli.appeals.rules.joining import may_be_shown
from linli.appeals.words import OPEN_STATES, Channel, State

HIDDEN_STATES = frozenset({State.DRAFT, State.WITHDRAWN})
"""Nothing is told of what was not sent yet, and of what its reporter took back."""
ASKED_BY_ID = frozenset({Channel.API})
"""Whoever sent a report by a program holds its id, which nobody guesses, and learns by it how the report stands."""


def listed_categories(categories: Iterable[str]) -> tuple[str, ...]:
    """Return the leaves whose reports strangers find in the list."""
    return tuple(code for code in categories if may_be_shown(code))


def is_open(state: State) -> bool:
    """Say whether a report counts as open in Open311; all else is closed."""
    return state in OPEN_STATES

"""Who listens to what. Filled once, by `config.wiring`; a room never subscribes itself (call down, tell up)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from linli.journal.words import FactRow

Reaction = Callable[[FactRow], None]
Handler = Callable[[Sequence[FactRow]], None]

_reactions: dict[str, list[Reaction]] = defaultdict(list)
_followers: dict[str, Follow] = {}


@dataclass(frozen=True, slots=True)
class Follow:
    """A follower: reads integrated facts of `kinds` (None: all) in log order, each exactly once."""

    name: str
    kinds: frozenset[str] | None
    handler: Handler


def subscribe(kind: str, reaction: Reaction) -> None:
    """Have `reaction` called in the same transaction whenever a fact of `kind` is told. Twice is once."""
    if reaction not in _reactions[kind]:
        _reactions[kind].append(reaction)


def follow(name: str, kinds: frozenset[str] | None, handler: Handler) -> None:
    """Have `handler` called with batches of integrated facts; its cursor moves in the same transaction."""
    _followers[name] = Follow(name, kinds, handler)


def reactions(kind: str) -> Sequence[Reaction]:
    """Return what listens to `kind`, in the order of subscription."""
    return tuple(_reactions.get(kind, ()))


def followers() -> Sequence[Follow]:
    """Return all followers."""
    return tuple(_followers.values())

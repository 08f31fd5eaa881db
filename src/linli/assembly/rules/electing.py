"""Who is elected: each candidate needs what an ordinary matter needs; fewer elected than seats leaves seats open.

Source: 民法典 §278.1(3), §278.2; decisions-and-money §3.7 C25: never "next best" silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from linli.assembly.rules.deciding import Majorities, Verdict, decide
from linli.assembly.words import Kind, Weight


@dataclass(frozen=True, slots=True)
class Elected:
    """The outcome: who has a seat, who ties for seats that cannot go to all of them, how many seats stay open."""

    verdicts: Mapping[str, Verdict]
    seated: tuple[str, ...]
    tied: tuple[str, ...]
    open_seats: int


def elect(
    everybody: Weight, part: Weight, votes: Mapping[str, Weight], *, seats: int, majorities: Majorities
) -> Elected:
    """Return who is elected; more votes by heads, then by area go first when more pass than there are seats.

    Two who are equal in both and do not fit both stay out together (`tied`): a run-off decides, not chance.

    :raises Impossible: the numbers contradict each other.
    """
    verdicts = {
        name: decide(everybody, part, yes, kind=Kind.ORDINARY, majorities=majorities) for name, yes in votes.items()
    }
    passed = sorted((name for name, verdict in verdicts.items() if verdict.passed), key=lambda name: _rank(votes[name]))
    seated: list[str] = []
    tied: tuple[str, ...] = ()
    for _, group in groupby(passed, key=lambda name: _rank(votes[name])):
        equals = tuple(group)
        if len(seated) + len(equals) > seats:
            tied = equals if len(seated) < seats else ()
            break
        seated += equals
    return Elected(verdicts, tuple(seated), tied, seats - len(seated))


def _rank(votes: Weight) -> tuple[int, int]:
    return -votes.heads, -votes.area_dm2

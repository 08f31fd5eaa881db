"""From ballots to the two counts, in all four ways; which one binds is the rule set's and the covenant's business.

Source: decisions-and-money §3.5 (从多数), K6 and K20; architecture §6 point 9 (the first channel used binds, the last
ballot on it counts). All four are computed and published, the strict one always.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.assembly.rules.heads import Head
from linli.assembly.words import NOTHING, Choice, Mode, Weight


@dataclass(frozen=True, slots=True)
class Ballot:
    """One opinion of one head on one matter, as it came; `order` rises with the moment of arrival."""

    head: str
    choice: Choice
    channel: str
    order: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the law leaves open of returned ballots (decisions-and-money §3.8), fixed before the notice goes out."""

    blank_takes_part: bool = True
    invalid_takes_part: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """The two counts of one matter in one mode: on the roll, took part, and by opinion."""

    mode: Mode
    everybody: Weight
    part: Weight
    yes: Weight
    no: Weight
    abstain: Weight
    followed: Weight
    """Heads whose voice went with the majority: inside `yes` or `no` already."""


def effective(ballots: Iterable[Ballot]) -> dict[str, Ballot]:
    """Return the ballot that counts for each head: the first channel binds, the last one on it counts.

    Source: architecture §6 point 9. The order in which ballots are given does not matter, their `order` does.
    """
    counting: dict[str, Ballot] = {}
    for ballot in sorted(ballots, key=lambda one: one.order):
        before = counting.get(ballot.head)
        if before is None or before.channel == ballot.channel:
            counting[ballot.head] = ballot
    return counting


def count(
    heads: Iterable[Head], choices: Mapping[str, Choice], delivered: frozenset[str], *, mode: Mode, reading: Reading
) -> Count:
    """Return the counts of one matter: `choices` by head, `delivered` the heads that got their ballot with proof.

    A silent head is one that got its ballot and returned none; one that got none is never counted as taking part.
    """
    roll = list(heads)
    by_choice = {choice: NOTHING for choice in Choice}
    silent = everybody = NOTHING
    for head in roll:
        everybody += head.weight
        said = choices.get(head.key)
        if said is not None:
            by_choice[said] += head.weight
        elif head.key in delivered:
            silent += head.weight
    return _counted(by_choice, silent, everybody, mode=mode, reading=reading)


def _counted(
    by_choice: Mapping[Choice, Weight], silent: Weight, everybody: Weight, *, mode: Mode, reading: Reading
) -> Count:
    yes, no, abstain = by_choice[Choice.YES], by_choice[Choice.NO], by_choice[Choice.ABSTAIN]
    part = yes + no + abstain + by_choice[Choice.FOLLOW]
    if reading.blank_takes_part:
        part += by_choice[Choice.BLANK]
    if reading.invalid_takes_part:
        part += by_choice[Choice.INVALID]
    if mode is not Mode.STRICT:
        part += silent
    leading = majority(yes, no, abstain)
    followed = _following(by_choice[Choice.FOLLOW], silent, abstain, mode=mode) if leading else NOTHING
    if leading is Choice.YES:
        yes += followed
    elif leading is Choice.NO:
        no += followed
    if leading and mode is Mode.SILENT_AND_ABSTAIN_FOLLOW:
        abstain = NOTHING
    return Count(mode, everybody, part, yes, no, abstain, followed)


def majority(yes: Weight, no: Weight, abstain: Weight) -> Choice | None:
    """Return the opinion held by more area and more heads than either other one; None when the two disagree.

    Only yes and no can be followed: who goes with abstainers has said nothing.
    """
    for choice, mine, others in ((Choice.YES, yes, (no, abstain)), (Choice.NO, no, (yes, abstain))):
        if all(mine.area_dm2 > other.area_dm2 and mine.heads > other.heads for other in others):
            return choice
    return None


def _following(said_so: Weight, silent: Weight, abstain: Weight, *, mode: Mode) -> Weight:
    """Return who goes with the majority in this mode; 从多数 ticked by hand counts wherever silence does."""
    if mode is Mode.SILENT_FOLLOWS:
        return said_so + silent
    if mode is Mode.SILENT_AND_ABSTAIN_FOLLOW:
        return said_so + silent + abstain
    return NOTHING

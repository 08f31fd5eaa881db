"""How right the machine's proposals were: what it proposed beside what people decided (R5-1; ADR 0034)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 5
"""A smaller number is somebody; it is not written out (domain-spec §13)."""

ENOUGH = 100
"""With fewer cases a share at 95 or 98 % says nothing: one more mistake would move it by points (ADR 0034)."""

MOST_CONFUSIONS = 15


@dataclass(frozen=True, slots=True)
class Outcome:
    """So many cases (`count`) were proposed as one leaf with `sure` percent and decided as another, or the same."""

    proposed: str
    decided: str
    sure: int
    count: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """So many cases proposed as one leaf were decided as another."""

    proposed: str
    decided: str
    count: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The cases that people put into a group of leaves, and how many were proposed right, as leaf and as group."""

    group: str
    count: int
    right: int
    right_group: int


@dataclass(frozen=True, slots=True)
class Record:
    """The whole. `auto_95`, `auto_98`: cases, surest first, right so often; None where there are too few to say."""

    count: int
    right: int
    right_group: int
    auto_95: int | None
    auto_98: int | None
    groups: tuple[GroupRow, ...]
    confusions: tuple[Confusion, ...]
    few: int


def record(outcomes: Iterable[Outcome]) -> Record:
    """Return how right the proposals were; groups by size, confusions by number, those under `FEWEST` only summed.

    `few` is the number of wrong proposals that are not listed because too few are alike.
    """
    rows = list(outcomes)
    count = sum(row.count for row in rows)
    wrong: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.proposed != row.decided:
            wrong[row.proposed, row.decided] += row.count
    listed = sorted(((pair, n) for pair, n in wrong.items() if n >= FEWEST), key=lambda one: (-one[1], one[0]))
    shown = tuple(Confusion(*pair, n) for pair, n in listed[:MOST_CONFUSIONS])
    return Record(
        count=count,
        right=count - sum(wrong.values()),
        right_group=sum(row.count for row in rows if _group(row.proposed) == _group(row.decided)),
        auto_95=sure_enough(rows, 95) if count >= ENOUGH else None,
        auto_98=sure_enough(rows, 98) if count >= ENOUGH else None,
        groups=_groups(rows),
        confusions=shown,
        few=sum(wrong.values()) - sum(one.count for one in shown),
    )


def sure_enough(outcomes: Iterable[Outcome], percent: int) -> int:
    """Return how many cases, surest first, can be taken so that at least `percent` of them are right."""
    by_sure: dict[int, list[Outcome]] = {}
    for row in outcomes:
        by_sure.setdefault(row.sure, []).append(row)
    taken = right = most = 0
    for sure in sorted(by_sure, reverse=True):  # cases equally sure are taken together
        taken += sum(row.count for row in by_sure[sure])
        right += sum(row.count for row in by_sure[sure] if row.proposed == row.decided)
        if right * 100 >= percent * taken:
            most = taken
    return most


def _groups(rows: Sequence[Outcome]) -> tuple[GroupRow, ...]:
    by_group: dict[str, list[Outcome]] = {}
    for row in rows:
        by_group.setdefault(_group(row.decided), []).append(row)
    made = [
        GroupRow(
            group,
            sum(row.count for row in own),
            sum(row.count for row in own if row.proposed == row.decided),
            sum(row.count for row in own if _group(row.proposed) == group),
        )
        for group, own in by_group.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.count, one.group)))


def _group(code: str) -> str:
    return code.partition(".")[0]

"""The roll: which units make one head, and why.

Source: 解释 §8-9, 青岛市物业管理条例 §17, 山东省物业管理条例 §25: one exclusive part is one head; the same buyer with
several is one; what the developer has not sold or not handed over is one together; co-owners are one. Heads are merged
only when the set of owners is the same to the last (decisions-and-money §3.8: proposed until a lawyer says otherwise).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from linli.assembly.words import NOTHING, AreaSource, Delivery, Merge, UnitUse, Weight


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds which share of a unit; `key` is the same for the same person or firm and no name."""

    key: str
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Unit:
    """One exclusive part as it stands on the roll; area in dm² (0.01 m²)."""

    number: str
    area_dm2: int
    owners: tuple[Owner, ...]
    source: AreaSource = AreaSource.REGISTER
    use: UnitUse = UnitUse.HOME
    delivery: Delivery = Delivery.DELIVERED

    @property
    def holders(self) -> frozenset[str]:
        """Return the keys of its owners."""
        return frozenset(owner.key for owner in self.owners)


@dataclass(frozen=True, slots=True)
class Practice:
    """What the law leaves to the covenant or to a lawyer, said openly before the roll is frozen.

    `parking_counts` has no default: parking places may be exclusive parts, whether they vote is contested (K10).
    """

    parking_counts: bool
    developer_is_one_head: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """One voice: its units in order, its area, and why they are one."""

    units: tuple[str, ...]
    holders: frozenset[str]
    area_dm2: int
    merge: Merge

    @property
    def key(self) -> str:
        """Return the number of its first unit, which no other head has."""
        return self.units[0]

    @property
    def weight(self) -> Weight:
        """Return its area and one head."""
        return Weight(self.area_dm2, 1)


def heads_of(units: Sequence[Unit], practice: Practice) -> tuple[Head, ...]:
    """Return the heads of a roll in the order in which their first unit stands; every counted unit is in exactly one.

    :raises ValueError: a unit stands twice (the roll's own check tells the row; here it is a mistake of ours).
    """
    counted = [unit for unit in units if practice.parking_counts or unit.use is not UnitUse.PARKING]
    if len({unit.number for unit in counted}) != len(counted):
        raise ValueError("a unit stands twice on the roll")
    developers = frozenset(key for unit in counted if unit.delivery is Delivery.UNSOLD for key in unit.holders)
    voices: dict[Voice, list[Unit]] = {}
    for unit in counted:
        voices.setdefault(_voice(unit, developers, practice), []).append(unit)
    return tuple(_head(voice, together) for voice, together in voices.items())


def total(heads: Iterable[Head]) -> Weight:
    """Return the area and the number of the heads together."""
    return sum((head.weight for head in heads), start=NOTHING)


DEVELOPER = "developer"
Voice = frozenset[str] | str
"""What makes units one head: the same set of owners, or that the developer has not handed them over."""


def _voice(unit: Unit, developers: frozenset[str], practice: Practice) -> Voice:
    if unit.delivery is not Delivery.DELIVERED:
        return DEVELOPER
    if practice.developer_is_one_head and unit.holders <= developers:
        return DEVELOPER
    return unit.holders


def _head(voice: Voice, units: Sequence[Unit]) -> Head:
    return Head(
        units=tuple(unit.number for unit in units),
        holders=frozenset(key for unit in units for key in unit.holders),
        area_dm2=sum(unit.area_dm2 for unit in units),
        merge=_merge(voice, units),
    )


def _merge(voice: Voice, units: Sequence[Unit]) -> Merge:
    if voice == DEVELOPER:
        return Merge.DEVELOPER
    if len(units) == 1:
        return Merge.CO_OWNERS if len(voice) > 1 else Merge.ONE_UNIT
    return Merge.SAME_CO_OWNERS if len(voice) > 1 else Merge.SAME_OWNER

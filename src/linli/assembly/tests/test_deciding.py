"""The decision kernel: every threshold from both sides, by area and by heads (decisions-and-money §3.7, spec §11.3)."""

from fractions import Fraction
from random import Random

import pytest

from linli.assembly.rules import rulesets
from linli.assembly.rules.deciding import Impossible, decide, explain
from linli.assembly.rules.matters import MATTERS, UnknownMatter, is_unanimous, matter_of
from linli.assembly.rules.shares import Threshold
from linli.assembly.words import Kind, Weight
from linli.standards.queries import packs

SETS = rulesets.known(packs.parameters())
LAW = SETS["national"].majorities
ORD, SPEC = Kind.ORDINARY, Kind.SPECIAL
ESTATE = Weight(9_000_00, 90)


def verdict(total: Weight, part: tuple[int, int], yes: tuple[int, int], kind: Kind) -> tuple[bool, bool]:
    found = decide(total, Weight(*part), Weight(*yes), kind=kind, majorities=LAW)
    return found.quorum, found.passed


@pytest.mark.parametrize("case, part, yes, kind, quorum, passed", [
    ("C1 exact two thirds, just above half", (6000_00, 60), (3000_01, 31), ORD, True, True),
    ("C2 area exactly half", (6000_00, 60), (3000_00, 31), ORD, True, False),
    ("C3 heads exactly half", (6000_00, 60), (3000_01, 30), ORD, True, False),
    ("C4 area 0.01 short", (5999_99, 60), (5999_99, 60), ORD, False, False),
    ("C5 one head short", (6000_00, 59), (6000_00, 59), ORD, False, False),
    ("C6 exact three quarters", (6000_00, 60), (4500_00, 45), SPEC, True, True),
    ("C7 0.01 below three quarters", (6000_00, 60), (4499_99, 45), SPEC, True, False),
    ("C8 one head below three quarters", (6000_00, 60), (4500_00, 44), SPEC, True, False),
    ("C9a use of the fund", (6000_00, 60), (3500_00, 35), MATTERS["fund_use"].kind, True, True),
    ("C9b raising it, same ballots", (6000_00, 60), (3500_00, 35), MATTERS["fund_raise"].kind, True, False),
    ("C10 abstentions took part", (6000_00, 60), (2900_00, 29), ORD, True, False),
])  # fmt: skip
def test_one_estate(case: str, part: tuple[int, int], yes: tuple[int, int], kind: Kind, quorum: bool, passed: bool):
    assert verdict(ESTATE, part, yes, kind) == (quorum, passed)


@pytest.mark.parametrize("case, total, part, yes, quorum, passed", [
    ("C11a", (100_00, 100), (66_66, 67), (66_66, 67), False, False),
    ("C11b", (100_00, 100), (66_67, 66), (66_67, 66), False, False),
    ("C11c", (100_00, 100), (66_67, 67), (66_67, 67), True, True),
    ("C12 prints as 66.67 %", (10_000_00, 150), (6666_60, 100), (6666_60, 100), False, False),
    ("C14a 281 heads", (50_000_00, 281), (19_000_00, 190), (19_000_00, 190), False, False),
    ("C14b developer no", (50_000_00, 281), (41_000_00, 191), (19_000_00, 190), True, False),
    ("C14d developer yes", (50_000_00, 281), (41_000_00, 191), (41_000_00, 191), True, True),
    ("C15a couples", (5400_00, 60), (3600_00, 40), (3600_00, 40), True, True),
    ("C15b one couple fewer", (5400_00, 60), (3510_00, 39), (3510_00, 39), False, False),
    ("C16a seven small owners", (1200_00, 10), (700_00, 7), (700_00, 7), False, False),
    ("C16b eight", (1200_00, 10), (800_00, 8), (800_00, 8), True, True),
    ("C16c X and five", (1200_00, 10), (800_00, 6), (800_00, 6), False, False),
    ("C16d X no, six yes", (1200_00, 10), (900_00, 7), (600_00, 6), True, True),
    ("C16f heads are missing", (1500_00, 10), (1300_00, 8), (800_00, 3), True, False),
    ("floats fail here: exactly two thirds", (638_46, 3), (425_64, 2), (425_64, 2), True, True),
    ("O1", (9900, 99), (6600, 66), (3301, 34), True, True),
    ("O2", (9900, 99), (9000, 65), (9000, 65), False, False),
    ("O3", (9900, 99), (6599, 66), (6599, 66), False, False),
    ("O4", (9900, 99), (6600, 66), (6000, 33), True, False),
    ("O5", (9900, 99), (6600, 66), (3300, 40), True, False),
])  # fmt: skip
def test_ordinary_matters(case, total, part, yes, quorum: bool, passed: bool):
    assert verdict(Weight(*total), part, yes, ORD) == (quorum, passed)


@pytest.mark.parametrize("case, total, part, yes, quorum, passed", [
    ("S1 area exactly three quarters", (9900, 99), (6600, 66), (4950, 50), True, True),
    ("S2", (9900, 99), (6600, 66), (6500, 49), True, False),
    ("S3", (9900, 99), (6600, 66), (4949, 60), True, False),
    ("S4", (10000, 92), (6700, 62), (5025, 47), True, True),
    ("S5", (10000, 92), (9000, 61), (9000, 61), False, False),
])  # fmt: skip
def test_special_matters(case, total, part, yes, quorum: bool, passed: bool):
    assert verdict(Weight(*total), part, yes, SPEC) == (quorum, passed)


def test_fifteen_flats_of_one_owner_are_one_head():
    """C13: a court reversed the count of fifteen heads (area apart: here so large that it never decides)."""
    area = (10_000_00, 9_000_00)
    assert verdict(Weight(area[0], 821), (area[0], 821), (area[1], 407), ORD) == (True, False)
    assert verdict(Weight(area[0], 835), (area[0], 835), (area[1], 421), ORD) == (True, True)


def _by_fractions(total: Weight, part: Weight, yes: Weight, kind: Kind) -> tuple[bool, bool]:
    def agreed(some: int, of: int) -> bool:
        share = Fraction(some, of) if of else Fraction(0)
        return share >= Fraction(3, 4) if kind is SPEC else share > Fraction(1, 2)

    quorum = all(
        Fraction(some, of) >= Fraction(2, 3)
        for some, of in ((part.area_dm2, total.area_dm2), (part.heads, total.heads))
    )
    return quorum, quorum and agreed(yes.area_dm2, part.area_dm2) and agreed(yes.heads, part.heads)


def test_it_agrees_with_exact_fractions():
    """Small totals, so that the exact thresholds are met often; both sides of each are seen hundreds of times."""
    chance = Random(278)
    seen = set()
    for _ in range(20_000):
        total = Weight(chance.randint(1, 24), chance.randint(1, 24))
        part = Weight(chance.randint(0, total.area_dm2), chance.randint(0, total.heads))
        yes = Weight(chance.randint(0, part.area_dm2), chance.randint(0, part.heads))
        kind = chance.choice((ORD, SPEC))
        found = decide(total, part, yes, kind=kind, majorities=LAW)
        assert (found.quorum, found.passed) == _by_fractions(total, part, yes, kind), (total, part, yes, kind)
        seen.add((kind, found.area_took_part, found.heads_took_part, found.area_agreed, found.heads_agreed))
    assert len(seen) == 32


@pytest.mark.parametrize("total, part, yes, field", [
    ((0, 5), (0, 0), (0, 0), "total_area"),
    ((5, 0), (0, 0), (0, 0), "total_heads"),
    ((5, 5), (6, 0), (0, 0), "part_area"),
    ((5, 5), (5, -1), (0, -1), "part_heads"),
    ((5, 5), (4, 4), (5, 4), "yes_area"),
    ((5, 5), (4, 4), (4, 5), "yes_heads"),
])  # fmt: skip
def test_impossible_numbers_are_named(total, part, yes, field: str):
    with pytest.raises(Impossible) as caught:
        decide(Weight(*total), Weight(*part), Weight(*yes), kind=ORD, majorities=LAW)
    assert caught.value.field == field


def test_unanimity_is_not_counted():
    """C26: 39 of 40 consents are not enough, and no majority is a defence (民法典 §279)."""
    with pytest.raises(Impossible):
        decide(ESTATE, ESTATE, ESTATE, kind=Kind.UNANIMOUS, majorities=LAW)
    assert (is_unanimous(39, 40), is_unanimous(40, 40), is_unanimous(0, 0)) == (False, True, False)


@pytest.mark.parametrize(
    "threshold, whole", [(t, w) for t in (LAW.quorum, LAW.ordinary, LAW.special) for w in range(40)]
)
def test_the_least_is_enough_and_one_less_is_not(threshold: Threshold, whole: int):
    least = threshold.least(whole)
    assert threshold.is_reached(least, whole)
    assert least == 0 or not threshold.is_reached(least - 1, whole)


def test_the_arithmetic_is_told():
    lines = explain(decide(ESTATE, Weight(6000_00, 60), Weight(3000_00, 31), kind=ORD, majorities=LAW))
    assert [line.is_met for line in lines] == [True, True, False, True, False]
    assert lines[2].text.zh == "同意的专有部分面积 3000.00 ㎡，共 6000.00 ㎡；须超过 1/2，即至少 3000.01 ㎡：未达到"
    assert lines[1].text.en == "heads that took part: 60 of 90; needed at least 2/3, that is 60 or more: met"
    assert lines[4].text.zh == "参与人数足够，但同意的不足，表决不通过。"


def test_the_kind_follows_from_the_matter():
    special = {code for code, matter in MATTERS.items() if matter.kind is SPEC}
    assert special == {"fund_raise", "rebuild", "elevator", "common_use", "parking_plan"}
    with pytest.raises(UnknownMatter):
        matter_of("fund")

"""Heads and the four ways of counting: merges, silence, the majority, which ballot counts."""

from itertools import permutations

import pytest

from linli.assembly.rules import rulesets
from linli.assembly.rules.counting import Ballot, Count, Reading, count, effective, majority
from linli.assembly.rules.deciding import decide
from linli.assembly.rules.heads import Head, Owner, Practice, Unit, heads_of, total
from linli.assembly.words import Choice, Delivery, Kind, Merge, Mode, UnitUse, Weight
from linli.standards.queries import packs

LAW = rulesets.known(packs.parameters())["national"].majorities
PRACTICE = Practice(parking_counts=False)


def unit(number: str, *owners: str, area: int = 100_00, **more) -> Unit:
    return Unit(number, area, tuple(Owner(key) for key in owners), **more)


def test_every_reason_to_merge():
    units = [
        unit("101", "wang"),
        unit("102", "li", "zhao"),
        unit("103", "wang"),
        unit("104", "zhao", "li"),
        unit("105", "li"),
        unit("201", "builder", delivery=Delivery.UNSOLD),
        unit("202", "sun", delivery=Delivery.UNDELIVERED),
        unit("203", "builder", use=UnitUse.SHOP),
        unit("P1", "wang", area=12_00, use=UnitUse.PARKING),
    ]
    assert [(head.units, head.merge) for head in heads_of(units, PRACTICE)] == [
        (("101", "103"), Merge.SAME_OWNER),
        (("102", "104"), Merge.SAME_CO_OWNERS),
        (("105",), Merge.ONE_UNIT),
        (("201", "202", "203"), Merge.DEVELOPER),
    ]
    assert total(heads_of(units, PRACTICE)) == Weight(800_00, 4)
    assert total(heads_of(units, Practice(parking_counts=True))) == Weight(812_00, 4)
    apart = heads_of(units, Practice(parking_counts=False, developer_is_one_head=False))
    assert [head.units for head in apart][3:] == [("201", "202"), ("203",)]


def test_two_hundred_unsold_flats_are_one_head():
    """C14: 280 sold, 200 unsold and 20 undelivered flats of 100 m2 are 281 heads."""
    units = [unit(f"s{n}", f"owner{n}") for n in range(280)]
    units += [unit(f"u{n}", "builder", delivery=Delivery.UNSOLD) for n in range(200)]
    units += [unit(f"d{n}", f"buyer{n}", delivery=Delivery.UNDELIVERED) for n in range(20)]
    assert total(heads_of(units, PRACTICE)) == Weight(50_000_00, 281)


def test_a_unit_twice_is_a_mistake():
    with pytest.raises(ValueError, match="twice"):
        heads_of([unit("101", "wang"), unit("101", "li")], PRACTICE)


def estate(yes: int, no: int, abstain: int, silent: int, absent: int = 0) -> tuple[list[Head], dict, frozenset]:
    """Heads of 100 m2 each: so many said yes, no, abstained, were silent, got no ballot at all."""
    size = yes + no + abstain + silent + absent
    heads = [Head((f"{n}",), frozenset({f"{n}"}), 100_00, Merge.ONE_UNIT) for n in range(size)]
    said = [Choice.YES] * yes + [Choice.NO] * no + [Choice.ABSTAIN] * abstain
    choices = {heads[place].key: choice for place, choice in enumerate(said)}
    return heads, choices, frozenset(head.key for head in heads[: size - absent])


def told(
    given: tuple[list[Head], dict, frozenset], mode: Mode, kind: Kind = Kind.ORDINARY
) -> tuple[int, int, bool, bool]:
    counted: Count = count(*given, mode=mode, reading=Reading())
    verdict = decide(counted.everybody, counted.part, counted.yes, kind=kind, majorities=LAW)
    return counted.part.heads, counted.yes.heads, verdict.quorum, verdict.passed


@pytest.mark.parametrize("case, given, kind, mode, want", [
    ("C17", (417, 278, 8, 584, 4), Kind.ORDINARY, Mode.STRICT, (703, 417, False, False)),
    ("C17", (417, 278, 8, 584, 4), Kind.ORDINARY, Mode.SILENT_FOLLOWS, (1287, 1001, True, True)),
    ("C17", (417, 278, 8, 584, 4), Kind.ORDINARY, Mode.SILENT_AND_ABSTAIN_FOLLOW, (1287, 1009, True, True)),
    ("C18", (995, 27, 125, 1071, 43), Kind.ORDINARY, Mode.STRICT, (1147, 995, False, False)),
    ("C18", (995, 27, 125, 1071, 43), Kind.ORDINARY, Mode.SILENT_FOLLOWS, (2218, 2066, True, True)),
    ("C18 second item", (991, 25, 131, 1071, 43), Kind.ORDINARY, Mode.SILENT_FOLLOWS, (2218, 2062, True, True)),
    ("C19", (30, 6, 0, 27, 27), Kind.SPECIAL, Mode.STRICT, (36, 30, False, False)),
    ("C19", (30, 6, 0, 27, 27), Kind.SPECIAL, Mode.SILENT_PARTICIPATES, (63, 30, True, False)),
    ("C19", (30, 6, 0, 27, 27), Kind.SPECIAL, Mode.SILENT_FOLLOWS, (63, 57, True, True)),
])  # fmt: skip
def test_silence(case: str, given: tuple[int, ...], kind: Kind, mode: Mode, want: tuple):
    assert told(estate(*given), mode, kind) == want


def test_a_majority_for_no_takes_the_silent_along():
    assert told(estate(3, 5, 0, 4), Mode.SILENT_FOLLOWS) == (12, 3, True, False)


@pytest.mark.parametrize("yes, no, abstain, leading", [
    ((10, 2), (9, 1), (0, 0), Choice.YES),
    ((10, 1), (9, 1), (0, 0), None),
    ((9, 2), (9, 1), (0, 0), None),
    ((1, 1), (2, 2), (0, 0), Choice.NO),
    ((5, 5), (1, 1), (6, 6), None),
    ((0, 0), (0, 0), (0, 0), None),
])  # fmt: skip
def test_the_majority_leads_by_area_and_by_heads(yes, no, abstain, leading: Choice | None):
    assert majority(Weight(*yes), Weight(*no), Weight(*abstain)) is leading


def test_who_ticked_the_majority_follows_only_where_silence_does():
    heads, choices, delivered = estate(5, 3, 0, 0, 1)
    choices[heads[8].key] = Choice.FOLLOW
    assert [told((heads, choices, delivered), mode)[:2] for mode in Mode] == [(9, 5), (9, 5), (9, 6), (9, 6)]


@pytest.mark.parametrize("reading, part", [
    (Reading(), 3),
    (Reading(blank_takes_part=False), 2),
    (Reading(invalid_takes_part=True), 4),
])  # fmt: skip
def test_blank_and_spoiled_ballots(reading: Reading, part: int):
    heads, choices, delivered = estate(2, 0, 0, 0, 2)
    choices |= {heads[2].key: Choice.BLANK, heads[3].key: Choice.INVALID}
    assert count(heads, choices, delivered, mode=Mode.STRICT, reading=reading).part.heads == part


def test_the_first_channel_binds_and_its_last_ballot_counts():
    """C20: who voted by phone and on paper is one; the order in which ballots are read does not matter."""
    ballots = [
        Ballot("a", Choice.NO, "phone", 1),
        Ballot("a", Choice.YES, "paper", 2),
        Ballot("a", Choice.ABSTAIN, "phone", 3),
        Ballot("b", Choice.YES, "paper", 4),
    ]
    for order in permutations(ballots):
        assert {head: ballot.choice for head, ballot in effective(order).items()} == {
            "a": Choice.ABSTAIN,
            "b": Choice.YES,
        }
    online = [Ballot(f"{n}", Choice.YES, "phone", n) for n in range(38)]
    paper = [Ballot(f"{n}", Choice.YES, "paper", 100 + n) for n in range(32, 59)]
    assert len(effective([*online, *paper])) == 59

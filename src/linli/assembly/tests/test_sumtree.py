"""The tree over the roll: everybody's proof leads to the count, and whatever is forged is found."""

import json
from dataclasses import replace

import pytest

from linli.assembly.rules.sumtree import ALGORITHMS, Entry, Node, NotProven, Tree, check, count_of, node, tree
from linli.assembly.words import Choice

SAID = [Choice.YES, None, Choice.NO, Choice.ABSTAIN, Choice.INVALID, None, Choice.YES]


def unit(n: int) -> str:
    return f"{n // 4 + 1}-{n % 4 + 1}"


def roll(size: int) -> list[Entry]:
    """Every fifth unit belongs to the head of the one before it."""
    return [entry(n, SAID[n % len(SAID)]) for n in range(size)]


def entry(n: int, choice: Choice | None) -> Entry:
    part = choice not in {None, Choice.INVALID}
    return Entry(unit(n), unit(n - 1 if n % 5 == 4 else n), 90_00 + n, choice, part, f"{n:032x}")


def is_proven(entry: Entry, index: int, built: Tree, root: Node) -> bool:
    try:
        check(entry, index, built.path(index), root, built.algorithm)
    except NotProven:
        return False
    return True


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 33])
def test_every_unit_leads_to_the_count(size: int, algorithm: str):
    entries = roll(size)
    built = tree(entries, algorithm)
    assert all(is_proven(entry, index, built, built.root) for index, entry in enumerate(entries))
    took = [entry for entry in entries if entry.took_part]
    assert count_of(built.root) == {
        "area": sum(entry.area_dm2 for entry in entries),
        "heads": sum(entry.unit == entry.head for entry in entries),
        "part_area": sum(entry.area_dm2 for entry in took),
        "part_heads": sum(entry.unit == entry.head for entry in took),
        "yes_area": sum(entry.area_dm2 for entry in took if entry.choice is Choice.YES),
        "yes_heads": sum(entry.unit == entry.head for entry in took if entry.choice is Choice.YES),
        "no_area": sum(entry.area_dm2 for entry in took if entry.choice is Choice.NO),
        "no_heads": sum(entry.unit == entry.head for entry in took if entry.choice is Choice.NO),
    }


def test_a_ballot_forged_for_a_silent_owner_is_found_by_him():
    entries = roll(9)
    forged = tree([*entries[:1], entry(1, Choice.YES), *entries[2:]])
    assert not is_proven(entries[1], 1, forged, forged.root)
    assert is_proven(entries[2], 2, forged, forged.root)


def test_a_dropped_ballot_is_found_by_who_cast_it():
    entries = roll(9)
    dropped = tree([entry(0, None), *entries[1:]])
    assert not is_proven(entries[0], 0, dropped, dropped.root)


def test_swapped_totals_are_found_by_everybody():
    entries = roll(9)
    built = tree(entries)
    area, heads, *rest = built.root.sums
    for wrong in ((heads, area, *rest), (area, heads, *rest[:-1], rest[-1] + 1)):
        root = Node(built.root.digest, wrong)
        assert not any(is_proven(entry, index, built, root) for index, entry in enumerate(entries))


@pytest.mark.parametrize("index", [-1, 1, 16])
def test_another_place_is_not_ones_own(index: int):
    built = tree(roll(9))
    with pytest.raises(NotProven):
        check(roll(9)[0], index, built.path(0), built.root, built.algorithm)


@pytest.mark.parametrize("number", [-1, 1 << 63])
def test_sums_that_would_cancel_out_are_refused(number: int):
    entries = roll(2)
    built = tree(entries)
    sister = Node(built.levels[0][1].digest, (number, *built.levels[0][1].sums[1:]))
    with pytest.raises(NotProven):
        check(entries[0], 0, [sister], built.root, built.algorithm)
    with pytest.raises(NotProven):
        check(entries[0], 0, [Node(sister.digest, sister.sums[:-1])], built.root, built.algorithm)


@pytest.mark.parametrize("change", [
    {"took_part": False},
    {"choice": None},
    {"area_dm2": 0},
    {"area_dm2": -1},
    {"area_dm2": 1 << 63},
])  # fmt: skip
def test_a_record_that_contradicts_itself_proves_nothing(change: dict):
    wrong = [replace(roll(1)[0], **change), *roll(3)[1:]]
    built = tree(wrong) if wrong[0].area_dm2 in range(1 << 63) else tree(roll(3))
    assert not is_proven(wrong[0], 0, built, built.root)


def test_sums_stand_inside_the_hash():
    one, other = tree(roll(2)).levels[0]
    richer = Node(other.digest, (other.sums[0] + 1, *other.sums[1:]))
    assert node(one, other, "sha256").digest != node(one, richer, "sha256").digest


def test_a_leaf_is_never_taken_for_a_node():
    entries = roll(2)
    built = tree(entries)
    assert len({built.root.digest, *(leaf.digest for leaf in built.levels[0])}) == 3


def test_a_proof_of_1500_units_fits_in_two_kilobytes():
    entries = roll(1500)
    path = tree(entries).path(1499)
    assert len(path) == 11
    written = json.dumps([[sister.digest.hex(), *sister.sums] for sister in path], separators=(",", ":"))
    assert len(written) + len(entries[1499].record) <= 2048


@pytest.mark.parametrize("entries, algorithm", [([], "sha256"), (roll(1), "md5")])
def test_no_roll_or_no_known_algorithm(entries: list[Entry], algorithm: str):
    with pytest.raises(ValueError, match="needed"):
        tree(entries, algorithm)

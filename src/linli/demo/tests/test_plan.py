"""The plan of the demo district: real numbers, no gap, no overlap."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from linli.demo import plan
from linli.demo.plan import Rect


def area(rect: Rect) -> int:
    return (rect.east - rect.west) * (rect.north - rect.south)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40))
def test_a_split_tiles_without_gap_or_overlap(weights):
    box = Rect(0, 0, 100_000, 70_000)
    parts = plan.split(box, weights)
    assert len(parts) == len(weights)
    assert sum(map(area, parts)) == area(box)
    for one in parts:
        assert area(one) > 0
        assert not any(
            one is not two
            and one.west < two.east
            and two.west < one.east
            and one.south < two.north
            and two.south < one.north
            for two in parts
        )


def test_the_district_has_its_printed_numbers():
    district = plan.draw("370203", with_microgrids=True)
    assert (len(district.streets), len(district.communities), len(district.grids)) == (22, 137, 940)
    per_street = Counter(grid.code[:9] for grid in district.grids)
    assert per_street == {row["code"]: int(row["grids"]) for row in plan.streets_of("370203")}
    assert sum(1 for n in Counter(grid.code[:12] for grid in district.grids).values() if n == 7) == plan.SEVEN_GRIDS
    assert all(30 <= microgrid.households <= 100 for microgrid in district.microgrids)
    assert Counter(street.zone for street in district.streets) == {"Z1": 6, "Z2": 6, "Z3": 5, "Z4": 5}


def test_the_neighbour_district_is_whole_too():
    district = plan.draw("370202")
    assert (len(district.streets), len(district.communities)) == (11, 50)
    assert district.rect.north == plan.draw("370203").rect.south


def test_the_slice_fills_the_map():
    tiny = plan.draw("370203", only=plan.TINY)
    assert [street.code for street in tiny.streets] == list(plan.TINY)
    assert sum(area(street.rect) for street in tiny.streets) == area(tiny.rect)


def test_ordinals():
    assert [plan.ordinal(n) for n in (1, 9, 10, 11, 20, 21)] == ["一", "九", "十", "十一", "二十", "二十一"]

"""Coordinates, rings, index, codes, topology, detectors: the rules without a database."""

from __future__ import annotations

from fractions import Fraction
from math import isclose
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.grid.rules import audit, merging, outcomes, topology
from linli.grid.rules.codes import check_code, grid_name, is_short_code, short_code
from linli.grid.rules.crs import crs_of, from_cgcs2000, to_cgcs2000
from linli.grid.rules.estates import OldRule, differences, is_old, largest_remainder, occupancy_shares
from linli.grid.rules.index import Mesh, PointIndex
from linli.grid.rules.merging import Net
from linli.grid.rules.polygons import contains, rectangle, ring_of, twice_area
from linli.grid.words import AreaKind, Crs, DetectorKind, Domain, GridType, Occupancy
from linli.kernel.errors import Invalid

CENTRE = (120.375, 36.0876)


@pytest.mark.parametrize(
    "crs, lon, lat",
    [
        (Crs.CGCS2000, 120.375, 36.0876),
        (Crs.WGS84, 120.375, 36.0876),
        (Crs.GCJ02, 120.3801312, 36.0878737),
        (Crs.BD09, 120.3865586, 36.0940464),
    ],
)
def test_the_vectors_of_section_16_hold_both_ways(crs, lon, lat):
    x, y = from_cgcs2000(*CENTRE, crs)
    assert isclose(x, lon, abs_tol=1e-6)
    assert isclose(y, lat, abs_tol=1e-6)
    x, y = to_cgcs2000(lon, lat, crs)
    assert isclose(x, CENTRE[0], abs_tol=1e-6)
    assert isclose(y, CENTRE[1], abs_tol=1e-6)


@given(st.floats(119.3, 121.0), st.floats(35.5, 37.2), st.sampled_from(Crs))
def test_conversion_and_back_is_the_same_point(lon, lat, crs):
    x, y = to_cgcs2000(*from_cgcs2000(lon, lat, crs), crs)
    assert abs(x - lon) < 1e-6
    assert abs(y - lat) < 1e-6


@pytest.mark.parametrize("name, crs", [("EPSG:4490", Crs.CGCS2000), ("gcj-02", Crs.GCJ02), ("wgs84", Crs.WGS84)])
def test_systems_have_several_names(name, crs):
    assert crs_of(name) is crs


@pytest.mark.parametrize("lon, lat", [(181, 0), (0, 91), (float("nan"), 0)])
def test_no_point_on_earth(lon, lat):
    with pytest.raises(Invalid):
        to_cgcs2000(lon, lat, Crs.WGS84)


BENT = ((0, 0), (10, 0), (10, 10), (5, 5), (0, 10))


@pytest.mark.parametrize(
    "x, y, inside",
    [
        (5, 4, True),
        (5, 5, True),
        (5, 6, False),
        (0, 0, True),
        (10, 5, True),
        (11, 5, False),
        (2, 0, True),
        (5, -1, False),
        (0, 10, True),
        (2, 8, True),
        (3, 8, False),
    ],
)
def test_the_border_belongs_to_the_ring(x, y, inside):
    assert contains(BENT, x, y) is inside


corners = st.tuples(st.integers(-50, 50), st.integers(-50, 50))


@settings(deadline=None)
@given(st.lists(st.integers(1, 7), min_size=1, max_size=4), st.lists(st.integers(1, 7), min_size=1, max_size=4))
def test_a_cut_box_is_a_partition_and_each_cell_finds_its_own(widths, heights):
    xs = [sum(widths[:n]) for n in range(len(widths) + 1)]
    ys = [sum(heights[:n]) for n in range(len(heights) + 1)]
    meshes = {
        f"{i}:{j}": rectangle(xs[i], ys[j], xs[i + 1], ys[j + 1])
        for i in range(len(widths))
        for j in range(len(heights))
    }
    assert topology.coverage(meshes, rectangle(0, 0, xs[-1], ys[-1])).is_partition
    index = PointIndex(Mesh((name,), ring, name) for name, ring in meshes.items())
    for x in range(xs[-1] + 1):
        for y in range(ys[-1] + 1):
            assert index.find(x, y) == min(name for name, ring in meshes.items() if contains(ring, x, y))
    assert index.find(-1, 0) is None


@given(st.tuples(corners, corners, corners), st.tuples(corners, corners, corners))
def test_overlap_is_symmetric_and_never_larger_than_either(one, other):
    if not twice_area(one) or not twice_area(other):
        return
    common = topology.overlap(one, other)
    assert common == topology.overlap(other, one)
    assert 0 <= common <= min(topology.surface(one), topology.surface(other))
    assert topology.overlap(one, tuple(reversed(one))) == topology.surface(one)


def test_a_gap_an_overlap_and_an_overreach_are_measured_exactly():
    found = topology.coverage(
        {"a": rectangle(0, 0, 6, 10), "b": rectangle(5, 0, 9, 10), "c": rectangle(9, 0, 12, 5)}, rectangle(0, 0, 10, 10)
    )
    assert found.gap == 5
    assert found.overlaps == {("a", "b"): Fraction(10)}
    assert found.beyond == {"c": Fraction(10)}
    assert not found.is_partition


def test_slanted_borders_cross_exactly():
    assert topology.overlap(((0, 0), (4, 0), (0, 4)), ((0, 0), (4, 4), (0, 4))) == 4
    assert topology.overlap(((0, 0), (3, 0), (0, 3)), rectangle(1, 1, 3, 3)) == Fraction(1, 2)


@pytest.mark.parametrize(
    "kind, code, parent, grid_type, fits",
    [
        (AreaKind.GRID, "370203008002899", "370203008002", GridType.BASE, True),
        (AreaKind.GRID, "370203008002900", "370203008002", GridType.BASE, False),
        (AreaKind.GRID, "370203008002900", "370203008002", GridType.DEDICATED, True),
        (AreaKind.GRID, "37020300800200", "370203008002", GridType.BASE, False),
        (AreaKind.GRID, "370203008003001", "370203008002", GridType.BASE, False),
        (AreaKind.MICROGRID, "37020300800200101", "370203008002001", None, True),
        (AreaKind.STREET, "37020300A", "370203", None, False),
        (AreaKind.DISTRICT, "037020", None, None, False),
    ],
)
def test_codes_fit_their_kind_and_parent(kind, code, parent, grid_type, fits):
    if fits:
        check_code(kind, code, parent, grid_type)
        return
    with pytest.raises(Invalid):
        check_code(kind, code, parent, grid_type)


@given(st.uuids(), st.integers(0, 8), st.integers(1, 31))
def test_a_building_code_shows_one_wrong_letter(key, place, shift):
    code = short_code(key)
    assert is_short_code(code)
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    wrong = letters[(letters.index(code[place]) + shift) % 32]
    assert not is_short_code(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize(
    "number, name",
    [(1, "第一网格"), (10, "第十网格"), (12, "第十二网格"), (48, "第四十八网格"), (105, "第一百零五网格")],
)
def test_grids_are_named_by_number(number, name):
    assert grid_name(number) == name


@pytest.mark.parametrize(
    "built, year, old",
    [
        (1999, 2010, True),
        (2000, 2020, False),
        (2000, 2021, True),
        (2006, 2026, False),
        (2005, 2026, True),
        (None, 2026, None),
    ],
)
def test_old_is_before_2000_or_more_than_twenty_years(built, year, old):
    assert is_old(built, year, OldRule()) is old


def test_only_differing_declared_counts_are_listed():
    found = differences([("a", 563, 563, "s"), ("b", 563, 560, "s"), ("c", None, 4, "s")])
    assert [(item.subject, item.difference) for item in found] == [("b", 3)]


@pytest.mark.parametrize(
    "owner, tenant, vacant, shown",
    [(50, 40, 10, (500, 400, 100)), (5, 0, 0, (1000, 0, 0)), (4, 0, 0, None), (50, 4, 0, None)],
)
def test_occupancy_is_hidden_below_five(owner, tenant, vacant, shown):
    counts = {Occupancy.OWNER: owner, Occupancy.TENANT: tenant, Occupancy.VACANT: vacant, Occupancy.UNKNOWN: 2}
    found = occupancy_shares(counts)
    assert (tuple(part.permille for part in found) if found else None) == shown


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any), st.integers(0, 1000))
def test_largest_remainder_loses_nothing(weights, whole):
    parts = largest_remainder(weights, whole)
    assert sum(parts) == whole
    assert all(
        weight * whole // sum(weights) <= part <= weight * whole // sum(weights) + 1
        for weight, part in zip(weights, parts, strict=True)
    )


NETS = [
    Net(Domain.PARTY, "1", frozenset({"p1", "p2"}), frozenset({"走访"}), rectangle(0, 0, 1000, 1000)),
    Net(Domain.CITY, "1", frozenset({"p1"}), frozenset({"巡查占道经营"}), rectangle(1000, 0, 2000, 1000)),
    Net(Domain.CITY, "2", frozenset({"p1", "p3"}), frozenset({"巡查占道经营"}), rectangle(2000, 0, 3000, 1000)),
    Net(Domain.HEALTH, "1", frozenset({"p4"}), frozenset({"走 访。"}), rectangle(2500, 0, 4000, 1000)),
]


def test_a_person_in_several_nets_is_found():
    (found,) = merging.shared_people(NETS)
    assert (found.what, found.nets, found.amount) == ("p1", ("city:1", "city:2", "party:1"), 2)


def test_a_duty_in_several_domains_is_found():
    (found,) = merging.shared_duties(NETS)
    assert (found.what, found.nets) == ("走访", ("health:1", "party:1"))


def test_overlapping_meshes_are_found():
    (found,) = merging.shared_surface(NETS)
    assert (found.kind, found.nets) == (DetectorKind.SURFACE, ("city:2", "health:1"))
    assert found.amount == round(500 * 1000 * 0.11132**2)


def test_nothing_planted_nothing_found():
    assert merging.crossings(NETS[:1] + NETS[1:2][:0]) == []


def test_a_mesh_is_shared_out_in_permille():
    base = {"g1": rectangle(0, 0, 10, 10), "g2": rectangle(10, 0, 20, 10), "g3": rectangle(20, 0, 30, 10)}
    assert merging.shares(rectangle(5, 0, 20, 10), base) == {"g1": 333, "g2": 667}
    assert merging.shares(rectangle(50, 0, 60, 10), base) == {}


def test_outcomes_of_nothing_are_unknown_not_zero():
    forces, services, hazards = outcomes.outcomes(outcomes.Counts(orders=3, orders_joint=1))
    assert (forces.permille, services.permille, hazards.permille) == (333, None, None)


def test_buildings_in_no_grid_are_counted():
    keys = [UUID(int=n) for n in range(3)]
    (found,) = audit.orphans(keys, keys[:2], "370203")
    assert found.amount == 1
    assert audit.orphans(keys, keys, "370203") == []


def test_a_closed_ring_is_opened():
    assert ring_of([(0, 0), (1e-6, 0), (1e-6, 0), (0, 1e-6), (0, 0)]) == ((0, 0), (1, 0), (0, 1))

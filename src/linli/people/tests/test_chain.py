"""Chains of party organisations, and coverage."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.words import Text
from linli.people.rules.chain import ESTATE_AXIS, GRID_AXIS, Place, TargetRow, coverage, resolve
from linli.people.rules.units import UnitRow
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, MICROGRID, OTHER_GRID, STREET
from linli.people.words import UnitKind

ESTATE, BUILDING, NEIGHBOUR = UUID(int=100), UUID(int=200), UUID(int=201)
_ids = itertools.count(1)


def unit(kind: UnitKind, area: str, *, estate: UUID | None = None, building: UUID | None = None) -> UnitRow:
    return UnitRow(
        id=UUID(int=next(_ids)),
        kind=kind,
        name=Text(kind.zh, kind.en),
        level=1,
        area_path=area,
        phone="",
        is_24h=False,
        estate_id=estate,
        building_id=building,
        parent_id=None,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        valid_to=None,
    )


FULL = [
    unit(UnitKind.DISTRICT_COMMITTEE, DISTRICT),
    unit(UnitKind.STREET_WORK_COMMITTEE, STREET),
    unit(UnitKind.COMMUNITY_COMMITTEE, COMMUNITY),
    unit(UnitKind.GRID_BRANCH, GRID),
    unit(UnitKind.ESTATE_BRANCH, COMMUNITY, estate=ESTATE),
    unit(UnitKind.BUILDING_GROUP, MICROGRID),
    unit(UnitKind.BUILDING_GROUP, MICROGRID, building=BUILDING),
    unit(UnitKind.BUILDING_GROUP, MICROGRID, building=NEIGHBOUR),
    unit(UnitKind.CORE_HOUSEHOLD, MICROGRID, building=BUILDING),
]
HOME = Place(MICROGRID, ESTATE, BUILDING)


def test_a_dwelling_resolves_to_its_full_chain_in_both_variants() -> None:
    chain = resolve(HOME, FULL)
    assert [link.kind for link in chain.by_grid] == list(GRID_AXIS)
    assert [link.kind for link in chain.by_estate] == list(ESTATE_AXIS)
    assert chain.is_complete
    assert chain.by_grid[4].unit == FULL[6]  # the group of this building, not of the microgrid or next door


def test_a_place_in_no_estate_has_no_estate_chain() -> None:
    chain = resolve(Place(MICROGRID), FULL)
    assert chain.by_estate == ()
    assert chain.missing == (UnitKind.CORE_HOUSEHOLD,)


def test_the_next_grid_has_not_this_branch() -> None:
    assert UnitKind.GRID_BRANCH in resolve(Place(OTHER_GRID), FULL).missing


def test_a_general_branch_stands_for_a_branch() -> None:
    chain = resolve(Place(GRID, ESTATE), [unit(UnitKind.ESTATE_GENERAL_BRANCH, COMMUNITY, estate=ESTATE)])
    assert chain.by_estate[1].unit is not None


@given(st.permutations(FULL))
def test_the_order_of_organisations_is_irrelevant(units: list[UnitRow]) -> None:
    assert resolve(HOME, units) == resolve(HOME, FULL)


def test_coverage_counts_built_of_should_and_names_the_rest() -> None:
    here = TargetRow("grid_branch", GRID, None, None, "")
    there = TargetRow("grid_branch", OTHER_GRID, None, None, "")
    excused = TargetRow("grid_branch", COMMUNITY, None, None, "专属网格")
    found = coverage("grid_branch", [here, there, excused], FULL)
    assert (found.should, found.built, found.missing, found.exempt) == (2, 1, (there,), (excused,))
    assert found.per_mille == 500


def test_coverage_of_estates_counts_general_branches() -> None:
    target = TargetRow("estate_branch", COMMUNITY, ESTATE, None, "")
    general = unit(UnitKind.ESTATE_GENERAL_BRANCH, COMMUNITY, estate=ESTATE)
    assert coverage("estate_branch", [target], [general]).built == 1
    assert coverage("estate_branch", [target], []).built == 0
    assert coverage("estate_branch", [], []).per_mille == 1000

"""The index in memory and PostgreSQL give the same answer (D10)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.grid import actions, queries
from linli.grid.rules.drafts import NewArea, Outline
from linli.grid.rules.polygons import degrees
from linli.grid.tests.factories import HIGH, KEEPER, SOUTH, WEST, WIDE, small_district
from linli.grid.words import AreaKind, GridType

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture
def slanted(db):
    """The small district with a slanted dedicated grid inside one community and a microgrid across a border."""
    small = small_district(NOW)
    skew = [
        (WEST + 500, SOUTH + 300),
        (WEST + 7001, SOUTH + 1777),
        (WEST + 6003, SOUTH + 3999),
        (WEST + 901, SOUTH + 2503),
    ]
    lens = [(WEST + 1000, SOUTH + 1000), (WEST + 3999, SOUTH + 1501), (WEST + 2000, SOUTH + 3000)]
    community = small.communities[0].rpartition("/")[2]
    actions.open_areas(
        actor=KEEPER,
        areas=[
            NewArea(
                AreaKind.GRID,
                community + "900",
                "专属",
                community,
                outline=_degrees(skew),
                grid_type=GridType.DEDICATED,
            ),
            NewArea(AreaKind.MICROGRID, community + "00101", "微", community + "001", outline=_degrees(lens)),
        ],
        crs="CGCS2000",
        source="示意",
        valid_from=NOW,
        now=NOW,
    )
    return small


def _degrees(ring: list[tuple[int, int]]) -> Outline:
    return tuple((degrees(x), degrees(y)) for x, y in ring)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.integers(-50, 2 * WIDE + 50), st.sampled_from([0, WIDE, 2 * WIDE, 7001, 3999, 1000])),
    st.one_of(st.integers(-50, 4 * HIGH + 50), st.sampled_from([0, HIGH, 2 * HIGH, 1777, 1501, 1000])),
)
def test_memory_and_database_agree_on_every_point(slanted, x, y):
    point = degrees(WEST + x), degrees(SOUTH + y)
    found = queries.grid_at(*point, crs="CGCS2000", at=NOW)
    assert found == queries.grid_at_by_sql(*point, crs="CGCS2000", at=NOW)
    assert (found is not None) == (0 <= x <= 2 * WIDE and 0 <= y <= 4 * HIGH)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 400), st.integers(-3, 3))
def test_they_agree_near_slanted_borders(slanted, step, beside):
    x, y = 500 + 6501 * step // 400, 300 + 1477 * step // 400 + beside
    point = degrees(WEST + x), degrees(SOUTH + y)
    found = queries.grid_at(*point, crs="CGCS2000", at=NOW)
    assert found == queries.grid_at_by_sql(*point, crs="CGCS2000", at=NOW)

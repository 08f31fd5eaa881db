"""The tree at the size of a real district: the number of statements does not grow with it (S-006)."""

from __future__ import annotations

from datetime import UTC, datetime

from linli.grid import actions, queries
from linli.grid.rules.codes import grid_name
from linli.grid.rules.drafts import NewArea
from linli.grid.rules.polygons import degrees
from linli.grid.tests.factories import KEEPER, outline
from linli.grid.words import AreaKind

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
X, Y = 120_300_000, 36_000_000
SIDE = 1000
COMMUNITIES = 137


def big_district() -> list[NewArea]:
    """22 streets, 137 communities, 940 grids in rows of 7, two microgrids in each grid."""
    rows = [NewArea(AreaKind.DISTRICT, "370203", "市北区", None, outline=box(0, 0, 7, COMMUNITIES))]
    rows += [NewArea(AreaKind.STREET, f"370203{n:03d}", f"街道{n}街道", "370203") for n in range(1, 23)]
    for number in range(COMMUNITIES):
        street = f"370203{number % 22 + 1:03d}"
        code = f"{street}{number // 22 + 1:03d}"
        rows.append(
            NewArea(AreaKind.COMMUNITY, code, f"社区{number}社区", street, outline=box(0, number, 7, number + 1))
        )
        for place in range(7 if number < 118 else 6):
            grid = f"{code}{place + 1:03d}"
            east = 7 if place == 5 and number >= 118 else place + 1
            cell = box(place, number, east, number + 1)
            rows.append(NewArea(AreaKind.GRID, grid, grid_name(place + 1), code, outline=cell, declared_households=467))
            rows += [NewArea(AreaKind.MICROGRID, f"{grid}{n:02d}", f"微网格{n}", grid) for n in (1, 2)]
    return rows


def box(west: int, south: int, east: int, north: int) -> tuple[tuple[float, float], ...]:
    return outline(X + west * SIDE, Y + south * SIDE, X + east * SIDE, Y + north * SIDE)


def test_940_grids_are_one_tree_in_two_statements(db, django_assert_num_queries):
    actions.open_areas(
        actor=KEEPER, areas=big_district(), crs="CGCS2000", source="示意", valid_from=NOW, now=NOW, is_schematic=True
    )
    queries.district(NOW)
    with django_assert_num_queries(2):
        rows = queries.tree("", NOW)
    assert rows[0].grids == 940
    assert rows[0].microgrids == 1880
    with django_assert_num_queries(2):
        assert len(queries.tree("370203/370203001", NOW, depth=1)) == 1 + 7
    assert queries.subtree_count("370203", NOW, AreaKind.GRID) == 940
    for x, y in ((500, 500), (6500, 136_500), (3500, 70_500)):
        point = degrees(X + x), degrees(Y + y)
        found = queries.grid_at(*point, crs="CGCS2000", at=NOW)
        assert found == queries.grid_at_by_sql(*point, crs="CGCS2000", at=NOW)
    assert queries.audit("", NOW) == []

"""A small tree of areas: the district, 延安路街道, one of its communities, two grids, a microgrid."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.apps import apps

from linli.grid import queries as grid

DISTRICT = "370203"
STREET = f"{DISTRICT}/370203008"
OTHER_STREET = f"{DISTRICT}/370203009"
COMMUNITY = f"{STREET}/370203008002"
GRID = f"{COMMUNITY}/370203008002003"
OTHER_GRID = f"{COMMUNITY}/370203008002004"
MICROGRID = f"{GRID}/37020300800200301"
PATHS = (DISTRICT, STREET, OTHER_STREET, COMMUNITY, GRID, OTHER_GRID, MICROGRID)
KINDS = ("district", "street", "community", "grid", "microgrid")


def plant() -> None:
    """Make the tree; what the grid remembers of another test's tree is forgotten."""
    grid.forget()
    model = apps.get_model("grid", "Area")
    made: dict[str, Any] = {}
    for path in PATHS:
        above, _, code = path.rpartition("/")
        kind = KINDS[path.count("/")]
        made[path] = model.objects.create(
            kind=kind,
            code=code,
            name=code,
            parent=made.get(above),
            path=path,
            grid_type="base" if kind == "grid" else None,
            valid_from=datetime(2020, 1, 1, tzinfo=UTC),
        )

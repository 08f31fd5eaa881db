"""A town with three buildings in 李网格员's grid and one elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import LONG_AGO, Town
from linli.grid import queries as grid
from linli.grid.models import Area, Building, BuildingPlacement
from linli.people import queries as people
from linli.people.tests.areas import GRID, OTHER_GRID
from linli.standards import queries as standards


@dataclass
class Place:
    """The town and its buildings, west to east; `away` lies in the neighbours' grid."""

    town: Town
    first: UUID
    second: UUID
    third: UUID
    away: UUID


def building(code: str, number: str, path: str, lon_e6: int) -> UUID:
    made = Building.objects.create(code=code, number=number, lon_e6=lon_e6, lat_e6=36_080_000, registered_at=LONG_AGO)
    BuildingPlacement.objects.create(building=made, area=Area.objects.get(path=path), valid_from=LONG_AGO)
    return made.id


@pytest.fixture
def place(db: None, settings: object, tmp_path: Path) -> Iterator[Place]:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    town = factories.town()
    ids = [building(f"B{at}", f"{at}", GRID, 120_370_000 + at * 1_000) for at in (1, 2, 3)]
    grid.forget()
    yield Place(town, *ids, building("B9", "9", OTHER_GRID, 120_390_000))
    for room in (grid, people, standards):
        room.forget()

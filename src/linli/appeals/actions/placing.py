"""From what was said about the place to an area: a code on the door, a point, an address, or the words themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.grid import queries as grid
from linli.grid.rules.rows import AreaRow
from linli.grid.words import Certainty
from linli.kernel.errors import Invalid

NAMED = "named"
"""The words themselves named the area: a guess until a person confirms it."""


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody says about the place; a point needs its coordinate system. `area_path` is where it was said, good
    enough when nothing nearer is known.
    """

    lon: float | None = None
    lat: float | None = None
    crs: str | None = None
    address: str = ""
    building_code: str = ""
    area_path: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The columns of an appeal that say where it is. `certainty` is the grid's word."""

    area_id: UUID
    area_path: str
    estate_id: UUID | None
    building_id: UUID | None
    lon: float | None
    lat: float | None
    certainty: str


def find(place: Place, *, at: datetime) -> Found:
    """Return where it is; the district where nothing is known ("area unknown", architecture §6.11).

    No statement while the grid is fresh in memory, one for a building code.

    :raises Invalid: a point without its coordinate system, or no such building code.
    """
    point = (place.lon, place.lat, place.crs) if place.lon is not None and place.lat is not None else None
    placed = grid.place(point=point, address=place.address or None, building_code=place.building_code or None, at=at)
    if place.area_path and placed.certainty is Certainty.UNKNOWN:
        said = area_at(place.area_path, at=at)
        return Found(said.id, said.path, None, None, None, None, NAMED)
    return Found(
        area_id=placed.area.id,
        area_path=placed.area.path,
        estate_id=placed.estate_id,
        building_id=placed.building_id,
        lon=placed.lon,
        lat=placed.lat,
        certainty=placed.certainty.value,
    )


def find_in_words(
    found: Found, path: str | None, *, estate_id: UUID | None, building_id: UUID | None, at: datetime
) -> Found:
    """Return the place that the words name where nothing else was said, else `found`; a person confirms it (R5-1)."""
    if found.certainty != Certainty.UNKNOWN or path is None:
        return found
    named = grid.areas_by_path([path], at).get(path)
    return found if named is None else Found(named.id, named.path, estate_id, building_id, None, None, NAMED)


def area_at(path: str, *, at: datetime) -> AreaRow:
    """Return the area in force at `path`. No statement while memory is fresh.

    :raises Invalid: there is none.
    """
    found = grid.areas_by_path([path], at).get(path)
    if found is None:
        raise Invalid(field="area_path", why_zh="没有这个区域", why_en="there is no such area")
    return found

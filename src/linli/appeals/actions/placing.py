"""From what was said about the place to an area: a code on the door, a point, an address, or the words themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from linli.grid import queries as grid
from linli.grid.rules.polygons import degrees
from linli.grid.rules.rows import AreaRow
from linli.grid.rules.weighing import RUNG_OF
from linli.grid.words import Certainty, Rung
from linli.kernel.actor import is_within
from linli.kernel.errors import Invalid
from linli.kernel.facts import Plain

NAMED = "named"
"""The words themselves named the area: a guess until a person confirms it."""
PICKED = "picked"
"""A person chose it among the places that the words may mean."""


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody says about the place; a point needs its coordinate system. `area_path` is where it was said, good
    enough when nothing nearer is known. `is_picked`: a person chose that area, with its estate and building.
    """

    lon: float | None = None
    lat: float | None = None
    crs: str | None = None
    address: str = ""
    building_code: str = ""
    area_path: str = ""
    estate_id: UUID | None = None
    building_id: UUID | None = None
    is_picked: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The columns of an appeal that say where it is. `certainty` is the grid's word, `NAMED` or `PICKED`.

    `rung` is the step of the ladder that decided, `confidence` 0..1, `alias_id` the familiar name it was found by.
    """

    area_id: UUID
    area_path: str
    estate_id: UUID | None
    building_id: UUID | None
    lon: float | None
    lat: float | None
    certainty: str
    rung: str = ""
    confidence: float = 0.0
    alias_id: UUID | None = None

    def read(self) -> dict[str, Plain]:
        """Return what is kept of how the place was found: codes and an id, no word of anybody (S-106)."""
        kept: dict[str, Plain] = {"path": self.area_path, "rung": self.rung, "sure": round(self.confidence * 100)}
        return kept | ({"alias": str(self.alias_id)} if self.alias_id else {})


def find(place: Place, *, at: datetime) -> Found:
    """Return where it is; the district where nothing is known ("area unknown", architecture §6.11).

    No statement while the grid is fresh in memory, one for a building code.

    :raises Invalid: a point without its coordinate system, or no such building code.
    """
    if place.is_picked:
        return _picked(place, at)
    point = (place.lon, place.lat, place.crs) if place.lon is not None and place.lat is not None else None
    placed = grid.place(point=point, address=place.address or None, building_code=place.building_code or None, at=at)
    if place.area_path and placed.certainty is Certainty.UNKNOWN:
        said = area_at(place.area_path, at=at)
        return Found(said.id, said.path, None, None, None, None, NAMED, Rung.PIN.value, 1.0)
    is_written = placed.certainty is Certainty.POINT and point is None
    rung = Rung.WRITTEN if is_written else RUNG_OF.get(placed.certainty)
    return Found(
        area_id=placed.area.id,
        area_path=placed.area.path,
        estate_id=placed.estate_id,
        building_id=placed.building_id,
        lon=placed.lon,
        lat=placed.lat,
        certainty=placed.certainty.value,
        rung=rung.value if rung else "",
        confidence=placed.confidence if rung else 0.0,
        alias_id=placed.alias_id,
    )


def _picked(place: Place, at: datetime) -> Found:
    area = area_at(place.area_path, at=at)
    return Found(
        area.id, area.path, place.estate_id, place.building_id, place.lon, place.lat, PICKED, Rung.PERSON.value, 1.0
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What the words of a report say about the place, beside coordinates that stand in them (`spot`)."""

    area_path: str | None
    estate_id: UUID | None
    building_id: UUID | None
    rung: str
    confidence: float
    alias_id: UUID | None
    spot: grid.Spot | None = None


def point_area(found: Found, spot: grid.Spot | None) -> str | None:
    """Return the area of the pin, else the one that written coordinates decide, else None."""
    if found.lon is not None:
        return found.area_path
    return spot.area.path if spot is not None and spot.area is not None and "/" in spot.area.path else None


def find_in_words(found: Found, heard: Heard, *, at: datetime) -> Found:
    """Return the place that the words name where nothing else was said, else `found`; a person confirms it (R5-1)."""
    if found.certainty != Certainty.UNKNOWN:
        return found
    spot = heard.spot
    if heard.area_path is None:
        is_beyond = spot is not None and spot.area is None
        return replace(found, certainty=Certainty.OUTSIDE.value) if is_beyond else found
    named = grid.areas_by_path([heard.area_path], at).get(heard.area_path)
    if named is None:
        return found
    is_there = spot is not None and spot.area is not None and is_within(named.path, spot.area.path)
    corner = spot.point if spot is not None and is_there else None
    lon, lat = (degrees(corner[0]), degrees(corner[1])) if corner else (None, None)
    is_written = is_there and heard.rung == Rung.PIN.value
    return Found(
        named.id,
        named.path,
        heard.estate_id,
        heard.building_id,
        lon,
        lat,
        NAMED,
        Rung.WRITTEN.value if is_written else heard.rung,
        min(heard.confidence, spot.confidence) if spot is not None and is_written else heard.confidence,
        heard.alias_id,
    )


def area_at(path: str, *, at: datetime) -> AreaRow:
    """Return the area in force at `path`. No statement while memory is fresh.

    :raises Invalid: there is none.
    """
    found = grid.areas_by_path([path], at).get(path)
    if found is None:
        raise Invalid(field="area_path", why_zh="没有这个区域", why_en="there is no such area")
    return found

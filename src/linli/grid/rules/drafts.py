"""What is brought to the grid's register: areas, estates, buildings, names. Source: domain-spec §1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from linli.grid.rules.crs import to_cgcs2000
from linli.grid.rules.polygons import Corner, Ring, micro, ring_of, twice_area
from linli.grid.words import AreaKind, Crs, EstateKind, GridType, Occupancy, PropertyMode
from linli.kernel.errors import Invalid
from linli.kernel.texts import clean_line

Outline = Sequence[tuple[float, float]]
"""(lon, lat) degrees in the coordinate system that goes with the batch."""


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area to open. `outline` None: known by name only (a microgrid is often a list of buildings)."""

    kind: AreaKind
    code: str
    name: str
    parent_code: str | None
    name_en: str = ""
    outline: Outline | None = None
    grid_type: GridType | None = None
    declared_households: int | None = None
    declared_population: int | None = None
    declared_source: str = ""
    name_aliases: tuple[str, ...] = ()
    unit_grid_code: str = ""


@dataclass(frozen=True, slots=True)
class NewEstate:
    """An estate to register in a community."""

    community_code: str
    name: str
    kind: EstateKind
    property_mode: PropertyMode
    name_en: str = ""
    built_year: int | None = None
    has_elevator: bool | None = None
    declared_households: int | None = None
    declared_buildings: int | None = None
    declared_source: str = ""
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class NewBuilding:
    """A building to register; without `area_code` (grid or microgrid) its point decides. `entrances` are numbers."""

    number: str
    estate_id: UUID | None = None
    area_code: str | None = None
    point: tuple[float, float] | None = None
    floors: int | None = None
    declared_households: int | None = None
    declared_source: str = ""
    entrances: tuple[str, ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NewDwelling:
    """A dwelling behind an entrance."""

    building_id: UUID
    entrance_id: UUID
    number: str
    floor: int | None = None
    occupancy: Occupancy = Occupancy.UNKNOWN


@dataclass(frozen=True, slots=True)
class NewAddress:
    """A door number and what stands there; one of the three is given."""

    road: str
    number: str
    building_id: UUID | None = None
    estate_id: UUID | None = None
    area_code: str | None = None


@dataclass(frozen=True, slots=True)
class NewJunction:
    """Where two roads meet."""

    road_a: str
    road_b: str
    area_code: str | None = None
    point: tuple[float, float] | None = None


def ring_from(outline: Iterable[Sequence[float]], crs: Crs) -> Ring:
    """Return the outline on the CGCS2000 lattice, counter-clockwise.

    :raises Invalid: fewer than three corners, no surface, or not on earth.
    """
    ring = ring_of(to_cgcs2000(float(point[0]), float(point[1]), crs) for point in outline)
    if len(ring) < 3 or not (surface := twice_area(ring)):
        raise Invalid(
            field="outline",
            why_zh="边界至少要有三个不在一条线上的点",
            why_en="an outline needs three corners not in line",
        )
    return ring if surface > 0 else tuple(reversed(ring))


def corner_from(point: tuple[float, float] | None, crs: Crs) -> Corner | None:
    """Return the point on the CGCS2000 lattice.

    :raises Invalid: not on earth.
    """
    if point is None:
        return None
    lon, lat = to_cgcs2000(point[0], point[1], crs)
    return micro(lon), micro(lat)


def check_name(name: str, field: str = "name") -> str:
    """Return the name in one line, without what nobody sees.

    :raises Invalid: there is none, or it holds a character that cannot be stored.
    """
    plain = clean_line(name, field=field)
    if not plain:
        raise Invalid(field=field, why_zh="请填写名称", why_en="a name is needed")
    return plain

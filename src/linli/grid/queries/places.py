"""Where something is: by point, by words, by code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from linli.grid.models import Building
from linli.grid.queries.areas import area
from linli.grid.queries.memory import Snapshot, snapshot
from linli.grid.queries.readings import Spot, spot_in
from linli.grid.rules.crs import crs_of, to_cgcs2000
from linli.grid.rules.names import Gazetteer
from linli.grid.rules.polygons import Corner, degrees, micro
from linli.grid.rules.rows import AreaRow, Located, Placed
from linli.grid.rules.suggesting import Suggestion
from linli.grid.words import AreaKind, Certainty, Crs
from linli.kernel.actor import is_within
from linli.kernel.errors import Invalid

GivenPoint = tuple[float, float, str | None]
"""(lon, lat, name of the coordinate system)."""

_COARSE = {Certainty.STREET, Certainty.COMMUNITY, Certainty.ESTATE, Certainty.ALIAS, Certainty.JUNCTION}

_BY_SQL = """
SELECT a.id FROM grid_shape s JOIN grid_area a ON a.id = s.area_id
WHERE box(s.geom) @> box(point(%(x)s, %(y)s), point(%(x)s, %(y)s)) AND s.geom @> point(%(x)s, %(y)s)
  AND s.valid_from <= %(at)s AND (s.valid_to IS NULL OR s.valid_to > %(at)s)
  AND a.valid_from <= %(at)s AND (a.valid_to IS NULL OR a.valid_to > %(at)s)
ORDER BY length(a.path) DESC, (a.grid_type = 'dedicated') DESC NULLS LAST, a.code LIMIT 1
"""


def grid_at(lon: float, lat: float, *, crs: str | None, at: datetime) -> AreaRow | None:
    """Return the most specific area around the point, or None outside the district. No statement while memory is fresh.

    On a shared border the lower code wins.

    :raises Invalid: no (or an unknown) coordinate system, or no point on earth.
    """
    return snapshot(at).index.find(*_lattice(lon, lat, crs))


def finder(at: datetime) -> Callable[[float, float, Crs], AreaRow | None]:
    """Return `grid_at` for many points at one moment: it asks the database nothing more, not even in ten seconds."""
    index = snapshot(at).index

    def find(lon: float, lat: float, crs: Crs) -> AreaRow | None:
        x, y = to_cgcs2000(lon, lat, crs)
        return index.find(micro(x), micro(y))

    return find


def grid_at_by_sql(lon: float, lat: float, *, crs: str | None, at: datetime) -> AreaRow | None:
    """Return the same as `grid_at`, asked of the database (D10: both must agree). Two statements.

    :raises Invalid: as `grid_at`.
    """
    x, y = _lattice(lon, lat, crs)
    with connection.cursor() as cursor:
        cursor.execute(_BY_SQL, {"x": float(x), "y": float(y), "at": at})
        row = cursor.fetchone()
    return area(row[0]) if row else None


def gazetteer(at: datetime) -> Gazetteer:
    """Return the names in force at `at`. No statement while memory is fresh."""
    return snapshot(at).gazetteer


def suggest(words: str, *, at: datetime) -> list[Suggestion]:
    """Return the names to choose from for what was written so far. No statement while memory is fresh."""
    return snapshot(at).suggestions.find(words)


def place(
    *,
    point: GivenPoint | None = None,
    address: str | None = None,
    building_code: str | None = None,
    at: datetime,
) -> Placed:
    """Return where something is; the district node when nothing says so. No statement, one with a building code.

    A scanned code beats words, words beat the point (R5-5); where words name only a larger area, a point inside it
    makes it exact. Coordinates in the words are a point where no other was given.

    :raises Invalid: a point without its coordinate system, or a building code that does not exist.
    """
    kept = snapshot(at)
    corner = _lattice(*point) if point is not None else None
    if building_code:
        return _at_building(kept, _building(building_code, at), corner)
    located = kept.gazetteer.locate(address) if address else Located(Certainty.UNKNOWN)
    under = kept.index.find(*corner) if corner else None
    spot = spot_in(address, at=at) if address and corner is None else None
    if spot is not None:
        corner, under = spot.point, _narrow(spot)
        located = _beyond(located, spot)
    sure = spot.confidence if spot is not None else 1.0
    if located.area_path is None or located.area_path not in kept.areas:
        return replace(_by_point(kept, located, corner, under), confidence=sure if under is not None else 0.0)
    if under is not None and located.certainty in _COARSE and is_within(under.path, located.area_path):
        return replace(_placed(under, None, located.estate_id, corner, Certainty.POINT), confidence=sure)
    where = corner or _point_of(kept, located.building_id, located.estate_id)
    found = _placed(kept.areas[located.area_path], located.building_id, located.estate_id, where, located.certainty)
    by = located.mention
    return replace(found, confidence=located.confidence, alias_id=by.alias_id if by else None)


def _beyond(located: Located, spot: Spot) -> Located:
    """Return that it is outside the district where the words decide nothing and the written point lies there."""
    is_beyond = spot.area is None and located.certainty is Certainty.UNKNOWN
    return replace(located, certainty=Certainty.OUTSIDE) if is_beyond else located


def _narrow(spot: Spot) -> AreaRow | None:
    """Return the area that written coordinates decide; a point that may lie in several streets decides nothing."""
    return spot.area if spot.area is not None and spot.area.kind is not AreaKind.DISTRICT else None


def _by_point(kept: Snapshot, located: Located, corner: Corner | None, under: AreaRow | None) -> Placed:
    if under is not None:
        return _placed(under, None, None, corner, Certainty.POINT)
    outside = corner is not None and len(kept.index) > 0
    certainty = Certainty.OUTSIDE if outside or located.certainty is Certainty.OUTSIDE else Certainty.UNKNOWN
    row = kept.district
    lon, lat = (degrees(corner[0]), degrees(corner[1])) if corner else (None, None)
    return Placed(row, None, None, lon, lat, certainty, located.district_code)


def _at_building(kept: Snapshot, building: Building, corner: Corner | None) -> Placed:
    path = kept.names.building_paths.get(building.id)
    row = kept.areas[path] if path in kept.areas and path else kept.district
    own = (building.lon_e6, building.lat_e6)
    where = (own[0], own[1]) if own[0] is not None and own[1] is not None else corner
    return _placed(row, building.id, building.estate_id, where, Certainty.BUILDING_CODE)


def _building(code: str, at: datetime) -> Building:
    found = Building.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise Invalid(
            field="building_code",
            why_zh="没有这个楼栋码，请重新扫码",
            why_en="no building has this code; scan it again",
        )
    if found.closed_at is not None and found.closed_at <= at:
        raise Invalid(
            field="building_code",
            why_zh="这栋楼已经注销，请写地址或在地图上点",
            why_en="this building is gone; write the address or tap the map",
        )
    return found


def _point_of(kept: Snapshot, building_id: UUID | None, estate_id: UUID | None) -> Corner | None:
    if building_id in kept.names.building_points and building_id is not None:
        return kept.names.building_points[building_id]
    return kept.names.estate_points.get(estate_id) if estate_id is not None else None


def _placed(
    row: AreaRow, building_id: UUID | None, estate_id: UUID | None, corner: Corner | None, certainty: Certainty
) -> Placed:
    lon, lat = (degrees(corner[0]), degrees(corner[1])) if corner else (None, None)
    return Placed(row, building_id, estate_id, lon, lat, certainty, row.path.partition("/")[0])


def _lattice(lon: float, lat: float, crs: str | None) -> Corner:
    x, y = to_cgcs2000(lon, lat, crs_of(crs))
    return micro(x), micro(y)

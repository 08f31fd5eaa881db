"""Writing grids as CSV and GeoJSON: what `reading` reads, so that a file written here changes nothing there.

Outlines are in CGCS2000 (EPSG:4490), and every file says so. Coordinates are written with all six places, exactly.

Source: RFC 4180, RFC 7946.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping

from linli.grid.rules.polygons import Ring, degrees
from linli.grid.rules.reading import COLUMNS
from linli.grid.rules.rows import AreaRow

CRS = "EPSG:4490"
URN = "urn:ogc:def:crs:EPSG::4490"


def as_csv(areas: Iterable[AreaRow], rings: Mapping[str, Ring]) -> str:
    """Return areas as CSV with a header of `reading.COLUMNS`, in the order given; outlines as WKT.

    A file for programs: a name is written as it is, also where a spreadsheet would take it for a formula.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for area in areas:
        ring = rings.get(area.path)
        writer.writerow(_properties(area) | ({"outline": _wkt(ring), "crs": CRS} if ring else {}))
    return out.getvalue()


def as_geojson(areas: Iterable[AreaRow], rings: Mapping[str, Ring]) -> str:
    """Return areas as a GeoJSON FeatureCollection that names its coordinate system, in the order given."""
    features = [
        {
            "type": "Feature",
            "properties": _properties(area),
            "geometry": {"type": "Polygon", "coordinates": [_closed(rings[area.path])]} if area.path in rings else None,
        }
        for area in areas
    ]
    whole = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": URN}}, "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def _properties(area: AreaRow) -> dict[str, str | int]:
    found: dict[str, str | int | None] = {
        "kind": area.kind.value,
        "code": area.code,
        "name": area.name,
        "parent_code": area.path.rpartition("/")[0].rpartition("/")[2],
        "name_en": area.name_en,
        "grid_type": area.grid_type.value if area.grid_type else None,
        "households": area.declared_households,
        "population": area.declared_population,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def _closed(ring: Ring) -> list[tuple[float, float]]:
    corners = [(degrees(x), degrees(y)) for x, y in ring]
    return [*corners, corners[0]]


def _wkt(ring: Ring) -> str:
    return "POLYGON((" + ", ".join(f"{lon:.6f} {lat:.6f}" for lon, lat in _closed(ring)) + "))"

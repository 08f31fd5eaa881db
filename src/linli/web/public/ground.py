"""Our own geometry for the maps, as GeoJSON marked 示意: an overview, and what lies near when one looks closer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from linli.grid import queries as grid
from linli.grid.rules.rows import AreaRow, BuildingRow
from linli.grid.words import AreaKind
from linli.kernel.errors import Invalid, NotFound
from linli.web.door import now_of

MOST_CHARACTERS = 60
A_DAY = 24 * 60 * 60


@require_safe
@cache_control(public=True, max_age=3600)
def areas(request: HttpRequest) -> JsonResponse:
    """The outlines of streets (or, with `?of=`, of the communities of one street)."""
    now = now_of(request)
    path = request.GET.get("of") or grid.district(now).path
    wanted = AreaKind.STREET if "/" not in path else AreaKind.COMMUNITY
    rows = {row.path: row for row in grid.below(path, now, kind=wanted)}
    if not rows and "/" in path:
        raise NotFound
    return _collection(_outlines(rows, grid.shapes(path, now, kind=wanted)))


@require_safe
@cache_control(public=True, max_age=3600)
def names(request: HttpRequest) -> JsonResponse:
    """The names of places that begin with or hold `?q=`, each with where it is. No statement while memory is fresh."""
    return JsonResponse({"names": suggested(request.GET.get("q", ""), now_of(request))})


def suggested(words: str, now: datetime) -> list[dict[str, str]]:
    """Return names to choose from: name, and the areas it lies in. No statement while memory is fresh."""
    return [
        {"name": one.name, "where": " ".join(area.name for area in grid.chain(one.area_path, now)[1:3])}
        for one in grid.suggest(words[:MOST_CHARACTERS], at=now)
    ]


@require_safe
@cache_control(public=True, max_age=A_DAY)
def near(request: HttpRequest) -> JsonResponse:
    """The grids and buildings of the community around a point (`?lon=&lat=`, CGCS2000); nothing outside the district.

    A building is its name and its place: no households, no people. At most five statements.
    """
    now = now_of(request)
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        raise Invalid(
            field="lon, lat",
            why_zh="要给出经度和纬度，例如 lon=120.37&lat=36.09",
            why_en="give a longitude and a latitude, e.g. lon=120.37&lat=36.09",
        ) from None
    found = grid.grid_at(lon, lat, crs="CGCS2000", at=now)
    if found is None:
        return _collection([])
    path = "/".join(found.path.split("/")[:3])
    rows = {row.path: row for row in grid.below(path, now, kind=AreaKind.GRID)}
    estates = {row.id: row.name for row in grid.estates(path, now)}
    features = _outlines(rows, grid.shapes(path, now, kind=AreaKind.GRID))
    return _collection([*features, *_buildings(grid.buildings_in(path, now), estates)], of=path)


def _outlines(rows: Mapping[str, AreaRow], shapes: Mapping[str, Iterable[tuple[int, int]]]) -> list[dict[str, Any]]:
    features = []
    for path, ring in shapes.items():
        if path not in rows:
            continue
        row, corners = rows[path], [(lon / 1e6, lat / 1e6) for lon, lat in ring]
        geometry = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
        names = {"name": row.name, "name_en": row.name_en, "kind": row.kind.value, "path": path}
        features.append({"type": "Feature", "properties": names, "geometry": geometry})
    return features


def _buildings(rows: Iterable[BuildingRow], estates: Mapping[Any, str]) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "properties": {"name": f"{estates.get(row.estate_id, '')}{row.number}", "kind": "building"},
            "geometry": {"type": "Point", "coordinates": (row.lon, row.lat)},
        }
        for row in rows
        if row.lon is not None
    ]


def _collection(features: list[dict[str, Any]], *, of: str = "") -> JsonResponse:
    note = "CGCS2000 EPSG:4490, 示意"
    return JsonResponse({"type": "FeatureCollection", "crs_note": note, "of": of, "features": features})

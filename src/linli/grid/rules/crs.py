"""Coordinate systems: GCJ-02 and BD-09 to and from CGCS2000/WGS-84 (domain-spec §16).

CGCS2000 and WGS-84 differ by centimetres to decimetres, which is nothing here: they convert into each other unchanged.
The GCJ-02 shift is the published polynomial on the Krasovsky ellipsoid; inverses iterate until the forward conversion
gives the point back, so they hold to better than 1e-6 degree.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, hypot, pi, sin, sqrt

from linli.grid.words import Crs
from linli.kernel.errors import Invalid

Point = tuple[float, float]
"""(lon, lat) in degrees."""

_AXIS = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BAIDU = pi * 3000.0 / 180.0


def crs_of(name: str | None) -> Crs:
    """Return the system called `name` (``WGS84``, ``gcj-02``, ``EPSG:4490`` …).

    :raises Invalid: no system is named, or an unknown one. A point without a system is off by several streets.
    """
    plain = (name or "").upper().replace("-", "").replace("_", "").replace(" ", "")
    known = {"EPSG:4490": Crs.CGCS2000, "EPSG4490": Crs.CGCS2000, "EPSG:4326": Crs.WGS84, "EPSG4326": Crs.WGS84}
    known |= {crs.value: crs for crs in Crs}
    if plain not in known:
        names = "、".join(crs.value for crs in Crs)
        raise Invalid(field="crs", why_zh=f"须写明坐标系：{names}", why_en=f"name the coordinate system: {names}")
    return known[plain]


def to_cgcs2000(lon: float, lat: float, crs: Crs) -> Point:
    """Return the point in CGCS2000 degrees.

    :raises Invalid: not a point on earth.
    """
    _check(lon, lat)
    if crs is Crs.GCJ02:
        return _inverse(_gcj02, lon, lat)
    if crs is Crs.BD09:
        return _inverse(_gcj02, *_inverse(_bd09, lon, lat))
    return lon, lat


def from_cgcs2000(lon: float, lat: float, crs: Crs) -> Point:
    """Return a CGCS2000 point in the system `crs`.

    :raises Invalid: not a point on earth.
    """
    _check(lon, lat)
    if crs is Crs.GCJ02:
        return _gcj02(lon, lat)
    if crs is Crs.BD09:
        return _bd09(*_gcj02(lon, lat))
    return lon, lat


def _check(lon: float, lat: float) -> None:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Invalid(
            field="point", why_zh="经度应在±180、纬度在±90之间", why_en="longitude is within ±180, latitude within ±90"
        )


def _gcj02(lon: float, lat: float) -> Point:
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    common = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + common
    d_lat += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    d_lat += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + common
    d_lon += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    d_lon += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    magic = 1.0 - _ECCENTRICITY_SQUARED * sin(lat / 180.0 * pi) ** 2
    d_lat = d_lat * 180.0 / (_AXIS * (1.0 - _ECCENTRICITY_SQUARED) / (magic * sqrt(magic)) * pi)
    d_lon = d_lon * 180.0 / (_AXIS / sqrt(magic) * cos(lat / 180.0 * pi) * pi)
    return lon + d_lon, lat + d_lat


def _bd09(lon: float, lat: float) -> Point:
    z = hypot(lon, lat) + 0.00002 * sin(lat * _BAIDU)
    theta = atan2(lat, lon) + 0.000003 * cos(lon * _BAIDU)
    return z * cos(theta) + 0.0065, z * sin(theta) + 0.006


def _inverse(forward: Callable[[float, float], Point], lon: float, lat: float) -> Point:
    x, y = lon, lat
    for _ in range(10):
        u, v = forward(x, y)
        x, y = x - (u - lon), y - (v - lat)
        if abs(u - lon) < 1e-10 and abs(v - lat) < 1e-10:
            break
    return x, y

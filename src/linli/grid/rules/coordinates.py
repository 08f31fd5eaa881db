"""Coordinates that somebody wrote into a text: in degrees or in minutes and seconds, in either order.

What was written is only as exact as it was written, and it seldom says in which system it was read off a phone: a map
of the country shows GCJ-02, a receiver WGS-84, and they lie four streets apart. So a reading gives every point that
may be meant; the caller says which of them lie in the district. Source: domain-spec §16.1, §16.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linli.grid.rules.spelling import plain
from linli.grid.words import Crs

WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0
"""The country's box in degrees: outside it two figures are no place of ours, and the order of a pair is never open."""

_SAID: tuple[tuple[re.Pattern[str], Crs], ...] = (
    (re.compile(r"gcj-?02|火星坐标|高德|腾讯"), Crs.GCJ02),
    (re.compile(r"bd-?09|百度"), Crs.BD09),
    (re.compile(r"cgcs-?2000|2000国家大地|epsg:?4490|天地图"), Crs.CGCS2000),
    (re.compile(r"wgs-?84|gps|北斗|epsg:?4326"), Crs.WGS84),
)
UNSAID = (Crs.WGS84, Crs.GCJ02)
"""What may be meant where nothing is said: CGCS2000 is WGS-84 for our purpose, BD-09 is used by one map alone."""

# Possessive, so that one number is never read as two.
_DIGITS = r"\d{1,3}+(?:\.\d{1,12}+)?+"
_ANGLE = (
    rf"(?P<{{0}}d>{_DIGITS})\s*(?:[°º度]\s*(?:(?P<{{0}}m>\d{{1,2}}(?:\.\d+)?)\s*[′'’分]\s*"
    r"(?:(?P<{0}s>\d{{1,2}}(?:\.\d+)?)\s*(?:[″\"”秒]|'')\s*)?)?)?"
)
_BEFORE = r"(?P<{0}b>北纬|东经|纬度|经度|latitude|longitude|lat|lng|lon|[nexy](?![a-z]))?[\s:：=]*"
_AFTER = r"\s*(?P<{0}a>[ne](?![a-z]))?"
_ONE, _TWO = (f"{_BEFORE}{_ANGLE}{_AFTER}".replace("{0}", name).replace("{{", "{").replace("}}", "}") for name in "pq")
_PAIR = re.compile(rf"(?<![\d.])(?:{_ONE})[\s,，;；、/&和]*(?:{_TWO})(?![\d.])")
_EASTING = frozenset({"东经", "经度", "longitude", "lng", "lon", "e", "x"})
_NORTHING = frozenset({"北纬", "纬度", "latitude", "lat", "n", "y"})
_LEAST_DECIMALS = 3
"""Two bare numbers need so many decimals: 3.5、40.2 is something else, and one hundredth of a degree is a kilometre."""


@dataclass(frozen=True, slots=True)
class Written:
    """A pair of coordinates in a text at `start`..`end`, in degrees; each is right to `give` degrees either way.

    `systems` are the coordinate systems that may be meant: one where the text says it, else `UNSAID`.
    """

    start: int
    end: int
    lon: float
    lat: float
    give: float
    systems: tuple[Crs, ...]


def written(text: str) -> Written | None:
    """Return the first pair of coordinates in `text`, or None.

    A pair outside the country is none of ours; a number that is no angle (a price, a telephone) makes no pair.
    """
    told = plain(text)
    return next((found for match in _PAIR.finditer(told) if (found := _read(match, told))), None)


def _read(match: re.Match[str], told: str) -> Written | None:
    angles = [_angle(match, name) for name in "pq"]
    if not _is_meant(match) or any(minute >= 60 for _, _, minute in angles):
        return None
    for lon, lat in _orders(match, angles[0][0], angles[1][0]):
        if WEST <= lon <= EAST and SOUTH <= lat <= NORTH:
            give = max(angle[1] for angle in angles)
            return Written(match.start(), match.end(), lon, lat, give, _systems(told))
    return None


def _orders(match: re.Match[str], one: float, two: float) -> Iterator[tuple[float, float]]:
    """Yield (lon, lat) as the words say, then the other way round: only one of them lies in the country."""
    # What stands before a number is its own mark; an E after it may belong to the next.
    marks = [{match[f"{name}b"] or match[f"{name}a"]} for name in "pq"]
    is_turned = bool(marks[0] & _NORTHING or marks[1] & _EASTING)
    yield from ((two, one), (one, two)) if is_turned else ((one, two), (two, one))


def _angle(match: re.Match[str], name: str) -> tuple[float, float, float]:
    """Return (degrees, half of the last place that was written, the larger of minutes and seconds)."""
    whole, minutes, seconds = match[f"{name}d"], match[f"{name}m"], match[f"{name}s"]
    value = float(whole) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    last, unit = (seconds, 3600) if seconds else (minutes, 60) if minutes else (whole, 1)
    return value, 0.5 * 10 ** -_decimals(last) / unit, max(float(minutes or 0), float(seconds or 0))


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _is_meant(match: re.Match[str]) -> bool:
    """Say whether the pair is one of coordinates: marked as such, or both with the decimals of a point."""
    marked = any(match[f"{name}{part}"] for name in "pq" for part in "bam")
    return marked or all(_decimals(match[f"{name}d"]) >= _LEAST_DECIMALS for name in "pq")


def _systems(told: str) -> tuple[Crs, ...]:
    return next(((crs,) for pattern, crs in _SAID if pattern.search(told)), UNSAID)

"""What words say about a place, for the person who looks at it: every place that may be meant, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.grid.queries.memory import Snapshot, snapshot
from linli.grid.rules import weighing
from linli.grid.rules.coordinates import Written, written
from linli.grid.rules.crs import to_cgcs2000
from linli.grid.rules.polygons import Corner, centre, degrees, micro
from linli.grid.rules.rows import AreaRow, Choice
from linli.grid.words import AreaKind, Crs, Rung

EXACT_DEGREES = 0.0005
"""Coordinates written more roughly (50 m) give an area and no point."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Coordinates that a text gives, against the bounds of the district.

    `area` holds every point that may be meant (the district: they lie in several streets; None: none lies in the
    district). `point` (micro-degrees, CGCS2000) is given where only one point is meant and it was written exactly.
    `paths` are the areas of the points that may be meant; `is_unsaid`: the text names no coordinate system, and both
    that may be meant lie in the district.
    """

    area: AreaRow | None
    point: Corner | None
    paths: tuple[str, ...]
    is_unsaid: bool
    words: str

    @property
    def confidence(self) -> float:
        """One over the number of places that may be meant."""
        return 1 / max(1, len(self.paths))


def spot_in(words: str, *, at: datetime) -> Spot | None:
    """Return what the coordinates in a text say, or None where there are none. No statement while memory is fresh.

    Where the system is not said, each that may be meant is tried; one whose point lies outside the district is not
    meant. Source: domain-spec §16.1, §16.2, R5-5.
    """
    found = written(words)
    return None if found is None else _spot(snapshot(at), found, words[found.start : found.end])


def _spot(kept: Snapshot, found: Written, words: str) -> Spot:
    inside = {crs: areas for crs in found.systems if (areas := _under(kept, found, crs))}
    paths = tuple(dict.fromkeys(row.path for areas in inside.values() for row in areas))
    point = None
    if len(inside) == 1 and found.give <= EXACT_DEGREES:
        point = _corner(found.lon, found.lat, next(iter(inside)))
    return Spot(_around(kept, paths), point, paths, len(inside) > 1, words)


def _under(kept: Snapshot, found: Written, crs: Crs) -> list[AreaRow]:
    """Return the areas under the point and under a lattice over what its digits leave open; none: it lies outside."""
    middle = kept.index.find(*_corner(found.lon, found.lat, crs))
    if middle is None:
        return []
    steps = [found.give * part for part in (-1, -0.5, 0, 0.5, 1)]
    open_ = ((found.lon + x, found.lat + y) for x in steps for y in steps)
    return [middle, *(row for one in open_ if (row := kept.index.find(*_corner(*one, crs))) is not None)]


def _corner(lon: float, lat: float, crs: Crs) -> Corner:
    x, y = to_cgcs2000(lon, lat, crs)
    return micro(x), micro(y)


def _around(kept: Snapshot, paths: Sequence[str]) -> AreaRow | None:
    """Return the smallest area around all paths."""
    if not paths:
        return None
    parts = [path.split("/") for path in paths]
    depth = next((n for n, names in enumerate(zip(*parts, strict=False)) if len(set(names)) > 1), min(map(len, parts)))
    return kept.areas.get("/".join(parts[0][:depth])) or kept.district


def choices(texts: Iterable[str], *, at: datetime) -> list[Choice]:
    """Return the places that texts may mean, the first text before the others; each with where it stands.

    No statement while memory is fresh (one the first time, for the shapes). Nothing here decides: R5-5 does.
    """
    kept = snapshot(at)
    found: list[Choice] = []
    for text in texts:
        mentions = kept.gazetteer.find(text)
        decided = kept.gazetteer.decide(mentions)
        found += weighing.choices(decided, mentions, kept.gazetteer.touched)
        found += _written(kept, text)
    listed = weighing.merged(one for one in found if one.area_path in kept.areas)
    return [weighing.at(one, *_stands(kept, one)) for one in listed]


def _written(kept: Snapshot, text: str) -> Iterator[Choice]:
    found = written(text)
    if found is None:
        return
    spot = _spot(kept, found, text[found.start : found.end])
    for path in spot.paths:
        yield Choice(Rung.WRITTEN, path, name=spot.words, confidence=spot.confidence)


def _stands(kept: Snapshot, one: Choice) -> tuple[float | None, float | None]:
    corner = kept.names.building_points.get(one.building_id) if one.building_id else None
    corner = corner or (kept.names.estate_points.get(one.estate_id) if one.estate_id else None)
    corner = corner or _middle_of(kept, one.area_path)
    return (degrees(corner[0]), degrees(corner[1])) if corner else (None, None)


def _middle_of(kept: Snapshot, path: str) -> Corner | None:
    row = kept.areas.get(path)
    if row is None or row.kind is AreaKind.DISTRICT:
        return None
    ring = kept.index.ring_of(row)
    return centre(ring) if ring else None

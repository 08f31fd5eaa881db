"""Does the net cover its frame once and only once? Exact, by a sweep over slabs with fractions (S-010: gaps = 0)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, pairwise
from math import cos, radians

from linli.grid.rules.polygons import Ring, bounds, twice_area

_FRAME = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Surfaces in square micro-degrees, exact; all zero and empty when the meshes cut the frame without fault."""

    gap: Fraction = Fraction(0)
    beyond: Mapping[str, Fraction] = field(default_factory=dict)
    overlaps: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)

    @property
    def is_partition(self) -> bool:
        """Say whether every point of the frame lies in one mesh, borders apart."""
        return not self.gap and not self.beyond and not self.overlaps


@dataclass(frozen=True, slots=True)
class _Edge:
    owner: str
    x1: int
    y1: int
    x2: int
    y2: int

    def x_at(self, y: Fraction) -> Fraction:
        return self.x1 + Fraction(self.x2 - self.x1) * (y - self.y1) / (self.y2 - self.y1)


def coverage(meshes: Mapping[str, Ring], frame: Ring | None = None) -> Coverage:
    """Return gaps, overreach and overlaps of `meshes` within `frame` (None: overlaps only). Exact arithmetic."""
    edges = [edge for owner, ring in meshes.items() for edge in _edges(owner, ring)]
    if frame is not None:
        edges += _edges(_FRAME, frame)
    edges.sort(key=lambda edge: edge.y1)
    gap = Fraction(0)
    beyond: dict[str, Fraction] = {}
    overlaps: dict[tuple[str, str], Fraction] = {}
    for inside, surface in _pieces(edges):
        owners = sorted(inside - {_FRAME})
        if frame is not None and _FRAME in inside and not owners:
            gap += surface
        for pair in combinations(owners, 2):
            overlaps[pair] = overlaps.get(pair, Fraction(0)) + surface
        if frame is not None and _FRAME not in inside:
            for owner in owners:
                beyond[owner] = beyond.get(owner, Fraction(0)) + surface
    return Coverage(gap, beyond, overlaps)


def _edges(owner: str, ring: Ring) -> Iterator[_Edge]:
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if y1 < y2:
            yield _Edge(owner, x1, y1, x2, y2)
        elif y2 < y1:
            yield _Edge(owner, x2, y2, x1, y1)


def _pieces(edges: list[_Edge]) -> Iterator[tuple[frozenset[str], Fraction]]:
    """Yield the trapezoids between neighbouring edges with their owners; `edges` are sorted by their lower end."""
    heights = sorted({Fraction(y) for edge in edges for y in (edge.y1, edge.y2)} | set(_crossings(edges)))
    active: list[_Edge] = []
    upcoming = 0
    for low, high in pairwise(heights):
        active = [edge for edge in active if edge.y2 > low]
        while upcoming < len(edges) and edges[upcoming].y1 <= low:
            active.append(edges[upcoming])
            upcoming += 1
        middle = (low + high) / 2
        across = sorted((edge.x_at(middle), edge.owner) for edge in active)
        inside: frozenset[str] = frozenset()
        for (left, owner), (right, _) in pairwise(across):
            inside = inside ^ {owner}
            if inside and right > left:
                yield inside, (right - left) * (high - low)


def _crossings(edges: list[_Edge]) -> Iterator[Fraction]:
    for place, one in enumerate(edges):
        for other in edges[place + 1 :]:
            if other.y1 >= one.y2:
                break
            if one.owner != other.owner and _meet_across(one, other):
                height = _crossing(one, other)
                if height is not None:
                    yield height


def _meet_across(one: _Edge, other: _Edge) -> bool:
    return min(one.x1, one.x2) <= max(other.x1, other.x2) and min(other.x1, other.x2) <= max(one.x1, one.x2)


def _crossing(one: _Edge, other: _Edge) -> Fraction | None:
    ax, ay, bx, by = one.x2 - one.x1, one.y2 - one.y1, other.x2 - other.x1, other.y2 - other.y1
    turn = ax * by - ay * bx
    if not turn:
        return None
    share = Fraction((other.x1 - one.x1) * by - (other.y1 - one.y1) * bx, turn)
    height = one.y1 + share * ay
    return height if max(one.y1, other.y1) < height < min(one.y2, other.y2) else None


def overlap(one: Ring, other: Ring) -> Fraction:
    """Return the common surface of two rings in square micro-degrees, exact."""
    (west, south, east, north), (west2, south2, east2, north2) = bounds(one), bounds(other)
    if west >= east2 or west2 >= east or south >= north2 or south2 >= north:
        return Fraction(0)
    return coverage({"a": one, "b": other}).overlaps.get(("a", "b"), Fraction(0))


def overlapping_pairs(rings: Iterable[tuple[str, Ring]]) -> list[tuple[str, str, Fraction]]:
    """Return all pairs of rings with a common surface (sweep by west border, then exact)."""
    boxed = sorted((bounds(ring), name, ring) for name, ring in rings)
    found: list[tuple[str, str, Fraction]] = []
    running: list[tuple[tuple[int, int, int, int], str, Ring]] = []
    for box, name, ring in boxed:
        running = [item for item in running if item[0][2] > box[0]]
        for _, other, other_ring in running:
            surface = overlap(other_ring, ring)
            if surface:
                found.append((*sorted((other, name)), surface))  # type: ignore[arg-type]
        running.append((box, name, ring))
    return sorted(found)


def square_metres(surface: Fraction, lat_e6: int) -> int:
    """Return square micro-degrees at that latitude as whole square metres, for people to judge the size."""
    side = 0.111_320
    return round(float(surface) * side * side * cos(radians(lat_e6 / 1_000_000)))


def surface(ring: Ring) -> Fraction:
    """Return the surface of a ring in square micro-degrees."""
    return Fraction(abs(twice_area(ring)), 2)

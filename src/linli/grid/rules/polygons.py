"""Rings on the lattice of whole micro-degrees: exact point tests and exact areas, integers throughout.

Source: ADR 0012.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Corner = tuple[int, int]
Ring = tuple[Corner, ...]
Box = tuple[int, int, int, int]
"""(west, south, east, north), inclusive."""


def micro(degrees: float) -> int:
    """Return degrees as whole micro-degrees (1e-6 degree, about 0.1 m)."""
    return round(degrees * 1_000_000)


def degrees(micro_degrees: int) -> float:
    """Return whole micro-degrees as degrees."""
    return micro_degrees / 1_000_000


def ring_of(points: Iterable[Sequence[float]]) -> Ring:
    """Return the ring of (lon, lat) degrees on the lattice, not closed, repeated corners dropped."""
    corners: list[Corner] = []
    for point in points:
        corner = (micro(point[0]), micro(point[1]))
        if not corners or corners[-1] != corner:
            corners.append(corner)
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return tuple(corners)


def rectangle(west: int, south: int, east: int, north: int) -> Ring:
    """Return the four corners of a box in micro-degrees, counter-clockwise."""
    return ((west, south), (east, south), (east, north), (west, north))


def bounds(ring: Ring) -> Box:
    """Return the smallest box around the ring."""
    xs = [x for x, _ in ring]
    ys = [y for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def middle(ring: Ring) -> tuple[float, float]:
    """Return the middle of the ring's corners in degrees (lon, lat): good enough to stand for the whole of it."""
    return (
        degrees(sum(x for x, _ in ring)) / len(ring),
        degrees(sum(y for _, y in ring)) / len(ring),
    )


def twice_area(ring: Ring) -> int:
    """Return twice the enclosed surface in square micro-degrees, positive when counter-clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True))


def contains(ring: Ring, x: int, y: int) -> bool:
    """Say whether the point lies inside or on the border (exact; equal to PostgreSQL's ``polygon @> point``)."""
    inside = False
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > y) != (y2 > y):
            turn = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if turn == 0:
                return True
            if (turn > 0) == (y2 > y1):
                inside = not inside
        elif (y in (y1, y2) and (x, y) in ((x1, y1), (x2, y2))) or (y == y1 == y2 and min(x1, x2) < x < max(x1, x2)):
            return True
        x1, y1 = x2, y2
    return inside


def centre(ring: Ring) -> Corner:
    """Return the middle of the corners (for labels; not the centre of gravity)."""
    return sum(x for x, _ in ring) // len(ring), sum(y for _, y in ring) // len(ring)

"""The in-process point index: uniform buckets over the bounding boxes, exact ray casting inside (D10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt
from typing import Generic, TypeVar

from linli.grid.rules.polygons import Box, Ring, bounds, contains

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mesh(Generic[T]):
    """An outline with what it stands for; the lowest `rank` wins where several contain a point."""

    rank: tuple[int, ...] | tuple[object, ...]
    ring: Ring
    what: T


class PointIndex(Generic[T]):
    """Answers which mesh contains a point. Immutable once built; safe to share between threads."""

    def __init__(self, meshes: Iterable[Mesh[T]]) -> None:
        ordered = sorted(meshes, key=lambda mesh: mesh.rank)
        entries = [(bounds(mesh.ring), mesh.ring, mesh.what) for mesh in ordered]
        self._entries = entries
        self._buckets: dict[tuple[int, int], list[tuple[Box, Ring, T]]] = {}
        if not entries:
            self._west = self._south = 0
            self._wide = self._high = 1
            return
        self._west = min(box[0] for box, _, _ in entries)
        self._south = min(box[1] for box, _, _ in entries)
        cells = 2 * isqrt(len(entries)) + 1
        self._wide = max(1, (max(box[2] for box, _, _ in entries) - self._west) // cells + 1)
        self._high = max(1, (max(box[3] for box, _, _ in entries) - self._south) // cells + 1)
        for entry in entries:
            self._spread(entry)

    def _spread(self, entry: tuple[Box, Ring, T]) -> None:
        west, south, east, north = entry[0]
        for column in range((west - self._west) // self._wide, (east - self._west) // self._wide + 1):
            for row in range((south - self._south) // self._high, (north - self._south) // self._high + 1):
                self._buckets.setdefault((column, row), []).append(entry)

    def __len__(self) -> int:
        return len(self._entries)

    def ring_of(self, what: T) -> Ring | None:
        """Return the outline of something, or None. Looks at every entry: for pages, not for reports."""
        return next((ring for _, ring, other in self._entries if other == what), None)

    def find(self, x: int, y: int) -> T | None:
        """Return what contains the point (micro-degrees), the lowest rank first, or None."""
        bucket = self._buckets.get(((x - self._west) // self._wide, (y - self._south) // self._high))
        if bucket is None:
            return None
        for (west, south, east, north), ring, what in bucket:
            if west <= x <= east and south <= y <= north and contains(ring, x, y):
                return what
        return None

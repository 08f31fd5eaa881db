"""Outlines of another drawing (council districts, old borders), to compare with what a source says. Pure.

Source: ADR 0039.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from linli.grid.rules.index import Mesh, PointIndex
from linli.grid.rules.polygons import ring_of, twice_area
from linli.past.rules.reading import NotReadable

LEAST_CORNERS = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """How often the outline around a point has the name that the row gives; `nowhere`: no outline holds it."""

    agree: int = 0
    differ: int = 0
    nowhere: int = 0

    def with_one(self, said: str, found: str | None) -> Compared:
        """Return the counts with one more row."""
        if found is None:
            return Compared(self.agree, self.differ, self.nowhere + 1)
        is_same = said.casefold() == found.casefold()
        return Compared(self.agree + is_same, self.differ + (not is_same), self.nowhere)

    @property
    def points(self) -> int:
        """Return how many were compared."""
        return self.agree + self.differ + self.nowhere


def outlines(text: str, name_property: str) -> PointIndex[str]:
    """Return the polygons of a GeoJSON file (degrees, WGS84/CGCS2000) by the house's own point index.

    Where rings lie in each other the smallest counts, so that what fills a hole is found in it.

    :raises NotReadable: no FeatureCollection, or no polygon with that property.
    """
    try:
        whole = json.loads(text.removeprefix("\ufeff"))
        features = whole["features"]
    except (ValueError, TypeError, KeyError) as error:
        raise NotReadable(
            why_zh="轮廓文件不是 FeatureCollection", why_en="the outlines are no FeatureCollection"
        ) from error
    meshes = list(_meshes(features, name_property))
    if not meshes:
        raise NotReadable(
            why_zh=f"没有带 {name_property} 的多边形", why_en=f"no polygon has the property {name_property}"
        )
    return PointIndex(meshes)


def _meshes(features: list[Mapping[str, Any]], name_property: str) -> Iterator[Mesh[str]]:
    for feature in features:
        name = str((feature.get("properties") or {}).get(name_property) or "").strip()
        geometry = feature.get("geometry") or {}
        parts = geometry.get("coordinates") or []
        polygons = [parts] if geometry.get("type") == "Polygon" else parts
        for polygon in polygons if name else []:
            ring = ring_of(polygon[0])
            if len(ring) >= LEAST_CORNERS:
                yield Mesh((abs(twice_area(ring)), name), ring, name)

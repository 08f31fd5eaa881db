"""What a place of the demo is called in the rows of a case: paths, ids, names, points, the units around it.

Two places are alike where the same slots are filled: by the plan every street has the same offices, every community the
same committees, every grid its branch. So a case is moved by replacing what fills the slots (ADR 0015).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from linli.appeals.actions.placing import Place, find
from linli.demo.ground import Ground, Spot
from linli.grid import queries as grid
from linli.grid.words import Crs
from linli.people.queries.units import directory
from linli.people.rules.units import UnitRow

DISTRICT = 1
"""Levels of a path are counted from the district, which is the same for all."""


@dataclass(frozen=True)
class Setting:
    """Buildings of one estate in which a case plays, and what fills their slots (``unit.community.3@0``)."""

    spots: tuple[Spot, ...]
    values: Mapping[str, str]

    @property
    def estate(self) -> str:
        """Return the name of the estate; none where the case names no place."""
        return self.spots[0].estate if self.spots else ""


@dataclass
class Map:
    """All places of a demo district. Reads the directories once; slots of a place are kept when asked for."""

    ground: Ground
    at: datetime

    def __post_init__(self) -> None:
        self._slots: dict[Spot, dict[str, str]] = {}

    @cached_property
    def by_name(self) -> dict[str, Spot]:
        """Return the buildings by what they are called: estate and number."""
        return {f"{spot.estate}{spot.number}": spot for spot in self.ground.spots}

    @cached_property
    def by_estate(self) -> dict[str, list[Spot]]:
        """Return the buildings of each estate."""
        found: dict[str, list[Spot]] = defaultdict(list)
        for spot in self.ground.spots:
            found[spot.estate].append(spot)
        return found

    @cached_property
    def by_point(self) -> dict[tuple[float, float], Spot]:
        """Return the buildings by their point."""
        return {(spot.lon, spot.lat): spot for spot in self.ground.spots}

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self.by_name, key=len, reverse=True))))

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(spot.number for spot in self.ground.spots)

    @cached_property
    def _units(self) -> dict[str, list[UnitRow]]:
        found: dict[str, list[UnitRow]] = defaultdict(list)
        for row in directory().units.values():
            found[str(row.estate_id) if row.estate_id else row.area_path].append(row)
        return found

    @cached_property
    def local_ids(self) -> frozenset[str]:
        """Return all ids that are of one place only: units below the district, areas, estates, buildings."""
        units = [str(row.id) for path, rows in self._units.items() if path.count("/") or len(path) > 6 for row in rows]
        areas = [str(row.id) for row in grid.below("", self.at) if "/" in row.path]
        buildings = [str(spot.building_id) for spot in self.ground.spots]
        return frozenset([*units, *areas, *buildings, *map(str, self.ground.estates.values())])

    def named(self, text: str) -> list[Spot]:
        """Return the buildings that a text names, in its order."""
        if not any(number in text for number in self._numbers):
            return []  # most texts name none, and looking for thousands of names is slow
        return [self.by_name[name] for name in dict.fromkeys(self._names.findall(text))]

    def setting(self, spots: Sequence[Spot]) -> Setting:
        """Return the setting of a case that plays in these buildings."""
        values = {
            f"{slot}@{index}": text for index, spot in enumerate(spots) for slot, text in self._slots_of(spot).items()
        }
        return Setting(tuple(spots), values)

    def elsewhere(self, spot: Spot, count: int) -> Setting | None:
        """Return the setting with `count` buildings that begins with `spot`, or None where the estate has too few."""
        if count == 0:
            return Setting((), {})
        members = self.by_estate[spot.estate]
        first = members.index(spot)
        ring = [*members[first:], *members[:first]][:count]
        return self.setting(ring) if len(ring) == count else None

    def _slots_of(self, spot: Spot) -> dict[str, str]:
        if spot not in self._slots:
            self._slots[spot] = self._read(spot)
        return self._slots[spot]

    def _read(self, spot: Spot) -> dict[str, str]:
        found = find(Place(lon=spot.lon, lat=spot.lat, crs=Crs.CGCS2000.value), at=self.at)
        codes = found.area_path.split("/")
        paths = ["/".join(codes[:level]) for level in range(DISTRICT + 1, len(codes) + 1)]
        areas = grid.areas_by_path(paths, self.at)
        estate_id = str(self.ground.estates[spot.estate])
        slots = {
            "place": f"{spot.estate}{spot.number}",
            "estate": spot.estate,
            "estate_id": estate_id,
            "building_id": str(spot.building_id),
            "lon": repr(spot.lon),
            "lat": repr(spot.lat),
        }
        for level, path in enumerate(paths, start=DISTRICT + 1):
            slots[f"path.{level}"] = path
            slots[f"area.{level}"] = str(areas[path].id)
            slots[f"area_zh.{level}"], slots[f"area_en.{level}"] = areas[path].name, areas[path].name_en
        for path in (*paths, estate_id):
            slots |= self._offices(path, "estate" if path == estate_id else str(path.count("/") + 1))
        return slots

    def _offices(self, path: str, level: str) -> dict[str, str]:
        slots: dict[str, str] = {}
        for row in self._units.get(path, ()):
            slots[f"unit.{row.kind}.{level}"] = str(row.id)
            slots[f"unit_zh.{row.kind}.{level}"] = row.name.zh
            slots[f"unit_en.{row.kind}.{level}"] = row.name.en
        return slots

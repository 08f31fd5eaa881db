"""Reads everything that has a name, for the gazetteer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.grid.models import Address, Alias, Building, BuildingPlacement, Estate, ForeignArea, Junction, Road, RoadArea
from linli.grid.rules.codes import grid_name
from linli.grid.rules.names import Names, Target, plain_number, spoken
from linli.grid.rules.polygons import Corner
from linli.grid.rules.rows import AreaRow
from linli.grid.words import AreaKind, MentionKind

_KIND_OF = {
    AreaKind.DISTRICT: MentionKind.DISTRICT,
    AreaKind.STREET: MentionKind.STREET,
    AreaKind.COMMUNITY: MentionKind.COMMUNITY,
    AreaKind.GRID: MentionKind.GRID,
}


@dataclass(frozen=True)
class Named:
    """The names, and where named things stand (micro-degrees) and lie (area path)."""

    names: Names
    building_points: dict[UUID, Corner]
    estate_points: dict[UUID, Corner]
    building_paths: dict[UUID, str]
    estate_paths: dict[UUID, str]


def read(areas: dict[str, AreaRow], at: datetime) -> Named:
    """Return all names in force at `at`. Nine statements."""
    by_id = {row.id: row.path for row in areas.values()}
    in_force = Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    placed = dict(BuildingPlacement.objects.filter(in_force).values_list("building_id", "area_id"))
    paths = {building: by_id[area] for building, area in placed.items() if area in by_id}
    there = Q(closed_at__isnull=True) | Q(closed_at__gt=at)
    buildings = list(Building.objects.filter(there).values_list("id", "estate_id", "number", "lon_e6", "lat_e6"))
    estates = list(Estate.objects.filter(there).values_list("id", "name", "community_path", "lon_e6", "lat_e6"))
    estate_paths = {key: path for key, _, path, _, _ in estates}
    district = next((row.code for row in areas.values() if row.kind is AreaKind.DISTRICT), "")
    reader = _Reader(by_id, paths, estate_paths, {key: estate for key, estate, *_ in buildings}, at)
    by_name: dict[str, dict[Target, None]] = {}
    for name, target in [*_areas(areas), *_estates(estates), *reader.others(), *_foreign(district)]:
        by_name.setdefault(name, {})[target] = None
    names = Names(
        district=district,
        by_name={name: tuple(targets) for name, targets in by_name.items()},
        buildings={
            (estate, plain_number(number)): Target(MentionKind.BUILDING, paths.get(key), key, estate)
            for key, estate, number, _, _ in buildings
            if estate is not None
        },
        doors=reader.doors,
        junctions=reader.junctions(),
        roads=reader.roads(),
    )
    return Named(names, _points(buildings), _points(estates), paths, estate_paths)


def _points(rows: Sequence[tuple[object, ...]]) -> dict[UUID, Corner]:
    return {
        row[0]: (row[3], row[4])
        for row in rows
        if isinstance(row[0], UUID) and isinstance(row[3], int) and isinstance(row[4], int)
    }


def _areas(areas: dict[str, AreaRow]) -> Iterator[tuple[str, Target]]:
    for row in areas.values():
        kind = _KIND_OF.get(row.kind)
        if kind is None:
            continue
        aliases = list(row.name_aliases)
        if kind is MentionKind.GRID:
            sequence = int(row.code[12:])
            aliases += [grid_name(sequence), f"第{sequence}网格", f"{sequence}号网格"]
        for name in spoken(kind, row.name, aliases):
            yield name, Target(kind, row.path, district_code=row.path.partition("/")[0])


def _estates(estates: list[tuple[UUID, str, str, int | None, int | None]]) -> Iterator[tuple[str, Target]]:
    for key, name, path, _, _ in estates:
        for way in spoken(MentionKind.ESTATE, name):
            yield way, Target(MentionKind.ESTATE, path, None, key)


def _foreign(district: str) -> Iterator[tuple[str, Target]]:
    for name, code in ForeignArea.objects.exclude(district_code=district).values_list("name", "district_code"):
        yield name, Target(MentionKind.FOREIGN, district_code=code)


class _Reader:
    """Roads, doors, aliases and junctions, each pointing at the most exact thing known."""

    def __init__(
        self,
        by_id: dict[UUID, str],
        paths: dict[UUID, str],
        estate_paths: dict[UUID, str],
        estate_of: dict[UUID, UUID | None],
        at: datetime,
    ) -> None:
        self._by_id, self._paths, self._estate_paths, self._estate_of = by_id, paths, estate_paths, estate_of
        self._at = at
        self._addresses = {row.id: row for row in Address.objects.all()}
        self.doors = {
            (row.road, row.number): replace(
                self._target(MentionKind.ADDRESS, row.building_id, row.estate_id, row.area_id), address_id=row.id
            )
            for row in self._addresses.values()
        }

    def others(self) -> Iterator[tuple[str, Target]]:
        """Yield roads and aliases."""
        roads: dict[str, tuple[str, ...]] = {road: () for road, _ in self.doors}
        roads |= {name: tuple(more) for name, more in Road.objects.values_list("name", "name_aliases")}
        for name, more in roads.items():
            for way in spoken(MentionKind.ROAD, name, more):
                yield way, Target(MentionKind.ROAD)
        begun = Q(valid_from__lte=self._at) | Q(valid_from__isnull=True)
        for row in Alias.objects.filter(begun & (Q(valid_to__gt=self._at) | Q(valid_to__isnull=True))):
            door = self._addresses.get(row.address_id) if row.address_id else None
            building = row.building_id or (door.building_id if door else None)
            estate = row.estate_id or (door.estate_id if door else None)
            area = row.area_id or (door.area_id if door else None)
            yield row.name, replace(self._target(MentionKind.ALIAS, building, estate, area), alias_id=row.id)

    def junctions(self) -> dict[tuple[str, str], Target]:
        """Return the junctions by their pair of roads."""
        rows = Junction.objects.values_list("road_a", "road_b", "area_id")
        return {(a, b): Target(MentionKind.JUNCTION, self._by_id.get(area) if area else None) for a, b, area in rows}

    def roads(self) -> dict[str, frozenset[str]]:
        """Return by every way of saying a road the areas in force that it touches."""
        touched: dict[str, set[str]] = {}
        for name, more, area in RoadArea.objects.values_list("road__name", "road__name_aliases", "area_id"):
            if area in self._by_id:
                for way in spoken(MentionKind.ROAD, name, more):
                    touched.setdefault(way, set()).add(self._by_id[area])
        return {way: frozenset(paths) for way, paths in touched.items()}

    def _target(self, kind: MentionKind, building: UUID | None, estate: UUID | None, area: UUID | None) -> Target:
        # What is gone stands for nothing any more; its door leads to what is still there around it.
        building = building if building in self._estate_of else None
        estate = estate if estate in self._estate_paths else None
        estate = estate or (self._estate_of.get(building) if building else None)
        path = self._paths.get(building) if building else None
        path = path or (self._by_id.get(area) if area else None) or (self._estate_paths.get(estate) if estate else None)
        return Target(kind, path, building, estate)

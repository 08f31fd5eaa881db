"""The register of estates and buildings as lines of a file."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from linli.grid.models import Address, BuildingPlacement, Entrance, Estate
from linli.grid.queries.areas import within
from linli.grid.queries.memory import in_force, standing
from linli.grid.rules.polygons import degrees
from linli.grid.rules.registers import BUILDING_COLUMNS, ESTATE_COLUMNS, WRITERS, BuildingLine, EstateLine
from linli.grid.words import EstateKind, PropertyMode
from linli.kernel.errors import Invalid

_KINDS = {kind.value: kind for kind in EstateKind}
_MODES = {mode.value: mode for mode in PropertyMode}


def estate_lines(path: str, at: datetime) -> list[EstateLine]:
    """Return the estates on the register at and below `path`, in path order. One statement."""
    rows = Estate.objects.filter(standing(at), within("community_path", path)).order_by("community_path", "name")
    return [
        EstateLine(
            community_code=_last(row.community_path),
            name=row.name,
            name_en=row.name_en,
            kind=_KINDS[row.kind],
            property_mode=_MODES[row.property_mode],
            built_year=row.built_year,
            has_elevator=row.has_elevator,
            households=row.declared_households,
            buildings=row.declared_buildings,
            point=_point(row.lon_e6, row.lat_e6),
        )
        for row in rows
    ]


def building_lines(path: str, at: datetime) -> list[BuildingLine]:
    """Return the buildings placed at and below `path`, by area and number. Three statements."""
    found = BuildingPlacement.objects.filter(in_force(at), within("area__path", path))
    rows = found.select_related("area", "building__estate")
    placed = list(rows.order_by("area__path", "building__number", "building__code"))
    keys = [row.building_id for row in placed]
    entrances: dict[UUID, list[str]] = defaultdict(list)
    for key, number in Entrance.objects.filter(building_id__in=keys).values_list("building_id", "number"):
        entrances[key].append(number)
    addresses: dict[UUID | None, list[tuple[str, str]]] = defaultdict(list)
    doors = Address.objects.filter(building_id__in=keys).values_list("building_id", "road", "number")
    for whose, road, number in doors:
        addresses[whose].append((road, number))
    lines = []
    for row in placed:
        building, estate = row.building, row.building.estate
        lines.append(
            BuildingLine(
                number=building.number,
                code=building.code,
                community_code=_last(estate.community_path) if estate else "",
                estate=estate.name if estate else "",
                grid_code=row.area.code,
                floors=building.floors,
                households=building.declared_households,
                entrances=tuple(sorted(entrances[building.id])),
                addresses=tuple(sorted(addresses[building.id])),
                point=_point(building.lon_e6, building.lat_e6),
            )
        )
    return lines


def export_estates(path: str, at: datetime, *, form: str) -> str:
    """Return the estates at and below `path` as a file (`form` csv or geojson). One statement.

    Imported again it changes nothing. Nobody's name stands in the file.

    :raises Invalid: no such form.
    """
    _check(form)
    return WRITERS[form](estate_lines(path, at), ESTATE_COLUMNS)


def export_buildings(path: str, at: datetime, *, form: str) -> str:
    """Return the buildings at and below `path` as a file (`form` csv or geojson). Three statements.

    Imported again it changes nothing. Who lives there does not stand in the file.

    :raises Invalid: no such form.
    """
    _check(form)
    return WRITERS[form](building_lines(path, at), BUILDING_COLUMNS)


def _check(form: str) -> None:
    if form not in WRITERS:
        raise Invalid(field="form", why_zh="文件须为 csv 或 geojson", why_en="the form is csv or geojson")


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _point(lon_e6: int | None, lat_e6: int | None) -> tuple[float, float] | None:
    return None if lon_e6 is None or lat_e6 is None else (degrees(lon_e6), degrees(lat_e6))

"""The register of estates and buildings as files: every line that cannot be used is told with what would make it right.

What is written here is read here: a file that was exported changes nothing when it comes back.

Source: RFC 4180, RFC 7946.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from linli.grid.rules.crs import crs_of, to_cgcs2000
from linli.grid.rules.polygons import degrees, micro
from linli.grid.rules.reading import Line, NotReadable
from linli.grid.words import EstateKind, LineOutcome, PropertyMode
from linli.kernel.errors import Invalid
from linli.kernel.texts import clean_line
from linli.kernel.words import Word

ESTATE_COLUMNS = (
    "community_code", "name", "name_en", "kind", "property_mode", "built_year", "has_elevator", "households",
    "buildings", "lon", "lat", "crs",
)  # fmt: skip
"""Needed: `community_code`, `name`, `kind`, `property_mode` (codes or Chinese words)."""
BUILDING_COLUMNS = (
    "code", "community_code", "estate", "number", "grid_code", "floors", "households", "entrances", "addresses",
    "lon", "lat", "crs",
)  # fmt: skip
"""Needed: `number`, and `grid_code` or a point. `entrances` and `addresses` (“上清路 11”) are parted by “;”.

`code` is the printed one: it names a building that is there and is made by us for a new one.
"""
URN = "urn:ogc:def:crs:EPSG::4490"
CRS = "EPSG:4490"
YEARS, MOST_FLOORS, MOST_NUMBER = range(1800, 2101), 200, 99_999
_YES, _NO = {"yes", "true", "1", "是", "有"}, {"no", "false", "0", "否", "无"}
_APART = re.compile(r"[;；]")
_ADDRESS = re.compile(r"^(?P<road>.*?\D)\s*(?P<number>\d{1,5}(?:-\d{1,3})?[甲乙丙丁]?)\s*号?$")

Given = Mapping[str, str]
W = TypeVar("W", bound=Word)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EstateLine:
    """A line of a file of estates; None is “not said”. The point is in CGCS2000."""

    community_code: str
    name: str
    kind: EstateKind
    property_mode: PropertyMode
    name_en: str = ""
    built_year: int | None = None
    has_elevator: bool | None = None
    households: int | None = None
    buildings: int | None = None
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class BuildingLine:
    """A line of a file of buildings; '' and None are “not said”. The point is in CGCS2000."""

    number: str
    code: str = ""
    community_code: str = ""
    estate: str = ""
    grid_code: str = ""
    floors: int | None = None
    households: int | None = None
    entrances: tuple[str, ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()
    point: tuple[float, float] | None = None

    @property
    def said(self) -> str:
        """Return how the report names the building."""
        return f"{self.estate} {self.number}".strip()


def read_estates(text: str, crs: str | None = None) -> tuple[list[tuple[int, EstateLine]], list[Line]]:
    """Return the usable lines of a CSV file of estates with their numbers, and the refused ones.

    :raises NotReadable: the header lacks a column that is needed.
    """
    return _read(text, ("community_code", "name", "kind", "property_mode"), lambda row: _estate(row, crs), "name")


def read_buildings(text: str, crs: str | None = None) -> tuple[list[tuple[int, BuildingLine]], list[Line]]:
    """Return the usable lines of a CSV file of buildings with their numbers, and the refused ones.

    :raises NotReadable: the header lacks a column that is needed.
    """
    return _read(text, ("number",), lambda row: _building(row, crs), "number")


def _read(
    text: str, needed: Sequence[str], make: Callable[[Given], T], name: str
) -> tuple[list[tuple[int, T]], list[Line]]:
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    delimiter = max((",", "\t", ";"), key=head.count)  # what Excel calls "Unicode text" is parted by tabs
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    header = [column.strip() for column in reader.fieldnames or ()]
    if missing := [column for column in needed if column not in header]:
        raise NotReadable(
            why_zh=f"首行缺少这些列：{'、'.join(missing)}", why_en=f"the first line lacks {', '.join(missing)}"
        )
    reader.fieldnames = header
    usable: list[tuple[int, T]] = []
    refused: list[Line] = []
    for number, row in _rows(reader):
        try:
            usable.append((number, make(row)))
        except Invalid as error:
            refused.append(Line(number, row.get(name, ""), LineOutcome.REFUSED, error.text))
    return usable, refused


def _rows(reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        for given in reader:
            row = {key: value or "" for key, value in given.items() if isinstance(value, str | None) and key}
            yield reader.line_num, {key: value.strip() for key, value in row.items()}
    except csv.Error as error:
        raise NotReadable(why_zh="不是完整的 CSV", why_en="it is not a complete CSV file") from error


def _estate(row: Given, crs: str | None) -> EstateLine:
    return EstateLine(
        community_code=_needed(row, "community_code"),
        name=_needed(row, "name"),
        kind=_word(row, "kind", EstateKind),
        property_mode=_word(row, "property_mode", PropertyMode),
        name_en=clean_line(row.get("name_en", ""), field="name_en"),
        built_year=_number(row, "built_year", YEARS),
        has_elevator=_yes_or_no(row, "has_elevator"),
        households=_number(row, "households", range(MOST_NUMBER + 1)),
        buildings=_number(row, "buildings", range(MOST_NUMBER + 1)),
        point=_point(row, crs),
    )


def _building(row: Given, crs: str | None) -> BuildingLine:
    return BuildingLine(
        number=_needed(row, "number"),
        code=row.get("code", "").upper(),
        community_code=row.get("community_code", ""),
        estate=clean_line(row.get("estate", ""), field="estate"),
        grid_code=row.get("grid_code", ""),
        floors=_number(row, "floors", range(1, MOST_FLOORS + 1)),
        households=_number(row, "households", range(MOST_NUMBER + 1)),
        entrances=_entrances(row),
        addresses=tuple(sorted({_address(one) for one in _parts(row, "addresses")})),
        point=_point(row, crs),
    )


def _needed(row: Given, field: str) -> str:
    found = clean_line(row.get(field, ""), field=field)
    if not found:
        raise Invalid(field=field, why_zh="请填写", why_en="it is needed")
    return found


def _word(row: Given, field: str, words: type[W]) -> W:
    given = row.get(field, "")
    for word in words:
        if given in (word.value, word.zh):
            return word
    raise Invalid(
        field=field,
        why_zh=f"须为 {'、'.join(word.zh for word in words)}",
        why_en=f"it is one of {', '.join(word.value for word in words)}",
    )


def _number(row: Given, field: str, allowed: range) -> int | None:
    given = row.get(field, "")
    if not given:
        return None
    if given.isascii() and given.isdigit() and len(given) < 9 and int(given) in allowed:
        return int(given)
    least, most = allowed.start, allowed.stop - 1
    raise Invalid(field=field, why_zh=f"须为 {least} 到 {most} 的整数", why_en=f"a whole number from {least} to {most}")


def _yes_or_no(row: Given, field: str) -> bool | None:
    given = row.get(field, "").lower()
    if not given:
        return None
    if given not in _YES | _NO:
        raise Invalid(field=field, why_zh="请写“是”或“否”", why_en="write yes or no")
    return given in _YES


def _point(row: Given, crs: str | None) -> tuple[float, float] | None:
    lon, lat = row.get("lon", ""), row.get("lat", "")
    if not lon and not lat:
        return None
    system = crs_of(row.get("crs") or crs)
    try:
        found = to_cgcs2000(float(lon), float(lat), system)
    except ValueError as error:
        raise Invalid(field="lon", why_zh="经纬度须为两个数字", why_en="lon and lat are two numbers") from error
    return degrees(micro(found[0])), degrees(micro(found[1]))


def _parts(row: Given, field: str) -> list[str]:
    return [part for one in _APART.split(row.get(field, "")) if (part := clean_line(one, field=field))]


def _entrances(row: Given) -> tuple[str, ...]:
    found = _parts(row, "entrances")
    if len(set(found)) < len(found):
        raise Invalid(field="entrances", why_zh="同一单元写了两次", why_en="an entrance is named twice")
    return tuple(sorted(found))


def _address(text: str) -> tuple[str, str]:
    found = _ADDRESS.match(text)
    if found is None:
        raise Invalid(field="addresses", why_zh=f"“{text}”须写作“上清路 11”", why_en=f"“{text}”: road, blank, number")
    return found["road"].strip(), found["number"]


def differing(there: object, given: object, fields: Iterable[str]) -> list[str]:
    """Return those of `fields` that a file says otherwise than the register; what it leaves out is not asked."""
    said = [(name, getattr(given, name)) for name in fields]
    return [name for name, value in said if value not in (None, "", ()) and value != getattr(there, name)]


def _shown(value: Any) -> str | int:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Word):
        return value.value
    return value if isinstance(value, int) else str(value)


def _row(line: EstateLine | BuildingLine, columns: Sequence[str]) -> dict[str, str | int]:
    values = {name: getattr(line, name) for name in columns if hasattr(line, name)}
    if isinstance(line, BuildingLine):
        values |= {
            "entrances": ";".join(line.entrances),
            "addresses": ";".join(f"{road} {number}" for road, number in line.addresses),
        }
    return {name: _shown(value) for name, value in values.items() if value not in (None, "")}


def as_csv(lines: Iterable[EstateLine | BuildingLine], columns: Sequence[str]) -> str:
    """Return the lines as CSV with a header of `columns`; points in EPSG:4490 with all six places.

    A file for programs: a name is written as it is, also where a spreadsheet would take it for a formula.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writeheader()
    for line in lines:
        place = {} if line.point is None else {"lon": f"{line.point[0]:.6f}", "lat": f"{line.point[1]:.6f}", "crs": CRS}
        writer.writerow(_row(line, columns) | place)
    return out.getvalue()


def as_geojson(lines: Iterable[EstateLine | BuildingLine], columns: Sequence[str]) -> str:
    """Return the lines as a GeoJSON FeatureCollection of points that names its coordinate system."""
    features = [
        {
            "type": "Feature",
            "properties": _row(line, columns),
            "geometry": {"type": "Point", "coordinates": list(line.point)} if line.point else None,
        }
        for line in lines
    ]
    whole = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": URN}}, "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


WRITERS: Mapping[str, Callable[[Iterable[EstateLine | BuildingLine], Sequence[str]], str]] = {
    "csv": as_csv,
    "geojson": as_geojson,
}

"""Reading grids from CSV and GeoJSON: every line that cannot be used is told with what would make it right.

Source: RFC 4180, RFC 7946.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from linli.grid.rules.codes import LENGTHS, parent_kind
from linli.grid.rules.crs import crs_of
from linli.grid.rules.drafts import NewArea, Outline, ring_from
from linli.grid.words import AreaKind, Crs, GridType, LineOutcome
from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text

COLUMNS = ("kind", "code", "name", "parent_code", "name_en", "grid_type", "households", "population", "outline", "crs")
"""Columns of a CSV file and properties of a GeoJSON feature; `outline` is WKT ``POLYGON((lon lat, …))`` in CSV."""

_WKT = re.compile(r"^\s*POLYGON\s*\(\s*\(([^()]*)\)\s*\)\s*$", re.IGNORECASE)
_KINDS = {name: kind for kind in AreaKind for name in (kind.value, kind.zh)}
_TYPES = {name: kind for kind in GridType for name in (kind.value, kind.zh)}
_BY_LENGTH = {length: kind for kind, length in LENGTHS.items()}


class NotReadable(Refused):
    """The file as a whole is not what it says it is."""

    code = "grid.not_readable"
    status = 422
    says = Text("文件无法读取：{why_zh}", "The file cannot be read: {why_en}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line (CSV) or feature (GeoJSON, from 1) and what became of it; `text` says what would make it right."""

    number: int
    code: str
    outcome: LineOutcome
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A file read: usable areas with their line, refused lines, and the system its outlines are in."""

    areas: tuple[tuple[int, NewArea], ...]
    refused: tuple[Line, ...]
    crs: Crs | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of every line."""

    lines: tuple[Line, ...]

    def count(self, outcome: LineOutcome) -> int:
        """Return how many lines ended so."""
        return sum(line.outcome is outcome for line in self.lines)

    @property
    def refused(self) -> tuple[Line, ...]:
        """Return the refused lines in file order."""
        return tuple(line for line in self.lines if line.outcome is LineOutcome.REFUSED)


def read_csv(text: str, crs: str | None = None) -> Read:
    """Return the areas of a CSV file with a header of `COLUMNS` (code and name are needed, the rest may be absent).

    The system of the outlines is `crs` or the column `crs`.

    :raises NotReadable: no header with `code` and `name`.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    header = [name.strip() for name in reader.fieldnames or ()]
    if not {"code", "name"} <= set(header):
        raise NotReadable(
            why_zh="首行须有 code 和 name 两列", why_en="the first line must name the columns code and name"
        )
    reader.fieldnames = header
    rows = (
        (
            reader.line_num,
            {key: (value or "").strip() for key, value in row.items() if isinstance(value, str | None) and key},
        )
        for row in reader
    )
    return _read(((number, row, _from_wkt(row)) for number, row in rows), crs)


def read_geojson(text: str, crs: str | None = None) -> Read:
    """Return the areas of a GeoJSON FeatureCollection; `crs` or the file's own ``crs`` member names the system.

    :raises NotReadable: not JSON, or no FeatureCollection.
    """
    try:
        whole = json.loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        raise NotReadable(why_zh="不是 JSON", why_en="it is not JSON") from error
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list):
        raise NotReadable(why_zh="不是 FeatureCollection", why_en="it is no FeatureCollection")
    return _read(((number, *_feature(item)) for number, item in enumerate(features, 1)), crs or _named_crs(whole))


def _named_crs(whole: Mapping[str, object]) -> str | None:
    named = whole.get("crs")
    if isinstance(named, dict):
        inner = named.get("properties")
        named = inner.get("name") if isinstance(inner, dict) else None
    if not isinstance(named, str):
        return None
    return named.replace("urn:ogc:def:crs:", "").replace("::", ":")


def _feature(item: object) -> tuple[dict[str, str], object]:
    feature = item if isinstance(item, dict) else {}
    properties = feature.get("properties")
    row = {str(key): str(value).strip() for key, value in (properties or {}).items() if value is not None}
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        return row, None
    rings = geometry.get("coordinates")
    if geometry.get("type") != "Polygon" or not isinstance(rings, list) or len(rings) != 1:
        return row, _bad("outline", "须为无洞的 Polygon", "must be a Polygon without holes")
    return row, rings[0]


def _bad(field: str, zh: str, en: str) -> Invalid:
    return Invalid(field=field, why_zh=zh, why_en=en)


def _from_wkt(row: Mapping[str, str]) -> object:
    given = row.get("outline", "")
    if not given:
        return None
    match = _WKT.match(given)
    if match is None:
        return _bad("outline", "须写作 POLYGON((经度 纬度, …))", "write POLYGON((lon lat, …))")
    return [pair.split() for pair in match[1].split(",")]


def _read(rows: Iterator[tuple[int, dict[str, str], object]], crs: str | None) -> Read:
    areas: list[tuple[int, NewArea]] = []
    refused: list[Line] = []
    system: Crs | None = None
    for number, row, geometry in rows:
        try:
            outline = _outline(geometry)
            if outline is not None:
                named = crs_of(crs or row.get("crs"))
                if system not in (None, named):
                    raise _bad("crs", "一个文件只能用一种坐标系", "one file uses one coordinate system")
                system = named
                ring_from(outline, named)
            areas.append((number, _area(row, outline)))
        except Invalid as error:
            refused.append(Line(number, row.get("code", ""), LineOutcome.REFUSED, error.text))
    return Read(tuple(areas), tuple(refused), system)


def _outline(given: object) -> Outline | None:
    if given is None:
        return None
    if isinstance(given, Invalid):
        raise given
    corners: list[tuple[float, float]] = []
    try:
        for corner in given if isinstance(given, list) else []:
            corners.append((float(corner[0]), float(corner[1])))
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise _bad("outline", "坐标不是数字", "a coordinate is no number") from error
    return corners


def _area(row: Mapping[str, str], outline: Outline | None) -> NewArea:
    code, name = row.get("code", ""), row.get("name", "")
    if not name:
        raise _bad("name", "请填写名称", "a name is needed")
    named = row.get("kind", "")
    kind = _KINDS.get(named) if named else _BY_LENGTH.get(len(code))
    if kind is None:
        words = "、".join(kind.value for kind in AreaKind)
        raise _bad("kind", f"级别须为 {words}", f"the kind is one of {words}")
    grid_type = _TYPES.get(row.get("grid_type", "")) if row.get("grid_type") else None
    if row.get("grid_type") and grid_type is None:
        raise _bad("grid_type", "须为 base 或 dedicated", "base or dedicated")
    above = parent_kind(kind)
    return NewArea(
        kind=kind,
        code=code,
        name=name,
        parent_code=row.get("parent_code") or (code[: LENGTHS[above]] if above else None),
        name_en=row.get("name_en", ""),
        outline=outline,
        grid_type=grid_type,
        declared_households=_number(row, "households"),
        declared_population=_number(row, "population"),
    )


def _number(row: Mapping[str, str], field: str) -> int | None:
    given = row.get(field, "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 9):
        raise _bad(field, "须为非负整数", "must be a whole number, not negative")
    return int(given)

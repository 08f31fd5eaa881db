"""The grid as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from linli.grid.queries.areas import below, shapes
from linli.grid.rules.polygons import Ring
from linli.grid.rules.rows import AreaRow
from linli.grid.rules.writing import as_csv, as_geojson
from linli.kernel.errors import Invalid

WRITERS: Mapping[str, Callable[[Iterable[AreaRow], Mapping[str, Ring]], str]] = {"csv": as_csv, "geojson": as_geojson}


def export_areas(path: str, at: datetime, *, form: str) -> str:
    """Return the areas at and below `path` at a moment as a file (`form` csv or geojson). One statement.

    Imported again it changes nothing. Areas and outlines are public; nobody's name stands in the file.

    :raises Invalid: no such form.
    """
    if form not in WRITERS:
        raise Invalid(field="form", why_zh="文件须为 csv 或 geojson", why_en="the form is csv or geojson")
    return WRITERS[form](below(path, at), shapes(path, at))

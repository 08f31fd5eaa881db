"""Importing areas from files, line by line, safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from linli.grid.actions.areas import open_areas
from linli.grid.models import Area, Shape
from linli.grid.queries import in_force
from linli.grid.rules.codes import check_code, parent_kind
from linli.grid.rules.drafts import NewArea, ring_from
from linli.grid.rules.polygons import Ring
from linli.grid.rules.reading import ImportReport, Line, Read, read_csv, read_geojson
from linli.grid.words import AreaKind, Crs, GridType, LineOutcome
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.kernel.words import Text

READERS: dict[str, Callable[[str, str | None], Read]] = {"csv": read_csv, "geojson": read_geojson}


def import_areas(
    *,
    actor: Actor,
    text: str,
    form: str,
    crs: str | None = None,
    source: str,
    valid_from: datetime,
    now: datetime,
    is_schematic: bool = False,
) -> ImportReport:
    """Open the areas of a file (`form` csv or geojson) and return what became of every line.

    Good lines are opened, others refused with the reason; a line that is there already is left as it is, so a file may
    be imported again. A line that differs from what is there is refused: borders change by re-delineation.

    :raises Forbidden: no `grid.import_areas` at one of the areas; then nothing is opened.
    :raises NotReadable: the file as a whole cannot be used. Invalid: no such form.
    """
    if form not in READERS:
        raise Invalid(field="form", why_zh="文件须为 csv 或 geojson", why_en="the form is csv or geojson")
    read = READERS[form](text, crs)
    with transaction.atomic():
        sorter = _Sorter(read, valid_from)
        wanted = sorter.sort()
        if wanted:
            open_areas(
                actor=actor,
                areas=wanted,
                crs=read.crs,
                source=source,
                valid_from=valid_from,
                now=now,
                is_schematic=is_schematic,
            )
    return ImportReport(tuple(sorted(sorter.lines, key=lambda line: line.number)))


class _Sorter:
    """Sorts lines into those to open, those there already and those to refuse."""

    def __init__(self, read: Read, at: datetime) -> None:
        self.lines: list[Line] = list(read.refused)
        self._areas = sorted(read.areas, key=lambda item: (item[1].kind.depth, item[0]))
        self._crs = read.crs or Crs.CGCS2000
        rows = Area.objects.filter(in_force(at)).only("id", "code", "kind", "name")
        self._there = {row.code: row for row in rows}
        self._kinds = {row.code: row.kind for row in rows}
        self._rings = dict(Shape.objects.filter(in_force(at)).values_list("area_id", "geom"))

    def sort(self) -> Sequence[NewArea]:
        wanted: list[NewArea] = []
        for number, area in self._areas:
            there = self._there.get(area.code)
            if there is not None:
                self._compare(number, area, there)
                continue
            problem = self._problem(area)
            outcome = LineOutcome.OPENED if problem is None else LineOutcome.REFUSED
            self.lines.append(Line(number, area.code, outcome, problem))
            if problem is None:
                wanted.append(area)
                self._kinds[area.code] = area.kind.value
        return wanted

    def _compare(self, number: int, area: NewArea, there: Area) -> None:
        ring: Ring | None = ring_from(area.outline, self._crs) if area.outline else None
        is_same = there.kind == area.kind.value and there.name == area.name
        if is_same and ring in (None, self._rings.get(there.id)):
            self.lines.append(Line(number, area.code, LineOutcome.UNCHANGED))
            return
        text = Text(
            "与现有区域不同；更名请用“更名”，改边界请走网格调整程序。",
            "It differs from what is there: rename it, or re-delineate the community.",
        )
        self.lines.append(Line(number, area.code, LineOutcome.REFUSED, text))

    def _problem(self, area: NewArea) -> Text | None:
        if area.code in self._kinds:
            return Text("编码在文件中重复。", "The code stands in the file twice.")
        wanted = parent_kind(area.kind)
        if wanted is None:
            roots = [code for code, kind in self._kinds.items() if kind == AreaKind.DISTRICT.value]
            if roots:
                return Text(f"本系统已有区 {roots[0]}。", f"This installation has its district: {roots[0]}.")
        elif self._kinds.get(area.parent_code or "") != wanted.value:
            return Text(
                f"上级{wanted.zh} {area.parent_code} 不存在或未导入；请先补上该行。",
                f"The {wanted.en} {area.parent_code} above is missing or was refused; add that line first.",
            )
        grid_type = (area.grid_type or GridType.BASE) if area.kind is AreaKind.GRID else None
        try:
            check_code(area.kind, area.code, area.parent_code, grid_type)
        except Invalid as error:
            return error.text
        return None

"""Tables of figures as files: CSV for programs, XLSX with the definitions on a second sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from linli.dashboards import queries
from linli.dashboards.queries import AsOf
from linli.dashboards.rules.measuring import Value, measure
from linli.dashboards.words import INDICATORS, By, Indicator, Unit
from linli.grid import queries as grid
from linli.grid.words import AreaKind
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.figures import asking, shown
from linli.web.figures import desk as desks
from linli.web.figures.asking import Asked
from linli.web.figures.shown import Row, Standard
from linli.web.language import spoken
from linli.web.spreadsheets import FORMS, Cell, as_csv, fill, saved, sent

PLACE, CODE, NAME, AS_OF = Text("名次", "Place"), Text("代码", "Code"), Text("名称", "Name"), Text("数据截至", "As of")
Line = list[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes into the file."""

    rows: Sequence[Row]
    codes: tuple[str, ...]
    standard: Standard
    asked: Asked
    as_of: AsOf
    is_public: bool


@require_safe
def public(request: HttpRequest, form: str) -> HttpResponse:
    """Give the table of the district's streets, or (`of`) of a street's communities without small numbers."""
    wanted, standard = asking.asked(request), Standard.at(now_of(request))
    area = asking.area_at(request.GET.get("of") or grid.district(now_of(request)).path, request)
    if area.kind not in (AreaKind.DISTRICT, AreaKind.STREET):
        raise NotFound
    by, is_street = asking.BELOW[area.kind], area.kind is AreaKind.STREET
    names = asking.area_names(area, by, request)
    table, names = asking.named(queries.table(by, area.path, wanted.period), names, area)
    rows = shown.rows(table, names, standard, is_public=is_street)
    return _file(request, form, f"{area.code}-{by.value}", rows, shown.COLUMNS, wanted, standard, is_public=is_street)


@never_cache
@staff_only
@require_safe
def desk(request: HttpRequest, form: str) -> HttpResponse:
    """Give the own area's table with every indicator: what lies below, or (`by=unit`) the handling units."""
    wanted, standard = asking.asked(request), Standard.at(now_of(request))
    mine = desks.own(actor_of(request), request, request.GET.get("area", ""))
    area, codes = mine.area, tuple(INDICATORS)
    by = asking.BELOW.get(area.kind, By.UNIT)
    if request.GET.get("by") == By.UNIT.value or mine.units is not None:
        by = By.UNIT
    table = queries.table(by, area.path, wanted.period, units=mine.units, with_medians=True)
    if by is By.UNIT:
        names = asking.unit_names(table)
    else:
        table, names = asking.named(table, asking.area_names(area, by, request), area)
    rows = shown.rows(table, names, standard, codes=codes)
    return _file(request, form, f"{area.code}-{by.value}", rows, codes, wanted, standard, is_public=False)


def _file(
    request: HttpRequest,
    form: str,
    name: str,
    rows: Sequence[Row],
    codes: tuple[str, ...],
    wanted: Asked,
    standard: Standard,
    *,
    is_public: bool,
) -> HttpResponse:
    if form not in FORMS:
        raise NotFound
    sheet = Sheet(rows, codes, standard, wanted, queries.as_of(now_of(request)), is_public)
    content = as_csv([head(sheet), *lines(sheet)]) if form == "csv" else as_xlsx(sheet)
    return sent(content, form, f"{name}-{wanted.span.value}")


def head(sheet: Sheet) -> list[str]:
    """Return the names of the columns; behind each rate stand what it was made of."""
    names = [spoken(CODE), spoken(NAME), spoken(PLACE)]
    for code in sheet.codes:
        row = INDICATORS[code]
        names.append(_column(row))
        if _has_parts(row, sheet):
            names += [f"{spoken(row.name)}{spoken(Text('·分子', ', part'))}", _whole(row)]
    return [*names, spoken(AS_OF)]


def lines(sheet: Sheet) -> list[Line]:
    """Return the rows as numbers; what is hidden or unknown is empty."""
    return [_line(row, sheet) for row in sheet.rows]


def _line(row: Row, sheet: Sheet) -> Line:
    values = measure(row.tally, sheet.standard.weights)
    line: Line = [row.key.rpartition("/")[2], spoken(row.name), row.place]
    for code, cell in zip(sheet.codes, row.cells, strict=True):
        is_hidden = cell.shown in (shown.HIDDEN, shown.TOO_FEW)
        line.append(None if is_hidden else _number(values[code]))
        if _has_parts(INDICATORS[code], sheet):
            line += [None, None] if is_hidden else [values[code].part, values[code].whole]
    return [*line, _moment(sheet.as_of.at)]


def _has_parts(row: Indicator, sheet: Sheet) -> bool:
    return row.unit is Unit.PERCENT and row.code != "composite" and not sheet.is_public


def _column(row: Indicator) -> str:
    unit = {Unit.PERCENT: "(%)", Unit.MINUTES: spoken(Text("（分钟）", " (minutes)")), Unit.COUNT: ""}[row.unit]
    return spoken(row.name) + unit


def _whole(row: Indicator) -> str:
    return spoken(row.name) + spoken(Text("·分母", ", whole"))


def _number(value: Value) -> int | float | None:
    if value.number is None or INDICATORS[value.code].unit is not Unit.PERCENT:
        return value.number
    return value.number / 100


def _moment(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else ""


def as_xlsx(sheet: Sheet) -> bytes:
    """Return a workbook: the table, and on a second sheet the period and every definition."""
    book = Workbook()
    first, second = book.active, book.create_sheet(spoken(Text("定义", "Definitions")))
    fill(first, [head(sheet), *lines(sheet)], spoken(Text("数据", "Figures")))
    period = sheet.asked.period
    second.append([spoken(Text("统计期", "Period")), f"{_moment(period.since)} – {_moment(period.until)}"])
    second.append([spoken(AS_OF), _moment(sheet.as_of.at)])
    second.append([])
    second.append([spoken(text) for text in (NAME, Text("定义", "Definition"), Text("算法", "Formula"), SOURCE)])
    for code in sheet.codes:
        row = INDICATORS[code]
        second.append([spoken(row.name), spoken(row.definition), spoken(row.formula), row.source])
    for cell in second[4]:
        cell.font = Font(bold=True)
    for page, widths in ((first, (14, 24)), (second, (28, 80, 48, 28))):
        for letter, width in zip("ABCD", widths, strict=False):
            page.column_dimensions[letter].width = width
    for (cell,) in second["B5:B60"]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return saved(book)


SOURCE = Text("来源", "Source")

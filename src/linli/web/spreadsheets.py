"""Writing tables as files: CSV for programs, XLSX for people; no cell is ever a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With the wide forms of the first four, which some spreadsheets fold."""

Cell = str | int | float | None


def sent(content: bytes, form: str, name: str) -> HttpResponse:
    """Return the file as something to keep, never to show in place."""
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="linli-{name}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers. Source: OWASP, CSV injection."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_SIGNS):
        return "'" + cell
    return cell


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the rows as CSV in UTF-8 with a mark, so that spreadsheets read the Chinese; no cell is a formula."""
    out = StringIO()
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def written_as(form: str, rows: Sequence[Sequence[Cell]], title: str) -> bytes:
    """Return plain rows, the first of them the head, as a file of this form."""
    if form == "csv":
        return as_csv(rows)
    book = Workbook()
    fill(book.active, rows, title)
    return saved(book)


def book_of(sheets: Sequence[tuple[str, Sequence[Sequence[Cell]]]]) -> bytes:
    """Return a workbook with a sheet for each (title, rows); no cell is a formula."""
    book, taken = Workbook(), set[str]()
    for number, (title, rows) in enumerate(sheets):
        page = book.active if number == 0 else book.create_sheet()
        name = title[:28] if title[:28] not in taken else f"{title[:25]} {number + 1}"
        taken.add(name)
        fill(page, rows, name)
    return saved(book)


def fill(page: Any, rows: Iterable[Sequence[Cell]], title: str) -> None:
    page.title = re.sub(r"[\\\[\]:*?/]", " ", title)[:31]  # what Excel takes for the name of a sheet
    for row in rows:
        page.append([_safe(cell) for cell in row])
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "C2"


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()

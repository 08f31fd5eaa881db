"""Any table of a page as a file: what the reader sees, row by row, in CSV or XLSX (`?as=csv`, `?as=xlsx`).

The page itself is read, after its view has asked every right and covered every name, so that a file can never hold
more than its page; and a new page has its file without a line of its own. Moments are written out in full.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser

from django.http import HttpRequest, HttpResponse

from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound
from linli.web.spreadsheets import FORMS, book_of, sent, written_as

ASKED = "as"
MOST = 2000
"""So many rows at most in a file; a page shows fewer."""

Rows = list[list[str]]
_SILENT = frozenset({"button", "form", "input", "kbd", "label", "script", "select", "style", "svg", "template"})
_VOID = frozenset({"br", "img", "input"})


def asked(request: HttpRequest) -> str:
    """Return the form of file asked for, or nothing."""
    return request.GET.get(ASKED, "") if request.method == "GET" else ""


def most(request: HttpRequest, on_page: int) -> int:
    """Return how many rows a list reads: more for a file than for its page."""
    return MOST if asked(request) in FORMS else on_page


def links(request: HttpRequest) -> dict[str, str]:
    """Return the addresses of the page's tables as files: the filter goes along."""
    given = request.GET.copy()
    found = {}
    for form in FORMS:
        given[ASKED] = form
        found[form] = f"{request.path}?{given.urlencode()}"
    return found


def answer(request: HttpRequest, page: HttpResponse) -> HttpResponse:
    """Return the tables of a page as a file.

    :raises NotFound: no such form, or the page has no table.
    """
    form = asked(request)
    reader = _Reader()
    reader.feed(page.content.decode())
    if form not in FORMS or not reader.tables:
        raise NotFound
    sheets = [(one.title or reader.title, one.rows()) for one in reader.tables]
    name = "-".join(part for part in request.path.strip("/").split("/") if len(part) < 32)
    if form == "csv":
        apart: Rows = []
        for title, rows in sheets:
            apart += ([[]] if apart else []) + ([[title]] if len(sheets) > 1 else []) + rows
        return sent(written_as(form, apart, reader.title), form, name)
    return sent(book_of(sheets), form, name)


@dataclass
class _Cell:
    parts: list[str] = field(default_factory=list)

    def words(self) -> str:
        lines = "".join(self.parts).split("\v")
        return " · ".join(found for line in lines if (found := " ".join(line.split()).strip(" ·")))


@dataclass
class _Table:
    title: str
    lines: list[list[_Cell]] = field(default_factory=list)

    def rows(self) -> Rows:
        """Return the words of the cells, without columns that hold only deeds: those are empty in every row."""
        words = [[cell.words() for cell in line] for line in self.lines]
        width = max((len(line) for line in words), default=0)
        body = words[1:] or words
        kept = [number for number in range(width) if any(line[number : number + 1] not in ([], [""]) for line in body)]
        return [[line[number] if number < len(line) else "" for number in kept] for line in words]


class _Reader(HTMLParser):
    """Reads every table of class `table`; what is only pressed (buttons, forms, fields) says nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.title = ""
        self._table: _Table | None = None
        self._cell: _Cell | None = None
        self._silent = 0
        self._heading: list[str] | None = None
        self._last = ""
        self._time = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _SILENT and tag not in _VOID:
            self._silent += 1
        elif tag in {"h1", "h2", "caption", "summary"} and self._cell is None:
            self._heading = []
        elif tag == "table" and "table" in (given.get("class") or "").split():
            self._table = _Table(self._last)
        elif self._table is not None:
            self._inside(tag, given)

    def _inside(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "tr" and self._table is not None:
            self._table.lines.append([])
        elif tag in {"td", "th"} and self._table is not None and self._table.lines:
            self._cell = _Cell()
            self._table.lines[-1].append(self._cell)
        elif tag == "br" and self._cell is not None:
            self._cell.parts.append("\v")
        elif tag == "time" and self._cell is not None:
            self._cell.parts.append(_moment(given.get("datetime") or ""))
            self._time = given.get("datetime") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and tag not in _VOID:
            self._silent = max(0, self._silent - 1)
        elif tag in {"td", "th"}:
            self._cell = None
        elif tag == "time":
            self._time = ""
        elif tag == "table" and self._table is not None:
            self.tables.append(self._table)
            self._table = None
        elif tag in {"h1", "h2", "caption", "summary"} and self._heading is not None:
            self._last = " ".join("".join(self._heading).split())
            self.title = self.title or self._last
            self._heading = None

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._heading is not None:
            self._heading.append(data)
        elif self._cell is not None and not self._time:
            self._cell.parts.append(data)


def _moment(raw: str) -> str:
    try:
        at = datetime.fromisoformat(raw)
    except ValueError:
        return raw
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at.tzinfo else raw

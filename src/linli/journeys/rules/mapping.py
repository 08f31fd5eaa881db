"""Which column of a pasted table holds what: found by its header, changed by the person (domain-spec §4.2)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from linli.journeys.rules.hotline import LISTS, Head, head_of, said
from linli.journeys.rules.tables import NotReadable
from linli.journeys.words import Cell, FileKind
from linli.kernel.words import Text

NAMES: Mapping[str, Text] = {
    "number": Text("工单编号", "Order number"),
    "kind": Text("工单类型", "Kind"),
    "class": Text("问题分类", "Category"),
    "group": Text("事件大类", "Group"),
    "tags": Text("标签", "Tags"),
    "title": Text("标题", "Title"),
    "content": Text("主要内容", "Content"),
    "state": Text("工单状态", "State"),
    "name": Text("来电人", "Caller"),
    "phone": Text("电话", "Phone"),
    "district": Text("区", "District"),
    "street": Text("街道", "Street"),
    "community": Text("社区", "Community"),
    "grid": Text("网格", "Grid"),
    "point": Text("地址、点位", "Address"),
    "company": Text("企业名称", "Company"),
    "time": Text("时间", "Time"),
    "lon": Text("经度", "Longitude"),
    "lat": Text("纬度", "Latitude"),
    "crs": Text("坐标系", "Coordinate system"),
    "people": Text("涉及人数", "People concerned"),
    "unit": Text("涉及单位", "Unit concerned"),
    "client": Text("终端类型", "Client"),
    "due": Text("办理时限", "Deadline"),
    "secret": Text("是否保密", "Keep secret"),
    "callback": Text("是否需要回电", "Call back"),
}
"""Field -> what it is called on the page."""

SAMPLE = 24
"""So many characters of a column's first cell are shown beside its header."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its header, what stands first in it, and which field it holds (empty: left out)."""

    place: int
    header: str
    sample: str
    field: str


def guessed(rows: Sequence[Sequence[Cell]]) -> Head:
    """Return the header as it is recognised; where none is, the first line with no column known.

    :raises NotReadable: there is no line below a header.
    """
    try:
        found = head_of(rows)
    except NotReadable:
        found = Head(FileKind.ORDERS, {}, 0)
    if len(rows) <= found.line + 1:
        raise NotReadable(
            why_zh="只有表头，没有内容；请连表头一起复制几行",
            why_en="there is a header and no line below; copy some lines with their header",
        )
    return found


def changed(head: Head, given: Mapping[int, str]) -> Head:
    """Return the header with the columns as the person says: place -> field; a field named twice holds the first."""
    columns: dict[str, int] = {}
    for place, field in sorted(given.items()):
        if field in LISTS[head.kind]:
            columns.setdefault(field, place)
    return replace(head, columns=columns)


def columns_of(rows: Sequence[Sequence[Cell]], head: Head) -> list[Column]:
    """Return the columns with what they hold; empty ones without a header are left out."""
    held = {place: field for field, place in head.columns.items()}
    header = rows[head.line]
    found = []
    for place, cell in enumerate(header):
        below = (said(row[place]) for row in rows[head.line + 1 :] if place < len(row))
        sample = next((words for words in below if words), "")[:SAMPLE]
        if said(cell) or sample:
            found.append(Column(place, said(cell), sample, held.get(place, "")))
    return found


def as_text(rows: Sequence[Sequence[Cell]]) -> str:
    """Return the rows as they would be pasted from a spreadsheet: tabs between cells; times written out."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows([[_written(cell) for cell in row] for row in rows])
    return out.getvalue()


def _written(cell: Cell) -> str:
    return f"{cell:%Y-%m-%d %H:%M:%S}" if isinstance(cell, datetime) else said(cell)

"""A table out of the bytes of a file: CSV in any encoding that offices use, XLSX and XLS, told by content.

Source: domain-spec §4.2, RFC 4180.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from linli.journeys.words import Cell
from linli.kernel.decoding import SHEET_MARKS, NotText, decoded
from linli.kernel.errors import Refused
from linli.kernel.words import Text

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED_BYTES = 300 * MEGABYTE
MOST_ROWS = 100_000


class NotReadable(Refused):
    """The file as a whole cannot be used."""

    code = "channels.not_readable"
    status = 422
    says = Text("文件不能用：{why_zh}", "The file cannot be used: {why_en}")


def table(content: bytes) -> list[list[Cell]]:
    """Return the rows of the first sheet that holds any, blank rows included (line numbers are those of the file).

    :raises NotReadable: empty, too big, broken, or no table at all.
    """
    if not content.strip(b" \r\n\t\0"):
        raise NotReadable(why_zh="文件是空的", why_en="it is empty")
    if len(content) > MOST_BYTES:
        raise NotReadable(
            why_zh=f"超过 {MOST_BYTES // MEGABYTE} MB，请分开导入",
            why_en=f"more than {MOST_BYTES // MEGABYTE} MB; split it",
        )
    rows = _of_sheet(content) if content.startswith(SHEET_MARKS) else _of_text(content)
    if len(rows) > MOST_ROWS:
        raise NotReadable(why_zh=f"超过 {MOST_ROWS} 行，请分开导入", why_en=f"more than {MOST_ROWS} lines; split it")
    return rows


def _of_sheet(content: bytes) -> list[list[Cell]]:
    _check_unpacked(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(any(cell not in ("", None) for cell in row) for row in rows):
                return [[_plain(cell) for cell in row] for row in rows]
    except (CalamineError, OSError, ValueError) as error:
        raise NotReadable(
            why_zh="表格打不开，可能没有传完或已损坏；请用 Excel 打开后另存为 .xlsx 或 CSV",
            why_en="the sheet cannot be opened; open it in a spreadsheet program and save it again as .xlsx or CSV",
        ) from error
    raise NotReadable(why_zh="表格里没有内容", why_en="there is nothing in the sheet")


def _check_unpacked(content: bytes) -> None:
    """Refuse a small file that would fill the memory once unpacked."""
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise NotReadable(
            why_zh="表格打不开，可能没有传完；请重新导出", why_en="the sheet cannot be opened; export it again"
        ) from error
    if unpacked > MOST_UNPACKED_BYTES:
        raise NotReadable(why_zh="展开后过大，请分开导入", why_en="it is too large once unpacked; split it")


def _plain(cell: object) -> Cell:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, str | int | float | bool):
        return cell
    if isinstance(cell, time | timedelta):
        return str(cell)
    return None


def _of_text(content: bytes) -> list[list[Cell]]:
    try:
        text = decoded(content)
    except NotText as error:
        raise NotReadable(**error.params) from error
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)]
    except csv.Error as error:
        raise NotReadable(
            why_zh=f"不是完整的 CSV（{error}）", why_en=f"it is not a complete CSV file ({error})"
        ) from error


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max((",", "\t", ";"), key=head.count)


def is_blank(row: Iterable[Cell]) -> bool:
    """Say whether nothing stands in a row."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)

"""Tables out of bytes: encodings, sheets, and files that are not what they say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from linli.journeys.rules.tables import NotReadable, table

NAIVE = datetime.fromisoformat("2026-03-05T14:20:00")
CSV = "工单编号,主要内容\nQD-1,污水管堵了\n"


def sheet(rows: Sequence[Sequence[object]]) -> bytes:
    """Return an XLSX file."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_every_encoding_that_offices_use_is_read(encoding: str) -> None:
    assert table(CSV.encode(encoding)) == [["工单编号", "主要内容"], ["QD-1", "污水管堵了"]]


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_the_delimiter_is_found(mark: str) -> None:
    assert table(f"工单编号{mark}主要内容\nQD-1{mark}堵了\n".encode()) == [["工单编号", "主要内容"], ["QD-1", "堵了"]]


def test_a_sheet_is_read_whatever_its_name_says() -> None:
    rows = table(sheet([["工单编号", "受理时间"], ["QD-1", NAIVE]]))
    assert rows == [["工单编号", "受理时间"], ["QD-1", NAIVE]]


WHOLE = sheet([["工单编号", "主要内容"], ["QD-1", "堵了"]])


def bomb() -> bytes:
    """Return a small archive that unpacks to more than is taken."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (301 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    "what, content, says",
    [
        ("empty", b"", "空的"),
        ("only blanks", b" \r\n \n", "空的"),
        ("a sheet cut in half", WHOLE[: len(WHOLE) // 2], "打不开"),
        ("an archive that is no sheet", b"PK\x03\x04" + b"\0" * 50, "打不开"),
        ("an old sheet that is none", b"\xd0\xcf\x11\xe0" + b"\0" * 50, "打不开"),
        ("a picture", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)), "不是 UTF-8"),
        ("zeros between", b"a\0b\0c,d\n", "不是 UTF-8"),
        ("a quote that never ends", '工单编号,主要内容\nQD-1,"堵了\n'.encode(), "不是完整的 CSV"),
        ("too big", b"a," * (11 * 1024 * 1024), "超过 20 MB"),
        ("too many lines", b"a,b\n" * 100_001, "超过 100000 行"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(what: str, content: bytes, says: str) -> None:
    with pytest.raises(NotReadable) as refused:
        table(content)
    assert says in refused.value.text.zh
    assert refused.value.text.en


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    with pytest.raises(NotReadable) as refused:
        table(bomb())
    assert "展开后过大" in refused.value.text.zh


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    try:
        rows = table(content)
    except NotReadable:
        return
    assert all(isinstance(row, list) for row in rows)

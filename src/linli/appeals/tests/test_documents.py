"""Documents lose who wrote them, with what and when, and still open."""

from __future__ import annotations

import re
import time
import zipfile
import zlib
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from PIL import Image
from PIL.PdfParser import PdfParser

from linli.appeals.actions.files import Upload, prepare
from linli.appeals.rules import files as rules
from linli.appeals.tests.test_files import with_exif

WHO = "王大明"


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = WHO.encode()
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx() -> bytes:
    said = (
        f'<w:document xmlns:w="w"><w:ins w:author="{WHO}" w:initials=\'{WHO}\' w:date="2026-01-01">'
        "<w:t>楼道灯坏了</w:t></w:ins></w:document>"
    )
    return zipped(
        **{
            "[Content_Types].xml": b"<Types/>",
            "docProps/core.xml": f"<cp><dc:creator>{WHO}</dc:creator></cp>".encode(),
            "docProps/app.xml": f"<Properties><Company>{WHO}</Company></Properties>".encode(),
            "docProps/custom.xml": f"<Properties>{WHO}</Properties>".encode(),
            "word/document.xml": said.encode(),
            "word/people.xml": f'<w15:person w15:author="{WHO}" userId="{WHO}"/>'.encode(),
            "word/media/image1.jpg": with_exif(),
        }
    )


def everything(content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.comment + b"".join(archive.read(name) for name in archive.namelist())


def test_a_word_file_says_what_was_written_and_not_by_whom() -> None:
    assert WHO.encode() in everything(docx())
    clean = prepare(Upload(docx())).content
    assert WHO.encode() not in everything(clean)
    assert b"Huawei" not in everything(clean)
    assert "楼道灯坏了".encode() in everything(clean)
    with zipfile.ZipFile(BytesIO(clean)) as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}
        assert Image.open(archive.open("word/media/image1.jpg")).size == (480, 640)


def test_a_sheet_still_opens_without_its_author() -> None:
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = WHO
    sheet: Any = book.active
    sheet["A1"] = "3号楼"
    sheet["A1"].comment = Comment("漏水", WHO)
    out = BytesIO()
    book.save(out)
    clean = prepare(Upload(out.getvalue())).content
    assert WHO.encode() not in everything(clean)
    opened = openpyxl.load_workbook(BytesIO(clean))
    assert (opened.active["A1"].value, opened.active["A1"].comment.text) == ("3号楼", "漏水")


def pdf(**fields: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "PDF", **fields)
    return out.getvalue()


def test_a_pdf_keeps_every_byte_in_its_place_and_loses_its_maker() -> None:
    given = pdf(author=f"{WHO} (wang)", title="王的报告", creator="HUAWEI P60", producer="WPS")
    clean = prepare(Upload(given)).content
    assert len(clean) == len(given)
    with PdfParser(buf=bytearray(clean)) as opened:
        assert len(opened.pages) == 1
        assert {value.strip() for value in opened.info.values() if isinstance(value, (str, bytes))} <= {"", b""}
    for trace in (word.encode("utf-16-be") for word in ("HUAWEI", "WPS", "王")):
        assert trace in given
        assert trace not in clean


def test_packed_objects_and_packed_metadata_are_blanked_too() -> None:
    objects = b"7 0 8 40 <</Title (secret title)/Author (Wang\\) x)>>  <</T (a field)>>"
    first = objects.index(b"<<")
    objects = objects.replace(b"8 40", b"8 %2d" % (objects.index(b"<</T (a") - first))
    packet = b"<x:xmpmeta><dc:creator>Wang</dc:creator></x:xmpmeta>"
    streams = [(b"/Type /ObjStm /N 2 /First %d" % first, objects), (b"/Type /Metadata /Subtype /XML", packet)]
    body = b"%PDF-1.7\n"
    for number, (head, plain) in enumerate(streams, 1):
        packed = zlib.compress(plain)
        body += b"%d 0 obj <<%s /Filter /FlateDecode /Length %d>> stream\n" % (number, head, len(packed))
        body += packed + b"\nendstream endobj\n"
    body += b"trailer <</Info 7 0 R>>\n%%EOF\n"
    clean = prepare(Upload(body)).content
    assert len(clean) == len(body)
    plain = [
        zlib.decompressobj().decompress(found) for found in re.findall(rb"stream\n(.*?)\nendstream", clean, re.DOTALL)
    ]
    assert len(plain) == 2
    assert b"secret" not in plain[0]
    assert b"Wang" not in plain[0] + plain[1]
    assert b"(a field)" in plain[0]
    assert len(plain[0]) == len(objects)


def test_a_photo_inside_a_pdf_loses_its_device() -> None:
    given = b"%PDF-1.4\n1 0 obj <</Filter /DCTDecode>> stream\n" + with_exif() + b"\nendstream endobj\n%%EOF\n"
    clean = prepare(Upload(given)).content
    assert b"Huawei" in given
    assert b"Huawei" not in clean
    assert len(clean) == len(given)


def test_a_locked_pdf_is_refused_with_what_to_do() -> None:
    with pytest.raises(rules.EncryptedPdf) as refused:
        prepare(Upload(b"%PDF-1.7\ntrailer <</Encrypt 5 0 R>>\n%%EOF"))
    assert "打印为 PDF" in refused.value.text.zh


def test_a_signed_pdf_stays_as_it_was_signed() -> None:
    given = b"%PDF-1.7\n1 0 obj <</ByteRange [0 10 20 30]/Author (Wang)>> endobj\n%%EOF"
    assert prepare(Upload(given)).content == given


@pytest.mark.parametrize(
    "tail", [b"/Author (never closed", b"/Author <20", b"/Info 3 0 R 3 0 obj (", b"/ObjStm /FlateDecode >> stream\n"]
)
def test_broken_ends_break_nothing(tail: bytes) -> None:
    given = b"%PDF-1.7\n" + tail
    assert len(prepare(Upload(given)).content) == len(given)


@pytest.mark.parametrize("piece", [b"/Author (", b"<x:xmpmeta", b"9 0 obj /Info 9 0 R ", b"<<", b" obj stream\n"])
def test_a_file_made_to_be_slow_is_not(piece: bytes) -> None:
    began = time.process_time()
    prepare(Upload(b"%PDF-1.7\n" + piece * (2 * rules.MEGABYTE // len(piece))))
    assert time.process_time() - began < 10

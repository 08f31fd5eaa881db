"""Photos and documents: by content, without place and device, with clear refusals."""

from __future__ import annotations

import os
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from linli.appeals import jobs
from linli.appeals.actions import files
from linli.appeals.actions.files import Upload, attach, prepare
from linli.appeals.models import Appeal, Attachment
from linli.appeals.queries import detail
from linli.appeals.rules import files as rules
from linli.appeals.tests.factories import NOW, holder, registered, triaged
from linli.appeals.words import AttachmentUse, State
from linli.kernel.errors import NotFound

GPS = 0x8825
MAKE = 0x010F
ORIENTATION = 0x0112


def photo(size: tuple[int, int] = (640, 480), form: str = "JPEG", mode: str = "RGB", **fields: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "red").save(out, form, **fields)
    return out.getvalue()


def with_exif(size: tuple[int, int] = (640, 480)) -> bytes:
    exif = Image.Exif()
    exif[MAKE] = "Huawei"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (36.0, 5.0, 0.0)
    return photo(size, exif=exif, comment=b"my home")


def office(*names: str, size: int = 10) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * size)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _kept_in(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def test_place_and_device_go_and_the_picture_stands_upright():
    content = with_exif()
    assert dict(Image.open(BytesIO(content)).getexif())[MAKE] == "Huawei"
    ready = prepare(Upload(content))
    clean = Image.open(BytesIO(ready.content))
    assert clean.size == (480, 640)
    assert not dict(clean.getexif())
    assert not {"exif", "comment", "xmp", "icc_profile"} & set(clean.info)
    assert b"Huawei" not in ready.content
    assert b"my home" not in ready.content
    assert ready.thumbnail is not None
    assert max(Image.open(BytesIO(ready.thumbnail)).size) == rules.THUMBNAIL_PIXELS


@pytest.mark.parametrize(
    "form, mode, media_type",
    [
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/jpeg"),
        ("WEBP", "RGB", "image/jpeg"),
        ("GIF", "P", "image/jpeg"),
    ],
)
def test_other_pictures_are_written_anew(form, mode, media_type):
    assert prepare(Upload(photo(form=form, mode=mode))).kind.media_type == media_type


@pytest.mark.parametrize(
    "what, content, media_type",
    [
        ("pdf", b"%PDF-1.7\n...", "application/pdf"),
        ("docx", office("[Content_Types].xml", "word/document.xml"), "docx"),
        ("xlsx", office("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    ],
)
def test_documents_are_known_by_content(what, content, media_type):
    kind = prepare(Upload(content)).kind
    assert media_type in (kind.media_type, kind.ending)


@pytest.mark.parametrize(
    "what, content, refusal",
    [
        ("empty", b"", rules.EmptyFile),
        ("a program", b"MZ\x90\x00" + b"0" * 64, rules.UnknownFile),
        ("a page", b"<html><script>alert(1)</script>", rules.UnknownFile),
        ("a picture by name only", b"not a picture at all", rules.UnknownFile),
        ("a photo of a newer phone", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1" + b"\x00" * 64, rules.AppleFormat),
        ("half a picture", photo()[:400], rules.BrokenFile),
        ("plain zip", office("a.txt"), rules.UnknownFile),
        ("macros", office("word/document.xml", "word/vbaProject.bin"), rules.HasMacros),
        ("too much inside", office("word/document.xml", size=rules.MOST_UNPACKED_BYTES + 1), rules.TooManyPixels),
        ("too many pixels", photo((10_001, 5_000), "PNG", "1"), rules.TooManyPixels),
    ],
)
def test_what_is_refused_and_why(what, content, refusal):
    with pytest.raises(refusal) as refused:
        prepare(Upload(content))
    assert refused.value.text.zh
    assert refused.value.text.en


def test_fifty_megabytes_are_refused_before_they_are_read():
    class Unread(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError("read")

    with pytest.raises(rules.FileTooBig) as refused:
        prepare(Upload(Unread(), 50 * rules.MEGABYTE))
    assert "20" in refused.value.text.zh


@pytest.mark.parametrize("extra, fits", [(0, True), (1, False)])
def test_the_greatest_size_is_inside(extra, fits):
    size = rules.KINDS["image/jpeg"].most_bytes + extra
    if fits:
        assert rules.kind_of("image/jpeg", size).is_picture
        return
    with pytest.raises(rules.FileTooBig):
        rules.kind_of("image/jpeg", size)


def test_a_file_is_kept_under_a_name_that_says_nothing(here):
    receipt = registered(here, uploads=(Upload(photo()),))
    row: Any = Attachment.objects.get(appeal_id=receipt.id)
    assert row.file.name.startswith(f"appeals/202603/{row.id.hex}")
    assert default_storage.exists(row.file.name)
    assert default_storage.exists(row.thumbnail.name)
    (seen,) = detail.detail(here.agent, receipt.id, now=NOW).files
    assert (seen.media_type, seen.use) == ("image/jpeg", AttachmentUse.REPORT)
    assert detail.file_of(here.agent, row.id) == seen
    with pytest.raises(NotFound):
        detail.file_of(here.stranger, row.id)


def test_a_file_is_added_once_and_only_while_the_case_is_open(here):
    appeal_id = triaged(here)
    fields: dict[str, Any] = {
        "appeal_id": appeal_id,
        "use": AttachmentUse.ADDITION,
        "deed": "appeals.add_info",
        "now": NOW,
    }
    first = attach(actor=holder(appeal_id), upload=Upload(photo()), client_id="f1", **fields)
    assert attach(actor=holder(appeal_id), upload=Upload(photo()), client_id="f1", **fields) == first
    assert Attachment.objects.count() == 1
    Appeal.objects.filter(id=appeal_id).update(state=State.WITHDRAWN)
    with pytest.raises(files.Ended):
        attach(actor=holder(appeal_id), upload=Upload(photo()), **fields)


def test_a_bad_file_leaves_no_report(here):
    with pytest.raises(rules.UnknownFile):
        registered(here, uploads=(Upload(b"nonsense"),))
    assert Appeal.objects.count() == 0


# Files that nobody keeps


def stored_at(moment: datetime, name: str) -> str:
    stored = default_storage.save(name, ContentFile(b"x"))
    os.utime(default_storage.path(stored), (moment.timestamp(), moment.timestamp()))
    return stored


def test_what_no_row_knows_goes_after_a_day_and_nothing_else(here):
    receipt = registered(here, uploads=(Upload(photo()),))
    kept: Any = Attachment.objects.get(appeal_id=receipt.id)
    for name in (kept.file.name, kept.thumbnail.name):
        os.utime(default_storage.path(name), (0, 0))
    tick = timedelta(seconds=1)
    orphan = stored_at(NOW - timedelta(days=1) - tick, "appeals/202603/orphan.jpg")
    young = stored_at(NOW - timedelta(days=1) + tick, "appeals/202603/young.jpg")
    other = stored_at(NOW - timedelta(days=9), "people/proofs/paper.pdf")
    assert jobs.sweep_files(NOW) == 1
    left = [
        name for name in (orphan, young, other, kept.file.name, kept.thumbnail.name) if default_storage.exists(name)
    ]
    assert left == [young, other, kept.file.name, kept.thumbnail.name]
    assert jobs.sweep_files(NOW) == 0
    assert jobs.sweep_files(NOW + 2 * tick) == 1


def test_an_erased_file_left_behind_goes_too(here):
    receipt = registered(here, uploads=(Upload(photo()),))
    kept: Any = Attachment.objects.get(appeal_id=receipt.id)
    Attachment.objects.update(erased_at=NOW)
    for name in (kept.file.name, kept.thumbnail.name):
        os.utime(default_storage.path(name), (0, 0))
    assert jobs.sweep_files(NOW) == 2


def test_an_empty_storage_is_swept_too(here):
    assert jobs.sweep_files(NOW) == 0

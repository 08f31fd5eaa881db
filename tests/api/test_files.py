"""Files that are not what they say, too big, or carry more than the picture."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.appeals.models import Attachment
from tests.api.town import Answer, Town, answer_of, call, report

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NORTH = {1: "N", 2: (36.0, 5.0, 15.0), 3: "E", 4: (120.0, 22.0, 30.0)}


def send(token: str, name: str, content: bytes, *, language: str = "zh", **headers: Any) -> Answer:
    file = SimpleUploadedFile(name, content, "application/octet-stream")
    path = f"/api/v1/appeals/by-link/{token}/files"
    return answer_of(Client().post(path, {"file": file}, HTTP_ACCEPT_LANGUAGE=language, **headers))


def photo(form: str = "JPEG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, form, **more)
    return out.getvalue()


def with_location() -> bytes:
    """Return a photo whose device wrote down where it was taken, and with what."""
    exif = Image.Exif()
    exif[0x0110] = "SecretPhone 12"
    exif.get_ifd(0x8825).update(NORTH)
    return photo(exif=exif)


def bomb() -> bytes:
    """Return a small PNG that says it has 2.5 thousand million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def test_place_and_device_are_not_kept(town: Town) -> None:
    token = report(town)["token"]
    made = send(token, "家门口.jpg", with_location())
    assert made.status == 201, made.body

    answer = Client().get(f"/api/v1/appeals/by-link/{token}/files/{made.body['id']}")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert answer.headers["Content-Type"] == "image/jpeg"
    kept = Image.open(io.BytesIO(content))
    assert dict(kept.getexif()) == {}
    assert b"SecretPhone" not in content
    assert "家门口" not in str(Attachment.objects.get().file.name)


def test_a_jpg_that_is_a_pdf_is_kept_as_what_it_is(town: Town) -> None:
    token = report(town)["token"]
    made = send(token, "photo.jpg", PDF)

    assert made.status == 201
    assert Attachment.objects.get().media_type == "application/pdf"


@pytest.mark.parametrize(
    "what, name, content, code",
    [
        ("a script that says it is a photo", "photo.jpg", b"<script>alert(1)</script>" * 50, "appeals.file_unknown"),
        ("a photo cut in half", "photo.jpg", photo()[:300], "appeals.file_broken"),
        ("nothing", "photo.jpg", b"", "appeals.file_empty"),
        ("an archive", "photo.zip", b"PK\x03\x04" + b"\0" * 100, "appeals.file_unknown"),
        ("a bomb", "photo.png", bomb(), "appeals.file_too_large_inside"),
    ],
)
def test_what_is_no_photo_or_document_is_refused_in_both_languages(
    town: Town, what: str, name: str, content: bytes, code: str
) -> None:
    token = report(town)["token"]
    zh, en = send(token, name, content), send(token, name, content, language="en")

    assert (zh.status, zh.body["title"]) == (422, code), zh.body
    assert en.body["detail"] != zh.body["detail"]
    assert Attachment.objects.count() == 0


def test_twenty_one_megabytes_are_refused_with_the_limit(town: Town) -> None:
    answer = send(report(town)["token"], "big.pdf", PDF + b"0" * (21 * 1024 * 1024))
    assert (answer.status, answer.body["title"]) == (422, "appeals.file_too_big")
    assert "20 MB" in answer.body["detail"]


def test_fifty_megabytes_are_refused_early(town: Town) -> None:
    answer = send(report(town)["token"], "big.pdf", b"0" * (50 * 1024 * 1024))
    assert (answer.status, answer.body["title"]) == (413, "api.too_big")


def test_the_same_upload_twice_is_one_file(town: Town) -> None:
    token, key = report(town)["token"], {"HTTP_IDEMPOTENCY_KEY": "upload-1"}
    first, again = send(token, "a.jpg", photo(), **key), send(token, "a.jpg", photo(), **key)

    assert first.body == again.body
    assert Attachment.objects.count() == 1


def test_a_body_that_is_no_upload_is_said(town: Town) -> None:
    token = report(town)["token"]
    answer = call("post", f"/appeals/by-link/{token}/files", {"file": "x"})
    assert (answer.status, answer.kind) == (422, "application/problem+json")

"""Photos and documents: what they are by content, without place and device, with a small picture.

Pictures are decoded and written anew from their pixels, so that nothing but pixels is kept.
"""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO
from uuid import UUID

import filetype
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from linli.appeals.actions import documents, moving
from linli.appeals.models import Appeal, Attachment
from linli.appeals.rules import files as rules
from linli.appeals.words import OPEN_STATES, AttachmentUse, State
from linli.journal import queries as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Refused
from linli.kernel.ids import new_id
from linli.kernel.words import Text

FOLDER = "appeals"
_HEAD_BYTES = 8192


class Ended(Refused):
    """Nothing is added to an ended appeal."""

    code = "appeals.ended"
    says = Text("这件诉求已经结束，不能再补充；可以申请重办。", "This report has ended; ask for reopening instead.")


@dataclass(frozen=True, slots=True)
class Upload:
    """What came in: bytes, or an open binary file with its size. The name it had is not kept."""

    content: bytes | BinaryIO
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that was checked and cleaned, ready to be stored."""

    content: bytes
    thumbnail: bytes | None
    kind: rules.FileKind
    digest: str


def prepare(upload: Upload) -> Ready:
    """Check an upload by its content and clean it. No statement, no write; call it before the transaction.

    :raises FileTooBig, EmptyFile, UnknownFile, BrokenFile, TooManyPixels, HasMacros, EncryptedPdf:
    """
    content = _read(upload)
    kind = rules.kind_of(_media_type(content), len(content))
    if not kind.is_picture:
        plain = _clean_document(content, kind)
        return Ready(plain, None, kind, sha256(plain).hexdigest())
    clean, thumbnail, media_type = _clean_picture(content)
    return Ready(clean, thumbnail, rules.KINDS[media_type], sha256(clean).hexdigest())


def keep(
    appeal: Appeal, ready: Ready, *, use: AttachmentUse, actor: Actor, now: datetime, order_id: UUID | None = None
) -> UUID:
    """Store a prepared file with the appeal; return the attachment's id. One INSERT; the stored name says nothing.

    The file goes if the transaction does not hold.
    """
    attachment_id = new_id()
    stem = f"{FOLDER}/{now:%Y%m}/{attachment_id.hex}"
    names = [default_storage.save(f"{stem}.{ready.kind.ending}", ContentFile(ready.content))]
    if ready.thumbnail is not None:
        names.append(default_storage.save(f"{stem}-s.jpg", ContentFile(ready.thumbnail)))
    try:
        Attachment(
            id=attachment_id,
            appeal=appeal,
            order_id=order_id,
            use=use.value,
            file=names[0],
            thumbnail=names[1] if len(names) > 1 else "",
            media_type=ready.kind.media_type,
            size_bytes=len(ready.content),
            sha256=ready.digest,
            author_id=actor.account_id,
            at=now,
        ).save(force_insert=True)
    except Exception:
        forget(names)
        raise
    return attachment_id


def attach(
    *,
    actor: Actor,
    appeal_id: UUID,
    upload: Upload,
    use: AttachmentUse,
    deed: str,
    now: datetime,
    order_id: UUID | None = None,
    client_id: str | None = None,
) -> UUID:
    """Add a file to an open appeal under the right `deed`; return the attachment's id, the first one's if repeated.

    :raises NotFound, Forbidden, Ended: and what `prepare` raises.
    :raises Conflict: the client id belongs to another deed or another appeal.
    """
    ready = prepare(upload)
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, deed, actor=actor, client_id=client_id)
        if is_repeat:
            return _attached(client_id)
        if State(appeal.state) not in OPEN_STATES and appeal.state != State.DRAFT:
            raise Ended
        attachment_id = keep(appeal, ready, use=use, actor=actor, now=now, order_id=order_id)
        told = moving.Telling(reason=use.value, more={"attachment": str(attachment_id)}, client_id=client_id)
        moving.tell(appeal, "attach", actor=actor, now=now, telling=told)
        return attachment_id


def _attached(client_id: str | None) -> UUID:
    """Return the attachment that this press of the button made.

    :raises Conflict: another deed took the key.
    """
    earlier = journal.was_told(client_id)
    more = earlier.data.get("more") if earlier is not None else None
    if not isinstance(more, dict) or "attachment" not in more:
        raise Conflict
    return UUID(str(more["attachment"]))


def forget(names: list[str]) -> None:
    """Delete stored files by name; a missing one is as good as deleted."""
    for name in names:
        if name:
            default_storage.delete(name)


def _read(upload: Upload) -> bytes:
    if upload.size_bytes is not None:
        rules.check_upload_size(upload.size_bytes)
    given = upload.content
    content = given if isinstance(given, bytes) else given.read(rules.MOST_UPLOAD_BYTES + 1)
    rules.check_upload_size(len(content))
    return content


def _media_type(content: bytes) -> str | None:
    found: str | None = filetype.guess_mime(content[:_HEAD_BYTES])
    if found == "application/zip":
        return _office_type(content)
    return found


def _office_type(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return "application/zip"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    if "word/document.xml" in names:
        return word
    return sheet if "xl/workbook.xml" in names else "application/zip"


def _clean_document(content: bytes, kind: rules.FileKind) -> bytes:
    if kind.media_type == "application/pdf":
        return documents.clean_pdf(content)
    _check_office(content)
    return documents.clean_office(content, _clean_inner)


def _clean_inner(content: bytes) -> bytes:
    """Return a picture inside a document from its pixels alone, in its own form; what is no picture stays."""
    try:
        with Image.open(BytesIO(content)) as opened:
            rules.check_pixels(*opened.size)
            form = "PNG" if opened.format == "PNG" else "JPEG"
            pixels = _pixels(opened)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return content
    return _written(pixels.convert("RGB") if form == "JPEG" else pixels, form)


def _check_office(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            rules.check_parts([part.filename for part in parts], sum(part.file_size for part in parts))
    except zipfile.BadZipFile as error:
        raise rules.BrokenFile from error


def _clean_picture(content: bytes) -> tuple[bytes, bytes, str]:
    """Return the picture written anew, its thumbnail, and its media type."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content)) as probe:
                rules.check_pixels(*probe.size)
                probe.verify()
            with Image.open(BytesIO(content)) as opened:
                pixels = _pixels(opened)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise rules.TooManyPixels from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise rules.BrokenFile from error
    thumbnail = pixels.convert("RGB")
    thumbnail.thumbnail((rules.THUMBNAIL_PIXELS, rules.THUMBNAIL_PIXELS))
    if pixels.mode == "RGBA":
        return _written(pixels, "PNG"), _written(thumbnail, "JPEG"), "image/png"
    return _written(pixels, "JPEG"), _written(thumbnail, "JPEG"), "image/jpeg"


def _written(picture: Image.Image, form: str) -> bytes:
    out = BytesIO()
    picture.save(out, form, optimize=form == "JPEG", quality=86)
    return out.getvalue()


def _pixels(opened: Image.Image) -> Image.Image:
    """Return the upright pixels alone: a new picture, into which no other data of the file is carried."""
    upright = ImageOps.exif_transpose(opened)
    has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    plain = upright.convert("RGBA" if has_alpha else "RGB")
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())

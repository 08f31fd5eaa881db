"""Pictures of what is no appeal: cleaned like every picture, stored under a name that says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from linli.appeals.actions import files
from linli.appeals.actions.files import Ready, Upload
from linli.appeals.rules.intake import TooManyFiles
from linli.fieldwork.models import Finding, Photo
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id

FOLDER = "fieldwork"
MOST = 6


def prepared(uploads: Sequence[Upload]) -> list[Ready]:
    """Return the uploads checked and cleaned, all of them pictures. No statement; call it before the transaction.

    :raises TooManyFiles, FileRefused: and Invalid, where one is no picture.
    """
    if len(uploads) > MOST:
        raise TooManyFiles(most=MOST)
    found = [files.prepare(upload) for upload in uploads]
    if any(not one.kind.is_picture for one in found):
        raise Invalid(field="photos", why_zh="这里只收照片", why_en="only pictures are taken here")
    return found


def keep(finding: Finding, ready: Sequence[Ready], *, is_after: bool, now: datetime) -> None:
    """Store pictures with a finding. One INSERT each; the files go if the rows cannot be written."""
    names: list[str] = []
    try:
        for one in ready:
            photo_id = new_id()
            stem = f"{FOLDER}/{now:%Y%m}/{photo_id.hex}"
            file = default_storage.save(f"{stem}.{one.kind.ending}", ContentFile(one.content))
            names.append(file)
            small = default_storage.save(f"{stem}-s.jpg", ContentFile(one.thumbnail)) if one.thumbnail else ""
            names.append(small)
            Photo(
                id=photo_id, finding=finding, is_after=is_after, file=file, thumbnail=small,
                media_type=one.kind.media_type, sha256=one.digest, at=now,
            ).save(force_insert=True)  # fmt: skip
    except Exception:
        files.forget(names)
        raise


def as_uploads(finding: Finding) -> list[Upload]:
    """Return the pictures of a finding to hand on to the appeal it becomes. One statement."""
    found = []
    for photo in Photo.objects.filter(finding=finding).order_by("at", "id"):
        with photo.file.open("rb") as opened:
            found.append(Upload(opened.read()))
    return found

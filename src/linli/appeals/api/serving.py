"""Files on their way out."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse

from linli.appeals.queries.rows import FileRow
from linli.appeals.rules.files import KINDS
from linli.kernel.errors import NotFound

BINARY: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file; photos are shown, documents are downloaded.",
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS},
        }
    }
}


def serve(file: FileRow, *, small: bool) -> HttpResponse:
    """Return a stored file; nobody's cache keeps it.

    :raises NotFound: it is gone from the storage, or there is no thumbnail.
    """
    name = file.thumbnail if small else file.name
    if not name or not default_storage.exists(name):
        raise NotFound
    kind = KINDS[file.media_type]
    media_type = "image/jpeg" if small else kind.media_type
    answer = FileResponse(
        default_storage.open(name),
        as_attachment=not kind.is_picture,
        filename=f"{file.id}.{'jpg' if small else kind.ending}",
        content_type=media_type,
    )
    answer["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]

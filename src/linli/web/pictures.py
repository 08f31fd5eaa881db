"""Serving a stored picture: never by its own name, never run by the browser."""

from __future__ import annotations

from typing import Protocol

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse

from linli.kernel.errors import NotFound


class Stored(Protocol):
    """A picture of a room: names in the storage, and what it is."""

    @property
    def file(self) -> str:
        """Return the name of the picture."""

    @property
    def thumbnail(self) -> str:
        """Return the name of the small picture, '' where there is none."""

    @property
    def media_type(self) -> str:
        """Return what the picture is."""


def served(request: HttpRequest, found: Stored) -> HttpResponse:
    """Return the picture, or the small one where the address ends in `?small`.

    :raises NotFound: the storage has lost it.
    """
    is_small = bool("small" in request.GET and found.thumbnail)
    try:
        opened = default_storage.open(found.thumbnail if is_small else found.file)
    except FileNotFoundError:
        raise NotFound from None
    answer = FileResponse(opened, content_type="image/jpeg" if is_small else found.media_type)
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]

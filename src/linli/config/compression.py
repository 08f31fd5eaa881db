"""What goes out small: pages, styles, scripts and JSON as gzip, for phones on slow lines.

BREACH reads a secret out of a page's length: another site lets the browser of somebody signed in ask again and again,
with a guess in the address that the page repeats. So what a session may see stays as it is when another site asked for
it, or when the browser does not tell who did; and no two lengths of the same page agree, for up to 100 bytes of chance
travel along. The mark of a form (CSRF) is masked anew on every page by Django.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

WORTH_BYTES = 600
"""Below this a packet is saved by nobody."""
CHANCE_BYTES = 100
OWN = frozenset({"same-origin", "none"})
"""What a browser says of a request that our own page, or the person at the address bar, made (Sec-Fetch-Site)."""
KINDS = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "text/plain",
        "application/javascript",
        "application/json",
        "application/geo+json",
        "application/manifest+json",
        "application/problem+json",
        "image/svg+xml",
    }
)


class CompressionMiddleware:
    """Send words as gzip to those who take it, unless their length could give a secret away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if not _is_words(answer):
            return answer
        patch_vary_headers(answer, ("Accept-Encoding",))
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return answer
        if isinstance(answer, FileResponse):
            _pack_file(answer)
        elif isinstance(answer, HttpResponse) and len(answer.content) >= WORTH_BYTES and not could_be_guessed(request):
            _pack_page(answer)
        return answer


def could_be_guessed(request: HttpRequest) -> bool:
    """Say whether another site may have made a browser with a session ask for this."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return request.headers.get("Sec-Fetch-Site", "") not in OWN


def _is_words(answer: HttpResponseBase) -> bool:
    """Say whether this is a whole answer of a kind that gets smaller."""
    if answer.status_code in {204, 206, 304} or answer.has_header("Content-Encoding"):
        return False
    return answer.get("Content-Type", "").partition(";")[0].strip() in KINDS


def _pack_file(answer: FileResponse) -> None:
    """Put the packed file in the place of an open one of our own; what has no name and no mark stays as it is."""
    file, mark = answer.file_to_stream, answer.get("ETag", "")
    if file is None or not mark:
        return
    packed = _packed(str(file.name), mark)
    answer.streaming_content = [packed]
    answer.headers["Content-Length"] = str(len(packed))
    answer.headers["Content-Encoding"] = "gzip"


@lru_cache(maxsize=64)
def _packed(name: str, mark: str) -> bytes:
    """Return the file as gzip, made once per process and version (`mark`)."""
    return gzip.compress(Path(name).read_bytes(), 9, mtime=0)


def _pack_page(answer: HttpResponse) -> None:
    answer.content = compress_string(answer.content, max_random_bytes=CHANCE_BYTES)
    answer.headers["Content-Length"] = str(len(answer.content))
    answer.headers["Content-Encoding"] = "gzip"

"""How much one request may carry: one limit for all pages, looked at before anything of the body is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.kernel.errors import Refused
from linli.kernel.words import Text

MEGABYTE = 1024 * 1024
View = TypeVar("View", bound=Callable[..., HttpResponse])


class TooBig(Refused):
    """The files together are more than one request takes."""

    code = "web.too_big"
    status = 413
    says = Text(
        "照片加起来有 {size_mb} MB，一次最多 {most_mb} MB。请少选几张再发；写好的内容还在。",
        "The photos together have {size_mb} MB; {most_mb} MB is the most. Choose fewer; what you wrote is kept.",
    )


def within_size(request: HttpRequest) -> None:
    """Return quietly when the announced length is within LINLI_MOST_REQUEST_BYTES; what is not announced is not read.

    :raises TooBig: it is not.
    """
    announced = request.META.get("CONTENT_LENGTH") or "0"
    size = int(announced) if announced.isdigit() else 0
    most = int(settings.LINLI_MOST_REQUEST_BYTES)
    if size > most:
        raise TooBig(size_mb=size // MEGABYTE, most_mb=most // MEGABYTE)


def tells_too_big(view: View) -> View:
    """Mark a view that tells `TooBig` itself, in its own form and with what was written before."""
    setattr(view, "tells_too_big", True)  # noqa: B010 - a mark on a function
    return view

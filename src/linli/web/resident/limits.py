"""How often and how much one address may send without an account; counted in Django's cache, per process by default."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.people.doors import address_of

WINDOW_S = 60
MEGABYTE = 1024 * 1024
MOST_REQUEST_BYTES = 40 * MEGABYTE
"""Several photos together; the single file is judged by the room appeals."""


class TooFast(Refused):
    """Too many reports from one address in a minute."""

    code = "web.too_fast"
    status = 429
    says = Text(
        "一分钟内发送的次数太多，请稍等一分钟再发；写好的内容还在。紧急情况请直接打电话。",
        "Too many reports within a minute. Please wait a minute; what you wrote is kept. In danger, call.",
    )


class TooBig(Refused):
    """The files together are more than one request takes."""

    code = "web.too_big"
    status = 413
    says = Text(
        "照片加起来有 {size_mb} MB，一次最多 {most_mb} MB。请少选几张再发；写好的内容还在。",
        "The photos together have {size_mb} MB; {most_mb} MB is the most. Choose fewer; what you wrote is kept.",
    )


def within_rate(request: HttpRequest) -> None:
    """Count this report against the address's minute; a limit of 0 counts nothing.

    :raises TooFast: more than LINLI_REPORTS_PER_MINUTE.
    """
    most = int(getattr(settings, "LINLI_REPORTS_PER_MINUTE", 30))
    if most <= 0:
        return
    key = f"reports:{address_of(request)}"
    cache.add(key, 0, WINDOW_S)
    try:
        count = cache.incr(key)
    except ValueError:
        return
    if count > most:
        raise TooFast


def within_size(request: HttpRequest) -> None:
    """Look at the announced length before anything of the body is read.

    :raises TooBig: more than MOST_REQUEST_BYTES.
    """
    announced = request.META.get("CONTENT_LENGTH") or "0"
    size = int(announced) if announced.isdigit() else 0
    if size > MOST_REQUEST_BYTES:
        raise TooBig(size_mb=size // MEGABYTE, most_mb=MOST_REQUEST_BYTES // MEGABYTE)

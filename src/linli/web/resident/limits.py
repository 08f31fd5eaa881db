"""How often one address may send without an account; counted in Django's cache, per process by default."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.people.doors import address_of

WINDOW_S = 60


class TooFast(Refused):
    """Too many reports from one address in a minute."""

    code = "web.too_fast"
    status = 429
    says = Text(
        "一分钟内发送的次数太多，请稍等一分钟再发；写好的内容还在。紧急情况请直接打电话。",
        "Too many reports within a minute. Please wait a minute; what you wrote is kept. In danger, call.",
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

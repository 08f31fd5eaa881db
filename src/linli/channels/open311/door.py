"""The door of Open311: methods, limits, faults as error lists. Source: GeoReport v2, "Errors".

404 for what does not exist, 403 for a key, 400 for all else; beside them 405, 413, 429 and 503 where HTTP has the word.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from linli.channels.open311.answers import Fault, Told, refusal, wrong
from linli.kernel.errors import Broken, DomainError, Forbidden, NotFound
from linli.kernel.words import Text
from linli.people import actions as people
from linli.people.api.limits import wait_s
from linli.people.doors import address_of

TOO_FAST = Text("请求太频繁，请稍后再试。", "Too many requests. Please wait a little.")
AWAY = Text(
    "系统暂时不可用，没有保存任何内容，请稍后再试。",
    "The system is away for a moment; nothing was stored. Try again later.",
)
View = Callable[..., HttpResponse]


def door(*methods: str) -> Callable[[View], View]:
    """Return a decorator for a view that knows `methods`; whatever is wrong leaves as an error list."""

    def opened(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, form: str, **given: Any) -> HttpResponse:
            try:
                if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                    raise wrong_method(methods)
                _check_size(request)
                count("all", address_of(request), settings.LINLI_REQUESTS_PER_MINUTE)
                return view(request, form=form, now=timezone.now(), **given)
            except (Told, DomainError, DataError, OperationalError, InterfaceError) as error:
                return refusal(form, told_of(error))

        return answered

    return opened


def count(limit: str, caller: str, most: int) -> None:
    """Count one request of a caller against a limit of so many a minute (0: none). One statement (ADR 0030).

    :raises Told: 429.
    """
    if most and people.count_request(limit, caller) > most:
        raise too_fast()


def too_fast() -> Told:
    """Return the refusal of a caller who asks too often, with the seconds until it may again."""
    return Told(Fault(429, TOO_FAST), headers={"Retry-After": str(wait_s())})


def _check_size(request: HttpRequest) -> None:
    """Return quietly when the announced length may be read; nothing of it was read before.

    :raises Told: 413.
    """
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdigit() or int(announced) > settings.LINLI_MOST_REQUEST_BYTES:
        raise wrong("提交的内容过大", "more was sent than is taken", 413)


def wrong_method(methods: tuple[str, ...]) -> Told:
    """Return the refusal of a method that an address does not know."""
    known = ", ".join(methods)
    fault = Fault(405, Text(f"这个地址只支持 {known}", f"this address knows {known} only"))
    return Told(fault, headers={"Allow": known})


def told_of(error: Exception) -> Told:
    """Return what to tell of an error; a broken invariant goes on."""
    if isinstance(error, Told):
        return error
    if isinstance(error, Broken):
        raise error
    if isinstance(error, DomainError):
        code = 404 if isinstance(error, NotFound) else 403 if isinstance(error, Forbidden) else 400
        return Told(Fault(code, error.text))
    if isinstance(error, DataError):
        return wrong("有的内容无法保存，请修改后再提交", "something cannot be stored; please change it")
    return Told(Fault(503, AWAY), headers={"Retry-After": "5"})


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an unknown address below /open311/ as an error list, in JSON where it asks for that."""
    form = "json" if request.path_info.endswith(".json") else "xml"
    return refusal(form, wrong("没有这个地址，请核对", "there is no such address; please check it", 404))

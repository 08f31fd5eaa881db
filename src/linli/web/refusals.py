"""How the pages refuse: domain errors as pages, and what is told before any view is asked - a form without its mark,
a method no page knows, a body that is too big or unreadable. What the interface answers stands in `config.problems`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views import defaults

from linli.grid.queries import NoDistrict
from linli.kernel.errors import Broken, Conflict, DomainError, Refused
from linli.kernel.words import Text
from linli.web.door import refusal
from linli.web.sizes import TooBig, within_size

UNIQUE_VIOLATION = "23505"
CALLS = ("/api/", "/open311/")
"""What stands below these is asked by programs and tells its refusals itself."""
FOUND_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class FormTooOld(Refused):
    """The form came without its mark, or with one of another session (CSRF)."""

    code = "web.form_too_old"
    status = 403
    says = Text(
        "这张表单打开得太久，或不是从本站的页面发出的，所以没有办理。"
        "请返回上一页，刷新后再发一次；浏览器须允许本站的 Cookie。",
        "This form was open for too long or was not sent from a page of this site, so nothing was done. "
        "Go back, reload the page and send it again; cookies of this site must be allowed.",
    )


class WrongMethod(Refused):
    """The address knows other methods."""

    code = "web.wrong_method"
    status = 405
    says = Text(
        "这个网址不能直接打开，请从页面上的按钮进入；什么都没有改动。",
        "This address cannot be opened like this; use the button on the page. Nothing was changed.",
    )


class TooMuch(Refused):
    """More fields, files or words than a form has."""

    code = "web.too_much"
    status = 413
    says = Text(
        "一次提交的内容太多。请少写一些，或分几次提交。",
        "That is more than a form takes. Send less, or in several parts.",
    )


class Unreadable(Refused):
    """The request is not one that a browser makes."""

    code = "web.unreadable"
    status = 400
    says = Text("提交的内容无法读取，请返回上一页再试。", "What was sent cannot be read. Go back and try again.")


class Unstorable(Refused):
    """A value that no table takes: a NUL character, a number beyond all bounds."""

    code = "web.unstorable"
    status = 422
    says = Text(
        "有的内容无法保存（例如看不见的控制字符，或过长、过大的值），什么都没有改动；请修改后重试。",
        "Something cannot be stored (an invisible control character, or a value too long or too large), so nothing was "
        "changed. Please change it and try again.",
    )


class DoorMiddleware:
    """Tell the person what was refused, why, and what would make it right; turn away what is too big before it is read.

    A view marked with `sizes.tells_too_big` says the latter itself, keeping what was written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(CALLS):
            return self.get_response(request)
        try:
            within_size(request)
        except TooBig as error:
            if not _tells_itself(request):
                return _told(request, error)
        answer = self.get_response(request)
        return wrong_method(request, answer) if answer.status_code == 405 else answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for a domain error or what the tables refused; a fault of ours goes on."""
        told = None if request.path_info.startswith(CALLS) else _told_by_tables(error)
        if told is None and isinstance(error, DomainError) and not isinstance(error, Broken):
            told = error
        return None if told is None else _told(request, told)


def _told_by_tables(error: Exception) -> DomainError | None:
    """Return what to tell of a value that no table takes, or of somebody who was faster by a moment."""
    if isinstance(error, DataError):
        return Unstorable()
    is_taken = isinstance(error, IntegrityError) and getattr(error.__cause__, "sqlstate", "") == UNIQUE_VIOLATION
    return Conflict() if is_taken else None


def _tells_itself(request: HttpRequest) -> bool:
    try:
        return bool(getattr(resolve(request.path_info).func, "tells_too_big", False))
    except Resolver404:
        return False


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form without its mark."""
    return _told(request, FormTooOld())


def wrong_method(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return the page for a method that the address does not know, instead of the empty `answer`."""
    told = _told(request, WrongMethod())
    told["Allow"] = answer.headers.get("Allow", "")
    return told


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for a request that Django could not read; for an unknown host one that asks nothing."""
    if isinstance(exception, FOUND_TOO_MUCH):
        return _told(request, TooMuch())
    if not hasattr(request, "user"):
        return HttpResponse(render_to_string("400.html"), status=400)
    return _told(request, Unreadable())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for an unknown address; where nothing is set up yet, what to do."""
    try:
        return defaults.page_not_found(request, exception)
    except NoDistrict as error:
        return not_set_up(error)


def not_set_up(error: NoDistrict) -> HttpResponse:
    """Return the page that says how to begin; it needs neither tables nor a reader's language."""
    return HttpResponse(render_to_string("web/not_set_up.html", {"text": error.text}), status=error.status)


def _told(request: HttpRequest, error: DomainError) -> HttpResponse:
    try:
        return not_set_up(error) if isinstance(error, NoDistrict) else refusal(request, error)
    except NoDistrict as missing:
        return not_set_up(missing)

"""In which language and type size a person reads: two cookies, no account needed.

`lang` is `zh` or `en`; without it the browser's Accept-Language decides, Chinese when it names neither.
`large` is `1` for the elder view and `2` for its largest type (适老化, domain-spec §15.2).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from linli.kernel.words import Text, Word

CHINESE, ENGLISH = "zh", "en"
LOCALES = {CHINESE: "zh-hans", ENGLISH: "en"}
STANDARD, LARGE, LARGEST = "0", "1", "2"
SIZES = frozenset((STANDARD, LARGE, LARGEST))
YEAR_S = 365 * 24 * 3600


def of(request: HttpRequest) -> str:
    """Return `zh` or `en` for this request."""
    chosen = request.COOKIES.get("lang", "")
    if chosen in LOCALES:
        return chosen
    for tag, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if tag[:2] in LOCALES:
            return tag[:2]
    return CHINESE


def is_large(request: HttpRequest) -> bool:
    """Return whether this person asked for the elder view."""
    return size_of(request) != STANDARD


def size_of(request: HttpRequest) -> str:
    """Return `0` for standard type, `1` for large (27 px text), `2` for the largest (30 px)."""
    chosen = request.COOKIES.get("large", "")
    return chosen if chosen in SIZES else STANDARD


def now_spoken() -> str:
    """Return the language of the page being made, `zh` or `en`."""
    return ENGLISH if (translation.get_language() or "").startswith("en") else CHINESE


def spoken(value: object) -> str:
    """Return a Text or Word in the language of the page; anything else as it is, None as nothing."""
    if isinstance(value, Word):
        value = value.text
    if isinstance(value, Text):
        return value.say(now_spoken())
    return "" if value is None else str(value)


def _said(zh: str, en: str) -> str:
    return Text(zh, en).say(now_spoken())


# For places that take a string and keep it: labels, choices and errors of Django forms, messages. Spoken when shown.
said = lazy(_said, str)


class LanguageMiddleware:
    """Make the person's language the language of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = of(request)
        with translation.override(LOCALES[language]):
            setattr(request, "LANGUAGE_CODE", LOCALES[language])  # noqa: B010 - read by Django's own templates
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", LOCALES[language])
        return response


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Show language and size of type, each by a plain link, with a sample of what they do."""
    return render(request, "web/public/settings.html")


@require_safe
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep `?lang=` and `?large=` in cookies and go back to `?next=` (own pages only)."""
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    for name, allowed in (("lang", frozenset(LOCALES)), ("large", SIZES)):
        value = request.GET.get(name, "")
        if value in allowed:
            response.set_cookie(name, value, max_age=YEAR_S, samesite="Lax", httponly=True, secure=request.is_secure())
    return response

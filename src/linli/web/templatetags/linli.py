"""Words and forms of speech. Load with `{% load linli %}`.

`{% t "中文" "English" %}`, `{% t "还有 {n} 件" "{n:report|reports} more" n=count %}`, `{{ text_or_word|say }}`,
`{{ at|when:now }}`, `{{ at|whentime:now }}`, `{{ at|when_text:now }}`, `{{ at|day:now }}`, `{{ on|date_text }}`,
`{{ fen|yuan }}`, `{{ dm2|area }}`, `{{ minutes_or_timedelta|duration }}`, `{% icon "camera" %}`,
`{% query status="open" %}`, `{% preference lang="en" %}`, `{% is_large as large %}`, `{% is_demo as demo %}`,
`{% html_lang %}`.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from linli.kernel.words import Count, Text, counted
from linli.web import formats, language
from linli.web.language import spoken

register = template.Library()

PAGING_KEYS = ("after", "before")


def now_of(context: Context) -> datetime:
    """Return the page's own `now`, so that all its chips agree; the clock if the view gave none."""
    now = context.get("now")
    return now if isinstance(now, datetime) else timezone.now()


@register.simple_tag
def t(zh: str, en: str, **places: object) -> str:
    """Say a pair written in the template; places are filled by name and escaped, Texts and Words spoken."""
    pattern = Text(zh, en).say(language.now_spoken())
    if not places:
        return pattern
    filled = {name: _place(value) for name, value in places.items()}
    return mark_safe(conditional_escape(pattern).format(**filled))  # noqa: S308 - the pattern and every place are escaped


def _place(value: object) -> object:
    """Return what fills a place: a count, which chooses its word itself, or escaped words."""
    number = counted(value)
    if isinstance(number, Count):
        return number
    return value if isinstance(value, SafeString) else conditional_escape(spoken(value))


@register.filter
def say(value: object) -> str:
    """Say a Text or a Word in the language of the page."""
    return value if isinstance(value, SafeString) else spoken(value)


def time_element(at: datetime, words: Text) -> SafeString:
    """Return words for a moment whose exact time shows on hover and is read to readers."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', at.isoformat(), spoken(formats.exact(at)), spoken(words)
    )


@register.filter
def when(at: datetime | None, now: datetime | None = None) -> SafeString | str:
    """Say a moment: 今天 15:40, 11月23日 周一; exact time on hover."""
    return time_element(at, formats.when(at, now or timezone.now())) if at else ""


@register.filter
def whentime(at: datetime | None, now: datetime | None = None) -> SafeString | str:
    """Say a moment with its time of day, also on days far off: 11月23日 周一 15:40."""
    return time_element(at, formats.when(at, now or timezone.now(), with_time=True)) if at else ""


@register.filter
def when_text(at: datetime | None, now: datetime | None = None) -> str:
    """Say a moment with its time of day as bare words, for titles and places of `t`."""
    return spoken(formats.when(at, now or timezone.now(), with_time=True)) if at else ""


@register.filter
def day(at: datetime | None, now: datetime | None = None) -> str:
    """Say the day alone: 今天, 11月23日 周一."""
    return spoken(formats.day(at, now or timezone.now())) if at else ""


@register.filter
def date_text(on: date | None) -> str:
    """Say a day of the calendar: 2026年11月23日, 23 Nov 2026."""
    return spoken(formats.date_text(on)) if on else ""


@register.filter
def yuan(fen: int | None) -> str:
    """Write money from fen."""
    return "" if fen is None else formats.yuan(fen)


@register.filter
def area(dm2: int | None) -> str:
    """Write an area from hundredths of a square metre."""
    return "" if dm2 is None else formats.area(dm2)


@register.filter
def duration(length: int | timedelta | None) -> str:
    """Write a span given in whole minutes or as a timedelta."""
    if length is None:
        return ""
    return spoken(formats.span(length) if isinstance(length, timedelta) else formats.duration(length))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of `icons.svg`; it stands beside words and is silent to readers."""
    return format_html(
        '<svg class="icon" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("linli/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """Return the page's query string with some keys changed (None drops one); paging starts again."""
    request: HttpRequest | None = context.get("request")
    kept = request.GET.copy() if request else None
    pairs: dict[str, Any] = {key: kept.getlist(key) for key in kept} if kept else {}
    for key in PAGING_KEYS:
        pairs.pop(key, None)
    for key, value in changes.items():
        pairs.pop(key, None)
        if value is not None and value != "":
            pairs[key] = value
    return "?" + urlencode(pairs, doseq=True)


@register.simple_tag(takes_context=True)
def preference(context: Context, **choice: str) -> str:
    """Return the address that keeps a choice (`lang`, `large`) and comes back to this page."""
    request: HttpRequest | None = context.get("request")
    here = request.get_full_path() if request and request.method in {"GET", "HEAD"} else "/"
    return reverse("preferences") + "?" + urlencode({**choice, "next": here})


@register.simple_tag(takes_context=True)
def is_large(context: Context) -> bool:
    """Return whether the person reads large type."""
    request: HttpRequest | None = context.get("request")
    return bool(request and language.is_large(request))


@register.simple_tag(takes_context=True)
def type_size(context: Context) -> str:
    """Return `0`, `1` or `2`: standard, large, largest."""
    request: HttpRequest | None = context.get("request")
    return language.size_of(request) if request else language.STANDARD


@register.simple_tag
def is_demo() -> bool:
    """Return whether the world shown is made up."""
    return getattr(settings, "LINLI_MODE", "") == "demo"


@register.simple_tag
def html_lang() -> str:
    """Return the value of `<html lang>`."""
    return "zh-CN" if language.now_spoken() == language.CHINESE else "en"

"""Standards: every dated value with its source and history; a new value is a new row that takes force later."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.errors import Invalid, NotFound
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.standards import actions
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of, staff_only
from linli.web.office.tabs import office, open_to
from linli.web.staff.forms import Field, Values
from linli.web.staff.simple import ask

T = Text
URL = "/office/standards/"


@never_cache
@staff_only
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """List what is in force, by step; search by words."""
    open_to(request, URL)
    now, q = now_of(request), request.GET.get("q", "").strip().lower()
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in standards.parameters(now):
        if q and q not in f"{row.key} {row.text.zh} {row.text.en} {row.citation}".lower():
            continue
        groups[_group(row.key)].append({"row": row, "value": shown(row.value)})
    named = [{"name": name, "rows": rows} for name, rows in sorted(groups.items())]
    return office(request, "standards", URL, groups=named, q=q, total=sum(len(rows) for rows in groups.values()))


def _group(key: str) -> str:
    parts = key.split(".")
    return ".".join(parts[:2]) if parts[0] == "limit" else parts[0]


def shown(value: Plain) -> str:
    """Return a value as it is written in the form."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and set(value) & {"term"}:
        return str(value["term"])
    return json.dumps(value, ensure_ascii=False)


@never_cache
@staff_only
@require_safe
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """Show one standard with its history and what is to come."""
    actor, now = open_to(request, URL), now_of(request)
    history = standards.history(key)
    if not history:
        raise NotFound
    rows = [{"row": row, "value": shown(row.value), "is_coming": row.valid_from > now} for row in reversed(history)]
    current = next((row for row in rows if not row["is_coming"]), rows[0])
    return office(
        request, "standard", URL, key=key, rows=rows, current=current, may_enact=bool(actor.reach("standards.enact"))
    )


def _json(history: Any) -> str:
    return json.dumps(history[-1].value, ensure_ascii=False)


ENACT = (
    Field("value", T("新的值", "New value"), "words", rows=3, initial=_json,
          hint=T("写法和现在的一样。期限如 \"60 wm\"（工作分钟）、\"5 wd\"（工作日）、\"15 d\"（自然日）。",
                 "Written like the present one: 60 wm is working minutes, 5 wd working days, 15 d days.")),
    Field("citation", T("依据", "Source"), most=300, initial=lambda history: history[-1].citation,
          hint=T("法规条款、文件号或会议决定。", "A law, a document or a decision.")),
    Field("jurisdiction", T("适用范围", "Jurisdiction"), most=40, initial=lambda history: history[-1].jurisdiction),
    Field("valid_from", T("什么时候生效", "In force from"), "moment"),
)  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def enact(request: HttpRequest, key: str) -> HttpResponse:
    """Give a standard a new value from a moment on."""
    open_to(request, URL)
    now = now_of(request)
    history = standards.history(key)
    if not history:
        raise NotFound

    def give(given: Values) -> Text:
        actions.enact(
            actor=actor_of(request),
            key=key,
            value=parsed(given["value"]),
            citation=given["citation"],
            jurisdiction=given["jurisdiction"],
            valid_from=given["valid_from"],
            now=now,
        )
        return T("新值已发布，到时生效；之前的期限不变。", "Enacted; it takes force then. Deadlines set before stay.")

    return ask(
        request,
        ENACT,
        give,
        title=T(f"修改 {history[-1].text.zh}", f"Change {history[-1].text.en}"),
        button=T("发布", "Enact"),
        back=f"/office/standard/{key}/",
        about=history,
        hint=T(
            "旧值留在历史里。新值至少 60 秒以后生效。", "The old value stays in the history; 60 seconds ahead at least."
        ),
        earliest=now + timedelta(seconds=60),
    )


def parsed(raw: str) -> Plain:
    """Return the value of what was typed: JSON, or a bare term.

    :raises Invalid: neither.
    """
    try:
        found: Plain = json.loads(raw)
    except ValueError:
        if any(mark in raw for mark in '{}[]"'):
            raise Invalid(
                field="value", why_zh="写法不完整，请核对引号和括号", why_en="check quotes and brackets"
            ) from None
        return raw
    return found

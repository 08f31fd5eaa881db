"""Opening, changing, pausing and ending connections to outside systems: the administrator's forms."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.channels import actions, queries
from linli.channels.queries import MANAGE
from linli.channels.rules.messages import covered, uncovered
from linli.channels.words import System
from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.kernel.errors import DomainError, Invalid
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.office.connections import URL, begins
from linli.web.staff import forms
from linli.web.staff.forms import Errors, Field, Values
from linli.web.staff.pages import page, require_any
from linli.web.staff.simple import ask

T = Text


def _number(raw: str) -> int:
    if not raw.isdecimal() or not 1 <= int(raw) <= 100_000:
        raise Invalid(field="minutes", why_zh="请填 1 到 100000 的整数", why_en="a whole number from 1 to 100000")
    return int(raw)


def _config(raw: str) -> dict[str, Any]:
    try:
        found = json.loads(raw or "{}")
    except ValueError as error:
        found = None
        where = f"{error}"[:80]
    else:
        where = "{…}"
    if not isinstance(found, dict):
        raise Invalid(field="config", why_zh=f"不是 JSON 对象（{where}）", why_en=f"it is no JSON object ({where})")
    return found


ADDRESS = Field(
    "address", T("对方地址", "Their address"), required=False, most=500,
    hint=T("我们主动访问对方时填；只由对方推送的可不填。", "Where we ask them; empty if they only come to us."),
)  # fmt: skip
SILENT = Field(
    "silent", T("多少分钟没有音讯算异常", "Minutes without a word that are too many"), required=False, parse=_number,
    hint=T("不填就不提醒。", "Leave it empty for no alarm."),
)  # fmt: skip
CONFIG = Field(
    "config", T("字段对应（JSON）", "Mapping of fields (JSON)"), "words", required=False, most=20_000, rows=8,
    parse=_config, hint=T("写法见 docs/hotline.md；不填按常用名识别。", "See docs/hotline.md; empty: usual names."),
)  # fmt: skip
NEW = (
    Field("name", T("名称", "Name"), most=60),
    Field("system", T("是什么系统", "What system"), "select", options=forms.words(System)),
    ADDRESS,
    Field("secret", T("对方给的密钥", "A secret they gave"), required=False, most=200,
          hint=T("没有就由本系统生成，只显示一次。", "Without one we make it; it is shown once.")),
    SILENT,
    CONFIG,
)  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a connection and show its secret once."""
    actor = _manager(request)

    values, errors = forms.read(NEW, request, None) if request.method == "POST" else ({}, Errors())
    if values and not errors:
        try:
            return _opened(request, actor, values)
        except DomainError as error:
            errors = forms.blamed(NEW, error)
    context = {
        "title": T("新建对接", "Open a connection"),
        "button": T("开通", "Open it"),
        "fields": forms.shown(NEW, None, request.POST if request.method == "POST" else None, errors),
        "errors": errors,
        "back_url": URL,
    }
    return page(request, "web/staff/form.html", status=422 if errors else 200, **context)


def _opened(request: HttpRequest, actor: Actor, given: Values) -> HttpResponse:
    now = now_of(request)
    new = actions.NewConnection(
        system=System(given["system"]), name=given["name"], area_path=grid.district(now).path,
        address=given["address"] or "", secret=given["secret"] or "", config=given["config"] or {},
        silent_after_min=given["silent"] or None,
    )  # fmt: skip
    made, secret = actions.open_connection(actor=actor, new=new, now=now)
    return page(request, "web/staff/key.html", key=secret, label=new.name, back_url=f"{URL}{made}/")


def _manager(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_any(actor, {MANAGE})
    return actor


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Change address, mapping and patience."""
    actor, now = _manager(request), now_of(request)
    row = queries.connection(actor, connection_id, now=now)
    initial = {
        "address": row.address,
        "silent": row.silent_after_min or "",
        "config": json.dumps(covered(row.config), ensure_ascii=False, indent=1) if row.config else "",
    }
    fields = tuple(replace(one, initial=begins(initial[one.name])) for one in (ADDRESS, SILENT, CONFIG))

    def do(given: Values) -> Text:
        actions.change(
            actor=actor, connection_id=row.id, address=given["address"] or "",
            config=uncovered(given["config"] or {}, row.config), silent_after_min=given["silent"] or None, now=now,
        )  # fmt: skip
        return T("已改好。", "Changed.")

    return ask(request, fields, do, title=T("改设置", "Change it"), button=T("保存", "Save"), back=f"{URL}{row.id}/")


DEEDS = {
    "pause": (actions.pause, T("暂停", "Pause"), T("已暂停；来件先存着。", "Paused; what comes in is kept.")),
    "go-on": (actions.go_on, T("恢复", "Go on"), T("已恢复。", "It goes on.")),
    "end": (actions.end, T("停用", "End it"), T("已停用。", "Ended.")),
}
HINTS = {
    "pause": T(
        "来件照收，不登记也不外发，直到恢复。", "What comes in is kept; nothing is registered or sent until it goes on."
    ),
    "go-on": T("积压的从现在起依次处理。", "What waits is worked off in order from now on."),
    "end": T("不能恢复；台账留存。", "It cannot be taken back; the ledger stays."),
}


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def deed(request: HttpRequest, connection_id: UUID, name: str) -> HttpResponse:
    """Pause a connection, let it go on, or end it."""
    actor, now = _manager(request), now_of(request)
    row = queries.connection(actor, connection_id, now=now)
    do_it, title, done = DEEDS[name]

    def do(_: Values) -> Text:
        do_it(actor=actor, connection_id=row.id, now=now)
        return done

    back = URL if name == "end" else f"{URL}{row.id}/"
    return ask(request, (), do, title=title, button=title, back=back, hint=HINTS[name])


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def secret(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Put another secret in the place of the old one, and show it once."""
    actor, now = _manager(request), now_of(request)
    row = queries.connection(actor, connection_id, now=now)
    if request.method == "POST":
        raw = actions.fresh_secret(actor=actor, connection_id=row.id, now=now)
        return page(request, "web/staff/key.html", key=raw, label=row.name, back_url=f"{URL}{row.id}/")
    hint = T("旧密钥立即失效，请同时告诉对方。", "The old one ends at once; tell the other side.")
    title = T("换签名密钥", "A fresh secret")

    def never(_: Values) -> Text:
        return title

    return ask(request, (), never, title=title, button=T("换", "Change it"), back=f"{URL}{row.id}/", hint=hint)

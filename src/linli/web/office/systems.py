"""Other systems: opened by the administrator, given roles and keys by the security administrator (三员分立)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.people import actions
from linli.people import queries as people
from linli.web.door import actor_of, now_of, staff_only
from linli.web.office.tabs import office, open_to
from linli.web.staff import forms
from linli.web.staff.forms import Errors, Field, Option, Values
from linli.web.staff.pages import page
from linli.web.staff.simple import ask

T = Text
URL = "/office/systems/"
YEARS = (("1", T("1 年", "one year")), ("3", T("3 年", "three years")), ("0", T("不设期限", "without end")))


@never_cache
@staff_only
@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    """List the other systems and their keys: what each may do, until when, when last used."""
    actor, now = open_to(request, URL), now_of(request)
    rows = [{"account": account, "tokens": tokens} for account, tokens in people.systems(at=now)]
    context: dict[str, Any] = {
        "rows": rows,
        "may_open": bool(actor.reach("people.open_account")),
        "may_key": bool(actor.reach("people.issue_system_token")),
        "may_revoke": bool(actor.reach("people.revoke")),
    }
    return office(request, "systems", URL, **context)


SYSTEM = (
    Field("name", T("系统名称", "Name of the system"), most=40),
    Field(
        "login", T("代号", "Short name"), most=40, hint=T("字母和数字，例如 city-brain。", "Letters, e.g. city-brain.")
    ),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def open_system(request: HttpRequest) -> HttpResponse:
    """Open another system's account."""
    open_to(request, URL)

    def do(given: Values) -> Text:
        now = now_of(request)
        actions.open_system(
            actor=actor_of(request), login=given["login"], name=given["name"], area_path=grid.district(now).path,
            now=now,
        )  # fmt: skip
        return T(
            "已登记。请安全管理员授权并发密钥。", "Opened. The security administrator grants roles and issues keys."
        )

    return ask(
        request, SYSTEM, do, title=T("登记外部系统", "Open another system"), button=T("登记", "Open it"), back=URL,
        hint=T("没有人用它登录，只用密钥。", "Nobody signs in with it; it has keys only."),
    )  # fmt: skip


def _deeds(actor: Actor) -> list[Option]:
    return [Option(deed, deed) for deed in sorted(actor.scopes)]


KEY = (
    Field("label", T("给谁用", "What for"), most=80),
    Field("scopes", T("可以做什么", "What it may do"), "many", options=_deeds),
    Field("years", T("多久有效", "For how long"), "pick", options=lambda _: [Option(n, words) for n, words in YEARS]),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def key(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Issue a key of a system, and show it once."""
    open_to(request, URL)
    now = now_of(request)
    named, held = people.account(account_id), people.actor_for(account_id, now=now)
    values, errors = forms.read(KEY, request, held) if request.method == "POST" else ({}, Errors())
    if values and not errors:
        years = int(values["years"])
        try:
            _, raw = actions.issue_system_token(
                actor=actor_of(request), account_id=account_id, label=values["label"], scopes=values["scopes"],
                expires_at=now + timedelta(days=365 * years) if years else None,
                area_path=grid.district(now).path, now=now,
            )  # fmt: skip
        except NotFound:
            raise
        except DomainError as error:
            errors = forms.blamed(KEY, error)
        else:
            return page(request, "web/staff/key.html", key=raw, label=values["label"], back_url=URL)
    context = {
        "title": T(f"给{named.name}发密钥", f"A key for {named.name}"),
        "button": T("生成", "Make it"),
        "hint": None if held.scopes else T("它还没有岗位，先到账号页授权。", "It has no role yet; grant one first."),
        "fields": forms.shown(KEY, held, request.POST if request.method == "POST" else None, errors),
        "errors": errors,
        "back_url": URL,
    }
    return page(request, "web/staff/form.html", status=422 if errors else 200, **context)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def rotate(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Put a fresh key in the place of an old one, and show it once."""
    open_to(request, URL)
    if request.method == "POST":
        now = now_of(request)
        _, raw = actions.rotate_token(
            actor=actor_of(request), token_id=token_id, area_path=grid.district(now).path, now=now
        )
        return page(request, "web/staff/key.html", key=raw, label=T("新密钥", "The new key"), back_url=URL)
    context: dict[str, Any] = {
        "title": T("换密钥", "Rotate the key"),
        "button": T("换", "Rotate it"),
        "hint": ROTATING,
        "fields": (),
        "errors": Errors(),
        "back_url": URL,
    }
    return page(request, "web/staff/form.html", **context)


ROTATING = T(
    "新密钥只显示一次；旧的再用一天，好让程序换过去。",
    "The new key is shown once; the old one works another day, so that the program can be moved over.",
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End a key of a system at once."""
    open_to(request, URL)

    def end(_: Values) -> Text:
        now = now_of(request)
        actions.revoke_token(actor=actor_of(request), token_id=token_id, area_path=grid.district(now).path, now=now)
        return T("密钥已作废。", "The key no longer works.")

    return ask(
        request, (), end, title=T("作废密钥", "Revoke the key"), button=T("作废", "Revoke it"), back=URL,
        hint=T("对方系统马上就连不上了。", "The other system loses its access at once."),
    )  # fmt: skip

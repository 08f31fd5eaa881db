"""The own account: how I read, my password, my second factor, my keys for programs, my messages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.errors import DomainError, Invalid, NotFound
from linli.kernel.words import Text
from linli.notices import actions as notices_actions
from linli.notices import queries as notices
from linli.people import actions
from linli.people import queries as people
from linli.web import devices
from linli.web.door import account_id_of, actor_of, now_of, signed_in
from linli.web.staff import choices, forms, names
from linli.web.staff.forms import Errors, Field, Option, Values
from linli.web.staff.pages import nav, page
from linli.web.staff.signing import sso_name
from linli.web.staff.simple import ask

T = Text
KEY_DAYS = (30, 90, 365)


@never_cache
@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the own account with its roles."""
    account_id, now = account_id_of(request), now_of(request)
    assert account_id is not None  # noqa: S101 - `signed_in` has let an account in
    grants = [
        {
            "role": names.role(row.role),
            "place": choices.area_name(row.area_path, now),
            "unit": names.unit_name(row.unit_id),
            "until": row.valid_to,
        }
        for row in people.grants_of(account_id, at=now)
    ]
    context: dict[str, Any] = {
        "may_roster": "people.set_roster" in actor_of(request).scopes,
        "own": people.account(account_id),
        "grants": grants,
        "tokens": people.tokens_of(account_id, at=now),
        "sign_ins": people.sign_ins_of(account_id),
        "recovery_left": people.recovery_codes_left(account_id),
        "sso_name": sso_name(),
        "identities": people.identities_of(account_id) if sso_name() else [],
    }
    context["more_pages"] = [item for item in nav(request, actor_of(request)) if item["is_more"]]
    return page(request, "web/staff/account.html", **context)


PASSWORD = (
    Field("old", T("现在的密码", "Present password"), "secret", most=200),
    Field(
        "new",
        T("新密码", "New password"),
        "secret",
        most=200,
        hint=T("至少 10 位，字母、数字、符号里有三种；16 位以上不限。", "10 characters of three kinds, or 16 of any."),
    ),
    Field("again", T("再写一遍新密码", "New password again"), "secret", most=200),
)


@never_cache
@sensitive_post_parameters("old", "new", "again")
@signed_in
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; other sessions end."""

    def change(given: Values) -> Text:
        if given["new"] != given["again"]:
            raise Invalid(field="again", why_zh="两次不一样", why_en="the two differ")
        actions.change_password(actor=actor_of(request), old=given["old"], new=given["new"], now=now_of(request))
        update_session_auth_hash(request, get_user_model().objects.get(pk=str(account_id_of(request))))
        devices.end_others(request)
        return T("密码已换，别处的登录已退出。", "Changed; you are signed out elsewhere.")

    return ask(
        request,
        PASSWORD,
        change,
        title=T("换密码", "Change the password"),
        button=T("换密码", "Change it"),
        back="/account/",
    )


READING = (
    Field(
        "language",
        T("语言", "Language"),
        "pick",
        options=lambda _: [Option("zh", T("中文", "Chinese")), Option("en", T("英文", "English"))],
    ),
    Field("large", T("大字版", "Large type"), "tick", required=False),
)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def reading(request: HttpRequest) -> HttpResponse:
    """Keep how this account wants to read; the cookies follow."""

    def keep(given: Values) -> str:
        language = "zh-hans" if given["language"] == "zh" else "en"
        actions.set_language(actor=actor_of(request), language=language, large_type=given["large"])
        large = "1" if given["large"] else "0"
        return f"/preferences?lang={given['language']}&large={large}&next=/account/"

    return ask(request, READING, keep, title=T("怎么看", "How you read"), button=T("保存", "Keep"), back="/account/")


def _own_deeds(request: HttpRequest) -> list[Option]:
    return [Option(deed, deed) for deed in sorted(actor_of(request).scopes)]


KEY = (
    Field("label", T("给谁用", "What for"), most=80),
    Field("scopes", T("可以做什么", "What it may do"), "many", options=_own_deeds),
    Field(
        "days",
        T("多久有效", "For how long"),
        "pick",
        parse=int,
        options=lambda _: [Option(str(n), T(f"{n} 天", f"{n} days")) for n in KEY_DAYS],
    ),
)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def key(request: HttpRequest) -> HttpResponse:
    """Issue a key for a program, and show it once."""
    values, errors = forms.read(KEY, request, request) if request.method == "POST" else ({}, Errors())
    if values and not errors:
        try:
            _, raw = actions.issue_token(
                actor=actor_of(request),
                label=values["label"],
                scopes=values["scopes"],
                expires_at=now_of(request) + timedelta(days=values["days"]),
                now=now_of(request),
            )
        except DomainError as error:
            errors = forms.blamed(KEY, error)
        else:
            return page(request, "web/staff/key.html", key=raw, label=values["label"])
    context = {
        "title": T("接口密钥", "A key for a program"),
        "button": T("生成", "Make it"),
        "fields": forms.shown(KEY, request, request.POST if request.method == "POST" else None, errors),
        "errors": errors,
        "back_url": "/account/",
    }
    return page(request, "web/staff/form.html", status=422 if errors else 200, **context)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def revoke_key(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End an own key; a program that uses it stops at once."""
    account_id, now = account_id_of(request), now_of(request)
    assert account_id is not None  # noqa: S101 - `signed_in` has let an account in
    token = next((row for row in people.tokens_of(account_id, at=now) if row.id == token_id), None)
    if token is None:
        raise NotFound

    def end(_: Values) -> Text:
        actions.revoke_token(actor=actor_of(request), token_id=token_id, now=now)
        return T("密钥已作废。", "The key no longer works.")

    return ask(
        request,
        (),
        end,
        title=T(f"作废密钥：{token.label}", f"Revoke the key: {token.label}"),
        button=T("作废", "Revoke it"),
        back="/account/",
        hint=T("正在用它的程序马上就连不上了。", "A program that uses it loses its access at once."),
    )


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def rotate_key(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Put a fresh key in the place of an own one, and show it once; the old one works another day."""
    account_id, now = account_id_of(request), now_of(request)
    assert account_id is not None  # noqa: S101 - `signed_in` has let an account in
    token = next((row for row in people.tokens_of(account_id, at=now) if row.id == token_id), None)
    if token is None:
        raise NotFound
    if request.method == "POST":
        _, raw = actions.rotate_token(actor=actor_of(request), token_id=token_id, now=now)
        return page(request, "web/staff/key.html", key=raw, label=token.label)
    context: dict[str, Any] = {
        "title": T(f"换密钥：{token.label}", f"Rotate the key: {token.label}"),
        "button": T("换", "Rotate it"),
        "hint": T(
            "新密钥只显示一次；旧的再用一天，好让程序换过去。",
            "The new key is shown once; the old one works another day, so that the program can be moved over.",
        ),
        "fields": (),
        "errors": Errors(),
        "back_url": "/account/",
    }
    return page(request, "web/staff/form.html", **context)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest) -> HttpResponse:
    """Show what was told to this account and its units; reading marks them."""
    actor = actor_of(request)
    found = notices.inbox(actor, cursor=request.GET.get("after"))
    if request.method == "POST":
        ids = [row.id for row in found.rows if not row.is_read]
        notices_actions.mark_read(actor=actor, message_ids=ids, now=now_of(request))
        return redirect("/desk/messages/")
    rows = [
        {"at": row.at, "text": row.text, "who": "", "tone": "calm" if row.is_read else "busy", "row": row}
        for row in found.rows
    ]
    return page(request, "web/staff/messages.html", rows=rows, next_url=f"?after={found.next}" if found.next else "")

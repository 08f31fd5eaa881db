"""Accounts: who works here with which roles; opening, granting, ending, resetting (三员分立)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid import queries as grid
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.people import actions
from linli.people import queries as people
from linli.people.rules import mask_name
from linli.people.rules.roles import STAFF_ROLES
from linli.people.words import Role
from linli.web import oidc
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.office.tabs import office, open_to, seen_area
from linli.web.office.units import area_options
from linli.web.staff import choices, names, tables
from linli.web.staff.forms import Errors, Field, Option, Values, uuid_or_none, words
from linli.web.staff.pages import page
from linli.web.staff.simple import ask

T = Text
URL = "/office/accounts/"
MOST = 200


@never_cache
@staff_only
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """List who holds roles in an area; find an account by its name."""
    actor, now = open_to(request, URL), now_of(request)
    code, q = request.GET.get("area", ""), request.GET.get("q", "").strip()
    if q:
        found_id = people.account_by_name(q)
        if found_id is not None:
            return redirect(f"/office/account/{found_id}/")
        messages.warning(request, spoken(T("没有这个账号名或手机号。", "No such account name or phone.")))
    root = grid.district(now)
    place = seen_area(request, code) if code else root
    role = request.GET.get("role", "")
    held = [row for row in people.grants_within(place.path, at=now) if not role or row.role == role]
    by_account: dict[UUID, list[Any]] = defaultdict(list)
    for row in held:
        by_account[row.account_id].append(row)
    known = people.accounts(list(by_account)[: tables.most(request, MOST)])
    rows = [
        {"account": known[id_], "grants": [_grant(row, now) for row in by_account[id_]]}
        for id_ in sorted(known, key=lambda id_: known[id_].name)
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "total": len(by_account),
        "area": place,
        "streets": [root, *grid.children(root.path, now)],
        "roles": [one for one in Role if one in STAFF_ROLES],
        "role": role,
        "q": q,
        "may_open": bool(actor.reach("people.open_account")),
    }
    return office(request, "accounts", URL, **context)


def _grant(row: Any, now: Any) -> dict[str, Any]:
    return {
        "row": row,
        "role": names.role(row.role),
        "place": choices.area_name(row.area_path, now),
        "unit": names.unit_name(row.unit_id),
    }


@never_cache
@staff_only
@require_safe
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Show an account with its roles and what may be done with it."""
    actor, now = open_to(request, URL), now_of(request)
    found, held = people.account(account_id), people.grants_of(account_id, at=now)
    context: dict[str, Any] = {
        # Without a role it may be a resident's: found by the phone, it must not give away the name.
        "account": found if held else replace(found, name=mask_name(found.name)),
        "grants": [_grant(row, now) for row in held],
        "may_grant": bool(actor.reach("people.grant")),
        "may_revoke": bool(actor.reach("people.revoke")),
        "may_reset": bool(actor.reach("people.open_account")),
        "sso": oidc.is_open(),
        "may_factor": bool(actor.reach("people.reset_factor")),
        "may_close": bool(actor.reach("people.close_account")),
    }
    return office(request, "account", URL, **context)


OPEN = (
    Field("name", T("姓名", "Name"), most=40),
    Field("login", T("账号名", "Account name"), most=64, hint=T("登录用，字母或拼音。", "For signing in.")),
    Field("phone", T("手机号", "Phone"), most=20, required=False),
    Field("area", T("在哪里工作", "Where they work"), "select", options=area_options),
    Field("password", T("初始密码", "First password"), "secret", most=200,
          hint=T("第一次登录后本人要换掉。", "To be changed at the first sign-in.")),
)  # fmt: skip


@never_cache
@sensitive_post_parameters("password")
@staff_only
@require_http_methods(["GET", "POST"])
def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account; another person grants its roles."""
    open_to(request, URL)

    def make(given: Values) -> str:
        made = actions.open_account(
            actor=actor_of(request),
            login=given["login"],
            name=given["name"],
            phone=given["phone"],
            password=given["password"],
            area_path=given["area"],
            now=now_of(request),
        )
        return f"/office/account/{made}/"

    return ask(
        request,
        OPEN,
        make,
        title=T("新账号", "New account"),
        button=T("开设", "Open it"),
        back=URL,
        about=request,
        hint=T("权限由安全管理员另行授予。", "A security administrator grants the roles."),
    )


def _units(request: Any) -> list[Option]:
    now = now_of(request)
    found = people.units_within(grid.district(now).path, at=now)
    return [Option(str(unit.id), unit.name, group=choices.area_name(unit.area_path, now)) for unit in found]


GRANT = (
    Field("role", T("岗位", "Role"), "select", options=words([role for role in Role if role in STAFF_ROLES])),
    Field("area", T("在哪里", "Where"), "select", options=area_options),
    Field("grid", T("只管一个网格（编码）", "Only one grid (its code)"), required=False, most=20),
    Field("unit", T("为哪家单位", "For which unit"), "select", options=_units, parse=uuid_or_none, required=False,
          hint=T("承办单位的岗位要选单位。", "Handlers of a unit need one.")),
    Field("until", T("到什么时候", "Until"), "moment", required=False),
)  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Give an account a role."""
    open_to(request, URL)
    found = people.account(account_id)

    def give(given: Values) -> Text:
        area_path = grid.area_by_code(given["grid"], now_of(request)).path if given["grid"] else given["area"]
        actions.grant(
            actor=actor_of(request),
            account_id=account_id,
            role=given["role"],
            area_path=area_path,
            unit_id=given["unit"],
            valid_to=given["until"],
            now=now_of(request),
        )
        return T(f"已授予{names.role(given['role']).zh}。", f"Granted: {names.role(given['role']).en}.")

    return ask(
        request,
        GRANT,
        give,
        title=T(f"给{found.name}授权", f"Grant {found.name} a role"),
        button=T("授权", "Grant"),
        back=f"/office/account/{account_id}/",
        about=request,
    )


@staff_only
@require_POST
def revoke(request: HttpRequest, account_id: UUID, grant_id: UUID) -> HttpResponse:
    """End a grant now."""
    open_to(request, URL)
    return _done(
        request,
        account_id,
        lambda: actions.revoke(actor=actor_of(request), grant_id=grant_id, now=now_of(request)),
        T("已收回。", "Ended."),
    )


@staff_only
@require_POST
def reset_factor(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Remove the second factor of somebody who lost the phone."""
    open_to(request, URL)
    root = grid.district(now_of(request)).path
    return _done(
        request,
        account_id,
        lambda: actions.disable_totp(
            actor=actor_of(request), account_id=account_id, area_path=root, now=now_of(request)
        ),
        T("第二道验证已取消，本人要重新设置。", "Removed; the person sets it up anew."),
    )


def _done(request: HttpRequest, account_id: UUID, do: Any, said: Text) -> HttpResponse:
    try:
        do()
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, spoken(error.text))
    else:
        messages.success(request, spoken(said))
    return redirect(f"/office/account/{account_id}/")


RESET = (Field("password", T("新的初始密码", "New first password"), "secret", most=200),)


@never_cache
@sensitive_post_parameters("password")
@staff_only
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Give a new first password."""
    open_to(request, URL)

    def give(given: Values) -> Text:
        root = grid.district(now_of(request)).path
        actions.reset_password(
            actor=actor_of(request), account_id=account_id, new=given["password"], area_path=root, now=now_of(request)
        )
        return T("已重设，本人下次登录要换掉。", "Reset; it must be changed at the next sign-in.")

    back = f"/office/account/{account_id}/"
    return ask(request, RESET, give, title=T("重设密码", "Reset the password"), button=T("重设", "Reset"), back=back)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Make a link with which this person ties the identity of the provider to the account, and show it once."""
    open_to(request, URL)
    found = people.account(account_id)
    if not oidc.is_open():
        raise NotFound
    back = f"/office/account/{account_id}/"
    if request.method == "POST":
        now = now_of(request)
        secret = actions.invite_identity(
            actor=actor_of(request), account_id=account_id, area_path=grid.district(now).path, now=now
        )
        link = f"{settings.LINLI_PUBLIC_URL.rstrip('/')}/sso/invited/{secret}/"
        return page(request, "web/office/invited.html", link=link, name=found.name, back_url=back)
    hint = T(
        "链接只显示一次，七天内有效，只能用一次；请当面或用可靠的方式交给本人。",
        "The link is shown once and good for one use within a week; hand it to the person in a safe way.",
    )
    title = T(f"邀请{found.name}绑定统一身份", f"Invite {found.name} to link an identity")
    given: dict[str, Any] = {"title": title, "hint": hint, "button": T("生成链接", "Make the link")}
    return page(request, "web/staff/form.html", fields=(), errors=Errors(), back_url=back, **given)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Close an account."""
    open_to(request, URL)
    found = people.account(account_id)

    def end(_: Values) -> Text:
        root = grid.district(now_of(request)).path
        actions.close_account(actor=actor_of(request), account_id=account_id, area_path=root, now=now_of(request))
        return T("账号已注销，做过的事仍在记录里。", "Closed; what it did stays on record.")

    return ask(
        request,
        (),
        end,
        title=T(f"注销{found.name}", f"Close {found.name}"),
        button=T("注销", "Close it"),
        back=URL,
        hint=T("姓名、电话和登录方式会删除，不能恢复。", "Name, phone and sign-in go for good."),
    )

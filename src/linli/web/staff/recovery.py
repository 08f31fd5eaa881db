"""New recovery codes in the place of the old ones."""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.people import actions
from linli.people import queries as people
from linli.web.door import account_id_of, actor_of, leave, now_of, signed_in
from linli.web.staff import forms
from linli.web.staff.forms import Errors, Field, Values
from linli.web.staff.pages import page
from linli.web.staff.signing import record

T = Text
PASSWORD = Field("password", T("现在的密码", "Present password"), "secret", most=200, required=False)
CODE = Field("code", T("验证器里的 6 位数字", "The six digits of your authenticator"), most=40)


@never_cache
@sensitive_post_parameters("password", "code")
@signed_in
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """Ask for password and code once more, then show ten new codes, this once."""
    account_id = account_id_of(request)
    if account_id is None or isinstance(request.user, AnonymousUser):
        raise NotFound
    own = people.account(account_id)
    if not own.has_second_factor:
        return redirect("/account/second-factor/")
    fields = (PASSWORD, CODE) if request.user.has_usable_password() else (CODE,)
    values, errors = forms.read(fields, request, request) if request.method == "POST" else ({}, Errors())
    if values and not errors:
        key = {"username": own.login}
        if settings.AXES_ENABLED and not AxesProxyHandler.is_allowed(request, key):
            return leave(request)
        made, errors = _tried(request, fields, values)
        if made:
            return page(request, "web/staff/recovery_codes.html", codes=made, next_url="/account/")
        # A session left open must not be a place to guess: what is wrong here counts like a wrong sign-in.
        user_login_failed.send(sender=__name__, credentials=key, request=request)
        record(request, own.login, account_id=account_id, ok=False, reason="recovery")
    left = people.recovery_codes_left(account_id)
    context: dict[str, Any] = {
        "title": T("换一批备用码", "New recovery codes"),
        "button": T("生成新的备用码", "Make new ones"),
        "hint": T(
            f"现在还有 {left} 个没用过。换了以后，旧的都作废。", f"{left} are unused now. The old ones end with it."
        ),
        "fields": forms.shown(fields, request, request.POST if request.method == "POST" else None, errors),
        "errors": errors,
        "back_url": "/account/",
    }
    return page(request, "web/staff/form.html", status=422 if errors else 200, **context)


def _tried(request: HttpRequest, fields: tuple[Field, ...], values: Values) -> tuple[list[str], Errors]:
    try:
        made = actions.renew_recovery_codes(
            actor=actor_of(request), password=values.get("password", ""), code=values["code"], now=now_of(request)
        )
    except DomainError as error:
        return [], forms.blamed(fields, error)
    return made, Errors()

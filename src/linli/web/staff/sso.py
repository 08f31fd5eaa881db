"""Single sign-on: to the provider and back, tying an identity to the own account or by an invitation, signing out."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.errors import NotFound, Refused
from linli.kernel.words import Text
from linli.people import actions
from linli.people import queries as people
from linli.web import oidc
from linli.web.door import account_id_of, actor_of, now_of, signed_in
from linli.web.language import spoken
from linli.web.staff import signing
from linli.web.staff.forms import Values
from linli.web.staff.simple import ask

T = Text
PENDING, ID_TOKEN = "sso_pending", "sso_id_token"
LINKED = T("统一身份已绑定，以后可以用它登录。", "The identity is linked; you can sign in with it.")
log = logging.getLogger(__name__)


def _back(path: str = "/sso/back/") -> str:
    return f"{settings.LINLI_PUBLIC_URL.rstrip('/')}{path}"


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Send somebody to the provider, to sign in."""
    return _go(request, {"next": signing.next_of(request)})


@never_cache
@signed_in
@require_safe
def link(request: HttpRequest) -> HttpResponse:
    """Send a signed-in person to the provider, to tie the identity to the own account."""
    return _go(request, {"link": str(account_id_of(request))})


@never_cache
@require_safe
def invited(request: HttpRequest, secret: str) -> HttpResponse:
    """Send somebody with an invitation to the provider."""
    if not people.is_invited(secret, now=now_of(request)):
        raise NotFound
    return _go(request, {"invitation": secret})


def _go(request: HttpRequest, purpose: dict[str, str]) -> HttpResponse:
    if not oidc.is_open():
        raise NotFound
    url, pending = oidc.begin(back=_back(), now=now_of(request))
    request.session[PENDING] = {"pending": pending.kept(), **purpose}
    return redirect(url)


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Take whoever comes back from the provider in: once per journey, whatever comes of it."""
    kept = request.session.pop(PENDING, None)
    if kept is None or not oidc.is_open():
        return redirect("/sign-in/")
    now = now_of(request)
    try:
        proven = oidc.finish(oidc.Pending(**kept["pending"]), request.GET.dict(), back=_back(), now=now)
        account_id = _account_of(request, kept, proven)
    except Refused as error:
        log.warning("sign-on refused: %s %s", error.code, error.params.get("why", ""))
        signing.record(request, "sso", account_id=None, ok=False, reason=error.code.partition(".")[2][:32])
        return render(request, "web/staff/sso_refused.html", {"error": error}, status=error.status)
    if "link" in kept:
        messages.success(request, spoken(LINKED))
        return redirect("/account/")
    signing.record(request, people.account(account_id).login, account_id=account_id, ok=True, reason="sso")
    answer = signing.go_on(request, account_id, kept.get("next", "/desk/"))
    request.session[ID_TOKEN] = proven.id_token
    return answer


def _account_of(request: HttpRequest, kept: dict[str, Any], proven: oidc.Proven) -> UUID:
    """Return the account of a verified identity, tied to it where that was the purpose."""
    issuer, subject, now = proven.issuer, proven.subject, now_of(request)
    if "invitation" in kept:
        return actions.accept_invitation(secret=kept["invitation"], issuer=issuer, subject=subject, now=now)
    if "link" in kept:
        # Whoever signed out meanwhile, or in as another, has not asked for this.
        if kept["link"] != str(account_id_of(request)):
            raise oidc.NotProven(why="account")
        actions.link_identity(actor=actor_of(request), issuer=issuer, subject=subject, now=now)
        return UUID(kept["link"])
    return actions.use_identity(issuer=issuer, subject=subject, now=now)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def unlink(request: HttpRequest, identity_id: UUID) -> HttpResponse:
    """Untie an identity from the own account."""

    def end(_: Values) -> Text:
        actions.unlink_identity(actor=actor_of(request), identity_id=identity_id, now=now_of(request))
        return T("已解除绑定。", "Unlinked.")

    return ask(
        request, (), end, title=T("解除统一身份绑定", "Unlink the identity"), button=T("解除", "Unlink"),
        back="/account/", hint=T("以后只能用密码登录。", "From now on you sign in with your password."),
    )  # fmt: skip


@never_cache
@require_safe
def goodbye(request: HttpRequest) -> HttpResponse:
    """Offer to sign out at the provider too: a link, for the page may send no form to another site."""
    url = request.session.pop("sso_goodbye", "")
    return render(request, "web/staff/sso_goodbye.html", {"url": url, "name": signing.sso_name()})

"""Signing in: name or phone and password, then the second factor; setting the factor up; signing out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import segno
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel.errors import DomainError
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.actions import accounts
from linli.people.doors import address_of
from linli.web import devices, oidc
from linli.web.door import actor_of, leave, now_of, signed_in
from linli.web.language import spoken

WRONG = Text(
    "名称或密码不对。连续多次不对会暂时锁定，可请本单位管理员重设。",
    "Name or password is wrong. Several tries lock it for a while; your administrator can reset it.",
)
WRONG_FOR_RESIDENTS = Text(
    "手机号或密码不对，请再试一次。连着错几次，要等一刻钟；着急就打 12345。",
    "The phone or the password is wrong; please try again. After several tries you wait a quarter of an hour; if it is "
    "urgent, call 12345.",
)
PENDING = "pending_account"
BEING_SET_UP = "second_factor_being_set_up"


@dataclass(frozen=True, slots=True)
class Face:
    """How the door looks to those who come: its page, its words for a wrong password, and where it leads."""

    template: str
    wrong: Text
    home: str


STAFF = Face("web/staff/sign_in.html", WRONG, "/desk/")
RESIDENT = Face("web/resident/sign_in.html", WRONG_FOR_RESIDENTS, "/my/")


class SignInForm(forms.Form):
    """Name (or phone) and password."""

    name = forms.CharField(max_length=80)
    password = forms.CharField(max_length=200, widget=forms.PasswordInput)


class CodeForm(forms.Form):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(max_length=40)


def next_of(request: HttpRequest, home: str = "/desk/") -> str:
    """Return where to go after signing in: `next`, if it is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return home


def go_on(request: HttpRequest, account_id: UUID, wanted: str) -> HttpResponse:
    """Let in whoever has shown the first factor; those with a second go on to the code."""
    if not _has_factor(account_id):
        return _begin(request, account_id, wanted)
    request.session[PENDING] = str(account_id)
    return redirect("/sign-in/code/?" + urlencode({"next": wanted}))


def _begin(request: HttpRequest, account_id: UUID, wanted: str) -> HttpResponse:
    devices.begin(request, get_user_model().objects.get(pk=account_id))
    if settings.LINLI_MODE != "demo" and not _has_factor(account_id) and _is_staff(request, account_id):
        return redirect("/account/second-factor/")
    return redirect(wanted)


def _has_factor(account_id: UUID) -> bool:
    return people.account(account_id).has_second_factor


def _is_staff(request: HttpRequest, account_id: UUID) -> bool:
    return people.needs_second_factor(account_id, now=now_of(request))


def sso_name() -> Text | None:
    """Return what the provider is called, or nothing where none is set."""
    return Text(settings.LINLI_OIDC_NAME, settings.LINLI_OIDC_NAME_EN) if oidc.is_open() else None


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask staff for name and password; those with a second factor go on to the code."""
    return _ask(request, STAFF)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def resident_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask a resident for phone and password: other words and a larger page, the same door and the same locks."""
    return _ask(request, RESIDENT)


def _ask(request: HttpRequest, face: Face) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        account = authenticate(request, username=name, password=form.cleaned_data["password"])
        record(request, name, account_id=account.pk if account else None, ok=account is not None)
        if account is not None:
            return go_on(request, account.pk, next_of(request, face.home))
        form.add_error(None, spoken(face.wrong))
    status = 200 if request.method == "GET" else 422
    also = {"back_url": "/"} if face is RESIDENT else {"sso_name": sso_name()}
    context = {"form": form, "next": next_of(request, face.home), **also}
    return render(request, face.template, context, status=status)


def record(request: HttpRequest, name: str, *, account_id: UUID | None, ok: bool, reason: str = "") -> None:
    """Write down an attempt to sign in."""
    accounts.record_sign_in(
        account_id=account_id,
        login=name,
        ok=ok,
        reason=reason,
        ip=address_of(request),
        agent=request.headers.get("User-Agent", ""),
        now=now_of(request),
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the one-time code of an account whose password was right."""
    pending = request.session.get(PENDING)
    if pending is None:
        return redirect("/sign-in/")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = {"username": people.account(UUID(pending)).login}
        if settings.AXES_ENABLED and not AxesProxyHandler.is_allowed(request, key):
            del request.session[PENDING]
            return redirect("/sign-in/")
        try:
            accounts.use_second_factor(account_id=UUID(pending), code=form.cleaned_data["code"], now=now_of(request))
        except DomainError as error:
            # A code has six figures: wrong ones count like wrong passwords, or it would be tried until it fits.
            user_login_failed.send(sender=__name__, credentials=key, request=request)
            record(request, key["username"], account_id=UUID(pending), ok=False, reason="code")
            form.add_error("code", spoken(error.text))
        else:
            del request.session[PENDING]
            return _begin(request, UUID(pending), next_of(request))
    status = 200 if request.method == "GET" else 422
    return render(request, "web/staff/second_factor.html", {"form": form, "next": next_of(request)}, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def set_second_factor(request: HttpRequest) -> HttpResponse:
    """Show the picture for the authenticator app, and confirm it with the first code."""
    actor = actor_of(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = accounts.confirm_totp(actor=actor, code=form.cleaned_data["code"], now=now_of(request))
        except DomainError as error:
            form.add_error("code", spoken(error.text))
        else:
            request.session.pop(BEING_SET_UP, None)
            return render(request, "web/staff/recovery_codes.html", {"codes": codes, "next_url": "/account/"})
    if request.method == "GET" or BEING_SET_UP not in request.session:
        request.session[BEING_SET_UP] = accounts.set_up_totp(actor=actor)
    secret, address = request.session[BEING_SET_UP]
    picture = segno.make(address, error="m").svg_data_uri(scale=5)
    context = {"form": form, "secret": secret, "picture": picture}
    return render(request, "web/staff/set_second_factor.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; whoever came by single sign-on may end that too."""
    id_token = request.session.get("sso_id_token", "")
    if not id_token or not oidc.is_open():
        return leave(request)
    url = oidc.goodbye(id_token, back=settings.LINLI_PUBLIC_URL, now=now_of(request))
    leave(request)
    request.session["sso_goodbye"] = url
    return redirect("/sso/goodbye/")

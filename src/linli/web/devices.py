"""My devices: where I am signed in, ending one or all others; and how a session begins and is seen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import actions
from linli.people import queries as people
from linli.web.door import DEVICE, account_id_of, actor_of, device_of, now_of, signed_in
from linli.web.language import spoken
from linli.web.staff.pages import page

BACKEND = "linli.people.backends.NameOrPhoneBackend"
COOKIE = "device"
COOKIE_S = 365 * 24 * 3600
SEEN = timedelta(minutes=10)
"""How exactly it is kept when a device was last used: an UPDATE per request would cost more than it tells."""
_OURS = re.compile(r"[A-Za-z0-9_-]{22}")
ENDED = Text("那台设备已退出。", "That device is signed out.")
ENDED_OTHERS = Text("其他设备都已退出。", "All other devices are signed out.")


def begin(request: HttpRequest, account: Any) -> None:
    """Sign an account in: begin the session and keep its device, known again by a cookie of the browser."""
    login(request, account, backend=BACKEND)
    _keep_device(request, account.pk)


def end_others(request: HttpRequest) -> None:
    """Sign the account out on every other device, and keep this session's key, which may have changed."""
    device_id, session_key = device_of(request), request.session.session_key
    if device_id is not None and session_key:
        actions.renew_session(device_id, session_key=session_key)
    actions.end_other_devices(actor=actor_of(request), keep=device_id, now=now_of(request))


def _keep_device(request: HttpRequest, account_id: UUID) -> None:
    if not request.session.session_key:
        request.session.save()
    kept = request.COOKIES.get(COOKIE, "")
    cookie = kept if _OURS.fullmatch(kept) else secrets.token_urlsafe(16)
    device_id = actions.begin_device(
        account_id=account_id,
        cookie=cookie,
        session_key=str(request.session.session_key),
        agent=request.headers.get("User-Agent", ""),
        now=now_of(request),
    )
    request.session[DEVICE] = str(device_id)
    cache.set(_mark(device_id), 1, SEEN.total_seconds())
    setattr(request, "linli_device", cookie)  # noqa: B010 - Django's request is open to such marks


def _mark(device_id: UUID) -> str:
    return f"device-seen:{device_id}"


class DeviceMiddleware:
    """Keep now and then that a device was used, and hand out the cookie by which it is known again.

    What never looked at the session (public pages, the interface) costs nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.session.accessed:
            device_id = device_of(request)
            if device_id is not None and cache.add(_mark(device_id), 1, SEEN.total_seconds()):
                now = now_of(request)
                actions.note_seen(device_id, now=now, not_since=now - SEEN)
        cookie = getattr(request, "linli_device", "")
        if cookie:
            secure = request.is_secure()
            answer.set_cookie(COOKIE, cookie, max_age=COOKIE_S, samesite="Lax", httponly=True, secure=secure)
        return answer


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def resident(request: HttpRequest) -> HttpResponse:
    """Show a resident the own devices."""
    context = _asked(request)
    if context is None:
        return redirect("/my/devices/")
    context |= {"base": "web/base_resident.html", "back_url": "/my/"}
    return render(request, "web/devices.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """Show somebody of the staff the own devices."""
    context = _asked(request)
    if context is None:
        return redirect("/account/devices/")
    context |= {"base": "web/base_staff.html", "back_url": "/account/"}
    return page(request, "web/devices.html", **context)


def _asked(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the page shows, or None when a device was ended."""
    account_id, now = account_id_of(request), now_of(request)
    if account_id is None:
        raise NotFound
    if device_of(request) is None:  # signed in before devices were kept
        _keep_device(request, account_id)
    if request.method == "POST":
        _end(request, request.POST.get("end", ""))
        return None
    here = device_of(request)
    found = people.devices_of(account_id, now=now)
    return {
        "here": [row for row in found if row.id == here],
        "others": [row for row in found if row.id != here],
        "now": now,
    }


def _end(request: HttpRequest, which: str) -> None:
    if which == "others":
        end_others(request)
        messages.success(request, spoken(ENDED_OTHERS))
        return
    try:
        device_id = UUID(which)
    except ValueError:
        raise NotFound from None
    actions.end_device(actor=actor_of(request), device_id=device_id, now=now_of(request))
    messages.success(request, spoken(ENDED))

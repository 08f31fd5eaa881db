"""The door of the pages: who is asking, at what moment, and how a refusal is told.

Views take `request`, call actions and queries with `actor_of(request)` and `now_of(request)`, and let domain errors
pass; `refusals.DoorMiddleware` turns them into a page in the reader's language. A stranger gets 404 where existence is
secret.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import DomainError, Forbidden, NotFound
from linli.people import actions
from linli.people import queries as people
from linli.people.api.limits import wait_s

View = Callable[..., HttpResponse]

STAFF_PATHS = ("/desk/", "/office/", "/account/")
"""Where staff work; everything else that asks for an account is a resident's."""


TOO_FAST = 429
DEVICE = "device"
"""Under which word the session keeps its device."""


def now_of(request: HttpRequest) -> datetime:
    """Return the moment of this request; the same for everything it does."""
    if not hasattr(request, "linli_now"):
        setattr(request, "linli_now", timezone.now())  # noqa: B010 - Django's request is open to such marks
    return cast(datetime, getattr(request, "linli_now"))  # noqa: B009


def account_id_of(request: HttpRequest) -> UUID | None:
    """Return the signed-in account, or None."""
    user = request.user
    return user.pk if user.is_authenticated else None


def device_of(request: HttpRequest) -> UUID | None:
    """Return the device of this session, or None where nobody is signed in."""
    kept = request.session.get(DEVICE)
    return UUID(kept) if kept else None


def actor_of(request: HttpRequest) -> Actor:
    """Return who is asking: the signed-in account with its reach, or the stranger. One statement, once a request."""
    if not hasattr(request, "linli_actor"):
        account_id = account_id_of(request)
        actor = people.actor_for(account_id, now=now_of(request)) if account_id else STRANGER
        if actor.scopes and not is_proven(request):
            actor = Actor(name=actor.name, account_id=actor.account_id, recusals=actor.recusals)
        setattr(request, "linli_actor", actor)  # noqa: B010
    return cast(Actor, getattr(request, "linli_actor"))  # noqa: B009


def is_proven(request: HttpRequest) -> bool:
    """Say whether the account has shown enough to work here: an own password, and outside demos a second factor.

    Source: GB/T 22239-2019 (domain-spec §14.1). Until then it is nobody's member and may do nothing of its roles.
    """
    user = request.user
    if getattr(user, "must_change_password", False):
        return False
    return settings.LINLI_MODE != "production" or getattr(user, "totp_confirmed_at", None) is not None


def is_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def signed_in(view: View) -> View:
    """Send strangers to the sign-in page, residents to theirs and staff to theirs, and bring them back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            door = "/sign-in/" if request.path.startswith(STAFF_PATHS) else "/my/sign-in/"
            return redirect(f"{door}?" + urlencode({"next": request.get_full_path()}))
        return view(request, *args, **kwargs)

    return guarded


def staff_only(view: View) -> View:
    """Let in only accounts with a staff grant; everybody else learns nothing (404)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not actor_of(request).scopes:
            account_id = account_id_of(request)
            if account_id and not is_proven(request) and people.needs_second_factor(account_id, now=now_of(request)):
                has_factor = getattr(request.user, "totp_confirmed_at", None) is not None
                needs_factor = settings.LINLI_MODE == "production" and not has_factor
                return redirect("/account/second-factor/" if needs_factor else "/account/password/")
            raise NotFound
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the page (or, for htmx, the part) that tells `error`."""
    if isinstance(error, Forbidden) and not request.user.is_authenticated:
        error = NotFound()
    template = "web/parts/refusal.html" if is_fragment(request) else "web/error.html"
    answer = render(request, template, {"error": error, "now": now_of(request)}, status=error.status)
    return tell_wait(answer)


def tell_wait(answer: HttpResponse) -> HttpResponse:
    """Say in the answer to somebody who was too fast after how many seconds the next one is taken."""
    if answer.status_code == TOO_FAST:
        answer["Retry-After"] = str(wait_s())
    return answer


def leave(request: HttpRequest) -> HttpResponse:
    """End the session and have the browser forget what it kept of it: the field's copy, unfinished words (ADR 0020)."""
    device_id = device_of(request)
    logout(request)
    if device_id is not None:
        actions.leave_device(device_id, now=now_of(request))
    answer = redirect("/")
    answer["Clear-Site-Data"] = '"storage"'
    return answer

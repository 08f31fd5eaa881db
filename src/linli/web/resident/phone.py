"""Proving that a phone is one's own, with a code by short message: no account, no captcha, nothing to remember.

The browser's session holds the id of the code only; phone, tries and moments are in the database, once for all
processes. What is said never depends on whether the phone is known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.appeals.queries import resident
from linli.kernel.errors import DomainError
from linli.kernel.words import Text
from linli.notices import actions as notices
from linli.notices import delivery
from linli.people import actions
from linli.people import queries as people
from linli.people.doors import address_of
from linli.people.words import CodePurpose
from linli.web.door import now_of
from linli.web.resident.contact import check_phone
from linli.web.resident.telling import why

Errors = list[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class Face:
    """What the two screens say for one purpose."""

    question: Text
    hint: Text
    back: str


MINE = Face(
    Text("用手机号看我的诉求", "See my reports by phone"),
    Text(
        "我们发一条短信到这个手机，里面有 6 位数字。看您用它反映过的事，不用账户。",
        "We send six figures to this phone. With them you see what you reported with it; no account needed.",
    ),
    "/find/",
)
JOIN = Face(
    Text("您的手机号是多少？", "What is your phone number?"),
    Text(
        "我们发一条短信，确认手机是您的。开账户以后用它登录。",
        "We send a code to be sure that the phone is yours. Later you sign in with it.",
    ),
    "/",
)


def is_open() -> bool:
    """Say whether short messages can be sent here."""
    return delivery.has(delivery.SMS)


def proven(request: HttpRequest, purpose: CodePurpose) -> str | None:
    """Return the phone that this browser has proven within the last half hour."""
    code_id = request.session.get(f"proven_{purpose.value}")
    return people.proven_phone(UUID(code_id), purpose=purpose, now=now_of(request)) if code_id else None


def drop(request: HttpRequest, purpose: CodePurpose) -> None:
    """Forget in this browser what was proven or asked."""
    for kind in ("proven", "code"):
        request.session.pop(f"{kind}_{purpose.value}", None)


def ask(request: HttpRequest, purpose: CodePurpose, face: Face) -> HttpResponse:
    """Ask for the phone, then for the code; lead back to the same address after each."""
    pending = request.session.get(f"code_{purpose.value}")
    errors: Errors = []
    if request.method == "POST":
        try:
            _step(request, purpose, pending)
        except DomainError as error:
            errors.append(("id_code" if pending and "again" not in request.POST else "id_phone", why(error)))
            status = error.status
        else:
            return redirect(request.get_full_path())
    context: dict[str, Any] = {"face": face, "errors": errors, "back_url": face.back, "is_open": is_open()}
    if pending:
        context["simulated_url"] = "/demo/sms/" if settings.LINLI_MODE == "demo" else ""
        context["sent_to"] = people.phone_of_code(UUID(pending))
    context["phone"] = request.POST.get("phone", "")[:20]
    template = "web/resident/code.html" if pending else "web/resident/phone.html"
    return render(request, template, context, status=status if errors else 200)


def _step(request: HttpRequest, purpose: CodePurpose, pending: str | None) -> None:
    """Do what the screen asked: another phone, take the code, or send one.

    :raises DomainError: what was given cannot be used.
    """
    key = f"code_{purpose.value}"
    if "again" in request.POST:
        request.session.pop(key, None)
    elif pending:
        actions.prove_phone(
            code_id=UUID(pending), purpose=purpose, code=request.POST.get("code", "")[:20], now=now_of(request)
        )
        # A session that somebody else began must not be the one that is let in.
        request.session.cycle_key()
        request.session[f"proven_{purpose.value}"] = request.session.pop(key)
    else:
        phone = request.POST.get("phone", "")[:20]
        check_phone(phone)
        code_id = notices.send_code(
            purpose=purpose,
            phone=phone,
            address=address_of(request),
            language=translation.get_language() or "zh-hans",
            now=now_of(request),
        )
        request.session[key] = str(code_id)


@never_cache
@sensitive_post_parameters("phone", "code")
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show what was reported with a phone to whoever holds it."""
    phone = proven(request, CodePurpose.MINE)
    if phone is None:
        return ask(request, CodePurpose.MINE, MINE)
    if request.method == "POST":
        drop(request, CodePurpose.MINE)
        return redirect("/find/")
    contact_ids = people.contact_ids_by_phone(phone)
    reports = resident.mine(None, contact_ids) if contact_ids else []
    return render(request, "web/resident/by_phone.html", {"reports": reports, "phone": people.masked_phone(phone)})

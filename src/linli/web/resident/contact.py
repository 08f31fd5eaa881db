"""The reporter's own contact, by the receipt's link: who looked and why, correcting it, asking for its deletion."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.queries import resident
from linli.kernel.actor import Actor
from linli.kernel.errors import DomainError, Invalid, NotFound
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.people import actions
from linli.people import queries as people
from linli.people.rules import resident_actor
from linli.people.words import RequestKind, RequestOutcome, RequestState, RevealPurpose
from linli.web.door import account_id_of, now_of
from linli.web.language import spoken
from linli.web.resident.receipt import holding
from linli.web.resident.telling import why

CORRECTED = Text("改好了。", "Saved.")
ASKED = Text("申请收到了，最迟 15 天内答复，结果写在这里。", "We have your request; within 15 days the answer is here.")
STAFF = Text("工作人员", "a member of staff")
NO_PHONE = Text("电话像是写错了，请写手机号，或带区号的座机号。", "This does not look like a phone number.")


@never_cache
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, token: str) -> HttpResponse:
    """Show and mend the contact of one report, to whoever holds its link."""
    actor, appeal_id = holding(request, token)
    appeal = resident.view(actor, appeal_id, now=now_of(request)).appeal
    if appeal.reporter_id is None:
        raise NotFound
    holder = resident_actor(actor.holds | {("people", appeal.reporter_id)}, account_id_of(request))
    errors: list[tuple[str, Text]] = []
    if request.method == "POST":
        try:
            farewell = _do(request, holder, appeal.reporter_id, appeal_id, appeal.area_path)
        except DomainError as error:
            errors.append(("id_phone", why(error)))
        else:
            messages.success(request, spoken(farewell))
            return redirect(f"/r/{token}/contact")
    context = {
        "token": token,
        "errors": errors,
        "contact": people.contacts_masked([appeal.reporter_id]).get(appeal.reporter_id),
        "looks": looks_at([appeal.reporter_id]),
        "asked": asked_of(people.own_data(contact_ids=[appeal.reporter_id])["people_datarequest"]),
        "given_name": request.POST.get("name", ""),
        "given_phone": request.POST.get("phone", ""),
    }
    return render(request, "web/resident/contact.html", context, status=422 if errors else 200)


@never_cache
@require_safe
def export(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out what is held under this contact, once a copy was granted."""
    actor, appeal_id = holding(request, token)
    now = now_of(request)
    appeal = resident.view(actor, appeal_id, now=now).appeal
    if appeal.reporter_id is None:
        raise NotFound
    held = people.export_of_contact(appeal.reporter_id, now=now)
    body = json.dumps(held, ensure_ascii=False, indent=1).encode()
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="linli-my-data.json"'
    return answer


def _do(request: HttpRequest, holder: Actor, contact_id: UUID, appeal_id: UUID, area_path: str) -> Text:
    now = now_of(request)
    wanted = {"delete": RequestKind.DELETE, "copy": RequestKind.COPY}.get(request.POST.get("do", ""))
    if wanted is not None:
        actions.ask_data(actor=holder, kind=wanted, contact_id=contact_id, now=now)
        return ASKED
    name, phone = request.POST.get("name", "").strip()[:40], request.POST.get("phone", "").strip()[:20]
    check_phone(phone)
    if not name and not phone:
        raise Invalid(field="phone", why_zh="请写新的姓名或电话", why_en="write the new name or phone")
    actions.correct_contact(
        actor=holder,
        contact_id=contact_id,
        name=name,
        phone=phone,
        subject=("appeals", appeal_id),
        area_path=area_path,
        now=now,
    )
    return CORRECTED


def check_phone(phone: str) -> None:
    """Return quietly when a phone is empty or could be one: 7 to 15 figures.

    :raises Invalid:
    """
    figures = sum(sign.isdigit() for sign in phone)
    if phone and (not 7 <= figures <= 15 or any(sign.isalpha() for sign in phone)):
        raise Invalid(field="phone", why_zh=NO_PHONE.zh, why_en=NO_PHONE.en)


def looks_at(contact_ids: Collection[UUID]) -> list[dict[str, Any]]:
    """Return who saw these contacts, with the reason in words. Two statements."""
    rows = people.reveals_of(contact_ids)
    known = people.accounts([row.account_id for row in rows if row.account_id])
    return [
        {
            "at": row.at,
            "who": known[row.account_id].name if row.account_id in known else STAFF,
            "why": reason_of(row.purpose),
            "subject_id": row.subject_id,
        }
        for row in rows
    ]


def asked_of(rows: Sequence[dict[str, Plain]]) -> list[dict[str, Any]]:
    """Return data requests as the page tells them, newest first."""
    return [
        {
            "kind": RequestKind(str(row["kind"])),
            "state": RequestState(str(row["state"])),
            "reason": str(row["reason"] or ""),
            "outcome": RequestOutcome(str(row["outcome"])) if row["outcome"] else "",
            "due_on": date.fromisoformat(str(row["due_on"])),
        }
        for row in reversed(rows)
    ]


def reason_of(code: str) -> RevealPurpose | str:
    """Return the reason of a look in words."""
    return RevealPurpose(code) if code in {word.value for word in RevealPurpose} else code

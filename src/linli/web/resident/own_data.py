"""The own data: see it, take it along, correct it, have it deleted, take a consent back (个人信息保护法 §44-§50)."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.appeals.queries import exports  # noqa: F401 - adds the tables of the room to everybody's export
from linli.kernel.actor import Actor
from linli.kernel.errors import DomainError, Invalid, NotFound
from linli.kernel.facts import Plain
from linli.kernel.words import Text, Word
from linli.people import actions
from linli.people import queries as people
from linli.people.words import Purpose, RequestKind, RequestOutcome, RequestState
from linli.web.door import account_id_of, actor_of, now_of, signed_in
from linli.web.language import spoken
from linli.web.resident.contact import ASKED, CORRECTED, check_phone, looks_at
from linli.web.resident.telling import why

Rows = list[dict[str, Plain]]
WITHDRAWN = Text("已撤回同意，从现在起不再显示。", "Your consent is withdrawn; from now on nothing is shown.")
ASKABLE = (RequestKind.DELETE, RequestKind.CANCEL, RequestKind.CORRECT, RequestKind.ACCESS)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def _own(request: HttpRequest) -> UUID:
    account_id = account_id_of(request)
    if account_id is None:
        raise NotFound
    return account_id


@never_cache
@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show everything held about the signed-in person, and what can be done about it."""
    account_id = _own(request)
    held = people.own_data(account_id=account_id)
    contact_ids = people.contact_ids_of(account_id)
    masked = people.contacts_masked(contact_ids)
    asked = people.data_requests_of(account_id)
    context = {
        "account": people.account(account_id),
        "contacts": [(contact_id, masked[contact_id]) for contact_id in contact_ids if contact_id in masked],
        "consents": [(row, _word(Purpose, row.purpose)) for row in people.consents_of(account_id=account_id)],
        "looks": looks_at(contact_ids),
        "requests": [
            (row, _word(RequestKind, row.kind), _word(RequestState, row.state), _word(RequestOutcome, row.outcome))
            for row in asked
        ],
        "deciders": people.accounts({row.answered_by_id for row in asked if row.answered_by_id}),
        "askable": [{"value": kind.value, "label": kind} for kind in ASKABLE],
        "tables": [(name, len(rows)) for name, rows in held.items() if rows],
    }
    return render(request, "web/resident/own_data.html", context)


def _word(words: type[Word], code: str) -> Any:
    return next((word for word in words if word.value == code), code)


@never_cache
@signed_in
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out every row held about the person: JSON, or a ZIP with one CSV file per table."""
    held = people.own_data(account_id=_own(request))
    if form == "json":
        body: bytes = json.dumps(held, ensure_ascii=False, indent=1).encode()
        answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    else:
        answer = HttpResponse(_zipped(held), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="linli-my-data.{"json" if form == "json" else "zip"}"'
    return answer


@never_cache
@signed_in
@require_safe
def heirs_export(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Hand out, read only, what is held about somebody who died, to the relative whose request was granted."""
    held = people.heirs_export(account_id=_own(request), request_id=request_id, now=now_of(request))
    return as_json(held, "linli-relative.json")


def as_json(held: dict[str, Rows], name: str) -> HttpResponse:
    """Return rows by table as a file to keep."""
    answer = HttpResponse(
        json.dumps(held, ensure_ascii=False, indent=1).encode(), content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _zipped(held: dict[str, Rows]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, rows in held.items():
            archive.writestr(f"{name}.csv", _csv(rows))
    return out.getvalue()


def _csv(rows: Rows) -> bytes:
    """Return rows as CSV that spreadsheets open in Chinese and never run: formula signs get an apostrophe."""
    text = StringIO()
    columns = list(rows[0]) if rows else []
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Plain) -> str:
    if value is None:
        return ""
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{shown}" if isinstance(value, str) and shown.startswith(DANGEROUS) else shown


@never_cache
@signed_in
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Do what a button of the page asks, and come back to it."""
    try:
        farewell = _do(request, actor_of(request))
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, spoken(why(error)))
    else:
        messages.success(request, spoken(farewell))
    return redirect("/my/data/")


def _do(request: HttpRequest, actor: Actor) -> Text:
    now, wanted = now_of(request), request.POST.get("do", "")
    if wanted == "withdraw":
        actions.consent_withdraw(actor=actor, consent_id=_id(request), now=now)
        return WITHDRAWN
    if wanted == "correct":
        return _correct(request, actor)
    if wanted == "ask":
        kind = next((kind for kind in ASKABLE if kind.value == request.POST.get("kind")), None)
        if kind is None:
            raise Invalid(field="kind", why_zh="请选您要什么", why_en="choose what you want")
        name, phone = request.POST.get("name", "").strip()[:40], request.POST.get("phone", "").strip()[:20]
        check_phone(phone)
        words = request.POST.get("words", "").strip()[:2000]
        actions.ask_data(actor=actor, kind=kind, words=words, name=name, phone=phone, now=now)
        return ASKED
    raise NotFound


def _correct(request: HttpRequest, actor: Actor) -> Text:
    contact_id = _id(request)
    if contact_id not in people.contact_ids_of(_own(request)):
        raise NotFound
    name, phone = request.POST.get("name", "").strip()[:40], request.POST.get("phone", "").strip()[:20]
    check_phone(phone)
    if not name and not phone:
        raise Invalid(field="phone", why_zh="请写新的姓名或电话", why_en="write the new name or phone")
    actions.correct_contact(
        actor=actor,
        contact_id=contact_id,
        name=name,
        phone=phone,
        subject=("people", contact_id),
        area_path="",
        now=now_of(request),
    )
    return CORRECTED


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        raise NotFound from None

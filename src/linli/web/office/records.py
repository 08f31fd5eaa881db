"""For the data desk and the auditor: consents, data requests, who looked at whom, sign-ins, the proof of a fact."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.grid import queries as grid
from linli.journal import queries as journal
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import actions
from linli.people import queries as people
from linli.people.rules.consents import needs_consent
from linli.people.words import Purpose, RequestKind, RevealPurpose
from linli.web.door import actor_of, now_of, staff_only
from linli.web.office.tabs import office, open_to
from linli.web.staff.forms import Field, Values
from linli.web.staff.simple import ask

T = Text
LATEST = 20


@never_cache
@staff_only
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """Show the words people agree to, by purpose."""
    open_to(request, "/office/consents/")
    now = now_of(request)
    rows = [
        {"purpose": purpose, "text": people.consent_text(purpose, at=now)}
        for purpose in Purpose
        if needs_consent(purpose)
    ]
    return office(request, "consents", "/office/consents/", rows=rows)


CONSENT = (
    Field("zh", T("中文", "Chinese"), "words", rows=6, initial=lambda text: text.text.zh if text else ""),
    Field("en", T("英文", "English"), "words", rows=6, initial=lambda text: text.text.en if text else ""),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Publish a new version of a consent text."""
    open_to(request, "/office/consents/")
    known = next((word for word in Purpose if word.value == purpose and needs_consent(word)), None)
    if known is None:
        raise NotFound
    now = now_of(request)

    def publish(given: Values) -> Text:
        actions.set_consent_text(
            actor=actor_of(request), purpose=purpose, zh=given["zh"], en=given["en"],
            area_path=grid.district(now).path, now=now,
        )  # fmt: skip
        return T("新版本已发布；以前同意的仍是旧版本。", "Published; earlier consents keep their own version.")

    return ask(
        request,
        CONSENT,
        publish,
        title=T(f"同意书：{known.zh}", f"Consent: {known.en}"),
        button=T("发布新版本", "Publish a new version"),
        back="/office/consents/",
        about=people.consent_text(known, at=now),
    )


@never_cache
@staff_only
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Show what people asked about their own data."""
    open_to(request, "/office/requests/")
    kinds = {kind.value: kind for kind in RequestKind}
    rows = [{"row": row, "kind": kinds.get(row.kind, row.kind)} for row in people.open_data_requests()]
    return office(request, "requests", "/office/requests/", rows=rows, officer=people.officer(at=now_of(request)))


ANSWER = (
    Field("granted", T("同意，由系统自动照办", "Agree; it then carries itself out"), "tick", required=False),
    Field("reason", T("不照办的理由", "Reason if not"), "words", rows=3, most=1000, required=False),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Close a data request: done, or refused with a reason."""
    open_to(request, "/office/requests/")

    now, actor = now_of(request), actor_of(request)
    asked = people.asked_data(actor, request_id, area_path=grid.district(now).path)

    def close(given: Values) -> Text:
        actions.answer_data_request(
            actor=actor, request_id=request_id, granted=given["granted"], reason=given["reason"],
            area_path=grid.district(now).path, now=now,
        )  # fmt: skip
        return T("已决定。同意的由系统照办并告诉本人。", "Decided. What was agreed carries itself out and is told.")

    return ask(
        request, ANSWER, close, title=T("答复数据请求", "Answer the request"), button=T("答复", "Answer"),
        back="/office/requests/", hint=_written(asked),
    )  # fmt: skip


def _written(asked: people.AskedRow) -> Text:
    """Return what the person wrote, for whoever decides."""
    kind = RequestKind(asked.row.kind)
    said = " · ".join(part for part in (asked.name, asked.phone, asked.words) if part) or "—"
    return T(f"{kind.zh}:{said}", f"{kind.en}: {said}")


@never_cache
@staff_only
@require_safe
def proof(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show the papers of a relative to whoever decides."""
    open_to(request, "/office/requests/")
    asked = people.asked_data(actor_of(request), request_id, area_path=grid.district(now_of(request)).path)
    if not asked.proof or not default_storage.exists(asked.proof):
        raise NotFound
    with default_storage.open(asked.proof) as stored:
        answer = HttpResponse(stored.read(), content_type="application/octet-stream")
    ending = asked.proof.rpartition(".")[2]
    answer["Content-Disposition"] = f'attachment; filename="proof.{ending}"'
    return answer


OFFICER = (
    Field("name", T("姓名", "Name"), most=40),
    Field("phone", T("办公电话", "Office phone"), most=40),
    Field("email", T("邮箱", "E-mail"), most=120, required=False),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def officer(request: HttpRequest) -> HttpResponse:
    """Name who answers for people's data; the public page shows it at once."""
    open_to(request, "/office/requests/")

    def name_one(given: Values) -> Text:
        now = now_of(request)
        actions.set_officer(
            actor=actor_of(request), name=given["name"], phone=given["phone"], email=given["email"],
            area_path=grid.district(now).path, now=now,
        )  # fmt: skip
        return T("已公开在“个人信息处理规则”页。", "It stands on the page of processing rules now.")

    return ask(
        request, OFFICER, name_one, title=T("个人信息保护负责人", "Data protection officer"),
        button=T("公开", "Publish"), back="/office/requests/",
        hint=T("法律要求公开姓名和联系方式。写办公电话，不要写私人手机。",
               "The law wants name and contact in public. Give an office phone, not a private one."),
    )  # fmt: skip


@never_cache
@staff_only
@require_safe
def reveals(request: HttpRequest) -> HttpResponse:
    """Show who looked at whom, and why; refusals too."""
    actor = open_to(request, "/office/reveals/")
    found = people.reveal_log(actor)
    known = people.accounts({row.account_id for row in found if row.account_id is not None})
    purposes = {word.value: word for word in RevealPurpose}
    rows = [
        {
            "row": row,
            "name": known[row.account_id].name if row.account_id in known else "—",
            "purpose": purposes.get(row.purpose, row.purpose),
        }
        for row in found
    ]
    return office(request, "reveals", "/office/reveals/", rows=rows)


@never_cache
@staff_only
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Show the attempts to sign in."""
    actor = open_to(request, "/office/sign-ins/")
    found = people.sign_ins(actor)
    known = people.accounts({row.account_id for row in found if row.account_id is not None})
    rows = [{"row": row, "name": known[row.account_id].name if row.account_id in known else "—"} for row in found]
    return office(request, "sign_ins", "/office/sign-ins/", rows=rows)


@never_cache
@staff_only
@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    """Show the signed head of the log and the newest facts; `?fact=` proves one."""
    open_to(request, "/office/journal/")
    log = settings.LOG_NAME
    head = journal.checkpoint(log)
    context: dict[str, Any] = {
        "head": head,
        "rows": list(reversed(journal.facts_from(max(head.size - LATEST, 0), LATEST))) if head else [],
        "fact": request.GET.get("fact", ""),
    }
    if context["fact"]:
        try:
            proof = journal.proof(log, UUID(context["fact"]))
        except (ValueError, NotFound):
            context["is_missing"] = True
        else:
            context["proof"] = proof
            context["json"] = json.dumps(
                {"log": proof.log, "index": proof.index, "size": proof.size, "leaf": proof.leaf,
                 "path": list(proof.path), "root": proof.root}, indent=2,
            )  # fmt: skip
    return office(request, "journal", "/office/journal/", **context)

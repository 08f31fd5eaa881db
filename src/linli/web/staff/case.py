"""The page of a case: everything about it that this person may see, and every deed the person may do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.queries import detail
from linli.appeals.queries.known import contact_of
from linli.appeals.words import AttachmentUse, TextKind, Urgency
from linli.desks.rules.letters import numbered
from linli.dispatch.queries.orders import Branch, OrderRow
from linli.duties import queries as duties
from linli.duties.words import DutyRow
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.people import actions as people_actions
from linli.people.words import RevealPurpose
from linli.web.door import actor_of, now_of, staff_only
from linli.web.resident.receipt import serve
from linli.web.staff import carried, choices, deeds, letters, names, whereabouts
from linli.web.staff.casefile import CaseFile
from linli.web.staff.earlier import earlier
from linli.web.staff.pages import back_of, page

FIRST = 4
QUOTED = frozenset(TextKind) - {TextKind.REPORT}
_TONES = {
    "overdue": "late",
    "no_show": "late",
    "bounce": "soon",
    "returned": "soon",
    "sent_back": "soon",
    "closed": "met",
    "replied": "met",
    "handled": "busy",
    "dispatched": "busy",
}


@never_cache
@staff_only
@require_safe
def case(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    """Show a case on its own page; htmx takes the same page's middle to the right of a list."""
    found = CaseFile(actor_of(request), appeal_id, now_of(request))
    return page(request, "web/staff/case.html", **about(found, back_of(request, "")))


def about(found: CaseFile, back: str = "") -> dict[str, Any]:
    """Return what the case's template draws."""
    appeal = found.appeal
    offers = [_button(one, appeal.id, back) for one in deeds.offers(found)]
    first = [one for one in offers if one["is_due"]] or offers
    live = [duty for duty in found.all_duties if duty.is_live]
    named = found.names(_people_in(found))
    return {
        "case": found,
        "appeal": appeal,
        "where": choices.area_name(appeal.area_path, found.now),
        "category": choices.category_text(appeal.category, found.now) if appeal.category else None,
        "accountable": names.unit_name(appeal.accountable_id),
        "letters": letters.offered(found),
        "sent_letters": [
            {
                "letter": one,
                "number": numbered(one.year, one.serial),
                "url": f"/desk/case/{appeal.id}/letter/kept/{one.id}/",
            }
            for one in (found.letters if letters.may(found) else [])
        ],
        "offers": first[:FIRST],
        "more_offers": [one for one in offers if one not in first[:FIRST]],
        "clocks": _clocks(found, live),
        "tree": [_order(branch, found) for branch in _tree(found)],
        "facts": _timeline(found, named),
        "requests": [_request(one, found, named) for one in found.detail.requests],
        "proposal": _proposal(found),
        "over_limit": found.appeal.category is None and bool(found.appeal.proposal.get("over_limit")),
        "whereabouts": whereabouts.card(found, named, back),
        "duplicates": _duplicates(found) if _is_compared(found) else [],
        "earlier": earlier(found) if _is_compared(found) else [],
        "photos": _photos(found, REPORTER_USES),
        "evidence": _photos(found, frozenset(AttachmentUse) - REPORTER_USES),
        "reveal_url": f"/desk/case/{appeal.id}/reveal/",
        "additions": [text for text in found.detail.texts if text.kind is TextKind.ADDITION],
        "urgent": appeal.urgency in {Urgency.EMERGENCY, Urgency.URGENT},
        "carried": carried.of(found.detail.timeline),
    }


REPORTER_USES = frozenset({AttachmentUse.REPORT, AttachmentUse.ADDITION})


def _button(offer: deeds.Offer, appeal_id: UUID, back: str) -> dict[str, Any]:
    url = offer.url(appeal_id)
    if back:
        url += ("&" if "?" in url else "?") + urlencode({"back": back})
    return {"deed": offer.deed, "url": url, "about": offer.about, "is_due": offer.is_due}


def _people_in(found: CaseFile) -> set[UUID]:
    told = {line.actor_id for line in found.detail.timeline if line.actor_id is not None and line.role != "resident"}
    asked = {id_ for one in found.detail.requests for id_ in (one.asked_by_id, one.decided_by_id) if id_ is not None}
    return told | asked | {order.assignee_id for order in found.orders if order.assignee_id is not None}


def _clocks(found: CaseFile, live: Sequence[DutyRow]) -> list[dict[str, Any]]:
    """Return the running clocks with their explanation, soonest first. Two statements, none without a clock."""
    told = duties.stories(live) if live else {}
    return [
        {
            "duty": duty,
            "title": Text(
                f"{names.who_owes(duty).zh} · {names.step(duty.deed, duty.step).zh}",
                f"{names.who_owes(duty).en} · {names.step(duty.deed, duty.step).en}",
            ),
            "lines": told[duty.id].lines,
        }
        for duty in sorted(live, key=lambda duty: duty.due_at)
    ]


def _tree(found: CaseFile) -> list[Branch]:
    """Return the orders as a tree without asking again: leads, and below them the others of their round."""
    leads = [order for order in found.orders if order.role == "lead"]
    by_lead: dict[UUID, list[OrderRow]] = {lead.id: [] for lead in leads}
    loose: list[OrderRow] = []
    for order in found.orders:
        if order.role == "lead":
            continue
        above = order.follows_id if order.role == "follow_up" and order.follows_id in by_lead else None
        above = above or next((lead.id for lead in reversed(leads) if lead.round == order.round), None)
        (by_lead[above] if above else loose).append(order)
    rows = [Branch(lead, (), tuple(Branch(below) for below in by_lead[lead.id])) for lead in leads]
    return [*rows, *(Branch(order) for order in loose)]


def _order(branch: Branch, found: CaseFile) -> dict[str, Any]:
    order = branch.order
    due = min(found.order_duties.get(order.id, []), key=lambda duty: duty.due_at, default=None)
    return {
        "order": order,
        "category": choices.category_text(order.category, found.now),
        "due": due,
        "task": found.texts.get(order.task_text_id, "") if order.task_text_id else "",
        "branches": [_order(below, found) for below in branch.branches],
    }


PROXY = Text("代人登记，本人口头同意", "Registered for somebody, who agreed to it in words")


def _timeline(found: CaseFile, named: Mapping[UUID, str]) -> list[dict[str, Any]]:
    reasons = {text.id: text.body for text in found.detail.texts if text.kind in QUOTED}
    return [
        {
            "at": line.at,
            "text": PROXY if line.more.get("is_proxy") else line.says,
            "who": names.who_did(line.actor_name, named.get(line.actor_id) if line.actor_id else None, line.role),
            "said": reasons.get(line.text_id, "") if line.text_id else "",
            "tone": next((tone for part, tone in _TONES.items() if part in line.kind), "calm"),
        }
        for line in reversed(found.detail.timeline)
    ]


def _request(one: Any, found: CaseFile, named: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "request": one,
        "by": named.get(one.asked_by_id, "") if one.asked_by_id else "",
        "decided_by": named.get(one.decided_by_id, "") if one.decided_by_id else "",
        "said": found.texts.get(one.text_id, "") if one.text_id else "",
        "reason": names.reason(one.kind, one.reason, found.now) if one.reason else "",
    }


def _proposal(found: CaseFile) -> dict[str, Any] | None:
    """Return what the machine proposes and the words that decided, until a person has decided."""
    proposal = found.proposal
    if proposal is None or found.appeal.category is not None:
        return None
    return {
        "category": choices.category_text(proposal.category, found.now),
        "confidence": round(proposal.confidence * 100),
        "words": [word for candidate in proposal.candidates[:1] for word in candidate.words],
        "urgency": next((word for word in Urgency if word.value == proposal.urgency), None),
        "urgency_words": proposal.urgency_words,
        "reasons": proposal.reasons,
        "others": [choices.category_text(one.code, found.now) for one in proposal.candidates[1:3]],
    }


def _is_compared(found: CaseFile) -> bool:
    return found.detail.sight.place and found.appeal.state.value in {"received", "triaged"}


def _duplicates(found: CaseFile) -> list[dict[str, Any]]:
    return [{"near": near, "category": choices.category_text(near.category, found.now)} for near in found.duplicates]


def _photos(found: CaseFile, uses: frozenset[AttachmentUse]) -> list[dict[str, Any]]:
    base = f"/desk/case/{found.appeal.id}/file"
    return [
        {
            "url": f"{base}/{file.id}",
            "small": f"{base}/{file.id}?small=1",
            "is_picture": bool(file.thumbnail),
            "file": file,
        }
        for file in found.detail.files
        if file.use in uses
    ]


@never_cache
@staff_only  # type: ignore[arg-type]
@require_safe
def file(request: HttpRequest, appeal_id: UUID, file_id: UUID) -> FileResponse:
    """Serve a file of a case to somebody who may open it."""
    return serve(detail.file_of(actor_of(request), file_id), "small" in request.GET)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    """Ask why, write it down, and show name and phone once."""
    found = CaseFile(actor_of(request), appeal_id, now_of(request))
    # The row of a child names no contact: whether this person may look, is asked and written down like any look.
    contact_id = contact_of(appeal_id) if found.appeal.is_minor else found.appeal.reporter_id
    if contact_id is None or not (found.detail.sight.contact or found.appeal.is_minor):
        raise NotFound
    context: dict[str, Any] = {
        "case": found,
        "purpose_rows": [(word.value, word.text) for word in RevealPurpose],
        "back_url": f"/desk/case/{appeal_id}/",
    }
    if request.method == "POST":
        try:
            context["contact"] = people_actions.reveal(
                actor=found.actor,
                contact_id=contact_id,
                subject=("appeals", appeal_id),
                purpose=request.POST.get("purpose", ""),
                area_path=found.appeal.area_path,
                now=found.now,
                units=found.appeal.unit_ids,
                barred_units=found.appeal.complained_ids,
            )
        except DomainError as error:
            context["error"] = error.text
    return page(request, "web/staff/reveal.html", status=422 if "error" in context else 200, **context)

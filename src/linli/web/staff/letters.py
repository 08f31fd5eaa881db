"""Letters of a case: filled from it, mended by a person; what goes out is numbered and kept (ADR 0028)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.actions import lettering
from linli.appeals.words import RequestKind, RequestState, State, TextKind
from linli.desks.rules import letters
from linli.desks.rules.blanks import Unfilled, left_open
from linli.desks.rules.letters import FORMS, LetterKind
from linli.dispatch.queries.orders import NoticeRow
from linli.duties.words import DutyRow
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.web import paper
from linli.web.door import actor_of, now_of, staff_only
from linli.web.formats import clock, date_text
from linli.web.language import of as language_of
from linli.web.language import spoken
from linli.web.staff import choices, names
from linli.web.staff.casefile import CaseFile
from linli.web.staff.pages import page

ENDED = frozenset({State.REDIRECTED, State.REFUSED, State.TERMINATED, State.WITHDRAWN, State.MERGED})
MOST = 5000


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that this case can fill; `notice` where it goes with one of several notices."""

    kind: LetterKind
    url: str
    notice: NoticeRow | None = None


def may(case: CaseFile) -> bool:
    """Say whether this person writes letters here: whoever handles the case, never somebody complained of."""
    sight, appeal = case.detail.sight, case.appeal
    if not sight.inner or sight.is_complained_of or sight.is_record:
        return False
    return case.actor.may(lettering.DEED, appeal.area_path, units=appeal.unit_ids, subject=("appeals", appeal.id))


def offered(case: CaseFile) -> list[Letter]:
    """Return the letters that the case can fill now. No statement but those of the case's own page."""
    if not may(case):
        return []
    base = f"/desk/case/{case.appeal.id}/letter"
    values = values_of(case)
    if case.appeal.state is State.REDIRECTED and letters.can_fill(LetterKind.HANDOVER, values):
        return [Letter(LetterKind.HANDOVER, f"{base}/handover/")]
    if case.appeal.state in ENDED:
        return []
    plain = [kind for kind in LetterKind if FORMS[kind].to_reporter and letters.can_fill(kind, values)]
    found = [Letter(kind, f"{base}/{kind.value}/") for kind in plain]
    for notice in case.notices:
        found.append(Letter(LetterKind.RECTIFY, f"{base}/rectify/?on={notice.id}", notice))
    return found


def values_of(case: CaseFile, notice: NoticeRow | None = None) -> dict[str, Text]:
    """Return what fills the places: only what the case tells."""
    appeal = case.appeal
    found: dict[str, Text | None] = {
        "number": _same(appeal.number),
        "registered": _day(appeal.registered_at),
        "category": _category(case),
        "place": _same(appeal.place_words or str(choices.area_name(appeal.area_path, case.now))),
        "unit": names.unit_name(appeal.accountable_id),
        "reply": _said(case, TextKind.REPLY),
        "report": _same(case.report),
        "to": _target(case),
        **_next(case),
        **_extension(case),
    }
    if notice is not None:
        order = case.order(notice.order_id)
        found |= {
            "to": _same(notice.to_words),
            "notice": _same(case.texts.get(notice.text_id, "")),
            "due": _day(notice.due_at),
            "unit": order.unit.name,
        }
    return {name: text for name, text in found.items() if text is not None}


def _same(words: str) -> Text:
    return Text(words, words)


def _day(at: datetime) -> Text:
    return date_text(at.astimezone(SHANGHAI).date())


def _category(case: CaseFile) -> Text | None:
    # What the machine proposes goes into no letter: a person decides first.
    return choices.category_text(case.appeal.category, case.now) if case.appeal.category else None


def _target(case: CaseFile) -> Text | None:
    """Return to whom the case was handed over: the office named, else its line."""
    told = next((line.more for line in reversed(case.detail.timeline) if line.kind == "appeals.redirected"), {})
    named = str(told.get("target") or told.get("line") or "")
    return _same(named) if named else None


def _said(case: CaseFile, kind: TextKind) -> Text | None:
    said = [text.body for text in case.detail.texts if text.kind is kind and not text.is_erased]
    return _same(said[-1]) if said else None


def _live(case: CaseFile) -> list[DutyRow]:
    return [duty for duty in case.all_duties if duty.is_live]


def _next(case: CaseFile) -> dict[str, Text | None]:
    """Return the next step, by whom and by when; and until when it is settled, where that clock runs."""
    live = _live(case)
    if not live:
        return {}
    closing = next((duty for duty in live if duty.step.startswith("close")), None)
    first = live[0]
    return {
        "who": names.who_owes(first),
        "step": names.step(first.deed, first.step),
        "next": _moment(first.due_at),
        "due": _moment(closing.due_at) if closing is not None else None,
    }


def _moment(at: datetime) -> Text:
    day, time = _day(at), clock(at)
    return Text(f"{day.zh} {time} ", f"{time} on {day.en}")


def _extension(case: CaseFile) -> dict[str, Text | None]:
    granted = [
        one
        for one in case.detail.requests
        if one.kind is RequestKind.EXTENSION and one.state is RequestState.APPROVED and one.terms.get("days")
    ]
    return {"days": _same(str(granted[-1].terms["days"]))} if granted else {}


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, appeal_id: UUID, kind: str) -> HttpResponse:
    """Show a letter with its words to mend; with `form=keep` number and keep it, and go to the sheet that is printed.

    :raises NotFound: no such letter in this case, or not for this person.
    """
    case = CaseFile(actor_of(request), appeal_id, now_of(request))
    found = _wanted(request, case, kind)
    values = values_of(case, found.notice)
    body = spoken(letters.write(found.kind, values))
    error: Text | None = None
    greeting = request.POST.get("greeting", "").strip()[:120] or _greeting(case, found, values)
    if request.method == "POST":
        body = request.POST.get("body", "").replace("\r", "").strip()[:MOST]
        error = _fault(body)
        if error is None and request.POST.get("form") == "keep":
            made = _keep(request, case, found.kind, greeting, body)
            if isinstance(made, UUID):
                return redirect(f"/desk/case/{appeal_id}/letter/kept/{made}/")
            error = made
    sheet = _sheet(request, case, found, greeting, body)
    return page(
        request, "web/staff/letter.html", status=422 if error else 200, case=case, letter=found, sheet=sheet, body=body,
        error=error, back_url=f"/desk/case/{appeal_id}/", client_id=request.POST.get("client_id") or str(new_id()),
    )  # fmt: skip


def _fault(body: str) -> Text | None:
    if not body:
        return Text("请写正文。", "Write the letter.")
    left = left_open(body)
    return Unfilled(blanks=" ".join(left)).text if left else None


def _keep(request: HttpRequest, case: CaseFile, kind: LetterKind, greeting: str, body: str) -> UUID | Text:
    """Number and keep the letter; return it, or why not."""
    try:
        return lettering.issue(
            actor=case.actor, appeal_id=case.appeal.id, kind=kind, greeting=greeting, body=body,
            language=language_of(request), now=case.now,
            client_id=request.POST.get("client_id", "")[:64] or str(new_id()),
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as error:
        return error.text


@never_cache
@staff_only
@require_safe
def kept(request: HttpRequest, appeal_id: UUID, letter_id: UUID) -> HttpResponse:
    """Show a letter that went out, the same as then: to print it again, or as PDF (`form=pdf`).

    :raises NotFound: the case has no such letter, it was erased, or it is not for this person.
    """
    case = CaseFile(actor_of(request), appeal_id, now_of(request))
    found = next((one for one in case.letters if one.id == letter_id), None)
    if found is None or not found.lines or not may(case):
        raise NotFound
    sheet = {
        "title": found.title,
        "greeting": found.lines[0],
        "body": list(found.lines[1:]),
        "close": found.close,
        "sender": found.sender,
        "day": _day(found.at).say(found.language),
        "number": case.appeal.number,
        "letter": letters.numbered(found.year, found.serial).say(found.language),
        "lang": found.language,
    }
    if request.GET.get("form") == "pdf":
        return _as_pdf(sheet, f"{case.appeal.number}-{found.kind.value}-{found.year}-{found.serial}")
    return page(request, "web/staff/letter_kept.html", sheet=sheet, letter=found, back_url=f"/desk/case/{appeal_id}/")


def _wanted(request: HttpRequest, case: CaseFile, kind: str) -> Letter:
    on = request.GET.get("on", "")
    for one in offered(case):
        if one.kind.value == kind and (one.notice is None or str(one.notice.id) == on):
            return one
    raise NotFound


def _greeting(case: CaseFile, found: Letter, values: Mapping[str, Text]) -> str:
    """Return whom it greets: the name stays covered until somebody looks it up for a reason and writes it out."""
    if not FORMS[found.kind].to_reporter:
        return spoken(Text(f"{values['to'].zh}：", f"To {values['to'].en}:"))
    contact = case.detail.contact
    name = contact.name if contact is not None and not contact.is_erased else ""
    return spoken(Text(f"{name or '诉求人'}：", f"Dear {name or 'reporter'},"))


def _sheet(request: HttpRequest, case: CaseFile, found: Letter, greeting: str, body: str) -> dict[str, Any]:
    """Return the words of the sheet as they are drawn and printed."""
    return {
        "title": spoken(found.kind.text),
        "greeting": greeting,
        "body": [line.strip() for line in body.split("\n") if line.strip()],
        "close": spoken(FORMS[found.kind].close),
        "sender": spoken(_sender(case)),
        "day": spoken(_day(case.now)),
        "number": case.appeal.number,
        "letter": "",
        "lang": language_of(request),
    }


def _sender(case: CaseFile) -> Text:
    """Return whose letter it is: the writer's own unit, else the district."""
    return lettering.office_of(case.actor, case.appeal.area_path, case.now).name


def _as_pdf(sheet: dict[str, Any], name: str) -> HttpResponse:
    answer = HttpResponse(paper.pdf("letter.typ", letter=sheet), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="linli-{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

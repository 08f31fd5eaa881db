"""Pages everybody may read: the front door, how it works, published cases, live figures, processing rules, the map."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.words import Mode, Urgency
from linli.dispatch.queries import suspended
from linli.grid import queries as grid
from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.notices import actions as notices_actions
from linli.notices import queries as notices
from linli.notices.words import NoticeKind
from linli.people import queries as people
from linli.people.words import Role, UnitKind
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of, signed_in
from linli.web.language import spoken
from linli.web.resident.telling import why
from linli.web.staff import choices, tables

READERS: Mapping[str, Text] = {role.value: role.text for role in Role} | {"self": Text("本人", "the person")}
OBJECTED = Text(
    "异议收到了，会由别人来看；结果发到您的消息里。", "We have your objection; the outcome comes to your messages."
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door: report, follow, read."""
    now = now_of(request)
    return render(
        request,
        "web/public/home.html",
        {"cases": notices.published(kind=NoticeKind.HOTLINE_CASE, now=now, size=3).rows},
    )


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How a report is handled, with the time limits in force today."""
    now = now_of(request)
    steps = ("triage", "accept", "contact", "onsite")
    rows = []
    for step in steps:
        limits = [(standards.limit(step, urgency=urgency.value, at=now), urgency) for urgency in Urgency]
        rows.append((limits[2][0].text, limits))
    closing = [(mode, standards.limit("close", urgency="normal", mode=mode.value, at=now)) for mode in _closing()]
    return render(request, "web/public/how.html", {"rows": rows, "closing": closing})


def _closing() -> tuple[Mode, ...]:
    return (Mode.INSTANT, Mode.FAST, Mode.SPLIT, Mode.JOINT, Mode.TOP)


@require_safe
def suspended_list(request: HttpRequest) -> HttpResponse:
    """What cannot be done for now: the matter, the street, why, and when it is looked at again; nobody's name."""
    now = now_of(request)
    page = suspended.listed(cursor=request.GET.get("after", ""), size=tables.most(request, 50))
    reasons = standards.codes("suspend_reason", now)
    rows = [
        {
            "row": row,
            "matter": standards.category(row.category, now).text,
            "street": choices.area_name(row.street_path, now),
            "reason": reasons[row.reason].text if row.reason in reasons else "",
        }
        for row in page.rows
    ]
    context = {"rows": rows, "next": page.next, "now": now, "as_file": bool(tables.asked(request))}
    shown = render(request, "web/public/suspended.html", {**context, "table_files": tables.links(request)})
    return tables.answer(request, shown) if tables.asked(request) else shown


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Take an objection to a published case from anybody who can be answered."""
    now = now_of(request)
    notice = notices.published_one(notice_id, now=now)
    words = request.POST.get("words", "").strip()[:4000]
    errors: list[tuple[str, Text]] = []
    if request.method == "POST":
        try:
            notices_actions.object_to(actor=actor_of(request), notice_id=notice_id, words=words, now=now)
        except Refused as error:
            errors.append(("id_words", why(error)))
        else:
            messages.success(request, spoken(OBJECTED))
            return redirect(f"/cases/{notice_id}/")
    context = {"case": notice, "words": words, "errors": errors, "back_url": f"/cases/{notice_id}/"}
    return render(request, "web/public/object.html", context, status=422 if errors else 200)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The processing rules, printed from the data inventory (PIPL §17, D-02), and whom to turn to."""
    now = now_of(request)
    here, rules = grid.district(now), people.processing_rules()
    context = {
        "rules": rules,
        "lines": [(rule, [READERS.get(code, code) for code in rule.readers]) for rule in rules.rules],
        "named": people.officer(at=now),
        "officer": people.unit_of_kind(UnitKind.HOTLINE.value, here.path, at=now),
        "district": here,
    }
    return render(request, "web/public/privacy.html", context)

"""The page of a deed on several cases: choose the deed, say what it needs, read the preview, press once."""

from __future__ import annotations

from time import perf_counter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel.errors import NotFound
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.staff import answers, bulk, deeds, forms, undoing
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import Deed
from linli.web.staff.forms import Errors
from linli.web.staff.pages import back_of, page

HIDDEN = frozenset({"csrfmiddlewaretoken", "case", "key", "deed", "back", "batch", "asked", "sure"})


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Lead through the steps; only the last, with `sure`, writes anything that stays."""
    actor, now = actor_of(request), now_of(request)
    given = request.POST if request.method == "POST" else request.GET
    back = back_of(request, "/desk/queue/")
    if "sure" in request.POST:
        deed, batch = deeds.named(request.POST.get("deed", "")), _batch(request)
        bulk.asked_fields(deed)
        done = bulk.do(actor, request.POST.getlist("key"), deed, request, batch, now)
        good = sum(one.is_good for one in done)
        says = Text(f"{deed.label.zh}：{good} 件", f"{deed.label.en}: {good}")
        undoing.offer(request, [one.watch for one in done if one.watch is not None], says, back)
        return _page(request, "done", back, deed=deed, lines=done, good=good)
    cases = bulk.chosen(actor, given.getlist("case"), now)
    if not cases:
        return redirect(back)
    if request.method == "POST" and "deed" in request.POST:
        return _asked_or_tried(request, cases, deeds.named(request.POST["deed"]), back)
    fits = bulk.fitting(cases)
    return _page(
        request,
        "choose",
        back,
        cases=cases,
        lines=[bulk.line_of(case, None, case.appeal.state.text, is_good=True) for case in cases],
        all_fit=[one for one in fits if one.count == len(cases)],
        some_fit=[one for one in fits if one.count < len(cases)],
        left_out=len(set(given.getlist("case"))) - len(cases),
    )


def _batch(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("batch", ""))
    except ValueError:
        raise NotFound from None


def _asked_or_tried(request: HttpRequest, cases: list[CaseFile], deed: Deed, back: str) -> HttpResponse:
    fields, is_asked = bulk.plain_fields(deed), "asked" in request.POST
    errors = Errors()
    if is_asked:
        errors = forms.read([one for one in fields if one.kind not in {"pick", "select"}], request, cases[0])[1]
    if fields and (not is_asked or errors):
        posted = request.POST if is_asked else None
        return _page(
            request,
            "ask",
            back,
            status=422 if errors else 200,
            cases=cases,
            deed=deed,
            fields=forms.shown(fields, cases[0], posted, errors),
            errors=errors,
            canned=answers.picker(cases[0], deed, is_filled=False),
        )
    batch, began = new_id(), perf_counter()
    lines = bulk.preview(cases, deed, request, batch)
    good = [one for one in lines if one.is_good]
    return _page(
        request,
        "preview",
        back,
        cases=cases,
        deed=deed,
        lines=lines,
        good=len(good),
        keys=[one.key for one in good],
        batch=batch,
        seconds=round((perf_counter() - began) * len(good) / len(lines)),
        given=[(name, value) for name, values in request.POST.lists() if name not in HIDDEN for value in values],
        has_fields=bool(fields),
    )


def _page(request: HttpRequest, step: str, back: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return page(request, "web/staff/bulk.html", status=status, step=step, back_url=back, **context)

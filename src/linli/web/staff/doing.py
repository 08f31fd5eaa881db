"""The one form that does every deed: asks exactly its fields, tells what was wrong in place, says what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.appeals.actions import files
from linli.appeals.actions.files import Upload
from linli.duties.words import DutyRow
from linli.kernel.errors import Conflict, DomainError, NotFound
from linli.kernel.ids import new_id
from linli.kernel.moves import NotPossible
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.formats import when
from linli.web.language import spoken
from linli.web.staff import answers, deeds, forms, names, undoing
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deed import Act, Deed
from linli.web.staff.forms import Errors, Values
from linli.web.staff.meanwhile import overtaken
from linli.web.staff.names import step as step_name
from linli.web.staff.names import who_owes
from linli.web.staff.pages import back_of, page


def target_of(request: HttpRequest) -> UUID | None:
    """Return the thing of the case a form is about.

    :raises NotFound: it is no id.
    """
    raw = request.POST.get("on") or request.GET.get("on") or ""
    try:
        return UUID(raw) if raw else None
    except ValueError:
        raise NotFound from None


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, appeal_id: UUID, name: str) -> HttpResponse:
    """Ask for what a deed needs, and do it."""
    deed, target = deeds.named(name), target_of(request)
    case = CaseFile(actor_of(request), appeal_id, now_of(request))
    case.target = target = deeds.target_for(case, deed, target)
    back = back_of(request, f"/desk/case/{appeal_id}/")
    if request.method == "GET" and not deeds.offered(case, deed, target):
        messages.warning(request, spoken(overtaken(case) or GONE))
        return redirect(back)
    errors = Errors()
    if request.method == "POST":
        values, errors = forms.read(deed.fields, request, case)
        errors = errors or answers.unfilled(deed.fields, values)
        if not errors:
            errors = _done(request, case, deed, values)
        if not errors:
            return _gone_on(request, back)
    return _asked(request, case, deed, errors, back)


def _gone_on(request: HttpRequest, back: str) -> HttpResponse:
    """Return where to go after the deed; a script that sent the form itself opens the next case of its list."""
    return HttpResponse(status=204) if request.headers.get("X-Requested-With") == "dialog" else redirect(back)


GONE = Text("这一步现在不能做，可能刚有人办过。", "This cannot be done now; somebody may just have done it.")


def _done(request: HttpRequest, case: CaseFile, deed: Deed, values: Values) -> Errors:
    """Do the deed; return what was wrong, or nothing after telling what comes next."""
    act = Act(case, case.target, values, request.POST.get("client_id", "")[:64] or str(new_id()))
    try:
        with transaction.atomic(), undoing.watched(case, deed) as watch:
            keep_files(act, deed)
            deed.do(act)
    except NotFound:
        raise
    except (Conflict, NotPossible) as error:
        return Errors(others=(overtaken(case) or error.text,))
    except DomainError as error:
        return forms.blamed(deed.fields, error)
    messages.success(request, spoken(told(case, deed)))
    number = case.appeal.number
    says = Text(f"{number} {deed.done.zh}", f"{number}: {deed.done.en}")
    undoing.offer(request, [watch], says, undoing.back_with(back_of(request, ""), case.appeal.id))
    return Errors()


def keep_files(act: Act, deed: Deed) -> None:
    """Keep what was uploaded before the deed looks for evidence; a refused deed takes the files back with it."""
    kept = []
    order = act.case.target_order
    for number, file in enumerate(act.values.get("photos", ()) if deed.files else ()):
        given: dict[str, Any] = {"actor": act.case.actor, "appeal_id": act.case.appeal.id, "now": act.now}
        kept.append(
            files.attach(
                **given,
                upload=Upload(file, file.size),
                use=deed.files,  # type: ignore[arg-type]
                deed=deed.right,
                order_id=order.id if order else None,
                client_id=f"{act.client_id}-{number}",
            )
        )
    if kept:
        act.values["kept"] = kept  # type: ignore[index]


def told(case: CaseFile, deed: Deed) -> Text:
    """Return the success message: what was done, what happens next, by whom, until when."""
    fresh = next_duty(case)
    if fresh is None:
        return deed.done
    name, who, due = step_name(fresh.deed, fresh.step), who_owes(fresh), when(fresh.due_at, case.now, with_time=True)
    return Text(
        f"{deed.done.zh}下一步：{who.zh}{name.zh}，{due.zh} 前。",
        f"{deed.done.en} Next: {name.en} ({who.en}), by {due.en}.",
    )


def next_duty(case: CaseFile) -> DutyRow | None:
    """Return the soonest running clock after the deed, read anew; None where the actor no longer sees the case."""
    try:
        again = CaseFile(case.actor, case.appeal.id, case.now)
        return next((duty for duty in again.all_duties if duty.is_live), None)
    except NotFound:
        return None


def _asked(request: HttpRequest, case: CaseFile, deed: Deed, errors: Errors, back: str) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    order = case.target_order
    return page(
        request,
        "web/staff/deed.html",
        status=422 if errors else 200,
        case=case,
        deed=deed,
        order=order,
        fields=forms.shown(deed.fields, case, posted, errors),
        errors=errors,
        client_id=request.POST.get("client_id") or str(new_id()),
        back_url=back,
        asked=case.waiting(deed.asks) if deed.asks else None,
        request_text=_request_text(case, deed),
        to_read=deed.shows(case) if deed.shows else "",
        canned=answers.picker(case, deed),
        has_files=any(field.kind == "photos" for field in deed.fields),
    )


def _terms(terms: Mapping[str, object]) -> list[str]:
    """Return what was asked for in figures: days, a date, another urgency."""
    named = {
        "days": Text("{given} 个工作日", "{given:working day|working days}"),
        "review_on": Text("{given} 复核", "review on {given}"),
        "to": Text("改为 {given}", "to {given}"),
        "value": Text("改成 {given}", "to {given}"),
    }
    return [spoken(text.format(given=terms[key])) for key, text in named.items() if terms.get(key) is not None]


def _request_text(case: CaseFile, deed: Deed) -> list[tuple[object, str]]:
    """Return what was asked for, for somebody who decides on it."""
    if not (deed.asks or deed.name.startswith("decide_") or deed.name in {"designate", "terminate", "take_top"}):
        return []
    found: list[tuple[object, str]] = []
    for request in case.detail.requests:
        is_here = request.order_id in {None, case.target} and request.state.value == "open"
        if is_here and (deed.asks is None or request.kind is deed.asks):
            said = case.texts.get(request.text_id, "") if request.text_id else ""
            reason = spoken(names.reason(request.kind, request.reason, case.now)) if request.reason else ""
            found.append((request.kind, " · ".join(part for part in (reason, *_terms(request.terms), said) if part)))
    return found

"""The receipt: a bookmark that shows where a report stands and what the reporter can do now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.actions import asking, files, merging, rating, refusing, reopening, withdrawing
from linli.appeals.actions.files import Upload
from linli.appeals.queries import detail, links, resident, rows
from linli.appeals.words import AttachmentUse, Satisfied, Seen, Solved
from linli.duties import queries as duties
from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.kernel.errors import DomainError, Invalid, NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.web.door import account_id_of, now_of
from linli.web.language import spoken

THANKS = {
    "add": Text("补充内容已收到。", "What you added has been received."),
    "withdraw": Text("已撤回。", "Withdrawn."),
    "rate": Text("谢谢您的评价。", "Thank you for rating."),
    "reopen": Text("已申请重新办理。", "It will be handled again."),
    "object": Text("异议已提交,我们会答复。", "Your objection was received and will be answered."),
    "unmerge": Text("已改为单独办理。", "It is handled on its own again."),
}


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show the report to whoever holds the link."""
    actor = resident.holder(token, account_id_of(request))
    appeal_id = links.id_of_token(token)
    now = now_of(request)
    own = resident.view(actor, appeal_id, now=now)
    area = grid.area_by_path(own.appeal.area_path)
    texts = {text.id: text.body for text in own.texts}
    step = own.next_step
    context = {
        "own": own,
        "token": token,
        "seen": Seen[own.standing.name].text,
        "area": area,
        "unit": people.units([own.appeal.accountable_id]).get(own.appeal.accountable_id)
        if own.appeal.accountable_id
        else None,
        "facts": [
            {"at": line.at, "text": line.says, "who": "", "said": texts.get(line.text_id) if line.text_id else ""}
            for line in reversed(own.timeline)
        ],
        "step": step,
        "lines": duties.explain(step.id) if step else (),
        "is_new": "new" in request.GET,
        "link": links.url(appeal_id),
        "may": {deed.partition(".")[2] for deed in own.may},
    }
    return render(request, "web/resident/receipt.html", context)


def _add(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    body = request.POST.get("words", "").strip()
    if body:
        asking.add_info(actor=actor, appeal_id=appeal_id, body=body, now=now_of(request))
    for file in request.FILES.getlist("photos"):
        files.attach(
            actor=actor,
            appeal_id=appeal_id,
            upload=Upload(file, file.size),
            use=AttachmentUse.ADDITION,
            deed="appeals.add_info",
            now=now_of(request),
        )


def _withdraw(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    withdrawing.withdraw(
        actor=actor, appeal_id=appeal_id, reason=request.POST.get("words", "").strip(), now=now_of(request)
    )


def _rate(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    try:
        solved, satisfied = Solved(request.POST.get("solved", "")), Satisfied(request.POST.get("satisfied", ""))
    except ValueError:
        raise Invalid(
            field="solved",
            why_zh="请选择是否解决、是否满意",
            why_en="say whether it is solved and whether you are satisfied",
        ) from None
    rating.rate(
        actor=actor,
        appeal_id=appeal_id,
        solved=solved,
        satisfied=satisfied,
        words=request.POST.get("words", "").strip(),
        now=now_of(request),
    )


def _reopen(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    reopening.reopen(
        actor=actor, appeal_id=appeal_id, reason=request.POST.get("words", "").strip(), now=now_of(request)
    )


def _object(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    refusing.object_to(
        actor=actor, appeal_id=appeal_id, words=request.POST.get("words", "").strip(), now=now_of(request)
    )


def _unmerge(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    merging.unmerge(actor=actor, appeal_id=appeal_id, now=now_of(request))


DEEDS: dict[str, Callable[[HttpRequest, Actor, UUID], None]] = {
    "add": _add,
    "withdraw": _withdraw,
    "rate": _rate,
    "reopen": _reopen,
    "object": _object,
    "unmerge": _unmerge,
}


@never_cache
@require_http_methods(["GET", "POST"])
def deed(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Ask for the words of one deed and do it."""
    if name not in DEEDS:
        raise NotFound
    actor = resident.holder(token, account_id_of(request))
    appeal_id = links.id_of_token(token)
    own = resident.view(actor, appeal_id, now=now_of(request))
    errors: list[tuple[str, Any]] = []
    if request.method == "POST":
        try:
            DEEDS[name](request, actor, appeal_id)
        except DomainError as error:
            errors.append(("id_words", error.text))
        else:
            messages.success(request, spoken(THANKS[name]))
            return redirect(f"/r/{token}")
    context = {
        "own": own,
        "token": token,
        "name": name,
        "errors": errors,
        "solved": list(Solved),
        "satisfied": list(Satisfied),
        "words": request.POST.get("words", ""),
        "back_url": f"/r/{token}",
    }
    return render(request, f"web/resident/{name}.html", context, status=422 if errors else 200)


@never_cache
@require_safe
def file(request: HttpRequest, token: str, file_id: UUID) -> HttpResponse:
    """Serve a photo of the report to whoever holds the link."""
    return serve(detail.file_of(resident.holder(token, account_id_of(request)), file_id), "small" in request.GET)


def serve(found: rows.FileRow, is_small: bool) -> HttpResponse:
    """Return a stored file; never by its own name, never run by the browser."""
    name = found.thumbnail if is_small and found.thumbnail else found.name
    answer = FileResponse(default_storage.open(name), content_type=found.media_type)
    answer["Content-Disposition"] = "inline" if found.media_type.startswith("image/") else "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer

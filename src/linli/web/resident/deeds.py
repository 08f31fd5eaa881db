"""What the reporter may do with the own report, each on a page that asks one thing and says what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from linli.appeals.actions import asking, files, merging, rating, refusing, reopening, withdrawing
from linli.appeals.actions.files import Upload
from linli.appeals.queries import resident
from linli.appeals.queries.resident import Own
from linli.appeals.rules.leaving import Leaving
from linli.appeals.words import AttachmentUse, Satisfied, Solved
from linli.kernel.actor import Actor
from linli.kernel.errors import DomainError, Invalid, NotFound
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.standards import queries as standards
from linli.web.door import now_of
from linli.web.language import spoken
from linli.web.resident.receipt import holding, may_of
from linli.web.resident.telling import why
from linli.web.sizes import TooBig, tells_too_big, within_size

MOST_PHOTOS = 6
THANKS = {
    "add": Text("补充的内容收到了。", "We have what you added."),
    "withdraw": Text("已撤回，不再办理。", "Withdrawn; nothing more will be done."),
    "rate": Text("谢谢您，评价收到了。", "Thank you. We have your rating."),
    "reopen": Text("好的，这件事重新办理。", "It will be handled again."),
    "object": Text("异议收到了，会由别的人来看。", "We have your objection; somebody else will look at it."),
    "unmerge": Text("好的，改为单独办理。", "It is handled on its own again."),
}
HAZARD_STAYS = Text(
    "已撤回。这是公共隐患，网格会接着处理，但与您有关的信息都去掉了，原来的链接不再打开。",
    "Withdrawn. It is a hazard to others, so the grid goes on with it, without anything about you; the link is closed.",
)


NOT_NOW = Text(
    "这一步现在不能办，这件诉求的状态已经变了。下面是现在能做的。",
    "This cannot be done now: the report has moved on. Below is what you can do.",
)


def _add(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    body, sent = _words(request), request.FILES.getlist("photos")
    if not body and not sent:
        raise Invalid(field="words", why_zh="请写几句话，或者选照片", why_en="write something or choose photos")
    key = _key(request)
    with transaction.atomic():
        if body:
            asking.add_info(actor=actor, appeal_id=appeal_id, body=body, now=now_of(request), client_id=key)
        for place, file in enumerate(sent[:MOST_PHOTOS]):
            files.attach(
                actor=actor,
                appeal_id=appeal_id,
                upload=Upload(file, file.size),  # type: ignore[arg-type]
                use=AttachmentUse.ADDITION,
                deed="appeals.add_info",
                now=now_of(request),
                client_id=f"{key}-{place}",
            )


def _withdraw(request: HttpRequest, actor: Actor, appeal_id: UUID) -> Text | None:
    left = withdrawing.withdraw(
        actor=actor,
        appeal_id=appeal_id,
        reason=request.POST.get("reason", ""),
        now=now_of(request),
        client_id=_key(request),
    )
    return HAZARD_STAYS if left is Leaving.DETACH else None


def _rate(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    try:
        solved, satisfied = Solved(request.POST.get("solved", "")), Satisfied(request.POST.get("satisfied", ""))
    except ValueError:
        raise Invalid(
            field="solved",
            why_zh="请选“解决了没有”和“满不满意”",
            why_en="say whether it is settled and how it went",
        ) from None
    rating.rate(
        actor=actor,
        appeal_id=appeal_id,
        solved=solved,
        satisfied=satisfied,
        words=_words(request)[:1000],
        now=now_of(request),
        client_id=_key(request),
    )


def _reopen(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    reopening.reopen(
        actor=actor, appeal_id=appeal_id, reason=_words(request), now=now_of(request), client_id=_key(request)
    )


def _object(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    refusing.object_to(
        actor=actor, appeal_id=appeal_id, words=_words(request), now=now_of(request), client_id=_key(request)
    )


def _unmerge(request: HttpRequest, actor: Actor, appeal_id: UUID) -> None:
    merging.unmerge(actor=actor, appeal_id=appeal_id, now=now_of(request), client_id=_key(request))


def _words(request: HttpRequest) -> str:
    return request.POST.get("words", "").strip()


def _key(request: HttpRequest) -> str:
    """Return the name of this press of the button, so that two presses are one deed."""
    return request.POST.get("client_id", "")[:64] or str(new_id())


DEEDS: Mapping[str, tuple[frozenset[str], Callable[[HttpRequest, Actor, UUID], Text | None]]] = {
    "add": (frozenset({"add_info", "add_photos"}), _add),
    "withdraw": (frozenset({"withdraw"}), _withdraw),
    "rate": (frozenset({"rate"}), _rate),
    "reopen": (frozenset({"reopen"}), _reopen),
    "object": (frozenset({"object"}), _object),
    "unmerge": (frozenset({"unmerge"}), _unmerge),
}
FIELD_OF = {"withdraw": "id_reason", "rate": "id_solved"}


@tells_too_big
@never_cache
@csrf_exempt
@require_http_methods(["GET", "POST"])
def deed(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Refuse what is too big before it is read; then do the deed."""
    try:
        within_size(request)
    except TooBig as error:
        actor, appeal_id = holding(request, token)
        own = resident.view(actor, appeal_id, now=now_of(request))
        return _ask(request, own, token, name, error)
    answer: HttpResponse = _deed(request, token, name)
    return answer


@csrf_protect
def _deed(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Ask for the words of one deed and do it."""
    if name not in DEEDS:
        raise NotFound
    actor, appeal_id = holding(request, token)
    own = resident.view(actor, appeal_id, now=now_of(request))
    allowed, do = DEEDS[name]
    if request.method != "POST":
        if not allowed & set(may_of(own)):
            messages.warning(request, spoken(NOT_NOW))
            return redirect(f"/r/{token}")
        return _ask(request, own, token, name, None)
    try:
        farewell = do(request, actor, appeal_id)
    except DomainError as error:
        return _ask(request, own, token, name, error)
    if farewell is not None:
        messages.success(request, spoken(farewell))
        return redirect("/")
    messages.success(request, spoken(THANKS[name]))
    return redirect(f"/r/{token}")


def _ask(request: HttpRequest, own: Own, token: str, name: str, error: DomainError | None) -> HttpResponse:
    if name not in DEEDS:
        raise NotFound
    given: Mapping[str, str] = request.POST if request.method == "POST" and not isinstance(error, TooBig) else {}
    context = {
        "own": own,
        "token": token,
        "errors": [(FIELD_OF.get(name, "id_words"), why(error))] if error else [],
        "client_id": given.get("client_id") or str(new_id()),
        "words": given.get("words", ""),
        "solved": [_option(word, given.get("solved", "")) for word in Solved],
        "satisfied": [_option(word, given.get("satisfied", "")) for word in Satisfied],
        "reasons": [
            {"value": code.code, "label": code.text, "checked": code.code == given.get("reason")}
            for code in standards.codes("withdraw_reason", now_of(request)).values()
        ],
        "asks_words": "add_info" in may_of(own),
        "questions": [text for text in own.texts if text.kind == "question"],
        "most": MOST_PHOTOS,
        "has_files": name == "add",
        "draft": f"{name}-{own.appeal.number}" if name != "withdraw" else "",
        "back_url": f"/r/{token}",
    }
    return render(request, f"web/resident/{name}.html", context, status=error.status if error else 200)


def _option(word: Solved | Satisfied, chosen: str) -> dict[str, object]:
    return {"value": word.value, "label": word, "checked": word.value == chosen}

"""Threads: reading, writing, reporting a post, turning one into a report, and what was removed of mine."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.groups import actions, queries, rules
from linli.groups.words import RemovalReason
from linli.journeys.actions.posts import turned
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.ids import new_secret
from linli.kernel.words import Text
from linli.web.door import account_id_of, actor_of, now_of, signed_in
from linli.web.groups.pressing import place_name, pressed
from linli.web.language import spoken
from linli.web.resident.telling import why

T = Text
STARTED = T("发出去了。", "Sent.")
TAKEN_BACK = T("撤回了，内容已删除。", "Taken back; the words are gone.")
PROPOSED = T("已提请社区作为议题协商。", "Proposed to the community as a topic of deliberation.")
FLAGGED = T(
    "收到，工作人员会来看。没有人会知道是谁举报的。", "Thank you; somebody will look at it. Nobody learns who reported."
)
APPEALED = T("申诉收到了，由另一位工作人员决定。", "We have your appeal; somebody else decides.")
REGISTERED = T("已登记为诉求 {number}。", "Registered as report {number}.")
PICK = T("请选一个原因。", "Please choose a reason.")


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Start a thread in a group."""
    actor, now = actor_of(request), now_of(request)
    row = queries.readable(actor, group_id)
    errors: dict[str, Text] = {}
    given = {name: request.POST.get(name, "") for name in ("title", "body")}
    if request.method == "POST":
        try:
            made = actions.start_thread(
                actor=actor, group_id=group_id, client_id=request.POST.get("press") or None, now=now, **given
            )
        except NotFound:
            raise
        except DomainError as error:
            errors = _beside(error, "title", "body")
        else:
            messages.success(request, spoken(STARTED))
            return redirect(f"/my/groups/thread/{made}/")
    context = {"group": row, "given": given, "wrong": errors, "errors": _lines(errors), **_fresh(request)}
    return render(request, "web/groups/start.html", context, status=422 if errors else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def thread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Show a thread; write the next post."""
    actor, now = actor_of(request), now_of(request)
    errors: dict[str, Text] = {}
    body = request.POST.get("body", "")
    if request.method == "POST":
        try:
            made = actions.write(
                actor=actor, thread_id=thread_id, body=body, client_id=request.POST.get("press") or None, now=now
            )
        except NotFound:
            raise
        except DomainError as error:
            errors = _beside(error, "body")
        else:
            back = request.GET.get("after")
            return redirect(f"/my/groups/thread/{thread_id}/{f'?after={back}' if back else ''}#p-{made}")
    group, row, page = queries.posts_of(actor, thread_id, cursor=request.GET.get("after") or None)
    context = {
        "group": group,
        "thread": row,
        "posts": page.rows,
        "next": page.next,
        "where": place_name(group.area_path, now),
        "body": body,
        "wrong": errors,
        "errors": _lines(errors),
        "may_moderate": actor.may("groups.moderate", group.area_path),
        "may_register": actor.may("appeals.submit", group.area_path),
        **_fresh(request),
    }
    return render(request, "web/groups/thread.html", context, status=422 if errors else 200)


@signed_in
@require_POST
def propose(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Propose a thread as a topic of deliberation."""
    actor, now = actor_of(request), now_of(request)
    back = f"/my/groups/thread/{thread_id}/"
    return pressed(
        request, lambda: actions.propose_topic(actor=actor, thread_id=thread_id, now=now), PROPOSED, back=back
    )


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def flag(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Report a post."""
    actor, now = actor_of(request), now_of(request)
    said = queries.said(actor, post_id)
    chosen, words = request.POST.get("reason", ""), request.POST.get("words", "")
    errors: dict[str, Text] = {}
    if request.method == "POST":
        reason = next((word for word in RemovalReason if word.value == chosen), None)
        if reason is None:
            errors = {"reason": PICK}
        else:
            return pressed(
                request,
                lambda: actions.report_post(actor=actor, post_id=post_id, reason=reason, words=words, now=now),
                FLAGGED,
                back=f"/my/groups/thread/{said.thread_id}/",
            )
    context = {
        "said": said, "reasons": list(RemovalReason), "chosen": chosen, "words": words, "wrong": errors,
        "errors": _lines(errors), "most": rules.MOST_REASON,
    }  # fmt: skip
    return render(request, "web/groups/flag.html", context, status=422 if errors else 200)


@signed_in
@require_POST
def press(request: HttpRequest, post_id: UUID, name: str) -> HttpResponse:
    """Take an own post back, or turn a post into a report."""
    actor, now = actor_of(request), now_of(request)
    if name == "take-back":
        return pressed(
            request,
            lambda: actions.take_back(actor=actor, post_id=post_id, now=now),
            TAKEN_BACK,
            back="/my/groups/",
        )
    if name != "appeal":
        raise NotFound
    back = f"/my/groups/thread/{queries.said(actor, post_id).thread_id}/"
    try:
        receipt = turned(actor=actor, post_id=post_id, now=now)
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, spoken(why(error)))
        return redirect(back)
    messages.success(request, spoken(REGISTERED.format(number=receipt.number)))
    return redirect(f"/r/{receipt.token}" if receipt.token and actor.account_id and not actor.scopes else back)


@never_cache
@signed_in
@require_safe
def removals(request: HttpRequest) -> HttpResponse:
    """Show what was removed of the account's posts, and what came of its appeals."""
    account_id = account_id_of(request)
    if account_id is None:
        raise NotFound
    page = queries.my_removals(account_id, cursor=request.GET.get("after") or None)
    context = {"rows": page.rows, "next": page.next, "most": rules.MOST_REASON}
    return render(request, "web/groups/removals.html", context)


@signed_in
@require_POST
def appeal(request: HttpRequest, removal_id: UUID) -> HttpResponse:
    """Appeal the removal of an own post."""
    actor, now, words = actor_of(request), now_of(request), request.POST.get("words", "")
    return pressed(
        request,
        lambda: actions.appeal_removal(actor=actor, removal_id=removal_id, words=words, now=now),
        APPEALED,
        back="/my/groups/removals/",
    )


def _fresh(request: HttpRequest) -> dict[str, str]:
    """Return the name of this press of the button: sent twice it counts once; a page sent back keeps it."""
    return {"press": request.POST.get("press", "")[:80] or new_secret()}


def _beside(error: DomainError, *fields: str) -> dict[str, Text]:
    """Return where a refusal stands: at the field it names, else at the last one."""
    name = str(error.params.get("field", ""))
    return {name if name in fields else fields[-1]: why(error)}


def _lines(errors: dict[str, Text]) -> list[tuple[str, Text]]:
    return [(f"id_{name}", text) for name, text in errors.items()]

"""What changes while a page is open: new rows of a list, somebody else at the same case. Asked for, never pushed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.appeals.queries import lists
from linli.desks.actions import presence as actions
from linli.desks.queries import presence
from linli.desks.words import Listed
from linli.dispatch.queries import supervisions as supervising
from linli.duties import queries as duties
from linli.journal import queries as journal
from linli.kernel.errors import Invalid, NotFound
from linli.people import queries as people
from linli.web.door import actor_of, now_of, staff_only
from linli.web.staff import inbox, queue, supervisions

MOST = 99


@never_cache
@staff_only
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Say how many rows came to a list since the row `since`; unchanged is 304. Without `since`, where to begin."""
    since = _since(request.GET.get("since", ""))
    try:
        ids = _newest(request, since)
    except Invalid:
        ids = []
    found = {"new": min(len(ids), MOST) if since else 0, "newest": str(ids[0] if ids else since or "")}
    tag = f'"{found["newest"]}-{found["new"]}"'
    is_known = request.headers.get("If-None-Match", "").removeprefix("W/") == tag
    answer = HttpResponse(status=304) if is_known else JsonResponse(found)
    answer["ETag"] = tag
    return answer


def _since(raw: str) -> UUID | None:
    try:
        return UUID(raw) if raw else None
    except ValueError:
        raise NotFound from None


def _newest(request: HttpRequest, since: UUID | None) -> Sequence[UUID]:
    actor, now, listed = actor_of(request), now_of(request), request.GET.get("list", "")
    if listed == Listed.QUEUE.value:
        return lists.newest(actor, queue.filter_of(request.GET), now=now, since=since)
    if listed == Listed.INBOX.value:
        return duties.newest(actor, inbox.filter_of(request.GET), now=now, since=since)
    if listed == Listed.SUPERVISION.value:
        return supervising.newest(actor, supervisions.filter_of(request.GET), now=now, since=since)
    raise NotFound


@never_cache
@staff_only
@require_POST
def here(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    """Say that the case is open here; show who else has it open since when, and whether something happened to it.

    Whoever is complained of in the case learns nothing of who works on it (ADR 0014).
    """
    actor, now = actor_of(request), now_of(request)
    row = lists.rows_by_ids(actor, [appeal_id], now=now).get(appeal_id)
    if row is None:
        raise NotFound
    if row.is_complained_of:
        return render(request, "web/staff/here.html", {"lookers": [], "version": ""})
    actions.look(actor=actor, appeal_id=appeal_id, now=now)
    others = presence.others(actor, appeal_id, now=now)
    named = people.accounts([one.account_id for one in others]) if others else {}
    lookers = [{"name": named[one.account_id].name, "since": one.since} for one in others if one.account_id in named]
    context = {"lookers": lookers, "version": journal.newest_of(appeal_id) or ""}
    return render(request, "web/staff/here.html", context)

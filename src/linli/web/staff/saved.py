"""Kept filters beside a list, each with its count: the own ones and those of the unit."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.appeals.queries import lists
from linli.desks.actions import filters as actions
from linli.desks.queries import filters as queries
from linli.desks.queries.filters import FilterRow
from linli.desks.rules.filters import NothingToKeep, canonical
from linli.desks.words import Listed
from linli.dispatch.queries import supervisions as supervising
from linli.duties import queries as duties
from linli.kernel.actor import Actor
from linli.kernel.errors import DomainError, Invalid, NotFound
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.staff import choices, inbox, queue, supervisions
from linli.web.staff.pages import back_of

PAGES = {Listed.QUEUE: "/desk/queue/", Listed.INBOX: "/desk/", Listed.SUPERVISION: "/desk/supervision/"}


def _listed(raw: str) -> Listed:
    found = next((word for word in Listed if word.value == raw), None)
    if found is None:
        raise NotFound
    return found


@never_cache
@staff_only
@require_safe
def beside(request: HttpRequest) -> HttpResponse:
    """Show the kept filters of a list with their counts, and the form to keep the present one."""
    actor, listed = actor_of(request), _listed(request.GET.get("list", ""))
    rows = queries.of(actor, listed)
    counts = _counts(actor, listed, rows, request)
    try:
        current = canonical(listed, request.GET.dict().items())
    except (NothingToKeep, Invalid):
        current = ""
    context: dict[str, Any] = {
        "listed": listed,
        "rows": [
            {"row": row, "url": f"{PAGES[listed]}?{row.query}", "count": count, "current": row.query == current}
            for row, count in zip(rows, counts, strict=True)
        ],
        "own": [row for row in rows if row.is_own],
        "current": current if all(row.query != current for row in rows) else "",
        "units": choices.units_of(actor),
        "back": PAGES[listed] + (f"?{current}" if current else ""),
    }
    return render(request, "web/staff/saved.html", context)


def _counts(actor: Actor, listed: Listed, rows: list[FilterRow], request: HttpRequest) -> list[int]:
    """Return how much each filter shows. One statement, one more for each search by words."""
    given = [dict(parse_qsl(row.query)) for row in rows]
    now = now_of(request)
    if listed is Listed.INBOX:
        return duties.totals(actor, [inbox.filter_of(one) for one in given], now=now)
    if listed is Listed.SUPERVISION:
        return supervising.totals(actor, [supervisions.filter_of(one) for one in given], now=now)
    return lists.totals(actor, [queue.filter_of(one) for one in given], now=now)


@staff_only
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filter under a name, for oneself or for the unit."""
    listed = _listed(request.POST.get("list", ""))
    raw = request.POST.get("unit", "")
    try:
        actions.keep(
            actor=actor_of(request),
            listed=listed,
            name=request.POST.get("name", ""),
            given=parse_qsl(request.POST.get("query", "")),
            unit_id=UUID(raw) if raw else None,
            now=now_of(request),
        )
        messages.success(request, spoken(Text("筛选已存下。", "The filter is kept.")))
    except ValueError:
        raise NotFound from None
    except DomainError as error:
        messages.warning(request, spoken(error.text))
    return redirect(back_of(request, PAGES[listed]))


@staff_only
@require_POST
def remove(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Remove an own filter."""
    actions.remove(actor=actor_of(request), filter_id=filter_id, now=now_of(request))
    messages.success(request, spoken(Text("筛选已删除。", "The filter is gone.")))
    return redirect(back_of(request, "/desk/queue/"))

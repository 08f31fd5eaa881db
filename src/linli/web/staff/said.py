"""Messages of neighbourhood groups outside: looked at, turned into a report with one tap, or set aside (S-069)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.channels.actions.messages import set_aside, turn_into_appeal
from linli.channels.queries import MEND
from linli.channels.queries.messages import SUBMIT
from linli.channels.queries.messages import messages as messages_in_reach
from linli.channels.words import ExchangeState
from linli.kernel.errors import Conflict
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.staff import choices
from linli.web.staff.pages import page, require_any

T = Text
URL = "/desk/group-messages/"
SHOWN = {"": ExchangeState.WAITING, "turned": ExchangeState.DONE}
LABELS = {"": T("待看", "To look at"), "turned": T("已转诉求", "Made reports")}
FASTER = T("刚才已有人处理过这一条。", "Somebody dealt with this one just now.")


@never_cache
@staff_only
@require_safe
def said(request: HttpRequest) -> HttpResponse:
    """List the messages of groups where this person registers reports: to look at, or those that became reports."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, {SUBMIT})
    wanted = request.GET.get("show", "")
    wanted = wanted if wanted in SHOWN else ""
    found = messages_in_reach(actor, state=SHOWN[wanted], cursor=request.GET.get("after", ""))
    context: dict[str, Any] = {
        "rows": [
            {"row": row, "place": choices.area_name(row.area_path, now), "took_min": -(-(row.took_s or 0) // 60)}
            for row in found.rows
        ],
        "wanted": wanted,
        "may_mend": bool(actor.reach(MEND)),
        "filters": [
            {"label": label, "url": f"?show={key}", "current": key == wanted, "count": ""}
            for key, label in LABELS.items()
        ],
        "next_url": f"?show={wanted}&after={found.next}" if found.next else "",
    }
    return page(request, "web/staff/said.html", **context)


@never_cache
@staff_only
@require_POST
def turn(request: HttpRequest, exchange_id: UUID) -> HttpResponse:
    """Turn a message into a report and go to it."""
    try:
        made = turn_into_appeal(actor=actor_of(request), exchange_id=exchange_id, now=now_of(request))
    except Conflict:
        return _back(request, FASTER)
    messages.success(request, spoken(T("已转为诉求。", "It is a report now.")))
    return redirect(f"/desk/case/{made}/")


@never_cache
@staff_only
@require_POST
def aside(request: HttpRequest, exchange_id: UUID) -> HttpResponse:
    """Set a message aside: it is no report."""
    try:
        set_aside(actor=actor_of(request), exchange_id=exchange_id, now=now_of(request))
    except Conflict:
        return _back(request, FASTER)
    return _back(request, T("已略过，原话已删除。", "Set aside; its words are gone."))


def _back(request: HttpRequest, words: Text) -> HttpResponse:
    messages.success(request, spoken(words))
    return redirect(URL)

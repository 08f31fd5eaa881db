"""What waits for a decision: returns, extensions, suspensions, refusals, objections, the top, reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import lists, waiting
from linli.appeals.words import RequestKind
from linli.duties import queries as duties
from linli.duties.words import DutyRow, InboxFilter
from linli.kernel.actor import Actor
from linli.web.door import actor_of, now_of, staff_only
from linli.web.staff import briefs, names
from linli.web.staff.briefs import Brief
from linli.web.staff.inbox import chosen, on_of
from linli.web.staff.pages import page, require_any

DECISIONS = frozenset(
    {
        "appeals.confirm_refuse",
        "appeals.uphold_objection",
        "dispatch.decide_bounce",
        "dispatch.decide_extension",
        "dispatch.decide_overdue",
        "dispatch.decide_suspend",
        "dispatch.terminate",
        "dispatch.take_top",
        "dispatch.approve_result",
    }
)
FORMS = {
    RequestKind.LOWER_URGENCY: "decide_urgency",
    RequestKind.EXPLAINED_CLOSE: "decide_explained_close",
    RequestKind.CORRECT: "decide_correction",
}
BASE = "/desk/decisions/"
SIZE = 20


@never_cache
@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show the requests this person may decide, soonest due first."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, DECISIONS | set(waiting.DECIDED_BY.values()))
    wanted = InboxFilter(deeds=DECISIONS)
    found = duties.inbox(actor, now=now, filter=wanted, cursor=request.GET.get("after", ""), size=SIZE)
    counted = duties.counts(actor, now=now, filter=wanted)
    asked = _asked(actor, now)
    context: dict[str, Any] = {
        "rows": _owed(actor, found.rows, now),
        "asked": asked,
        "total": counted.open + len(asked),
        "next_url": f"?after={found.next}" if found.next else "",
    }
    return page(request, "web/staff/decisions.html", **context, **chosen(request, actor, BASE))


def _owed(actor: Actor, owed: Sequence[DutyRow], now: datetime) -> list[dict[str, Any]]:
    """Return the decisions that have a clock. Two statements."""
    shown = briefs.of_duties(actor, owed, now)
    return [
        {
            "duty": duty,
            "step": names.step(duty.deed, duty.step),
            **_links(shown[duty.id], names.form_of(duty.deed, duty.step), on_of(duty)),
        }
        for duty in owed
        if duty.id in shown
    ]


def _asked(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Return the requests that wait without a clock. Two statements."""
    asked = waiting.to_decide(actor)
    shown = lists.rows_by_ids(actor, {one.appeal_id for one in asked}, now=now)
    return [
        {"request": one, **_links(briefs.brief(shown[one.appeal_id], now), FORMS[one.kind], {})}
        for one in asked
        if one.appeal_id in shown
    ]


def _links(brief: Brief, form: str, on: dict[str, str]) -> dict[str, Any]:
    url, here = f"/desk/case/{brief.id}/", f"{BASE}?case={brief.id}"
    return {
        "brief": brief,
        "url": url,
        "fragment_url": f"{url}?{urlencode({'back': here})}",
        "here_url": here,
        "form_url": f"{url}do/{form}/?{urlencode({**on, 'back': BASE})}",
    }

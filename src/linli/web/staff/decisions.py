"""What waits for a decision: returns, extensions, suspensions, refusals, objections, the top, reviews."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.duties import queries as duties
from linli.duties.words import InboxFilter
from linli.web.door import actor_of, now_of, staff_only
from linli.web.staff import briefs, names
from linli.web.staff.inbox import chosen
from linli.web.staff.pages import page, require_any

DECISIONS = frozenset(
    {
        "appeals.confirm_refuse",
        "appeals.uphold_objection",
        "dispatch.decide_bounce",
        "dispatch.decide_extension",
        "dispatch.decide_suspend",
        "dispatch.terminate",
        "dispatch.take_top",
        "dispatch.approve_result",
    }
)
SIZE = 20


@never_cache
@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show the requests this person may decide, soonest due first."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, DECISIONS | {"appeals.correct", "appeals.change_urgency", "appeals.explained_close"})
    wanted = InboxFilter(deeds=DECISIONS)
    found = duties.inbox(actor, now=now, filter=wanted, cursor=request.GET.get("after", ""), size=SIZE)
    about = briefs.of_duties(actor, found.rows, now)
    rows: list[dict[str, Any]] = []
    for duty in found.rows:
        brief = about.get(duty.id)
        if brief is None:
            continue
        url = f"/desk/case/{brief.id}/"
        here = f"/desk/decisions/?case={brief.id}"
        on = f"on={duty.subject[1]}&" if duty.subject[0] == "dispatch" else ""
        rows.append(
            {
                "duty": duty,
                "brief": brief,
                "step": names.step(duty.deed, duty.step),
                "url": url,
                "fragment_url": f"{url}?back={here}",
                "here_url": here,
                "form_url": f"{url}do/{names.form_of(duty.deed, duty.step)}/?{on}back=/desk/decisions/",
            }
        )
    context: dict[str, Any] = {
        "rows": rows,
        "counts": duties.counts(actor, now=now, filter=wanted),
        "next_url": f"?after={found.next}" if found.next else "",
    }
    return page(request, "web/staff/decisions.html", **context, **chosen(request, actor, "/desk/decisions/"))

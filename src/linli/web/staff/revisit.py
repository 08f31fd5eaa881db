"""The revisit desk: whom to call next, with the words to say; the result goes into the case's own form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.duties import queries as duties
from linli.duties.words import InboxFilter
from linli.web.door import actor_of, now_of, staff_only
from linli.web.staff import briefs, names
from linli.web.staff.inbox import chosen
from linli.web.staff.pages import page, require_any

CALLS = frozenset({"appeals.start_revisit", "appeals.record_revisit", "appeals.spot_check"})
SIZE = 20


@never_cache
@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show who waits to be called, soonest due first."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, {"appeals.record_revisit"})
    wanted = InboxFilter(deeds=CALLS)
    found = duties.inbox(actor, now=now, filter=wanted, cursor=request.GET.get("after", ""), size=SIZE)
    about = briefs.of_duties(actor, found.rows, now)
    after = {"after": request.GET["after"]} if request.GET.get("after") else {}
    rows: list[dict[str, Any]] = []
    for duty in found.rows:
        brief = about.get(duty.id)
        if brief is None:
            continue
        url = f"/desk/case/{brief.id}/"
        here = "/desk/revisit/?" + urlencode({**after, "case": str(brief.id)})
        rows.append(
            {
                "duty": duty,
                "brief": brief,
                "step": names.step(duty.deed, duty.step),
                "url": url,
                "fragment_url": f"{url}?{urlencode({'back': here})}",
                "here_url": here,
                "reveal_url": f"{url}reveal/",
                "form_url": f"{url}do/{names.form_of(duty.deed, duty.step)}/?back=/desk/revisit/",
                "missed_url": f"{url}do/record_attempt/?back=/desk/revisit/",
                "is_calling": duty.deed == "appeals.record_revisit",
            }
        )
    context: dict[str, Any] = {
        "rows": rows,
        "counts": duties.counts(actor, now=now, filter=wanted),
        "next_url": f"?after={found.next}" if found.next else "",
    }
    return page(request, "web/staff/revisit.html", **context, **chosen(request, actor, "/desk/revisit/"))

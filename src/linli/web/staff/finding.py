"""Cases for the palette: the first few that a number, a phone or words lead to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import lists
from linli.kernel.errors import Invalid
from linli.web.door import actor_of, now_of, staff_only
from linli.web.staff import choices
from linli.web.staff.queue import wanted_of

FEW = 8


@never_cache
@staff_only
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show the newest eight cases in reach that match; what is no search finds nothing."""
    actor, now = actor_of(request), now_of(request)
    rows: list[dict[str, object]] = []
    if request.GET.get("q", "").strip():
        try:
            found = lists.staff_list(actor, wanted_of(request), now=now, size=FEW).rows
        except Invalid:
            found = ()
        rows = [
            {
                "row": row,
                "title": choices.category_text(row.category or row.proposed, now),
                "url": f"/desk/case/{row.id}/",
            }
            for row in found
        ]
    return render(request, "web/staff/found.html", {"rows": rows})

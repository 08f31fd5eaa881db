"""What they have, what we have, what differs, by day: as a page and as a file (S-100)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.channels import actions, queries
from linli.channels.words import Difference, ExchangeKind
from linli.kernel.clocks import SHANGHAI
from linli.kernel.words import Text
from linli.web.door import now_of
from linli.web.door import staff_only as staff
from linli.web.office.connections import URL
from linli.web.office.tabs import office, open_to
from linli.web.staff.forms import Field, Values
from linli.web.staff.simple import ask

T = Text


@never_cache
@staff
@require_safe
def reconciliation(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Show the comparisons of the last days, and what differed on one of them (`?day=`)."""
    actor, now = open_to(request, URL), now_of(request)
    row = queries.connection(actor, connection_id, now=now)
    found = queries.reconciliations(actor, connection_id)
    wanted = request.GET.get("day", "")
    chosen = next((one for one in found if one.day.isoformat() == wanted), found[0] if found else None)
    context: dict[str, Any] = {
        "row": row,
        "days": [{"row": one, "url": f"?day={one.day.isoformat()}", "current": one is chosen} for one in found],
        "chosen": chosen,
        "lines": [
            {
                "number": one.number,
                "what": Difference(one.what),
                "kinds": [ExchangeKind(kind) for kind in one.kinds if kind in {known.value for known in ExchangeKind}],
            }
            for one in (chosen.differences if chosen else ())
        ],
    }
    return office(request, "reconciliation", URL, **context)


def _yesterday(request: HttpRequest) -> date:
    return now_of(request).astimezone(SHANGHAI).date() - timedelta(days=1)


@never_cache
@staff
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Compare one day now."""
    actor, now = open_to(request, URL), now_of(request)
    row = queries.connection(actor, connection_id, now=now)
    day = Field("day", T("哪一天", "Which day"), "day", initial=lambda _: _yesterday(request).isoformat())

    def do(given: Values) -> Text:
        count = actions.reconcile(actor=actor, connection_id=row.id, day=given["day"], now=now)
        if not count:
            return T("两边一致。", "Both sides agree.")
        return T("{n} 处不一致。", "{n:difference|differences}.").format(n=count)

    return ask(
        request, (day,), do, title=T("与对方核对", "Compare with the other side"), button=T("核对", "Compare"),
        back=f"{URL}{row.id}/reconciliation/",
        hint=T("向对方要当天的清单，逐件比较。", "Their list of the day is asked for and compared one by one."),
    )  # fmt: skip

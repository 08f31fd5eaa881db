"""How messages fare outside: counts, what failed and why, sending it again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.grid import queries as grid
from linli.kernel.errors import Conflict, NotFound
from linli.kernel.words import Text
from linli.notices import actions, delivery, queries
from linli.notices.words import Channel, DeliveryState
from linli.web.door import now_of, staff_only
from linli.web.language import spoken
from linli.web.office.tabs import office, open_to

HERE = "/office/post/"
WENT_MEANWHILE = Text("这条已经不在失败列表里了。", "This one is not among the failed any more.")
_CHANNELS = {one.value: one for one in Channel}
_SHOWN = (DeliveryState.SENT, DeliveryState.QUIET, DeliveryState.WAITING, DeliveryState.FAILED, DeliveryState.SKIPPED)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Show the counts of a week and what failed; send one or all of it again."""
    actor, now = open_to(request, HERE), now_of(request)
    district = grid.district(now).path
    if request.method == "POST":
        one = request.POST.get("id", "")
        try:
            if one:
                actions.resend(actor=actor, delivery_id=_id(one), area_path=district, now=now)
            count = 1 if one else actions.resend_all(actor=actor, area_path=district, now=now)
        except Conflict:
            messages.warning(request, spoken(WENT_MEANWHILE))
        else:
            said = Text(f"{count} 条重新排队发送。", f"{count} put down to be sent again.")
            messages.success(request, spoken(said))
        return redirect(HERE)
    counted = queries.counts(actor, area_path=district, now=now)
    found = queries.failed(actor, area_path=district, cursor=request.GET.get("after"))
    known = [channel for channel in Channel if delivery.has(channel) or any(way == channel for way, _ in counted)]
    return office(
        request,
        "post",
        HERE,
        states=_SHOWN,
        ways=[{"channel": way, "counts": [(state, counted.get((way, state), 0)) for state in _SHOWN]} for way in known],
        rows=[{"row": row, "channel": _CHANNELS.get(row.channel, row.channel)} for row in found.rows],
        next_url=f"?after={found.next}" if found.next else "",
    )


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise NotFound from None

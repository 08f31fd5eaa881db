"""Where I live: said once, verified by the grid worker."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.groups import actions, queries
from linli.kernel.errors import Conflict, DomainError, NotFound
from linli.kernel.words import Text
from linli.web.door import account_id_of, actor_of, now_of, signed_in
from linli.web.groups.pressing import place_name
from linli.web.language import spoken
from linli.web.resident.telling import why

T = Text
ASKED = T(
    "登记好了。网格员核实后，会发消息告诉您。", "We have it; once the grid worker has verified it, you get a message."
)
NO_CODE = T("没有这个楼栋码，请照楼门上的写。", "There is no such code; copy the one on your building's door.")
WAITS = T("您已登记了一个住址，等网格员核实。", "An address of yours is waiting for the grid worker.")


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Show the addresses given, and take one."""
    account_id, now = account_id_of(request), now_of(request)
    if account_id is None:
        raise NotFound
    given = {name: request.POST.get(name, "") for name in ("building_code", "room")}
    errors: dict[str, Text] = {}
    if request.method == "POST":
        try:
            actions.claim_address(actor=actor_of(request), now=now, **given)
        except NotFound:
            errors = {"building_code": NO_CODE}
        except Conflict:
            errors = {"building_code": WAITS}
        except DomainError as error:
            errors = {"room": why(error)}
        else:
            messages.success(request, spoken(ASKED))
            return redirect("/my/groups/address/")
    claims = [(row, place_name(row.area_path, now)) for row in queries.my_claims(account_id)]
    lines = [(f"id_{name}", text) for name, text in errors.items()]
    context = {"claims": claims, "given": given, "wrong": errors, "errors": lines}
    return render(request, "web/groups/address.html", context, status=422 if errors else 200)

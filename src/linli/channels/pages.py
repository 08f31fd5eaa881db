"""The page of the demo that shows what the simulator of short messages was given."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.channels import senders


@never_cache
@require_safe
def simulated_sms(request: HttpRequest) -> HttpResponse:
    """Show the newest simulated short messages; outside demos there is no such page."""
    if settings.LINLI_MODE != "demo":
        raise Http404
    rows = [{**line, "at": datetime.fromisoformat(line["at"])} for line in senders.simulated()]
    return render(request, "channels/simulated_sms.html", {"rows": rows})

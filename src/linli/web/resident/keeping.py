"""What the reporter does with the receipt itself, by one press and without an account: a new link, nothing public."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.appeals.actions import consenting, linking
from linli.appeals.queries import links
from linli.kernel.errors import Refused
from linli.kernel.words import Text
from linli.web.door import now_of
from linli.web.language import spoken
from linli.web.resident.receipt import holding
from linli.web.resident.telling import why

RENEWED = Text(
    "换好了。旧链接已经打不开，请收藏现在这个页面。", "Done. The old link no longer opens; keep this page instead."
)
UNPUBLISHED = Text(
    "已撤回。网上不再显示这件事，办理照常。", "Done. Nothing of it is shown any more; the handling goes on."
)


@never_cache
@require_POST
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Close this link and lead to the new one."""
    actor, appeal_id = holding(request, token)
    try:
        linking.renew_link(actor=actor, appeal_id=appeal_id, now=now_of(request))
    except Refused as error:
        messages.error(request, spoken(why(error)))
        return redirect(f"/r/{token}")
    messages.success(request, spoken(RENEWED))
    return redirect(f"/r/{links.of_held(actor, appeal_id)}")


@never_cache
@require_POST
def unpublish(request: HttpRequest, token: str) -> HttpResponse:
    """Take the consent to publish back; the published page is gone with the next look at it."""
    actor, appeal_id = holding(request, token)
    try:
        consenting.withdraw_consent(actor=actor, appeal_id=appeal_id, now=now_of(request))
    except Refused as error:
        messages.warning(request, spoken(why(error)))
    else:
        messages.success(request, spoken(UNPUBLISHED))
    return redirect(f"/r/{token}")

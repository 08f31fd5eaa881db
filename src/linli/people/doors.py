"""Who is at the door of the interface: a bearer token, a signed-in session, a receipt link, or a stranger."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from linli.kernel.actor import STRANGER, Actor
from linli.people import queries


class Bearer(HttpBearer):
    """`Authorization: Bearer linli_…` - the account's reach cut down to the token's scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the token's actor, or None (401) for an unknown, expired or revoked token."""
        actor = queries.actor_for_token(token, now=timezone.now())
        return None if actor is STRANGER or actor.account_id is None else actor


bearer = Bearer()


def address_of(request: HttpRequest) -> str:
    """Return the address that asks: behind LINLI_PROXIES proxies the one the outermost of them saw.

    What stands further left in X-Forwarded-For the caller may have written; without proxies all of it.
    """
    own = str(request.META.get("REMOTE_ADDR", ""))
    proxies = int(getattr(settings, "NINJA_NUM_PROXIES", 0) or 0)
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return told[-min(proxies, len(told))] if proxies and told else own


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor that `bearer` found for this request; the stranger where the deed needs no token."""
    found = getattr(request, "auth", None)
    return found if isinstance(found, Actor) else STRANGER

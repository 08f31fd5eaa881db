"""Who is at the door of the interface: a bearer token, a signed-in session, a receipt link, or a stranger."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from linli.kernel.actor import STRANGER, Actor
from linli.people import queries
from linli.people.actions.tokens import note_use

ONE_USE = timedelta(hours=1)
"""How exactly it is kept when a key was last used: an UPDATE per request would cost more than it tells."""


class Bearer(HttpBearer):
    """`Authorization: Bearer linli_…` - the account's reach cut down to the token's scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the token's actor, or None (401) for an unknown, expired or revoked token."""
        now = timezone.now()
        actor, row = queries.token_of(token, now=now)
        if row is None:
            return None
        if row.last_used_at is None or now - row.last_used_at > ONE_USE:
            note_use(row.id, now=now, not_since=now - ONE_USE)
        setattr(request, "linli_token", row)  # noqa: B010 - Django's request is open to such marks
        return actor


bearer = Bearer()


def address_of(request: HttpRequest) -> str:
    """Return the address that asks: behind LINLI_PROXIES proxies the one the outermost of them saw.

    What stands further left in X-Forwarded-For the caller may have written; without proxies all of it.
    """
    own = str(request.META.get("REMOTE_ADDR", ""))
    proxies = int(getattr(settings, "NINJA_NUM_PROXIES", 0) or 0)
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return told[-min(proxies, len(told))] if proxies and told else own


def key_row_of(request: HttpRequest) -> queries.TokenRow | None:
    """Return the key that `bearer` found for this request, or None."""
    return getattr(request, "linli_token", None)


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor that `bearer` found for this request; the stranger where the deed needs no token."""
    found = getattr(request, "auth", None)
    return found if isinstance(found, Actor) else STRANGER

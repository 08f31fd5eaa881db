"""Who speaks: somebody with a token, somebody with a receipt link, or anybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from linli.appeals.queries import resident
from linli.kernel.actor import Actor
from linli.people.doors import actor_of, bearer
from linli.people.rules import resident_actor

ANYBODY = resident_actor(frozenset())
OPEN_TO_ALL: dict[str, Any] = {"security": [{"Bearer": []}, {}]}
"""For the document of operations that take a token but do not need one."""


def anybody(request: HttpRequest) -> Actor | None:
    """Return the unknown resident where no token is sent; a bad token stays a bad token (401)."""
    return None if request.headers.get("Authorization") else ANYBODY


with_or_without_token = [bearer, anybody]


def speaker(request: HttpRequest) -> Actor:
    """Return the token's actor, or the unknown resident."""
    return actor_of(request)


def is_known(request: HttpRequest) -> bool:
    """Say whether a token was sent."""
    return actor_of(request) is not ANYBODY


def by_link(request: HttpRequest, ids: dict[str, Any]) -> tuple[Actor, dict[str, Any]]:
    """Return who holds the link in the path, and the appeal it opens.

    :raises NotFound: it is no link of ours.
    """
    actor = resident.holder(ids["token"])
    ((_, appeal_id),) = actor.holds
    return actor, {"appeal_id": appeal_id}

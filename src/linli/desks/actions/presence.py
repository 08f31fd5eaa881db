"""Saying that a case is open on one's screen. No fact is told: nothing happened to the case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from linli.desks.models import Presence
from linli.desks.rules.presence import AWAY, KEPT
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden

_LOOK = """
INSERT INTO desks_presence (account_id, appeal_id, since, seen_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (appeal_id, account_id) DO UPDATE SET
 since = CASE WHEN desks_presence.seen_at < %s THEN EXCLUDED.since ELSE desks_presence.since END,
 seen_at = EXCLUDED.seen_at
"""


def look(*, actor: Actor, appeal_id: UUID, now: datetime) -> None:
    """Say that the actor has the case open; whoever was away for a minute begins anew. Two statements.

    Whether the actor may see the case is asked by the caller, who shows it. Rows older than ten minutes go.

    :raises Forbidden: the actor is no staff.
    """
    if actor.account_id is None or not actor.scopes:
        raise Forbidden(deed="desks.look")
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [actor.account_id, appeal_id, now, now, now - AWAY])
    Presence.objects.filter(seen_at__lt=now - KEPT).delete()

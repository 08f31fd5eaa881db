"""Who else has a case open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.desks.models import Presence
from linli.desks.rules.presence import AWAY
from linli.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody who has the case open, and since when."""

    account_id: UUID
    since: datetime


def others(actor: Actor, appeal_id: UUID, *, now: datetime) -> list[Looker]:
    """Return who else has the case open now, the first to come first. One statement."""
    rows = Presence.objects.filter(appeal_id=appeal_id, seen_at__gte=now - AWAY)
    if actor.account_id is not None:
        rows = rows.exclude(account_id=actor.account_id)
    return [Looker(id_, since) for id_, since in rows.order_by("since", "id").values_list("account_id", "since")]

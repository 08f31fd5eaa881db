"""Sending again what failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict
from linli.notices import delivery, events
from linli.notices.models import Delivery
from linli.notices.queries.log import RESEND
from linli.notices.words import DeliveryState

MOST_AT_ONCE = 500


def resend(*, actor: Actor, delivery_id: UUID, area_path: str, now: datetime) -> None:
    """Put a failed message down once more, with all its attempts before it. The stable key keeps it from being doubled.

    :raises Forbidden: the actor lacks `notices.resend` at `area_path` (the district).
    :raises Conflict: it is not a failed one: it went out meanwhile, or somebody was faster.
    """
    actor.require(RESEND, area_path)
    with transaction.atomic():
        if _again(actor, [delivery_id], area_path, now) == 0:
            raise Conflict


def resend_all(*, actor: Actor, area_path: str, now: datetime) -> int:
    """Put all failed messages down once more, 500 at a time; return how many.

    :raises Forbidden: the actor lacks `notices.resend` at `area_path` (the district).
    """
    actor.require(RESEND, area_path)
    with transaction.atomic():
        oldest = Delivery.objects.filter(state=DeliveryState.FAILED).order_by("at", "id").values_list("id", flat=True)
        return _again(actor, list(oldest[:MOST_AT_ONCE]), area_path, now)


def _again(actor: Actor, ids: Sequence[UUID], area_path: str, now: datetime) -> int:
    rows = list(
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(id__in=ids, state=DeliveryState.FAILED, message__cancelled_at__isnull=True)
        .order_by("id")
    )
    Delivery.objects.filter(id__in=[row.id for row in rows]).update(state=DeliveryState.WAITING, attempts=0)
    delivery.put_down(list(dict.fromkeys(row.message_id for row in rows)), key=f"again:{now.isoformat()}")
    for row in rows:
        journal.record(events.SentAgain(row.id, row.channel), actor=actor, at=now, area_path=area_path)
    return len(rows)

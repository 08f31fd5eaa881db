"""What webhooks do later."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from linli.hooks import actions
from linli.hooks.actions.delivering import DELIVER
from linli.journal import parcels


@parcels.task(DELIVER, queue=parcels.HOOKS_QUEUE)
def deliver(*, key: str) -> None:
    """Try a delivery; a failure puts the next try down itself, for the waits depend on the receiver."""
    actions.deliver(delivery_id=UUID(key), now=timezone.now())


@parcels.periodic("23 3 * * *", "hooks.forget")
def forget() -> None:
    """Drop deliveries that nobody will look up any more."""
    actions.forget_sent(now=timezone.now())

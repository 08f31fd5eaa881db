"""What notices do later."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from linli.journal import parcels
from linli.notices import delivery
from linli.notices.actions.codes import empty_slips


@parcels.task(delivery.DELIVER, queue=parcels.POST_QUEUE)
def deliver(*, key: str, messages: list[str]) -> None:
    """Send messages outside; a failure is tried again, and what was sent is not sent twice."""
    delivery.deliver([UUID(one) for one in messages], now=timezone.now())


@parcels.periodic("*/10 * * * *", "notices.empty_slips")
def run_empty_slips() -> None:
    """Every ten minutes: phones and codes of messages whose time is over go."""
    empty_slips(timezone.now())

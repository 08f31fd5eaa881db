"""Because time passes: a device that is silent too long is marked and told of."""

from __future__ import annotations

from django.utils import timezone

from linli.devices import actions
from linli.journal import parcels


@parcels.periodic("*/5 * * * *", "devices.mark_silent")
def mark_silent() -> None:
    """Mark what is silent now."""
    actions.mark_silent(now=timezone.now())

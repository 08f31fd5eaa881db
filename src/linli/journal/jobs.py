"""What the clock makes the journal do."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from linli.journal import actions, parcels


@parcels.periodic("* * * * * */3", "journal.integrate")
def integrate() -> None:
    """Integrate committed facts and feed the followers until nothing is left."""
    while actions.integrate(log=settings.LOG_NAME, now=timezone.now()):
        pass
    while actions.feed_followers():
        pass

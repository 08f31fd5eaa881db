"""Because time passes: what a reception needs from the clock."""

from __future__ import annotations

from django.utils import timezone

from linli.journal import parcels
from linli.places import actions


@parcels.periodic("*/10 * * * *", "places.sweep")
def sweep() -> None:
    """Remind people of tomorrow, and ask what became of what is over."""
    now = timezone.now()
    actions.remind(now=now)
    actions.ask(now=now)


@parcels.periodic("35 2 * * *", "places.lay_out")
def lay_out() -> None:
    """Lay out the weeks to come, and forget what is over."""
    now = timezone.now()
    actions.lay_out_all(now=now)
    while actions.forget(now=now)[0]:
        pass

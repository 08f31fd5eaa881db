"""What the clock makes the dashboards do: take new reports into events, and let the old ones cool (ADR 0042)."""

from __future__ import annotations

from django.utils import timezone

from linli.dashboards.actions import cooling, gathering
from linli.journal import parcels


@parcels.periodic("* * * * * */5", "dashboards.gather_hot_spots")
def run_gather() -> None:
    """Run every five seconds until nothing is left: what came in while nobody worked is taken now, in order."""
    while gathering.gather(now=timezone.now()):
        pass


@parcels.periodic("37 * * * *", "dashboards.cool_hot_spots")
def run_cool() -> None:
    """Run every hour: what is thirty days old goes, heat fades, matters are told."""
    cooling.cool(timezone.now())

"""What duties do because something happened elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.journal import parcels
from linli.journal.words import FactRow

RECOMPUTE = "duties.recompute"
_LEEWAY = timedelta(seconds=30)


def on_holidays_announced(fact: FactRow) -> None:
    """Have all open deadlines computed anew once every process knows the notice."""
    known_from = datetime.fromisoformat(str(fact.data["known_from"]))
    parcels.enqueue(RECOMPUTE, key=f"{RECOMPUTE}:{fact.id}", payload={}, at=known_from + _LEEWAY)


REACTIONS = (("standards.holidays_announced", on_holidays_announced),)

"""What duties do because something happened elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.journal import parcels
from linli.journal.words import FactRow

RECOMPUTE = "duties.recompute"
SWITCH = "duties.switch_clocks"
_LEEWAY = timedelta(seconds=30)


def on_holidays_announced(fact: FactRow) -> None:
    """Have all open deadlines computed anew once every process knows the notice."""
    known_from = datetime.fromisoformat(str(fact.data["known_from"]))
    parcels.enqueue(RECOMPUTE, key=f"{RECOMPUTE}:{fact.id}", payload={}, at=known_from + _LEEWAY)


def on_mode_switched(fact: FactRow) -> None:
    """Have the clocks of an area switched at once; the sweep would do so within its fifteen seconds."""
    parcels.enqueue(SWITCH, key=f"{SWITCH}:{fact.id}", payload={})


REACTIONS = (
    ("standards.holidays_announced", on_holidays_announced),
    ("grid.mode_switched", on_mode_switched),
)

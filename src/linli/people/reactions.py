"""What happens among people because something happened to the ground."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.grid import queries as grid
from linli.journal.words import FactRow
from linli.people.actions.residences import end_residences


def on_gone(fact: FactRow) -> None:
    """End who lives where nothing stands any more; the contacts stay, for they may live elsewhere."""
    buildings = fact.data.get("buildings")
    if isinstance(buildings, list):
        homes = grid.dwelling_ids([UUID(str(one)) for one in buildings])
        end_residences(homes, since=datetime.fromisoformat(str(fact.data["gone_since"])), now=fact.at)


REACTIONS = (("grid.building_closed", on_gone), ("grid.estate_closed", on_gone))

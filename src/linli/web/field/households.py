"""What a phone carries of households: how to come to those of the own grid, nothing sensitive (ADR 0031)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from linli.fieldwork import queries
from linli.fieldwork.rules import knowing
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.web.field.naming import ms, pair

SEE = "fieldwork.see_household"


def carried(actor: Actor, building_ids: Collection[UUID], now: datetime) -> dict[str, Any]:
    """Return the households to which there is a hint how to come. One statement where there is none, four at most."""
    if not knowing.of_grids(actor.reach(SEE)):
        return {"knows_households": False, "households": []}
    return {
        "knows_households": True,
        "households": [
            {
                "id": str(row.dwelling_id),
                "building": str(row.building_id),
                "number": row.door,
                "notes": [{"words": pair(note.tag), "until": _end(note.until)} for note in row.notes],
            }
            for row in queries.carried(actor, building_ids, now=now)
        ],
    }


def _end(day: date) -> int:
    """Return the moment at which a note is over, so that a phone without a line hides it too."""
    return ms(datetime.combine(day, time.min, SHANGHAI))

"""How the field names things on the device: pairs of words, moments in milliseconds, buildings as people call them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from linli.grid import queries as grid
from linli.grid.rules.rows import BuildingRow
from linli.kernel.words import Text, Word


def ms(at: datetime) -> int:
    """Return a moment as the device counts."""
    return round(at.timestamp() * 1000)


def pair(words: Text | Word) -> dict[str, str]:
    """Return a text in both languages: the device may change its language while there is no line."""
    return {"zh": words.zh, "en": words.en}


def of_buildings(rows: Sequence[BuildingRow], now: datetime) -> dict[UUID, str]:
    """Return the buildings' names: the estate and the number, else the code. One statement, none without estates."""
    wanted = {row.estate_id for row in rows if row.estate_id}
    estates = grid.estates_by_id(wanted, now) if wanted else {}
    return {row.id: building_name(row, estates[row.estate_id].name if row.estate_id in estates else "") for row in rows}


def of_ids(ids: Collection[UUID], now: datetime) -> dict[UUID, str]:
    """Return the names of buildings by id. Three statements at most, none without ids."""
    return of_buildings(grid.buildings(ids, now), now) if ids else {}


def building_name(row: BuildingRow, estate: str) -> str:
    """Return what people call a building."""
    number = row.number if not row.number or row.number.endswith("楼") else f"{row.number}号楼"
    return f"{estate}{number}" or row.code

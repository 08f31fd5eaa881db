"""Where the cases lie that somebody may see: for a way to walk."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from linli.appeals.models import Appeal
from linli.appeals.queries.reach import in_reach
from linli.grid import queries as grid
from linli.kernel.actor import Actor

Spot = tuple[int, int]
"""(lon, lat) in micro-degrees."""


def spots_of(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Spot]:
    """Return the places of those of the appeals that are in reach and have one, by id.

    A case that complains of the actor's own unit tells no place (I13). One statement, two more where only the building
    is known, none without ids.
    """
    if not ids:
        return {}
    columns = ("id", "lon", "lat", "building_id", "complained_ids")
    found, of_buildings = dict[UUID, Spot](), dict[UUID, UUID]()
    for id_, lon, lat, building_id, complained in Appeal.objects.filter(in_reach(actor), id__in=ids).values_list(
        *columns
    ):
        if actor.is_barred(complained, ("appeals", id_)):
            continue
        if lon is not None and lat is not None:
            found[id_] = (round(float(lon) * 1_000_000), round(float(lat) * 1_000_000))
        elif building_id is not None:
            of_buildings[id_] = building_id
    return found | _of_buildings(of_buildings)


def _of_buildings(wanted: dict[UUID, UUID]) -> dict[UUID, Spot]:
    if not wanted:
        return {}
    places = grid.building_spots(set(wanted.values()))
    return {id_: places[building_id] for id_, building_id in wanted.items() if building_id in places}

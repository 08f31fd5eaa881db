"""Which units may handle an appeal, and whether one may (R5-4). The directories answer from memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from linli.dispatch.rules import routing
from linli.dispatch.rules.routing import Matter, Nearby, Place, Route
from linli.grid import queries as grid
from linli.grid.words import PropertyMode
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.queries.units import directory
from linli.people.rules.units import UnitRow
from linli.people.words import UnitKind
from linli.standards import queries as standards

_OF_ESTATE = frozenset({UnitKind.PROPERTY.value, UnitKind.OWNERS_COMMITTEE.value, UnitKind.ESTATE_BRANCH.value})


class Placed(Protocol):
    """What routing asks of an appeal."""

    area_path: str
    category: str | None
    estate_id: UUID | None
    complained_ids: list[UUID]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A matter at its place, with the units the directory knows there."""

    matter: Matter
    place: Place
    near: Nearby


def surroundings(appeal: Placed, *, at: datetime, category: str | None = None) -> Surroundings:
    """Return what routing decides by. One statement where an estate is known, none otherwise."""
    leaf = standards.category(category or appeal.category or "meta.other", at)
    matter = Matter(leaf.code, leaf.lead_unit, leaf.community_list, people.closed_by(appeal.complained_ids))
    estate = grid.estate(appeal.estate_id) if appeal.estate_id is not None else None
    has_property = PropertyMode(estate.property_mode).has_property if estate is not None else None
    place = Place(appeal.area_path, appeal.estate_id, has_property)
    return Surroundings(matter, place, _nearby(matter, place, at))


def _nearby(matter: Matter, place: Place, at: datetime) -> Nearby:
    competent = people.competent_units(matter.category, place.area_path, at=at)
    fallback = people.unit_of_kind(routing.FALLBACK_KIND, place.area_path, at=at)
    lead = people.unit_of_kind(matter.lead_kind, place.area_path, at=at)
    here = [unit for unit in competent if unit.estate_id in (None, place.estate_id)]
    owners = people.owners(matter.category, place.area_path, at=at)
    return Nearby(here, lead, _of_estate(place, at), owners, fallback)


def _of_estate(place: Place, at: datetime) -> list[UnitRow]:
    if place.estate_id is None:
        return []
    bound = directory().bound
    return [
        unit for unit in bound if unit.estate_id == place.estate_id and unit.kind in _OF_ESTATE and unit.is_open(at)
    ]


def routes(appeal: Placed, *, at: datetime, category: str | None = None) -> tuple[Route, ...]:
    """Return the units proposed for an appeal, best first, each with the step of R5-4 and the reason."""
    around = surroundings(appeal, at=at, category=category)
    return routing.propose(around.matter, around.place, around.near)


def check_target(
    appeal: Placed, unit: UnitRow, *, at: datetime, category: str | None = None, mode: str, is_main: bool = True
) -> Place:
    """Return the place when `unit` may get an order of this appeal. Raises what `routing.check_target` raises."""
    around = surroundings(appeal, at=at, category=category)
    near = around.near
    competent = {row.id for row in (*near.competent, *near.of_estate, *near.owners)}
    routing.check_target(around.matter, around.place, unit, competent=competent, mode=mode, is_main=is_main)
    return around.place


def next_level_units(appeal: Placed, level: int, *, at: datetime) -> tuple[UnitRow, ...]:
    """Return units above `level` that could take the appeal over, nearest level first (T26)."""
    around = surroundings(appeal, at=at)
    kinds = (UnitKind.COMMUNITY, UnitKind.STREET_CITY_MGMT, UnitKind.STREET_OFFICE_LEADER, UnitKind.URBAN_MGMT)
    known = [people.unit_of_kind(kind.value, appeal.area_path, at=at) for kind in kinds]
    found = {unit.id: unit for unit in (*around.near.competent, around.near.lead, *known) if unit is not None}
    higher = [u for u in found.values() if u.level > level and u.id not in around.matter.complained]
    return tuple(sorted(higher, key=lambda unit: unit.level))


def own_estates(actor: Actor) -> frozenset[UUID]:
    """Return the estates of the actor's units (S-073)."""
    return frozenset(unit.estate_id for unit in people.units(actor.units).values() if unit.estate_id is not None)

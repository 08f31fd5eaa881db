"""Chains of party organisations, and coverage."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.people.models import FormationTarget
from linli.people.queries.reach import within
from linli.people.queries.units import directory
from linli.people.rules.chain import AXIS_KINDS, Chain, Coverage, Place, TargetRow, coverage, resolve
from linli.people.rules.units import UnitRow, prefixes


def org_chain(area_path: str, *, estate_id: UUID | None = None, building_id: UUID | None = None, at: datetime) -> Chain:
    """Return the full chain of party organisations of a place (S-025, S-026, S-066); from memory, no statement.

    A dwelling is given by the path of its microgrid (or grid), its estate and its building.
    """
    held = directory()
    on_the_way = [
        unit
        for place in prefixes(area_path)
        for kind in AXIS_KINDS
        for unit in held.by_place.get((kind, place), ())
        if unit.is_open(at)
    ]
    bound = [
        unit
        for unit in held.bound
        if unit.is_open(at) and (_is(unit.estate_id, estate_id) or _is(unit.building_id, building_id))
    ]
    unique = {unit.id: unit for unit in (*on_the_way, *bound)}
    return resolve(Place(area_path, estate_id, building_id), unique.values())


def _is(bound_to: UUID | None, here: UUID | None) -> bool:
    return here is not None and bound_to == here


def formation(kind: str, area_path: str, *, at: datetime) -> Coverage:
    """Return what is built of what should be, of one kind inside an area (S-027). One statement and the directory."""
    rows = FormationTarget.objects.filter(within("area_path", area_path), kind=kind)
    targets = [
        TargetRow(*values)
        for values in rows.order_by("area_path", "id").values_list(
            "kind", "area_path", "estate_id", "due_on", "exempt_reason"
        )
    ]
    units: list[UnitRow] = [unit for unit in directory().units.values() if unit.is_open(at)]
    return coverage(kind, targets, units)

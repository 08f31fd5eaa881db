"""Which complaints concern somebody: the house one belongs to (济南市12345条例 §32; domain-spec §8.4 I13; ADR 0014).

A complaint about a unit bars the unit and every unit below it. Seen from the person: barred is who belongs to the unit
complained of or to one below it. A unit above supervises and stays able to handle; somebody of it is barred only by a
post (or a grant) in the unit itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from linli.people.words import Role, UnitKind

K = UnitKind
_STREET = (
    K.STREET_CITY_MGMT,
    K.STREET_SAFETY,
    K.STREET_SOCIAL,
    K.STREET_JUSTICE,
    K.STREET_OFFICE_LEADER,
    K.STREET_WORK_COMMITTEE,
)

HOUSES: Mapping[str, frozenset[str]] = {
    role.value: frozenset(kind.value for kind in kinds)
    for role, kinds in {
        Role.GRID_WORKER: (K.GRID_WORKER, K.GRID_BRANCH, K.COMMUNITY),
        Role.ESTATE_BRANCH: (K.ESTATE_BRANCH, K.ESTATE_GENERAL_BRANCH),
        Role.COMMUNITY: (K.COMMUNITY, K.COMMUNITY_COMMITTEE),
        Role.STREET: _STREET,
        Role.AGENT: (K.HOTLINE,),
        Role.REVISITOR: (K.HOTLINE,),
        Role.SUPERVISOR: (K.SUPERVISION,),
        Role.LEADER: (K.DISTRICT_LEADER, K.STREET_OFFICE_LEADER, K.STREET_WORK_COMMITTEE),
    }.items()
}
"""Role -> the kinds of office behind it, where the grant names no unit: whoever dispatches for a community without
naming a unit works for its committee. The office counts at the grant's area; a grid's worker is the community's."""

_DEPTH = {
    K.COMMUNITY.value: 3,
    K.COMMUNITY_COMMITTEE.value: 3,
    K.HOTLINE.value: 1,
    K.SUPERVISION.value: 1,
    K.DISTRICT_LEADER.value: 1,
}
"""Kinds whose office lies at one depth of the path (1 district, 2 street, 3 community), wherever the grant is."""


def places_of(grants: Iterable[tuple[str, str, UUID | None]]) -> set[tuple[str, str]]:
    """Return the (kind, area path) of the offices behind grants that name no unit."""
    found = set()
    for role, area, unit in grants:
        if unit is not None:
            continue
        for kind in HOUSES.get(role, ()):
            depth = _DEPTH.get(kind)
            found.add((kind, "/".join(area.split("/")[:depth]) if depth else area))
    return found


def with_above(units: Collection[UUID], parents: Mapping[UUID, UUID | None]) -> frozenset[UUID]:
    """Return `units` and every unit above them; a circle of parents ends the climb."""
    found: set[UUID] = set()
    for unit in units:
        above: UUID | None = unit
        while above is not None and above not in found:
            found.add(above)
            above = parents.get(above)
    return frozenset(found)


def with_below(units: Collection[UUID], parents: Mapping[UUID, UUID | None]) -> frozenset[UUID]:
    """Return `units` and every unit below them: whom a complaint about `units` keeps from the matter."""
    wanted = frozenset(units)
    if not wanted:
        return wanted
    return wanted | {unit for unit in parents if not wanted.isdisjoint(with_above([unit], parents))}

"""Organisations and their competences, held in memory for a short time: every report asks for them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import is_within
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people.models import Competence, Organisation
from linli.people.queries.reach import within
from linli.people.rules.belonging import with_below
from linli.people.rules.units import CompetenceRow, UnitRow, prefixes, ranked

FRESH_SECONDS = 20.0
"""How old the copy may be; a change made in this process is seen at once."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything about organisations that routing asks for, by id and by place."""

    units: dict[UUID, UnitRow]
    by_place: dict[tuple[str, str], list[UnitRow]]
    competences: dict[str, list[CompetenceRow]]
    bound: list[UnitRow]
    parents: dict[UUID, UUID | None]
    read_at: float


_held: list[Directory] = []


def forget() -> None:
    """Drop the copy in memory; the next question reads again."""
    _held.clear()


def directory() -> Directory:
    """Return the copy in memory, read anew (two statements) when it is older than `FRESH_SECONDS`."""
    clock = time.monotonic()
    if _held and clock - _held[0].read_at < FRESH_SECONDS:
        return _held[0]
    fresh = _read(clock)
    _held[:] = [fresh]
    return fresh


def _read(clock: float) -> Directory:
    units = {row.id: row for row in map(row_of, Organisation.objects.all())}
    by_place: dict[tuple[str, str], list[UnitRow]] = defaultdict(list)
    for row in units.values():
        by_place[row.kind, row.area_path].append(row)
    competences: dict[str, list[CompetenceRow]] = defaultdict(list)
    columns = ("organisation_id", "category", "area_path", "rank", "valid_from", "valid_to")
    for values in Competence.objects.values_list(*columns):
        competence = CompetenceRow(*values)
        competences[competence.area_path].append(competence)
    bound = [row for row in units.values() if row.estate_id is not None or row.building_id is not None]
    parents = {row.id: row.parent_id for row in units.values()}
    return Directory(units, dict(by_place), dict(competences), bound, parents, clock)


def row_of(found: Organisation) -> UnitRow:
    """Return the row of a loaded organisation."""
    return UnitRow(
        id=found.id,
        kind=found.kind,
        name=Text(found.name_zh, found.name_en),
        level=found.level,
        area_path=found.area_path,
        phone=found.phone,
        is_24h=found.is_24h,
        estate_id=found.estate_id,
        building_id=found.building_id,
        parent_id=found.parent_id,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
    )


def unit(unit_id: UUID) -> UnitRow:
    """Return an organisation.

    :raises NotFound: there is none.
    """
    found = directory().units.get(unit_id)
    if found is None:
        forget()
        found = directory().units.get(unit_id)
    if found is None:
        raise NotFound
    return found


def units(ids: Collection[UUID]) -> dict[UUID, UnitRow]:
    """Return the organisations among `ids`."""
    known = directory().units
    return {unit_id: known[unit_id] for unit_id in ids if unit_id in known}


def closed_by(complained: Collection[UUID]) -> frozenset[UUID]:
    """Return the units that a complaint about `complained` keeps from the matter: themselves and all below (I13)."""
    return with_below(complained, directory().parents) if complained else frozenset()


def competent_units(category: str, area_path: str, *, kind: str | None = None, at: datetime) -> list[UnitRow]:
    """Return who is competent for the leaf `category` at `area_path`, most specific area first, main before assisting.

    `kind` narrows to one unit kind. Who only owns the objects is not among them. Source: domain-spec §5.2 R5-4 (1).
    """
    found = _covering(category, area_path, at, is_owner=False)
    return [row for row in found if kind is None or row.kind == kind]


def owners(category: str, area_path: str, *, at: datetime) -> list[UnitRow]:
    """Return who owns the objects of the leaf `category` at `area_path`, most specific area first.

    Several may: a cover in the road belongs to the water company or to the telephone company. Source: R5-4 (3).
    """
    return _covering(category, area_path, at, is_owner=True)


def _covering(category: str, area_path: str, at: datetime, *, is_owner: bool) -> list[UnitRow]:
    held = directory()
    covering = [
        row
        for place in prefixes(area_path)
        for row in held.competences.get(place, ())
        if row.is_owner is is_owner and row.covers(category, at)
    ]
    found = [held.units[unit_id] for unit_id in ranked(covering) if unit_id in held.units]
    return [row for row in found if row.is_open(at)]


def unit_of_kind(kind: str, area_path: str, *, at: datetime) -> UnitRow | None:
    """Return the open organisation of `kind` at the nearest enclosing area, or None; the oldest where there are two."""
    held = directory()
    for place in prefixes(area_path):
        here = [row for row in held.by_place.get((kind, place), ()) if row.is_open(at)]
        if here:
            return min(here, key=lambda row: (row.valid_from, str(row.id)))
    return None


def units_serving(area_path: str, *, estate_id: UUID | None = None, at: datetime) -> list[UnitRow]:
    """Return the open organisations whose area holds the place, nearest first; of an estate's only its own."""
    held = directory()
    here = [row for row in held.units.values() if row.is_open(at) and is_within(area_path, row.area_path)]
    found = [row for row in here if row.estate_id in (None, estate_id)]
    return sorted(found, key=lambda row: (-row.area_path.count("/"), row.level, row.name.zh))


def units_within(area_path: str, *, kinds: Collection[str] | None = None, at: datetime) -> list[UnitRow]:
    """Return the open organisations at or below an area, in path order. One statement; for pages, not for routing."""
    rows = Organisation.objects.filter(within("area_path", area_path)).order_by("area_path", "kind", "id")
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    return [row for row in map(row_of, rows) if row.is_open(at)]

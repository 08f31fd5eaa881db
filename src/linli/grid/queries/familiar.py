"""Familiar names: what cases brought up, and what is in force (S-106)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.grid.models import Address, Alias, AliasProposal, NameHeard
from linli.grid.queries.memory import snapshot
from linli.grid.rules.names import plain_number
from linli.grid.words import NameState
from linli.kernel.actor import is_within

MOST = 500
_TARGETS = ("estate", "building__estate", "address", "area")


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name that cases brought up. `target` is what it would stand for, in words; `cases` those that say so.

    `against` counts the cases that give the name to another place, `means` what the register already knows by it.
    """

    id: UUID
    name: str
    target: str
    doors: tuple[str, ...]
    area_path: str
    state: NameState
    cases: tuple[UUID, ...]
    against: int
    means: tuple[str, ...]
    put_at: datetime | None
    decided_at: datetime | None
    decided_by_id: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class AliasRow:
    """A familiar name in force. `kept` and `moved` count the cases it placed that a person left there or moved."""

    id: UUID
    name: str
    target: str
    doors: tuple[str, ...]
    area_path: str
    source: str
    valid_from: datetime | None
    decided_by_id: UUID | None
    proposal_id: UUID | None
    kept: int
    moved: int


def names(scopes: Collection[str], *, at: datetime, states: Iterable[NameState]) -> list[NameRow]:
    """Return the proposals in these states within any of the areas, what waits longest first. At most four statements.

    At most `MOST`.
    """
    wanted = [state.value for state in states]
    rows = list(AliasProposal.objects.filter(state__in=wanted).select_related(*_TARGETS).order_by("put_at", "first_at"))
    rows = [row for row in rows if any(is_within(row.area_path, area) for area in scopes)][:MOST]
    heard: dict[str, dict[UUID | None, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for key, proposal, case in NameHeard.objects.filter(key__in={row.key for row in rows}).values_list(
        "key", "proposal_id", "case_id"
    ):
        heard[key][proposal].append(case)
    doors = _doors(rows)
    return [_name(row, heard[row.key], doors, at) for row in rows]


def _name(
    row: AliasProposal, heard: dict[UUID | None, list[UUID]], doors: dict[UUID, tuple[str, ...]], at: datetime
) -> NameRow:
    said = tuple(sorted(heard.get(row.id, ())))
    known = snapshot(at).names.names.by_name.get(row.name, ())
    return NameRow(
        id=row.id,
        name=row.name,
        target=words_of(row),
        doors=doors.get(row.estate_id or row.building_id or row.id, ()),
        area_path=row.area_path,
        state=next(state for state in NameState if state.value == row.state),
        cases=said,
        against=sum(len(cases) for proposal, cases in heard.items() if proposal != row.id),
        means=tuple(dict.fromkeys(one.area_path for one in known if one.area_path)),
        put_at=row.put_at,
        decided_at=row.decided_at,
        decided_by_id=row.decided_by_id,
        reason=row.reason,
    )


def name(proposal_id: UUID, *, at: datetime) -> NameRow | None:
    """Return one proposal, or None. At most three statements."""
    row = AliasProposal.objects.select_related(*_TARGETS).filter(id=proposal_id).first()
    if row is None:
        return None
    heard: dict[UUID | None, list[UUID]] = defaultdict(list)
    for proposal, case in NameHeard.objects.filter(key=row.key).values_list("proposal_id", "case_id"):
        heard[proposal].append(case)
    return _name(row, heard, _doors([row]), at)


def aliases(scopes: Collection[str], *, at: datetime) -> list[AliasRow]:
    """Return the familiar names in force at `at` within any of the areas, by name. Four statements; at most `MOST`."""
    rows = [
        (row, path)
        for row in Alias.objects.filter(valid_to__isnull=True).select_related(*_TARGETS).order_by("name")
        if any(is_within(path := alias_path(row, at), area) for area in scopes)
    ][:MOST]
    ids = [row.id for row, _ in rows]
    kept: dict[tuple[UUID, bool], int] = defaultdict(int)
    for alias, agrees in NameHeard.objects.filter(alias_id__in=ids).values_list("alias_id", "agrees"):
        kept[alias, bool(agrees)] += 1
    proposals = dict(AliasProposal.objects.filter(alias_id__in=ids).values_list("alias_id", "id"))
    doors = _doors([row for row, _ in rows])
    return [
        AliasRow(
            row.id,
            row.name,
            words_of(row),
            doors.get(row.estate_id or row.building_id or row.id, ()),
            path,
            row.source,
            row.valid_from,
            row.decided_by_id,
            proposals.get(row.id),
            kept[row.id, True],
            kept[row.id, False],
        )
        for row, path in rows
    ]


def alias_path(row: Alias, at: datetime) -> str:
    """Return the area of what an alias stands for. No statement where its targets were read with it."""
    kept = snapshot(at)
    if row.area_id is not None and row.area is not None:
        return str(row.area.path)
    if row.building_id is not None:
        return kept.names.building_paths.get(row.building_id, kept.district.path)
    if row.estate_id is not None and row.estate is not None:
        return str(row.estate.community_path)
    found = kept.gazetteer.locate(f"{row.address.road}{row.address.number}号") if row.address else None
    return found.area_path if found and found.area_path else kept.district.path


def words_of(row: Alias | AliasProposal) -> str:
    """Return what a name stands for in the words of the register; '' for an area, whose path says it."""
    if row.estate is not None:
        return str(row.estate.name)
    if row.building is not None:
        estate = row.building.estate
        return f"{estate.name if estate else ''}{plain_number(row.building.number)}号楼"
    return f"{row.address.road}{row.address.number}号" if row.address is not None else ""


def _doors(rows: Sequence[Alias | AliasProposal]) -> dict[UUID, tuple[str, ...]]:
    """Return the door numbers of the estates and buildings that names stand for (建材一厂宿舍 = 辽阳西路184号)."""
    estates = {row.estate_id for row in rows if row.estate_id}
    buildings = {row.building_id for row in rows if row.building_id}
    found: dict[UUID, tuple[str, ...]] = defaultdict(tuple)
    given = Address.objects.filter(estate_id__in=estates) | Address.objects.filter(building_id__in=buildings)
    for road, number, estate, building in given.values_list("road", "number", "estate_id", "building_id"):
        for key in (estate, building):
            if key in estates or key in buildings:
                found[key] += (f"{road}{number}号",)
    return found


def alias_name(alias_id: UUID) -> str | None:
    """Return the name of an alias, ended ones too, or None. One statement."""
    return Alias.objects.filter(id=alias_id).values_list("name", flat=True).first()


def address_id(words: str, *, at: datetime) -> UUID | None:
    """Return the door that words name, or None. No statement while memory is fresh."""
    mention = snapshot(at).gazetteer.locate(words).mention
    return mention.address_id if mention is not None else None

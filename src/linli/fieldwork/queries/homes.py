"""What is known of households: for the worker of the grid, for a phone without a line, for the people themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from linli.fieldwork.models import HouseholdNote, SensitiveNote
from linli.fieldwork.rules import knowing
from linli.fieldwork.words import NotePurpose, Sensitivity, Tag
from linli.grid import queries as grid
from linli.grid.rules.rows import DwellingRow
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import queries as people
from linli.people.queries import Dweller
from linli.standards import queries as standards

SEE, NOTE = "fieldwork.see_household", "fieldwork.note_household"
ROOM = "fieldwork"


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note: what, how sensitive, what for, until which day, by whom; a sensitive one also whose and by which consent.

    `is_objected`: the person objects and nobody has decided yet; until then only the person sees it.
    """

    id: UUID
    tag: Tag
    care: Sensitivity
    purpose: NotePurpose
    until: date
    at: datetime
    noted_by: UUID
    contact_id: UUID | None = None
    consent_id: UUID | None = None
    is_objected: bool = False


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household with how to come to it; `has_more`: there is something for which a reason must be given."""

    dwelling_id: UUID
    building_id: UUID
    door: str
    notes: tuple[NoteRow, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Household:
    """One household as its worker opens it: how to come, and who is verified to live there, masked."""

    home: DwellingRow
    door: str
    notes: tuple[NoteRow, ...]
    has_more: bool
    people: tuple[Dweller, ...]


@dataclass(frozen=True, slots=True)
class LookRow:
    """That somebody looked at a household, why."""

    at: datetime
    account_id: UUID | None
    purpose: str


@dataclass(frozen=True, slots=True)
class OwnHousehold:
    """A home of the person: where, what is noted of it and of the person, who looked."""

    dwelling_id: UUID
    building_id: UUID
    door: str
    notes: tuple[NoteRow, ...]
    looks: tuple[LookRow, ...]


def today(now: datetime) -> date:
    """Return the local day. No statement."""
    return standards.calendar(now).local_day(now)


def home_of(actor: Actor, dwelling_id: UUID, now: datetime, deed: str = SEE) -> DwellingRow:
    """Return a dwelling in the grid the actor works. Two statements.

    :raises NotFound: there is none, or it lies in another grid.
    """
    home = grid.dwelling(dwelling_id, now)
    if not knowing.may_know(actor, deed, home.area_path):
        raise NotFound
    return home


def households(actor: Actor, building_id: UUID, *, now: datetime) -> list[HouseholdRow]:
    """Return the households of a building in the actor's own grid, with how to come to them. Eleven statements at most.

    :raises NotFound: there is no such building, or it lies in another grid.
    """
    building = grid.building(building_id, now)
    if not knowing.may_know(actor, SEE, building.area_path):
        raise NotFound
    homes, doors = grid.dwellings_of(building_id, now), _entrances(building_id)
    ids = [home.id for home in homes]
    plain, more = _plain(ids, now), {row.dwelling_id for row in standing(ids, now)}
    found = []
    for home in homes:
        door = _door(doors.get(home.entrance_id, ""), home.number)
        found.append(HouseholdRow(home.id, building_id, door, tuple(plain.get(home.id, ())), home.id in more))
    return found


def household(actor: Actor, dwelling_id: UUID, *, now: datetime) -> Household:
    """Return one household in the actor's own grid. Ten statements at most.

    :raises NotFound: there is no such dwelling, or it lies in another grid.
    """
    home = home_of(actor, dwelling_id, now)
    living = tuple(one for one in people.lives_here(dwelling_id, at=now) if one.is_verified)
    plain = tuple(_plain([dwelling_id], now).get(dwelling_id, ()))
    door = _door(_entrances(home.building_id).get(home.entrance_id, ""), home.number)
    return Household(home, door, plain, bool(standing([dwelling_id], now)), living)


def carried(actor: Actor, building_ids: Collection[UUID], *, now: datetime) -> list[HouseholdRow]:
    """Return what a phone carries of the households in some buildings: how to come, of the own grid, nothing sensitive.

    One statement where nothing is noted, four at most (ADR 0031).
    """
    if not knowing.of_grids(actor.reach(SEE)):
        return []
    noted = HouseholdNote.objects.filter(dwelling__building_id__in=building_ids, until__gt=today(now))
    found: dict[tuple[UUID, UUID, str], list[NoteRow]] = {}
    columns = ("dwelling_id", "dwelling__building_id", "dwelling__entrance__number", "dwelling__number")
    places = {one: (one, at, _door(entrance, number)) for one, at, entrance, number in noted.values_list(*columns)}
    if not places:
        return []
    paths = {row.id: row.area_path for row in grid.buildings({place[1] for place in places.values()}, now)}
    own = {id_ for id_, path in paths.items() if knowing.may_know(actor, SEE, path)}
    for dwelling_id, rows in _plain([one for one in places if places[one][1] in own], now).items():
        found[places[dwelling_id]] = [row for row in rows if knowing.may_carry(row.tag)]
    ordered = sorted(found, key=lambda place: (str(place[1]), place[2]))
    return [HouseholdRow(*place, tuple(found[place]), has_more=False) for place in ordered if found[place]]


def standing(dwelling_ids: Collection[UUID], now: datetime) -> list[SensitiveNote]:
    """Return the sensitive notes that stand: not expired, agreed to still, by somebody who still lives there.

    Three statements at most. Only for `actions.look` and the people themselves: the rows are opened.
    """
    rows = list(SensitiveNote.objects.filter(dwelling_id__in=dwelling_ids, until__gt=today(now)).order_by("id"))
    agreed = people.open_consents([row.consent_id for row in rows])
    living = people.living_in({row.dwelling_id for row in rows}, at=now)
    return [row for row in rows if row.consent_id in agreed and (row.dwelling_id, row.contact_id) in living]


def own_households(account_id: UUID, *, now: datetime) -> list[OwnHousehold]:
    """Return a person's homes with what is noted of them or the person, and who looked. Seven statements and four each.

    What is sensitive about somebody else of the household is not shown: it is that person's.
    """
    homes = people.homes_of(account_id, at=now)
    mine = frozenset(people.contact_ids_of(account_id))
    plain = _plain(homes, now, with_objected=True)
    own = [row for row in standing(list(homes), now) if row.contact_id in mine]
    looks = [row for row in people.reveals_of(mine) if row.subject_room == ROOM]
    found = []
    for home in (grid.dwelling(one, now) for one in homes):
        notes = (*plain.get(home.id, ()), *(opened(row) for row in own if row.dwelling_id == home.id))
        seen = tuple(LookRow(one.at, one.account_id, one.purpose) for one in looks if one.subject_id == home.id)
        door = _door(_entrances(home.building_id).get(home.entrance_id, ""), home.number)
        found.append(OwnHousehold(home.id, home.building_id, door, notes, seen))
    return found


def opened(row: SensitiveNote) -> NoteRow:
    """Return a sensitive note in the open. No statement."""
    tag = Tag(row.tag_sealed or "")
    return NoteRow(
        row.id, tag, knowing.care_of(tag), NotePurpose(row.purpose), row.until, row.at, row.noted_by_id,
        contact_id=row.contact_id, consent_id=row.consent_id,
    )  # fmt: skip


def _entrances(building_id: UUID) -> dict[UUID, str]:
    return {row.id: row.number for row in grid.entrances_of(building_id)}


def _door(entrance: str, number: str) -> str:
    """Return how people name a door: the entrance and the number."""
    return f"{entrance.removesuffix('单元')}-{number}" if entrance else number


def plain_of(dwelling_id: UUID, now: datetime) -> tuple[NoteRow, ...]:
    """Return how to come to a household. Two statements at most."""
    return tuple(_plain([dwelling_id], now).get(dwelling_id, ()))


def _plain(dwelling_ids: Iterable[UUID], now: datetime, *, with_objected: bool = False) -> dict[UUID, list[NoteRow]]:
    rows = HouseholdNote.objects.filter(dwelling_id__in=list(dwelling_ids), until__gt=today(now)).order_by("id")
    kept = list(rows)
    doubted = people.objected([row.id for row in kept])
    found: dict[UUID, list[NoteRow]] = {}
    for row in kept:
        if row.id in doubted and not with_objected:
            continue
        note = NoteRow(
            row.id, Tag(row.tag), Sensitivity.ORDINARY, NotePurpose(row.purpose), row.until, row.at, row.noted_by_id,
            is_objected=row.id in doubted,
        )  # fmt: skip
        found.setdefault(row.dwelling_id, []).append(note)
    return found

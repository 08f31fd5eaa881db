"""The same deeds for many at once, with a fixed number of statements per table: imports and the demo world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.texts import clean_line
from linli.people import events
from linli.people.actions.contacts import ZONE
from linli.people.models import Competence, Contact, Organisation
from linli.people.queries.actors import name_index, phone_index
from linli.people.queries.units import forget
from linli.people.rules.retention import Keeping, keep_until
from linli.people.rules.units import level_of
from linli.people.words import CompetenceRank, UnitKind


@dataclass(frozen=True, slots=True)
class Opening:
    """An organisation to open, competent at its own area for `categories`."""

    kind: UnitKind
    name_zh: str
    name_en: str
    area_path: str
    phone: str = ""
    is_24h: bool = False
    estate_id: UUID | None = None
    building_id: UUID | None = None
    parent_id: UUID | None = None
    categories: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """A contact to keep."""

    name: str = ""
    phone: str = ""
    email: str = ""
    account_id: UUID | None = None
    is_minor: bool = False


def open_units(*, actor: Actor, openings: Sequence[Opening], valid_from: datetime, now: datetime) -> list[UUID]:
    """Open many organisations; return their ids in order. Two INSERTs and one fact each.

    :raises NotFound: an area is unknown at `valid_from`.
    :raises Forbidden: the actor lacks `people.open_unit` at one of the areas; nothing is opened then.
    :raises django.db.IntegrityError: an estate or a grid would get a second branch (S-028, S-066).
    """
    with transaction.atomic():
        places = grid.areas_by_path(sorted({one.area_path for one in openings}), valid_from)
        for one in openings:
            if one.area_path not in places:
                raise NotFound(area_path=one.area_path)
            actor.require("people.open_unit", one.area_path)
        rows = [_unit(one, places[one.area_path].id, valid_from) for one in openings]
        Organisation.objects.bulk_create(rows, batch_size=1000)
        Competence.objects.bulk_create(
            [
                Competence(
                    organisation=row,
                    category=category,
                    area_id=row.area_id,
                    area_path=row.area_path,
                    rank=rank.value,
                    valid_from=valid_from,
                )
                for one, row in zip(openings, rows, strict=True)
                for rank, categories in (
                    (CompetenceRank.MAIN, one.categories),
                    (CompetenceRank.ASSIST, one.assisting),
                )
                for category in categories
            ],
            batch_size=2000,
        )
        for row in rows:
            told = events.UnitOpened(row.id, row.kind, row.level)
            journal.record(told, actor=actor, at=now, area_path=row.area_path)
    forget()
    return [row.id for row in rows]


def _unit(one: Opening, area_id: UUID, valid_from: datetime) -> Organisation:
    return Organisation(
        kind=one.kind.value,
        name_zh=one.name_zh,
        name_en=one.name_en,
        level=level_of(one.kind),
        area_id=area_id,
        area_path=one.area_path,
        estate_id=one.estate_id,
        building_id=one.building_id,
        parent_id=one.parent_id,
        phone=one.phone,
        is_24h=one.is_24h,
        valid_from=valid_from,
    )


def keep_contacts(*, contacts: Sequence[Reached], now: datetime) -> list[UUID]:
    """Keep many contacts; return their ids in order. One INSERT per thousand."""
    until = keep_until(Keeping.CONTACT, now.astimezone(ZONE).date())
    rows = [
        Contact(
            name_sealed=clean_line(one.name) or None,
            name_index=name_index(one.name),
            phone_sealed=one.phone.strip() or None,
            phone_index=phone_index(one.phone),
            email_sealed=one.email.strip() or None,
            account_id=one.account_id,
            is_minor=one.is_minor,
            kept_at=now,
            retain_until=until,
        )
        for one in contacts
    ]
    Contact.objects.bulk_create(rows, batch_size=1000)
    return [row.id for row in rows]

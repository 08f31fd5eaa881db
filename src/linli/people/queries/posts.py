"""Who serves where, who is on call, who answers for an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from linli.people.models import AreaCharge, Post, Roster
from linli.people.queries.actors import in_force
from linli.people.queries.reach import within
from linli.people.queries.units import directory, row_of, unit_of_kind
from linli.people.rules.units import UnitRow, prefixes


@dataclass(frozen=True, slots=True)
class PostRow:
    """A term somebody serves."""

    id: UUID
    account_id: UUID
    name: str
    organisation_id: UUID
    title: str
    kind: str
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class Lapsed:
    """An organisation whose last term has ended without a successor."""

    unit: UnitRow
    ended_at: datetime

    def days(self, at: datetime) -> int:
        """Return how many whole days it has been overdue at `at`."""
        return (at - self.ended_at).days


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who answers now; `phone` is the duty phone of the turn, else the unit's."""

    unit: UnitRow
    account_id: UUID | None
    name: str
    phone: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Charge:
    """Who answers for an area."""

    area_path: str
    organisation_id: UUID
    person_id: UUID | None
    person: str
    deputy_id: UUID | None
    deputy: str


def posts_of_unit(organisation_id: UUID, *, at: datetime) -> list[PostRow]:
    """Return who serves in an organisation at `at`. One statement."""
    rows = Post.objects.filter(in_force(at), organisation_id=organisation_id).select_related("account").order_by("id")
    return [_post(row) for row in rows]


def posts_of(account_id: UUID, *, at: datetime) -> list[PostRow]:
    """Return the posts of an account at `at`. One statement."""
    rows = Post.objects.filter(in_force(at), account_id=account_id).select_related("account").order_by("id")
    return [_post(row) for row in rows]


def lapsed(area_path: str, *, at: datetime) -> list[Lapsed]:
    """Return the organisations at and below an area whose every post has ended, longest past first (S-144).

    An organisation that never had a post is not among them. One statement.
    """
    rows = (
        Post.objects.filter(within("organisation__area_path", area_path))
        .values_list("organisation_id")
        .annotate(last=Max("valid_to"), running=Count("id", filter=Q(valid_to=None) | Q(valid_to__gt=at)))
        .filter(running=0)
        .order_by("last", "organisation_id")
    )
    units = directory().units
    return [Lapsed(units[key], last) for key, last, _ in rows if key in units and units[key].is_open(at)]


def _post(row: Post) -> PostRow:
    return PostRow(
        id=row.id,
        account_id=row.account_id,
        name=row.account.name_sealed or row.account.login,
        organisation_id=row.organisation_id,
        title=row.title,
        kind=row.kind,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def on_call(area_path: str, unit_kind: str | None = None, *, at: datetime) -> list[OnCall]:
    """Return whose turn it is at `area_path`, the most specific area first (S-059). One statement.

    Where nobody is on the roster and `unit_kind` is given, the nearest unit of that kind with a 24-hour phone answers.
    """
    turns = Roster.objects.filter(
        area_path__in=list(prefixes(area_path)), starts_at__lte=at, ends_at__gt=at
    ).select_related("organisation", "account")
    if unit_kind is not None:
        turns = turns.filter(organisation__kind=unit_kind)
    found = [_turn(row) for row in sorted(turns, key=lambda row: (-row.area_path.count("/"), str(row.id)))]
    if found or unit_kind is None:
        return found
    unit = unit_of_kind(unit_kind, area_path, at=at)
    return [OnCall(unit, None, "", unit.phone, None)] if unit is not None and unit.is_24h else []


def _turn(row: Roster) -> OnCall:
    name = (row.account.name_sealed or row.account.login) if row.account is not None else ""
    phone = row.phone_sealed or row.organisation.phone
    return OnCall(row_of(row.organisation), row.account_id, name, phone, row.ends_at)


def charge_of(area_path: str, *, at: datetime) -> Charge | None:
    """Return who answers for the area, or for the nearest one above it (S-011). One statement."""
    rows = AreaCharge.objects.filter(in_force(at), area_path__in=list(prefixes(area_path)))
    found = list(rows.select_related("person", "deputy"))
    if not found:
        return None
    row = max(found, key=lambda charge: charge.area_path.count("/"))
    return Charge(
        area_path=row.area_path,
        organisation_id=row.organisation_id,
        person_id=row.person_id,
        person=(row.person.name_sealed or row.person.login) if row.person else "",
        deputy_id=row.deputy_id,
        deputy=(row.deputy.name_sealed or row.deputy.login) if row.deputy else "",
    )


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn of a unit's roster; `name` and `phone` are those of the person's work."""

    account_id: UUID | None
    name: str
    phone: str
    starts_at: datetime
    ends_at: datetime


def turns_of(unit_id: UUID, area_path: str, *, at: datetime) -> list[TurnRow]:
    """Return the turns of a unit at an area that are running or to come, by beginning. One statement."""
    found = Roster.objects.filter(organisation_id=unit_id, area_path=area_path, ends_at__gt=at)
    return [
        TurnRow(
            row.account_id,
            (row.account.name_sealed or row.account.login) if row.account is not None else "",
            row.phone_sealed or "",
            row.starts_at,
            row.ends_at,
        )
        for row in found.select_related("account").order_by("starts_at", "id")
    ]

"""The fixed cast, and whatever else a test needs without mentioning it (house style §9)."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from linli.grid import queries as grid
from linli.kernel.actor import Actor, Subject
from linli.kernel.ids import new_id
from linli.people import queries
from linli.people.models import Account, Competence, Contact, Grant, Organisation, Roster
from linli.people.queries.actors import name_index, phone_index
from linli.people.rules import actor_from_grants, resident_actor
from linli.people.rules.units import level_of
from linli.people.words import CompetenceRank, UnitKind

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
PASSWORD = "一把很长的 Key-2026"

_serial = itertools.count(1)


def account(name: str = "局外人", *, login: str = "", phone: str = "", at: datetime = LONG_AGO) -> UUID:
    """Open an account without rights; its password is `PASSWORD`."""
    number = next(_serial)
    made = Account(
        login=login or f"account{number}",
        name_sealed=name,
        phone_sealed=phone or None,
        phone_index=phone_index(phone),
        opened_at=at,
        password_changed_at=at,
    )
    made.set_password(PASSWORD)
    made.save(force_insert=True)
    return made.id


def grant(
    account_id: UUID, role: str, area_path: str, *, unit: UUID | None = None, since: datetime = LONG_AGO,
    until: datetime | None = None,
) -> UUID:  # fmt: skip
    """Give a role; the area must exist."""
    area = grid.area_by_path(area_path)
    return Grant.objects.create(
        account_id=account_id,
        role=role,
        area_id=area.id,
        area_path=area.path,
        unit_id=unit,
        valid_from=since,
        valid_to=until,
        granted_at=since,
    ).id


def actor(
    role: str,
    area_path: str,
    unit: UUID | None = None,
    *,
    account_id: UUID | None = None,
    holds: Collection[Subject] = (),
    recusals: Collection[Subject] = (),
) -> Actor:
    """Return an Actor with one role, made in memory: no table is touched, no account need exist."""
    return actor_from_grants(
        account_id=account_id or new_id(),
        grants=[(role, area_path, unit)],
        holds=frozenset(holds),
        recusals=frozenset(recusals),
    )


def resident(*subjects: Subject, account_id: UUID | None = None) -> Actor:
    """Return somebody who holds `subjects` by their secret link."""
    return resident_actor(frozenset(subjects), account_id)


def staff(name: str, role: str, area_path: str, *, unit: UUID | None = None) -> Actor:
    """Open an account with one granted role and return its Actor, as `actor_for` builds it."""
    account_id = account(name)
    grant(account_id, role, area_path, unit=unit)
    return queries.actor_for(account_id, now=LONG_AGO)


def unit(
    kind: str,
    area_path: str,
    name: str = "",
    *,
    categories: Collection[str] = (),
    rank: str = CompetenceRank.MAIN,
    is_24h: bool = False,
    phone: str = "",
    estate_id: UUID | None = None,
    building_id: UUID | None = None,
    since: datetime = LONG_AGO,
    until: datetime | None = None,
) -> UUID:
    """Open an organisation at an area, competent there for `categories`."""
    area = grid.area_by_path(area_path)
    known = UnitKind(kind)
    made = Organisation.objects.create(
        kind=known.value,
        name_zh=name or f"{known.zh}{next(_serial)}",
        name_en=name or f"{known.en} {next(_serial)}",
        level=level_of(known),
        area_id=area.id,
        area_path=area.path,
        estate_id=estate_id,
        building_id=building_id,
        phone=phone,
        is_24h=is_24h,
        valid_from=since,
        valid_to=until,
    )
    Competence.objects.bulk_create(
        Competence(
            organisation=made, category=category, area_id=area.id, area_path=area.path, rank=rank, valid_from=since,
            valid_to=until,
        )
        for category in categories
    )  # fmt: skip
    queries.forget()
    return made.id


def contact(
    name: str = "王阿姨", phone: str = "13900000001", *, account_id: UUID | None = None, is_minor: bool = False,
    at: datetime = LONG_AGO,
) -> UUID:  # fmt: skip
    """Keep a contact."""
    return Contact.objects.create(
        name_sealed=name or None,
        name_index=name_index(name),
        phone_sealed=phone or None,
        phone_index=phone_index(phone),
        account_id=account_id,
        is_minor=is_minor,
        kept_at=at,
        retain_until=at.date().replace(year=at.year + 2),
    ).id


def turn(unit_id: UUID, area_path: str, starts_at: datetime, ends_at: datetime, *, who: UUID | None = None) -> None:
    """Put somebody on call."""
    area = grid.area_by_path(area_path)
    Roster.objects.create(
        organisation_id=unit_id, area_id=area.id, area_path=area.path, account_id=who, phone_sealed="0532-12345",
        starts_at=starts_at, ends_at=ends_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the stories, and the units they work for."""

    committee: UUID
    company: UUID
    street_office: UUID
    li: Actor  # 李网格员 works the grid
    wang: UUID  # 王阿姨 is a resident; her account
    wang_contact: UUID
    zhao: Actor  # 赵书记 leads the community
    chen: Actor  # 陈物业 is the property company
    stranger: Actor  # 局外人 must see nothing


def cast(*, district: str, street: str, community: str, grid_path: str) -> Cast:
    """Put the fixed cast into existing areas (four paths, each below the one before)."""
    committee = unit("community", community, "延安一路社区居委会", categories=["env.corridor_clutter"])
    company = unit("property", community, "安居物业公司", categories=["property"])
    office = unit("street_city_mgmt", street, "延安路街道城市管理办公室", categories=["env", "street"])
    wang = account("王阿姨", phone="13900000001")
    outsider = account("局外人")
    return Cast(
        committee=committee,
        company=company,
        street_office=office,
        li=staff("李网格员", "grid_worker", grid_path, unit=committee),
        wang=wang,
        wang_contact=contact("王阿姨", "13900000001", account_id=wang),
        zhao=staff("赵书记", "community", community, unit=committee),
        chen=staff("陈物业", "unit", district, unit=company),
        stranger=queries.actor_for(outsider, now=LONG_AGO),
    )

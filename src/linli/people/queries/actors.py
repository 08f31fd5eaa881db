"""Who is who, and with which reach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Value

from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, decode, page_of
from linli.people import sealing
from linli.people.models import Account, Grant, Post, Recusal
from linli.people.queries.reach import reach_filter, within
from linli.people.queries.units import directory
from linli.people.rules import actor_from_grants, is_staff, mask_phone, normalise_name, normalise_phone
from linli.people.rules.belonging import places_of, with_above
from linli.people.rules.units import prefixes

PHONE_LABEL = "phone"
NAME_LABEL = "name"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What pages and other rooms may know of an account."""

    id: UUID
    login: str
    name: str
    phone_masked: str
    language: str
    large_type: bool
    is_active: bool
    has_second_factor: bool
    must_change_password: bool
    opened_at: datetime
    has_proven_phone: bool = False


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role somebody holds."""

    id: UUID
    account_id: UUID
    role: str
    area_path: str
    unit_id: UUID | None
    valid_from: datetime
    valid_to: datetime | None


def in_force(at: datetime) -> Q:
    """Return the condition that a row's half-open period contains `at`."""
    return Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))


def actor_for(account_id: UUID, *, now: datetime, holds: frozenset[Subject] = frozenset()) -> Actor:
    """Return the Actor of an account: its grants and posts in force at `now` and its recusals. One statement, and the
    directory in memory.

    `holds` are the things the person holds; the rooms that have them pass them in. A closed account reaches nothing.
    """
    own = belongings([account_id], now).get(account_id, Belongings())
    return actor_from_grants(
        account_id=account_id,
        grants=own.grants,
        recusals=frozenset(own.recusals),
        holds=holds,
        ties=ties(own.grants, own.posts),
    )


@dataclass(frozen=True, slots=True)
class Belongings:
    """Grants as (role, area path, unit or None), the units of somebody's posts, and what somebody keeps away from."""

    grants: list[tuple[str, str, UUID | None]] = field(default_factory=list)
    posts: list[UUID] = field(default_factory=list)
    recusals: set[Subject] = field(default_factory=set)


def belongings(account_ids: Collection[UUID], at: datetime) -> dict[UUID, Belongings]:
    """Return what the accounts among `account_ids` keep away from and, of the open ones, what they are granted and
    where they serve at `at`. One statement.
    """
    open_one = {"account_id__in": account_ids, "account__is_active": True}
    granted = Grant.objects.filter(in_force(at), **open_one).annotate(one=F("unit_id"), what=Value("grant"))
    posted = Post.objects.filter(in_force(at), **open_one).annotate(
        role=Value(""), area_path=Value(""), one=F("organisation_id"), what=Value("post")
    )
    recused = Recusal.objects.filter(account_id__in=account_ids).annotate(
        role=F("subject_room"), area_path=Value(""), one=F("subject_id"), what=Value("recusal")
    )
    columns = ("account_id", "role", "area_path", "one", "what")
    others = (posted.values_list(*columns), recused.values_list(*columns))
    found: dict[UUID, Belongings] = {}
    for account_id, role, area, one, what in granted.values_list(*columns).union(*others, all=True):
        own = found.setdefault(account_id, Belongings())
        if what == "grant":
            own.grants.append((role, area, one))
        elif what == "post":
            own.posts.append(one)
        else:
            own.recusals.add((role, one))
    return found


def ties(grants: Collection[tuple[str, str, UUID | None]], posts: Collection[UUID]) -> frozenset[UUID]:
    """Return the units of which a complaint bars whoever has these grants and posts (I13); from memory."""
    if not grants and not posts:
        return frozenset()
    held = directory()
    offices = {unit.id for place in places_of(grants) for unit in held.by_place.get(place, ())}
    return with_above({*posts, *offices, *(unit for _, _, unit in grants if unit is not None)}, held.parents)


def has_free_holder(role: str, area_path: str, complained: Collection[UUID], *, at: datetime) -> bool:
    """Say whether somebody has `role` at the place whom a complaint about `complained` does not bar. Two statements."""
    there = Grant.objects.filter(in_force(at), role=role, area_path__in=list(prefixes(area_path)))
    holders = belongings(list(there.values_list("account_id", flat=True).distinct()), at)
    return any(ties(own.grants, own.posts).isdisjoint(complained) for own in holders.values())


def phone_index(phone: str) -> bytes | None:
    """Return the blind index of a phone, or None when it has no figures."""
    figures = normalise_phone(phone)
    return sealing.blind_index(figures, PHONE_LABEL) if figures else None


def name_index(name: str) -> bytes | None:
    """Return the blind index of a name, or None when it is empty."""
    normal = normalise_name(name)
    return sealing.blind_index(normal, NAME_LABEL) if normal else None


def account(account_id: UUID) -> AccountRow:
    """Return an account. One statement.

    :raises NotFound: there is none.
    """
    found = Account.objects.filter(id=account_id).first()
    if found is None:
        raise NotFound
    return row_of(found)


def recovery_codes_left(account_id: UUID) -> int:
    """Return how many recovery codes an account has not used yet. One statement."""
    held = Account.objects.filter(id=account_id).values_list("recovery_hashes", flat=True).first()
    return len(held or ())


def accounts(ids: Collection[UUID]) -> dict[UUID, AccountRow]:
    """Return the accounts among `ids`. One statement."""
    return {found.id: row_of(found) for found in Account.objects.filter(id__in=ids)}


def account_by_name(name_or_phone: str) -> UUID | None:
    """Return the open account with this login name or phone. One statement."""
    conditions = Q(login=name_or_phone.strip().lower())
    index = phone_index(name_or_phone)
    if index is not None:
        conditions |= Q(phone_index=index)
    return Account.objects.filter(conditions, is_active=True).order_by("login").values_list("id", flat=True).first()


def staff_accounts(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[AccountRow]:
    """Return the accounts with a role inside the actor's reach of `people.open_account` or `people.grant`, by login.

    An account without any role yet is found by its exact name (`account_by_name`). One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    scopes = (*actor.reach("people.open_account"), *actor.reach("people.grant"))
    inside = Grant.objects.filter(reach_filter(scopes), account_id=OuterRef("pk"))
    rows = Account.objects.filter(Exists(inside)).order_by("login")
    if cursor:
        rows = rows.filter(login__gt=str(decode(cursor, 1)[0]))
    found = [row_of(row) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (row.login,))


def row_of(found: Account) -> AccountRow:
    """Return the row of a loaded account."""
    return AccountRow(
        id=found.id,
        login=found.login,
        name=found.name_sealed or found.login,
        phone_masked=mask_phone(found.phone_sealed or ""),
        language=found.language,
        large_type=found.large_type,
        is_active=found.is_active,
        has_second_factor=found.totp_confirmed_at is not None,
        must_change_password=found.must_change_password,
        opened_at=found.opened_at,
        has_proven_phone=found.phone_verified_at is not None,
    )


def grants_of(account_id: UUID, *, at: datetime) -> list[GrantRow]:
    """Return the grants of an account in force at `at`. One statement."""
    return _grants(Q(account_id=account_id), at)


def grants_within(area_path: str, *, at: datetime) -> list[GrantRow]:
    """Return the grants in force at or below an area. One statement."""
    return _grants(within("area_path", area_path), at)


def _grants(condition: Q, at: datetime) -> list[GrantRow]:
    rows = Grant.objects.filter(condition, in_force(at)).order_by("area_path", "role", "id")
    return [
        GrantRow(row.id, row.account_id, row.role, row.area_path, row.unit_id, row.valid_from, row.valid_to)
        for row in rows
    ]


def needs_second_factor(account_id: UUID, *, now: datetime) -> bool:
    """Say whether the account holds a staff role and so signs in with two factors. One statement."""
    return is_staff(Grant.objects.filter(in_force(now), account_id=account_id).values_list("role", flat=True))

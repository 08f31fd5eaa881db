"""Keys for programs: whose they are, what they open, when they were used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import STRANGER, Actor, Scope
from linli.people import sealing
from linli.people.models import Account, ApiToken
from linli.people.queries.actors import AccountRow, actor_for, row_of
from linli.people.words import TokenKind


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A key for a program, as its owner sees it: `prefix` is how the key begins."""

    id: UUID
    label: str
    prefix: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime | None
    kind: str
    last_used_at: datetime | None
    series_id: UUID


_COLUMNS = ("id", "label", "prefix", "scopes", "issued_at", "expires_at", "kind", "last_used_at", "series_id")


def live(at: datetime) -> Q:
    """Return the condition that a key opens something at `at`, its account apart."""
    return Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=at))


def token_of(raw: str, *, now: datetime) -> tuple[Actor, TokenRow | None]:
    """Return the Actor of a key (the account's reach, cut down to the key's scopes) and the key. Two statements.

    An unknown, revoked or expired key gives the stranger and None.
    """
    rows = ApiToken.objects.filter(live(now), digest=sealing.token_digest(raw), account__is_active=True)
    found = rows.values_list("account_id", *_COLUMNS).first()
    if found is None:
        return STRANGER, None
    token = _row(found[1:])
    return narrowed(actor_for(found[0], now=now), token.scopes), token


def actor_for_token(raw: str, *, now: datetime) -> Actor:
    """Return the Actor of a key, the stranger where it opens nothing. Two statements."""
    return token_of(raw, now=now)[0]


def actor_for_series(series_id: UUID, *, now: datetime) -> Actor:
    """Return the Actor of the newest live key of a series, the stranger where none is left. Two statements."""
    rows = ApiToken.objects.filter(live(now), series_id=series_id, account__is_active=True)
    found = rows.order_by("-issued_at", "-id").values_list("account_id", "scopes").first()
    return STRANGER if found is None else narrowed(actor_for(found[0], now=now), found[1])


def narrowed(actor: Actor, deeds: Collection[str]) -> Actor:
    """Return `actor` with only `deeds` left."""
    scopes: dict[str, tuple[Scope, ...]] = {deed: reach for deed, reach in actor.scopes.items() if deed in deeds}
    return replace(actor, name="token", scopes=scopes, held_deeds=actor.held_deeds & frozenset(deeds))


def tokens_of(account_id: UUID, *, at: datetime) -> list[TokenRow]:
    """Return the keys of an account that open something at `at`, newest first; never the keys themselves.

    One statement.
    """
    rows = ApiToken.objects.filter(live(at), account_id=account_id).order_by("-issued_at", "-id")
    return [_row(values) for values in rows.values_list(*_COLUMNS)]


def systems(*, at: datetime) -> list[tuple[AccountRow, list[TokenRow]]]:
    """Return the accounts of other systems with their live keys, by login. Two statements."""
    found = [row_of(row) for row in Account.objects.filter(is_system=True, is_active=True).order_by("login")]
    held: dict[UUID, list[TokenRow]] = {}
    rows = ApiToken.objects.filter(live(at), account__is_system=True, account__is_active=True)
    for account_id, *values in rows.order_by("-issued_at", "-id").values_list("account_id", *_COLUMNS):
        held.setdefault(account_id, []).append(_row(values))
    return [(row, held.get(row.id, [])) for row in found]


def series_labels(series: Collection[UUID]) -> dict[UUID, str]:
    """Return what the newest key of each series is called. One statement."""
    rows = ApiToken.objects.filter(series_id__in=series).order_by("issued_at", "id")
    return dict(rows.values_list("series_id", "label"))


def is_for_a_system(token: TokenRow | None) -> bool:
    """Say whether a key is another system's."""
    return token is not None and token.kind == TokenKind.SYSTEM


def _row(values: Collection[object]) -> TokenRow:
    id_, label, prefix, scopes, *rest = values
    return TokenRow(id_, label, prefix, tuple(scopes), *rest)  # type: ignore[arg-type]

"""Identities of providers that open accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.people import sealing
from linli.people.models import Identity, IdentityInvitation


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """An identity as its owner sees it."""

    id: UUID
    issuer: str
    linked_at: datetime
    last_used_at: datetime | None


def subject_index(issuer: str, subject: str) -> bytes:
    """Return the keyed digest of a subject; an issuer holds no line end, so no two pairs are alike."""
    return sealing.blind_index(f"{issuer}\n{subject}", "identity")


def identities_of(account_id: UUID) -> list[IdentityRow]:
    """Return the identities that open an account, oldest first. One statement."""
    rows = Identity.objects.filter(account_id=account_id).order_by("linked_at", "id")
    return [IdentityRow(*row) for row in rows.values_list("id", "issuer", "linked_at", "last_used_at")]


def is_invited(secret: str, *, now: datetime) -> bool:
    """Say whether an invitation's link is still good. One statement."""
    digest = sealing.token_digest(secret)
    return IdentityInvitation.objects.filter(digest=digest, used_at__isnull=True, expires_at__gt=now).exists()

"""What may still be taken back, and what was (ADR 0027)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.appeals.models import Undo

LONGEST = timedelta(minutes=5)
"""No deed can be taken back for longer; `held` looks no further back."""


@dataclass(frozen=True, slots=True)
class Held:
    """A fact whose deed may be taken back `until` a moment, or was."""

    fact_id: UUID
    until: datetime
    is_taken_back: bool


def held(fact_ids: Collection[UUID], *, now: datetime) -> dict[UUID, Held]:
    """Return those facts whose deed is, or lately was, open to being taken back. One statement."""
    wanted = set(fact_ids)
    found = Undo.objects.filter(at__gte=now - LONGEST, fact_ids__overlap=list(wanted))
    rows = found.values_list("fact_ids", "until", "taken_back_at")
    return {
        fact_id: Held(fact_id, until, taken_back_at is not None)
        for fact_ids_, until, taken_back_at in rows
        for fact_id in fact_ids_
        if fact_id in wanted
    }


def case_of(undo_id: UUID, account_id: UUID) -> UUID | None:
    """Return the case of one's own deed, None where it is no deed of this account. One statement."""
    return Undo.objects.filter(id=undo_id, by_id=account_id).values_list("appeal_id", flat=True).first()

"""The filters somebody may use: the own ones and those of the own units."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from linli.desks.models import SavedFilter
from linli.desks.words import Listed
from linli.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class FilterRow:
    """A kept filter; `query` is the query of the list's address."""

    id: UUID
    name: str
    query: str
    unit_id: UUID | None
    is_own: bool


def of(actor: Actor, listed: Listed) -> list[FilterRow]:
    """Return the actor's own filters of a list, then those shared with its units, by name. One statement."""
    mine = Q(owner_id=actor.account_id)
    rows = SavedFilter.objects.filter(mine | Q(unit_id__in=sorted(actor.units)), listed=listed.value)
    found = [
        FilterRow(id_, name, query, unit_id, owner_id == actor.account_id)
        for id_, name, query, unit_id, owner_id in rows.values_list("id", "name", "query", "unit_id", "owner_id")
    ]
    return sorted(found, key=lambda row: (not row.is_own, row.name, str(row.id)))

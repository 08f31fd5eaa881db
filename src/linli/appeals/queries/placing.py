"""By what the places of reports were found, and which cases say a name (S-106). Counts and numbers only, no words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count
from django.db.models.fields.json import KT

from linli.appeals.models import Appeal
from linli.appeals.queries import links
from linli.appeals.queries.reach import in_reach, not_complained_of
from linli.kernel.actor import Actor
from linli.people.queries.reach import NOBODY, within

DAYS = 30


@dataclass(frozen=True, slots=True)
class Found:
    """How many reports of so many days were placed, by rung and by alias (its id)."""

    by_rung: Counter[str]
    by_alias: Counter[UUID]

    @property
    def placed(self) -> int:
        """How many were placed by their words, an address, a point or a person."""
        return sum(count for rung, count in self.by_rung.items() if rung)

    @property
    def by_familiar_name(self) -> int:
        """How many of these an alias placed, with the building that was named beside it too."""
        return sum(self.by_alias.values())


def found_by(areas: Collection[str], *, now: datetime, days: int = DAYS) -> Found:
    """Return by what the reports of the last days in these areas were placed when they came in. One statement."""
    since = now - timedelta(days=days)
    here = reduce(or_, (within("area_path", area) for area in sorted(areas)), NOBODY)
    rows = (
        Appeal.objects.filter(here, registered_at__gte=since, proposal__has_key="place")
        .values_list(KT("proposal__place__rung"), KT("proposal__place__alias"))
        .annotate(Count("id"))
        .order_by()
    )
    by_rung: Counter[str] = Counter()
    by_alias: Counter[UUID] = Counter()
    for rung, alias, count in rows:
        by_rung[rung or ""] += count
        if alias:
            by_alias[UUID(alias)] += count
    return Found(by_rung, by_alias)


def numbers_of(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the numbers of those cases that the actor sees, by id. One statement, none for none."""
    if not ids:
        return {}
    rows = Appeal.objects.filter(in_reach(actor), not_complained_of(actor), id__in=list(ids)).only(
        "id", "day", "serial"
    )
    return {row.id: links.number(row) for row in rows.only("id", "day", "serial").order_by("-id")}

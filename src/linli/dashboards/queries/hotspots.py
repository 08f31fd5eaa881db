"""The hot events of an area, hottest first (S-097, ADR 0035)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.dashboards.models import HotSpot
from linli.people.queries import within

MOST = 10


@dataclass(frozen=True, slots=True)
class HotRow:
    """An event: what, where, its cases oldest first, people in all, of the last seven days and the seven before."""

    id: UUID
    area_path: str
    category: str | None
    appeal_ids: tuple[UUID, ...]
    people: int
    this_week: int
    week_before: int
    last_at: datetime
    alerted_at: datetime | None


def hottest(area_path: str, *, most: int = MOST) -> list[HotRow]:
    """Return the hottest events within an area. One statement."""
    rows = HotSpot.objects.filter(within("area_path", area_path)).order_by("-heat", "id")[:most]
    return [
        HotRow(
            row.id, row.area_path, row.category, tuple(row.appeal_ids), row.people, row.this_week, row.week_before,
            row.last_at, row.alerted_at,
        )
        for row in rows
    ]  # fmt: skip

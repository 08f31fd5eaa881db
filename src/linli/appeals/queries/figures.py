"""What the figures need to know of appeals: codes, counts and moments, nothing about who said what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.appeals.models import Appeal
from linli.appeals.words import State


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One appeal as it stands now. `ended_at` is empty while it is open."""

    id: UUID
    state: str
    channel: str
    kind: str
    category: str | None
    urgency: str
    mode: str | None
    is_hazard: bool
    area_path: str
    accountable_id: UUID | None
    bounce_count: int
    reopen_count: int
    suspend_count: int
    closed_level: int | None
    outcome: str | None
    solved: str | None
    satisfied: str | None
    found_at: datetime
    registered_at: datetime
    called_at: datetime | None
    responded_at: datetime | None
    handled_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None

    @property
    def closed_at(self) -> datetime | None:
        """Return when it was closed (办结), or None: other ends (merged, refused, withdrawn …) are no closing."""
        is_closed = self.state == State.CLOSED or (self.state == State.ARCHIVED and self.closed_level is not None)
        return self.ended_at if is_closed else None


_COLUMNS = tuple(CaseRow.__dataclass_fields__)


def cases(ids: Collection[UUID]) -> list[CaseRow]:
    """Return those of the appeals that were registered (drafts are nobody's business), by id. One statement."""
    rows = Appeal.objects.filter(id__in=ids).exclude(state=State.DRAFT.value).order_by("id")
    return [CaseRow(*values) for values in rows.values_list(*_COLUMNS)]


def newest() -> tuple[UUID, datetime] | None:
    """Return the appeal registered last and when, or None: whoever follows the facts can tell by it what is missing.

    One statement.
    """
    rows = Appeal.objects.exclude(state=State.DRAFT.value).order_by("-id")
    return rows.values_list("id", "registered_at").first()

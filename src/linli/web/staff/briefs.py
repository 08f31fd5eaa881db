"""Which case a duty is about, in one line: for the inbox, the revisit desk and the desk of decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.appeals.queries import lists
from linli.appeals.queries.lists import Row
from linli.appeals.words import State, Urgency
from linli.dispatch.queries import subjects
from linli.duties.words import DutyRow
from linli.kernel.actor import Actor
from linli.kernel.words import Text
from linli.web.staff import choices


@dataclass(frozen=True, slots=True)
class Brief:
    """A case in one line, as far as the reader may see it."""

    id: UUID
    number: str
    state: State
    urgency: Urgency
    title: Text
    preview: str
    place: str
    registered_at: datetime


def of_duties(actor: Actor, owed: Iterable[DutyRow], now: datetime) -> dict[UUID, Brief]:
    """Return duty id -> case in one line. Two statements, however many duties."""
    rows = list(owed)
    behind = subjects.appeals_of([duty.subject[1] for duty in rows if duty.subject[0] == "dispatch"])
    appeal_of = {duty.id: behind.get(duty.subject[1], duty.subject[1]) for duty in rows}
    shown = lists.rows_by_ids(actor, set(appeal_of.values()), now=now)
    return {duty: brief(shown[appeal], now) for duty, appeal in appeal_of.items() if appeal in shown}


def brief(row: Row, now: datetime) -> Brief:
    """Return a case in one line. No statement."""
    return Brief(
        id=row.id,
        number=row.number,
        state=row.state,
        urgency=row.urgency,
        title=choices.category_text(row.category or row.proposed, now),
        preview=row.preview,
        place=choices.area_name(row.area_path, now),
        registered_at=row.registered_at,
    )

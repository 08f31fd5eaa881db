"""Which case a duty is about, in one line: for the inbox, the revisit desk and the desk of decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.appeals.queries import detail
from linli.appeals.queries.reach import sight_of
from linli.appeals.queries.rows import AppealRow, row_of
from linli.appeals.words import State, Urgency
from linli.dispatch.queries import orders
from linli.duties.words import DutyRow
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
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
    """Return duty id -> case in one line. Two statements for each case, at most as many as the page has rows."""
    known: dict[UUID, Brief | None] = {}
    found: dict[UUID, Brief] = {}
    for duty in owed:
        appeal_id = _appeal_of(duty)
        if appeal_id is None:
            continue
        if appeal_id not in known:
            known[appeal_id] = of_case(actor, appeal_id, now)
        brief = known[appeal_id]
        if brief is not None:
            found[duty.id] = brief
    return found


def _appeal_of(duty: DutyRow) -> UUID | None:
    room, id_ = duty.subject
    return id_ if room == "appeals" else orders.appeal_of(id_)


def of_case(actor: Actor, appeal_id: UUID, now: datetime) -> Brief | None:
    """Return a case in one line, or None where this actor may not see it. One statement."""
    try:
        appeal = detail.load(appeal_id)
        row = row_of(appeal, sight_of(actor, appeal))
    except NotFound:
        return None
    return brief(row, now)


def brief(row: AppealRow, now: datetime) -> Brief:
    """Return a case in one line. No statement."""
    code = row.category or str(row.proposal.get("category") or "")
    return Brief(
        id=row.id,
        number=row.number,
        state=row.state,
        urgency=row.urgency,
        title=choices.category_text(code, now),
        preview=row.preview,
        place=choices.area_name(row.area_path, now),
        registered_at=row.registered_at,
    )

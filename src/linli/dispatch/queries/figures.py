"""What the figures need to know of orders: who had what when, and whether the clocks were kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from linli.dispatch.models import Supervision, WorkOrder
from linli.dispatch.words import CLOSE_STEPS, Arrival, OrderRole
from linli.duties import queries as duties
from linli.duties.words import Ran, State


@dataclass(frozen=True, slots=True)
class OrderFact:
    """One order as it stands now; `*_due_at` are the moments its clocks give, pauses and extensions counted in.

    `is_excused`: an assisting unit did not come, so the lead's delay does not count (T33).
    """

    id: UUID
    appeal_id: UUID
    role: str
    state: str
    unit_id: UUID
    level: int
    hop: int
    arrival: str | None
    dispatched_at: datetime
    accepted_at: datetime | None
    contacted_at: datetime | None
    bounce_asked_at: datetime | None
    submitted_at: datetime | None
    ended_at: datetime | None
    contact_due_at: datetime | None
    close_due_at: datetime | None
    is_excused: bool


@dataclass(frozen=True, slots=True)
class CaseClock:
    """The resident's closing clock of an appeal: when it is due, and whether it was kept (None: it runs)."""

    appeal_id: UUID
    due_at: datetime
    is_kept: bool | None


_COLUMNS = (
    "id", "appeal_id", "role", "state", "unit_id", "level", "hop", "arrival", "dispatched_at", "accepted_at",
    "contacted_at", "bounce_asked_at", "submitted_at", "ended_at", "is_self_handled", "is_left_alone",
)  # fmt: skip
CONTACT, RESULT = "dispatch.first_contact", "dispatch.submit_result"
CLOSING = frozenset(step.value for step in CLOSE_STEPS)


def orders(appeal_ids: Collection[UUID]) -> list[OrderFact]:
    """Return the orders of the appeals, by id. Two statements."""
    absent = WorkOrder.objects.filter(
        appeal_id=OuterRef("appeal_id"), round=OuterRef("round"), role=OrderRole.CO, arrival=Arrival.NO_SHOW
    )
    found = WorkOrder.objects.filter(appeal_id__in=appeal_ids).annotate(is_left_alone=Exists(absent)).order_by("id")
    rows = [dict(zip(_COLUMNS, values, strict=True)) for values in found.values_list(*_COLUMNS)]
    subjects = {row["id"] for row in rows} | {row["appeal_id"] for row in rows}
    ran = duties.ran(subjects, (CONTACT, RESULT))
    return [_order(row, ran) for row in rows]


def _order(row: dict[str, Any], ran: Mapping[UUID, Sequence[Ran]]) -> OrderFact:
    is_lead = row["role"] == OrderRole.LEAD
    is_left_alone, is_self_handled = row.pop("is_left_alone"), row.pop("is_self_handled")
    # Taking an instant matter in hand oneself is the first contact (T14).
    row["contacted_at"] = row["contacted_at"] or (row["accepted_at"] if is_self_handled else None)
    contacts = [one for one in ran.get(row["id"], ()) if one.deed == CONTACT]
    # The closing clock of an order is its own, or the resident's where it is the first lead; of several the one that
    # stopped when the result came counts.
    closings = [
        one
        for subject in ((row["appeal_id"], row["id"]) if is_lead else (row["id"],))
        for one in ran.get(subject, ())
        if _is_closing(one) and one.met_at == row["submitted_at"]
    ]
    return OrderFact(
        **row,
        contact_due_at=contacts[-1].due_at if contacts else None,
        close_due_at=closings[-1].due_at if closings else None,
        is_excused=is_lead and is_left_alone,
    )


def clocks(appeal_ids: Collection[UUID]) -> list[CaseClock]:
    """Return the resident's closing clock of each of the appeals that has one. One statement."""
    found = []
    for appeal_id, rows in duties.ran(appeal_ids, (RESULT,)).items():
        closings = [one for one in rows if _is_closing(one)]
        if closings:
            found.append(CaseClock(appeal_id, closings[-1].due_at, closings[-1].is_kept))
    return found


def supervisions(appeal_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how often each of the appeals was supervised, those that never were left out. One statement."""
    rows = Supervision.objects.filter(appeal_id__in=appeal_ids).values_list("appeal_id")
    return dict(rows.annotate(number=Count("id")))


def _is_closing(one: Ran) -> bool:
    return one.deed == RESULT and one.step in CLOSING and one.state is not State.DROPPED

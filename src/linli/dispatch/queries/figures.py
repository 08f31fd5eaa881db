"""What the figures need to know of orders: who had what when, and whether the clocks were kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from linli.dispatch.words import Arrival, OrderRole


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


# Taking an instant matter in hand oneself is the first contact (T14). The closing clock of an order is its own, or the
# resident's where it is the first lead; of several the one that stopped when the result came counts.
_ORDERS = """
SELECT o.id, o.appeal_id, o.role, o.state, o.unit_id, o.level, o.hop, o.arrival, o.dispatched_at, o.accepted_at,
       COALESCE(o.contacted_at, CASE WHEN o.is_self_handled THEN o.accepted_at END),
       o.bounce_asked_at, o.submitted_at, o.ended_at, contact.due_at, closing.due_at,
       o.role = %(lead)s AND EXISTS (
           SELECT 1 FROM dispatch_workorder co WHERE co.appeal_id = o.appeal_id AND co.round = o.round
              AND co.role = %(co)s AND co.arrival = %(no_show)s)
  FROM dispatch_workorder o
  LEFT JOIN LATERAL (
       SELECT d.due_at FROM duties_duty d
        WHERE d.subject_id = o.id AND d.subject_room = 'dispatch' AND d.deed = 'dispatch.first_contact'
        ORDER BY d.started_at DESC LIMIT 1) contact ON true
  LEFT JOIN LATERAL (
       SELECT d.due_at FROM duties_duty d
        WHERE d.subject_id IN (o.id, CASE WHEN o.role = %(lead)s THEN o.appeal_id END)
          AND d.subject_room IN ('dispatch', 'appeals')
          AND d.deed = 'dispatch.submit_result' AND d.step IN ('close', 'close_parent') AND d.state <> 'dropped'
          AND d.met_at IS NOT DISTINCT FROM o.submitted_at
        ORDER BY d.subject_room = 'dispatch' DESC, d.started_at DESC, d.id DESC LIMIT 1) closing ON true
 WHERE o.appeal_id = ANY(%(appeals)s)
 ORDER BY o.id
"""

_CLOCKS = """
SELECT DISTINCT ON (d.subject_id) d.subject_id, d.due_at,
       CASE d.state WHEN 'met' THEN true WHEN 'late' THEN false END
  FROM duties_duty d
 WHERE d.subject_room = 'appeals' AND d.subject_id = ANY(%(appeals)s)
   AND d.deed = 'dispatch.submit_result' AND d.step IN ('close', 'close_parent') AND d.state <> 'dropped'
 ORDER BY d.subject_id, d.started_at DESC, d.id DESC
"""


def orders(appeal_ids: Collection[UUID]) -> list[OrderFact]:
    """Return the orders of the appeals, by id. One statement."""
    words = {"lead": OrderRole.LEAD.value, "co": OrderRole.CO.value, "no_show": Arrival.NO_SHOW.value}
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, {"appeals": list(appeal_ids), **words})
        return [OrderFact(*row) for row in cursor.fetchall()]


def clocks(appeal_ids: Collection[UUID]) -> list[CaseClock]:
    """Return the resident's closing clock of each of the appeals that has one. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOCKS, {"appeals": list(appeal_ids)})
        return [CaseClock(*row) for row in cursor.fetchall()]

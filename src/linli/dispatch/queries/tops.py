"""The numbers by which a case may go to the top, counted from what happened; nobody types them (T35)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from linli.appeals.queries import detail, nearby
from linli.dispatch.models import WorkOrder
from linli.dispatch.rules import joint
from linli.dispatch.words import CLOSE_STEPS, OrderRole
from linli.duties import queries as duties
from linli.standards import queries as standards

if TYPE_CHECKING:
    from linli.appeals.models import Appeal

SUBMIT = "dispatch.submit_result"


def facts(
    appeal: Appeal, orders: Iterable[WorkOrder], *, now: datetime, households: int | None = None
) -> joint.TopFacts:
    """Return the numbers of a case; `households` replaces the stored number. Two statements at most.

    `repeats` are the reports of this leaf from the same building (else the same area) in the days of the standard
    `top.triggers`, this one included.
    """
    return joint.TopFacts(
        joint_rounds=failed_rounds(appeal, orders, now=now),
        reopened=appeal.reopen_count,
        repeats=nearby.repeats(appeal, now=now, days=_numbers(now)["repeat_days"]),
        households=households if households is not None else appeal.households or 0,
    )


def facts_of(appeal_id: UUID, *, now: datetime) -> joint.TopFacts:
    """Return the numbers of a case, for its page. Four statements at most.

    :raises NotFound: there is none.
    """
    return facts(detail.load(appeal_id), WorkOrder.objects.filter(appeal_id=appeal_id), now=now)


def failed_rounds(appeal: Appeal, orders: Iterable[WorkOrder], *, now: datetime) -> int:
    """Return how many joint rounds of a case failed. One statement, none where nobody was whistled for."""
    calls = calls_of(orders)
    since = _overdue_since(appeal.id, now) if calls else None
    return joint.failed_rounds(calls, round=appeal.reopen_count + 1, overdue_since=since)


def calls_of(orders: Iterable[WorkOrder]) -> list[joint.Call]:
    """Return the calls of every whistle of a case. No statement.

    A unit that led before and assists now was not called by a whistle: it has its own place (hop) in the row of leads.
    """
    called = [order for order in orders if order.role == OrderRole.CO and order.hop == 0]
    return [joint.Call(order.dispatched_at, order.round, order.arrival) for order in called]


def _overdue_since(appeal_id: UUID, now: datetime) -> datetime | None:
    subject = ("appeals", appeal_id)
    live = duties.of_many([subject]).get(subject, [])
    closing = (row for row in live if row.deed == SUBMIT and row.step in CLOSE_STEPS and row.is_overdue(now))
    return next((row.due_at for row in closing), None)


def triggers(now: datetime) -> joint.TopTriggers:
    """Return the thresholds in force (standard `top.triggers`)."""
    found = _numbers(now)
    return joint.TopTriggers(
        joint_rounds=found["failed_joint_rounds"],
        reopened=found["reopened"],
        repeats=found["repeats"],
        households=found["households"],
    )


def _numbers(now: datetime) -> dict[str, int]:
    value = standards.parameter("top.triggers", now).value
    found = value if isinstance(value, dict) else {}
    return {name: int(str(number)) for name, number in found.items()}

"""Orders as pages and other rooms see them: of a case, of a unit, and what follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from linli.dispatch.models import RectifyNotice, Supervision, Visit, WorkOrder
from linli.dispatch.words import LIVE, Arrival, NoticeState, OrderRole, OrderState
from linli.duties import queries as duties
from linli.duties.words import DutyRow
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, as_id, decode, page_of
from linli.people import queries as people
from linli.people.rules.units import UnitRow


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order: what the unit is in the matter, how far it is, when each step was."""

    id: UUID
    appeal_id: UUID
    serial: int
    role: OrderRole
    state: OrderState
    unit: UnitRow
    category: str
    mode: str
    level: int
    from_level: int
    round: int
    is_designated: bool
    is_late_accept: bool
    is_self_handled: bool
    assignee_id: UUID | None
    task_text_id: UUID | None
    plan_text_id: UUID | None
    reply_text_id: UUID | None
    outcome: str | None
    redo_count: int
    arrival: Arrival | None
    follows_id: UUID | None
    submitted_by_id: UUID | None
    dispatched_at: datetime
    accepted_at: datetime | None
    contacted_at: datetime | None
    onsite_at: datetime | None
    arrived_at: datetime | None
    submitted_at: datetime | None
    ended_at: datetime | None

    @property
    def is_live(self) -> bool:
        """Say whether somebody still owes something on it."""
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class Branch:
    """An order of a case with what came of it: parts and assisting units under the lead, follow-ups under theirs."""

    order: OrderRow
    duties: tuple[DutyRow, ...] = ()
    branches: tuple[Branch, ...] = ()


def appeal_of(order_id: UUID) -> UUID | None:
    """Return the appeal of an order, or None. One statement."""
    return WorkOrder.objects.filter(id=order_id).values_list("appeal_id", flat=True).first()


def order(order_id: UUID) -> OrderRow:
    """Return one order. One statement.

    :raises NotFound: there is none.
    """
    found = WorkOrder.objects.filter(id=order_id).first()
    if found is None:
        raise NotFound
    return row_of(found)


def of_appeal(appeal_id: UUID) -> list[OrderRow]:
    """Return the orders of a case by serial. One statement."""
    return [row_of(found) for found in WorkOrder.objects.filter(appeal_id=appeal_id).order_by("serial")]


def of_appeals(appeal_ids: Collection[UUID]) -> dict[UUID, list[OrderRow]]:
    """Return the orders of several cases: for lists. One statement."""
    found: dict[UUID, list[OrderRow]] = defaultdict(list)
    for row in WorkOrder.objects.filter(appeal_id__in=appeal_ids).order_by("appeal_id", "serial"):
        found[row.appeal_id].append(row_of(row))
    return dict(found)


def of_unit(unit_id: UUID, *, cursor: str = "", size: int = 50) -> Page[OrderRow]:
    """Return a page of what a unit has in hand, newest first, by id. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    rows = WorkOrder.objects.filter(unit_id=unit_id, state__in=sorted(LIVE)).order_by("-id")
    if cursor:
        rows = rows.filter(id__lt=as_id(decode(cursor, 1)[0]))
    return page_of([row_of(row) for row in rows[: size + 1]], size, lambda row: (str(row.id),))


def tree(appeal_id: UUID) -> tuple[Branch, ...]:
    """Return the orders of a case as a tree, each with its running clocks. Two statements (S-074, D-12)."""
    rows = of_appeal(appeal_id)
    clocks = duties.of_many([("dispatch", row.id) for row in rows])
    below: dict[UUID | None, list[OrderRow]] = defaultdict(list)
    for row in rows:
        below[_parent(row, rows)].append(row)
    return _branches(None, below, {row.id: tuple(clocks.get(("dispatch", row.id), ())) for row in rows})


def _parent(row: OrderRow, rows: list[OrderRow]) -> UUID | None:
    if row.role is OrderRole.LEAD:
        return None
    if row.role is OrderRole.FOLLOW_UP and row.follows_id is not None:
        return row.follows_id
    leads = [lead for lead in rows if lead.role is OrderRole.LEAD and lead.round == row.round]
    return leads[-1].id if leads else None


def _branches(
    parent: UUID | None, below: dict[UUID | None, list[OrderRow]], clocks: dict[UUID, tuple[DutyRow, ...]]
) -> tuple[Branch, ...]:
    return tuple(Branch(row, clocks[row.id], _branches(row.id, below, clocks)) for row in below.get(parent, ()))


def hops(appeal_id: UUID) -> int:
    """Return how often a case was handed to a leading unit (S-102). One statement."""
    found = WorkOrder.objects.filter(appeal_id=appeal_id).aggregate(most=Max("hop"))
    return int(found["most"] or 0)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice to put something right."""

    id: UUID
    order_id: UUID
    to_words: str
    text_id: UUID
    state: NoticeState
    due_at: datetime
    served_at: datetime
    rechecked_at: datetime | None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit: who went, why, and what came of it."""

    id: UUID
    order_id: UUID
    kind: str
    unit_ids: tuple[UUID, ...]
    account_ids: tuple[UUID, ...]
    purpose_text_id: UUID
    result_text_id: UUID
    photo_consent: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class SupervisionRow:
    """A supervision order and its answer."""

    id: UUID
    unit_id: UUID | None
    text_id: UUID | None
    answer_text_id: UUID | None
    by_id: UUID | None
    at: datetime
    answered_at: datetime | None
    closed_at: datetime | None


def notices_of(appeal_id: UUID) -> list[NoticeRow]:
    """Return the notices to rectify of a case, oldest first. One statement."""
    rows = RectifyNotice.objects.filter(order__appeal_id=appeal_id).order_by("served_at", "id")
    return [_notice_row(row) for row in rows]


def notices_running(order_ids: Collection[UUID]) -> list[NoticeRow]:
    """Return the notices of some orders that wait for their recheck, the soonest first. One statement at most."""
    if not order_ids:
        return []
    rows = RectifyNotice.objects.filter(order_id__in=order_ids, state=NoticeState.SERVED.value)
    return [_notice_row(row) for row in rows.order_by("due_at", "id")]


def _notice_row(row: RectifyNotice) -> NoticeRow:
    return NoticeRow(
        row.id, row.order_id, row.to_words, row.text_id, _NOTICE[row.state], row.due_at, row.served_at,
        row.rechecked_at,
    )  # fmt: skip


def visits_of(appeal_id: UUID) -> list[VisitRow]:
    """Return the visits of a case, oldest first. One statement."""
    return [
        VisitRow(
            row.id, row.order_id, row.kind, tuple(row.unit_ids), tuple(row.account_ids), row.purpose_text_id,
            row.result_text_id, row.photo_consent, row.at,
        )
        for row in Visit.objects.filter(order__appeal_id=appeal_id).order_by("at", "id")
    ]  # fmt: skip


def supervisions_of(appeal_id: UUID) -> list[SupervisionRow]:
    """Return the supervision orders of a case, oldest first. One statement."""
    return [
        SupervisionRow(
            row.id, row.unit_id, row.text_id, row.answer_text_id, row.by_id, row.at, row.answered_at, row.closed_at
        )
        for row in Supervision.objects.filter(appeal_id=appeal_id).order_by("at", "id")
    ]  # fmt: skip


_STATES = {state.value: state for state in OrderState}
_ROLES = {role.value: role for role in OrderRole}
_ARRIVALS = {arrival.value: arrival for arrival in Arrival}
_NOTICE = {state.value: state for state in NoticeState}


def row_of(found: WorkOrder) -> OrderRow:
    """Return the plain row of a stored order."""
    return OrderRow(
        id=found.id,
        appeal_id=found.appeal_id,
        serial=found.serial,
        role=_ROLES[found.role],
        state=_STATES[found.state],
        unit=people.unit(found.unit_id),
        category=found.category,
        mode=found.mode,
        level=found.level,
        from_level=found.from_level,
        round=found.round,
        is_designated=found.is_designated,
        is_late_accept=found.is_late_accept,
        is_self_handled=found.is_self_handled,
        assignee_id=found.assignee_id,
        task_text_id=found.task_text_id,
        plan_text_id=found.plan_text_id,
        reply_text_id=found.reply_text_id,
        outcome=found.outcome,
        redo_count=found.redo_count,
        arrival=_ARRIVALS[found.arrival] if found.arrival else None,
        follows_id=found.follows_id,
        submitted_by_id=found.submitted_by_id,
        dispatched_at=found.dispatched_at,
        accepted_at=found.accepted_at,
        contacted_at=found.contacted_at,
        onsite_at=found.onsite_at,
        arrived_at=found.arrived_at,
        submitted_at=found.submitted_at,
        ended_at=found.ended_at,
    )

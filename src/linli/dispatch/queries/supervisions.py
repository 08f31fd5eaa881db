"""Supervision orders as a list: whom our area supervises, who supervises our units (T27, T58; S-110)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from linli.appeals.queries import said
from linli.appeals.queries.reach import ids_in_reach, still_open
from linli.dispatch.models import Supervision
from linli.dispatch.words import Cause, Side, SupervisionState
from linli.duties import queries as duties
from linli.duties.words import Card, Ran
from linli.journal import planning
from linli.journal.planning import planned_anew
from linli.kernel.actor import Actor
from linli.kernel.pages import Page, as_id, decode, page_of
from linli.people.queries.reach import NOBODY

PAGE = 50
GIVING = frozenset({"appeals.supervise", "dispatch.decide_overdue"})
"""Who supervises: supervisors and leaders (T58), and the dispatchers to whom overdue cases are raised (T27)."""
ANSWERING = "dispatch.log_action"


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list shows. Without `state` whatever is not closed; `late` only unanswered ones past their time."""

    side: Side = Side.GIVEN
    state: SupervisionState | None = None
    late: bool = False
    cause: Cause | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A supervision order in one line: asked by a rule or by `by_id`; question and answer as they were written."""

    id: UUID
    appeal_id: UUID
    unit_id: UUID | None
    cause: Cause
    by_id: UUID | None
    state: SupervisionState
    question: str
    answer: str
    at: datetime
    due_at: datetime | None
    is_late: bool
    answered_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand on one side, beside the filters; `running` are those not closed."""

    running: int
    waiting: int
    late: int
    answered: int
    closed: int
    by_rule: int
    by_person: int


def sides(actor: Actor) -> list[Side]:
    """Return the sides from which somebody has supervision orders to look at. No statement."""
    found = [Side.GIVEN] if GIVING & set(actor.scopes) else []
    return [*found, Side.OURS] if actor.units and actor.reach(ANSWERING) else found


def listed(actor: Actor, wanted: Filter, *, now: datetime, cursor: str = "", size: int = PAGE) -> Page[Row]:
    """Return a page of the supervision orders in reach: running ones the longest waiting first, closed ones newest.

    Two statements, one where there is none.

    :raises Invalid: the cursor is not one of ours.
    """
    is_past = wanted.state is SupervisionState.CLOSED
    rows = _wanted(actor, wanted, now)
    if cursor:
        last = as_id(decode(cursor, 1)[0])
        rows = rows.filter(Q(id__lt=last) if is_past else Q(id__gt=last))
    rows = rows.annotate(
        is_over=ExpressionWrapper(_over(), BooleanField()),
        question=said.body_of("text_id"),
        answer=said.body_of("answer_text_id"),
    )
    with planned_anew():
        found = list(rows.order_by("-id" if is_past else "id").values(*_COLUMNS)[: size + 1])
    return page_of(_rows(found, now), size, lambda row: (str(row.id),))


def counts(actor: Actor, wanted: Filter, *, now: datetime) -> Counts:
    """Return how many match on the side and in the area of `wanted`, by state and cause. One statement."""
    rows = _on_side(actor, wanted)
    over, late = _over(), _late(now)
    waiting = Q(answered_at__isnull=True, closed_at__isnull=True)
    with planned_anew():
        found = rows.aggregate(
            running=Count("id", filter=~over),
            waiting=Count("id", filter=waiting),
            late=Count("id", filter=late),
            answered=Count("id", filter=Q(answered_at__isnull=False) & ~over),
            closed=Count("id", filter=over),
            by_rule=Count("id", filter=~over & _CAUSES[Cause.RULE]),
            by_person=Count("id", filter=~over & _CAUSES[Cause.PERSON]),
        )
    return Counts(**found)


def totals(actor: Actor, wanted: Sequence[Filter], *, now: datetime) -> list[int]:
    """Return how many match each filter. One statement, none without a filter."""
    return planning.totals([_wanted(actor, one, now) for one in wanted])


def newest(actor: Actor, wanted: Filter, *, now: datetime, since: UUID | None, most: int = 100) -> list[UUID]:
    """Return the newest matching ones that came after `since`, at most `most`; without it the newest. One statement."""
    rows = _wanted(actor, wanted, now)
    rows = rows.filter(id__gt=since) if since else rows
    with planned_anew():
        return list(rows.order_by("-id").values_list("id", flat=True)[: most if since else 1])


_COLUMNS = (
    "id", "appeal_id", "unit_id", "by_id", "at", "answered_at", "closed_at", "is_over", "question", "answer",
)  # fmt: skip
_CAUSES = {Cause.RULE: Q(by_id__isnull=True), Cause.PERSON: Q(by_id__isnull=False)}


def _over() -> Q:
    """Return the condition that an order is over: closed, or answered in a case that is over."""
    return Q(closed_at__isnull=False) | (Q(answered_at__isnull=False) & ~Q(appeal_id__in=still_open()))


def _late(now: datetime) -> Q:
    """Return the condition that the answer is past its time."""
    return Q(answered_at__isnull=True, closed_at__isnull=True, id__in=duties.showing(Card.RED, "dispatch", now))


def _on_side(actor: Actor, wanted: Filter) -> QuerySet[Supervision]:
    if wanted.side not in sides(actor):
        return Supervision.objects.filter(NOBODY)
    if wanted.side is Side.OURS:
        inside = ids_in_reach(actor, area=wanted.area)
        return Supervision.objects.filter(appeal_id__in=inside, unit_id__in=sorted(actor.units))
    return Supervision.objects.filter(appeal_id__in=ids_in_reach(actor, area=wanted.area, also=GIVING))


def _wanted(actor: Actor, wanted: Filter, now: datetime) -> QuerySet[Supervision]:
    rows = _on_side(actor, wanted)
    if wanted.cause is not None:
        rows = rows.filter(_CAUSES[wanted.cause])
    if wanted.late:
        return rows.filter(_late(now))
    if wanted.state is SupervisionState.WAITING:
        return rows.filter(answered_at__isnull=True, closed_at__isnull=True)
    if wanted.state is SupervisionState.ANSWERED:
        return rows.filter(~_over(), answered_at__isnull=False)
    return rows.filter(_over() if wanted.state is SupervisionState.CLOSED else ~_over())


def _rows(found: Sequence[dict[str, Any]], now: datetime) -> list[Row]:
    """Return the plain rows with their clocks. One statement, none without rows."""
    clocks = duties.ran([one["id"] for one in found], [ANSWERING])
    return [_row(one, clocks.get(one["id"], []), now) for one in found]


def _row(one: dict[str, Any], clocks: Sequence[Ran], now: datetime) -> Row:
    due_at = clocks[-1].due_at if clocks else None
    is_waiting = one["answered_at"] is None and one["closed_at"] is None
    state = SupervisionState.WAITING if is_waiting else SupervisionState.ANSWERED
    return Row(
        id=one["id"],
        appeal_id=one["appeal_id"],
        unit_id=one["unit_id"],
        cause=Cause.PERSON if one["by_id"] else Cause.RULE,
        by_id=one["by_id"],
        state=SupervisionState.CLOSED if one["is_over"] else state,
        question=one["question"] or "",
        answer=one["answer"] or "",
        at=one["at"],
        due_at=due_at,
        is_late=is_waiting and due_at is not None and due_at < now,
        answered_at=one["answered_at"],
        closed_at=one["closed_at"],
    )

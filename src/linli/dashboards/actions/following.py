"""Folding facts into figures; naming who answers for what a week needs most.

A fact says which appeal moved; the rooms say how it stands now. Writing the same standing twice changes nothing, so a
fact that comes again (or late) cannot count twice (ADR 0011).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, models, transaction

from linli.appeals.queries import figures as appeals
from linli.appeals.queries.figures import CaseRow
from linli.dashboards import events
from linli.dashboards.models import CaseFigure, DaySum, KindSum, Mark, NeedOwner, OrderFigure
from linli.dashboards.queries import needs as counted
from linli.dashboards.queries.freshness import FOLLOWER
from linli.dashboards.queries.sums import SHIFTS
from linli.dashboards.rules import counting, needs
from linli.dispatch.queries import figures as dispatch
from linli.dispatch.queries.figures import CaseClock, OrderFact
from linli.dispatch.words import OrderRole, OrderState
from linli.duties import actions as duties
from linli.journal import actions as journal
from linli.journal.words import FactRow
from linli.kernel.actor import Actor
from linli.kernel.clocks import Clock, Term
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.texts import clean
from linli.people import queries as people
from linli.people.words import Role
from linli.standards import queries as standards

MOST_WORDS = 1000
ROOMS = frozenset({"appeals", "dispatch"})
"""The rooms whose facts have an appeal as their subject."""


def follow(facts: Sequence[FactRow]) -> None:
    """Bring the figures up to the last of `facts`, which come in log order, and move the mark.

    Called within the transaction that moves the follower's cursor. A fixed number of statements for any number of
    facts, one when no appeal is touched.
    """
    touched = sorted({fact.subject_id for fact in facts if fact.room in ROOMS})
    if touched:
        refresh({*touched, *appeals.repeating_these(touched), *_said_to_repeat(touched)})
    last = facts[-1]
    mark = Mark(name=FOLLOWER, position=last.position or 0, at=max(fact.at for fact in facts))
    _upsert(Mark, [mark])


def refresh(appeal_ids: Collection[UUID]) -> None:
    """Write anew how the appeals stand, and move the sums of the days by what changed.

    Sixteen statements for up to a thousand orders.
    """
    orders: dict[UUID, list[OrderFact]] = defaultdict(list)
    for order in dispatch.orders(appeal_ids):
        orders[order.appeal_id].append(order)
    clocks = {clock.appeal_id: clock for clock in dispatch.clocks(appeal_ids)}
    supervised = dispatch.supervisions(appeal_ids)
    cases = appeals.cases(appeal_ids)
    shift(appeal_ids, -1)
    _upsert(
        CaseFigure, [_case(case, orders[case.id], clocks.get(case.id), supervised.get(case.id, 0)) for case in cases]
    )
    _upsert(OrderFigure, [_order(case, order) for case in cases for order in orders[case.id]])
    shift(appeal_ids, 1)


def _said_to_repeat(appeal_ids: Collection[UUID]) -> set[UUID]:
    """Return the appeals that were counted as repeats of one of these. One statement."""
    return set(CaseFigure.objects.filter(repeats_id__in=appeal_ids).values_list("id", flat=True))


def shift(appeal_ids: Collection[UUID], sign: int) -> None:
    """Add what the appeals count to the sums, or take it away. Three statements; the follower's cursor is the lock."""
    with connection.cursor() as cursor:
        for statement in SHIFTS:
            cursor.execute(statement, {"ids": list(appeal_ids), "sign": sign})


def rebuild() -> None:
    """Empty the figures and send the follower back to the beginning; `journal.actions.feed_followers` fills them again.

    Whoever feeds at this moment is waited for: the cursor is the lock. Six statements.
    """
    with transaction.atomic():
        journal.rewind(FOLLOWER)
        for table in (DaySum, KindSum, OrderFigure, CaseFigure, Mark):
            table._default_manager.all().delete()


def _upsert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert rows or replace those with the same key, in the order of their keys."""
    if not rows:
        return
    key = model._meta.pk.name
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    ordered = sorted(rows, key=lambda row: str(row.pk))
    model._default_manager.bulk_create(
        ordered, batch_size=1000, update_conflicts=True, unique_fields=[key], update_fields=names
    )


def _case(case: CaseRow, orders: Sequence[OrderFact], clock: CaseClock | None, supervised: int) -> CaseFigure:
    answered_at = case.answered_at if case.closed_at is not None else None
    return CaseFigure(
        **{name: getattr(case, name) for name in _SAME},
        group=counting.group_of(case.category),
        is_found=case.channel in counting.FOUND_BY,
        unit_id=case.accountable_id,
        supervise_count=supervised,
        units_count=len({one.unit_id for one in orders if one.state == OrderState.APPROVED}),
        hops=max((one.hop for one in orders if one.role == OrderRole.LEAD), default=0),
        closed_at=case.closed_at,
        close_due_at=clock.due_at if clock else None,
        is_closed_in_time=clock.is_kept if clock else None,
        response_min=counting.minutes(case.registered_at, case.responded_at),
        response_working_min=_working_minutes(case),
        answer_min=counting.minutes(case.registered_at, answered_at),
    )


def _working_minutes(case: CaseRow) -> int | None:
    """Return the working minutes to the first contact by the calendar known then: a rebuild gives the same."""
    if case.responded_at is None:
        return None
    calendar = standards.calendar(case.responded_at)
    return calendar.elapsed(Clock.WORKING, case.registered_at, case.responded_at)


def _order(case: CaseRow, order: OrderFact) -> OrderFigure:
    return OrderFigure(
        **{name: getattr(order, name) for name in _SAME_OF_ORDER},
        area_path=case.area_path,
        is_exempt=counting.is_exempt(
            state=order.state,
            accepted_at=order.accepted_at,
            contacted_at=order.contacted_at,
            contact_due_at=order.contact_due_at,
            ended_at=order.ended_at,
        ),
        is_contacted_in_time=counting.is_contacted_in_time(order.contacted_at, order.contact_due_at),
        is_in_time=counting.is_in_time(
            state=order.state,
            submitted_at=order.submitted_at,
            close_due_at=order.close_due_at,
            is_excused=order.is_excused,
        ),
        is_bounce_asked=order.bounce_asked_at is not None,
    )


def _shared(row: type[CaseRow | OrderFact], model: type[models.Model]) -> tuple[str, ...]:
    columns = {field.name for field in model._meta.concrete_fields}
    return tuple(name for name in row.__dataclass_fields__ if name in columns)


_SAME = _shared(CaseRow, CaseFigure)
_SAME_OF_ORDER = _shared(OrderFact, OrderFigure)


NAME, ANSWER, STEP = "dashboards.name_owner", "dashboards.answer_need", "need"


def name_owner(
    *, actor: Actor, area_path: str, category: str, week: date, unit_id: UUID, due_on: date, now: datetime
) -> UUID:
    """Name the unit that answers for one of a week's ten needs until a day; it is a duty of theirs. Return the need.

    `week` is a Monday, of the running week or one before (S-071).

    :raises NotFound: the actor names nobody there, or there is no such unit. Invalid: the week or the day does not fit.
    :raises NotAmongThem, OwnedBefore:
    """
    with transaction.atomic():
        if not actor.may(NAME, area_path) or actor.account_id is None:
            raise NotFound
        unit, calendar = people.unit(unit_id), standards.calendar(now)
        days = needs.check_due(due_on, today=calendar.local_day(now))
        _check_among(area_path, category, week, now)
        given = {"unit_id": unit.id, "named_by_id": actor.account_id, "due_at": calendar.close_of(due_on), "at": now}
        made, is_new = NeedOwner.objects.get_or_create(
            area_path=area_path, week=week, category=category, defaults=given
        )
        if not is_new:
            raise needs.OwnedBefore
        limit = replace(standards.limit(STEP, at=now), term=Term(Clock.CALENDAR_DAYS, days))
        duties.owe(
            actor=actor, subject=("dashboards", made.id), deed=ANSWER, step=STEP, limit=limit, owed_by=unit.id,
            owed_role=Role.UNIT.value, area_path=area_path, start=now, now=now, calendar=calendar,
        )  # fmt: skip
        told = events.NeedOwned(made.id, category, week, unit.id, due_on)
        journal.record(told, actor=actor, at=now, area_path=area_path)
        return made.id


def _check_among(area_path: str, category: str, week: date, now: datetime) -> None:
    needs.check_week(week)
    today = standards.calendar(now).local_day(now)
    back = (today - timedelta(days=today.weekday()) - week).days // 7
    if back < 0 or category not in {row.category for row in counted.week_of(area_path, now, back).rows}:
        raise needs.NotAmongThem


def answer_need(*, actor: Actor, need_id: UUID, words: str, now: datetime) -> None:
    """Say what was done about a need one answers for; its duty is met.

    :raises NotFound: there is no such need, or another unit answers for it.
    :raises Invalid: nothing is said. AnsweredBefore:
    """
    with transaction.atomic():
        found = NeedOwner.objects.select_for_update().filter(id=need_id).first()
        if found is None or not actor.may(ANSWER, found.area_path, units=[found.unit_id]):
            raise NotFound
        if found.answered_at is not None:
            raise needs.AnsweredBefore
        said = clean(words, field="words").strip()[:MOST_WORDS]
        if not said:
            raise Invalid(field="words", why_zh="请写几个字", why_en="please write something")
        found.answer, found.answered_by_id, found.answered_at = said, actor.account_id, now
        found.save(update_fields=["answer", "answered_by_id", "answered_at"])
        duties.meet(subject=("dashboards", found.id), deed=ANSWER, now=now)
        told = events.NeedAnswered(found.id, found.category, found.week)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)

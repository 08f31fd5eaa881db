"""Reading duties: of one thing, the inbox, counts, explanations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from linli.duties import rules
from linli.duties.models import Duty, DutyPause
from linli.duties.words import (
    LIVE,
    Breach,
    Card,
    Cause,
    Counts,
    DutyRow,
    InboxFilter,
    Moved,
    Ran,
    State,
    Story,
    Tally,
)
from linli.grid.rules.modes import Spell
from linli.journal import planning
from linli.journal.planning import planned_anew
from linli.kernel.actor import Actor, Scope, Subject
from linli.kernel.clocks import Interval, Line, Term
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, moment_and_id, page_of
from linli.kernel.words import Text
from linli.people.queries.reach import NOBODY, reach_filter, within
from linli.standards import queries as standards

_LIVE = [state.value for state in LIVE]
PAGE = 50


def of(subject: Subject) -> list[DutyRow]:
    """Return all duties on a thing, over ones included, by start. One statement."""
    room, id_ = subject
    rows = Duty.objects.filter(subject_id=id_, subject_room=room).order_by("started_at", "id")
    return [row_of(row) for row in rows]


def of_many(subjects: Iterable[Subject]) -> dict[Subject, list[DutyRow]]:
    """Return the live duties on several things, soonest first: for lists. One statement."""
    wanted = set(subjects)
    found: dict[Subject, list[DutyRow]] = defaultdict(list)
    ids = [id_ for _, id_ in wanted]
    for row in Duty.objects.filter(subject_id__in=ids, state__in=_LIVE).order_by("due_at", "id"):
        if (row.subject_room, row.subject_id) in wanted:
            found[row.subject_room, row.subject_id].append(row_of(row))
    return dict(found)


def was_met(subjects: Collection[Subject], step: str) -> bool:
    """Say whether a step was done, in time or late, on one of the things. One statement, none without a thing."""
    ended = (State.MET.value, State.LATE.value)
    return bool(subjects) and Duty.objects.filter(_about(subjects), step=step, state__in=ended).exists()


def get(duty_id: UUID) -> DutyRow:
    """Return one duty. One statement.

    :raises NotFound: there is none.
    """
    row = Duty.objects.filter(id=duty_id).first()
    if row is None:
        raise NotFound
    return row_of(row)


def in_reach(actor: Actor) -> Q:
    """Return the condition that the actor may do what is owed: the list form of `Actor.may` (house style §5)."""
    deeds_of: dict[tuple[Scope, ...], list[str]] = defaultdict(list)
    for deed, scopes in sorted(actor.scopes.items()):
        deeds_of[scopes].append(deed)
    condition = NOBODY
    for scopes, deeds in deeds_of.items():
        condition |= Q(deed__in=deeds) & reach_filter(scopes, "area_path", ("owed_by_id",))
    if actor.holds and actor.held_deeds:
        condition |= Q(deed__in=sorted(actor.held_deeds)) & _about(actor.holds)
    return condition & ~_about(actor.recusals) if actor.recusals else condition


def inbox(
    actor: Actor, *, now: datetime, filter: InboxFilter | None = None, cursor: str = "", size: int = PAGE
) -> Page[DutyRow]:
    """Return a page of the live duties the actor may do, soonest due first, by (due_at, id). One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    rows = _wanted(actor, filter or InboxFilter(), now)
    if cursor:
        due, last = moment_and_id(cursor)
        rows = rows.extra(where=["(due_at, duties_duty.id) > (%s::timestamptz, %s::uuid)"], params=[due, last])
    with planned_anew():
        found = [row_of(row) for row in rows.order_by("due_at", "id")[: size + 1]]
    return page_of(found, size, lambda row: (row.due_at.isoformat(), str(row.id)))


def counts(actor: Actor, *, now: datetime, filter: InboxFilter | None = None) -> Counts:
    """Return how many live duties the actor may do, by card. One statement."""
    running = Q(state=State.OPEN.value)
    with planned_anew():
        row = _wanted(actor, filter or InboxFilter(), now).aggregate(
            open=Count("id", filter=running),
            yellow=Count("id", filter=running & Q(yellow_at__lte=now, due_at__gte=now)),
            red=Count("id", filter=running & Q(due_at__lt=now)),
            paused=Count("id", filter=Q(state=State.PAUSED.value)),
        )
    return Counts(row["open"], row["yellow"], row["red"], row["paused"])


def newest(actor: Actor, wanted: InboxFilter, *, now: datetime, since: UUID | None, most: int = 100) -> list[UUID]:
    """Return the newest matching duties that came after `since`, at most `most`; without it the newest one.

    One statement. An id tells when its duty was made.
    """
    rows = _wanted(actor, wanted, now)
    rows = rows.filter(id__gt=since) if since else rows
    with planned_anew():
        return list(rows.order_by("-id").values_list("id", flat=True)[: most if since else 1])


def totals(actor: Actor, wanted: Sequence[InboxFilter], *, now: datetime) -> list[int]:
    """Return how many live duties match each filter. One statement, none without a filter."""
    return planning.totals([_wanted(actor, one, now) for one in wanted])


def explain(duty_id: UUID) -> list[Line]:
    """Return why a duty is due when it is, line by line in both languages. Two statements.

    :raises NotFound: there is none.
    """
    return list(story(duty_id).lines)


def story(duty_id: UUID) -> Story:
    """Return a duty with its pauses, changes and explanation. Three statements.

    :raises NotFound: there is none.
    """
    duty = get(duty_id)
    return stories([duty])[duty.id]


def stories(duties: Collection[DutyRow]) -> dict[UUID, Story]:
    """Return the stories of several duties: for the page of a case. One statement, however many duties."""
    pauses, moves = changes_of([duty.id for duty in duties])
    out = {}
    for duty in duties:
        of_duty, changed = pauses.get(duty.id, ()), moves.get(duty.id, ())
        lines = rules.explained(duty, _title(duty), of_duty, changed, standards.calendar(duty.computed_at))
        out[duty.id] = Story(duty, of_duty, changed, lines)
    return out


def tally(area: str, *, since: datetime, until: datetime, now: datetime) -> list[Tally]:
    """Return, by step, how duties at or below `area` ended in [since, until) and what is open now. One statement."""
    ended = Q(met_at__gte=since, met_at__lt=until)
    running = Q(state=State.OPEN.value)
    rows = (
        Duty.objects.filter(within("area_path", area))
        .filter(ended | Q(state__in=_LIVE))
        .values("step")
        .annotate(
            met_count=Count("id", filter=ended & Q(state=State.MET.value)),
            late_count=Count("id", filter=ended & Q(state=State.LATE.value)),
            open_count=Count("id", filter=Q(state__in=_LIVE)),
            overdue_count=Count("id", filter=running & Q(due_at__lt=now)),
        )
        .order_by("step")
    )
    return [Tally(r["step"], r["met_count"], r["late_count"], r["open_count"], r["overdue_count"]) for r in rows]


def ran(ids: Collection[UUID], deeds: Collection[str]) -> dict[UUID, list[Ran]]:
    """Return how the duties for `deeds` ran, dropped ones too, by the id of what they are owed on.

    In the order of their start. One statement, none without ids.
    """
    found: dict[UUID, list[Ran]] = defaultdict(list)
    if not ids:
        return found
    rows = Duty.objects.filter(subject_id__in=ids, deed__in=sorted(deeds))
    columns = ("id", "subject_room", "subject_id", "deed", "step", "started_at", "due_at", "met_at", "state")
    for id_, room, subject, deed, step, start, due, met, state in rows.order_by("started_at", "id").values_list(
        *columns
    ):
        found[subject].append(Ran(id_, (room, subject), deed, step, start, due, met, _STATES[state]))
    return found


def showing(card: Card, room: str, now: datetime) -> QuerySet[Duty, Any]:
    """Return the live duties of a room that show `card`, as rows of `subject_id`: conditions of lists build on it.

    No statement by itself. Paused clocks show nothing but that they are still.
    """
    return Duty.objects.filter(_shows(card, now), subject_room=room).values("subject_id")


def breached(breach: Breach, now: datetime, limit: int) -> list[UUID]:
    """Return duties that reached a rung at `now` and were not told of it, the longest waiting first. One statement."""
    order = {Breach.YELLOW: "yellow_at", Breach.OVERDUE: "due_at", Breach.ESCALATE: "escalate_at"}[breach]
    return list(Duty.objects.filter(reached(breach, now)).order_by(order, "id").values_list("id", flat=True)[:limit])


def reached(breach: Breach, now: datetime) -> Q:
    """Return the condition that a duty reached a rung and was not told of it.

    The yellow card is passed over once the red one shows; escalation comes after the red card was told.
    """
    running = Q(state=State.OPEN.value)
    if breach is Breach.YELLOW:
        return running & Q(yellow_told_at__isnull=True, yellow_at__lte=now)
    if breach is Breach.OVERDUE:
        return running & Q(red_told_at__isnull=True, due_at__lt=now)
    return running & Q(red_told_at__isnull=False, escalated_at__isnull=True, escalate_at__lte=now)


def pauses_of(duty_ids: Collection[UUID]) -> dict[UUID, tuple[Interval, ...]]:
    """Return the pauses of each duty, in order. One statement."""
    found: dict[UUID, tuple[Interval, ...]] = defaultdict(tuple)
    for row in DutyPause.objects.filter(duty_id__in=duty_ids).order_by("duty_id", "started_at"):
        found[row.duty_id] += (Interval(row.started_at, row.ended_at),)
    return dict(found)


def row_of(row: Duty) -> DutyRow:
    """Return the plain row of a stored duty."""
    return DutyRow(
        id=row.id,
        subject=(row.subject_room, row.subject_id),
        deed=row.deed,
        step=row.step,
        owed_by=row.owed_by_id,
        owed_role=row.owed_role,
        area_path=row.area_path,
        term=Term.parse(row.term),
        escalation=Term.parse(row.escalation),
        standard_id=row.standard_id,
        citation=row.citation,
        started_at=row.started_at,
        due_at=row.due_at,
        yellow_at=row.yellow_at,
        escalate_at=row.escalate_at,
        paused_at=row.paused_at,
        state=_STATES[row.state],
        met_at=row.met_at,
        yellow_told_at=row.yellow_told_at,
        red_told_at=row.red_told_at,
        escalated_at=row.escalated_at,
        is_postponed=row.is_postponed,
        computed_at=row.computed_at,
        spell_id=row.spell_id,
    )


_STATES: Mapping[str, State] = {state.value: state for state in State}
_CAUSES: Mapping[str, Cause] = {cause.value: cause for cause in Cause}


def _about(subjects: Iterable[Subject]) -> Q:
    ids_of: dict[str, list[UUID]] = defaultdict(list)
    for room, id_ in sorted(subjects):
        ids_of[room].append(id_)
    condition = NOBODY
    for room, ids in ids_of.items():
        condition |= Q(subject_room=room, subject_id__in=ids)
    return condition


def in_natural_time(spells: Collection[Spell]) -> Q:
    """Return the condition that the nearest of the running emergencies makes clocks run day and night."""
    condition = NOBODY
    for spell in spells:
        if spell.is_natural:
            below = (one for one in spells if one != spell and one.area_path.startswith(spell.area_path + "/"))
            here = within("area_path", spell.area_path)
            condition |= reduce(lambda so_far, one: so_far & ~within("area_path", one.area_path), below, here)
    return condition


def _wanted(actor: Actor, wanted: InboxFilter, now: datetime) -> QuerySet[Duty]:
    rows = Duty.objects.filter(in_reach(actor), state__in=_LIVE)
    if wanted.deeds:
        rows = rows.filter(deed__in=sorted(wanted.deeds))
    if wanted.rooms:
        rows = rows.filter(subject_room__in=sorted(wanted.rooms))
    if wanted.unit:
        rows = rows.filter(owed_by_id=wanted.unit)
    if wanted.role:
        rows = rows.filter(owed_role=wanted.role)
    if wanted.area:
        rows = rows.filter(within("area_path", wanted.area))
    return rows.filter(_shows(wanted.card, now)) if wanted.card else rows


def _shows(card: Card, now: datetime) -> Q:
    running = Q(state=State.OPEN.value)
    return {
        Card.GREEN: running & Q(yellow_at__gt=now),
        Card.YELLOW: running & Q(yellow_at__lte=now, due_at__gte=now),
        Card.RED: running & Q(due_at__lt=now),
        Card.STILL: Q(state=State.PAUSED.value),
    }[card]


def _title(duty: DutyRow) -> Text:
    row = standards.by_id(duty.standard_id)
    return row.text if row else Text(duty.step, duty.step)


_CHANGES = """
SELECT duty_id, id, started_at, ended_at, NULL::timestamptz, NULL, '', NULL::uuid
FROM duties_dutypause WHERE duty_id = ANY(%s)
UNION ALL SELECT duty_id, id, at, from_due, to_due, cause, reason, approval_id
FROM duties_dutymove WHERE duty_id = ANY(%s) ORDER BY 1, 2
"""


def changes_of(
    duty_ids: Sequence[UUID],
) -> tuple[dict[UUID, tuple[Interval, ...]], dict[UUID, tuple[Moved, ...]]]:
    """Return the pauses of each duty and the moves of its deadline, in order. One statement for both."""
    pauses: dict[UUID, tuple[Interval, ...]] = defaultdict(tuple)
    moves: dict[UUID, tuple[Moved, ...]] = defaultdict(tuple)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [list(duty_ids)] * 2)
        for duty_id, _, at, first, second, cause, reason, approval_id in cursor.fetchall():
            if cause is None:
                pauses[duty_id] += (Interval(at, first),)
            else:
                moves[duty_id] += (Moved(at, _CAUSES[cause], first, second, reason, approval_id),)
    return pauses, moves

"""The round: a building looked at, something found. Each arrives once under its key (I14), also days later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import registering
from linli.appeals.actions.files import Ready, Upload
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal
from linli.appeals.words import Channel, Urgency
from linli.duties import actions as duties
from linli.fieldwork import events
from linli.fieldwork.actions import photos
from linli.fieldwork.models import Check, Finding, Patrol
from linli.fieldwork.queries import rounds
from linli.fieldwork.rules import planning, saying
from linli.fieldwork.words import NoticeState, Outcome
from linli.grid import queries as grid
from linli.grid.rules.rows import BuildingRow
from linli.journal import actions as journal
from linli.journal import queries as told
from linli.journal.words import FactRow
from linli.kernel.actor import Actor
from linli.kernel.clocks import Clock, Term
from linli.kernel.errors import Conflict, Forbidden, NotFound
from linli.kernel.ids import new_id
from linli.people.words import Role
from linli.standards import queries as standards

DEED, RECHECK, STEP = "fieldwork.patrol", "fieldwork.recheck", "rectify"


def check(
    *,
    actor: Actor,
    building_id: UUID,
    fine: Sequence[str],
    now: datetime,
    at: datetime | None = None,
    client_id: str | None = None,
) -> UUID:
    """Record that a building was looked at on today's round, and which items were right; return the check (S-044).

    `at` is when it was, where it is told later.

    :raises NotFound: no such building stands now, or the actor does no rounds there.
    :raises Unknown: an item is none of the list. Conflict: the key belongs to another deed.
    """
    with transaction.atomic():
        building = _building(actor, building_id, now)
        earlier = replayed(actor, client_id, events.BuildingChecked.kind)
        if earlier is not None:
            return earlier.subject_id
        items = tuple(dict.fromkeys(standards.code(rounds.ITEMS, one, now).code for one in fine))
        return _check(actor, building, items, now=now, at=at, client_id=client_id).id


def find(
    *,
    actor: Actor,
    building_id: UUID,
    item: str,
    outcome: Outcome,
    body: str,
    now: datetime,
    to_words: str = "",
    due_on: date | None = None,
    urgency: Urgency | None = None,
    uploads: Sequence[Upload] = (),
    at: datetime | None = None,
    client_id: str | None = None,
) -> UUID:
    """Record something found on the round: put right at once, told to somebody with a day, or reported; return it.

    What is reported is an appeal of the channel patrol. A notice is owed a recheck on its day (S-044, S-085).

    :raises NotFound: no such building stands now, or the actor does no rounds there.
    :raises Invalid: nothing is said, nobody is named, or the day does not fit. Unknown: no such item. Conflict: the key
        belongs to another deed. And what refuses a file or a report.
    """
    ready = [] if outcome is Outcome.REPORT else photos.prepared(uploads)
    with transaction.atomic():
        building = _building(actor, building_id, now)
        if (earlier := replayed(actor, client_id, events.Found.kind)) is not None:
            return earlier.subject_id
        noun, day = standards.code(rounds.ITEMS, item, now), _day(outcome, due_on, now)
        visit = _of_today(actor, building, now=now, at=at)
        made = Finding(id=new_id(), found_in=visit, building_id=building.id, area_path=building.area_path, at=visit.at)
        made.item, made.outcome, made.body = noun.code, outcome.value, saying.body_of(body)
        if outcome is Outcome.REPORT:
            said = NewAppeal(text=f"{noun.text.zh}：{body.strip()}", urgency=urgency, uploads=tuple(uploads))
            made.appeal_id, made.body = report(actor, said, building, visit.at, now), ""
        if day is not None:
            _serve(made, to_words, day, now)
        _keep(made, ready, actor=actor, now=now)
        _tell(made, day, actor=actor, now=now, client_id=client_id)
        return made.id


def _serve(made: Finding, to_words: str, day: date, now: datetime) -> None:
    made.to_words, made.state = saying.to_of(to_words), NoticeState.SERVED.value
    made.due_at = standards.calendar(now).close_of(day)


def _tell(made: Finding, day: date | None, *, actor: Actor, now: datetime, client_id: str | None) -> None:
    fact = events.Found(made.id, made.building_id, made.item, made.outcome, made.appeal_id, day)
    journal.record(fact, actor=actor, at=now, area_path=made.area_path, client_id=client_id)


def _keep(made: Finding, ready: list[Ready], *, actor: Actor, now: datetime) -> None:
    """Store the finding and its pictures; a notice is owed its recheck."""
    made.save(force_insert=True)
    photos.keep(made, ready, is_after=False, now=now)
    if made.due_at is None:
        return
    calendar = standards.calendar(now)
    days = (calendar.local_day(made.due_at) - calendar.local_day(now)).days
    limit = replace(standards.limit(STEP, at=now), term=Term(Clock.CALENDAR_DAYS, days))
    duties.owe(
        actor=actor, subject=("fieldwork", made.id), deed=RECHECK, step=STEP, limit=limit, owed_by=None,
        owed_role=Role.GRID_WORKER.value, area_path=made.area_path, start=now, now=now, calendar=calendar,
    )  # fmt: skip


def _day(outcome: Outcome, due_on: date | None, now: datetime) -> date | None:
    if outcome is not Outcome.NOTICE:
        return None
    planning.check_due(due_on, today=standards.calendar(now).local_day(now))
    return due_on


def report(actor: Actor, said: NewAppeal, building: BuildingRow, found_at: datetime, now: datetime) -> UUID:
    """Register what was found as an appeal of the channel patrol; return it."""
    new = replace(
        said,
        channel=Channel.GRID_PATROL,
        place=Place(building_code=building.code),
        found_at=found_at,
        reply_requested=False,
    )
    return registering.register(actor=actor, new=new, now=now).id


def _building(actor: Actor, building_id: UUID, now: datetime) -> BuildingRow:
    building = grid.building(building_id, now)
    if not building.area_path or not actor.may(DEED, building.area_path):
        raise NotFound
    return building


def replayed(actor: Actor, client_id: str | None, kind: str) -> FactRow | None:
    """Return the fact that this press left before, if any. One statement, none without a key.

    :raises Conflict: the key belongs to another deed, or to somebody else's.
    """
    fact = told.was_told(client_id)
    if fact is not None and (fact.kind != kind or fact.actor_id != actor.account_id):
        raise Conflict
    return fact


def _check(
    actor: Actor,
    building: BuildingRow,
    fine: tuple[str, ...],
    *,
    now: datetime,
    at: datetime | None,
    client_id: str | None = None,
) -> Check:
    moment = min(at or now, now)
    made = Check(
        id=new_id(), patrol=_patrol(actor, moment), building_id=building.id, area_path=building.area_path,
        fine=list(fine), at=moment,
    )  # fmt: skip
    made.save(force_insert=True)
    fact = events.BuildingChecked(made.id, building.id, fine)
    journal.record(fact, actor=actor, at=now, area_path=building.area_path, client_id=client_id)
    return made


def _patrol(actor: Actor, moment: datetime) -> Patrol:
    if actor.account_id is None:
        raise Forbidden(deed=DEED)
    day = standards.calendar(moment).local_day(moment)
    patrol, is_new = Patrol.objects.get_or_create(
        account_id=actor.account_id, day=day, defaults={"started_at": moment, "last_at": moment}
    )
    if not is_new:
        patrol.started_at, patrol.last_at = min(patrol.started_at, moment), max(patrol.last_at, moment)
        patrol.save(update_fields=["started_at", "last_at"])
    return patrol


def _of_today(actor: Actor, building: BuildingRow, *, now: datetime, at: datetime | None) -> Check:
    """Return the visit during which it was found: the day's own one of this building, made where there is none."""
    moment = min(at or now, now)
    day = standards.calendar(moment).local_day(moment)
    found = Check.objects.filter(patrol__day=day, building_id=building.id)
    own = found.filter(patrol__account_id=actor.account_id) if actor.account_id else found.none()
    return own.order_by("-at").first() or _check(actor, building, (), now=now, at=at)

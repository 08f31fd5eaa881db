"""803 published complaints (问政四川, `../shared/data/sichuan-wenzheng`) in a throw-away district.

What the platform calls its steps is taken as ours: created is registered; assigned is triaged and dispatched; handled
is taken by the unit, with first contact; replied is result, review and answer; done is the rating where there is one.
The platform's deadline becomes the closing duty's: later than ours by an approved extension, earlier by a stricter
limit. A step that the set dates before the one it follows is taken at the same moment.
"""

from __future__ import annotations

import csv
import gzip
import heapq
import json
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from linli.appeals.actions import rating, triaging
from linli.appeals.actions.registering import NewAppeal, Reporter, register
from linli.appeals.words import Channel, Kind, Mode, Outcome, Satisfied, Solved, Urgency
from linli.dispatch.actions import issuing, results, taking
from linli.dispatch.words import ContactMeans
from linli.duties import actions as duty_actions
from linli.duties import queries as duties
from linli.duties.words import Cause, DutyRow
from linli.grid import queries as grid
from linli.grid.tests.factories import small_district
from linli.journal import queries as journal
from linli.journeys.actions.importing import IMPORTER
from linli.kernel.actor import Actor
from linli.kernel.clocks import Clock, Term
from linli.kernel.ids import new_id
from linli.people import queries as people_queries
from linli.people.tests import factories as people
from linli.standards import queries as standards
from linli.standards.words import Limit

CHINA = timezone(timedelta(hours=8))
BEFORE = datetime(2015, 1, 1, tzinfo=UTC)
CATEGORY = "meta.other"
CLOSE = "dispatch.submit_result"
REPLY = "您反映的问题已由承办单位核实办理,具体情况见答复。"
WORDS = {1: (Solved.SOLVED, Satisfied.SATISFIED), 2: (Solved.PARTLY, Satisfied.BASICALLY)}
"""Rating codes of the set; it does not name them, and no figure rests on them."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One row of the set."""

    number: str
    text: str
    created: datetime
    assigned: datetime
    deadline: datetime | None
    handled: datetime | None
    replied: datetime | None
    done: datetime | None
    satisfaction: int


@dataclass
class District:
    """The throw-away district: one bureau for everything, and the people who act."""

    bureau: UUID
    agent: Actor
    dispatcher: Actor
    clerk: Actor
    appeals: dict[str, UUID] = field(default_factory=dict)
    orders: dict[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the product's own facts and duties say afterwards."""

    registered: int
    replied: int
    median_days: float
    mean_days: float
    longest_days: float
    with_deadline: int
    in_time: int

    @property
    def in_time_percent(self) -> float:
        """Return the share of replied ones with a deadline that were in time."""
        return 100 * self.in_time / self.with_deadline


def read(folder: Path) -> list[Complaint]:
    """Return the complaints, oldest first."""
    with gzip.open(folder / "complaints.jsonl.gz", "rt", encoding="utf-8") as lines:
        return sorted((_complaint(json.loads(line)) for line in lines), key=lambda one: (one.created, one.number))


def _complaint(row: dict[str, Any]) -> Complaint:
    moments = {name: _moment(row[name]) for name in ("created", "assigned", "deadline", "handled", "replied", "done")}
    return Complaint(
        number=str(row["id"]),
        text=f"{row['title']}\n{row['detail']}".replace("\0", "")[:5000],  # as the import of files does
        satisfaction=row["satisfaction"],
        **moments,  # type: ignore[arg-type]
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA) if text else None


def found_district() -> District:
    """Lay out the district as of 2015; the standards in force are those in memory or in the tables."""
    for room in (grid, people_queries):
        room.forget()
    small = small_district(BEFORE)
    bureau = people.unit("housing", small.district, "承办单位", categories=["*"], since=BEFORE)
    return District(
        bureau=bureau,
        agent=people.actor("agent", small.district),
        dispatcher=people.actor("district", small.district),
        clerk=people.actor("unit", small.district, bureau),
    )


def replay(complaints: list[Complaint], here: District) -> None:
    """Carry every complaint through its steps; the clock goes from step to step over all of them."""
    order = count()
    steps = [(moment, next(order), step, one) for one in complaints for moment, step in _steps(one)]
    heapq.heapify(steps)
    while steps:
        moment, _, step, one = heapq.heappop(steps)
        step(here, one, moment)


def _steps(one: Complaint) -> Iterator[tuple[datetime, Callable[[District, Complaint, datetime], None]]]:
    yield one.created, _register
    assigned = max(one.assigned, one.created)
    yield assigned, _dispatch
    taken = one.handled or one.replied
    if taken:
        yield max(taken, assigned), _take
    if taken and one.replied:
        yield max(one.replied, taken, assigned), _reply
        if one.satisfaction in WORDS:
            yield max(one.done or one.replied, one.replied), _rate


def _register(here: District, one: Complaint, now: datetime) -> None:
    new = NewAppeal(
        one.text, channel=Channel.FILE, kind=Kind.HELP, reporter=Reporter("网友"), external_number=one.number
    )
    here.appeals[one.number] = register(actor=IMPORTER, new=new, now=now).id


def _dispatch(here: District, one: Complaint, now: datetime) -> None:
    appeal_id = here.appeals[one.number]
    urgency = Urgency.EMERGENCY if _is_emergency(appeal_id) else Urgency.NORMAL
    decided = triaging.Triage(category=CATEGORY, urgency=urgency, mode=Mode.FAST)
    triaging.triage(actor=here.agent, appeal_id=appeal_id, decided=decided, now=now)
    order_id = issuing.dispatch(actor=here.dispatcher, appeal_id=appeal_id, unit_id=here.bureau, now=now)
    here.orders[one.number] = order_id
    if one.deadline is not None:
        _set_deadline(appeal_id, one.deadline, now)


def _is_emergency(appeal_id: UUID) -> bool:
    (fact,) = (fact for fact in journal.facts_of(appeal_id) if fact.kind == "appeals.registered")
    more = fact.data["more"]
    return isinstance(more, dict) and more["urgency"] == Urgency.EMERGENCY.value


def closing(appeal_id: UUID) -> DutyRow:
    """Return the resident's clock of an appeal."""
    (duty,) = (one for one in duties.of(("appeals", appeal_id)) if one.deed == CLOSE)
    return duty


def _set_deadline(appeal_id: UUID, deadline: datetime, now: datetime) -> None:
    subject, duty = ("appeals", appeal_id), closing(appeal_id)
    if deadline > duty.due_at:
        duty_actions.postpone(
            subject=subject, deed=CLOSE, to_due=deadline, reason="platform", approved_by=new_id(now), now=now
        )
        return
    minutes = int((deadline - duty.started_at).total_seconds() // 60)
    known = standards.by_id(duty.standard_id)
    assert known is not None
    limit = Limit(duty.standard_id, duty.step, Term(Clock.NATURAL, minutes), duty.citation, known.text)
    calendar = standards.calendar(now)
    duty_actions.tighten(subject=subject, deed=CLOSE, step=duty.step, limit=limit, now=now, calendar=calendar)


def _take(here: District, one: Complaint, now: datetime) -> None:
    order_id = here.orders[one.number]
    taking.accept(actor=here.clerk, order_id=order_id, now=now)
    taking.first_contact(actor=here.clerk, order_id=order_id, means=ContactMeans.MESSAGE, note="平台留言联系", now=now)


def _reply(here: District, one: Complaint, now: datetime) -> None:
    order_id = here.orders[one.number]
    taking.log_action(actor=here.clerk, order_id=order_id, note="已核实办理", now=now)
    results.submit_result(actor=here.clerk, order_id=order_id, outcome=Outcome.SOLVED, reply=REPLY, now=now)
    results.approve_result(actor=here.dispatcher, order_id=order_id, now=now)


def _rate(here: District, one: Complaint, now: datetime) -> None:
    appeal_id = here.appeals[one.number]
    solved, satisfied = WORDS[one.satisfaction]
    holder = people.resident(("appeals", appeal_id))
    rating.rate(actor=holder, appeal_id=appeal_id, solved=solved, satisfied=satisfied, now=now)


def figures(here: District) -> Figures:
    """Return the figures, from facts (registered, replied) and duties (due, met or late) alone."""
    days, in_time, with_deadline = [], 0, 0
    for appeal_id in here.appeals.values():
        told = {fact.kind: fact.at for fact in journal.facts_of(appeal_id)}
        if "appeals.replied" not in told:
            continue
        days.append((told["appeals.replied"] - told["appeals.registered"]).total_seconds() / 86400)
        duty = closing(appeal_id)
        moves = duties.story(duty.id).moves
        if any(move.cause in (Cause.APPROVAL, Cause.STRICTER) for move in moves):
            with_deadline += 1
            in_time += duty.met_at is not None and duty.met_at <= duty.due_at
    return Figures(
        registered=len(here.appeals),
        replied=len(days),
        median_days=statistics.median(days),
        mean_days=statistics.mean(days),
        longest_days=max(days),
        with_deadline=with_deadline,
        in_time=in_time,
    )


def organisations(folder: Path) -> int:
    """Return how many organisations the set names."""
    with (folder / "organisations.csv").open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))

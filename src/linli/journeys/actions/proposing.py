"""A hot event, an often reported leaf or a thread becomes a proposed topic or project; an office decides (S-097, R5-7).

Rooms of deliberation and of programmes hear `journeys.proposed` and `journeys.proposal_decided`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import telling
from linli.dashboards.actions import alerting
from linli.dashboards.words import Verdict
from linli.duties import actions as duties
from linli.journal import actions as journal
from linli.journeys import events
from linli.journeys.models import Proposal
from linli.journeys.rules import proposing as rules
from linli.journeys.words import ProposalKind, ProposalSource, ProposalState
from linli.kernel.actor import Actor
from linli.kernel.clocks import Clock, Term
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.notices import actions as notices
from linli.notices.rules.masking import mask
from linli.people import queries as people
from linli.people.words import Role, UnitKind
from linli.standards import queries as standards

PROPOSE, ANSWER, STEP = "journeys.propose", "journeys.answer_proposal", "proposal"
FINDER = Actor.system("journeys.finding", ())
VERDICTS = {ProposalKind.TOPIC: Verdict.TOPIC, ProposalKind.PROJECT: Verdict.PROJECT}


@dataclass(frozen=True, slots=True)
class New:
    """What is proposed, from where, about which reports, to whom."""

    kind: ProposalKind
    source: ProposalSource
    source_id: UUID | None
    title: str
    category: str | None
    area_path: str
    appeal_ids: Sequence[UUID]
    unit_id: UUID


def propose_hot_spot(
    *, actor: Actor, spot_id: UUID, kind: ProposalKind, title: str, unit_id: UUID, due_on: date, now: datetime
) -> UUID:
    """Make a topic or project of a hot event, with one tap: its alert is decided by it; return the proposal's id.

    :raises NotFound: there is no such event or unit, or the actor decides nothing there.
    :raises Conflict: it is decided. Invalid: the name or the day does not fit.
    """
    calendar = standards.calendar(now)
    with transaction.atomic():
        due = rules.check_due(due_on, today=calendar.local_day(now))
        said, unit = rules.check_title(title), people.unit(unit_id)
        alert = alerting.decide_hot_spot(actor=actor, spot_id=spot_id, verdict=VERDICTS[kind], now=now)
        if not actor.may(PROPOSE, alert.area_path):
            raise NotFound
        new = New(
            kind, ProposalSource.HOT_SPOT, alert.id, said, alert.category, alert.area_path, alert.appeal_ids, unit.id
        )
        made = _make(new, actor=actor, now=now, due_at=calendar.close_of(due))
        _tell_reporters(made, "appeal.proposed", now=now, due_on=due)
        for appeal_id in made.appeal_ids:
            told = events.CaseLed(appeal_id, made.id, made.kind)
            journal.record(told, actor=actor, at=now, area_path=made.area_path)
        return made.id


def propose_leaf(*, category: str, area_path: str, appeal_ids: Sequence[UUID], now: datetime) -> UUID | None:
    """Propose what was reported often in one community (R5-7); return the id, None where it stands or was just decided.

    A suggestion: nobody is told but the community's office, which decides (D-07).
    """
    since = now - timedelta(days=rules.QUIET_DAYS)
    same = Proposal.objects.filter(source=ProposalSource.LEAF.value, category=category, area_path=area_path)
    if same.filter(state=ProposalState.PROPOSED.value).exists() or same.filter(decided_at__gt=since).exists():
        return None
    name = standards.categories(now)[category].text
    return _found(rules.kind_of(category), ProposalSource.LEAF, None, name.zh, category, area_path, appeal_ids, now=now)


def propose_thread(*, thread_id: UUID, title: str, area_path: str, now: datetime) -> UUID | None:
    """Put a thread that a member wants deliberated among the proposed topics; return its id."""
    return _found(ProposalKind.TOPIC, ProposalSource.THREAD, thread_id, title, None, area_path, (), now=now)


def answer_proposal(*, actor: Actor, proposal_id: UUID, taken_up: bool, reason: str = "", now: datetime) -> None:
    """Take a proposal up, or say why not; the duty is met, and those whose reports led to it are told.

    :raises NotFound: there is none, or another office decides about it.
    :raises Conflict: it is decided. Invalid: a refusal without a reason.
    """
    with transaction.atomic():
        found = Proposal.objects.select_for_update().filter(id=proposal_id).first()
        if found is None or actor.account_id is None or not actor.may(ANSWER, found.area_path, units=[found.unit_id]):
            raise NotFound
        found.reason = rules.check_answer(found.state, taken_up=taken_up, reason=reason)
        state = ProposalState.TAKEN_UP if taken_up else ProposalState.REFUSED
        found.state, found.decided_by_id, found.decided_at = state.value, actor.account_id, now
        found.save(update_fields=["state", "reason", "decided_by", "decided_at"])
        duties.meet(subject=("journeys", found.id), deed=ANSWER, now=now)
        told = events.ProposalDecided(found.id, found.kind, state.value, found.unit_id)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        if taken_up:
            _tell_reporters(found, "appeal.proposal_taken", now=now)
        elif found.source == ProposalSource.HOT_SPOT:  # of what a rule found, reporters never heard
            _tell_reporters(found, "appeal.proposal_refused", now=now, reason=mask(found.reason).text)
        event = events.CaseHeard if taken_up else events.CaseNotHeard
        for appeal_id in found.appeal_ids if taken_up or found.source == ProposalSource.HOT_SPOT else ():
            journal.record(event(appeal_id, found.id), actor=actor, at=now, area_path=found.area_path)


def _found(
    kind: ProposalKind, source: ProposalSource, source_id: UUID | None, title: str, category: str | None,
    area_path: str, appeal_ids: Sequence[UUID], *, now: datetime,
) -> UUID | None:  # fmt: skip
    unit = people.unit_of_kind(UnitKind.COMMUNITY.value, area_path, at=now) or people.unit_of_kind(
        UnitKind.STREET_CITY_MGMT.value, area_path, at=now
    )
    if unit is None:
        return None
    new = New(kind, source, source_id, title[: rules.MOST_TITLE], category, area_path, appeal_ids, unit.id)
    calendar = standards.calendar(now)
    return _make(new, actor=FINDER, now=now, due_at=calendar.due(now, standards.limit(STEP, at=now).term)).id


def _make(new: New, *, actor: Actor, now: datetime, due_at: datetime) -> Proposal:
    made = Proposal.objects.create(
        kind=new.kind.value, source=new.source.value, source_id=new.source_id, title=new.title, category=new.category,
        area_path=new.area_path, appeal_ids=list(new.appeal_ids), unit_id=new.unit_id, due_at=due_at,
        proposed_by_id=actor.account_id, at=now,
    )  # fmt: skip
    calendar = standards.calendar(now)
    due_on = calendar.local_day(due_at)
    days = (due_on - calendar.local_day(now)).days
    limit = replace(standards.limit(STEP, at=now), term=Term(Clock.CALENDAR_DAYS, max(1, days)))
    duties.owe(
        actor=actor, subject=("journeys", made.id), deed=ANSWER, step=STEP, limit=limit, owed_by=new.unit_id,
        owed_role=Role.UNIT.value, area_path=new.area_path, start=now, now=now, calendar=calendar,
    )  # fmt: skip
    notices.tell(
        to=notices.Recipient(unit_id=new.unit_id), text="duty.proposal", params={"due_at": due_at},
        subject=("journeys", made.id), key=f"duty.proposal:{made.id}", now=now,
    )  # fmt: skip
    told = events.Proposed(
        made.id, made.kind, made.source, new.source_id, new.category, new.unit_id, due_on, len(new.appeal_ids)
    )
    journal.record(told, actor=actor, at=now, area_path=new.area_path)
    return made


def _tell_reporters(made: Proposal, text: str, *, now: datetime, **more: object) -> None:
    kind, unit = ProposalKind(made.kind).text, _name(made.unit_id)
    params = {"kind_zh": kind.zh, "kind_en": kind.en, "unit_zh": unit.zh, "unit_en": unit.en, **more}
    telling.tell_of(made.appeal_ids, text, now=now, key=str(made.id), **params)


def _name(unit_id: UUID) -> Text:
    return people.unit(unit_id).name

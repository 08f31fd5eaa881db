"""The duties of this room: which step, who owes it, from when (architecture §6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.appeals.actions.moving import subject_of
from linli.appeals.models import Appeal
from linli.appeals.words import Channel
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.words import Role
from linli.standards import queries as standards
from linli.standards.words import Limit

TRIAGE = "appeals.triage"
ADD_INFO = "appeals.add_info"
CONFIRM_REFUSE = "appeals.confirm_refuse"
RECEIPT = "appeals.record_receipt"
DECIDE_OBJECTION = "appeals.uphold_objection"
INTERIM = "appeals.interim_reply"
START_REVISIT = "appeals.start_revisit"
RECORD_REVISIT = "appeals.record_revisit"
SPOT_CHECK = "appeals.spot_check"
DISPATCH = "dispatch.dispatch"
DISPATCH_AGAIN = "dispatch.dispatch_again"
TAKE_TOP = "dispatch.take_top"

STREET_DEPTH, COMMUNITY_DEPTH = 2, 3
DISPATCHERS = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)


def limit_for(appeal: Appeal, step: str, at: datetime) -> Limit:
    """Return the limit of a step for this appeal; orders of the hotline are marked, for the legal ceilings."""
    return standards.limit(
        step,
        urgency=appeal.urgency,
        mode=appeal.mode,
        category=appeal.category,
        at=at,
        facets=("hotline",) if appeal.channel == Channel.PHONE_12345 else (),
    )


def owe(
    appeal: Appeal,
    deed: str,
    step: str,
    role: Role,
    *,
    actor: Actor,
    now: datetime,
    start: datetime | None = None,
    unit_id: UUID | None = None,
) -> datetime:
    """Have `role` (or a unit) owe a deed on this appeal; return when it is due. One statement."""
    calendar = standards.calendar(now)
    began = start or now
    limit = limit_for(appeal, step, began)
    duties.owe(
        actor=actor,
        subject=subject_of(appeal),
        deed=deed,
        step=step,
        limit=limit,
        owed_by=unit_id,
        owed_role=role.value,
        area_path=appeal.area_path,
        start=began,
        now=now,
        calendar=calendar,
    )
    return calendar.due(began, limit.term)


def free_role(appeal: Appeal, ladder: Sequence[Role], *, now: datetime) -> Role:
    """Return the nearest role of `ladder` in which somebody may act who is not of the unit complained of (I13).

    No statement where nobody is complained of; else at most two for each rung. Where nobody is free the last rung owes
    it, and the overdue clock brings it before the next level.
    """
    if appeal.complained_ids:
        for role in ladder:
            if people.has_free_holder(role.value, appeal.area_path, appeal.complained_ids, at=now):
                return role
        return ladder[-1]
    return ladder[0]


def triager_of(appeal: Appeal, *, now: datetime) -> Role:
    """Return who triages: the intake desk, else the community, else the district (T12, ADR 0014)."""
    return free_role(appeal, (Role.AGENT, Role.COMMUNITY, Role.DISTRICT), now=now)


def dispatcher_for(appeal: Appeal, *, now: datetime) -> Role:
    """Return which dispatcher sends an appeal on: the nearest of the place who is not barred."""
    nearest = dispatcher_of(appeal.area_path)
    return free_role(appeal, DISPATCHERS[DISPATCHERS.index(nearest) :], now=now)


def dispatcher_of(area_path: str) -> Role:
    """Return which dispatcher stands nearest to a place (S-074): community, street, else district."""
    depth = area_path.count("/") + 1
    if depth >= COMMUNITY_DEPTH:
        return Role.COMMUNITY
    return Role.STREET if depth == STREET_DEPTH else Role.DISTRICT


def tighten_triage(appeal: Appeal, *, now: datetime) -> bool:
    """Put the running triage clock under the limit of a higher urgency; say whether it became earlier (T56, I10)."""
    limit = limit_for(appeal, "triage", appeal.registered_at)
    return duties.tighten(
        subject=subject_of(appeal), deed=TRIAGE, step="triage", limit=limit, now=now, calendar=standards.calendar(now)
    )

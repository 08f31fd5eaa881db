"""A small town with its people and units; appeals on any step of their way, each step through the real actions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.appeals.actions import answering, merging, rating, revisiting, triaging
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Registered, Reporter, register
from linli.appeals.actions.triaging import Triage
from linli.appeals.models import Appeal
from linli.appeals.words import Kind, Mode, Outcome, Satisfied, Solved, State, Urgency
from linli.duties import actions as duties
from linli.grid import queries as grid
from linli.grid.tests.factories import SmallDistrict, small_district
from linli.kernel.actor import Actor
from linli.kernel.tests.calendars import local
from linli.people import queries as people_queries
from linli.people.tests import factories as people
from linli.standards.tests.factories import standards_in_memory

BEGIN = local("2026-01-05 09:00")
NOW = local("2026-03-11 10:00")
"""A Wednesday morning."""

SEWER = "1号楼污水管又堵了,污水从一楼地漏返上来,请尽快疏通。"
GAS = "楼道里一股很重的煤气味,三楼四楼都闻得到,会不会漏气了?"
CLUTTER = "楼道里堆了好多纸箱和旧家具,推婴儿车过不去。"
PHONE = "13900000001"


@dataclass(frozen=True, slots=True)
class Town:
    """The small district with the units and staff that a report meets. `unit` is the property company's handler."""

    small: SmallDistrict
    committee: UUID
    company: UUID
    drainage: UUID
    hotline: UUID
    agent: Actor
    second_agent: Actor
    community: Actor
    street: Actor
    district: Actor
    worker: Actor
    handler: Actor
    revisitor: Actor
    supervisor: Actor
    leader: Actor
    editor: Actor
    admins: tuple[Actor, Actor]
    stranger: Actor


def town() -> Town:
    """Build the town; standards are answered from the packs, without a statement."""
    grid.forget()
    people_queries.forget()
    standards_in_memory()
    small = small_district(BEGIN)
    place, community, street = small.district, small.estate_community, small.estate_community.rpartition("/")[0]
    committee = people.unit("community", community, "上清路社区居委会", categories=["env.corridor_clutter"])
    company = people.unit("property", community, "安居物业公司", categories=["prop", "util.sewer"])
    drainage = people.unit("drainage", place, "排水公司", categories=["util.sewer"], is_24h=True)
    hotline = people.unit("hotline", place, "12345中心", is_24h=True, phone="12345")
    return Town(
        small=small,
        committee=committee,
        company=company,
        drainage=drainage,
        hotline=hotline,
        agent=people.actor("agent", place),
        second_agent=people.actor("agent", place),
        community=people.actor("community", community, committee),
        street=people.actor("street", street),
        district=people.actor("district", place),
        worker=people.staff("李网格员", "grid_worker", small.estate_grid, unit=committee),
        handler=people.actor("unit", place, company),
        revisitor=people.actor("revisitor", place),
        supervisor=people.actor("supervisor", place),
        leader=people.actor("leader", place),
        editor=people.staff("编辑", "editor", place),
        admins=(people.actor("admin", place), people.actor("admin", place)),
        stranger=people.actor("unit", place, drainage),
    )


RESIDENT = people.resident()


def new(text: str = SEWER, **fields: Any) -> NewAppeal:
    """Return what comes in; a named reporter at building 1 of 天惠苑小区 unless told otherwise."""
    fields.setdefault("reporter", Reporter("王阿姨", PHONE))
    fields.setdefault("kind", Kind.HELP)
    return NewAppeal(text, **fields)


def at_building(here: Town, number: int = 1) -> Place:
    """Return the place of building `number` of the estate, by its point."""
    lon, lat = here.small.inside(here.small.estate_grid)
    return Place(lon=lon + (number - 1) * 0.0001, lat=lat, crs="CGCS2000")


def registered(
    here: Town, text: str = SEWER, *, now: datetime = NOW, actor: Actor = RESIDENT, **fields: Any
) -> Registered:
    """Register a report at the estate."""
    fields.setdefault("place", at_building(here))
    return register(actor=actor, new=new(text, **fields), now=now)


def holder(appeal_id: UUID) -> Actor:
    """Return the resident who has the secret link."""
    return people.resident(("appeals", appeal_id))


DECIDED = Triage(category="util.sewer", urgency=Urgency.NORMAL, mode=Mode.FAST)


def triaged(here: Town, *, now: datetime = NOW, decided: Triage = DECIDED, **fields: Any) -> UUID:
    """Register a report and triage it ten minutes later."""
    text = fields.pop("text", SEWER)
    receipt = registered(here, text, now=now, **fields)
    if receipt.urgency is Urgency.EMERGENCY:
        decided = replace(decided, urgency=Urgency.EMERGENCY)
    triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=decided, now=now + timedelta(minutes=10))
    return receipt.id


def put(appeal_id: UUID, state: State, **columns: Any) -> Appeal:
    """Put an appeal where dispatch would bring it; the stories walk the real way."""
    Appeal.objects.filter(id=appeal_id).update(state=state.value, **columns)
    return Appeal.objects.get(id=appeal_id)


def handled(here: Town, *, now: datetime = NOW, unit: UUID | None = None, **fields: Any) -> UUID:
    """Return an appeal that a unit has handled; its result waits for approval."""
    appeal_id = triaged(here, now=now, **fields)
    handling = unit or here.company
    put(
        appeal_id, State.HANDLED, accountable_id=handling, first_unit_id=handling, unit_ids=[handling],
        handled_at=now + timedelta(days=1),
    )  # fmt: skip
    duties.drop(subject=("appeals", appeal_id), now=now, deeds=["dispatch.dispatch"])
    return appeal_id


def answered(here: Town, *, now: datetime = NOW, **fields: Any) -> UUID:
    """Return an appeal whose answer was approved and sent a day later; it waits for the rating."""
    appeal_id = handled(here, now=now, **fields)
    answering.answer(
        Appeal.objects.get(id=appeal_id),
        actor=here.community,
        reply="污水管已疏通,现场已冲洗干净。",
        outcome=Outcome.SOLVED,
        closed_level=2,
        now=now + timedelta(days=1),
    )
    return appeal_id


def rated(
    here: Town, solved: Solved = Solved.SOLVED, satisfied: Satisfied = Satisfied.SATISFIED, *, now: datetime = NOW,
    **fields: Any,
) -> UUID:  # fmt: skip
    """Return an appeal that the reporter rated two days after reporting; a good rating has closed it."""
    appeal_id = answered(here, now=now, **fields)
    later = now + timedelta(days=2)
    rating.rate(actor=holder(appeal_id), appeal_id=appeal_id, solved=solved, satisfied=satisfied, now=later)
    return appeal_id


def merged(here: Town, master_id: UUID, *, now: datetime = NOW) -> UUID:
    """Return a second report of the same matter, joined with the first."""
    receipt = registered(here, SEWER, now=now, reporter=Reporter("李大爷", "13900000002"))
    merging.merge(actor=here.agent, appeal_id=receipt.id, master_id=master_id, now=now)
    return receipt.id


def in_revisit(here: Town, *, now: datetime = NOW) -> UUID:
    """Return an appeal whose revisit has begun, a day and an hour after reporting."""
    appeal_id = answered(here, now=now)
    revisiting.start_revisit(actor=here.revisitor, appeal_id=appeal_id, now=now + timedelta(days=1, hours=1))
    return appeal_id

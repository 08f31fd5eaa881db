"""A small town: areas, an estate with and one without property service, every unit, the fixed cast, and appeals."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import transaction
from PIL import Image

from linli.appeals.actions import files, moving, registering, triaging
from linli.appeals.actions.placing import Place
from linli.appeals.models import Appeal
from linli.appeals.words import AttachmentUse, Channel, Mode, State, Urgency
from linli.dispatch.models import WorkOrder
from linli.dispatch.queries import figures
from linli.dispatch.words import LIVE
from linli.duties import queries as duties
from linli.duties.words import DutyRow
from linli.grid import queries as grid
from linli.grid.models import Area, Estate
from linli.journal import queries as journal
from linli.journal.words import FactRow
from linli.kernel.actor import Actor, Subject
from linli.kernel.tests.calendars import local
from linli.notices.models import Message
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, STREET, plant
from linli.standards.tests.factories import standards_in_memory

MONDAY = local("2026-03-16 09:00")
LONG_AGO = cast.LONG_AGO

UNITS = {
    "committee": ("community", COMMUNITY, ()),
    "office": ("street_city_mgmt", STREET, ()),
    "safety": ("street_safety", STREET, ()),
    "justice": ("street_justice", STREET, ()),
    "enforcement": ("enforcement", STREET, ()),
    "police": ("police", STREET, ()),
    "fire": ("fire", STREET, ()),
    "housing": ("housing", DISTRICT, ()),
    "planning": ("planning", DISTRICT, ()),
    "drainage": ("drainage", DISTRICT, ()),
    "municipal": ("municipal", DISTRICT, ()),
    "urban": ("urban_mgmt", DISTRICT, ()),
    "gas": ("gas", DISTRICT, ()),
    "water": ("water", DISTRICT, ()),
    "registry": ("real_estate_registry", DISTRICT, ()),
    "leader": ("district_leader", DISTRICT, ()),
    "supervision": ("supervision", DISTRICT, ()),
}


@dataclass(repr=False)
class Town:
    """Everybody and everything a test may mention."""

    units: dict[str, UUID]
    estate: UUID
    courtyard: UUID
    li: Actor
    zhao: Actor
    chen: Actor
    branch: Actor
    street: Actor
    district: Actor
    agent: Actor
    leader: Actor
    supervisor: Actor
    revisitor: Actor
    outsider: Actor
    staff: dict[str, Actor] = field(default_factory=dict)
    heads: dict[str, Actor] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "town"

    def of(self, unit: str) -> Actor:
        """Return the clerk of a unit."""
        return self.staff[unit]

    def head(self, unit: str) -> Actor:
        """Return the head of a unit."""
        return self.heads[unit]


def town() -> Town:
    """Found the town; standards come from the packs, without a statement."""
    standards_in_memory()
    grid.forget()
    people.forget()
    plant()
    estate, courtyard = _estate("天惠苑", "property"), _estate("老楼院", "none")
    units = {name: cast.unit(kind, path, name, categories=codes) for name, (kind, path, codes) in UNITS.items()}
    units["company"] = cast.unit("property", COMMUNITY, "安居物业公司", estate_id=estate)
    units["branch"] = cast.unit("estate_branch", COMMUNITY, "天惠苑党支部", estate_id=estate)
    found = Town(
        units=units,
        estate=estate,
        courtyard=courtyard,
        li=cast.staff("李网格员", "grid_worker", GRID, unit=units["committee"]),
        zhao=cast.staff("赵书记", "community", COMMUNITY, unit=units["committee"]),
        chen=cast.staff("陈物业", "unit", DISTRICT, unit=units["company"]),
        branch=cast.staff("支部书记", "estate_branch", COMMUNITY, unit=units["branch"]),
        street=cast.staff("街道调度员", "street", STREET),
        district=cast.staff("区调度员", "district", DISTRICT),
        agent=cast.staff("值班员", "agent", DISTRICT),
        leader=cast.staff("区领导", "leader", DISTRICT),
        supervisor=cast.staff("督办员", "supervisor", DISTRICT),
        revisitor=cast.staff("回访员", "revisitor", DISTRICT),
        outsider=cast.actor("unit", DISTRICT, cast.unit("health", DISTRICT, "卫健局")),
    )
    for name, unit_id in units.items():
        found.staff[name] = cast.staff(f"{name}经办人", "unit", DISTRICT, unit=unit_id)
        found.heads[name] = cast.staff(f"{name}负责人", "unit_head", DISTRICT, unit=unit_id)
    found.staff["company"] = found.chen
    return found


def _estate(name: str, mode: str) -> UUID:
    community = Area.objects.get(path=COMMUNITY)
    return Estate.objects.create(
        community=community, community_path=COMMUNITY, name=name, kind="gated", property_mode=mode,
        registered_at=LONG_AGO,
    ).id  # fmt: skip


def at(text: str) -> datetime:
    """Return a local moment, ``2026-03-16 09:00``."""
    return local(text)


def register(
    town: Town, text: str = "楼道里堆满了杂物", *, now: datetime = MONDAY, by: Actor | None = None, **more: object
) -> UUID:
    """Have 王阿姨 report something."""
    fields: dict[str, object] = {
        "channel": Channel.WEB,
        "reporter": registering.Reporter("王阿姨", "13900000001"),
        "place": Place(address=""),
    }
    new = registering.NewAppeal(text, **{**fields, **more})  # type: ignore[arg-type]
    return registering.register(actor=by or cast.resident(), new=new, now=now).id


def triaged(
    town: Town,
    category: str = "street.mobile_vendor",
    *,
    mode: Mode = Mode.FAST,
    urgency: Urgency = Urgency.NORMAL,
    now: datetime = MONDAY,
    estate: UUID | None = None,
    complained: tuple[UUID, ...] = (),
    area_path: str = GRID,
    text: str = "路口有人占道经营",
    by: Actor | None = None,
    **more: object,
) -> UUID:
    """Return an appeal that was registered and triaged at `now`."""
    appeal_id = register(town, text, now=now, by=by, **more)
    if estate is not None:
        Appeal.objects.filter(id=appeal_id).update(estate_id=estate)
    triage(town, appeal_id, category, mode=mode, urgency=urgency, now=now, area_path=area_path, complained=complained)
    return appeal_id


def triage(
    town: Town,
    appeal_id: UUID,
    category: str,
    *,
    mode: Mode,
    urgency: Urgency,
    now: datetime,
    area_path: str = GRID,
    complained: tuple[UUID, ...] = (),
) -> None:
    """Have the desk decide what an appeal is."""
    decided = triaging.Triage(
        category=category, urgency=urgency, mode=mode, area_path=area_path, complained_units=complained
    )
    triaging.triage(actor=town.agent, appeal_id=appeal_id, decided=decided, now=now)


def appeal(appeal_id: UUID) -> Appeal:
    """Return the appeal as it is stored."""
    return Appeal.objects.get(id=appeal_id)


def state(appeal_id: UUID) -> State:
    """Return where it stands."""
    return State(appeal(appeal_id).state)


def order(order_id: UUID) -> WorkOrder:
    """Return the order as it is stored."""
    return WorkOrder.objects.get(id=order_id)


def is_live(order_id: UUID) -> bool:
    """Say whether somebody still works on the order."""
    return order(order_id).state in LIVE


def excused(appeal_id: UUID) -> set[UUID]:
    """Return the orders of a case whose delay does not count, as the figures have them."""
    return {row.id for row in figures.orders([appeal_id]) if row.is_excused}


def orders(appeal_id: UUID) -> list[WorkOrder]:
    """Return the orders of a case."""
    return list(WorkOrder.objects.filter(appeal_id=appeal_id).order_by("serial"))


def kinds(appeal_id: UUID) -> list[str]:
    """Return the kinds of all facts of a case, in the order told."""
    return [fact.kind for fact in facts(appeal_id)]


def facts(appeal_id: UUID) -> list[FactRow]:
    """Return the facts of a case."""
    return sorted(journal.facts_of(appeal_id), key=lambda fact: fact.id)


def more(fact: FactRow) -> dict[str, Any]:
    """Return the codes and ids of a fact."""
    found = fact.data["more"]
    assert isinstance(found, dict)
    return found


def live(subject: Subject) -> dict[str, DutyRow]:
    """Return the running duties on a thing by step."""
    return {duty.step: duty for duty in duties.of(subject) if duty.is_live}


def clocks(order_id: UUID) -> dict[str, DutyRow]:
    """Return the running duties of an order by step."""
    return live(("dispatch", order_id))


def resident_clock(appeal_id: UUID) -> DutyRow:
    """Return the closing clock of the resident."""
    found = live(("appeals", appeal_id))
    return found.get("close") or found["close_parent"]


def told(unit_or_appeal: UUID) -> list[str]:
    """Return the templates of the messages about an appeal, or to a unit, in order."""
    rows = Message.objects.filter(subject_id=unit_or_appeal) | Message.objects.filter(unit_id=unit_or_appeal)
    return list(rows.order_by("at", "id").values_list("template", flat=True))


def picture() -> bytes:
    """Return a small photo."""
    out = BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, "JPEG")
    return out.getvalue()


def evidence(appeal_id: UUID, order_id: UUID, actor: Actor, *, now: datetime) -> UUID:
    """Add a photo as evidence of handling."""
    ready = files.prepare(files.Upload(picture()))
    stored = moving.lock(appeal_id)
    return files.keep(stored, ready, use=AttachmentUse.EVIDENCE, actor=actor, now=now, order_id=order_id)


def reopened(appeal_id: UUID, times: int) -> None:
    """Have the appeal stand as reopened for the n-th time."""
    changes = {"reopen_count": times, "closed_level": None, "outcome": None, "ended_at": None}
    Appeal.objects.filter(id=appeal_id).update(state=State.REOPENED.value, **changes)


def together() -> AbstractContextManager[None]:
    """Return one transaction, for what a test stores by itself."""
    return transaction.atomic()


def later(start: datetime, **delta: float) -> datetime:
    """Return a moment after `start`."""
    return start.astimezone(UTC) + timedelta(**delta)


__all__ = ["Place", "Town", "registering"]

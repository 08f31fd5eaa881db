"""Making a plan, changing it, ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.grid import queries as grid
from linli.grid.words import Certainty
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.kernel.ids import new_id
from linli.kernel.texts import clean_line
from linli.people import queries as people
from linli.places import events
from linli.places.actions import laying
from linli.places.actions.sittings import fell, shift
from linli.places.models import Plan, Sitting
from linli.places.queries.desk import PLAN
from linli.places.rules import booking, recurring
from linli.places.rules.recurring import Recurrence
from linli.places.words import OffReason, PlanKind, SittingState
from linli.standards import queries as standards

MOST_LETTERS, MOST_STAFF = 120, 12


@dataclass(frozen=True, slots=True)
class Setting:
    """Where, when in the day, by whom: what can change while a plan runs. Hours are minutes of the day in China."""

    begins_min: int
    ends_min: int
    place: str
    slot_min: int = 15
    seats: int = 1
    sits: str = ""
    staff_ids: tuple[UUID, ...] = ()
    lon: float | None = None
    lat: float | None = None
    crs: str | None = None


def make_plan(
    *, actor: Actor, kind: PlanKind, unit_id: UUID, rule: Recurrence, setting: Setting, now: datetime
) -> UUID:
    """Plan a reception day, walking office or contact day and put its first sittings on the calendar; return its id.

    :raises NotFound: no such office.
    :raises Forbidden: neither the area nor the office is the actor's.
    :raises Invalid: the recurrence, the hours or the place make no sense.
    :raises Overlaps: somebody sits elsewhere at one of its times.
    """
    if actor.account_id is None:
        raise Forbidden(deed=PLAN)
    with transaction.atomic():
        unit = people.unit(unit_id)
        made = Plan(
            id=new_id(now), kind=kind.value, unit_id=unit.id, made_at=now, made_by_id=actor.account_id,
            **_columns(recurring.check(rule)), **_where(setting, now),
        )  # fmt: skip
        actor.require(PLAN, made.area_path, units=(unit.id,))
        made.save(force_insert=True)
        told = events.PlanMade(made.id, kind.value, unit.id, rule.every.value)
        journal.record(told, actor=actor, at=now, area_path=made.area_path)
        laying.lay_out(made, actor=actor, now=now, is_strict=True)
        return made.id


def change_plan(*, actor: Actor, plan_id: UUID, setting: Setting, now: datetime) -> int:
    """Change place, hours and people of a plan and of its sittings to come; return how many sittings changed.

    A sitting that was moved by itself stays as it is. Where somebody booked, slots keep their length and number, the
    bookings move along, and each is told. A change of the days is another plan: end this one.

    :raises NotFound: no such plan is the actor's. Invalid: hours or place make no sense.
    :raises CutsBookings, Overlaps: a sitting cannot be changed so; then none is.
    """
    with transaction.atomic():
        plan = _locked(actor, plan_id)
        columns = _where(setting, now)
        actor.require(PLAN, columns["area_path"], units=(plan.unit_id,))
        for name, value in columns.items():
            setattr(plan, name, value)
        plan.save(update_fields=[*columns])
        ahead = _ahead(plan, now).filter(is_moved=False)
        changed = 0
        for one in ahead:
            day = one.starts_at.astimezone(SHANGHAI).date()
            hours = (laying.moment(day, plan.begins_min), laying.moment(day, plan.ends_min))
            changed += shift(one, hours, {name: columns[name] for name in laying.COPIED}, now=now)
        told = events.PlanChanged(plan.id, changed)
        journal.record(told, actor=actor, at=now, area_path=plan.area_path)
        laying.lay_out(plan, actor=actor, now=now, is_strict=True)
        return changed


def end_plan(*, actor: Actor, plan_id: UUID, last_on: date, now: datetime) -> int:
    """End a plan with a day; return how many sittings after it were called off. Who booked one is told.

    :raises NotFound: no such plan is the actor's. Invalid: the day is past.
    """
    with transaction.atomic():
        plan = _locked(actor, plan_id)
        if last_on < standards.calendar(now).local_day(now):
            raise Invalid(field="last_on", why_zh="不能早于今天", why_en="it must not lie in the past")
        plan.last_on = last_on
        plan.save(update_fields=["last_on"])
        after = list(_ahead(plan, now).filter(by_rule__gt=last_on))
        for one in after:
            fell(one, OffReason.ENDED, now=now)
        told = events.PlanEnded(plan.id, last_on, len(after))
        journal.record(told, actor=actor, at=now, area_path=plan.area_path)
        return len(after)


def _locked(actor: Actor, plan_id: UUID) -> Plan:
    found = Plan.objects.select_for_update().filter(id=plan_id).first()
    if found is None or not actor.may(PLAN, found.area_path, units=(found.unit_id,)):
        raise NotFound
    return found


def _ahead(plan: Plan, now: datetime) -> Any:
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("plan")
    return rows.filter(plan=plan, state=SittingState.PLANNED.value, starts_at__gt=now).order_by("starts_at")


def _columns(rule: Recurrence) -> dict[str, Any]:
    return {
        "every": rule.every.value, "weekday": rule.weekday, "interval": rule.interval, "nth": rule.nth,
        "days": list(rule.days), "on_holiday": rule.on_holiday.value, "begins_on": rule.begins_on,
        "last_on": rule.last_on,
    }  # fmt: skip


def _where(setting: Setting, now: datetime) -> dict[str, Any]:
    """Return the columns of a setting, its place found on the grid.

    :raises Invalid: the hours make no sense, no place is named or found, or somebody is nobody.
    """
    booking.check_hours(setting.begins_min, setting.ends_min, setting.slot_min, setting.seats)
    staff = list(dict.fromkeys(setting.staff_ids))
    if len(staff) > MOST_STAFF or len(people.accounts(staff)) < len(staff):
        raise Invalid(
            field="staff", why_zh=f"最多 {MOST_STAFF} 位工作人员", why_en=f"at most {MOST_STAFF} of the staff"
        )
    found = found_at(setting.place, setting.lon, setting.lat, setting.crs, now)
    return {
        **found, "begins_min": setting.begins_min, "ends_min": setting.ends_min, "slot_min": setting.slot_min,
        "seats": setting.seats, "sits": clean_line(setting.sits, field="sits")[:MOST_LETTERS], "staff_ids": staff,
    }  # fmt: skip


def found_at(place: str, lon: float | None, lat: float | None, crs: str | None, now: datetime) -> dict[str, Any]:
    """Return place, area and point of words and perhaps a point.

    :raises Invalid: nothing is said, or neither words nor point lie on the net.
    """
    words = clean_line(place, field="place")[:MOST_LETTERS]
    if not words:
        raise Invalid(field="place", why_zh="请写在哪里，让人找得到", why_en="say where, so that people find it")
    point = (lon, lat, crs) if lon is not None and lat is not None else None
    found = grid.place(point=point, address=words, at=now)
    if found.certainty in (Certainty.UNKNOWN, Certainty.OUTSIDE):
        raise Invalid(
            field="place",
            why_zh="没有找到这个地方，请写社区、小区或门牌，或在地图上点一下",
            why_en="it was not found; name the community, estate or door, or tap the map",
        )
    return {"place": words, "area_path": found.area.path, "lon": found.lon, "lat": found.lat}

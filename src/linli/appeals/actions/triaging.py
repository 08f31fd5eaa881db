"""Triage: a person says what it is, where, how urgent and how it is handled; the machine only proposed (T12, T56)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, owing, requests
from linli.appeals.actions.alerting import alert
from linli.appeals.actions.guarding import check_guardian
from linli.appeals.actions.moving import Telling
from linli.appeals.actions.placing import Place, area_at, find
from linli.appeals.actions.presuming import bar_from_joined
from linli.appeals.models import Appeal
from linli.appeals.rules import triaging as rules
from linli.appeals.words import Kind, Mode, RequestKind, State, TextKind, Urgency
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.people import queries as people
from linli.people.words import Role
from linli.standards import queries as standards


@dataclass(frozen=True, slots=True)
class Triage:
    """What a person decides. No `place` and no `area_path`: the place stays as it is.

    `complained_units` are the units the reporter complains of: they never get it and never learn who reported. None
    confirms what was presumed at registration, an empty tuple clears it (ADR 0014).
    """

    category: str
    urgency: Urgency
    mode: Mode
    kind: Kind | None = None
    place: Place | None = None
    area_path: str | None = None
    complained_units: tuple[UUID, ...] | None = None
    is_hazard: bool | None = None
    households: int | None = None


def triage(
    *, actor: Actor, appeal_id: UUID, decided: Triage, now: datetime, client_id: str | None = None
) -> datetime | None:
    """Decide what the appeal is; return until when it is dispatched. The clock of the legal answer begins. T12.

    The fact keeps, in codes, whether the person followed the machine's proposal or corrected it.

    :raises NotFound, Forbidden, OwnMatter, BelowFirst, NotPossible, LowersEmergency, WaitsForGuardian:
    :raises Invalid: an unknown category, unit, area or a mode that is no way of handling.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.triage", actor=actor, client_id=client_id)
        if is_repeat:
            return None
        rules.check_triager(actor.roles, appeal.complained_ids)
        category = standards.category(decided.category, now)
        rules.check_urgency(Urgency(appeal.urgency), decided.urgency)
        check_guardian(appeal, decided.urgency)
        rules.check_mode(decided.mode)
        _check_units(decided.complained_units or ())
        presumed = frozenset(appeal.complained_ids)
        changes = _changes(appeal, decided, is_hazard=category.hazard, now=now)
        more = {
            "category": decided.category,
            "urgency": decided.urgency.value,
            "mode": decided.mode.value,
            "followed": rules.followed(appeal.proposal or {}, decided.category, decided.urgency, decided.mode),
            "is_hazard": changes["is_hazard"],
            "complained_units": len(changes["complained_ids"]),
            "cleared_units": len(presumed.difference(changes["complained_ids"])),
        }
        moving.move(
            appeal, "triage", actor=actor, now=now, changes=changes, telling=Telling(more=more, client_id=client_id)
        )
        if appeal.complained_ids:
            bar_from_joined(appeal)
        duties.meet(subject=moving.subject_of(appeal), deed=owing.TRIAGE, now=now)
        return _owe_next(appeal, actor=actor, now=now)


def _changes(appeal: Appeal, decided: Triage, *, is_hazard: bool, now: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "category": decided.category,
        "urgency": decided.urgency.value,
        "mode": decided.mode.value,
        "is_hazard": is_hazard if decided.is_hazard is None else decided.is_hazard or is_hazard,
        "complained_ids": rules.complained_of(appeal.complained_ids, decided.complained_units),
        "triaged_at": now,
    }
    if decided.kind is not None:
        changes["kind"] = decided.kind.value
    if decided.households is not None:
        changes["households"] = decided.households
    return changes | _moved(decided, now)


def _moved(decided: Triage, now: datetime) -> dict[str, Any]:
    """Return the columns of a new place, if one was given."""
    if decided.place is not None:
        found = find(decided.place, at=now)
        return {
            "area_id": found.area_id,
            "area_path": found.area_path,
            "estate_id": found.estate_id,
            "building_id": found.building_id,
            "lon": found.lon,
            "lat": found.lat,
            "place_words": decided.place.address[:200],
        }
    if decided.area_path is not None:
        area = area_at(decided.area_path, at=now)
        return {"area_id": area.id, "area_path": area.path}
    return {}


def _check_units(unit_ids: tuple[UUID, ...]) -> None:
    if len(people.units(unit_ids)) != len(set(unit_ids)):
        raise Invalid(field="complained_units", why_zh="没有这个单位", why_en="there is no such unit")


def _owe_next(appeal: Appeal, *, actor: Actor, now: datetime) -> datetime:
    """Start the clock of dispatch, and that of the legal answer, which counts from the day of arrival."""
    owing.owe(
        appeal,
        owing.INTERIM,
        "interim",
        Role.UNIT,
        actor=actor,
        now=now,
        start=max(appeal.registered_at, appeal.found_at),
    )
    return owing.owe(appeal, owing.DISPATCH, "dispatch", owing.dispatcher_for(appeal, now=now), actor=actor, now=now)


def change_urgency(
    *,
    actor: Actor,
    appeal_id: UUID,
    to: Urgency,
    reason: str,
    now: datetime,
    client_id: str | None = None,
) -> bool:
    """Raise the urgency at once, or ask a second person to lower it; say whether it changed. T56, I9.

    :raises NotFound, Forbidden, NotPossible, AskedBefore: Invalid: no reason, or nothing would change.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.change_urgency", actor=actor, client_id=client_id)
        if is_repeat:
            return False
        before = Urgency(appeal.urgency)
        if to is before:
            raise Invalid(field="urgency", why_zh="紧急程度没有变化", why_en="it is that urgent already")
        if not reason.strip():
            raise Invalid(field="reason", why_zh="请写明理由", why_en="give the reason")
        text = moving.keep_text(appeal, TextKind.NOTE, reason.strip(), actor=actor, now=now)
        if to.rank > before.rank:
            terms = {"to": to.value}
            requests.open_request(appeal, RequestKind.LOWER_URGENCY, actor=actor, now=now, terms=terms, text=text)
            told = Telling(text=text, more={"from": before.value, "to": to.value}, client_id=client_id)
            moving.tell(appeal, "request_urgency", actor=actor, now=now, telling=told)
            return False
        set_urgency(appeal, to, actor=actor, now=now, told=Telling(text=text, client_id=client_id))
        return True


def decide_urgency(
    *, actor: Actor, appeal_id: UUID, approve: bool, now: datetime, client_id: str | None = None
) -> None:
    """Decide, as the second person, whether the urgency is lowered. Clocks that run never become longer (I10).

    :raises NotFound, Forbidden, NotPossible, NothingAsked, SamePerson:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.change_urgency", actor=actor, client_id=client_id)
        if is_repeat:
            return
        asked = requests.decide(appeal, RequestKind.LOWER_URGENCY, actor=actor, now=now, approve=approve)
        if not approve:
            told = Telling(more={"kept": appeal.urgency}, client_id=client_id)
            moving.tell(appeal, "reject_urgency", actor=actor, now=now, telling=told)
            return
        to = Urgency(str(asked.terms["to"]))
        set_urgency(appeal, to, actor=actor, now=now, told=Telling(client_id=client_id))


def set_urgency(appeal: Appeal, to: Urgency, *, actor: Actor, now: datetime, told: Telling) -> None:
    """Write another urgency of a locked appeal and tell it; raising tightens the triage clock and alerts."""
    before = Urgency(appeal.urgency)
    more = {"from": before.value, "to": to.value}
    said = Telling(told.reason, told.text, more, told.client_id)
    moving.move(appeal, "change_urgency", actor=actor, now=now, changes={"urgency": to.value}, telling=said)
    if to.rank > before.rank:
        return
    if appeal.state == State.RECEIVED:
        owing.tighten_triage(appeal, now=now)
    alert(appeal, now=now)

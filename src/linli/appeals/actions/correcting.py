"""Correcting a record: one administrator asks, another agrees; the fact keeps before and after (T60)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, requests
from linli.appeals.actions.moving import Telling
from linli.appeals.actions.placing import area_at
from linli.appeals.rules.correcting import Field, check_value
from linli.appeals.words import RequestKind, TextKind
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.kernel.facts import Plain
from linli.standards import queries as standards

DEED = "appeals.correct"


def ask_correction(
    *,
    actor: Actor,
    appeal_id: UUID,
    field: Field,
    value: Plain,
    reason: str,
    now: datetime,
    client_id: str | None = None,
) -> None:
    """Ask for a correction of one column; a second administrator decides. T60.

    :raises NotFound, Forbidden, WrongCorrection, AskedBefore: Invalid: no reason.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, DEED, actor=actor, client_id=client_id)
        if is_repeat:
            return
        check_value(field, value, categories=frozenset(standards.categories(now)))
        if field is Field.AREA:
            area_at(str(value), at=now)
        if not reason.strip():
            raise Invalid(field="reason", why_zh="请写明理由", why_en="give the reason")
        text = moving.keep_text(appeal, TextKind.NOTE, reason.strip(), actor=actor, now=now)
        terms: dict[str, Plain] = {"field": field.value, "value": value}
        requests.open_request(appeal, RequestKind.CORRECT, actor=actor, now=now, terms=terms, text=text)
        told = Telling(field.value, text, client_id=client_id)
        moving.tell(appeal, "request_correction", actor=actor, now=now, telling=told)


def decide_correction(
    *, actor: Actor, appeal_id: UUID, approve: bool, now: datetime, client_id: str | None = None
) -> None:
    """Decide, as the second administrator; the column is changed and the fact tells before and after. T60.

    :raises NotFound, Forbidden, NothingAsked, SamePerson:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, DEED, actor=actor, client_id=client_id)
        if is_repeat:
            return
        asked = requests.decide(appeal, RequestKind.CORRECT, actor=actor, now=now, approve=approve)
        name, value = str(asked.terms["field"]), asked.terms["value"]
        if not approve:
            moving.tell(appeal, "reject_correction", actor=actor, now=now, telling=Telling(name, client_id=client_id))
            return
        changes: dict[str, Any] = {name: value}
        if name == Field.AREA:
            changes["area_id"] = area_at(str(value), at=now).id
        more: dict[str, Plain] = {
            "field": name,
            "before": getattr(appeal, name),
            "after": value,
            "asked_by": str(asked.asked_by_id),
        }
        told = Telling(name, more=more, client_id=client_id)
        moving.move(appeal, "correct_record", actor=actor, now=now, changes=changes, telling=told)

"""What people ask about their own data (个人信息保护法 §44-§50)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.people import events
from linli.people.actions.contacts import ZONE
from linli.people.models import DataRequest
from linli.people.words import RequestKind, RequestState

ANSWER_DAYS = 15
"""Our default; the law says without delay (domain-spec §13, row 44-50)."""


def ask_data(
    *, actor: Actor, kind: RequestKind, contact_id: UUID | None = None, words: str = "", now: datetime
) -> UUID:
    """Write down what a person asks about the own data; due after 15 days. Return the request's id.

    :raises Forbidden: the actor has no account and does not hold the contact.
    """
    with transaction.atomic():
        if actor.account_id is None and (contact_id is None or ("people", contact_id) not in actor.holds):
            raise Forbidden(deed="people.ask_data")
        request = DataRequest.objects.create(
            contact_id=contact_id,
            account_id=actor.account_id,
            kind=kind.value,
            words_sealed=words or None,
            asked_at=now,
            due_on=(now.astimezone(ZONE) + timedelta(days=ANSWER_DAYS)).date(),
        )
        journal.record(events.DataAsked(request.id, kind.value), actor=actor, at=now, area_path="")
        return request.id


def answer_data_request(
    *, actor: Actor, request_id: UUID, granted: bool, reason: str = "", area_path: str, now: datetime
) -> None:
    """Close a data request: done, or refused with a reason (§50).

    :raises NotFound: there is none. Conflict: it was answered before.
    :raises Forbidden: the actor lacks `people.answer_data_request`.
    :raises Invalid: refused without a reason.
    """
    with transaction.atomic():
        request = DataRequest.objects.select_for_update().filter(id=request_id).first()
        if request is None:
            raise NotFound
        actor.require("people.answer_data_request", area_path)
        if request.state != RequestState.OPEN:
            raise Conflict
        if not granted and not reason.strip():
            raise Invalid(field="reason", why_zh="不同意须说明理由", why_en="a refusal needs a reason")
        request.state = RequestState.GRANTED if granted else RequestState.REFUSED
        request.reason, request.answered_at, request.answered_by_id = reason.strip(), now, actor.account_id
        request.save(update_fields=["state", "reason", "answered_at", "answered_by_id"])
        told = events.DataAnswered(request.id, request.kind, str(request.state))
        journal.record(told, actor=actor, at=now, area_path=area_path)

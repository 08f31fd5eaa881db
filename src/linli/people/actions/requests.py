"""What people ask about their own data (个人信息保护法 §44-§50): asked, decided by a named person, then carried out."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.journal import actions as journal
from linli.journal import parcels
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.people import events
from linli.people.actions.contacts import ZONE
from linli.people.models import Contact, DataRequest
from linli.people.rules.asking import check_asking
from linli.people.words import RequestKind, RequestState

ANSWER_DAYS = 15
"""Our default; the law says without delay (domain-spec §13, row 44-50)."""

CARRY_OUT = "people.carry_out"

PROOFS = "people/proofs"
"""The folder of the storage where relatives' papers lie."""


def ask_data(
    *,
    actor: Actor,
    kind: RequestKind,
    contact_id: UUID | None = None,
    words: str = "",
    name: str = "",
    phone: str = "",
    proof: str = "",
    about_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Write down what a person asks about the own data; due after 15 days. Return the request's id.

    `about_id` is the one thing objected to (`note`); the room that keeps it has checked whose it is. `name` and `phone`
    are what a contact should be (`correct`), or of the person who died (`heir`); `proof` is the name of a stored file
    that shows the kinship and the death.

    :raises Forbidden: the contact is not the actor's own, or there is neither contact nor account.
    :raises Invalid: a relative says not who died, by which papers, and why; a correction says not what is right.
    """
    with transaction.atomic():
        if not _is_own(actor, contact_id):
            raise Forbidden(deed="people.ask_data")
        check_asking(kind, name=name, phone=phone, words=words, has_proof=bool(proof), has_thing=about_id is not None)
        request = DataRequest.objects.create(
            contact_id=contact_id,
            account_id=actor.account_id,
            kind=kind.value,
            words_sealed=words or None,
            name_sealed=name.strip() or None,
            phone_sealed=phone.strip() or None,
            proof=proof,
            about_id=about_id,
            asked_at=now,
            due_on=(now.astimezone(ZONE) + timedelta(days=ANSWER_DAYS)).date(),
        )
        journal.record(events.DataAsked(request.id, kind.value), actor=actor, at=now, area_path="")
        return request.id


def _is_own(actor: Actor, contact_id: UUID | None) -> bool:
    """Say whether somebody asks about the own data; a granted request is carried out on it, so nobody is believed."""
    if contact_id is None:
        return actor.account_id is not None
    if ("people", contact_id) in actor.holds:
        return True
    return actor.account_id is not None and Contact.objects.filter(id=contact_id, account_id=actor.account_id).exists()


def answer_data_request(
    *, actor: Actor, request_id: UUID, granted: bool, reason: str = "", area_path: str, now: datetime
) -> None:
    """Decide on a data request: it then carries itself out, or is refused with a reason (§50).

    :raises NotFound: there is none. Conflict: it was answered before.
    :raises Forbidden: the actor lacks `people.answer_data_request`, has no name, or asked for it.
    :raises Invalid: refused without a reason.
    """
    with transaction.atomic():
        request = DataRequest.objects.select_for_update().filter(id=request_id).first()
        if request is None:
            raise NotFound
        actor.require("people.answer_data_request", area_path)
        if actor.account_id is None or actor.account_id == request.account_id:
            raise Forbidden(deed="people.answer_data_request")
        if request.state != RequestState.OPEN:
            raise Conflict
        if not granted and not reason.strip():
            raise Invalid(field="reason", why_zh="不同意须说明理由", why_en="a refusal needs a reason")
        request.state = RequestState.GRANTED if granted else RequestState.REFUSED
        request.reason, request.answered_at, request.answered_by_id = reason.strip(), now, actor.account_id
        request.save(update_fields=["state", "reason", "answered_at", "answered_by_id"])
        told = events.DataAnswered(request.id, request.kind, str(request.state))
        journal.record(told, actor=actor, at=now, area_path=area_path)
        if granted:
            parcels.enqueue(CARRY_OUT, key=f"data:{request.id}", payload={"request": str(request.id)})

"""Granted data requests carry themselves out: once, with a fact, and nobody has to remember them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.people import events
from linli.people.actions.accounts import close_account
from linli.people.actions.contacts import erase_asked
from linli.people.models import Account, Contact, DataRequest
from linli.people.queries.actors import name_index, phone_index
from linli.people.queries.contacts import contact_ids_of
from linli.people.queries.heirs import contacts_of_deceased
from linli.people.words import RequestKind, RequestOutcome, RequestState

Forget = Callable[[UUID, datetime], bool]
_forgets: list[Forget] = []


def register_forget(forget: Forget) -> None:
    """Let a room above delete the thing a granted objection is about, by its id; it says whether it had it."""
    if forget not in _forgets:
        _forgets.append(forget)


CLERK = Actor.system("people.clerk", ["people.close_account"])


def carry_out(*, request_id: UUID, now: datetime) -> RequestOutcome | None:
    """Do what a granted request asks; return what came of it, None where there is nothing (left) to do. Repeatable.

    What an open case still needs waits for its end and then goes by itself (`jobs.retention`).
    """
    with transaction.atomic():
        found = DataRequest.objects.select_for_update().filter(id=request_id, state=RequestState.GRANTED)
        request = found.first()
        if request is None:
            return None
        outcome = _DEEDS[RequestKind(request.kind)](request, now)
        request.state, request.done_at, request.outcome = RequestState.DONE, now, outcome
        request.save(update_fields=["state", "done_at", "outcome"])
        told = events.DataDone(request.id, request.kind, outcome.value)
        journal.record(told, actor=CLERK, at=now, area_path="")
        return outcome


def _contact_ids(request: DataRequest) -> list[UUID]:
    """Return the contacts a request is about: the named one, else all of the account."""
    if request.contact_id is not None:
        return [request.contact_id]
    return contact_ids_of(request.account_id) if request.account_id is not None else []


def _make_ready(request: DataRequest, now: datetime) -> RequestOutcome:
    """Open the download; it is read from the tables at that moment, so that no second copy lies about."""
    return RequestOutcome.READY


def _correct(request: DataRequest, now: datetime) -> RequestOutcome:
    name, phone = request.name_sealed, request.phone_sealed
    changes: dict[str, object] = {}
    if name:
        changes |= {"name_sealed": name, "name_index": name_index(name)}
    if phone:
        changes |= {"phone_sealed": phone, "phone_index": phone_index(phone)}
    corrected = Contact.objects.filter(id__in=_contact_ids(request), erased_at__isnull=True)
    if not corrected.update(**changes):
        return RequestOutcome.GONE
    return RequestOutcome.CORRECTED


def _erase(request: DataRequest, now: datetime) -> RequestOutcome:
    gone, waiting = erase_asked(contact_ids=_contact_ids(request), now=now)
    if waiting:
        return RequestOutcome.WAITS
    return RequestOutcome.ERASED if gone else RequestOutcome.GONE


def _close(request: DataRequest, now: datetime) -> RequestOutcome:
    account_id = request.account_id
    if account_id is None or not Account.objects.filter(id=account_id, is_active=True).exists():
        return RequestOutcome.GONE
    erase_asked(contact_ids=_contact_ids(request), now=now)
    close_account(actor=Actor(name="account", account_id=account_id), account_id=account_id, area_path="", now=now)
    return RequestOutcome.CLOSED


def _show_heir(request: DataRequest, now: datetime) -> RequestOutcome:
    found = contacts_of_deceased(request.name_sealed or "", request.phone_sealed or "")
    return RequestOutcome.READY if found else RequestOutcome.GONE


def _forget(request: DataRequest, now: datetime) -> RequestOutcome:
    about = request.about_id
    gone = about is not None and any([forget(about, now) for forget in _forgets])
    return RequestOutcome.ERASED if gone else RequestOutcome.GONE


_DEEDS: Mapping[RequestKind, Callable[[DataRequest, datetime], RequestOutcome]] = {
    RequestKind.ACCESS: _make_ready,
    RequestKind.COPY: _make_ready,
    RequestKind.CORRECT: _correct,
    RequestKind.DELETE: _erase,
    RequestKind.CANCEL: _close,
    RequestKind.HEIR: _show_heir,
    RequestKind.NOTE: _forget,
}

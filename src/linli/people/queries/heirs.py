"""What a relative may see of somebody who died, once a named person agreed; read only (个人信息保护法 §49)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel.errors import NotFound
from linli.people.models import Contact, DataRequest
from linli.people.queries.actors import name_index, phone_index
from linli.people.queries.own_data import Rows, own_data
from linli.people.rules.asking import ready_until
from linli.people.words import RequestKind, RequestState

NEVER_HANDED_ON = frozenset({"people_signin", "people_apitoken", "people_reveal"})
"""Tables that say who acted and from where: they are about others, or open a door."""


def contacts_of_deceased(name: str, phone: str) -> list[UUID]:
    """Return the contacts that carry this name and this phone; both must fit. One statement."""
    by_name, by_phone = name_index(name), phone_index(phone)
    if by_name is None or by_phone is None:
        return []
    return list(Contact.objects.filter(name_index=by_name, phone_index=by_phone).values_list("id", flat=True))


def heirs_export(*, account_id: UUID, request_id: UUID, now: datetime) -> dict[str, Rows]:
    """Return table name -> rows of somebody who died, for the relative whose request was granted.

    :raises NotFound: it is not this account's request, was not granted, or its thirty days are over.
    """
    request = DataRequest.objects.filter(
        id=request_id, account_id=account_id, kind=RequestKind.HEIR, state=RequestState.DONE
    ).first()
    if request is None or request.done_at is None or now >= ready_until(request.done_at):
        raise NotFound
    held = own_data(contact_ids=contacts_of_deceased(request.name_sealed or "", request.phone_sealed or ""))
    return {name: rows for name, rows in held.items() if name not in NEVER_HANDED_ON}


def export_of_contact(contact_id: UUID, *, now: datetime) -> dict[str, Rows]:
    """Return everything held under one contact, for whoever holds it and was granted a copy.

    :raises NotFound: no copy was granted, or its thirty days are over.
    """
    granted = DataRequest.objects.filter(
        contact_id=contact_id,
        kind__in=[RequestKind.COPY, RequestKind.ACCESS],
        state=RequestState.DONE,
        done_at__isnull=False,
    )
    if not any(one.done_at is not None and now < ready_until(one.done_at) for one in granted):
        raise NotFound
    return own_data(contact_ids=[contact_id])

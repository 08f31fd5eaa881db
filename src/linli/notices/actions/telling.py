"""Telling somebody something: one row, one parcel, in the transaction of the deed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.journal import rows
from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import Broken
from linli.kernel.facts import Plain, plain
from linli.kernel.ids import new_id
from linli.notices import delivery
from linli.notices.actions import holding
from linli.notices.models import Message
from linli.notices.rules import messages
from linli.notices.rules.choosing import ALWAYS, kind_of


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: exactly one of a contact, an account, a unit."""

    contact_id: UUID | None = None
    account_id: UUID | None = None
    unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One message. `key` is stable: the same key is told once, however often the deed is repeated."""

    to: Recipient
    text: str
    params: Mapping[str, object]
    subject: Subject
    key: str


def tell(*, to: Recipient, text: str, params: Mapping[str, object], subject: Subject, key: str, now: datetime) -> None:
    """Tell one recipient the message `text` (a key of `words.templates`) about `subject`. Two statements.

    :raises WrongMessage: no such message, a place without value, or personal data in a place.
    :raises Broken: not exactly one recipient.
    """
    tell_many([Telling(to, text, params, subject, key)], now=now)


def tell_many(tellings: Sequence[Telling], *, now: datetime) -> None:
    """Tell several; one INSERT and one parcel whatever their number. Raises what `tell` raises."""
    told = [_row(telling, now) | holding.marks(telling.text) for telling in tellings]
    if not told:
        return
    rows.put_all(Message, told, unless_there=True)
    for until in dict.fromkeys(row["held_until"] for row in told):
        found = [row for row in told if row["held_until"] == until]
        is_hasty = any(kind_of(row["template"]) in ALWAYS for row in found)
        delivery.put_down([row["id"] for row in found], key=f"tell:{tellings[0].key}", at=until, is_hasty=is_hasty)


def _row(telling: Telling, now: datetime) -> dict[str, Any]:
    to = telling.to
    if sum(one is not None for one in (to.contact_id, to.account_id, to.unit_id)) != 1:
        raise Broken(why="a message has exactly one recipient", key=telling.key)
    params: dict[str, Plain] = {name: plain(value) for name, value in telling.params.items()}
    return dict(
        id=new_id(),
        contact_id=to.contact_id,
        account_id=to.account_id,
        unit_id=to.unit_id,
        template=telling.text,
        params=messages.check(telling.text, params),
        subject_room=telling.subject[0],
        subject_id=telling.subject[1],
        key=telling.key,
        at=now,
    )


def mark_read(*, actor: Actor, message_ids: Collection[UUID], now: datetime) -> int:
    """Mark the actor's own messages (account or unit) as read; return how many were unread. One UPDATE."""
    own = Message.objects.filter(id__in=message_ids, read_at__isnull=True)
    mine = own.filter(account_id=actor.account_id) if actor.account_id else own.none()
    return (mine | own.filter(unit_id__in=actor.units)).update(read_at=now)

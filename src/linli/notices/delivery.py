"""The gate through which messages leave the house. Senders (e-mail, SMS) live above and register here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.kernel.words import Text
from linli.notices.models import Delivery, Message
from linli.notices.rules import messages
from linli.notices.words import DeliveryState
from linli.people import queries as people

MOST_ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a sender gets. `key` is stable: a sender that can tells its own provider the key, so twice is once."""

    key: str
    text: Text
    language: str
    phone: str
    email: str


class NotSent(Exception):
    """A sender could not send now; try again later. `code` says why, without personal data."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


Sender = Callable[[Outgoing], bool]
"""Sends and returns True; returns False when the person has no address on this channel.

:raises NotSent: try again later.
"""

_senders: dict[str, Sender] = {}


def register(channel: str, sender: Sender) -> None:
    """Have `sender` called for every message; wiring calls this once per channel."""
    _senders[channel] = sender


def forget(channel: str) -> None:
    """Take a sender away again."""
    _senders.pop(channel, None)


def deliver(message_ids: Collection[UUID], *, now: datetime) -> int:
    """Send the messages on every channel that has not had them yet; return how many were sent.

    Safe to run twice and by two workers at once: a row per message and channel is locked while sending.

    :raises NotSent: at least one could not be sent and may be tried again; the others are done.
    """
    found = list(Message.objects.filter(id__in=message_ids).order_by("at", "id"))
    contacts = people.contacts_reachable([m.contact_id for m in found if m.contact_id])
    accounts = people.accounts_reachable([m.account_id for m in found if m.account_id])
    sent, failed = 0, ""
    for message in found:
        person = contacts.get(message.contact_id) if message.contact_id else None
        person = person or (accounts.get(message.account_id) if message.account_id else None)
        if person is None:
            continue  # units read their inbox; an erased person is not written to
        for channel, sender in _senders.items():
            state, code = _send(message, channel, sender, person, now)
            sent += state == DeliveryState.SENT
            failed = failed or code
    if failed:
        raise NotSent(failed)
    return sent


def _send(
    message: Message, channel: str, sender: Sender, person: people.Reachable, now: datetime
) -> tuple[DeliveryState | None, str]:
    """Return the new state (None: nothing was to be done) and the code of a failure to be tried again."""
    Delivery.objects.bulk_create([Delivery(message=message, channel=channel)], ignore_conflicts=True)
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update(skip_locked=True).filter(message=message, channel=channel)
        row = waiting.filter(state__in=[DeliveryState.WAITING, DeliveryState.FAILED]).first()
        if row is None or row.attempts >= MOST_ATTEMPTS:
            return None, ""
        row.attempts += 1
        code = ""
        outgoing = Outgoing(
            key=f"{channel}:{message.key}",
            text=messages.write(message.template, message.params),
            language=person.language,
            phone=person.phone,
            email=person.email,
        )
        try:
            state = DeliveryState.SENT if sender(outgoing) else DeliveryState.SKIPPED
        except NotSent as error:
            state, code = DeliveryState.FAILED, error.code
        row.state, row.last_error = state, code[:64]
        row.sent_at = now if state is DeliveryState.SENT else None
        row.save(update_fields=["state", "attempts", "last_error", "sent_at"])
    return state, code if row.attempts < MOST_ATTEMPTS else ""

"""The one gate through which messages leave the house. Senders (e-mail, SMS, robots) live above and register here.

What passes is chosen by the person, held back in quiet hours and while a deed may still be undone, sent once a channel
under a stable key, tried again when it fails, and logged without name, phone or words (ADR 0021).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from linli.journal import parcels
from linli.kernel.facts import Plain
from linli.kernel.words import Text
from linli.notices.models import Delivery, Message, Slip
from linli.notices.queries.choices import Chosen, choices_of
from linli.notices.rules import choosing, messages
from linli.notices.rules.robots import ROBOTS
from linli.notices.words import Channel, DeliveryState, MessageKind
from linli.people import queries as people

log = structlog.get_logger("linli.notices")

DELIVER = "notices.deliver"
MOST_ATTEMPTS = 12
SMS = Channel.SMS.value
NOT_WANTED, TOO_LATE, NO_ADDRESS, CALLED_OFF = "not_wanted", "too_late", "no_address", "called_off"
_OPEN = (DeliveryState.WAITING, DeliveryState.FAILED, DeliveryState.QUIET)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a sender gets. `key` is stable: a sender that can tells its own provider the key, so twice is once.

    `address` is the key of the person's robot on this channel, where there is one.
    """

    key: str
    text: Text
    language: str
    phone: str
    email: str
    address: str = field(default="", repr=False)


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


def has(channel: str) -> bool:
    """Say whether this way out is open here."""
    return channel in _senders


def channels() -> tuple[str, ...]:
    """Return the ways out that are open here."""
    return tuple(_senders)


@dataclass(frozen=True, slots=True)
class _Addressee:
    """Whom a message goes to, and what that person chose. `secret` is the code of a slip."""

    person: people.Reachable
    chosen: Chosen
    secret: str = field(default="", repr=False)
    good_until: datetime | None = None


def deliver(message_ids: Collection[UUID], *, now: datetime) -> int:
    """Send the messages on every channel that has not had them yet; return how many were sent.

    Safe to run twice and by two workers at once: a row per message and channel is locked while sending. What must wait
    (quiet hours, a deed that may still be undone) is put down again for the moment when it may go.

    :raises NotSent: at least one could not be sent and may be tried again; the others are done.
    """
    found = [message for message in _found(message_ids) if _may_leave(message, now)]
    addressees = _addressees(found)
    sent, failed = 0, ""
    for message in found:
        to = addressees.get(message.id)
        if to is None:
            continue  # units read their inbox; an erased person is not written to
        for channel, sender in _senders.items():
            state, code = _send(message, channel, sender, to, now)
            sent += state == DeliveryState.SENT
            failed = failed or code
        if message.slip_id and not _is_open(message):
            Slip.objects.filter(id=message.slip_id).update(phone_sealed=None, secret_sealed=None)
    if failed:
        raise NotSent(failed)
    return sent


def put_down(message_ids: Sequence[UUID], *, key: str, at: datetime | None = None, is_hasty: bool = False) -> None:
    """Have messages delivered, now or at a moment, once this transaction is committed. One statement; none: nothing.

    Hasty ones go before all that waits: nobody stands at the door for news, but for a code somebody does.
    """
    if message_ids:
        payload = {"messages": [str(one) for one in message_ids]}
        parcels.enqueue(DELIVER, key=key, payload=payload, at=at, is_hasty=is_hasty)


def _found(message_ids: Collection[UUID]) -> list[Message]:
    rows = Message.objects.filter(id__in=message_ids, cancelled_at__isnull=True).select_related("slip")
    return list(rows.order_by("at", "id"))


def _may_leave(message: Message, now: datetime) -> bool:
    """Say whether a message that was held back is free now; from then on it cannot be cancelled any more."""
    if message.held_until is None or message.released_at is not None:
        return True
    if now < message.held_until:
        put_down([message.id], key=f"held:{message.key}", at=message.held_until)
        return False
    free = Message.objects.filter(id=message.id, cancelled_at__isnull=True)
    return free.update(released_at=now) == 1


def _addressees(found: Collection[Message]) -> dict[UUID, _Addressee]:
    """Return message id -> addressee, for those that go outside. Three statements, whatever their number."""
    contacts = people.contacts_reachable([m.contact_id for m in found if m.contact_id])
    accounts = people.accounts_reachable([m.account_id for m in found if m.account_id])
    persons: dict[UUID, people.Reachable] = {}
    for message in found:
        person = contacts.get(message.contact_id) if message.contact_id else None
        person = person or (accounts.get(message.account_id) if message.account_id else None)
        if person is not None:
            persons[message.id] = person
    chosen = choices_of({person.account_id for person in persons.values() if person.account_id})
    usual = Chosen()
    addressees = {
        message_id: _Addressee(person, chosen.get(person.account_id, usual) if person.account_id else usual)
        for message_id, person in persons.items()
    }
    for message in found:
        slip = message.slip
        if slip is not None:
            to_phone = people.Reachable(slip.phone_sealed or "", "", slip.language)
            addressees[message.id] = _Addressee(to_phone, usual, slip.secret_sealed or "", slip.good_until)
    return addressees


def _send(
    message: Message, channel: str, sender: Sender, to: _Addressee, now: datetime
) -> tuple[DeliveryState | None, str]:
    """Return the new state (None: nothing was to be done) and the code of a failure to be tried again."""
    if to.good_until is not None and channel != SMS:
        return None, ""
    Delivery.objects.bulk_create([Delivery(message=message, channel=channel)], ignore_conflicts=True)
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        mine = waiting.filter(message=message, channel=channel, message__cancelled_at__isnull=True)
        row = mine.filter(state__in=_OPEN).first()
        if row is None or row.attempts >= MOST_ATTEMPTS or _waits(message, row, to, now):
            return None, ""
        row.state, code = _attempt(message, row, sender, to, now)
        row.last_error, row.at = code[:64], now
        row.sent_at = now if row.state == DeliveryState.SENT else None
        row.save(update_fields=["state", "attempts", "last_error", "sent_at", "at"])
    state = DeliveryState(row.state)
    # The line names the kind and the fate, never the person or the words.
    log.info("message", id=str(message.id), template=message.template, channel=channel, state=state.value, why=code)
    return state, code if state is DeliveryState.FAILED and row.attempts < MOST_ATTEMPTS else ""


def _waits(message: Message, row: Delivery, to: _Addressee, now: datetime) -> bool:
    """Say whether the quiet hours keep this message for now; it is then put down for their end, once."""
    kind = choosing.kind_of(message.template)
    if not choosing.is_wanted(to.chosen.choice, kind, row.channel) or not _has_address(row.channel, to):
        return False
    until = choosing.quiet_until(to.chosen.choice, kind, now)
    if until is None:
        return False
    if row.due_at != until:
        row.state, row.due_at, row.at = DeliveryState.QUIET, until, now
        row.save(update_fields=["state", "due_at", "at"])
        put_down([message.id], key=f"quiet:{row.channel}:{message.key}", at=until)
    return True


def _has_address(channel: str, to: _Addressee) -> bool:
    """Say whether the person left an address for this way; of ways of which only the sender knows: yes."""
    left = {SMS: to.person.phone, Channel.EMAIL.value: to.person.email}
    left |= {robot.value: to.chosen.addresses.get(robot.value, "") for robot in ROBOTS}
    return bool(left.get(channel, channel))


def _attempt(
    message: Message, row: Delivery, sender: Sender, to: _Addressee, now: datetime
) -> tuple[DeliveryState, str]:
    """Call the sender once; return the state and, where it is not sent, the reason."""
    kind = choosing.kind_of(message.template)
    if not choosing.is_wanted(to.chosen.choice, kind, row.channel):
        return DeliveryState.SKIPPED, NOT_WANTED
    if _is_too_late(message, kind, to, now):
        return DeliveryState.SKIPPED, TOO_LATE
    row.attempts += 1
    params: dict[str, Plain] = {**message.params, **({"code": to.secret} if to.secret else {})}
    outgoing = Outgoing(
        key=f"{row.channel}:{message.key}",
        text=messages.write(message.template, params),
        language=to.person.language,
        phone=to.person.phone,
        email=to.person.email,
        address=to.chosen.addresses.get(row.channel, ""),
    )
    try:
        return (DeliveryState.SENT, "") if sender(outgoing) else (DeliveryState.SKIPPED, NO_ADDRESS)
    except NotSent as error:
        return DeliveryState.FAILED, error.code


def _is_too_late(message: Message, kind: MessageKind, to: _Addressee, now: datetime) -> bool:
    if kind is MessageKind.CODE:
        return to.good_until is None or now >= to.good_until or not to.secret
    return messages.is_over(message.template, message.params, now)


def _is_open(message: Message) -> bool:
    still = Q(state__in=_OPEN, attempts__lt=MOST_ATTEMPTS)
    return not has(SMS) or Delivery.objects.filter(still, message=message).exists()

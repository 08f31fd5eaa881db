"""The door of devices: a signed heartbeat or event. What says who is turned away before anything of it is kept.

An event is kept as an exchange like everything that comes in (ADR 0033); the worker makes it an alert. A heartbeat
leaves no exchange: it is only heard. No MQTT here: a bridge of the operator posts what it hears.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.http import HttpResponse

from linli.channels import actions
from linli.channels.actions.adapters import Became, Given
from linli.channels.doors import Heard, answer, door, signed
from linli.channels.words import Direction, ExchangeKind, Fault, System
from linli.devices import actions as devices
from linli.devices.rules import schema
from linli.kernel.errors import DomainError, Invalid

SYSTEMS = frozenset({System.DEVICE.value, System.VIDEO.value})


@door(SYSTEMS, signed)
def signal(heard: Heard) -> HttpResponse:
    """Take one signal in; answered when it is written down. The same event again is the same exchange."""
    try:
        said = schema.signal_of(_read(heard.text), now=heard.now)
        if said.kind is None:
            devices.hear(connection_id=heard.sender.id, signal=said, now=heard.now)
    except DomainError:
        actions.count(heard.sender.id, Fault.UNREADABLE, now=heard.now)
        raise
    actions.heard(heard.sender.id, now=heard.now)
    if said.kind is None:
        return answer({"ok": True})
    _, is_new = actions.keep(
        connection_id=heard.sender.id, direction=Direction.IN, kind=ExchangeKind.SIGNAL,
        number=f"{said.device}/{said.number}"[:100], body=heard.text, same_if=f"{said.device}/{said.number}",
        now=heard.now,
    )  # fmt: skip
    return answer({"ok": True, "repeated": not is_new}, 200 if not is_new else 202)


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid(field="body", why_zh="不是 JSON", why_en="is no JSON") from None


def take_signal(given: Given, now: datetime) -> Became:
    """Make a kept event an alert that waits for a person. The adapter of devices and cameras.

    :raises Invalid: no such device is registered: a person registers it and mends the exchange.
    """
    said = schema.signal_of(_read(given.body), now=given.made_at)
    devices.hear(connection_id=given.connection_id, signal=said, now=now)
    return Became()

"""Asking another system over HTTP: signed, to an address that was looked at first, for a bounded time and size."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from linli.channels.actions.adapters import Later
from linli.channels.rules.addresses import check_address, may_go_to
from linli.channels.words import Fault
from linli.hooks import sending
from linli.hooks.rules import signing
from linli.hooks.rules.addresses import is_loopback
from linli.hooks.sending import Failed, Reply
from linli.hooks.words import Fault as Heard
from linli.kernel.errors import Invalid

PATIENCE_S = 10.0
MOST_BYTES = 4 * 1024 * 1024
_FAULTS = {Heard.SLOW: Fault.SLOW, Heard.NOT_PUBLIC: Fault.NOT_ALLOWED}


def ask(
    method: str,
    url: str,
    *,
    secret: str,
    now: datetime,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Ask once and return the answer; signed like webhooks (hooks.rules.signing).

    A question without a body signs its path and query instead, so that it cannot be changed on its way.

    :raises Later: there was no answer, or one too long to read.
    """
    may_loopback = settings.LINLI_HOOKS_LOOPBACK
    try:
        parts = check_address(url, may_loopback=may_loopback)
    except Invalid:
        parts = None
    if parts is None:
        raise Later(Fault.NOT_ALLOWED)
    signed = body or target_of(url).encode()
    given = {
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        signing.HEADER: signing.sign(secret, signed, at=now),
        **(headers or {}),
    }
    loopback = may_loopback and is_loopback(parts.hostname or "")
    try:
        reply = sending.call(
            method, parts, body, given, is_open=lambda one: may_go_to(one, may_loopback=loopback),
            patience_s=PATIENCE_S, most_bytes=MOST_BYTES,
        )  # fmt: skip
    except Failed as failed:
        raise Later(_FAULTS.get(failed.fault, Fault.UNREACHABLE)) from None
    if len(reply.body) > MOST_BYTES:
        raise Later(Fault.GARBLED, reply.status)
    return reply


def target_of(url: str) -> str:
    """Return path and query of an address."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

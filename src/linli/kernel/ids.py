"""Globally unique ids that sort by time: UUID version 7 (RFC 9562 §5.7), made in Python (architecture §6.5)."""

from __future__ import annotations

import os
import secrets
import time
from datetime import datetime
from uuid import UUID


def new_id(at: datetime | None = None) -> UUID:
    """Return a fresh UUIDv7 for the moment `at` (now, if not given: only the ordering depends on it).

    The twelve bits after the milliseconds are their fraction (RFC 9562 §6.2, method 3), so that what one action tells
    one after the other sorts in that order.
    """
    nanoseconds = round(at.timestamp() * 1_000_000) * 1_000 if at else time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= rest * 4096 // 1_000_000 << 64
    value |= 0b10 << 62
    value |= int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=value)


def new_secret() -> str:
    """Return an unguessable, URL-safe secret (128 bits) for links that act as keys."""
    return secrets.token_urlsafe(16)

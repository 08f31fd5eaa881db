"""Globally unique ids that sort by time: UUID version 7 (RFC 9562 §5.7), made in Python (architecture §6.5)."""

from __future__ import annotations

import os
import secrets
import time
from datetime import datetime
from uuid import UUID


def new_id(at: datetime | None = None) -> UUID:
    """Return a fresh UUIDv7 for the moment `at` (now, if not given: only the ordering depends on it)."""
    milliseconds = int(at.timestamp() * 1000) if at else time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= (noise >> 62 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= noise & ((1 << 62) - 1)
    return UUID(int=value)


def new_secret() -> str:
    """Return an unguessable, URL-safe secret (128 bits) for links that act as keys."""
    return secrets.token_urlsafe(16)

"""The devices on which an account is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session

from linli.people.models import Device
from linli.people.words import Browser, System


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device as its owner sees it; when it was last seen is known to ten minutes."""

    id: UUID
    browser: Browser
    system: System
    signed_in_at: datetime
    last_seen_at: datetime


def devices_of(account_id: UUID, *, now: datetime) -> list[DeviceRow]:
    """Return the devices on which an account is signed in, the last seen first. Two statements."""
    rows = list(
        Device.objects.filter(account_id=account_id, session_sealed__isnull=False).order_by("-last_seen_at", "-id")
    )
    keys = [row.session_sealed for row in rows]
    live = set(Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list("session_key", flat=True))
    return [
        DeviceRow(row.id, Browser(row.browser), System(row.system), row.signed_in_at, row.last_seen_at)
        for row in rows
        if row.session_sealed in live
    ]

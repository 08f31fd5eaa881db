"""Ending sessions in the browsers: used by whatever deed signs somebody out."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from linli.people.models import Device


def end_devices(devices: QuerySet[Device]) -> int:
    """Sign out on devices and forget them; return how many. Three statements."""
    end_sessions(list(devices.values_list("session_sealed", flat=True)))
    return devices.delete()[0]


def end_sessions(keys: Collection[str | None]) -> None:
    """End sessions. A request that still runs with one cannot bring it back: Django only updates its row."""
    Session.objects.filter(session_key__in=[key for key in keys if key]).delete()

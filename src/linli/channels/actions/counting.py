"""Counting what goes wrong at a connection, day by day: also what was turned away and left no exchange."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection as database

from linli.channels.models import Connection
from linli.channels.words import Fault
from linli.standards import queries as standards

_COUNT = """
INSERT INTO channels_faultday (connection_id, day, fault, count, last_at) VALUES (%s, %s, %s, 1, %s)
ON CONFLICT (connection_id, day, fault)
DO UPDATE SET count = channels_faultday.count + 1, last_at = greatest(channels_faultday.last_at, excluded.last_at)
"""


def count(connection_id: UUID, fault: Fault, *, now: datetime) -> None:
    """Count a fault at a connection. Two statements."""
    day = standards.calendar(now).local_day(now)
    with database.cursor() as cursor:
        cursor.execute(_COUNT, [connection_id, day, fault.value, now])
    Connection.objects.filter(id=connection_id).update(last_failed_at=now, last_fault=fault.value)

"""Counting how often a caller asks within a minute, once for all processes."""

from __future__ import annotations

from django.db import connection

from linli.people import sealing
from linli.people.models import Rate

LABEL = "rate"
# The clock is the database's, so that all processes mean the same minute. One row per caller and limit, which the next
# minute takes over: the table grows with the callers of a day, not with their requests.
COUNT = """
INSERT INTO people_rate (caller_digest, minute, count)
VALUES (%s, floor(extract(epoch FROM now()) / 60)::int, 1)
ON CONFLICT (caller_digest) DO UPDATE SET
    count = CASE WHEN people_rate.minute = EXCLUDED.minute THEN people_rate.count + 1 ELSE 1 END,
    minute = EXCLUDED.minute
RETURNING count
"""


def count_request(limit: str, caller: str) -> int:
    """Count one request of a caller (an address, a token) against a limit; return how many it is in this minute.

    One statement. Nobody is told: asking is no deed.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [sealing.blind_index(f"{limit}:{caller}", LABEL)])
        return int(cursor.fetchone()[0])


def forget_rates() -> int:
    """Forget the callers of past minutes; return how many. Safe to repeat."""
    past = Rate.objects.extra(where=["minute < floor(extract(epoch FROM now()) / 60)::int"])
    return past.delete()[0]

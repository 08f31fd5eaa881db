"""Tells all processes that what they keep of the grid is old."""

from __future__ import annotations

from django.db import connection, transaction

from linli.grid.queries import forget
from linli.kernel.ids import new_id

TOPIC = "grid"

_BUMP = """
INSERT INTO grid_gridversion (topic, token) VALUES (%s, %s)
ON CONFLICT (topic) DO UPDATE SET token = EXCLUDED.token
"""


def bump() -> None:
    """Replace the version in this transaction and forget what this process keeps, now and again after commit."""
    with connection.cursor() as cursor:
        cursor.execute(_BUMP, [TOPIC, new_id()])
    forget()
    # Another thread may read the old state between now and the commit.
    transaction.on_commit(forget)

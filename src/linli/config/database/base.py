"""Django's PostgreSQL, asking more cheaply whether a kept connection still stands, and ready for pipelines."""

from __future__ import annotations

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base


class Cursor(base.CursorMixin, psycopg.Cursor[Any]):
    """A cursor that also in a pipeline (`journal.together`) knows how many rows its statement touched.

    Django reads this number after every UPDATE and DELETE; in a pipeline the answer may not have been read yet.
    """

    @property
    def rowcount(self) -> int:
        """Return the number of rows, waiting for the answer where it is still under way."""
        self._fetch_pipeline()
        return super().rowcount


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ends a connection says so on it; silence means that it stands.

    Django asks with a statement at the start of every request. Looking whether anything came in finds the same (a
    restarted server, an idle connection that was cut) without the way there and back; only then the statement is sent.
    """

    def get_connection_params(self) -> dict[str, Any]:
        """Return what a new connection is opened with."""
        return {**super().get_connection_params(), "cursor_factory": Cursor}

    def is_usable(self) -> bool:
        """Return whether the connection can be used."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0) or super().is_usable()

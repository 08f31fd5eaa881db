"""Django's PostgreSQL, asking more cheaply whether a kept connection still stands."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ends a connection says so on it; silence means that it stands.

    Django asks with a statement at the start of every request. Looking whether anything came in finds the same (a
    restarted server, an idle connection that was cut) without the way there and back; only then the statement is sent.
    """

    def is_usable(self) -> bool:
        """Return whether the connection can be used."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0) or super().is_usable()

"""Sending the statements of one transaction without waiting for each other's answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def together() -> Iterator[None]:
    """Open a transaction in PostgreSQL's pipeline mode: an answer is waited for only where it is read.

    A report writes seven rows of which one answer matters (the serial number); every way there and back saved is time
    of both processes. What a constraint refuses is told at the next answer, at the latest here at the end; therefore
    nothing inside may catch it and go on.

    :raises django.db.IntegrityError: a constraint refuses a row.
    """
    with transaction.atomic(), connection.wrap_database_errors, connection.connection.pipeline():
        yield

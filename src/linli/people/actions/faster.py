"""Being second by a moment: what the tables refuse is told as what the rule would have said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from linli.kernel.errors import Conflict, DomainError

UNIQUE_VIOLATION = "23505"


@contextmanager
def only_once(refusal: type[DomainError] = Conflict) -> Iterator[None]:
    """Tell `refusal` where a unique constraint said no: two looked at the same moment and both found nothing.

    It stands around the transaction, which is over when the constraint speaks.

    :raises DomainError: `refusal`.
    """
    try:
        yield
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") == UNIQUE_VIOLATION:
            raise refusal from error
        raise

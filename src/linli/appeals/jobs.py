"""What the clock makes appeals do: the archive, and the end of keeping."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from linli.appeals.actions import archiving
from linli.journal import parcels

BATCH = 1000


def archive(now: datetime, limit: int = BATCH) -> int:
    """Archive what is over, masters first; return how many. Safe to repeat."""
    return sum(archiving.archive(appeal_id=appeal_id, now=now) for appeal_id in archiving.to_archive(now, limit))


def erase(now: datetime, limit: int = BATCH) -> int:
    """Erase the words of archived cases whose time has come; return how many. Safe to repeat."""
    return sum(archiving.erase(appeal_id=appeal_id, now=now) for appeal_id in archiving.to_erase(now, limit))


@parcels.periodic("23 2 * * *", "appeals.archive")
def run_archive() -> None:
    """Run once a night."""
    archive(timezone.now())


@parcels.periodic("41 3 * * *", "appeals.erase")
def run_erase() -> None:
    """Run once a night, after the archive."""
    erase(timezone.now())

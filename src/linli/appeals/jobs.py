"""What the clock makes appeals do: the archive, and the end of keeping."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from linli.appeals.actions import archiving, undoing
from linli.appeals.actions.files import FOLDER
from linli.appeals.models import Attachment
from linli.journal import parcels
from linli.people.actions.sweeping import sweep

BATCH = 1000


def archive(now: datetime, limit: int = BATCH) -> int:
    """Archive what is over, masters first; return how many. Safe to repeat."""
    return sum(archiving.archive(appeal_id=appeal_id, now=now) for appeal_id in archiving.to_archive(now, limit))


def erase(now: datetime, limit: int = BATCH) -> int:
    """Erase the words of archived cases whose time has come; return how many. Safe to repeat."""
    return sum(archiving.erase(appeal_id=appeal_id, now=now) for appeal_id in archiving.to_erase(now, limit))


def sweep_files(now: datetime) -> int:
    """Delete files that were uploaded, never kept and are older than a day; return how many. Safe to repeat."""
    return sweep(FOLDER, _known_files, now=now)


def _known_files(names: Collection[str]) -> Collection[str]:
    kept = Attachment.objects.filter(Q(file__in=names) | Q(thumbnail__in=names), erased_at__isnull=True)
    return {name for row in kept.values_list("file", "thumbnail") for name in row}


@parcels.periodic("17 * * * *", "appeals.forget_undo")
def run_forget_undo() -> None:
    """Run every hour."""
    undoing.forget(now=timezone.now())


@parcels.periodic("52 3 * * *", "appeals.sweep_files")
def run_sweep_files() -> None:
    """Run once a night."""
    sweep_files(timezone.now())


@parcels.periodic("23 2 * * *", "appeals.archive")
def run_archive() -> None:
    """Run once a night."""
    archive(timezone.now())


@parcels.periodic("41 3 * * *", "appeals.erase")
def run_erase() -> None:
    """Run once a night, after the archive."""
    erase(timezone.now())

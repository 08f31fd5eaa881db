"""Up to when the figures count. A page that shows a number shows this beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists

from linli.appeals.queries import figures as appeals
from linli.dashboards.models import CaseFigure, Mark
from linli.journal import queries as journal

FOLLOWER = "dashboards.figures"
PATIENCE = timedelta(minutes=2)
"""So long a fact may be on its way; the sequencer runs every few seconds."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The last fact counted (`position`, told at `at`), and how many integrated facts wait.

    `is_stale`: something has been missing for more than two minutes, so the page says so.
    """

    position: int
    at: datetime | None
    waiting: int
    is_stale: bool

    @property
    def counted(self) -> int:
        """Return how many facts are counted; positions begin at 0."""
        return self.position + 1


def beginning() -> datetime | None:
    """Return when the first appeal was registered, or None while there is none. One statement."""
    return CaseFigure.objects.order_by("registered_at").values_list("registered_at", flat=True).first()


def as_of(now: datetime) -> AsOf:
    """Return up to where the figures count. Three statements.

    They are stale when integrated facts wait too long to be counted, or when an appeal registered a while ago is not
    among them (then facts wait too long to be integrated, or the figures are being rebuilt).
    """
    newest = appeals.newest()
    head = journal.checkpoint(settings.LOG_NAME)
    counted = CaseFigure.objects.filter(id__in=[newest[0]] if newest else [])
    marks = Mark.objects.filter(name=FOLLOWER).annotate(has_newest=Exists(counted))
    found = marks.values_list("position", "at", "has_newest").first()
    late = now - PATIENCE
    size = head.size if head else 0
    position, at, has_newest = found or (-1, None, False)
    waiting = max(0, size - position - 1)
    is_missing = newest is not None and not has_newest and newest[1] <= late
    return AsOf(position, at, waiting, is_missing or (waiting > 0 and head is not None and head.at <= late))

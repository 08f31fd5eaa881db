"""Because a night passed: what was noted of households goes on its day, what was found on rounds after its term."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from linli.fieldwork import events
from linli.fieldwork.actions.households import drop
from linli.fieldwork.actions.photos import FOLDER
from linli.fieldwork.models import Finding, HouseholdNote, Photo, SensitiveNote
from linli.fieldwork.queries import homes
from linli.fieldwork.reactions import KEEPER
from linli.fieldwork.words import NoticeState
from linli.journal import actions as journal
from linli.journal import parcels
from linli.kernel.clocks import SHANGHAI
from linli.kernel.ids import new_id
from linli.people.actions.sweeping import sweep
from linli.people.rules.retention import Keeping, last_due

BATCH = 500


@dataclass(frozen=True, slots=True)
class Emptied:
    """What one run took out."""

    findings: int
    photos: int


def expire_notes(now: datetime) -> int:
    """Delete the notes on households whose day has come, or whose person moved away; return how many. Safe to repeat.

    Source: 个人信息保护法 §19, §47; domain-spec §13.2 (reviewed every twelve months).
    """
    day = homes.today(now)
    with transaction.atomic():
        gone, _ = HouseholdNote.objects.filter(until__lte=day).delete()
        sealed = list(SensitiveNote.objects.select_for_update().order_by("id"))
        stand = {row.id for row in homes.standing({row.dwelling_id for row in sealed}, now)}
        over = [row for row in sealed if row.id not in stand]
        for row in over:
            drop(row, actor=KEEPER, now=now)
        if gone or over:
            told = events.NotesExpired(new_id(now), gone + len(over))
            journal.record(told, actor=KEEPER, at=now, area_path="")
        return gone + len(over)


def empty_findings(now: datetime) -> Emptied:
    """Take words and pictures out of findings settled so long ago; that something was found, where, stays. Repeatable.

    A notice counts from its recheck, so one that still runs keeps its words however old it is. What was reported has
    its words in the appeal and goes with it. Source: 个人信息保护法 §19, §47; term `Keeping.FINDING`.
    """
    last = last_due(Keeping.FINDING, now.astimezone(SHANGHAI).date())
    before = datetime.combine(last + timedelta(days=1), time.min, SHANGHAI)
    done = ~Q(state=NoticeState.SERVED.value) | Q(state__isnull=True)
    settled = (Q(rechecked_at__isnull=True) | Q(rechecked_at__lt=before)) & done
    findings = photos = 0
    while True:
        with transaction.atomic():
            due = Finding.objects.select_for_update(skip_locked=True).filter(settled, at__lt=before).exclude(body="")
            batch = list(due.order_by("at", "id").values_list("id", flat=True)[:BATCH])
            if not batch:
                return Emptied(findings, photos)
            gone, _ = Photo.objects.filter(finding_id__in=batch).delete()
            Finding.objects.filter(id__in=batch).update(body="", to_words="", recheck_body="")
            told = events.FindingsEmptied(new_id(now), len(batch), gone)
            journal.record(told, actor=KEEPER, at=now, area_path="")
        findings, photos = findings + len(batch), photos + gone


def sweep_photos(now: datetime) -> int:
    """Delete the files that no row knows any more, or that were stored and never kept; return how many. Repeatable."""
    return sweep(FOLDER, _known, now=now)


def _known(names: Collection[str]) -> Collection[str]:
    rows = Photo.objects.filter(Q(file__in=names) | Q(thumbnail__in=names)).values_list("file", "thumbnail")
    return {name for row in rows for name in row if name}


@parcels.periodic("5 3 * * *", "fieldwork.expire")
def run_expiry() -> None:
    """Run once a night: notes on households, findings, their pictures."""
    now = timezone.now()
    expire_notes(now)
    empty_findings(now)
    sweep_photos(now)

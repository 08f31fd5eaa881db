"""Because a night passed: what was noted of households goes on its day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from linli.fieldwork import events
from linli.fieldwork.actions.households import drop
from linli.fieldwork.models import HouseholdNote, SensitiveNote
from linli.fieldwork.queries import homes
from linli.fieldwork.reactions import KEEPER
from linli.journal import actions as journal
from linli.journal import parcels
from linli.kernel.ids import new_id


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


@parcels.periodic("5 3 * * *", "fieldwork.expire_notes")
def run_expire_notes() -> None:
    """Run once a night, shortly after midnight has passed everywhere here."""
    expire_notes(timezone.now())

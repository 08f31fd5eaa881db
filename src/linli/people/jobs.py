"""What the clock makes people do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from linli.journal import actions as journal
from linli.journal import parcels
from linli.kernel.actor import Actor
from linli.people import events
from linli.people.actions.contacts import ZONE, erase, still_held
from linli.people.models import Contact, MinorApproval, Reveal, SignIn
from linli.people.rules.retention import TERMS, Keeping

BATCH = 500
RETENTION = Actor.system("people.retention", ["people.erase_contact"])


@dataclass(frozen=True, slots=True)
class Swept:
    """What one run did."""

    erased: int
    held: int


def retention(now: datetime) -> Swept:
    """Take the person out of every contact whose time has come, unless a room still needs it. Safe to repeat.

    Source: 个人信息保护法 §19, §47; terms in `rules.retention`.
    """
    today = now.astimezone(ZONE).date()
    erased = held = 0
    after = None
    while True:
        with transaction.atomic():
            due = Contact.objects.select_for_update(skip_locked=True).filter(
                retain_until__lte=today, erased_at__isnull=True
            )
            batch = list((due.filter(id__gt=after) if after else due).order_by("id")[:BATCH])
            if not batch:
                return Swept(erased, held)
            after = batch[-1].id
            needed = still_held([contact.id for contact in batch])
            for contact in batch:
                if contact.id in needed:
                    held += 1
                    continue
                erase(contact, now=now)
                told = events.ContactErased(contact.id, "retention")
                journal.record(told, actor=RETENTION, at=now, area_path="")
                erased += 1


def log_days() -> dict[str, int]:
    """Return how many days each log is kept, for the operator's page: logs are dropped by the owner role only."""
    return {
        table: TERMS[kind].years * 365 + TERMS[kind].days
        for table, kind in (
            (SignIn._meta.db_table, Keeping.SECURITY_LOG),
            (Reveal._meta.db_table, Keeping.AUDIT),
            (MinorApproval._meta.db_table, Keeping.AUDIT),
        )
    }


@parcels.periodic("17 3 * * *", "people.retention")
def run_retention() -> None:
    """Run the retention once a night."""
    retention(timezone.now())

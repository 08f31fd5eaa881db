"""What the clock makes people do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from linli.journal import actions as journal
from linli.journal import parcels
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.people import events
from linli.people.actions.carrying_out import carry_out
from linli.people.actions.codes import forget_codes
from linli.people.actions.contacts import ZONE, erase, still_held
from linli.people.actions.devices import forget_devices
from linli.people.actions.once import forget_presses
from linli.people.actions.rates import forget_rates
from linli.people.actions.requests import CARRY_OUT, PROOFS
from linli.people.actions.sweeping import sweep
from linli.people.models import Contact, DataRequest, MinorApproval, Reveal, SignIn
from linli.people.rules.asking import ready_until
from linli.people.rules.retention import Keeping, last_due
from linli.people.words import RequestState

BATCH = 500
RETENTION = Actor.system("people.retention", ["people.erase_contact"])


@dataclass(frozen=True, slots=True)
class Swept:
    """What one run did."""

    erased: int
    held: int


def retention(now: datetime) -> Swept:
    """Take the person out of every contact whose time has come or who asked, unless a room needs it. Safe to repeat.

    Source: 个人信息保护法 §19, §47; terms in `rules.retention`.
    """
    today = now.astimezone(ZONE).date()
    erased = held = 0
    after = None
    while True:
        with transaction.atomic():
            due = Contact.objects.select_for_update(skip_locked=True).filter(
                Q(retain_until__lte=today) | Q(erase_asked_at__isnull=False), erased_at__isnull=True
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
                why = "asked" if contact.erase_asked_at is not None else "retention"
                told = events.ContactErased(contact.id, why)
                journal.record(told, actor=RETENTION, at=now, area_path="")
                erased += 1


def drop_logs(now: datetime) -> dict[str, int]:
    """Drop sign-ins, reveals and approvals whose time is over; return table -> rows. Safe to repeat.

    How many went from which table, and up to when, stands in the journal; a night without any leaves nothing there.
    Source: 个人信息保护法 §19; terms in `rules.retention`. The first two logs are append-only for the application: the
    database's own function drops them and never gives up what the law wants kept (migration 0005).
    """
    signed_before, seen_before = _end_of(Keeping.SECURITY_LOG, now), _end_of(Keeping.AUDIT, now)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT signed, seen FROM people_drop_logs(%s, %s)", [signed_before, seen_before])
            signed, seen = cursor.fetchone()
        approvals, _ = MinorApproval.objects.filter(valid_to__lt=seen_before).delete()
        dropped = (
            (SignIn._meta.db_table, signed, signed_before),
            (Reveal._meta.db_table, seen, seen_before),
            (MinorApproval._meta.db_table, approvals, seen_before),
        )
        run = new_id(now)
        for table, rows, before in dropped:
            if rows:
                told = events.LogsDropped(run, table, rows, before)
                journal.record(told, actor=RETENTION, at=now, area_path="")
        return {table: rows for table, rows, _ in dropped}


def drop_proofs(now: datetime) -> int:
    """Delete the papers of relatives' requests that are refused or whose download is over; return how many. Repeatable.

    Papers about a death are sensitive; once the decision cannot be acted on any more nobody needs them (§19, §47).
    """
    dropped = 0
    for request in DataRequest.objects.exclude(proof="").filter(state__in=[RequestState.DONE, RequestState.REFUSED]):
        ended = request.done_at or request.answered_at
        if ended is None or now < ready_until(ended):
            continue
        name, request.proof = request.proof.name or "", ""
        request.save(update_fields=["proof"])
        default_storage.delete(name)
        dropped += 1
    return dropped


def sweep_proofs(now: datetime) -> int:
    """Delete papers that were uploaded with a request that was never kept; return how many. Safe to repeat."""
    return sweep(PROOFS, _known_proofs, now=now)


def _known_proofs(names: Collection[str]) -> Collection[str]:
    return set(DataRequest.objects.filter(proof__in=names).values_list("proof", flat=True))


def _end_of(kind: Keeping, now: datetime) -> datetime:
    """Return the moment before which data of `kind` must be gone: midnight after the last day that is due."""
    last = last_due(kind, now.astimezone(ZONE).date())
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=ZONE)


@parcels.task(CARRY_OUT)
def carry_out_parcel(key: str, request: str) -> None:
    """Carry out a granted request."""
    carry_out(request_id=UUID(request), now=timezone.now())


@parcels.periodic("17 3 * * *", "people.retention")
def run_retention() -> None:
    """Run once a night: contacts, logs, papers, and sessions that ended (their drafts hold people's words)."""
    now = timezone.now()
    retention(now)
    drop_logs(now)
    drop_proofs(now)
    sweep_proofs(now)
    forget_presses(now)
    forget_codes(now)
    forget_devices(now)
    forget_rates()
    SessionStore.clear_expired()

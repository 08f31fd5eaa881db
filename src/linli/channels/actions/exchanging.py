"""Exchanges: kept first, worked off afterwards, tried again, given to a person."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from linli.appeals.queries import undoing
from linli.channels import events
from linli.channels.actions import counting
from linli.channels.actions.adapters import Became, Given, Later, Never, adapter_of
from linli.channels.models import Connection, Exchange
from linli.channels.queries import digest_of, open_under
from linli.channels.rules import trying
from linli.channels.words import STUCK, ConnectionState, Direction, ExchangeKind, ExchangeState, Fault
from linli.journal import actions as journal
from linli.journal import parcels
from linli.kernel.actor import Actor
from linli.kernel.errors import Broken, DomainError
from linli.kernel.ids import new_id
from linli.kernel.words import Text

WORK = "channels.work"
SYSTEM = Actor.system("channels.work", ())
AT_ONCE = 500
"""So many exchanges of a connection are worked off in one round of the clock."""
log = logging.getLogger(__name__)


def keep(
    *,
    connection_id: UUID,
    direction: Direction,
    kind: ExchangeKind,
    number: str,
    body: str,
    now: datetime,
    same_if: str | None = None,
    appeal_id: UUID | None = None,
    fact_id: UUID | None = None,
    is_for_person: bool = False,
    area_path: str = "",
    group: str = "",
    said_at: datetime | None = None,
    is_urgent: bool = False,
) -> tuple[UUID, bool]:
    """Write down what came in or is to go out; return its id and whether it is new. Two statements, three if repeated.

    `same_if` is what makes it the same as an earlier one (default: the body); `is_for_person`: no worker touches it.
    It is tried as soon as this transaction is committed. A repetition is counted on the first row.
    """
    digest = digest_of(body if same_if is None else same_if)
    made = Exchange(
        id=new_id(), connection_id=connection_id, direction=direction.value, kind=kind.value, number=number,
        digest=digest, appeal_id=appeal_id, fact_id=fact_id, body_sealed=body, made_at=now, since=now,
        next_at=None if is_for_person else now, area_path=area_path, group=group,
        said_at=said_at, is_urgent=is_urgent,
    )  # fmt: skip
    found, is_new = _insert(made)
    if is_new and not is_for_person:
        put_down(found)
    return found, is_new


def _insert(made: Exchange) -> tuple[UUID, bool]:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        same = Exchange.objects.filter(
            connection_id=made.connection_id, direction=made.direction, kind=made.kind, number=made.number,
            digest=made.digest,
        )  # fmt: skip
        found = same.values_list("id", flat=True).first()
        if found is None:
            raise
        if made.direction == Direction.IN:
            same.update(repeats=F("repeats") + 1)
        return found, False
    return made.id, True


def put_down(exchange_id: UUID, *, is_hasty: bool = False) -> None:
    """Put the parcel of an exchange down, to be worked off at once. One statement."""
    parcels.enqueue(WORK, key=str(exchange_id), payload={}, is_hasty=is_hasty)


def heard(connection_id: UUID, *, now: datetime) -> None:
    """Write down that a system said something that could be read. One statement."""
    Connection.objects.filter(id=connection_id).update(last_heard_at=now)


def work_off(*, now: datetime, most: int = AT_ONCE) -> int:
    """Work off what is due, connection by connection, oldest first; return how many were finished or refused."""
    due = Exchange.objects.filter(state=ExchangeState.WAITING, next_at__lte=now)
    active = due.filter(connection__state=ConnectionState.ACTIVE).order_by()
    return sum(
        _work_off(connection_id, now, most)
        for connection_id in active.values_list("connection_id", flat=True).distinct()
    )


def _work_off(connection_id: UUID, now: datetime, most: int) -> int:
    due = Exchange.objects.filter(connection_id=connection_id, state=ExchangeState.WAITING, next_at__lte=now)
    settled = 0
    is_quiet = False
    for exchange_id, direction in list(due.order_by("id").values_list("id", "direction")[:most]):
        if is_quiet and direction == Direction.OUT:
            continue
        state = work(exchange_id=exchange_id, now=now)
        settled += state not in (None, ExchangeState.WAITING)
        if direction == Direction.OUT and state is ExchangeState.WAITING:
            is_quiet = Connection.objects.filter(id=connection_id, quiet_until__gt=now).exists()
    return settled


def work(*, exchange_id: UUID, now: datetime) -> ExchangeState | None:
    """Try an exchange once; return how it stands then (None: somebody else has it in hand, or it needs no work).

    Safe to call twice: it is locked while it is worked on, and what an adapter registers is committed with it. What
    goes out may reach the other side twice when a worker is killed between its answer and our commit; its id is the
    same then.
    """
    with transaction.atomic():
        rows = Exchange.objects.select_for_update(skip_locked=True, of=("self",)).select_related("connection")
        found = rows.filter(id=exchange_id, state=ExchangeState.WAITING, next_at__isnull=False).first()
        if found is None:
            return None
        if not _is_its_turn(found, now):
            return ExchangeState.WAITING
        held = _held(found, now)
        if held is not None:
            return held
        return _attempt(found, now)


def _attempt(found: Exchange, now: datetime) -> ExchangeState:
    found.attempts += 1
    try:
        with transaction.atomic():
            became = _try(found, now)
    except Later as later:
        return _put_off(found, later.fault, later.status, now)
    except Never as never:
        return _give_up(found, ExchangeState.REFUSED, never.fault, never.status, now, why=never.why)
    except Exception as error:
        if isinstance(error, DomainError) and not isinstance(error, Broken):
            return _give_up(found, ExchangeState.REFUSED, Fault.REFUSED_HERE, None, now, why=error.text)
        # The outermost loop of a worker: the exchange stays and is tried again, the others go on.
        log.exception("an exchange fails by a fault of ours: %s", found.id)
        return _put_off(found, Fault.BROKEN, None, now)
    return _finish(found, became, now)


def _is_its_turn(found: Exchange, now: datetime) -> bool:
    one = found.connection
    if one.state != ConnectionState.ACTIVE or found.next_at is None or found.next_at > now:
        return False
    if found.direction == Direction.IN:
        return not open_under(found, (ExchangeState.WAITING.value,))
    if one.quiet_until is not None and now < one.quiet_until:
        return False
    # A result is not told before the acceptance: what is stuck holds the later ones of its case until a person looks.
    return not open_under(found, (ExchangeState.WAITING.value, *STUCK))


def _held(found: Exchange, now: datetime) -> ExchangeState | None:
    """Wait while the deed behind it may be taken back (ADR 0027); drop what was taken back; else return None."""
    if found.fact_id is None:
        return None
    held = undoing.held([found.fact_id], now=now).get(found.fact_id)
    if held is not None and held.is_taken_back:
        found.state, found.done_at, found.next_at = ExchangeState.DROPPED.value, now, None
        _save(found, "done_at")
        return ExchangeState.DROPPED
    if held is not None and now < held.until:
        found.next_at = held.until
        _save(found)
        return ExchangeState.WAITING
    return None


def _try(found: Exchange, now: datetime) -> Became:
    one = found.connection
    adapter = adapter_of(one.system, found.direction)
    if adapter is None or found.body_sealed is None:
        raise Later(Fault.BROKEN)
    given = Given(
        exchange_id=found.id, connection_id=one.id, system=one.system, area_path=one.area_path, address=one.address,
        secret=one.secret_sealed or "", config=one.config, kind=found.kind, number=found.number,
        body=found.body_sealed, appeal_id=found.appeal_id, made_at=found.made_at,
    )  # fmt: skip
    return adapter(given, now)


def _finish(found: Exchange, became: Became, now: datetime) -> ExchangeState:
    found.state, found.done_at, found.next_at = ExchangeState.DONE.value, now, None
    found.last_fault, found.why_sealed, found.last_status = "", None, became.status
    found.appeal_id = became.appeal_id or found.appeal_id
    _save(found, "done_at", "appeal")
    if found.direction == Direction.OUT:
        mine = Connection.objects.filter(id=found.connection_id)
        mine.update(last_sent_at=now, last_heard_at=now, failures=0, quiet_until=None)
    elif found.number:
        supersede(found, now)
    return ExchangeState.DONE


def supersede(found: Exchange, now: datetime) -> None:
    """Drop what stood refused under the same number: the other side has mended it itself. One statement."""
    older = Exchange.objects.filter(
        connection_id=found.connection_id, direction=found.direction, number=found.number, kind=found.kind,
        state__in=STUCK, id__lt=found.id,
    )  # fmt: skip
    older.update(state=ExchangeState.DROPPED, done_at=now, last_fault=Fault.SUPERSEDED)


def _put_off(found: Exchange, fault: Fault, status: int | None, now: datetime) -> ExchangeState:
    at = trying.next_try(since=found.since, attempts=found.attempts, now=now)
    if found.direction == Direction.OUT:
        _fail(found.connection, now)
    if at is None:
        return _give_up(found, ExchangeState.DEAD, fault, status, now)
    found.next_at, found.last_fault, found.last_status = at, fault.value, status
    _save(found)
    counting.count(found.connection_id, fault, now=now)
    return ExchangeState.WAITING


def _fail(one: Connection, now: datetime) -> None:
    quiet = trying.quiet_until(failures=one.failures + 1, now=now)
    Connection.objects.filter(id=one.id).update(failures=F("failures") + 1, quiet_until=quiet)


def _give_up(
    found: Exchange, state: ExchangeState, fault: Fault, status: int | None, now: datetime, why: Text | None = None
) -> ExchangeState:
    found.state, found.next_at = state.value, None
    found.last_fault, found.last_status = fault.value, status
    found.why_sealed = None if why is None else f"{why.zh}\x1f{why.en}"
    _save(found)
    counting.count(found.connection_id, fault, now=now)
    told = events.ExchangeStuck(found.connection_id, found.id, state.value, fault.value)
    journal.record(told, actor=SYSTEM, at=now, area_path=found.connection.area_path)
    if found.kind == ExchangeKind.PICTURE and found.appeal_id is not None:
        missed = events.PictureMissed(found.appeal_id, reason=fault.value, more={"exchange": str(found.id)})
        journal.record(missed, actor=SYSTEM, at=now, area_path=found.area_path)
    return state


def _save(found: Exchange, *more: str) -> None:
    found.save(update_fields=["state", "attempts", "next_at", "last_fault", "last_status", "why_sealed", *more])


def release(connection_id: UUID, direction: str, number: str, *, now: datetime) -> None:
    """Let what was held behind a mended or dropped exchange begin its three days now. One statement."""
    held = Q(connection_id=connection_id, direction=direction, number=number, state=ExchangeState.WAITING.value)
    Exchange.objects.filter(held, next_at__isnull=False).update(since=now, next_at=now)


def erase_bodies(*, now: datetime, kept: timedelta = trying.KEPT) -> int:
    """Erase bodies a month after they were done or dropped; digests and numbers stay. Return how many."""
    over = Exchange.objects.filter(done_at__lt=now - kept, body_sealed__isnull=False)
    return over.update(body_sealed=None, why_sealed=None)


def finished(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return how some exchanges stand. One statement."""
    return dict(Exchange.objects.filter(id__in=list(ids)).values_list("id", "state"))

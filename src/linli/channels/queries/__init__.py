"""What may be asked of connections and exchanges: health, the ledger, one exchange."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from linli.channels.models import Connection, Exchange, FaultDay, Reconciliation
from linli.channels.words import (
    STUCK,
    ConnectionRow,
    ConnectionState,
    DifferenceRow,
    Direction,
    ExchangeFile,
    ExchangeKind,
    ExchangeRow,
    ExchangeState,
    FaultRow,
    ReconciliationRow,
    System,
)
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, as_id, decode, page_of
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people import sealing

MANAGE, MEND = "channels.manage", "channels.mend"
ORDERS = (ExchangeKind.ORDER.value, ExchangeKind.EVENT.value)
FAULT_DAYS = timedelta(days=7)
"""So far back the page of health looks for faults."""


def reached(actor: Actor, path: str = "area_path") -> Q:
    """Return the condition that a connection lies in the actor's reach of `channels.manage` or `channels.mend`."""
    return people.reach_filter(actor.reach(MANAGE), path) | people.reach_filter(actor.reach(MEND), path)


def digest_of(content: str) -> str:
    """Return the keyed digest by which the same content is known; it tells nothing to whoever lacks the key."""
    return sealing.blind_index(content, "channels.exchange").hex()


def health(actor: Actor, *, now: datetime) -> list[ConnectionRow]:
    """Return the connections in reach that have not ended, by name, with what waits, is stuck, lags and went wrong.

    Three statements.
    """
    return _rows(reached(actor) & ~Q(state=ConnectionState.ENDED.value), now)


def connection(actor: Actor, connection_id: UUID, *, now: datetime) -> ConnectionRow:
    """Return one connection with its health. Three statements.

    :raises NotFound: there is none in the actor's reach.
    """
    found = _rows(reached(actor) & Q(id=connection_id), now)
    if not found:
        raise NotFound
    return found[0]


def _rows(condition: Q, now: datetime) -> list[ConnectionRow]:
    found = list(Connection.objects.filter(condition).order_by("name", "id"))
    if not found:
        return []
    counts = _counts(found)
    faults: dict[UUID, list[FaultRow]] = {}
    days = FaultDay.objects.filter(connection__in=found, last_at__gte=now - FAULT_DAYS).order_by("-last_at")
    for one in days:
        faults.setdefault(one.connection_id, []).append(FaultRow(one.fault, one.day, one.count, one.last_at))
    return [_row(one, counts.get(one.id, (0, 0, 0, None)), tuple(faults.get(one.id, ()))) for one in found]


_Counts = tuple[int, int, int, datetime | None]


def _counts(found: Iterable[Connection]) -> dict[UUID, _Counts]:
    worked = Q(state=ExchangeState.WAITING.value, next_at__isnull=False)
    rows = (
        Exchange.objects.filter(connection__in=found, state__in=[ExchangeState.WAITING.value, *STUCK])
        .order_by()
        .values_list("connection_id")
        .annotate(
            waiting=Count("id", filter=worked),
            stuck=Count("id", filter=Q(state__in=STUCK)),
            people_wait=Count("id", filter=Q(state=ExchangeState.WAITING.value, next_at__isnull=True)),
            since=Min("made_at", filter=worked),
        )
    )
    return {
        connection_id: (waiting, stuck, people_wait, since)
        for connection_id, waiting, stuck, people_wait, since in rows
    }


def _row(one: Connection, counts: _Counts, faults: tuple[FaultRow, ...]) -> ConnectionRow:
    waiting, stuck, people_wait, since = counts
    return ConnectionRow(
        id=one.id, system=one.system, name=one.name, area_path=one.area_path, address=one.address, state=one.state,
        config=one.config, opened_at=one.opened_at, last_heard_at=one.last_heard_at, last_sent_at=one.last_sent_at,
        last_failed_at=one.last_failed_at, last_fault=one.last_fault, silent_after_min=one.silent_after_min,
        quiet_until=one.quiet_until, waiting=waiting, stuck=stuck, people_wait=people_wait, lag_since=since,
        faults=faults,
    )  # fmt: skip


def came_as_order(appeal_ids: Iterable[UUID]) -> list[UUID]:
    """Return which of these reports came in as an order or event of another system. One statement."""
    rows = Exchange.objects.filter(appeal_id__in=list(appeal_ids), direction=Direction.IN, kind__in=ORDERS)
    return [one for one in rows.order_by().values_list("appeal_id", flat=True).distinct() if one is not None]


def of_systems(systems: Collection[System]) -> list[tuple[UUID, str]]:
    """Return the connections of some kinds that have not ended, by name. One statement."""
    found = Connection.objects.filter(system__in=[one.value for one in systems])
    return list(found.exclude(state=ConnectionState.ENDED.value).order_by("name").values_list("id", "name"))


def exchanges(
    actor: Actor, connection_id: UUID, *, states: Iterable[str] = (), cursor: str = "", size: int = 50
) -> Page[ExchangeRow]:
    """Return the exchanges of a connection in reach, newest first, without bodies. Two statements.

    :raises NotFound: there is no such connection in reach. Invalid: the cursor is not one of ours.
    """
    mine = Connection.objects.filter(reached(actor), id=connection_id).values_list("id", flat=True).first()
    if mine is None:
        raise NotFound
    rows = Exchange.objects.filter(connection_id=mine).defer("body_sealed", "why_sealed").order_by("-id")
    wanted = list(states)
    if wanted:
        rows = rows.filter(state__in=wanted)
    if cursor:
        rows = rows.filter(id__lt=as_id(decode(cursor, 1)[0]))
    found = [row_of(row) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (str(row.id),))


def exchange(actor: Actor, exchange_id: UUID) -> ExchangeRow:
    """Return one exchange in reach, without its body. One statement.

    :raises NotFound: there is none.
    """
    rows = Exchange.objects.filter(reached(actor, "connection__area_path"), id=exchange_id)
    found = rows.defer("body_sealed", "why_sealed").first()
    if found is None:
        raise NotFound
    return row_of(found)


@dataclass(frozen=True, slots=True)
class Knocked:
    """A connection as its door needs it, with the secret that signs."""

    id: UUID
    system: str
    area_path: str
    config: Mapping[str, Any]
    secret: str = field(repr=False)


def knocked(connection_id: UUID) -> Knocked | None:
    """Return the connection whose door somebody knocks at, if it has not ended. One statement."""
    rows = Connection.objects.filter(id=connection_id).exclude(state=ConnectionState.ENDED)
    found = rows.first()
    if found is None or not found.secret_sealed:
        return None
    return Knocked(found.id, found.system, found.area_path, found.config, found.secret_sealed)


def row_of(row: Exchange) -> ExchangeRow:
    """Return the row of a loaded exchange."""
    return ExchangeRow(
        id=row.id, connection_id=row.connection_id, direction=row.direction, kind=row.kind, number=row.number,
        appeal_id=row.appeal_id, state=row.state, attempts=row.attempts, repeats=row.repeats,
        last_fault=row.last_fault, last_status=row.last_status, made_at=row.made_at, next_at=row.next_at,
        done_at=row.done_at, reason=row.reason,
    )  # fmt: skip


def file_of(row: Exchange) -> ExchangeFile:
    """Return a loaded exchange with its body and why it was refused."""
    zh, mark, en = (row.why_sealed or "").partition("\x1f")
    return ExchangeFile(row_of(row), row.body_sealed, Text(zh, en) if mark else None)


def open_under(row: Exchange, states: tuple[str, ...]) -> bool:
    """Say whether something older under the same number is in one of `states`. One statement, none without a number."""
    if not row.number:
        return False
    older = Exchange.objects.filter(
        connection_id=row.connection_id, direction=row.direction, number=row.number, state__in=states, id__lt=row.id
    )
    return older.exists()


def reconciliations(actor: Actor, connection_id: UUID, *, most: int = 14) -> list[ReconciliationRow]:
    """Return the newest comparisons of a connection in reach, newest day first. One statement."""
    rows = Reconciliation.objects.filter(reached(actor, "connection__area_path"), connection_id=connection_id)
    return [
        ReconciliationRow(
            row.day, row.at, row.theirs, row.ours,
            tuple(DifferenceRow(number, what, tuple(kinds)) for number, what, kinds in row.differences),
        )
        for row in rows.order_by("-day")[:most]
    ]  # fmt: skip

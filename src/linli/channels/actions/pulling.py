"""Asking a platform for its new orders, page by page, from the mark where the last round ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection as database
from django.db import transaction
from django.db.models import F, Q

from linli.channels import speaking
from linli.channels.actions import counting
from linli.channels.actions.adapters import Later
from linli.channels.actions.orders import Sender, keep_orders
from linli.channels.models import Connection
from linli.channels.rules import orders, trying
from linli.channels.rules.orders import KIND_OF
from linli.channels.words import ConnectionState, Fault
from linli.kernel.decoding import NotText, decoded
from linli.kernel.errors import Invalid

EVERY_MIN = 5
MOST_PAGES = 50
"""So many pages at most in one round; the mark goes on from there in the next."""


def pull_all(*, now: datetime) -> int:
    """Ask every platform whose turn it is; return how many orders came in that were new."""
    due = Connection.objects.filter(
        Q(pull_at__isnull=True) | Q(pull_at__lte=now), state=ConnectionState.ACTIVE, system__in=list(KIND_OF),
        config__has_key="pull",
    ).exclude(address="")  # fmt: skip
    return sum(pull(connection_id, now=now) for connection_id in due.order_by("id").values_list("id", flat=True))


def pull(connection_id: UUID, *, now: datetime) -> int:
    """Ask one platform for what is new since its mark; return how many were new (0 too where somebody else asks).

    The mark moves in the transaction that keeps the orders: a page is kept whole or asked for again.
    """
    new = 0
    for _ in range(MOST_PAGES):
        found, more = _page(connection_id, now)
        new += found
        if not more:
            break
    return new


def _page(connection_id: UUID, now: datetime) -> tuple[int, bool]:
    with transaction.atomic():
        if not _alone(connection_id):
            return 0, False
        one = Connection.objects.filter(id=connection_id, state=ConnectionState.ACTIVE).first()
        if one is None or (one.quiet_until is not None and now < one.quiet_until):
            return 0, False
        said = one.config.get("pull")
        config = said if isinstance(said, dict) else {}
        try:
            items, mark = _asked(one, config, now)
        except Later as later:
            _failed(one, later, now)
            return 0, False
        kept = keep_orders(sender=Sender(one.id, one.system, one.config), items=items, now=now)
        minutes = config.get("every_min")
        every = timedelta(minutes=minutes if isinstance(minutes, int) and minutes > 0 else EVERY_MIN)
        is_more = bool(items) and bool(mark) and mark != one.pull_mark
        Connection.objects.filter(id=one.id).update(
            pull_mark=mark or one.pull_mark, pull_at=now + every, failures=0, quiet_until=None
        )
        return sum(row.is_new for row in kept), is_more


def _alone(connection_id: UUID) -> bool:
    """Say whether nobody else asks this platform. No row is locked, or a push would wait for their slow answer."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"channels.pull:{connection_id}"])
        return bool(cursor.fetchone()[0])


def _asked(one: Connection, config: dict[str, object], now: datetime) -> tuple[list[Mapping[str, object]], str]:
    path = str(config.get("path") or "/orders")
    query = urlencode({str(config.get("after") or "after"): one.pull_mark}) if one.pull_mark else ""
    url = one.address.rstrip("/") + path + (f"?{query}" if query else "")
    reply = speaking.ask("GET", url, secret=one.secret_sealed or "", now=now)
    if not 200 <= reply.status < 300:
        raise Later(Fault.ANSWER, reply.status)
    try:
        return orders.items_of(decoded(reply.body), config)
    except (Invalid, NotText):
        raise Later(Fault.GARBLED, reply.status) from None


def _failed(one: Connection, later: Later, now: datetime) -> None:
    counting.count(one.id, later.fault, now=now)
    quiet = trying.quiet_until(failures=one.failures + 1, now=now)
    Connection.objects.filter(id=one.id).update(failures=F("failures") + 1, quiet_until=quiet, pull_at=quiet)

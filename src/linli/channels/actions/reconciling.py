"""Comparing with the other side, day by day: nobody should have to believe that nothing was lost (S-100)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from linli.channels import speaking
from linli.channels.actions import counting
from linli.channels.actions.adapters import Later
from linli.channels.models import Connection, Exchange, Reconciliation
from linli.channels.queries import reached
from linli.channels.rules import reconciling
from linli.channels.rules.orders import KIND_OF
from linli.channels.rules.reconciling import Ours
from linli.channels.words import STUCK, ConnectionState, Direction, ExchangeKind, ExchangeState, Fault
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.decoding import NotText, decoded
from linli.kernel.errors import NotFound, Refused
from linli.kernel.words import Text

BACK = 7
"""So many days back one that differed is compared again."""
KEPT = timedelta(days=90)
CAME_AS = (ExchangeKind.ORDER.value, ExchangeKind.EVENT.value)


class CannotAsk(Refused):
    """The other side cannot be asked for its list."""

    code = "channels.cannot_ask"
    says = Text("对方没有给出可核对的清单：{why_zh}。", "The other side gave no list to compare with: {why_en}.")


@dataclass(frozen=True, slots=True)
class _Theirs:
    of_day: Mapping[str, tuple[str, ...]]
    nearby: frozenset[str]


def reconcile(*, actor: Actor, connection_id: UUID, day: date, now: datetime) -> int:
    """Compare one day with the other side and keep what differs; return how much. `channels.manage` or `.mend`.

    :raises NotFound: there is no such connection in the actor's reach. CannotAsk: they cannot be asked, or not now.
    """
    one = Connection.objects.filter(reached(actor), id=connection_id, state=ConnectionState.ACTIVE).first()
    if one is None:
        raise NotFound
    if one.system not in KIND_OF or not one.address:
        raise CannotAsk(why_zh="没有填对方地址", why_en="it has no address")
    try:
        return _reconcile(one, day, now)
    except Later as later:
        counting.count(one.id, later.fault, now=now)
        raise CannotAsk(why_zh=later.fault.zh, why_en=later.fault.en) from None


def reconcile_all(*, now: datetime) -> int:
    """Compare yesterday, and what differed lately, with every platform that says where to ask; return how many days."""
    today = now.astimezone(SHANGHAI).date()
    done = 0
    asked = Connection.objects.filter(
        state=ConnectionState.ACTIVE, system__in=list(KIND_OF), config__has_key="ledger"
    ).exclude(address="")
    for one in asked.order_by("id"):
        lately = Reconciliation.objects.filter(connection=one, day__gte=today - timedelta(days=BACK))
        days = {today - timedelta(days=1), *lately.exclude(differences=[]).values_list("day", flat=True)}
        for day in sorted(days):
            try:
                _reconcile(one, day, now)
            except Later as later:
                counting.count(one.id, later.fault, now=now)
                break
            done += 1
    return done


def forget(*, now: datetime) -> int:
    """Drop comparisons after their term; return how many."""
    return Reconciliation.objects.filter(day__lt=(now - KEPT).date()).delete()[0]


def _reconcile(one: Connection, day: date, now: datetime) -> int:
    theirs = _theirs(one, day, now)
    of_day = _numbers_of(one.id, day)
    ours = _ours(one.id, {*theirs.of_day, *of_day})
    found = reconciling.compare(theirs=theirs.of_day, nearby=theirs.nearby, ours=ours, of_day=of_day)
    Reconciliation.objects.update_or_create(
        connection=one, day=day,
        defaults={
            "at": now, "theirs": len(theirs.of_day), "ours": len(of_day),
            "differences": [[row.number, row.what.value, list(row.kinds)] for row in found],
        },
    )  # fmt: skip
    return len(found)


def _theirs(one: Connection, day: date, now: datetime) -> _Theirs:
    said = one.config.get("ledger")
    path = str(said.get("path") or "/ledger") if isinstance(said, dict) else "/ledger"
    around = timedelta(days=1)
    query = urlencode({"from": (day - around).isoformat(), "to": (day + around).isoformat()})
    reply = speaking.ask("GET", f"{one.address.rstrip('/')}{path}?{query}", secret=one.secret_sealed or "", now=now)
    if reply.status != 200:
        raise Later(Fault.ANSWER, reply.status)
    rows = _rows(reply.body, reply.status)
    of_day = {
        str(row["number"]): tuple(str(kind) for kind in row.get("received") or ())
        for row in rows
        if str(row.get("day"))[:10] == day.isoformat()
    }
    return _Theirs(of_day, frozenset(str(row["number"]) for row in rows))


def _rows(body: bytes, status: int) -> list[dict[str, Any]]:
    try:
        found = json.loads(decoded(body))
    except (ValueError, NotText):
        raise Later(Fault.GARBLED, status) from None
    rows = found.get("orders") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "number" in row for row in rows):
        raise Later(Fault.GARBLED, status)
    return rows


def _numbers_of(connection_id: UUID, day: date) -> set[str]:
    start = datetime.combine(day, time(), tzinfo=SHANGHAI)
    came = Exchange.objects.filter(
        connection_id=connection_id, direction=Direction.IN, kind__in=CAME_AS, made_at__gte=start,
        made_at__lt=start + timedelta(days=1),
    )  # fmt: skip
    return set(came.exclude(number="").exclude(state=ExchangeState.DROPPED).values_list("number", flat=True))


def _ours(connection_id: UUID, numbers: Iterable[str]) -> dict[str, Ours]:
    """Return what we have of each number. One statement."""
    rows = Exchange.objects.filter(connection_id=connection_id, number__in=sorted(numbers)).values_list(
        "number", "direction", "kind", "state"
    )
    came: dict[str, set[str]] = {}
    told: dict[str, set[str]] = {}
    waits: dict[str, set[str]] = {}
    for number, direction, kind, state in rows:
        if direction == Direction.IN and kind in CAME_AS:
            came.setdefault(number, set()).add(state)
        elif direction == Direction.OUT:
            kept = told if state == ExchangeState.DONE else waits if state != ExchangeState.DROPPED else {}
            kept.setdefault(number, set()).add(kind)
    return {
        number: Ours(
            frozenset(told.get(number, ())), frozenset(waits.get(number, ())),
            ExchangeState.DONE.value not in states and bool(states & set(STUCK)),
        )
        for number, states in came.items()
    }  # fmt: skip

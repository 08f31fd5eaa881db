"""Orders and events that come in: kept, then registered through the one intake; urgent ones at once (S-067, S-068)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions.proposing import propose
from linli.appeals.actions.registering import register
from linli.appeals.queries import known
from linli.appeals.words import Urgency
from linli.channels.actions import exchanging, terms
from linli.channels.actions.adapters import Became, Given, Never
from linli.channels.models import Exchange
from linli.channels.rules import orders
from linli.channels.rules.orders import EXCHANGE_OF, KIND_OF, LIST_OF, Order
from linli.channels.words import Direction, ExchangeState, Fault
from linli.grid import queries as grid
from linli.journeys.actions.importing import new_appeal
from linli.journeys.rules.hotline import CHANNELS
from linli.journeys.words import Draft, FileKind, Refusal
from linli.kernel.actor import Actor
from linli.kernel.words import Text

RECEIVER = Actor.system("channels.receive", ["appeals.submit"])
"""Who registers what another system hands over; it may do nothing else."""
FEW = 5
"""A push of so many is worked off before it is answered, so that the other side learns our numbers."""
AT_ONCE = frozenset({Urgency.EMERGENCY, Urgency.URGENT})
DIFFERS = Text(
    "编号 {number} 此前已登记为 {case}，这次内容不同；请核对两边内容后选择怎么办。",
    "{number} was registered as {case} and says something else now; compare the two and choose.",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one order of a push."""

    number: str
    exchange_id: UUID
    is_new: bool
    state: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """The connection through which something came."""

    id: UUID
    system: str
    config: Mapping[str, Any]


def receive_orders(*, sender: Sender, items: Sequence[Mapping[str, object]], now: datetime) -> list[Taken]:
    """Keep the orders of a push; register urgent ones, and those of a short push, before returning.

    All are committed before the first is registered, so that nothing is lost when a rule says no.
    """
    kept = keep_orders(sender=sender, items=items, now=now)
    for one in kept:
        if one.is_new and (len(items) <= FEW or one.is_urgent):
            exchanging.work(exchange_id=one.exchange_id, now=now)
    return _taken(kept)


@dataclass(frozen=True, slots=True)
class Kept:
    """One order that was written down."""

    number: str
    exchange_id: UUID
    is_new: bool
    is_urgent: bool


def keep_orders(*, sender: Sender, items: Sequence[Mapping[str, object]], now: datetime) -> list[Kept]:
    """Write orders down in one transaction, and that the other side was heard."""
    kind = KIND_OF[sender.system]
    district = grid.district(now).name
    with transaction.atomic():
        exchanging.heard(sender.id, now=now)
        return [_keep(sender, kind, item, district, now) for item in items]


def _keep(sender: Sender, kind: FileKind, item: Mapping[str, object], district: str, now: datetime) -> Kept:
    order = orders.read(item, kind=kind, config=sender.config, district=district)
    made, is_new = exchanging.keep(
        connection_id=sender.id, direction=Direction.IN, kind=EXCHANGE_OF[kind], number=order.number,
        body=json.dumps(dict(item), ensure_ascii=False), same_if=order.same_if, now=now,
    )  # fmt: skip
    return Kept(order.number, made, is_new, is_new and _is_urgent(order, kind, now))


def _is_urgent(order: Order, kind: FileKind, now: datetime) -> bool:
    if order.urgency in AT_ONCE:
        return True
    if not isinstance(order.said, Draft):
        return False
    return propose(order.said.text, channel=CHANNELS[kind], now=now).urgency in AT_ONCE


def _taken(kept: Sequence[Kept]) -> list[Taken]:
    rows = Exchange.objects.filter(id__in=[one.exchange_id for one in kept])
    stands = {id_: (state, appeal) for id_, state, appeal in rows.values_list("id", "state", "appeal_id")}
    cases = known.case_numbers([appeal for _, appeal in stands.values() if appeal is not None])
    return [
        Taken(
            one.number, one.exchange_id, one.is_new, stands.get(one.exchange_id, (ExchangeState.WAITING.value,))[0],
            cases.get(stands[one.exchange_id][1] or one.exchange_id, ""),
        )
        for one in kept
    ]  # fmt: skip


def take_order(given: Given, now: datetime) -> Became:
    """Register an order that was kept; one closed over there makes nothing. The adapter of hotline and events, inward.

    :raises Never: it cannot be registered as it is; or its number is known with other words.
    """
    kind = LIST_OF[given.kind]
    item = json.loads(given.body)
    order = orders.read(item, kind=kind, config=given.config, district=grid.district(now).name)
    if isinstance(order.said, Refusal):
        raise Never(Fault.REFUSED_HERE, order.said.says)
    if order.said.is_closed:
        return Became()
    new = replace(new_appeal(order.said, kind), urgency=order.urgency)
    made = register(actor=RECEIVER, new=new, now=now)
    if made.is_repeat and not known.is_said(made.id, new.text):
        raise Never(Fault.DIFFERS, DIFFERS.format(number=order.number, case=made.number))
    terms.carry(made.id, order.said, now=now)
    return Became(appeal_id=made.id)

"""Messages of groups: kept, looked at by a person, turned into a report with one tap (S-069, S-070)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions.placing import Place
from linli.appeals.actions.proposing import propose
from linli.appeals.actions.registering import NewAppeal, Reporter, register
from linli.appeals.words import Channel, Urgency
from linli.channels import events
from linli.channels.actions import exchanging
from linli.channels.models import Exchange
from linli.channels.queries.messages import SUBMIT, waiting_for
from linli.channels.rules import trying
from linli.channels.rules.messages import Said, place_of
from linli.channels.words import Direction, ExchangeKind, ExchangeState
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotFound

AT_ONCE = frozenset({Urgency.EMERGENCY, Urgency.URGENT})


@dataclass(frozen=True, slots=True)
class GroupSender:
    """The connection through which a message came."""

    id: UUID
    area_path: str
    config: Mapping[str, Any]


def receive_messages(*, sender: GroupSender, said: Sequence[Said], now: datetime) -> list[bool]:
    """Keep messages for somebody to look at; return for each whether it is new. Urgent ones are marked."""
    with transaction.atomic():
        exchanging.heard(sender.id, now=now)
        return [_keep(sender, one, now) for one in said]


def _keep(sender: GroupSender, one: Said, now: datetime) -> bool:
    name, area_path = place_of(one.group, sender.area_path, sender.config)
    body = {"name": name, "sender": one.sender, "text": one.text}
    urgency = propose(one.text, channel=Channel.WECHAT_GROUP, now=now).urgency
    _, is_new = exchanging.keep(
        connection_id=sender.id, direction=Direction.IN, kind=ExchangeKind.MESSAGE, number=one.number,
        body=json.dumps(body, ensure_ascii=False), same_if=json.dumps([one.group, one.number]), now=now,
        is_for_person=True, area_path=area_path, group=one.group, said_at=one.at, is_urgent=urgency in AT_ONCE,
    )  # fmt: skip
    return is_new


def turn_into_appeal(*, actor: Actor, exchange_id: UUID, now: datetime) -> UUID:
    """Turn a group's message into a report, as it was said; return the report. Deed `appeals.submit` at its place.

    Whoever said it is its reporter, known by the name in the group and masked like every reporter; whoever presses is
    the one who registered it. Source: S-069.

    :raises NotFound: there is none that waits in the actor's reach. Conflict: somebody was faster.
    """
    with transaction.atomic():
        found = _locked(actor, exchange_id)
        said = json.loads(found.body_sealed or "{}")
        actor.require(SUBMIT, found.area_path)
        made = register(
            actor=actor,
            new=NewAppeal(
                text=str(said["text"]),
                channel=Channel.WECHAT_GROUP,
                reporter=Reporter(name=str(said["sender"])) if said["sender"] else None,
                place=Place(area_path=found.area_path),
                client_id=f"channels.message:{found.id}",
                found_at=found.said_at,
            ),
            now=now,
        )
        found.state, found.appeal_id, found.done_at = ExchangeState.DONE.value, made.id, now
        found.save(update_fields=["state", "appeal", "done_at"])
        took_s = int((now - (found.said_at or found.made_at)).total_seconds())
        told = events.MessageTurned(found.connection_id, found.id, made.id, took_s)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)
        return made.id


def set_aside(*, actor: Actor, exchange_id: UUID, now: datetime) -> None:
    """Say that a group's message is no report. Deed `appeals.submit` at its place; its words go at once.

    :raises NotFound: there is none that waits in the actor's reach. Conflict: somebody was faster.
    """
    with transaction.atomic():
        found = _locked(actor, exchange_id)
        actor.require(SUBMIT, found.area_path)
        found.state, found.done_at, found.body_sealed = ExchangeState.DROPPED.value, now, None
        found.mended_by_id = actor.account_id
        found.save(update_fields=["state", "done_at", "body_sealed", "mended_by"])
        told = events.MessageSetAside(found.connection_id, found.id)
        journal.record(told, actor=actor, at=now, area_path=found.area_path)


def let_go(*, now: datetime) -> int:
    """Let messages go that nobody looked at for a week, words and all; return how many."""
    unseen = Exchange.objects.filter(
        kind=ExchangeKind.MESSAGE, state=ExchangeState.WAITING, made_at__lt=now - trying.UNSEEN
    )
    return unseen.update(state=ExchangeState.DROPPED, done_at=now, body_sealed=None)


def _locked(actor: Actor, exchange_id: UUID) -> Exchange:
    found = Exchange.objects.select_for_update(of=("self",)).filter(waiting_for(actor), id=exchange_id).first()
    if found is None:
        raise NotFound
    if found.state != ExchangeState.WAITING or found.body_sealed is None:
        raise Conflict
    return found

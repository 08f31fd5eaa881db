"""The same number with other content: a person compares both and chooses (S-068, S-100; ADR 0044).

Keep ours, add the new words to the case (its handler is told), or register them as a case of their own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import asking, moving, presuming, triaging
from linli.appeals.actions.moving import Telling
from linli.appeals.actions.proposing import propose
from linli.appeals.actions.registering import NewAppeal, register
from linli.appeals.queries import detail, known, links
from linli.appeals.queries.reach import sight_of
from linli.appeals.queries.rows import TextRow
from linli.appeals.rules import intake
from linli.appeals.words import OPEN_STATES, Channel, State, TextKind, Urgency
from linli.channels import events
from linli.channels.actions import terms
from linli.channels.actions.exchanging import release
from linli.channels.actions.mending import open_body, reason_of, stuck
from linli.channels.actions.orders import RECEIVER
from linli.channels.models import Connection, Exchange
from linli.channels.queries import exchange as exchange_of
from linli.channels.rules import orders
from linli.channels.rules.orders import LIST_OF
from linli.channels.words import Choice, ExchangeState, Fault
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.journeys.actions.importing import new_appeal
from linli.journeys.rules.hotline import CHANNELS
from linli.journeys.words import Draft
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotFound, Refused
from linli.kernel.words import Text
from linli.notices import actions as notices

if TYPE_CHECKING:
    from linli.appeals.models import Appeal

MOST_OF_ONE = 20
"""So many cases at most are registered of one number."""


class Over(Refused):
    """Nothing is added to a case that has ended."""

    code = "channels.case_over"
    says = Text(
        "原件已经办结，不能补充；请选“另行登记”或“按原件”。",
        "That case has ended, so nothing can be added; register it on its own, or keep ours.",
    )


class Mended(Refused):
    """It cannot be read as an order."""

    code = "channels.not_an_order"
    says = Text("这条来文读不成工单，请先改好。", "It cannot be read as an order; mend it first.")


@dataclass(frozen=True, slots=True)
class Sides:
    """Both contents of one number. `ours` are the report's words and what was added, as far as the reader may see."""

    exchange_id: UUID
    connection_id: UUID
    number: str
    appeal_id: UUID
    case: str
    state: State
    place: str
    found_at: datetime
    ours: tuple[TextRow, ...]
    theirs: Draft

    @property
    def is_open(self) -> bool:
        """Say whether something can still be added."""
        return self.state in OPEN_STATES


def is_differing(state: str, fault: str) -> bool:
    """Say whether an exchange waits for this choice."""
    return state == ExchangeState.REFUSED and fault == Fault.DIFFERS


def sides(*, actor: Actor, exchange_id: UUID, now: datetime) -> Sides:
    """Return both contents; that somebody read them is told. Deed `channels.mend`, and the case in the actor's reach.

    :raises NotFound, Forbidden: Conflict: it waits for no such choice (any more). Mended: it reads as no order.
    """
    row = exchange_of(actor, exchange_id)
    if not is_differing(row.state, row.last_fault):
        raise Conflict
    file = open_body(actor=actor, exchange_id=exchange_id, now=now)
    draft = _draft(row.kind, file.body or "{}", row.connection_id, now)
    appeal = detail.load(_appeal_id(row.kind, draft))
    seen = sight_of(actor, appeal)
    said = [one for one in detail.texts_of(appeal, seen) if one.kind in {TextKind.REPORT, TextKind.ADDITION}]
    return Sides(
        exchange_id, row.connection_id, row.number, appeal.id, links.number(appeal), State(appeal.state),
        appeal.place_words if seen.place else "", appeal.found_at, tuple(said), draft,
    )  # fmt: skip


def _draft(kind: str, body: str, connection_id: UUID, now: datetime) -> Draft:
    config = Connection.objects.values_list("config", flat=True).get(id=connection_id)
    read = orders.read(json.loads(body), kind=LIST_OF[kind], config=config, district=grid.district(now).name)
    if not isinstance(read.said, Draft):
        raise Mended
    return read.said


def _appeal_id(kind: str, draft: Draft) -> UUID:
    found = known.id_of(CHANNELS[LIST_OF[kind]], draft.external_number)
    if found is None:
        raise NotFound
    return found


def settle(*, actor: Actor, exchange_id: UUID, choice: Choice, reason: str, now: datetime) -> UUID:
    """Do what a person chose about other content under a known number; return the case it is part of now.

    Deed `channels.mend`; to add it the case must be in the actor's reach.

    :raises NotFound, Forbidden, NoReason, Over, Mended: Conflict: somebody was faster.
    """
    why = reason_of(reason)
    with transaction.atomic():
        found = stuck(actor, exchange_id)
        if not is_differing(found.state, found.last_fault):
            raise Conflict
        draft = _draft(found.kind, found.body_sealed or "{}", found.connection_id, now)
        new = new_appeal(draft, LIST_OF[found.kind])
        appeal_id = _appeal_id(found.kind, draft)
        if choice is Choice.OWN:
            appeal_id = _register(new, now)
            terms.carry(appeal_id, draft, now=now)
        else:
            _on_case(actor, moving.lock(appeal_id), choice, new, found, now)
            if choice is Choice.ADD:
                terms.carry(appeal_id, draft, now=now)
        _close(actor, found, choice, appeal_id, why, now)
        return appeal_id


def _close(actor: Actor, found: Exchange, choice: Choice, appeal_id: UUID, why: str, now: datetime) -> None:
    found.state = (ExchangeState.DROPPED if choice is Choice.OURS else ExchangeState.DONE).value
    found.done_at, found.next_at, found.reason, found.mended_by_id = now, None, why, actor.account_id
    found.appeal_id = appeal_id
    found.save(update_fields=["state", "done_at", "next_at", "reason", "mended_by", "appeal"])
    release(found.connection_id, found.direction, found.number, now=now)
    told = events.OrderSettled(found.connection_id, found.id, choice.value, appeal_id)
    journal.record(told, actor=actor, at=now, area_path=found.connection.area_path)


def _register(new: NewAppeal, now: datetime) -> UUID:
    """Register it under the next free name of its number: ours is told apart, theirs stays what it is."""
    number = new.external_number or ""
    for serial in range(2, MOST_OF_ONE + 1):
        mine = f"{number[:56]}#{serial}"
        if known.id_of(Channel(new.channel), mine) is None:
            return register(actor=RECEIVER, new=replace(new, external_number=mine), now=now).id
    raise Conflict


def _on_case(actor: Actor, appeal: Appeal, choice: Choice, new: NewAppeal, found: Exchange, now: datetime) -> None:
    moving.ask(actor, "appeals.view", appeal)
    if choice is Choice.OURS:
        kept = events.OrderKept(appeal.id, more={"exchange": str(found.id)})
        journal.record(kept, actor=actor, at=now, area_path=appeal.area_path)
        return
    if State(appeal.state) not in OPEN_STATES:
        raise Over
    if appeal.state == State.NEED_INFO:
        # What was asked for has come: the triage clock goes on (T04).
        asking.add_info(actor=actor, appeal_id=appeal.id, body=new.text, now=now)
    else:
        _add(actor, appeal, new.text, found, now)
    _tell_unit(appeal, found, now)


def _add(actor: Actor, appeal: Appeal, body: str, found: Exchange, now: datetime) -> None:
    text = moving.keep_text(appeal, TextKind.ADDITION, body, actor=actor, now=now)
    appeal.complained_ids, appeal.changed_at = presuming.with_added(appeal, body, now=now), now
    appeal.save(update_fields=["complained_ids", "changed_at"])
    added = events.OrderAdded(
        appeal.id, text_id=text.id, text_digest=moving.digest_of(text), more={"exchange": str(found.id)}
    )
    journal.record(added, actor=actor, at=now, area_path=appeal.area_path)
    before = Urgency(appeal.urgency)
    heard = intake.urgency_at_once(propose(body, channel=Channel(appeal.channel), now=now).urgency, before)
    if heard.rank < before.rank:
        triaging.set_urgency(appeal, heard, actor=actor, now=now, told=Telling())


def _tell_unit(appeal: Appeal, found: Exchange, now: datetime) -> None:
    if appeal.accountable_id is None:
        return
    to = notices.Recipient(unit_id=appeal.accountable_id)
    params, subject = {"number": links.number(appeal)}, moving.subject_of(appeal)
    notices.tell(to=to, text="order.added", params=params, subject=subject, key=f"order.added:{found.id}", now=now)

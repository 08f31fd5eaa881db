"""What is told back: facts become outgoing exchanges, an exchange becomes a call (S-068, S-100)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from linli.appeals.queries import known
from linli.channels import speaking
from linli.channels.actions import exchanging
from linli.channels.actions.adapters import Became, Given, Later, Never
from linli.channels.models import Exchange
from linli.channels.rules import feedback, trying
from linli.channels.rules.feedback import TOLD
from linli.channels.words import ConnectionState, Direction, ExchangeKind, Fault, System
from linli.journal.words import FactRow
from linli.kernel.words import Text

CAME_AS = (ExchangeKind.ORDER.value, ExchangeKind.EVENT.value)
SYSTEMS = (System.HOTLINE.value, System.EVENTS.value)
MOST_SAID = 200
KEY = "Linli-Exchange"
"""The header with the exchange's id: the same with every try, so that what came twice is known."""


def give_out(facts: Sequence[FactRow]) -> int:
    """Put down what is told back of these facts; return how many. One statement where no case came from outside.

    What is told of a master is told of those joined with it too. A fact is told once, however often the log is read.
    """
    told = [fact for fact in facts if fact.kind in TOLD]
    if not told:
        return 0
    joined = known.joined_to({fact.subject_id for fact in told})
    came = _came_from({fact.subject_id for fact in told} | set(joined))
    if not came:
        return 0
    words = known.words_of({found for fact in told if (found := feedback.text_id_of(fact.data)) is not None})
    cases = known.case_numbers(came)
    made = 0
    for fact in told:
        for appeal_id in [fact.subject_id, *(one for one, master in joined.items() if master == fact.subject_id)]:
            for connection_id, number in came.get(appeal_id, ()):
                made += _put_down(fact, appeal_id, connection_id, number, cases[appeal_id], words)
    return made


def _came_from(ids: Iterable[UUID]) -> Mapping[UUID, Sequence[tuple[UUID, str]]]:
    """Return for each report the connections through which it came, that can be told something, with its number."""
    rows = (
        Exchange.objects.filter(
            appeal_id__in=list(ids), direction=Direction.IN, kind__in=CAME_AS, connection__system__in=SYSTEMS
        )
        .exclude(connection__state=ConnectionState.ENDED)
        .exclude(connection__address="")
        .order_by("connection_id", "number")
    )
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for appeal_id, connection_id, number in rows.values_list("appeal_id", "connection_id", "number").distinct():
        if appeal_id is not None:
            found.setdefault(appeal_id, []).append((connection_id, number))
    return found


def _put_down(
    fact: FactRow, appeal_id: UUID, connection_id: UUID, number: str, case: str, words: Mapping[UUID, str]
) -> int:
    text_id = feedback.text_id_of(fact.data)
    body = feedback.body_of(
        kind=fact.kind, number=number, case=case, at=fact.at, data=fact.data,
        words=words.get(text_id, "") if text_id is not None else "",
    )  # fmt: skip
    # The digest is of the fact: an erased text must not make the same fact a new exchange.
    _, is_new = exchanging.keep(
        connection_id=connection_id, direction=Direction.OUT, kind=TOLD[fact.kind][0], number=number,
        body=json.dumps(body, ensure_ascii=False), same_if=str(fact.id), appeal_id=appeal_id, fact_id=fact.id,
        now=fact.at,
    )  # fmt: skip
    return int(is_new)


def tell_back(given: Given, now: datetime) -> Became:
    """Tell the other side. The adapter of hotline and events, outward.

    409 is taken for "we have it": a try whose answer was lost came through.

    :raises Later, Never:
    """
    reply = speaking.ask(
        "POST", given.address.rstrip("/") + feedback.path_of(given.kind, given.config), secret=given.secret, now=now,
        body=feedback.theirs(given.body, given.config), headers={KEY: str(given.exchange_id)},
    )  # fmt: skip
    if reply.status == 409:
        return Became(status=409)
    if not 200 <= reply.status < 300:
        if trying.is_retried(reply.status):
            raise Later(Fault.ANSWER, reply.status)
        raise Never(Fault.REFUSED_THERE, _said(reply.body), reply.status)
    if reply.status != 204:
        _check(reply.body, reply.status)
    return Became(status=reply.status)


def _check(body: bytes, status: int) -> None:
    """Read the answer: JSON, and not one that says no.

    :raises Later: it cannot be read; perhaps a wall in between answered. Never: it says no.
    """
    try:
        found = json.loads(body.decode())
    except ValueError:
        raise Later(Fault.GARBLED, status) from None
    if not isinstance(found, dict):
        raise Later(Fault.GARBLED, status)
    if found.get("ok") is False:
        raise Never(Fault.REFUSED_THERE, _said(body), status)


def _said(body: bytes) -> Text:
    words = body[: MOST_SAID * 4].decode("utf-8", "replace").replace("\x1f", " ")[:MOST_SAID]
    return Text(f"对方答复：{words}", f"It answered: {words}")

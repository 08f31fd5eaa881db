"""Messages of groups for the staff of their place: what waits for somebody, what became of it and how fast (S-069)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db.models import Q

from linli.appeals.queries import known
from linli.channels.models import Exchange
from linli.channels.words import Direction, ExchangeKind, ExchangeState, MessageRow
from linli.kernel.actor import Actor
from linli.kernel.pages import Page, as_id, decode, page_of
from linli.notices.rules import masking
from linli.people import queries as people
from linli.people.rules.masking import mask_name

SUBMIT = "appeals.submit"


def waiting_for(actor: Actor) -> Q:
    """Return the condition that a message lies where the actor registers reports."""
    is_message = Q(kind=ExchangeKind.MESSAGE.value, direction=Direction.IN.value)
    return is_message & people.reach_filter(actor.reach(SUBMIT))


def messages(actor: Actor, *, state: ExchangeState, cursor: str = "", size: int = 30) -> Page[MessageRow]:
    """Return the messages in reach that wait (the urgent ones first on their page) or became reports, newest first.

    At most two statements. Sender and words are masked.

    :raises Invalid: the cursor is not one of ours.
    """
    rows = Exchange.objects.filter(waiting_for(actor), state=state.value).order_by("-id")
    if cursor:
        rows = rows.filter(id__lt=as_id(decode(cursor, 1)[0]))
    found = list(rows[: size + 1])
    page = page_of(found, size, lambda row: (str(row.id),))
    shown = sorted(page.rows, key=lambda row: not row.is_urgent) if state is ExchangeState.WAITING else page.rows
    return Page(tuple(_shown(shown)), page.next)


def _shown(rows: Iterable[Exchange]) -> list[MessageRow]:
    found = list(rows)
    ids = [row.appeal_id for row in found if row.appeal_id is not None]
    cases = known.case_numbers(ids) if ids else {}
    return [_row(row, cases.get(row.appeal_id, "") if row.appeal_id else "") for row in found]


def _row(row: Exchange, case: str) -> MessageRow:
    said = json.loads(row.body_sealed or "{}")
    name = str(said.get("sender") or "")
    said_at = row.said_at or row.made_at
    return MessageRow(
        id=row.id, group=str(said.get("name") or ""), area_path=row.area_path, sender=mask_name(name) if name else "",
        words=masking.mask(str(said.get("text") or ""), [name] if name else (), doors=False).text, said_at=said_at,
        is_urgent=row.is_urgent, state=row.state, appeal_id=row.appeal_id, case=case,
        took_s=int((row.done_at - said_at).total_seconds()) if row.done_at and row.appeal_id else None,
    )  # fmt: skip

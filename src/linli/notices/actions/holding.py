"""Holding messages back for a moment, so that a deed can be undone and nobody was told (ADR 0021).

    with holding.hold(now=now) as held:      # around the deed, in its transaction
        dispatch.actions.…(…)
    …
    holding.cancel(held, now=later)          # with the counter-fact, in its transaction; or
    holding.release(held, now=later)         # the person does not want to wait

Whoever calls `cancel` or `release` has asked for the right to undo the deed; the gate knows no deeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from linli.kernel.errors import Refused
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.notices import delivery
from linli.notices.models import Message
from linli.notices.rules import choosing
from linli.notices.words import MessageKind

UNDO_S = 10
"""So long a deed can be taken back (design language: undo bar)."""


class AlreadySent(Refused):
    """The messages of a deed have left; it can only be mended by a new deed, which tells again."""

    code = "notices.already_sent"
    says = Text(
        "消息已经发出，撤不回来了；请再办一步，说明情况。", "The messages have gone out; mend it with a new step."
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What is held together, and until when."""

    id: UUID
    until: datetime


_current: ContextVar[Held | None] = ContextVar("held", default=None)


@contextmanager
def hold(*, now: datetime, seconds: int = UNDO_S) -> Iterator[UUID]:
    """Hold back every message told inside until `now` + `seconds`, emergencies excepted; give the id to undo by.

    They go by themselves when the time is over. A hold inside a hold belongs to the outer one.
    """
    outer = _current.get()
    held = outer or Held(new_id(), until(now, seconds))
    mark = _current.set(held)
    try:
        yield held.id
    finally:
        _current.reset(mark)


def until(now: datetime, seconds: int = UNDO_S) -> datetime:
    """Return the moment until which a deed done at `now` can be taken back."""
    return now + timedelta(seconds=seconds)


def marks(template: str) -> dict[str, Any]:
    """Return the columns `hold` and `held_until` of a message told now. Danger waits for nobody's second thoughts."""
    held = _current.get()
    if held is None or choosing.kind_of(template) is MessageKind.EMERGENCY:
        return {"hold": None, "held_until": None}
    return {"hold": held.id, "held_until": held.until}


def release(hold_id: UUID, *, now: datetime) -> int:
    """Let go at once what is held; return how many messages. Twice is once. Two statements."""
    with transaction.atomic():
        ids = [row.id for row in _locked(hold_id) if row.released_at is None and row.cancelled_at is None]
        Message.objects.filter(id__in=ids).update(released_at=now)
        delivery.put_down(ids, key=f"release:{hold_id}")
        return len(ids)


def cancel(hold_id: UUID, *, now: datetime) -> int:
    """Take back what is held: it is never sent and stands in no inbox; return how many messages. Twice is once.

    A deed that told nobody has nothing to take back: 0. Two statements.

    :raises AlreadySent: one of them has left, or the time is over; then all stay as they are.
    """
    with transaction.atomic():
        rows = _locked(hold_id)
        left = [row for row in rows if row.cancelled_at is None]
        if any(row.released_at is not None or row.held_until is None or now >= row.held_until for row in left):
            raise AlreadySent
        # The key becomes free: the same deed done again, rightly this time, must be told.
        key = Concat(Value("cancelled:"), Cast("id", CharField()))
        return Message.objects.filter(id__in=[row.id for row in left]).update(cancelled_at=now, key=key)


def _locked(hold_id: UUID) -> list[Message]:
    """Return the messages held together, locked: delivery frees them by the same rows, so one of both comes first."""
    return list(Message.objects.select_for_update().filter(hold=hold_id).order_by("id"))

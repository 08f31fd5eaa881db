"""Who hears of an order: the unit, and the reporter with those joined to him, in one batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from linli.appeals.actions.moving import subject_of
from linli.appeals.actions.telling import telling_for
from linli.dispatch.actions.opening import Case
from linli.dispatch.models import WorkOrder
from linli.kernel.words import Text, Word
from linli.notices import actions as notices
from linli.people.queries import unit as unit_of


def to_reporter(case: Case, text: str, *, now: datetime, key: str, **params: object) -> list[notices.Telling]:
    """Return the message for the reporter; nothing where nobody is known."""
    telling = telling_for(case.appeal, text, now=now, key=key, **params)
    return [telling] if telling is not None else []


def to_unit(case: Case, unit_id: UUID, text: str, *, key: str, **params: object) -> list[notices.Telling]:
    """Return the message for a unit."""
    filled: Mapping[str, object] = {"number": case.number, **params}
    stable = f"{text}:{case.appeal.id}:{unit_id}:{key}"
    to = notices.Recipient(unit_id=unit_id)
    return [notices.Telling(to, text, filled, subject_of(case.appeal), stable)]


def tell(tellings: Iterable[notices.Telling], *, now: datetime) -> None:
    """Tell them all. Two statements, none where nobody is told."""
    listed = list(tellings)
    if listed:
        notices.tell_many(listed, now=now)


def unit_names(unit_id: UUID) -> dict[str, str]:
    """Return the name of a unit as messages take it."""
    name = unit_of(unit_id).name
    return {"unit_zh": name.zh, "unit_en": name.en}


def words(name: str, text: Text | Word) -> dict[str, str]:
    """Return a word or text in both languages as messages take it: ``<name>_zh`` and ``<name>_en``."""
    return {f"{name}_zh": text.zh, f"{name}_en": text.en}


def new_order(case: Case, order: WorkOrder, *, due_at: datetime, now: datetime) -> list[notices.Telling]:
    """Return the message to the unit that an order waits to be taken until `due_at`."""
    return to_unit(case, order.unit_id, "duty.new", key=str(order.id), due_at=due_at, deed_zh="签收", deed_en="take it")

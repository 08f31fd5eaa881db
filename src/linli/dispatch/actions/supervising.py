"""Why is this not done? A supervisor asks, the unit answers in writing.

Source: T58; 潍坊市12345条例 §26, 济南市12345条例 §28.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.words import TextKind
from linli.dispatch.actions import clocks, opening, telling
from linli.dispatch.actions.opening import Case, open_case, replayed
from linli.dispatch.models import Supervision
from linli.dispatch.rules import results
from linli.dispatch.words import Step
from linli.duties import actions as duties
from linli.duties.words import Owed
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.people.words import Role
from linli.standards import queries as standards


class ClosedBefore(Refused):
    """A supervision order is closed once, and not answered afterwards."""

    code = "dispatch.supervision_closed"
    says = Text("这份督办已经了结。", "This supervision order was closed before.")


class NotAnswered(Refused):
    """Closing it without an answer needs a reason."""

    code = "dispatch.supervision_unanswered"
    status = 422
    says = Text(
        "单位还没有答复。要不等答复就了结，请写明原因。",
        "The unit has not answered. To close it without an answer, say why.",
    )


class AnsweredBefore(Refused):
    """A supervision order is answered once."""

    code = "dispatch.answered_before"
    says = Text("这份督办已经答复过。", "This supervision order was answered before.")


def supervise(
    *,
    actor: Actor,
    appeal_id: UUID,
    note: str,
    now: datetime,
    unit_id: UUID | None = None,
    client_id: str | None = None,
) -> UUID:
    """Ask a unit (the accountable one) to explain within a working day; return the supervision order (T58).

    Deed ``appeals.supervise``.

    :raises NotFound, Forbidden, NoWords:
    """
    with transaction.atomic():
        case = open_case(appeal_id)
        moving.ask(actor, "appeals.supervise", case.appeal)
        told = replayed(case, client_id)
        if told is not None:
            return UUID(str(told.data["more"]["supervision"]))  # type: ignore[call-overload, index]
        results.check_words(note=note)
        unit = unit_id or case.appeal.accountable_id or case.appeal.first_unit_id
        return order_supervision(case, unit, note, actor=actor, now=now, client_id=client_id)


def order_supervision(
    case: Case, unit_id: UUID | None, note: str | None, *, actor: Actor, now: datetime, client_id: str | None = None
) -> UUID:
    """Write a supervision order and its duty; tell the fact and the unit; return it. The caller holds the lock."""
    text = moving.keep_text(case.appeal, TextKind.SUPERVISION, note, actor=actor, now=now) if note else None
    made = Supervision(
        id=new_id(), appeal_id=case.appeal.id, unit_id=unit_id, text_id=opening.text_id(text), by_id=actor.account_id,
        at=now,
    )  # fmt: skip
    made.save(force_insert=True)
    more = case.more(supervision=str(made.id), unit=str(unit_id) if unit_id else None)
    said = Telling(text=text, more=more, client_id=client_id)
    moving.move(case.appeal, "supervise", actor=actor, now=now, telling=said)
    limit = clocks.limit_of(Step.SUPERVISION, case.appeal, at=now)
    owed = Owed(
        ("dispatch", made.id), clocks.LOG, Step.SUPERVISION.value, limit, Role.UNIT.value, case.appeal.area_path, now,
        unit_id,
    )  # fmt: skip
    clocks.owe([owed], actor=actor, now=now)
    if unit_id is not None:
        due_at = standards.calendar(now).due(now, limit.term)
        told = telling.to_unit(case, unit_id, "order.supervision", key=str(made.id), due_at=due_at)
        telling.tell(told, now=now)
    return made.id


def answer_supervision(
    *, actor: Actor, supervision_id: UUID, answer: str, now: datetime, client_id: str | None = None
) -> None:
    """Answer a supervision order in writing (T58). Deed ``dispatch.log_action`` of the unit asked.

    :raises NotFound, Forbidden, NoWords, AnsweredBefore, ClosedBefore:
    """
    with transaction.atomic():
        case, found = _opened(supervision_id)
        moving.ask(actor, "dispatch.log_action", case.appeal, units=(found.unit_id,) if found.unit_id else ())
        if replayed(case, client_id) is not None:
            return
        if found.answered_at is not None:
            raise AnsweredBefore
        if found.closed_at is not None:
            raise ClosedBefore
        results.check_words(answer=answer)
        text = moving.keep_text(case.appeal, TextKind.SUPERVISION, answer, actor=actor, now=now)
        found.answer_text_id, found.answered_at = text.id, now
        found.save(update_fields=["answer_text_id", "answered_at"])
        clocks.meet(("dispatch", found.id), clocks.LOG, now)
        said = Telling(text=text, more=case.more(supervision=str(found.id)), client_id=client_id)
        moving.tell(case.appeal, "answer_supervision", actor=actor, now=now, telling=said)


def close_supervision(
    *, actor: Actor, supervision_id: UUID, now: datetime, note: str | None = None, client_id: str | None = None
) -> None:
    """Close a supervision order: the answer is enough, or (with a reason) none is needed any more (T58).

    Deed ``appeals.supervise``. A clock that still runs for the answer is let go.

    :raises NotFound, Forbidden, NotAnswered, NoWords, ClosedBefore:
    """
    with transaction.atomic():
        case, found = _opened(supervision_id)
        moving.ask(actor, "appeals.supervise", case.appeal)
        if replayed(case, client_id) is not None:
            return
        if found.closed_at is not None:
            raise ClosedBefore
        words = (note or "").strip()
        if found.answered_at is None and not words:
            raise NotAnswered
        if words:
            results.check_words(note=words)
        text = moving.keep_text(case.appeal, TextKind.SUPERVISION, words, actor=actor, now=now) if words else None
        found.closed_at, found.closed_by_id = now, actor.account_id
        found.save(update_fields=["closed_at", "closed_by_id"])
        duties.drop(subject=("dispatch", found.id), now=now)
        said = Telling(text=text, more=case.more(supervision=str(found.id)), client_id=client_id)
        moving.tell(case.appeal, "close_supervision", actor=actor, now=now, telling=said)


def _opened(supervision_id: UUID) -> tuple[Case, Supervision]:
    """Lock the case of a supervision order; return both as they are then.

    :raises NotFound: there is none.
    """
    found = Supervision.objects.filter(id=supervision_id).first()
    if found is None:
        raise NotFound
    case = open_case(found.appeal_id)
    found.refresh_from_db(fields=["answered_at", "closed_at"])
    return case, found

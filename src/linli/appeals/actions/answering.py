"""The answer reaches the reporter, and those joined with the matter (T42, called by dispatch; interim replies)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, owing, telling
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal, AppealText
from linli.appeals.words import Outcome, State, TextKind
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.kernel.facts import Plain
from linli.people.words import Role


def answer(
    appeal: Appeal,
    *,
    actor: Actor,
    reply: AppealText | str,
    outcome: Outcome,
    closed_level: int,
    now: datetime,
    more: Mapping[str, Plain] | None = None,
    client_id: str | None = None,
) -> AppealText:
    """Send the approved answer: store it, mark the appeal answered, owe the revisit, tell the reporter(s). T42.

    The caller (dispatch) has locked the appeal, asked `dispatch.approve_result` and decided its guards; a stored
    `reply` is given as it is, words are stored here. `closed_level` is the level of the unit whose result was approved
    (I15). Returns the text of the answer.

    :raises NotPossible, Forbidden: the table has no such row for this actor. Invalid: no answer.
    """
    if isinstance(reply, str) and not reply.strip():
        raise Invalid(field="reply", why_zh="请写给居民的答复", why_en="write the answer for the resident")
    text = (
        moving.keep_text(appeal, TextKind.REPLY, reply.strip(), actor=actor, now=now)
        if isinstance(reply, str)
        else reply
    )
    changes: dict[str, Any] = {
        "answered_at": now,
        "handled_at": appeal.handled_at or now,
        "outcome": outcome.value,
        "closed_level": closed_level,
    }
    told = Telling(
        text=text, more={**(more or {}), "outcome": outcome.value, "level": closed_level}, client_id=client_id
    )
    moving.move(appeal, "approve_result", actor=actor, now=now, changes=changes, telling=told)
    duties.meet(subject=moving.subject_of(appeal), deed=owing.INTERIM, now=now)
    owing.owe(appeal, owing.START_REVISIT, "revisit", Role.REVISITOR, actor=actor, now=now)
    telling.tell_reporters(appeal, "appeal.feedback", now=now)
    return text


def interim_reply(*, actor: Actor, appeal_id: UUID, body: str, now: datetime, client_id: str | None = None) -> None:
    """Tell the reporter how far it is; the legal term for an answer is kept by this (济南市12345条例 §24).

    Whoever may write down an action for the case may reply; the text goes to the reporter.

    :raises NotFound, Forbidden: Invalid: nothing was written, or it is not being handled.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "dispatch.log_action", actor=actor, client_id=client_id)
        if is_repeat:
            return
        if not body.strip():
            raise Invalid(field="text", why_zh="请写阶段答复", why_en="write the interim reply")
        if State(appeal.state) not in BEING_HANDLED:
            raise Invalid(field="state", why_zh="不在办理中", why_en="it is not being handled")
        text = moving.keep_text(appeal, TextKind.INTERIM, body.strip(), actor=actor, now=now)
        moving.tell(appeal, "interim_reply", actor=actor, now=now, telling=Telling(text=text, client_id=client_id))
        duties.meet(subject=moving.subject_of(appeal), deed=owing.INTERIM, now=now)
        telling.tell_reporters(appeal, "appeal.progress", now=now)


BEING_HANDLED = frozenset(
    {
        State.DISPATCHED, State.ACCEPTED, State.IN_PROGRESS, State.BOUNCE_REVIEW, State.WHISTLED,
        State.WAITING_CHILDREN, State.TOP_REVIEW, State.SUSPENDED, State.HANDLED, State.REOPENED,
    }
)  # fmt: skip
"""An answer is still to come."""

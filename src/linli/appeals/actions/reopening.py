"""Handling it again: from the revisit (T47), or by the resident within the window (T50); the third time goes up."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, owing, telling
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal
from linli.appeals.rules import reopening as rules
from linli.appeals.rules.moves import MOVES
from linli.appeals.words import State, TextKind
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.people.words import Role
from linli.standards import queries as standards

RAISER = Actor.system("appeals.reopening", ["appeals.view", "dispatch.request_top"])


def reopen(
    *, actor: Actor, appeal_id: UUID, reason: str, now: datetime, client_id: str | None = None
) -> rules.Step | None:
    """Have a closed appeal handled again within fifteen calendar days; say by whom (None: repeated). T50.

    Afterwards a new report that `follows` this one is the way.

    :raises NotFound, Forbidden, NotPossible, TooLate, NoReason:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.reopen", actor=actor, client_id=client_id)
        if is_repeat:
            return None
        MOVES.find(State(appeal.state), "reopen")
        closed = appeal.ended_at or now
        days = standards.limit("reopen_window", at=closed).term.amount
        rules.check_window(closed, now=now, days=days, calendar=standards.calendar(now))
        if not reason.strip():
            raise rules.NoReason
        text = moving.keep_text(appeal, TextKind.ADDITION, reason.strip(), actor=actor, now=now)
        return send_back(appeal, "reopen", actor=actor, now=now, told=Telling(text=text, client_id=client_id))


def send_back(appeal: Appeal, event: str, *, actor: Actor, now: datetime, told: Telling) -> rules.Step:
    """Send a locked appeal back to handling; the closed level is gone (I15), the file stays (I12). T47, T50.

    First to the same unit, then one level up; the third time the system puts it before the leader.

    :raises NotPossible, Forbidden:
    """
    times = appeal.reopen_count + 1
    step = rules.step(times, top_after=standards.number("reopen.top_after", now))
    changes: dict[str, Any] = {
        "reopen_count": times,
        "closed_level": None,
        "outcome": None,
        "solved": None,
        "satisfied": None,
        "ended_at": None,
        "handled_at": None,
        "explained_count": 0,
    }
    more = {**told.more, "times": times, "step": step.value}
    said = Telling(told.reason, told.text, more, told.client_id)
    moving.move(appeal, event, actor=actor, now=now, changes=changes, telling=said)
    duties.drop(subject=moving.subject_of(appeal), now=now, deeds=[owing.RECORD_REVISIT, owing.START_REVISIT])
    if step is rules.Step.TOP:
        moving.move(appeal, "request_top", actor=RAISER, now=now, telling=Telling("reopened", more={"times": times}))
        due = owing.owe(appeal, owing.TAKE_TOP, "decision_top", Role.LEADER, actor=actor, now=now)
    else:
        role = owing.dispatcher_for(appeal, now=now)
        due = owing.owe(appeal, owing.DISPATCH_AGAIN, "dispatch", role, actor=actor, now=now)
    telling.tell_reporters(appeal, "appeal.reopened", now=now, times=times, due_at=due)
    return step

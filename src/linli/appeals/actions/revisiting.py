"""Asking how it went: calls, what was said, what follows (T44, T46-T49)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, owing, requests
from linli.appeals.actions.closing import close
from linli.appeals.actions.moving import Telling
from linli.appeals.actions.rating import CLOSER, store
from linli.appeals.actions.reopening import send_back
from linli.appeals.models import Appeal, Rating, RevisitAttempt
from linli.appeals.rules import revisits
from linli.appeals.rules.moves import MOVES
from linli.appeals.rules.ratings import Verdict, verdict
from linli.appeals.words import RatingSource, RequestKind, Satisfied, Solved, State, TextKind
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.people.words import Role
from linli.standards import queries as standards


def start_revisit(*, actor: Actor, appeal_id: UUID, now: datetime, client_id: str | None = None) -> datetime | None:
    """Begin to ask the reporter; return until when it is done. T44.

    :raises NotFound, Forbidden, NotPossible, HandledIt:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.start_revisit", actor=actor, client_id=client_id)
        if is_repeat:
            return None
        revisits.check_independent(actor.units, appeal.unit_ids)
        moving.move(appeal, "start_revisit", actor=actor, now=now, telling=Telling(client_id=client_id))
        duties.meet(subject=moving.subject_of(appeal), deed=owing.START_REVISIT, now=now)
        return owing.owe(appeal, owing.RECORD_REVISIT, "revisit_attempts", Role.REVISITOR, actor=actor, now=now)


def record_attempt(*, actor: Actor, appeal_id: UUID, now: datetime, client_id: str | None = None) -> bool:
    """Write down a call that nobody answered; say whether this closed the case (three calls, T48).

    :raises NotFound, Forbidden, NotPossible, HandledIt:
    """
    with transaction.atomic():
        appeal, is_repeat = _begin(actor, appeal_id, client_id)
        if is_repeat:
            return appeal.state == State.CLOSED
        MOVES.find(State(appeal.state), "revisit_unreached")
        _keep_call(appeal, actor, reached=False, now=now)
        moving.tell(appeal, "revisit_attempt", actor=actor, now=now, telling=Telling("unreached", client_id=client_id))
        if Rating.objects.filter(appeal=appeal, round=appeal.reopen_count).exists():
            return False
        calls = RevisitAttempt.objects.filter(appeal=appeal, round=appeal.reopen_count, reached=False)
        need: Any = standards.parameter("revisit.attempts", now).value
        if not revisits.is_unreached(
            calls.values_list("at", flat=True),
            attempts=need["attempts"],
            days=need["days"],
            calendar=standards.calendar(now),
        ):
            return False
        duties.meet(subject=moving.subject_of(appeal), deed=owing.RECORD_REVISIT, now=now)
        close(appeal, "revisit_unreached", actor=CLOSER, now=now, reason="unreached")
        return True


def record_revisit(
    *,
    actor: Actor,
    appeal_id: UUID,
    solved: Solved,
    satisfied: Satisfied | None,
    words: str = "",
    is_justified: bool = True,
    now: datetime,
    client_id: str | None = None,
) -> State | None:
    """Write down what the reporter said on the phone; return the new state (None: repeated).

    A good word closes (T46), a bad one with reason sends it back (T47), one without stays to be explained (T49).
    An own rating of this round stands beside the call; it is not replaced.

    :raises NotFound, Forbidden, NotPossible, HandledIt:
    """
    with transaction.atomic():
        appeal, is_repeat = _begin(actor, appeal_id, client_id)
        if is_repeat:
            return None
        MOVES.find(State(appeal.state), "revisit_bad")
        _keep_call(appeal, actor, reached=True, now=now)
        text = None
        if not Rating.objects.filter(appeal=appeal, round=appeal.reopen_count).exists():
            text = store(appeal, appeal.reopen_count, RatingSource.CALL, solved, satisfied, words, actor=actor, now=now)
            appeal.solved, appeal.satisfied = solved.value, satisfied.value if satisfied else None
            appeal.save(update_fields=["solved", "satisfied"])
        more = {"solved": solved.value, "satisfied": satisfied.value if satisfied else None, "source": "call"}
        told = Telling("reached", text, more, client_id)
        moving.tell(appeal, "revisit_attempt", actor=actor, now=now, telling=told)
        if verdict(solved, satisfied) is Verdict.SETTLED:
            duties.meet(subject=moving.subject_of(appeal), deed=owing.RECORD_REVISIT, now=now)
            close(appeal, "revisit_ok", actor=actor, now=now, reason="call")
        elif is_justified:
            duties.meet(subject=moving.subject_of(appeal), deed=owing.RECORD_REVISIT, now=now)
            send_back(appeal, "revisit_bad", actor=actor, now=now, told=Telling(solved.value))
        return State(appeal.state)


def explain(*, actor: Actor, appeal_id: UUID, body: str, now: datetime, client_id: str | None = None) -> int:
    """Explain to the reporter why no more can be done; return how often that was done. Two are needed for T49.

    :raises NotFound, Forbidden, NotPossible, HandledIt: Invalid: nothing was written.
    """
    with transaction.atomic():
        appeal, is_repeat = _begin(actor, appeal_id, client_id)
        if is_repeat:
            return appeal.explained_count
        MOVES.find(State(appeal.state), "explained_close")
        if not body.strip():
            raise Invalid(field="text", why_zh="请写明解释内容", why_en="write what was explained")
        text = moving.keep_text(appeal, TextKind.INTERIM, body.strip(), actor=actor, now=now)
        appeal.explained_count += 1
        appeal.save(update_fields=["explained_count"])
        told = Telling(text=text, more={"times": appeal.explained_count}, client_id=client_id)
        moving.tell(appeal, "explain", actor=actor, now=now, telling=told)
        return appeal.explained_count


def ask_explained_close(
    *, actor: Actor, appeal_id: UUID, reason: str, now: datetime, client_id: str | None = None
) -> None:
    """Ask to close a case whose demand is not justified, after two explanations; a second reviewer decides. T49.

    :raises NotFound, Forbidden, NotPossible, NotExplained, AskedBefore: Invalid: no reason.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.explained_close", actor=actor, client_id=client_id)
        if is_repeat:
            return
        MOVES.find(State(appeal.state), "explained_close")
        revisits.check_explained(appeal.explained_count)
        if not reason.strip():
            raise Invalid(field="reason", why_zh="请写明理由", why_en="give the reason")
        text = moving.keep_text(appeal, TextKind.NOTE, reason.strip(), actor=actor, now=now)
        requests.open_request(appeal, RequestKind.EXPLAINED_CLOSE, actor=actor, now=now, text=text)
        told = Telling(text=text, client_id=client_id)
        moving.tell(appeal, "request_explained_close", actor=actor, now=now, telling=told)


def decide_explained_close(
    *, actor: Actor, appeal_id: UUID, approve: bool, now: datetime, client_id: str | None = None
) -> None:
    """Decide, as the second reviewer, whether it is closed; it then counts as dissatisfied. T49.

    :raises NotFound, Forbidden, NotPossible, NotExplained, NothingAsked, SamePerson:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.explained_close", actor=actor, client_id=client_id)
        if is_repeat:
            return
        requests.decide(appeal, RequestKind.EXPLAINED_CLOSE, actor=actor, now=now, approve=approve)
        if not approve:
            told = Telling(client_id=client_id)
            moving.tell(appeal, "reject_explained_close", actor=actor, now=now, telling=told)
            return
        revisits.check_explained(appeal.explained_count)
        appeal.satisfied = Satisfied.DISSATISFIED.value
        appeal.save(update_fields=["satisfied"])
        duties.meet(subject=moving.subject_of(appeal), deed=owing.RECORD_REVISIT, now=now)
        close(appeal, "explained_close", actor=actor, now=now, reason="unjustified", client_id=client_id)


def _begin(actor: Actor, appeal_id: UUID, client_id: str | None) -> tuple[Appeal, bool]:
    appeal, is_repeat = moving.begin(appeal_id, "appeals.record_revisit", actor=actor, client_id=client_id)
    revisits.check_independent(actor.units, appeal.unit_ids)
    return appeal, is_repeat


def _keep_call(appeal: Appeal, actor: Actor, *, reached: bool, now: datetime) -> None:
    RevisitAttempt(
        appeal=appeal, round=appeal.reopen_count, revisitor_id=actor.account_id, reached=reached, at=now
    ).save(force_insert=True)

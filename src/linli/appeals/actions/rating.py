"""The resident's own word: solved? satisfied? It closes the case, or a revisitor judges (T45, T46)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, owing
from linli.appeals.actions.closing import close
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal, AppealText, Rating
from linli.appeals.rules.ratings import NotYet, RatedBefore, Verdict, verdict
from linli.appeals.words import RatingSource, Satisfied, Solved, State, TextKind
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.kernel.facts import Plain
from linli.people.words import Role

CLOSER = Actor.system("appeals.rating", ["appeals.view", "appeals.record_revisit"])
_TO_RATE = frozenset({State.FEEDBACK, State.REVISIT})
_ANSWERED = _TO_RATE | {State.CLOSED}


def rate(
    *,
    actor: Actor,
    appeal_id: UUID,
    solved: Solved,
    satisfied: Satisfied,
    words: str = "",
    now: datetime,
    client_id: str | None = None,
) -> Verdict | None:
    """Rate the answer, once per round; everybody joined with the matter rates the own report. Return what follows.

    A good word closes the case at once; anything else waits for a revisitor. None: repeated. T45.

    :raises NotFound, Forbidden, NotYet, RatedBefore:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.rate", actor=actor, client_id=client_id)
        if is_repeat:
            return None
        if appeal.state == State.MERGED:
            return _rate_joined(appeal, actor, solved, satisfied, words, now, client_id)
        if State(appeal.state) not in _TO_RATE:
            raise RatedBefore if _is_rated(appeal, appeal.reopen_count) else NotYet
        text = store(appeal, appeal.reopen_count, RatingSource.OWN, solved, satisfied, words, actor=actor, now=now)
        follows = verdict(solved, satisfied)
        changes = {"solved": solved.value, "satisfied": satisfied.value}
        told = Telling(text=text, more=_codes(solved, satisfied, RatingSource.OWN), client_id=client_id)
        moving.move(appeal, "rate", actor=actor, now=now, changes=changes, telling=told)
        subject = moving.subject_of(appeal)
        duties.meet(subject=subject, deed=owing.START_REVISIT, now=now)
        if follows is Verdict.SETTLED:
            close(appeal, "revisit_ok", actor=CLOSER, now=now, reason="own_rating")
        else:
            duties.drop(subject=subject, now=now, deeds=[owing.RECORD_REVISIT])
            owing.owe(appeal, owing.RECORD_REVISIT, "revisit_attempts", Role.REVISITOR, actor=actor, now=now)
        return follows


def store(
    appeal: Appeal,
    round_: int,
    source: RatingSource,
    solved: Solved,
    satisfied: Satisfied | None,
    words: str,
    *,
    actor: Actor,
    now: datetime,
) -> AppealText | None:
    """Keep a rating of a locked appeal; return its words, if there are any. At most two INSERTs.

    :raises RatedBefore: this round was rated.
    """
    if _is_rated(appeal, round_):
        raise RatedBefore
    text = moving.keep_text(appeal, TextKind.WORDS, words.strip(), actor=actor, now=now) if words.strip() else None
    rating = Rating(
        appeal=appeal,
        round=round_,
        source=source.value,
        solved=solved.value,
        satisfied=satisfied.value if satisfied else None,
        text_id=text.id if text else None,
        by_id=actor.account_id,
        at=now,
    )
    rating.save(force_insert=True)
    return text


def _rate_joined(
    appeal: Appeal,
    actor: Actor,
    solved: Solved,
    satisfied: Satisfied,
    words: str,
    now: datetime,
    client_id: str | None,
) -> Verdict:
    """Keep the own rating of a joined report: it counts, but only its master moves."""
    master = moving.peek(appeal.master_id) if appeal.master_id else None
    if master is None or State(master.state) not in _ANSWERED:
        raise NotYet
    text = store(appeal, master.reopen_count, RatingSource.OWN, solved, satisfied, words, actor=actor, now=now)
    appeal.solved, appeal.satisfied = solved.value, satisfied.value
    appeal.save(update_fields=["solved", "satisfied"])
    more = {**_codes(solved, satisfied, RatingSource.OWN), "master": str(master.id)}
    moving.tell(appeal, "rate", actor=actor, now=now, telling=Telling(text=text, more=more, client_id=client_id))
    return verdict(solved, satisfied)


def _is_rated(appeal: Appeal, round_: int) -> bool:
    return Rating.objects.filter(appeal=appeal, round=round_).exists()


def _codes(solved: Solved, satisfied: Satisfied | None, source: RatingSource) -> dict[str, Plain]:
    return {"solved": solved.value, "satisfied": satisfied.value if satisfied else None, "source": source.value}

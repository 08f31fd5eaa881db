"""Not taking an appeal on: two agents say so, the reporter hears why and may object (T08, T09)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, owing, requests, telling
from linli.appeals.actions.moving import Telling
from linli.appeals.actions.proposing import is_hazard
from linli.appeals.models import Appeal
from linli.appeals.rules import ending, reasons
from linli.appeals.rules.moves import MOVES
from linli.appeals.words import RequestKind, State, TextKind, Urgency
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.people.words import Role
from linli.standards import queries as standards


def refuse(
    *,
    actor: Actor,
    appeal_id: UUID,
    reason: str,
    params: Mapping[str, str] | None = None,
    now: datetime,
    client_id: str | None = None,
) -> None:
    """Propose not to take an appeal on, for a reason of the closed list; a second agent decides. T08, first half.

    `params` fill the sentence that the reporter will be told.

    :raises NotFound, Forbidden, NotPossible, UnknownReason, MissingPlace, NeverRefused, AskedBefore:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.refuse", actor=actor, client_id=client_id)
        if is_repeat:
            return
        MOVES.find(State(appeal.state), "refuse")
        known = standards.codes("refuse_reason", now)
        reasons.check_reason(reason, known)
        urgency = Urgency(appeal.urgency)
        reasons.check_refusable(urgency, is_hazard=is_hazard(appeal, now))
        filled = dict(params or {})
        reasons.told(known[reason].told, filled)
        requests.open_request(
            appeal, RequestKind.REFUSE, actor=actor, now=now, reason=reason, terms={"params": dict(filled)}
        )
        moving.tell(appeal, "request_refuse", actor=actor, now=now, telling=Telling(reason, client_id=client_id))
        owing.owe(appeal, owing.CONFIRM_REFUSE, "confirm_refusal", Role.AGENT, actor=actor, now=now)


def confirm_refuse(
    *, actor: Actor, appeal_id: UUID, approve: bool, note: str = "", now: datetime, client_id: str | None = None
) -> None:
    """Decide, as the second agent, on a proposed refusal. T08, second half.

    :raises NotFound, Forbidden, NotPossible, NothingAsked, SamePerson:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.confirm_refuse", actor=actor, client_id=client_id)
        if is_repeat:
            return
        text = moving.keep_text(appeal, TextKind.NOTE, note.strip(), actor=actor, now=now) if note.strip() else None
        asked = requests.decide(appeal, RequestKind.REFUSE, actor=actor, now=now, approve=approve, text=text)
        subject = moving.subject_of(appeal)
        duties.meet(subject=subject, deed=owing.CONFIRM_REFUSE, now=now)
        if not approve:
            told = Telling(asked.reason, text, client_id=client_id)
            moving.tell(appeal, "reject_refuse", actor=actor, now=now, telling=told)
            return
        params = asked.terms.get("params")
        places = {str(k): str(v) for k, v in params.items()} if isinstance(params, dict) else {}
        sentence = reasons.told(standards.code("refuse_reason", asked.reason, now).told, places)
        reason = moving.keep_text(appeal, TextKind.REASON, f"{sentence.zh}\n{sentence.en}", actor=actor, now=now)
        changes = {"ended_at": now, "handled_at": now, "end_reason": asked.reason}
        told = Telling(asked.reason, reason, {"asked_by": str(asked.asked_by_id)}, client_id)
        moving.move(appeal, "refuse", actor=actor, now=now, changes=changes, telling=told)
        duties.meet(subject=subject, deed=owing.TRIAGE, now=now)
        duties.drop(subject=subject, now=now)
        telling.tell_ended(appeal, "appeal.refused", sentence, now=now)


def object_to(
    *, actor: Actor, appeal_id: UUID, words: str, now: datetime, client_id: str | None = None
) -> datetime | None:
    """Object to a refusal or termination, within five working days; return until when it is decided.

    :raises NotFound, Forbidden, NotPossible, ObjectionTooLate, AskedBefore: Invalid: nothing was written.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.object", actor=actor, client_id=client_id)
        if is_repeat:
            return None
        MOVES.find(State(appeal.state), "objection_upheld")
        ended = appeal.ended_at or now
        term = standards.limit("objection", at=ended).term
        ending.check_objection(ended, term=term, now=now, calendar=standards.calendar(now))
        if not words.strip():
            raise Invalid(field="text", why_zh="请写明异议理由", why_en="say why you object")
        text = moving.keep_text(appeal, TextKind.OBJECTION, words.strip(), actor=actor, now=now)
        requests.open_request(appeal, RequestKind.OBJECTION, actor=actor, now=now, text=text)
        moving.tell(appeal, "object", actor=actor, now=now, telling=Telling(text=text, client_id=client_id))
        return owing.owe(appeal, owing.DECIDE_OBJECTION, "objection_decision", Role.DISTRICT, actor=actor, now=now)


def decide_objection(
    *, actor: Actor, appeal_id: UUID, uphold: bool, reason: str, now: datetime, client_id: str | None = None
) -> None:
    """Decide on an objection: upheld, it is received again and all clocks start anew (T09); else the reason is told.

    :raises NotFound, Forbidden, NotPossible, NothingAsked, SamePerson: Invalid: no reason.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.uphold_objection", actor=actor, client_id=client_id)
        if is_repeat:
            return
        if not reason.strip():
            raise Invalid(field="reason", why_zh="请写明理由", why_en="give the reason")
        text = moving.keep_text(appeal, TextKind.REASON, reason.strip(), actor=actor, now=now)
        requests.decide(appeal, RequestKind.OBJECTION, actor=actor, now=now, approve=uphold, text=text)
        duties.meet(subject=moving.subject_of(appeal), deed=owing.DECIDE_OBJECTION, now=now)
        told = Telling(text=text, client_id=client_id)
        if not uphold:
            moving.tell(appeal, "objection_rejected", actor=actor, now=now, telling=told)
            telling.tell_reporter(appeal, "appeal.progress", now=now)
            return
        take_again(appeal, "objection_upheld", actor=actor, now=now, told=told)
        telling.tell_reporter(appeal, "appeal.objection_upheld", now=now)


def take_again(appeal: Appeal, event: str, *, actor: Actor, now: datetime, told: Telling) -> datetime:
    """Bring a locked appeal back to `received` with a new triage clock; the time of arrival stays."""
    changes = {"ended_at": None, "handled_at": None, "answered_at": None, "end_reason": ""}
    moving.move(appeal, event, actor=actor, now=now, changes=changes, telling=told)
    return owing.owe(appeal, owing.TRIAGE, "triage", owing.triager_of(appeal, now=now), actor=actor, now=now)

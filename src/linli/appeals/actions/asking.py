"""More information is needed: one list of questions, three working days, then on with what is known (T03-T05)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, owing, presuming, telling
from linli.appeals.actions.alerting import alert
from linli.appeals.actions.moving import Telling
from linli.appeals.actions.proposing import is_hazard, mode_of, propose
from linli.appeals.models import Appeal
from linli.appeals.rules import intake
from linli.appeals.words import Channel, State, TextKind, Urgency
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.people.words import Role
from linli.standards import queries as standards

TIMER = Actor.system("appeals.timers", ["appeals.view", "appeals.add_info"])
NO_CONTACT = "no_contact"


def ask_info(
    *, actor: Actor, appeal_id: UUID, question: str, now: datetime, client_id: str | None = None
) -> datetime | None:
    """Ask the reporter for what is missing; return until when. The triage clock stands still meanwhile. T03.

    :raises NotFound, Forbidden, NotPossible: Invalid: no question.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.ask_info", actor=actor, client_id=client_id)
        if is_repeat:
            return None
        if not question.strip():
            raise Invalid(field="question", why_zh="请写明要补充什么", why_en="say what is missing")
        text = moving.keep_text(appeal, TextKind.QUESTION, question.strip(), actor=actor, now=now)
        moving.move(appeal, "ask_info", actor=actor, now=now, telling=Telling(text=text, client_id=client_id))
        duties.pause(subjects=[moving.subject_of(appeal)], now=now, deeds=[owing.TRIAGE], reason="need_info")
        due = owing.owe(appeal, owing.ADD_INFO, "need_info", Role.RESIDENT, actor=actor, now=now)
        telling.tell_reporter(appeal, "appeal.progress", now=now, key=f"ask:{text.id}")
        return due


def add_info(*, actor: Actor, appeal_id: UUID, body: str, now: datetime, client_id: str | None = None) -> None:
    """Add what was asked for; the triage clock goes on. New emergency words raise the urgency at once. T04.

    :raises NotFound, Forbidden, NotPossible, TooLong: Invalid: nothing was written.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.add_info", actor=actor, client_id=client_id)
        if is_repeat:
            return
        if not body.strip():
            raise Invalid(field="text", why_zh="请写下补充内容", why_en="write what you want to add")
        if len(body) > intake.MOST_CHARACTERS:
            raise intake.TooLong(most=intake.MOST_CHARACTERS)
        text = moving.keep_text(appeal, TextKind.ADDITION, body.strip(), actor=actor, now=now)
        raised = _raised(appeal, body, now)
        changes = {**raised, "complained_ids": presuming.with_added(appeal, body, now=now)}
        told = Telling(text=text, more={"urgency": raised.get("urgency", appeal.urgency)}, client_id=client_id)
        moving.move(appeal, "add_info", actor=actor, now=now, changes=changes, telling=told)
        subject = moving.subject_of(appeal)
        duties.meet(subject=subject, deed=owing.ADD_INFO, now=now)
        duties.resume(subject=subject, now=now, calendar=standards.calendar(now), deeds=[owing.TRIAGE])
        if raised:
            owing.tighten_triage(appeal, now=now)
            alert(appeal, now=now)


def end_waiting(*, appeal_id: UUID, now: datetime, actor: Actor = TIMER) -> State | None:
    """Go on after the reporter did not answer: a danger with what is known, anything else ends. T05.

    Returns the new state, or None when the answer came meanwhile.

    :raises NotFound:
    """
    with transaction.atomic():
        appeal = moving.lock(appeal_id)
        moving.ask(actor, "appeals.add_info", appeal)
        if appeal.state != State.NEED_INFO:
            return None
        subject = moving.subject_of(appeal)
        duties.drop(subject=subject, now=now, deeds=[owing.ADD_INFO, owing.TRIAGE])
        if appeal.urgency == Urgency.EMERGENCY or is_hazard(appeal, now):
            _go_on(appeal, actor=actor, now=now)
            return State.TRIAGED
        sentence = standards.code("terminate_reason", NO_CONTACT, now).told
        text = moving.keep_text(appeal, TextKind.REASON, f"{sentence.zh}\n{sentence.en}", actor=actor, now=now)
        changes = {"ended_at": now, "end_reason": NO_CONTACT}
        told = Telling(reason=NO_CONTACT, text=text)
        moving.move(appeal, "info_timeout", actor=actor, now=now, changes=changes, telling=told)
        telling.tell_ended(appeal, "appeal.terminated", sentence, now=now)
        return State.TERMINATED


def _go_on(appeal: Appeal, *, actor: Actor, now: datetime) -> None:
    category = appeal.category or str((appeal.proposal or {}).get("category") or "") or None
    changes = {
        "category": category,
        "mode": appeal.mode or mode_of(appeal, now),
        "is_hazard": True,
        "triaged_at": now,
    }
    told = Telling(reason="danger", more={"unconfirmed": True, "category": category})
    moving.move(appeal, "info_timeout_hazard", actor=actor, now=now, changes=changes, telling=told)
    owing.owe(appeal, owing.DISPATCH, "dispatch", owing.dispatcher_for(appeal, now=now), actor=actor, now=now)
    telling.tell_reporter(appeal, "appeal.progress", now=now)


def _raised(appeal: Appeal, body: str, now: datetime) -> dict[str, str]:
    channel = Channel(appeal.channel)
    heard = propose(body, channel=channel, now=now).urgency
    before = Urgency(appeal.urgency)
    after = intake.urgency_at_once(heard, before)
    return {"urgency": after.value} if after.rank < before.rank else {}

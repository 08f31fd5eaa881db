"""What is answered at once or belongs elsewhere: a direct answer, a call to a line, a hand-over (T06, T07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, owing, telling
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal
from linli.appeals.rules import leaving, reasons
from linli.appeals.words import Kind, State, TextKind, Urgency
from linli.duties import actions as duties
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.kernel.facts import Plain
from linli.people.words import Role
from linli.standards import queries as standards

OTHER_DISTRICT = "other_district"
TO_FOLLOW = "稍后告知 / to follow"


@dataclass(frozen=True, slots=True)
class Handover:
    """Where an appeal goes: a reason of the closed list, the target's name or code, a phone, their receipt number."""

    reason: str
    target: str = ""
    phone: str = ""
    receipt: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


def answer_now(
    *, actor: Actor, appeal_id: UUID, reply: str, knowledge: str, now: datetime, client_id: str | None = None
) -> None:
    """Answer an inquiry at once, resting on a knowledge item; a sample is asked later how it was. T06.

    :raises NotFound, Forbidden, NotPossible, NotAnswerable, NoSource: Invalid: no reply.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.answer_now", actor=actor, client_id=client_id)
        if is_repeat:
            return
        category = appeal.category or str((appeal.proposal or {}).get("category") or "")
        known = standards.categories(now).get(category)
        reasons.check_answerable(
            Kind(appeal.kind),
            category_mode=known.mode if known else None,
            urgency=Urgency(appeal.urgency),
            knowledge=knowledge,
        )
        if not reply.strip():
            raise Invalid(field="reply", why_zh="请写答复", why_en="write the answer")
        text = moving.keep_text(appeal, TextKind.REPLY, reply.strip(), actor=actor, now=now)
        changes = {
            "category": category or None,
            "mode": "answer",
            "answered_at": now,
            "handled_at": now,
            "ended_at": now,
        }
        told = Telling(text=text, more={"knowledge": knowledge.strip()[:120]}, client_id=client_id)
        moving.move(appeal, "answer_now", actor=actor, now=now, changes=changes, telling=told)
        _end_clocks(appeal, now)
        sample = standards.number("withdrawal.sample_percent", now)
        if leaving.is_sampled(appeal.serial, sample):
            owing.owe(appeal, owing.SPOT_CHECK, "spot_check", Role.REVISITOR, actor=actor, now=now)
        telling.tell_reporter(appeal, "appeal.answered", now=now)


def call_line(
    *, actor: Actor, appeal_id: UUID, line: str, receipt: str, now: datetime, client_id: str | None = None
) -> None:
    """Note that 110, 119, 120, 122 or a utility's line was told, while the case goes on here (GS2). It is "called".

    :raises NotFound, Forbidden: Invalid: no line.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.redirect", actor=actor, client_id=client_id)
        if is_repeat:
            return
        if not line.strip():
            raise Invalid(field="line", why_zh="请写明转告了哪条线", why_en="say which line was told")
        appeal.called_at = appeal.called_at or now
        appeal.save(update_fields=["called_at"])
        told = Telling(reason=line.strip()[:40], more={"receipt": receipt.strip()[:80]}, client_id=client_id)
        moving.tell(appeal, "call_line", actor=actor, now=now, telling=told)


def redirect(
    *, actor: Actor, appeal_id: UUID, to: Handover, now: datetime, client_id: str | None = None
) -> datetime | None:
    """Hand an appeal over to whoever is competent; return until when their receipt number is owed. T07.

    Another district gets a hand-over record: the fact with its target and, as soon as it is known, the receipt.

    :raises NotFound, Forbidden, NotPossible, UnknownReason, MissingPlace:
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.redirect", actor=actor, client_id=client_id)
        if is_repeat:
            return None
        known = standards.codes("redirect_reason", now)
        reasons.check_reason(to.reason, known)
        places = {"target": to.target, "phone": to.phone, "receipt": to.receipt or TO_FOLLOW, **to.params}
        sentence = reasons.told(known[to.reason].told, places)
        text = moving.keep_text(appeal, TextKind.REASON, f"{sentence.zh}\n{sentence.en}", actor=actor, now=now)
        more: dict[str, Plain] = {"target": to.target, "line": to.phone, "receipt": to.receipt}
        changes = {
            "ended_at": now,
            "handled_at": now,
            "end_reason": to.reason,
            "told_receipt": to.receipt.strip()[:80],
            "mode": "redirect",
        }
        told = Telling(reason=to.reason, text=text, more=more, client_id=client_id)
        moving.move(appeal, "redirect", actor=actor, now=now, changes=changes, telling=told)
        _end_clocks(appeal, now)
        if to.receipt.strip():
            _tell_receipt(appeal, to.target or to.phone, to.receipt, now)
            return None
        telling.tell_reporter(appeal, "appeal.progress", now=now)
        return owing.owe(appeal, owing.RECEIPT, "redirect_receipt", Role.AGENT, actor=actor, now=now)


def record_receipt(
    *, actor: Actor, appeal_id: UUID, receipt: str, target: str = "", now: datetime, client_id: str | None = None
) -> None:
    """Write down the receipt number of the other side and tell the reporter. After T07.

    :raises NotFound, Forbidden, NotRedirected: Invalid: no number.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.redirect", actor=actor, client_id=client_id)
        if is_repeat:
            return
        leaving.check_redirected(State(appeal.state))
        if not receipt.strip():
            raise Invalid(field="receipt", why_zh="请填写对方凭证号", why_en="give their receipt number")
        appeal.told_receipt = receipt.strip()[:80]
        appeal.save(update_fields=["told_receipt"])
        told = Telling(more={"receipt": appeal.told_receipt, "target": target}, client_id=client_id)
        moving.tell(appeal, "receipt", actor=actor, now=now, telling=told)
        duties.meet(subject=moving.subject_of(appeal), deed=owing.RECEIPT, now=now)
        _tell_receipt(appeal, target, receipt, now)


def _tell_receipt(appeal: Appeal, target: str, receipt: str, now: datetime) -> None:
    name = target or appeal.end_reason
    telling.tell_reporter(
        appeal,
        "appeal.redirected",
        now=now,
        key=f"receipt:{receipt[:30]}",
        target_zh=name,
        target_en=name,
        receipt=receipt,
    )


def _end_clocks(appeal: Appeal, now: datetime) -> None:
    subject = moving.subject_of(appeal)
    duties.meet(subject=subject, deed=owing.TRIAGE, now=now)
    duties.drop(subject=subject, now=now)

"""A new secret link for one report: the old one dies at once, nobody else's changes (ADR 0018)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving, telling
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal
from linli.appeals.rules.links import MOST_ROUNDS
from linli.appeals.words import TextKind
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, Refused
from linli.kernel.words import Text


class RenewedTooOften(Refused):
    """Nobody needs a thousand links."""

    code = "appeals.link_renewed_too_often"
    says = Text("这个链接已经换过太多次，请打 12345。", "This link was renewed too often; please call 12345.")


class NobodyToTell(Refused):
    """Staff never see a link, so it can only go to somebody who left a phone or has an account."""

    code = "appeals.nobody_to_tell"
    says = Text(
        "这件诉求没有留联系方式，新链接没有人可发；请本人在回执页自己换。",
        "Nobody can be reached about this report, so a new link would reach nobody; its holder can renew it.",
    )


def renew_link(*, actor: Actor, appeal_id: UUID, reason: str = "", now: datetime, client_id: str | None = None) -> None:
    """Close the secret link of a report and make a new one, which goes to its reporter; staff never see it.

    Whoever holds the link needs no reason; staff (`appeals.renew_link`) write one down, and need somebody to send it
    to. Seven statements.

    :raises NotFound, Forbidden, RenewedTooOften, NobodyToTell: Invalid: staff gave no reason.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.renew_link", actor=actor, client_id=client_id)
        if is_repeat:
            return
        is_holder = moving.subject_of(appeal) in actor.holds
        if not is_holder:
            _check_for_staff(appeal, reason)
        round_ = (appeal.link_round or 0) + 1
        if round_ > MOST_ROUNDS:
            raise RenewedTooOften
        appeal.link_round = round_
        appeal.save(update_fields=["link_round"])
        note = moving.keep_text(appeal, TextKind.NOTE, reason.strip(), actor=actor, now=now) if reason.strip() else None
        told = Telling(text=note, more={"round": round_, "by_holder": is_holder}, client_id=client_id)
        moving.tell(appeal, "renew_link", actor=actor, now=now, telling=told)
        telling.tell_reporter(appeal, "appeal.link_renewed", now=now, key=str(round_))


def _check_for_staff(appeal: Appeal, reason: str) -> None:
    if not reason.strip():
        raise Invalid(field="reason", why_zh="请写明为什么换链接", why_en="say why the link is renewed")
    if appeal.reporter_id is None and appeal.reporter_account_id is None:
        raise NobodyToTell

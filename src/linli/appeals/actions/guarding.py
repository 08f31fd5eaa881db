"""A child's report waits for its guardian's word, except where somebody is in danger (个人信息保护法 §31; D-06)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal
from linli.appeals.words import Urgency
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Refused
from linli.kernel.words import Text
from linli.people import actions as people
from linli.people import queries as contacts
from linli.people.words import Purpose


class NoGuardian(Refused):
    """Nobody stands on record who could agree."""

    code = "appeals.no_guardian"
    says = Text(
        "这件诉求没有登记监护人，或者没有可以告知的同意书文本；请先登记监护人的称呼和电话。",
        "No guardian is on record here, or no words of consent are published; register the guardian first.",
    )


class WaitsForGuardian(Refused):
    """The guardian was named and has not agreed yet; an emergency does not wait."""

    code = "appeals.waits_for_guardian"
    says = Text(
        "这是未满十四周岁的孩子反映的,先给监护人打电话征得同意再办;有危险的按紧急办,不用等。",
        "A child under 14 reported this: call the guardian and get the consent first. An emergency does not wait.",
    )


def check_guardian(appeal: Appeal, urgency: Urgency) -> None:
    """Return quietly when a report may be processed: no child's, the guardian agreed, or an emergency.

    No statement, one for a child.

    :raises WaitsForGuardian:
    """
    if not appeal.is_minor or appeal.reporter_id is None or urgency is Urgency.EMERGENCY:
        return
    if contacts.waits_for_guardian(appeal.reporter_id):
        raise WaitsForGuardian


def record_guardian_consent(*, actor: Actor, appeal_id: UUID, now: datetime, client_id: str | None = None) -> None:
    """Write down that the guardian of a reporting child agreed by phone, to the words in force now.

    :raises NotFound, Forbidden:
    :raises NoGuardian: no guardian is on record, or no words are published.
    :raises Conflict: the guardian agreed before.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.guardian_consent", actor=actor, client_id=client_id)
        if is_repeat:
            return
        text = contacts.consent_text(Purpose.MINOR, at=now)
        if appeal.reporter_id is None or text is None or not contacts.has_guardian(appeal.reporter_id):
            raise NoGuardian
        if not contacts.waits_for_guardian(appeal.reporter_id):
            raise Conflict
        people.consent_give(
            actor=actor,
            contact_id=appeal.reporter_id,
            purpose=Purpose.MINOR,
            text_id=text.id,
            channel="phone",
            scope=f"appeals:{appeal.id}",
            now=now,
        )
        moving.tell(appeal, "guardian_consent", actor=actor, now=now, telling=Telling(client_id=client_id))

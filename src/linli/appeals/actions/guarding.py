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
from linli.kernel.errors import Conflict, Invalid, Refused
from linli.kernel.words import Text
from linli.people import actions as people
from linli.people import queries as contacts
from linli.people.words import Purpose, RevealPurpose


class NoGuardian(Refused):
    """There is nobody who could agree, or nothing to agree to."""

    code = "appeals.no_guardian"
    says = Text(
        "这件诉求不是未满十四周岁的孩子反映的，或者还没有公布同意书文本。",
        "No child under 14 reported this, or no words of consent are published yet.",
    )


class NotAChilds(Refused):
    """Nobody has to approve a look at a grown-up's contact."""

    code = "appeals.not_a_childs"
    says = Text(
        "这件诉求不是未满十四周岁的孩子反映的，查看联系方式不用另外批准。",
        "No child under 14 reported this; a look at the contact needs no approval.",
    )


class WaitsForGuardian(Refused):
    """No guardian has agreed yet, named or not; an emergency does not wait."""

    code = "appeals.waits_for_guardian"
    says = Text(
        "这是未满十四周岁的孩子反映的，先给监护人打电话征得同意再办；有危险的按紧急办，不用等。",
        "A child under 14 reported this: call the guardian and get the consent first. An emergency does not wait.",
    )


def check_guardian(appeal: Appeal, urgency: Urgency) -> None:
    """Return quietly when a report may be processed: no child's, a guardian agreed, or an emergency.

    No statement, one for a child.

    :raises WaitsForGuardian:
    """
    if not appeal.is_minor or appeal.reporter_id is None or urgency is Urgency.EMERGENCY:
        return
    if contacts.waits_for_guardian(appeal.reporter_id):
        raise WaitsForGuardian


def record_guardian_consent(
    *,
    actor: Actor,
    appeal_id: UUID,
    now: datetime,
    guardian_name: str = "",
    guardian_phone: str = "",
    client_id: str | None = None,
) -> None:
    """Write down that the guardian of a reporting child agreed by phone, to the words in force now.

    Name and phone are needed where the report named no guardian; whoever is named already stays.

    :raises NotFound, Forbidden:
    :raises NoGuardian: no child reported, or no words are published.
    :raises WhoIsGuardian: nobody was named so far, and is not now.
    :raises Conflict: the guardian agreed before.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.guardian_consent", actor=actor, client_id=client_id)
        if is_repeat:
            return
        text = contacts.consent_text(Purpose.MINOR, at=now)
        if appeal.reporter_id is None or not appeal.is_minor or text is None:
            raise NoGuardian
        if not contacts.waits_for_guardian(appeal.reporter_id):
            raise Conflict
        people.name_guardian(contact_id=appeal.reporter_id, name=guardian_name, phone=guardian_phone, now=now)
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


def approve_look(*, actor: Actor, appeal_id: UUID, account_id: UUID, purpose: RevealPurpose, now: datetime) -> None:
    """Let a colleague see the contact of a child who reported, for a week; every look is written down.

    :raises NotFound, Forbidden:
    :raises NotAChilds: no child reported this.
    :raises Invalid: there is no such account.
    """
    with transaction.atomic():
        appeal, _ = moving.begin(appeal_id, "people.approve_minor", actor=actor)
        if appeal.reporter_id is None or not appeal.is_minor:
            raise NotAChilds
        if not contacts.accounts([account_id]):
            raise Invalid(field="account_id", why_zh="没有这个账号", why_en="there is no such account")
        people.approve_minor(
            actor=actor,
            contact_id=appeal.reporter_id,
            account_id=account_id,
            purpose=purpose.value,
            area_path=appeal.area_path,
            units=appeal.unit_ids,
            now=now,
        )

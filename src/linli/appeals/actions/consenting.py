"""Taking back the consent to publish that was given with the report (个人信息保护法 §15; D-03)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.rules.consents import check_withdrawal
from linli.kernel.actor import Actor
from linli.notices import actions as notices

REASON = "本人撤回公开同意 / the person withdrew the consent"


def withdraw_consent(*, actor: Actor, appeal_id: UUID, now: datetime, client_id: str | None = None) -> None:
    """Take the consent to publish back: what was published about the case is down in the same transaction.

    No reason is asked, the case goes on as before, and nobody may draft about it again.

    :raises NotFound, Forbidden: NothingPublished: there is nothing to take back.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, "appeals.withdraw_consent", actor=actor, client_id=client_id)
        if is_repeat:
            return
        check_withdrawal(
            has_consent=appeal.publish_consent,
            has_notice=appeal.case_notice_id is not None,
            was_withdrawn=appeal.consent_withdrawn_at is not None,
        )
        appeal.publish_consent, appeal.consent_withdrawn_at = False, now
        appeal.save(update_fields=["publish_consent", "consent_withdrawn_at"])
        taken = notices.take_back(actor=actor, source=moving.subject_of(appeal), reason=REASON, now=now)
        told = Telling(more={"notices": taken}, client_id=client_id)
        moving.tell(appeal, "withdraw_consent", actor=actor, now=now, telling=told)

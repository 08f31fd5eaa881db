"""The consent to publish that was given with the report, and taking it back (个人信息保护法 §14-§16; D-03)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.models import Appeal
from linli.appeals.rules.consents import appeal_of, check_withdrawal, scope_of
from linli.kernel.actor import Actor
from linli.kernel.facts import Plain
from linli.notices import actions as notices
from linli.people import actions as people
from linli.people.words import Purpose

REASON = "本人撤回公开同意 / the person withdrew the consent"
__all__ = ["appeal_of", "hide", "keep_consent", "keep_proxy_consent", "scope_of", "withdraw_consent"]


def keep_consent(appeal: Appeal, *, actor: Actor, now: datetime) -> None:
    """Keep the consent that was ticked with a report, with the version of the words; it proves the tick.

    Who stays nameless is nobody whose data could be published: then only the tick itself is kept.
    """
    if appeal.publish_consent and appeal.reporter_id is not None:
        people.keep_consent(
            actor=actor,
            contact_id=appeal.reporter_id,
            purpose=Purpose.PUBLISH_CASE,
            channel=appeal.channel,
            scope=scope_of(appeal.id),
            now=now,
        )


def keep_proxy_consent(appeal: Appeal, *, actor: Actor, now: datetime) -> None:
    """Keep that the person agreed to somebody reporting for them, with the words agreed to (S-317). At most four."""
    if appeal.reporter_id is not None:
        people.keep_consent(
            actor=actor,
            contact_id=appeal.reporter_id,
            purpose=Purpose.PROXY,
            channel=appeal.channel,
            scope=scope_of(appeal.id),
            now=now,
        )


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
        _hide(appeal, actor=actor, now=now, client_id=client_id)
        # Last: what listens to a consent's end finds nothing left to take down.
        people.end_consents(actor=actor, purpose=Purpose.PUBLISH_CASE, scope=scope_of(appeal.id), now=now)


def hide(appeal_id: UUID, *, now: datetime) -> None:
    """Take down what rested on a consent that its giver took back among the own data. Safe to repeat."""
    with transaction.atomic():
        appeal = moving.lock(appeal_id)
        if appeal.consent_withdrawn_at is None:
            for_person = Actor.system("appeals.consents", ["notices.take_back"])
            _hide(appeal, actor=for_person, now=now, client_id=None)


def _hide(appeal: Appeal, *, actor: Actor, now: datetime, client_id: str | None) -> None:
    appeal.publish_consent, appeal.consent_withdrawn_at = False, now
    appeal.save(update_fields=["publish_consent", "consent_withdrawn_at"])
    taken = notices.take_back(actor=actor, source=moving.subject_of(appeal), reason=REASON, now=now)
    more: dict[str, Plain] = {"notices": taken}
    moving.tell(appeal, "withdraw_consent", actor=actor, now=now, telling=Telling(more=more, client_id=client_id))

"""Agreeing, and taking it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, NotFound
from linli.people import events
from linli.people.actions.accounts import locked
from linli.people.actions.faster import only_once
from linli.people.models import Consent, ConsentText, Contact
from linli.people.rules.consent_texts import FIRST_TEXTS
from linli.people.rules.consents import GivenBefore, NotGiven, check_giving
from linli.people.words import Purpose


def set_consent_text(*, actor: Actor, purpose: str, zh: str, en: str, area_path: str, now: datetime) -> UUID:
    """Publish a new version of the words people agree to; earlier consents keep their own version.

    :raises Forbidden: the actor lacks `people.set_consent_text`.
    :raises Conflict: these words are in force already, or somebody was faster.
    """
    with only_once(), transaction.atomic():
        actor.require("people.set_consent_text", area_path)
        # No lock: the table is append-only, and the unique version refuses the slower of two.
        last = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
        if last is not None and (last.text_zh, last.text_en) == (zh, en):
            raise Conflict
        version = last.version + 1 if last else 1
        text = ConsentText.objects.create(purpose=purpose, version=version, text_zh=zh, text_en=en, valid_from=now)
        journal.record(events.ConsentTextSet(text.id, purpose, version), actor=actor, at=now, area_path=area_path)
        return text.id


def load_consent_texts(*, actor: Actor, area_path: str, now: datetime) -> int:
    """Publish the first words for every purpose that has none yet; return how many. Safe to repeat.

    :raises Forbidden: the actor lacks `people.set_consent_text`.
    """
    with transaction.atomic():
        known = set(ConsentText.objects.values_list("purpose", flat=True))
        new = [purpose for purpose in FIRST_TEXTS if purpose not in known]
        for purpose in new:
            text = FIRST_TEXTS[purpose]
            set_consent_text(actor=actor, purpose=purpose, zh=text.zh, en=text.en, area_path=area_path, now=now)
        return len(new)


def consent_give(
    *,
    actor: Actor,
    contact_id: UUID | None = None,
    account_id: UUID | None = None,
    purpose: Purpose,
    text_id: UUID,
    channel: str,
    scope: str = "",
    now: datetime,
) -> UUID:
    """Keep that a person agreed to the words `text_id`, by `channel`, for `scope` (an area path or ``estate:<id>``).

    The actor is the person, or a desk that heard it (deed `appeals.submit`); return the consent's id.

    :raises NotFound: no such contact or text. Forbidden: the actor is neither.
    :raises NoConsentNeeded, NeedsGuardian: GivenBefore: the same words for the same scope, and not taken back.
    """
    with transaction.atomic():
        contact = _contact(contact_id)
        if account_id is not None:
            locked(account_id)  # the person's consents wait for each other
        _require_person(actor, contact, account_id)
        text = ConsentText.objects.filter(id=text_id, purpose=purpose).first()
        if text is None:
            raise NotFound
        is_minor = contact is not None and contact.is_minor
        check_giving(purpose, is_minor=is_minor, has_guardian=contact is not None and contact.guardian_id is not None)
        whose = {"contact": contact, "account_id": account_id, "text": text, "scope": scope}
        if Consent.objects.filter(**whose, withdrawn_at__isnull=True).exists():
            raise GivenBefore
        given = Consent.objects.create(**whose, purpose=purpose.value, channel=channel, given_at=now)
        told = events.ConsentGiven(given.id, purpose.value, text.id, channel)
        journal.record(told, actor=actor, at=now, area_path="")
        return given.id


def keep_consent(
    *, actor: Actor, contact_id: UUID, purpose: Purpose, channel: str, scope: str, now: datetime
) -> UUID | None:
    """Keep that somebody who reports agreed, in the same act, to the words in force now; return the consent's id.

    Nothing is kept where no words are published: nobody can agree to what nobody wrote. Not a deed by itself: the
    room that takes the report asks whether it may. Four statements, two without words.
    """
    text = ConsentText.objects.filter(purpose=purpose, valid_from__lte=now).order_by("-version").first()
    if text is None:
        return None
    given = Consent.objects.create(
        contact_id=contact_id, text=text, scope=scope, purpose=purpose.value, channel=channel, given_at=now
    )
    journal.record(events.ConsentGiven(given.id, purpose.value, text.id, channel), actor=actor, at=now, area_path="")
    return given.id


def end_consents(*, actor: Actor, purpose: Purpose, scope: str, now: datetime) -> int:
    """Take back whatever was agreed to for one thing; return how much that was. Not a deed by itself."""
    with transaction.atomic():
        found = Consent.objects.select_for_update().filter(purpose=purpose, scope=scope, withdrawn_at__isnull=True)
        given = list(found.order_by("id"))
        for one in given:
            one.withdrawn_at = now
            one.save(update_fields=["withdrawn_at"])
            journal.record(events.ConsentWithdrawn(one.id, one.purpose), actor=actor, at=now, area_path="")
        return len(given)


def consent_withdraw(*, actor: Actor, consent_id: UUID, now: datetime) -> None:
    """Take a consent back; what rested on it is hidden with the next question, its history stays.

    :raises NotGiven: there is none, or it was taken back before.
    :raises Forbidden: it is somebody else's.
    """
    with transaction.atomic():
        given = Consent.objects.select_for_update(of=("self",)).select_related("contact").filter(id=consent_id).first()
        if given is None or given.withdrawn_at is not None:
            raise NotGiven
        _require_person(actor, given.contact, given.account_id)
        given.withdrawn_at = now
        given.save(update_fields=["withdrawn_at"])
        journal.record(events.ConsentWithdrawn(given.id, given.purpose), actor=actor, at=now, area_path="")


def _contact(contact_id: UUID | None) -> Contact | None:
    if contact_id is None:
        return None
    contact = Contact.objects.select_for_update().filter(id=contact_id, erased_at__isnull=True).first()
    if contact is None:
        raise NotFound
    return contact


def _require_person(actor: Actor, contact: Contact | None, account_id: UUID | None) -> None:
    own = {account_id, contact.account_id if contact else None} - {None}
    holds = contact is not None and ("people", contact.id) in actor.holds
    if actor.account_id not in own and not holds and not actor.reach("appeals.submit"):
        raise Forbidden(deed="people.consent")

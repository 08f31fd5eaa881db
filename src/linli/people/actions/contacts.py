"""Keeping, correcting, erasing and showing contacts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.journal import rows
from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import DomainError, Forbidden, NotFound
from linli.kernel.ids import new_id
from linli.kernel.texts import clean_line
from linli.people import events
from linli.people.actions.known import require_through, require_wherever_known
from linli.people.models import Contact, MinorApproval, Residence, Reveal
from linli.people.queries.actors import name_index, phone_index
from linli.people.queries.contacts import ContactRow
from linli.people.rules.retention import Keeping, keep_until
from linli.people.rules.reveals import NeedsPurpose, refusal
from linli.people.words import ResidenceKind, RevealPurpose

ZONE = ZoneInfo("Asia/Shanghai")
APPROVAL_DAYS = 7

Hold = Callable[[Collection[UUID]], Iterable[UUID]]
_holds: dict[str, Hold] = {}


def register_hold(name: str, still_needed: Hold) -> None:
    """Let a room above say which of the given contacts it still needs (an open case); wiring calls this."""
    _holds[name] = still_needed


def still_held(ids: Collection[UUID]) -> set[UUID]:
    """Return the contacts among `ids` that some room still needs."""
    return {contact_id for hold in _holds.values() for contact_id in hold(ids)}


def keep_contact(
    *,
    name: str = "",
    phone: str = "",
    email: str = "",
    account_id: UUID | None = None,
    minor: bool = False,
    guardian_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Keep a name and a phone, sealed, for two years at first; return the contact's id. One INSERT.

    Both may be empty: who reports a hazard need not say who it is.
    """
    contact_id, name = new_id(), clean_line(name)
    rows.put(
        Contact,
        id=contact_id,
        name_sealed=name or None,
        name_index=name_index(name),
        phone_sealed=clean_line(phone, field="phone") or None,
        phone_index=phone_index(phone),
        email_sealed=email.strip() or None,
        account_id=account_id,
        is_minor=minor,
        guardian_id=guardian_id,
        kept_at=now,
        retain_until=keep_until(Keeping.CONTACT, now.astimezone(ZONE).date()),
    )
    return contact_id


def correct_contact(
    *, actor: Actor, contact_id: UUID, name: str, phone: str, subject: Subject, area_path: str, now: datetime
) -> None:
    """Replace name and phone of a contact, for the thing `subject` through which the actor knows it.

    Where that thing lies is asked of its room; `area_path` only stands in the fact.

    A signed-in person corrects the own contacts without more.

    :raises NotFound: there is none, or it was erased.
    :raises Forbidden: the actor may not.
    """
    with transaction.atomic():
        contact = _locked(contact_id)
        if actor.account_id is None or contact.account_id != actor.account_id:
            require_through(actor, "people.correct_contact", contact.id, subject)
        name, phone = clean_line(name), clean_line(phone, field="phone")
        contact.name_sealed, contact.name_index = name or None, name_index(name)
        contact.phone_sealed, contact.phone_index = phone or None, phone_index(phone)
        contact.save(update_fields=["name_sealed", "name_index", "phone_sealed", "phone_index"])
        journal.record(events.ContactCorrected(contact.id), actor=actor, at=now, area_path=area_path)


def erase_contact(*, actor: Actor, contact_id: UUID, why: str, area_path: str, now: datetime) -> None:
    """Take the person out of a contact; the history of its cases stays. `area_path` only stands in the fact.

    :raises NotFound: there is none, or it was erased before.
    :raises Forbidden: it is not the actor's own and the actor lacks `people.erase_contact` somewhere it is known.
    """
    with transaction.atomic():
        contact = _locked(contact_id)
        if actor.account_id is None or contact.account_id != actor.account_id:
            require_wherever_known(actor, "people.erase_contact", contact.id)
        erase(contact, now=now)
        journal.record(events.ContactErased(contact.id, why), actor=actor, at=now, area_path=area_path)


def erase(contact: Contact, *, now: datetime) -> None:
    """Empty the personal columns of a locked contact and end its residences' tie to a person."""
    contact.name_sealed = contact.name_index = contact.phone_sealed = contact.phone_index = None
    contact.email_sealed = None
    contact.account_id = contact.guardian_id = None
    contact.erased_at = now
    contact.save(
        update_fields=[
            "name_sealed", "name_index", "phone_sealed", "phone_index", "email_sealed", "account_id", "guardian_id",
            "erased_at",
        ]
    )  # fmt: skip
    Residence.objects.filter(contact_id=contact.id, valid_to__isnull=True).update(valid_to=now)


def set_retention(*, contact_ids: Collection[UUID], until: date) -> int:
    """Keep contacts at least until the day `until` (a case closed: closing day plus the term); return how many moved.

    A contact serves several cases, so the latest day wins. One UPDATE.
    """
    return Contact.objects.filter(id__in=contact_ids, retain_until__lt=until, erased_at__isnull=True).update(
        retain_until=until
    )


def erase_asked(*, contact_ids: Collection[UUID], now: datetime) -> tuple[int, int]:
    """Erase contacts because their person asked; return how many went and how many wait for an open case.

    Those that wait go on the first night after their case is over. Not for use without a decided request.
    """
    with transaction.atomic():
        found = Contact.objects.select_for_update().filter(id__in=contact_ids, erased_at__isnull=True)
        contacts = list(found.order_by("id"))
        needed = still_held([contact.id for contact in contacts])
        for contact in contacts:
            if contact.id in needed:
                contact.erase_asked_at = contact.erase_asked_at or now
                contact.save(update_fields=["erase_asked_at"])
            else:
                erase(contact, now=now)
        return len(contacts) - len(needed), len(needed)


def reveal(
    *,
    actor: Actor,
    contact_id: UUID,
    subject: Subject,
    purpose: str,
    area_path: str,
    now: datetime,
    units: Collection[UUID] = (),
    barred_units: Collection[UUID] = (),
) -> ContactRow:
    """Return name and phone of a contact to somebody who says why; shown or refused, it is written down.

    `units` handle the thing, `barred_units` are complained of (I13). Not for use inside another transaction: a
    refusal is written first and raised after it is committed.

    :raises NotFound: there is no such contact.
    :raises Forbidden, ComplainedOf, NeedsPurpose, NeedsApproval, Erased:
    """
    contact = Contact.objects.select_related("guardian").filter(id=contact_id).first()
    if contact is None:
        raise NotFound
    why_not = refusal(
        actor=actor,
        area_path=area_path,
        units=units,
        barred_units=barred_units,
        subject=subject,
        purpose=purpose,
        is_minor=contact.is_minor,
        has_approval=contact.is_minor and _is_approved(contact_id, actor, purpose, now),
        is_erased=contact.erased_at is not None,
    )
    known = purpose if purpose in {word.value for word in RevealPurpose} else "unknown"
    write_down(actor, contact_id, subject, known, why_not, area_path=area_path, now=now)
    if why_not is not None:
        raise why_not
    return _opened(contact)


def write_down(
    actor: Actor,
    contact_id: UUID,
    subject: Subject,
    purpose: str,
    why_not: DomainError | None,
    *,
    area_path: str,
    now: datetime,
) -> None:
    """Write into the reveal log and the journal that somebody looked, or why not. Not a deed by itself."""
    room, subject_id = subject
    refused = why_not.code if why_not is not None else ""
    told: events.Revealed | events.RevealRefused = events.Revealed(contact_id, room, subject_id, purpose)
    if refused:
        told = events.RevealRefused(contact_id, room, subject_id, purpose, refused)
    with transaction.atomic():
        Reveal.objects.create(
            account_id=actor.account_id,
            contact_id=contact_id,
            subject_room=room,
            subject_id=subject_id,
            purpose=purpose,
            area_path=area_path,
            refused=refused,
            at=now,
        )
        journal.record(told, actor=actor, at=now, area_path=area_path)


def _opened(contact: Contact) -> ContactRow:
    """Return a contact in the open; of a child also whom to call instead of the child."""
    guardian = contact.guardian if contact.is_minor else None
    return ContactRow(
        contact.id,
        contact.name_sealed or "",
        contact.phone_sealed or "",
        contact.is_minor,
        guardian_name=guardian.name_sealed or "" if guardian else "",
        guardian_phone=guardian.phone_sealed or "" if guardian else "",
    )


def approve_minor(
    *, actor: Actor, contact_id: UUID, account_id: UUID, purpose: str, area_path: str, units: Collection[UUID] = (),
    now: datetime,
) -> None:  # fmt: skip
    """Allow `account_id` to see a child's contact for a week.

    :raises NotFound: there is no such contact.
    :raises Forbidden: the actor lacks `people.approve_minor`, or asks for itself.
    :raises NeedsPurpose: the purpose is not in the list.
    """
    with transaction.atomic():
        contact = _locked(contact_id)
        actor.require("people.approve_minor", area_path, units=units)
        if purpose not in {word.value for word in RevealPurpose}:
            raise NeedsPurpose
        if actor.account_id is None or actor.account_id == account_id:
            raise Forbidden(deed="people.approve_minor")
        until = now + timedelta(days=APPROVAL_DAYS)
        MinorApproval.objects.create(
            contact=contact,
            account_id=account_id,
            approved_by_id=actor.account_id,
            purpose=purpose,
            valid_from=now,
            valid_to=until,
        )
        journal.record(
            events.MinorApproved(contact.id, account_id, purpose, until), actor=actor, at=now, area_path=area_path
        )


def settle(
    *, actor: Actor, contact_id: UUID, dwelling_id: UUID, area_path: str, kind: ResidenceKind, now: datetime
) -> UUID:
    """Write down that a contact lives in a dwelling, verified by the grid worker who saw it; return the row's id.

    :raises NotFound: there is no such contact or area.
    :raises Forbidden: the actor lacks `people.verify_residence` there.
    """
    with transaction.atomic():
        contact = _locked(contact_id)
        area = grid.area_by_path(area_path)
        actor.require("people.verify_residence", area.path)
        home = Residence.objects.create(
            contact=contact,
            dwelling_id=dwelling_id,
            area_path=area.path,
            kind=kind,
            valid_from=now,
            verified_at=now,
            verified_by_id=actor.account_id,
        )
        journal.record(events.ResidenceVerified(contact.id, home.id), actor=actor, at=now, area_path=area.path)
        return home.id


def _is_approved(contact_id: UUID, actor: Actor, purpose: str, now: datetime) -> bool:
    if actor.account_id is None:
        return False
    return MinorApproval.objects.filter(
        contact_id=contact_id, account_id=actor.account_id, purpose=purpose, valid_from__lte=now, valid_to__gt=now
    ).exists()


def _locked(contact_id: UUID) -> Contact:
    contact = Contact.objects.select_for_update().filter(id=contact_id, erased_at__isnull=True).first()
    if contact is None:
        raise NotFound
    return contact

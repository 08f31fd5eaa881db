"""Contacts, masked; and by phone or name through the blind index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from linli.people.models import Account, Consent, Contact, Residence
from linli.people.queries.actors import in_force, name_index, phone_index
from linli.people.rules import MaskedContact, mask_name, mask_phone
from linli.people.rules.masking import spoken_forms
from linli.people.words import Purpose

NOTHING_KNOWN = MaskedContact("", "")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact in the open; only `actions.reveal` and the person's own page give it away."""

    id: UUID
    name: str
    phone: str
    is_minor: bool
    guardian_name: str = ""
    guardian_phone: str = ""


@dataclass(frozen=True, slots=True)
class Reachable:
    """Where a message reaches a person. For the delivery of messages only; no page shows it."""

    phone: str
    email: str
    language: str
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Dweller:
    """Who lives in a dwelling."""

    contact_id: UUID
    contact: MaskedContact
    kind: str
    is_verified: bool


def masked(found: Contact) -> MaskedContact:
    """Return what a list shows of a loaded contact; of a child not even the surname."""
    name = "**" if found.is_minor and found.name_sealed else mask_name(found.name_sealed or "")
    return MaskedContact(name, mask_phone(found.phone_sealed or ""), found.is_minor, found.erased_at is not None)


def contacts_masked(ids: Collection[UUID]) -> dict[UUID, MaskedContact]:
    """Return name and phone, masked, of the contacts among `ids`. One statement."""
    if not ids:
        return {}
    return {found.id: masked(found) for found in Contact.objects.filter(id__in=ids)}


def words_of_contact(contact_id: UUID) -> tuple[str, ...]:
    """Return the words that give a person away in a text: for covering them, never for showing. One statement."""
    found = Contact.objects.filter(id=contact_id).select_related("account").first()
    if found is None:
        return ()
    known: list[str] = []
    for who in (found, found.account):
        if who is not None:
            known += [*spoken_forms(who.name_sealed or "", who.phone_sealed or ""), who.email_sealed or ""]
    return tuple(dict.fromkeys(word for word in known if word))


def contact_ids_by_phone(phone: str) -> list[UUID]:
    """Return the contacts with this phone, newest first. One statement (none for an empty phone)."""
    index = phone_index(phone)
    if index is None:
        return []
    return list(Contact.objects.filter(phone_index=index).order_by("-kept_at", "-id").values_list("id", flat=True))


def contact_ids_by_name(name: str) -> list[UUID]:
    """Return the contacts with exactly this name, newest first. One statement (none for an empty name)."""
    index = name_index(name)
    if index is None:
        return []
    return list(Contact.objects.filter(name_index=index).order_by("-kept_at", "-id").values_list("id", flat=True))


def contact_ids_of(account_id: UUID) -> list[UUID]:
    """Return the contacts that belong to an account, newest first. One statement."""
    return list(Contact.objects.filter(account_id=account_id).order_by("-kept_at", "-id").values_list("id", flat=True))


def contact_ids_of_proven_phone(account_id: UUID) -> list[UUID]:
    """Return the contacts with the phone that an account has proven to be its own. One statement; none proven: none."""
    phones = Account.objects.filter(id=account_id, is_active=True, phone_verified_at__isnull=False)
    known = phones.filter(phone_index__isnull=False).values("phone_index")
    return list(Contact.objects.filter(phone_index__in=known).order_by("-kept_at", "-id").values_list("id", flat=True))


def account_of_contact(contact_id: UUID) -> UUID | None:
    """Return the account a contact belongs to, if any. One statement."""
    return Contact.objects.filter(id=contact_id).values_list("account_id", flat=True).first()


def contacts_reachable(ids: Collection[UUID]) -> dict[UUID, Reachable]:
    """Return where the contacts among `ids` are reached; erased ones are left out. One statement."""
    rows = Contact.objects.filter(id__in=ids, erased_at__isnull=True).select_related("account")
    return {
        row.id: Reachable(
            row.phone_sealed or "",
            row.email_sealed or (row.account.email_sealed if row.account else None) or "",
            row.account.language if row.account else "zh-hans",
            row.account_id,
        )
        for row in rows
    }


def accounts_reachable(ids: Collection[UUID]) -> dict[UUID, Reachable]:
    """Return where the open accounts among `ids` are reached. One statement."""
    rows = Account.objects.filter(id__in=ids, is_active=True)
    return {row.id: Reachable(row.phone_sealed or "", row.email_sealed or "", row.language, row.id) for row in rows}


def lives_here(dwelling_id: UUID, *, at: datetime) -> list[Dweller]:
    """Return who lives in a dwelling at `at`, masked. One statement."""
    rows = Residence.objects.filter(in_force(at), dwelling_id=dwelling_id).select_related("contact").order_by("id")
    return [Dweller(row.contact_id, masked(row.contact), row.kind, row.verified_at is not None) for row in rows]


def homes_of(account_id: UUID, *, at: datetime) -> dict[UUID, UUID]:
    """Return dwelling -> own contact for where somebody is verified to live at `at`. One statement."""
    return _homes(in_force(at) & Q(contact__account_id=account_id))


def homes_of_contacts(contact_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return dwelling -> contact for where some contacts are verified to live, until further notice. One statement."""
    return _homes(Q(contact_id__in=contact_ids, valid_to__isnull=True))


def _homes(living: Q) -> dict[UUID, UUID]:
    rows = Residence.objects.filter(living, verified_at__isnull=False).order_by("id")
    return dict(rows.values_list("dwelling_id", "contact_id"))


def living_in(dwelling_ids: Collection[UUID], *, at: datetime) -> set[tuple[UUID, UUID]]:
    """Return (dwelling, contact) of who is verified to live there at `at`. One statement, none without ids."""
    if not dwelling_ids:
        return set()
    rows = Residence.objects.filter(in_force(at), dwelling_id__in=dwelling_ids, verified_at__isnull=False)
    return set(rows.values_list("dwelling_id", "contact_id"))


def dwellers(dwelling_ids: Collection[UUID], *, before: datetime) -> Counter[UUID]:
    """Return how many people are known to live in each dwelling, just before the moment `before`. One statement."""
    living = Q(valid_from__lt=before) & (Q(valid_to__isnull=True) | Q(valid_to__gte=before))
    found = Residence.objects.filter(living, dwelling_id__in=dwelling_ids)
    return Counter(found.values_list("dwelling_id", flat=True))


def same_people(contact_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return these contacts and all others with the same phone, each with the one that stands for the person.

    Who left no phone, or whose data was erased, stands for nobody else. One statement, none without ids.
    """
    if not contact_ids:
        return {}
    found = {contact_id: contact_id for contact_id in contact_ids}
    indexes = Contact.objects.filter(id__in=contact_ids, phone_index__isnull=False).values("phone_index")
    first: dict[bytes, UUID] = {}
    for row in Contact.objects.filter(phone_index__in=indexes).order_by("id").only("id", "phone_index"):
        found[row.id] = first.setdefault(bytes(row.phone_index or b""), row.id)
    return found


def has_guardian(contact_id: UUID) -> bool:
    """Say whether a child's contact names a guardian. One statement."""
    return Contact.objects.filter(id=contact_id, guardian__isnull=False).exists()


def waits_for_guardian(contact_id: UUID) -> bool:
    """Say whether a child's contact has no open consent of a guardian, named or not. One statement."""
    agreed = Consent.objects.filter(contact_id=OuterRef("id"), purpose=Purpose.MINOR, withdrawn_at__isnull=True)
    return Contact.objects.filter(~Exists(agreed), id=contact_id).exists()

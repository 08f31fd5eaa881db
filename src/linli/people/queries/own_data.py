"""Everything the house holds about a person, for that person (个人信息保护法 §45)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from linli.kernel.facts import Plain, plain
from linli.people.models import (
    Account,
    ApiToken,
    Consent,
    Contact,
    DataRequest,
    Device,
    Grant,
    Identity,
    IdentityInvitation,
    MinorApproval,
    Post,
    Recusal,
    Residence,
    Reveal,
    Roster,
    SignIn,
)

Rows = list[dict[str, Plain]]


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data: an account, perhaps, and the contacts under which the person appears."""

    account_id: UUID | None
    contact_ids: frozenset[UUID]


Exporter = Callable[[Person], Rows]
_exporters: dict[str, Exporter] = {}


def register_export(name: str, export: Exporter) -> None:
    """Let a room add a table to everybody's export; `name` is the table's name. Wiring calls this."""
    _exporters[name] = export


def exported_tables() -> frozenset[str]:
    """Return the names of the tables that the export covers."""
    return frozenset(_exporters)


def own_data(*, account_id: UUID | None = None, contact_ids: Collection[UUID] = ()) -> dict[str, Rows]:
    """Return table name -> rows of a person, opened; the contacts of the account are found here.

    Only for the person: the door checks who asks.
    """
    known = set(contact_ids)
    if account_id is not None:
        known |= set(Contact.objects.filter(account_id=account_id).values_list("id", flat=True))
    person = Person(account_id, frozenset(known))
    return {name: export(person) for name, export in sorted(_exporters.items())}


def _by_account(model: type, *columns: str, field: str = "account_id") -> Exporter:
    def export(person: Person) -> Rows:
        if person.account_id is None:
            return []
        return _rows(model, Q(**{field: person.account_id}), columns)

    return export


def _by_person(model: type, *columns: str) -> Exporter:
    def export(person: Person) -> Rows:
        condition = Q(contact_id__in=person.contact_ids)
        if person.account_id is not None:
            condition |= Q(account_id=person.account_id)
        return _rows(model, condition, columns)

    return export


def _by_contact(model: type, *columns: str, field: str = "contact_id__in") -> Exporter:
    def export(person: Person) -> Rows:
        return _rows(model, Q(**{field: person.contact_ids}), columns)

    return export


def _rows(model: type, condition: Q, columns: Collection[str]) -> Rows:
    found = model.objects.filter(condition).order_by("id").values(*columns)  # type: ignore[attr-defined]
    return [{name: plain(value) for name, value in row.items()} for row in found]


for _name, _export in {
    "people_account": _by_account(
        Account, "id", "login", "name_sealed", "phone_sealed", "email_sealed", "language", "large_type", "opened_at",
        "closed_at", field="id",
    ),
    "people_signin": _by_account(SignIn, "at", "ok", "reason", "agent"),
    "people_apitoken": _by_account(
        ApiToken, "label", "prefix", "scopes", "issued_at", "expires_at", "last_used_at", "revoked_at"
    ),
    "people_identity": _by_account(Identity, "issuer", "linked_at", "last_used_at"),
    "people_identityinvitation": _by_account(IdentityInvitation, "expires_at", "used_at"),
    "people_device": _by_account(Device, "browser", "system", "signed_in_at", "last_seen_at"),
    "people_grant": _by_account(Grant, "role", "area_path", "unit_id", "valid_from", "valid_to"),
    "people_post": _by_account(Post, "organisation_id", "title", "kind", "valid_from", "valid_to"),
    "people_recusal": _by_account(Recusal, "subject_room", "subject_id", "why", "at"),
    "people_roster": _by_account(Roster, "organisation_id", "area_path", "phone_sealed", "starts_at", "ends_at"),
    "people_contact": _by_contact(
        Contact, "id", "name_sealed", "phone_sealed", "email_sealed", "is_minor", "kept_at", "retain_until",
        "erased_at", field="id__in",
    ),
    "people_residence": _by_contact(
        Residence, "dwelling_id", "area_path", "kind", "valid_from", "valid_to", "verified_at"
    ),
    "people_consent": _by_person(Consent, "purpose", "text_id", "channel", "scope", "given_at", "withdrawn_at"),
    "people_reveal": _by_contact(Reveal, "subject_room", "subject_id", "purpose", "refused", "at"),
    "people_minorapproval": _by_contact(MinorApproval, "purpose", "valid_from", "valid_to"),
    "people_datarequest": _by_person(
        DataRequest, "kind", "words_sealed", "state", "reason", "asked_at", "due_on", "answered_at",
        "done_at", "outcome", "proof",
    ),
}.items():  # fmt: skip
    register_export(_name, _export)

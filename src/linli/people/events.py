"""Facts of people. Ids and codes only; names and phones never stand in a fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class AccountOpened(Event):
    kind: ClassVar[str] = "people.account_opened"


@dataclass(frozen=True)
class AccountClosed(Event):
    kind: ClassVar[str] = "people.account_closed"


@dataclass(frozen=True)
class PasswordChanged(Event):
    kind: ClassVar[str] = "people.password_changed"


@dataclass(frozen=True)
class SecondFactorSet(Event):
    kind: ClassVar[str] = "people.second_factor_set"


@dataclass(frozen=True)
class SecondFactorRemoved(Event):
    kind: ClassVar[str] = "people.second_factor_removed"


@dataclass(frozen=True)
class Granted(Event):
    """`id` is the account's."""

    kind: ClassVar[str] = "people.granted"
    grant: UUID
    role: str
    unit: UUID | None
    valid_to: datetime | None


@dataclass(frozen=True)
class GrantRevoked(Event):
    """`id` is the account's."""

    kind: ClassVar[str] = "people.grant_revoked"
    grant: UUID
    role: str


@dataclass(frozen=True)
class UnitOpened(Event):
    kind: ClassVar[str] = "people.unit_opened"
    unit_kind: str
    level: int


@dataclass(frozen=True)
class UnitClosed(Event):
    kind: ClassVar[str] = "people.unit_closed"


@dataclass(frozen=True)
class CompetenceSet(Event):
    """`id` is the organisation's."""

    kind: ClassVar[str] = "people.competence_set"
    category: str
    rank: str
    valid_to: datetime | None


@dataclass(frozen=True)
class Appointed(Event):
    """`id` is the organisation's."""

    kind: ClassVar[str] = "people.appointed"
    account: UUID
    post_kind: str
    valid_to: datetime | None


@dataclass(frozen=True)
class RosterSet(Event):
    """`id` is the organisation's."""

    kind: ClassVar[str] = "people.roster_set"
    turns: int


@dataclass(frozen=True)
class ChargeSet(Event):
    """`id` is the organisation's."""

    kind: ClassVar[str] = "people.charge_set"
    person: UUID | None
    deputy: UUID | None


@dataclass(frozen=True)
class FormationSet(Event):
    """`id` is that of the first target."""

    kind: ClassVar[str] = "people.formation_set"
    unit_kind: str
    targets: int


@dataclass(frozen=True)
class Recused(Event):
    """`id` is the account's."""

    kind: ClassVar[str] = "people.recused"
    subject_room: str
    subject_id: UUID
    why: str


@dataclass(frozen=True)
class ContactCorrected(Event):
    kind: ClassVar[str] = "people.contact_corrected"


@dataclass(frozen=True)
class ContactErased(Event):
    kind: ClassVar[str] = "people.contact_erased"
    why: str


@dataclass(frozen=True)
class ResidenceVerified(Event):
    """`id` is the contact's."""

    kind: ClassVar[str] = "people.residence_verified"
    residence: UUID


@dataclass(frozen=True)
class ConsentTextSet(Event):
    kind: ClassVar[str] = "people.consent_text_set"
    purpose: str
    version: int


@dataclass(frozen=True)
class ConsentGiven(Event):
    kind: ClassVar[str] = "people.consent_given"
    purpose: str
    text: UUID
    channel: str


@dataclass(frozen=True)
class ConsentWithdrawn(Event):
    kind: ClassVar[str] = "people.consent_withdrawn"
    purpose: str


@dataclass(frozen=True)
class Revealed(Event):
    """`id` is the contact's."""

    kind: ClassVar[str] = "people.revealed"
    subject_room: str
    subject_id: UUID
    purpose: str


@dataclass(frozen=True)
class RevealRefused(Event):
    """`id` is the contact's."""

    kind: ClassVar[str] = "people.reveal_refused"
    subject_room: str
    subject_id: UUID
    purpose: str
    why: str


@dataclass(frozen=True)
class MinorApproved(Event):
    """`id` is the contact's."""

    kind: ClassVar[str] = "people.minor_approved"
    account: UUID
    purpose: str
    valid_to: datetime


@dataclass(frozen=True)
class DataAsked(Event):
    kind: ClassVar[str] = "people.data_asked"
    what: str


@dataclass(frozen=True)
class DataAnswered(Event):
    kind: ClassVar[str] = "people.data_answered"
    what: str
    state: str


@dataclass(frozen=True)
class DataDone(Event):
    """A granted request carried itself out; `outcome` is a code of `RequestOutcome`."""

    kind: ClassVar[str] = "people.data_done"
    what: str
    outcome: str


@dataclass(frozen=True)
class LogsDropped(Event):
    """Rows of a log went because their time had come; `id` is this run's."""

    kind: ClassVar[str] = "people.logs_dropped"
    table: str
    rows: int
    before: datetime


@dataclass(frozen=True)
class OfficerSet(Event):
    kind: ClassVar[str] = "people.officer_set"


@dataclass(frozen=True)
class MinorsAuditSigned(Event):
    kind: ClassVar[str] = "people.minors_audit_signed"
    year: int


@dataclass(frozen=True)
class TokenIssued(Event):
    """`id` is the account's."""

    kind: ClassVar[str] = "people.token_issued"
    token: UUID
    scopes: tuple[str, ...]
    expires_at: datetime | None


@dataclass(frozen=True)
class TokenRevoked(Event):
    """`id` is the account's."""

    kind: ClassVar[str] = "people.token_revoked"
    token: UUID


@dataclass(frozen=True)
class SystemOpened(Event):
    """`id` is the account's, which is another system's."""

    kind: ClassVar[str] = "people.system_opened"


@dataclass(frozen=True)
class TokenRotated(Event):
    """`id` is the account's; `token` ends at `ends_at`, `successor` stands in its place."""

    kind: ClassVar[str] = "people.token_rotated"
    token: UUID
    successor: UUID
    ends_at: datetime


@dataclass(frozen=True)
class IdentityInvited(Event):
    """`id` is the account's."""

    kind: ClassVar[str] = "people.identity_invited"


@dataclass(frozen=True)
class IdentityLinked(Event):
    """`id` is the account's."""

    kind: ClassVar[str] = "people.identity_linked"


@dataclass(frozen=True)
class IdentityUnlinked(Event):
    """`id` is the account's."""

    kind: ClassVar[str] = "people.identity_unlinked"


@dataclass(frozen=True)
class DeviceAdded(Event):
    """`id` is the account's; `browser` and `system` are codes of `words`."""

    kind: ClassVar[str] = "people.device_added"
    device: UUID
    browser: str
    system: str


@dataclass(frozen=True)
class DevicesEnded(Event):
    """`id` is the account's."""

    kind: ClassVar[str] = "people.devices_ended"
    count: int


@dataclass(frozen=True)
class RecoveryCodesRenewed(Event):
    """`id` is the account's."""

    kind: ClassVar[str] = "people.recovery_codes_renewed"

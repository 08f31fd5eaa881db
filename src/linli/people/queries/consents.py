"""Consents, and what is shown because of them. Asked at every view, so a withdrawal hides at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people.models import Consent, ConsentText, DataRequest, Reveal, SignIn
from linli.people.rules import mask_name
from linli.people.rules.agents import browser_of, system_of
from linli.people.words import Browser, Purpose, RequestState, System


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent, as its giver sees it."""

    id: UUID
    purpose: str
    version: int
    text: Text
    channel: str
    scope: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class TextRow:
    """The words people agree to now."""

    id: UUID
    purpose: str
    version: int
    text: Text


@dataclass(frozen=True, slots=True)
class PublishedContact:
    """A member who agreed to be reached in a scope (S-035)."""

    contact_id: UUID
    name: str
    phone: str
    scope: str


@dataclass(frozen=True, slots=True)
class RevealRow:
    """Who saw a contact, or was refused."""

    at: datetime
    account_id: UUID | None
    contact_id: UUID
    subject_room: str
    subject_id: UUID
    purpose: str
    refused: str


@dataclass(frozen=True, slots=True)
class SignInRow:
    """An attempt to sign in."""

    at: datetime
    account_id: UUID | None
    ok: bool
    reason: str
    agent: str

    @property
    def browser(self) -> Browser:
        """Return the browser, as it says of itself."""
        return browser_of(self.agent)

    @property
    def system(self) -> System:
        """Return the kind of machine, as the browser says."""
        return system_of(self.agent)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A data request."""

    id: UUID
    kind: str
    state: str
    reason: str
    asked_at: datetime
    due_on: date
    answered_at: datetime | None
    done_at: datetime | None
    outcome: str
    account_id: UUID | None
    contact_id: UUID | None
    answered_by_id: UUID | None


@dataclass(frozen=True, slots=True)
class AskedRow:
    """An open data request as the officer who decides reads it: the person's own words are opened for that."""

    row: RequestRow
    words: str
    name: str
    phone: str
    proof: str


def consents_of(*, contact_ids: Collection[UUID] = (), account_id: UUID | None = None) -> list[ConsentRow]:
    """Return every consent a person gave, withdrawn ones too, newest first. One statement."""
    rows = Consent.objects.filter(_person(contact_ids, account_id)).select_related("text").order_by("-given_at", "-id")
    return [
        ConsentRow(
            id=row.id,
            purpose=row.purpose,
            version=row.text.version,
            text=Text(row.text.text_zh, row.text.text_en),
            channel=row.channel,
            scope=row.scope,
            given_at=row.given_at,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    ]


def _person(contact_ids: Collection[UUID], account_id: UUID | None) -> Q:
    condition = Q(contact_id__in=list(contact_ids))
    return condition | Q(account_id=account_id) | Q(contact__account_id=account_id) if account_id else condition


def has_consent(purpose: Purpose, *, contact_id: UUID) -> bool:
    """Say whether a contact has an open consent for `purpose`. One statement."""
    return Consent.objects.filter(contact_id=contact_id, purpose=purpose, withdrawn_at__isnull=True).exists()


def open_consents(ids: Collection[UUID]) -> set[UUID]:
    """Return those of some consents that were not taken back. One statement, none without ids."""
    if not ids:
        return set()
    return set(Consent.objects.filter(id__in=ids, withdrawn_at__isnull=True).values_list("id", flat=True))


def consent_scope(consent_id: UUID) -> str:
    """Return for what a consent was given; nothing where there is none. One statement."""
    return Consent.objects.filter(id=consent_id).values_list("scope", flat=True).first() or ""


def scopes_given(purpose: Purpose, *, since: datetime) -> list[str]:
    """Return for what consents of a kind were given since a moment, taken back or not. One statement."""
    return list(Consent.objects.filter(purpose=purpose, given_at__gte=since).values_list("scope", flat=True))


def consent_text(purpose: Purpose, *, at: datetime) -> TextRow | None:
    """Return the newest words for `purpose` in force at `at`. One statement."""
    row = ConsentText.objects.filter(purpose=purpose, valid_from__lte=at).order_by("-version").first()
    return TextRow(row.id, row.purpose, row.version, Text(row.text_zh, row.text_en)) if row else None


def published_contacts(scope: str) -> list[PublishedContact]:
    """Return who agreed to be reached in exactly this scope (an area path or ``estate:<id>``). One statement.

    Nobody appears without an open consent (S-035).
    """
    rows = Consent.objects.filter(
        purpose=Purpose.PUBLISH_CONTACT,
        scope=scope,
        withdrawn_at__isnull=True,
        contact__erased_at__isnull=True,
        contact__is_minor=False,
    ).select_related("contact")
    return [
        PublishedContact(
            contact_id=row.contact.id,
            name=row.contact.name_sealed or mask_name(""),
            phone=row.contact.phone_sealed or "",
            scope=row.scope,
        )
        for row in rows.order_by("given_at", "id")
        if row.contact is not None
    ]


def reveals_of(contact_ids: Collection[UUID]) -> list[RevealRow]:
    """Return who saw these contacts, newest first: the person's own page. One statement."""
    return _reveals(Q(contact_id__in=list(contact_ids), refused=""), 200)


def reveal_log(actor: Actor, *, before: datetime | None = None, limit: int = 100) -> list[RevealRow]:
    """Return the reveal log, refusals too, newest first. One statement.

    :raises Forbidden: the actor lacks `people.read_audit` for the whole district.
    """
    actor.require("people.read_audit", _top(actor))
    return _reveals(Q(at__lt=before) if before else Q(), limit)


def _reveals(condition: Q, limit: int) -> list[RevealRow]:
    columns = ("at", "account_id", "contact_id", "subject_room", "subject_id", "purpose", "refused")
    rows = Reveal.objects.filter(condition).order_by("-at", "-id").values_list(*columns)[:limit]
    return [RevealRow(*values) for values in rows]


def sign_ins(actor: Actor, *, before: datetime | None = None, limit: int = 100) -> list[SignInRow]:
    """Return the attempts to sign in, newest first. One statement.

    :raises Forbidden: the actor lacks `people.read_audit`.
    """
    actor.require("people.read_audit", _top(actor))
    rows = SignIn.objects.filter(Q(at__lt=before) if before else Q()).order_by("-at", "-id")
    return [SignInRow(*values) for values in rows.values_list("at", "account_id", "ok", "reason", "agent")[:limit]]


def sign_ins_of(account_id: UUID, *, limit: int = 10) -> list[SignInRow]:
    """Return the latest attempts to sign in to an account, newest first, for its owner. One statement."""
    rows = SignIn.objects.filter(account_id=account_id).order_by("-at", "-id")
    return [SignInRow(*values) for values in rows.values_list("at", "account_id", "ok", "reason", "agent")[:limit]]


def _top(actor: Actor) -> str:
    """Return the widest area of the auditor; the log has no area of its own."""
    return min((scope.area for scope in actor.reach("people.read_audit")), key=len, default="")


def data_requests_of(account_id: UUID) -> list[RequestRow]:
    """Return what a person asked, newest first. One statement."""
    return _requests(Q(account_id=account_id))


def objected(ids: Collection[UUID]) -> set[UUID]:
    """Return those of some things that a person objects to and nobody has decided on. One statement at most."""
    if not ids:
        return set()
    rows = DataRequest.objects.filter(about_id__in=ids, state__in=[RequestState.OPEN, RequestState.GRANTED])
    return {about for about in rows.values_list("about_id", flat=True) if about is not None}


def open_data_requests() -> list[RequestRow]:
    """Return the open data requests, the most urgent first. One statement."""
    return sorted(_requests(Q(state=RequestState.OPEN)), key=lambda row: (row.due_on, row.asked_at))


def _requests(condition: Q) -> list[RequestRow]:
    columns = (
        "id", "kind", "state", "reason", "asked_at", "due_on", "answered_at", "done_at", "outcome", "account_id",
        "contact_id", "answered_by_id",
    )  # fmt: skip
    rows = DataRequest.objects.filter(condition).order_by("-asked_at", "-id").values_list(*columns)
    return [RequestRow(*values) for values in rows]


def data_request(request_id: UUID) -> RequestRow:
    """Return one data request. One statement.

    :raises NotFound: there is none.
    """
    found = _requests(Q(id=request_id))
    if not found:
        raise NotFound
    return found[0]


def asked_data(actor: Actor, request_id: UUID, *, area_path: str) -> AskedRow:
    """Return an open request with what the person wrote, for the officer who decides. Two statements.

    :raises NotFound: there is no open one. Forbidden: the actor lacks `people.answer_data_request`.
    """
    actor.require("people.answer_data_request", area_path)
    row = data_request(request_id)
    if row.state != RequestState.OPEN:
        raise NotFound
    asked = DataRequest.objects.get(id=request_id)
    return AskedRow(
        row, asked.words_sealed or "", asked.name_sealed or "", asked.phone_sealed or "", asked.proof.name or ""
    )

"""Persons as others reach them: contacts, homes, consents, what was revealed, what was asked."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id
from linli.people.fields import SealedTextField
from linli.people.models.accounts import Account
from linli.people.models.organisations import area_path, period
from linli.people.words import Purpose, RequestKind, RequestOutcome, RequestState, ResidenceKind


class Contact(models.Model):
    """A name and a phone, sealed. Erasing it leaves the history of cases, without the person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name_sealed = SealedTextField(null=True)
    name_index = models.BinaryField(max_length=32, null=True)
    phone_sealed = SealedTextField(null=True)
    phone_index = models.BinaryField(max_length=32, null=True)
    email_sealed = SealedTextField(null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    is_minor = models.BooleanField(default=False)
    guardian = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()
    retain_until = models.DateField()
    erase_asked_at = models.DateTimeField(null=True)  # granted, but an open case still needs it
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Serves: who calls from this phone (repeat callers, own cases by phone).
            models.Index(fields=["phone_index"], name="people_contact_phone", condition=Q(phone_index__isnull=False)),
            # Serves: search by exact name at the desk.
            models.Index(fields=["name_index"], name="people_contact_name", condition=Q(name_index__isnull=False)),
            # Serves: the retention job.
            models.Index(fields=["retain_until"], name="people_contact_due", condition=Q(erased_at__isnull=True)),
            # Serves: the yearly audit of children's data.
            models.Index(fields=["kept_at"], name="people_contact_minor", condition=Q(is_minor=True)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Residence(models.Model):
    """Who lives in a dwelling, as what, and who has verified it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    dwelling = models.ForeignKey("grid.Dwelling", on_delete=models.PROTECT, related_name="+")
    area_path = area_path()
    kind = models.CharField(max_length=16, choices=ResidenceKind.choices())
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [period("residence")]

    def __str__(self) -> str:
        return str(self.id)


class ConsentText(models.Model):
    """The words a person agrees to; a change is a new version."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=24, choices=Purpose.choices())
    version = models.PositiveIntegerField()
    text_zh = models.TextField()
    text_en = models.TextField()
    valid_from = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="people_consent_text_version"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Consent(models.Model):
    """That a person agreed, to which words, by which channel, for where; and when it was taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=24, choices=Purpose.choices())
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16)
    scope = models.CharField(max_length=160, blank=True, db_collation="C")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: a consent is somebody's.
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | Q(account__isnull=False), name="people_consent_has_person"
            ),
        ]
        indexes = [
            # Serves: may this contact be shown here (asked at every view, so withdrawal hides at once).
            models.Index(
                fields=["purpose", "scope"], name="people_consent_open", condition=Q(withdrawn_at__isnull=True)
            ),
            models.Index(fields=["contact", "purpose"], name="people_consent_contact"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Reveal(models.Model):
    """That somebody saw, or was refused, the name and phone behind a contact."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    subject_room = models.CharField(max_length=32)
    subject_id = models.UUIDField()
    purpose = models.CharField(max_length=24)
    area_path = area_path()
    refused = models.CharField(max_length=64, blank=True)  # the code of the refusal; empty: shown
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # Serves: who saw my data.
            models.Index(fields=["contact", "-at"], name="people_reveal_contact"),
            # Serves: the auditor's page, newest first.
            models.Index(fields=["-at", "-id"], name="people_reveal_newest"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class MinorApproval(models.Model):
    """That a second person allowed somebody to see a child's contact, for a while (未成年人网络保护条例 §36)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: nobody approves the own request.
            models.CheckConstraint(condition=~Q(account=F("approved_by")), name="people_minor_approval_by_another")
        ]

    def __str__(self) -> str:
        return str(self.id)


class DataRequest(models.Model):
    """What a person asks about the own data; due after 15 days (个人信息保护法 §44-§50)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=RequestKind.choices())
    words_sealed = SealedTextField(null=True)
    # Correcting: what it should be. Heirs: the name and phone of the person who died.
    name_sealed = SealedTextField(null=True)
    phone_sealed = SealedTextField(null=True)
    proof = models.FileField(max_length=200, blank=True, default="")
    about_id = models.UUIDField(null=True)  # the one thing of another room that the person objects to
    state = models.CharField(max_length=12, choices=RequestState.choices(), default=RequestState.OPEN.value)
    reason = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=RequestOutcome.choices(), blank=True, default="")

    class Meta:
        constraints = [
            # Guards: a refusal needs a reason (个人信息保护法 §50).
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="people_refusal_has_reason"),
        ]
        indexes = [
            # Serves: the officer's list of open requests.
            models.Index(fields=["state", "due_on"], name="people_data_request_due"),
            # Serves: is this thing objected to.
            models.Index(
                fields=["about_id"],
                name="people_data_request_about",
                condition=Q(about_id__isnull=False, state__in=["open", "granted"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

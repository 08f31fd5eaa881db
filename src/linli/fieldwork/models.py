"""The tables of fieldwork."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.fieldwork.words import NotePurpose, NoticeState, Outcome, Tag
from linli.kernel.ids import new_id
from linli.people.fields import SealedTextField


class Patrol(models.Model):
    """A person's round of one day: begun with the first building, ended with the last so far."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: one round a person and day, however often the phone sends. Serves: the day's round.
            models.UniqueConstraint(fields=["account", "day"], name="fieldwork_patrol_once"),
        ]


class Check(models.Model):
    """A building of a round: when somebody was there, and which items were right."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patrol = models.ForeignKey(Patrol, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=120, db_collation="C")
    fine = ArrayField(models.CharField(max_length=24), default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # Serves: when somebody was last at each building of an area, and how many were checked in a week.
            models.Index(fields=["building", "-at"], name="fieldwork_check_of_building"),
            models.Index(fields=["area_path", "at"], name="fieldwork_check_of_area"),
        ]


class Finding(models.Model):
    """Something found on a round: put right at once, told to somebody with a day, or reported as an appeal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    found_in = models.ForeignKey(Check, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=120, db_collation="C")
    item = models.CharField(max_length=24)
    outcome = models.CharField(max_length=8, choices=Outcome.choices())
    body = models.TextField()
    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    to_words = models.CharField(max_length=120, blank=True, default="")
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=14, choices=NoticeState.choices(), null=True)
    at = models.DateTimeField()
    rechecked_at = models.DateTimeField(null=True)
    rechecked_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    recheck_body = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            # Serves: the notices of an area that still run, the soonest first.
            models.Index(fields=["area_path", "due_at"], name="fieldwork_notice_runs", condition=Q(state="served")),
            # Serves: the job that deletes words and pictures whose time has come.
            models.Index(fields=["at"], name="fieldwork_finding_has_words", condition=~Q(body="")),
            # Serves: what was found lately in an area.
            models.Index(fields=["area_path", "-id"], name="fieldwork_finding_of_area"),
        ]
        constraints = [
            # Guards: a notice has a day, somebody it is for and a state; what is no notice has none of them (S-085).
            models.CheckConstraint(
                name="fieldwork_notice_whole",
                condition=Q(outcome="notice", due_at__isnull=False, state__isnull=False)
                | (~Q(outcome="notice") & Q(due_at__isnull=True, state__isnull=True)),
            ),
        ]


class Photo(models.Model):
    """A picture of a finding that is no appeal, cleaned as every picture is; `is_after` shows it put right or not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    is_after = models.BooleanField(default=False)
    file = models.FileField(max_length=200)
    thumbnail = models.FileField(max_length=200, blank=True, default="")
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()


class DiaryLine(models.Model):
    """A line somebody wrote about a day; after the day was signed it is a supplement."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    body = models.TextField()
    salt = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # Serves: the lines of somebody's day.
            models.Index(fields=["account", "day"], name="fieldwork_lines_of_day"),
        ]


class DiaryDay(models.Model):
    """A signed day: what stood there, drawn from the facts, with a digest that the signed log holds too.

    `lines` are the salted digests of the lines it was signed with; any other line is a supplement.
    """

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    area_path = models.CharField(max_length=120, db_collation="C")
    entries = models.JSONField()
    lines = ArrayField(models.CharField(max_length=64), default=list)
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: a day is signed once.
            models.UniqueConstraint(fields=["account", "day"], name="fieldwork_day_signed_once"),
        ]
        indexes = [
            # Serves: the signed days of an area.
            models.Index(fields=["day", "area_path"], name="fieldwork_days_of_area"),
        ]


class HouseholdNote(models.Model):
    """How to come to a household, until a day: a tag of the closed list that is not sensitive (S-046, ADR 0031)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dwelling = models.ForeignKey("grid.Dwelling", on_delete=models.PROTECT, related_name="+", db_index=False)
    tag = models.CharField(max_length=16, choices=Tag.choices())
    purpose = models.CharField(max_length=16, choices=NotePurpose.choices())
    until = models.DateField()
    noted_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: a tag stands once in a household. Serves: what is noted of a household.
            models.UniqueConstraint(fields=["dwelling", "tag"], name="fieldwork_household_note_once"),
        ]
        indexes = [
            # Serves: the job that deletes what has expired.
            models.Index(fields=["until"], name="fieldwork_household_note_until"),
        ]


class SensitiveNote(models.Model):
    """A sensitive tag of somebody, in a table of its own, sealed, resting on that person's separate consent (§29)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dwelling = models.ForeignKey("grid.Dwelling", on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey("people.Contact", on_delete=models.PROTECT, related_name="+", db_index=False)
    consent = models.ForeignKey("people.Consent", on_delete=models.PROTECT, related_name="+", db_index=False)
    tag_sealed = SealedTextField()
    purpose = models.CharField(max_length=16, choices=NotePurpose.choices())
    until = models.DateField()
    noted_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: a consent carries one note. Serves: what goes when a consent is taken back.
            models.UniqueConstraint(fields=["consent"], name="fieldwork_sensitive_note_once"),
        ]
        indexes = [
            # Serves: what is noted of a household.
            models.Index(fields=["dwelling"], name="fieldwork_sensitive_of_home"),
            # Serves: what is noted of a person.
            models.Index(fields=["contact"], name="fieldwork_sensitive_of_person"),
            # Serves: the job that deletes what has expired.
            models.Index(fields=["until"], name="fieldwork_sensitive_until"),
        ]

"""The tables of desks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.desks.words import Listed, Step
from linli.kernel.ids import new_id


class SavedFilter(models.Model):
    """A filter of a list, kept by somebody for themselves or (with `unit`) for everybody of the unit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    listed = models.CharField(max_length=8, choices=Listed.choices())
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: keeping the same name again changes the filter, it does not double it.
            models.UniqueConstraint(fields=["owner", "listed", "name"], name="desks_savedfilter_once"),
        ]
        indexes = [
            # Serves: the filters shared with somebody's units, beside the list.
            models.Index(fields=["unit", "listed"], name="desks_savedfilter_unit", condition=Q(unit__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.query


class CannedAnswer(models.Model):
    """Words for an answer that is given often, for one form and perhaps one kind of matter, at or below an area.

    A change is a new row; the old one is retired, so what was offered on a day can be told.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area_path = models.CharField(max_length=120, db_collation="C")
    step = models.CharField(max_length=16, choices=Step.choices())
    category = models.CharField(max_length=60, blank=True, default="")
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    body_zh = models.TextField()
    body_en = models.TextField()
    written_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Serves: the picker of a form, and the office's list.
            models.Index(
                fields=["step", "area_path"], name="desks_canned_offered", condition=Q(retired_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh


class Presence(models.Model):
    """Who has a case open now. Not a fact: it is worth nothing a minute later, and is gone after ten."""

    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    appeal_id = models.UUIDField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: one row for a person and a case. Serves: who else has this case open.
            models.UniqueConstraint(fields=["appeal_id", "account"], name="desks_presence_once"),
        ]

    def __str__(self) -> str:
        return str(self.appeal_id)

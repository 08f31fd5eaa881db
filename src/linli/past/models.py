"""Tables of past. ADR 0039: what other systems did is no appeal of ours, has no clock and owes nobody anything."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id


class PastRequest(models.Model):
    """One request of another system as it stood there when it was last read in. Words of codes are the other's own."""

    source = models.CharField(max_length=60, db_collation="C")
    number = models.CharField(max_length=80, db_collation="C")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    is_day_only = models.BooleanField(default=False)
    status = models.CharField(max_length=60, blank=True, default="")
    agency = models.CharField(max_length=160, blank=True, default="")
    category = models.CharField(max_length=160, blank=True, default="")
    subtype = models.CharField(max_length=160, blank=True, default="")
    descriptor = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    district = models.CharField(max_length=120, blank=True, default="")
    neighborhood = models.CharField(max_length=120, blank=True, default="")
    channel = models.CharField(max_length=60, blank=True, default="")
    lon_e6 = models.IntegerField(null=True)
    lat_e6 = models.IntegerField(null=True)
    resolution = models.TextField(blank=True, default="")
    area_path = models.CharField(max_length=120, db_collation="C")
    remarks = ArrayField(models.CharField(max_length=16), default=list)
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            # Guards: the same file twice makes nothing twice. Serves: finding the row that a newer file changes.
            models.UniqueConstraint(fields=["source", "number"], name="past_request_once"),
        ]
        indexes = [
            # Serves: the whole list, newest first, page by page.
            models.Index(fields=["-opened_at", "-id"], name="past_request_newest"),
            # Serves: the list of an area.
            models.Index(fields=["area_path", "opened_at"], name="past_request_of_area"),
            # Serves: what was there before, within metres of a point.
            models.Index(fields=["lat_e6", "lon_e6"], name="past_request_near", condition=Q(lon_e6__isnull=False)),
            # Serves: what is odd about a source.
            models.Index(fields=["source"], name="past_request_odd", condition=~Q(remarks=[])),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class PastSource(models.Model):
    """Another system whose requests are here, and how many; counted when a file is read in."""

    code = models.CharField(max_length=60, primary_key=True, db_collation="C")
    requests = models.IntegerField()
    remarked = models.IntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="past_source_span", condition=Q(last_at__gte=F("first_at"))),
        ]

    def __str__(self) -> str:
        return self.code


class PastImport(models.Model):
    """One file that was read in, and what became of its rows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_digest = models.CharField(max_length=64)
    rows = models.IntegerField()
    new = models.IntegerField()
    changed = models.IntegerField()
    repeated = models.IntegerField()
    refused = models.IntegerField()
    remarked = models.IntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_digest[:12]

"""Tables of standards. All are append-only: what was in force on a day stays readable for ever."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from linli.kernel.ids import new_id


class Standard(models.Model):
    """One dated value of one key. The newest row whose `valid_from` has come is in force."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120)
    value = models.JSONField()
    citation = models.CharField(max_length=300)
    jurisdiction = models.CharField(max_length=12)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    valid_from = models.DateTimeField()

    class Meta:
        constraints = [
            # two rows may not take force at the same moment; also serves "the history of one key"
            models.UniqueConstraint(fields=["key", "valid_from"], name="standard_once_per_moment"),
        ]


class CodeEntry(models.Model):
    """One dated member of a closed list; retired by a later row, so that old facts stay readable."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    list_name = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    parent = models.CharField(max_length=60, null=True)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    attrs = models.JSONField(default=dict)
    citation = models.CharField(max_length=300)
    position = models.IntegerField(default=0)
    is_retired = models.BooleanField(default=False)
    valid_from = models.DateTimeField()

    class Meta:
        constraints = [
            # one meaning of a code at a time; also serves "the history of one list"
            models.UniqueConstraint(fields=["list_name", "code", "valid_from"], name="code_once_per_moment"),
        ]


class HolidayEntry(models.Model):
    """One day of a State Council notice; a later notice about the same day is a later row."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField()
    is_off = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    known_from = models.DateTimeField()

    class Meta:
        constraints = [
            # a notice says one thing about a day
            models.UniqueConstraint(fields=["day", "known_from"], name="holiday_once_per_notice"),
        ]

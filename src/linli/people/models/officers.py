"""Who answers for people's data, by name."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id
from linli.people.models.accounts import Account


class DataOfficer(models.Model):
    """The named person in charge of people's data; the newest row counts (个人信息保护法 §52). Public by law."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=40)
    email = models.CharField(max_length=120, blank=True, default="")
    valid_from = models.DateTimeField()
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name

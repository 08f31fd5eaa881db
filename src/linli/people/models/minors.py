"""The yearly audit of what was done with children's data."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id
from linli.people.fields import SealedTextField
from linli.people.models.accounts import Account


class MinorsAudit(models.Model):
    """One year, as it was counted when a named person signed it (未成年人网络保护条例 §37). It is never changed.

    The name stands here too: an account loses its name when it is closed, a signature does not.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField(unique=True)
    figures = models.JSONField()
    finding = models.TextField()
    name_sealed = SealedTextField()
    signed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.year)

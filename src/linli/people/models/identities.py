"""Signing in with an identity that somebody else vouches for (OpenID Connect)."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id
from linli.people.models.accounts import Account


class Identity(models.Model):
    """The subject of a provider that opens an account. Of the subject only a keyed digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=300)
    # One subject opens one account.
    subject_index = models.BinaryField(max_length=32, unique=True)
    linked_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.issuer


class IdentityInvitation(models.Model):
    """A link with which somebody ties an identity to an account, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)

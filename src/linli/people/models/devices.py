"""The browsers in which somebody signed in."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id
from linli.people.fields import SealedTextField
from linli.people.models.accounts import Account


class Device(models.Model):
    """A browser in which an account was signed in. It is known again by a cookie, of which a keyed digest is kept.

    `session_sealed` is there while it is signed in. No address is kept, so where it was is not known.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    cookie_digest = models.BinaryField(max_length=32, unique=True)  # of account and cookie: one row per pair
    session_sealed = SealedTextField(null=True)
    browser = models.CharField(max_length=8)  # words.Browser
    system = models.CharField(max_length=8)  # words.System
    signed_in_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        # Serves: forgetting what nobody uses any more.
        indexes = [models.Index(fields=["last_seen_at"], name="people_device_seen")]

    def __str__(self) -> str:
        return str(self.id)

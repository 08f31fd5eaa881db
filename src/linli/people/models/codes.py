"""One-time codes sent to a phone."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id
from linli.people.fields import SealedTextField
from linli.people.words import CodePurpose


class PhoneCode(models.Model):
    """That a code was sent to a phone, and whether its holder gave it back. The code itself is a keyed digest.

    Forgotten after a day, which is how far the limits look back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=8, choices=CodePurpose.choices())
    phone_sealed = SealedTextField()
    phone_index = models.BinaryField(max_length=32)
    address_digest = models.BinaryField(max_length=32)
    code_digest = models.BinaryField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Serves: how many codes this phone, this address has had.
            models.Index(fields=["phone_index", "sent_at"], name="people_phonecode_phone"),
            models.Index(fields=["address_digest", "sent_at"], name="people_phonecode_address"),
            # Serves: forgetting old ones.
            models.Index(fields=["sent_at"], name="people_phonecode_old"),
        ]

    def __str__(self) -> str:
        return str(self.id)

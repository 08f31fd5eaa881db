"""How often somebody asked within the present minute, counted once for all processes."""

from __future__ import annotations

from django.db import models


class Rate(models.Model):
    """A caller's count in a minute. The table is unlogged: a crash of the database forgets it, and nothing waits for a
    disk (ADR 0030). Of the caller a keyed digest is kept, until the night.
    """

    caller_digest = models.BinaryField(max_length=32, primary_key=True)
    minute = models.IntegerField()
    count = models.IntegerField()

    def __str__(self) -> str:
        return bytes(self.caller_digest).hex()[:12]

"""What is sent to all of an area."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.groups.models.columns import account_key, area_path_column
from linli.groups.words import BroadcastKind, BroadcastState, NewsTopic
from linli.kernel.ids import new_id


class Broadcast(models.Model):
    """One notice to an area, an estate or a building: who asked, who agreed, how far it has got."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=BroadcastKind.choices())
    topic = models.CharField(max_length=12, choices=NewsTopic.choices())
    words_zh = models.CharField(max_length=200)
    words_en = models.CharField(max_length=400)
    link = models.CharField(max_length=200, blank=True)
    area_path = area_path_column()
    estate = models.ForeignKey("grid.Estate", on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    good_until = models.DateTimeField()
    state = models.CharField(max_length=12, choices=BroadcastState.choices())
    asked_by = account_key()
    at = models.DateTimeField()
    client_id = models.CharField(max_length=80, null=True)
    decided_by = account_key(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    expected = models.PositiveIntegerField()
    reached = models.PositiveIntegerField(default=0)
    last_told = models.UUIDField(null=True)  # up to this account, in the order of the accounts, everybody was told
    finished_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: pressing twice sends it once.
            models.UniqueConstraint(fields=["asked_by", "client_id"], name="groups_broadcast_once"),
            # Guards: the second pair of eyes is another person's.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="groups_broadcast_by_two"
            ),
            # Guards: nothing goes out without an end.
            models.CheckConstraint(condition=Q(good_until__gt=F("at")), name="groups_broadcast_ends"),
        ]
        # Serves: the desk's list, newest first.
        indexes = [models.Index(fields=["-at", "-id"], name="groups_broadcast_newest")]

    def __str__(self) -> str:
        return str(self.id)

"""The tables of webhooks."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.hooks.words import DeliveryState, Fault, SubscriptionState
from linli.kernel.ids import new_id
from linli.people.fields import SealedTextField


class Subscription(models.Model):
    """What another system wants to be told, and where. It belongs to a key and its successors (`series_id`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    series_id = models.UUIDField()
    url = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=60))  # empty: all kinds
    area_path = models.CharField(max_length=120, db_collation="C")
    secret_sealed = SealedTextField(null=True)
    state = models.CharField(max_length=8, choices=SubscriptionState.choices(), default=SubscriptionState.ACTIVE.value)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # running
    quiet_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Delivery(models.Model):
    """One fact for one subscription. The body is kept as sent, so that every try sends the same; ids and codes only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="+", db_index=False)
    fact_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    body = models.JSONField()
    state = models.CharField(max_length=8, choices=DeliveryState.choices(), default=DeliveryState.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_fault = models.CharField(max_length=16, choices=Fault.choices(), blank=True)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)  # somebody had it sent again: patience counts from then

    class Meta:
        constraints = [
            # Guards: a fact is one delivery, however often the log is read.
            models.UniqueConstraint(fields=["subscription", "fact_id"], name="hooks_delivery_once"),
        ]
        indexes = [
            # Serves: the list of a subscription, newest first.
            models.Index(fields=["subscription", "-id"], name="hooks_delivery_newest"),
            # Serves: what happened in a span of time, to be sent again.
            models.Index(fields=["subscription", "made_at"], name="hooks_delivery_span"),
            # Serves: what waits and what is dead, by subscription; few of all rows.
            models.Index(
                fields=["subscription", "state"],
                name="hooks_delivery_open",
                condition=~Q(state=DeliveryState.SENT.value),
            ),
            # Serves: forgetting what was sent long ago.
            models.Index(fields=["made_at"], name="hooks_delivery_made"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Replay(models.Model):
    """Somebody had deliveries sent again: one, or those of a span of time; who, why, how many."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    delivery_id = models.UUIDField(null=True)
    only_dead = models.BooleanField()
    reason = models.CharField(max_length=200)
    count = models.PositiveIntegerField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # Serves: the replays of a subscription, newest first.
            models.Index(fields=["subscription", "-at"], name="hooks_replay_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.count} at {self.at:%F}"

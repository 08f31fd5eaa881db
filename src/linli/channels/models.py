"""The tables of the channels: outside systems, the ledger of what went between, faults by day (ADR 0033)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.channels.words import STUCK, ConnectionState, Direction, ExchangeKind, ExchangeState, Fault, System
from linli.kernel.ids import new_id
from linli.people.fields import SealedTextField


class Connection(models.Model):
    """One outside system. `config` holds the mapping of its fields to ours and what else its adapter is told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.CharField(max_length=10, choices=System.choices())
    name = models.CharField(max_length=60)
    area_path = models.CharField(max_length=120, db_collation="C")
    address = models.CharField(max_length=500, blank=True)
    secret_sealed = SealedTextField(null=True)
    config = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=ConnectionState.choices(), default=ConnectionState.ACTIVE.value)
    silent_after_min = models.PositiveIntegerField(null=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    last_failed_at = models.DateTimeField(null=True)
    last_fault = models.CharField(max_length=16, choices=Fault.choices(), blank=True)
    failures = models.PositiveIntegerField(default=0)  # running, of what goes out
    quiet_until = models.DateTimeField(null=True)
    pull_mark = models.CharField(max_length=300, blank=True)
    pull_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: a system stands once in a list, or nobody knows which of two is silent.
            models.UniqueConstraint(
                fields=["name"], name="channels_connection_name", condition=~Q(state=ConnectionState.ENDED.value)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Exchange(models.Model):
    """One thing that came in or goes out, written before anything is done with it.

    `since` is when its three days began; `next_at` empty while it waits for a person; `fact_id` the fact that made an
    outgoing one. The digest is keyed, for it outlives the body, and a phone number has few enough figures to be tried.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=3, choices=Direction.choices())
    kind = models.CharField(max_length=12, choices=ExchangeKind.choices())
    number = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    appeal = models.ForeignKey("appeals.Appeal", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    fact_id = models.UUIDField(null=True)
    area_path = models.CharField(max_length=120, db_collation="C", blank=True)  # of a group's message
    group = models.CharField(max_length=100, blank=True)
    said_at = models.DateTimeField(null=True)
    is_urgent = models.BooleanField(default=False)
    body_sealed = SealedTextField(null=True)
    why_sealed = SealedTextField(null=True)
    state = models.CharField(max_length=8, choices=ExchangeState.choices(), default=ExchangeState.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)
    last_fault = models.CharField(max_length=16, choices=Fault.choices(), blank=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()
    since = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    mended_by = models.ForeignKey(
        "people.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            # Guards: what comes twice is one row; a fact is written back once (S-068).
            models.UniqueConstraint(
                fields=["connection", "direction", "kind", "number", "digest"], name="channels_exchange_once"
            ),
        ]
        indexes = [
            # Serves: the list of a connection, newest first.
            models.Index(fields=["connection", "-id"], name="channels_exchange_newest"),
            # Serves: what is due, counts of what waits and what is stuck; few of all rows.
            models.Index(
                fields=["connection", "state", "id"],
                name="channels_exchange_open",
                condition=Q(state__in=[ExchangeState.WAITING.value, *STUCK]),
            ),
            # Serves: what is open before this one under the same number.
            models.Index(
                fields=["connection", "number"],
                name="channels_exchange_number",
                condition=Q(state__in=[ExchangeState.WAITING.value, *STUCK]),
            ),
            # Serves: which connection a case came from, what was written back of it.
            models.Index(fields=["appeal"], name="channels_exchange_appeal", condition=Q(appeal__isnull=False)),
            # Serves: the messages of groups that wait for somebody, and those that became reports, by place.
            models.Index(
                fields=["state", "area_path", "-id"],
                name="channels_message_place",
                condition=Q(kind=ExchangeKind.MESSAGE.value),
            ),
            # Serves: erasing bodies after their term.
            models.Index(fields=["done_at"], name="channels_exchange_erase", condition=Q(body_sealed__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.kind} {self.state}"


class FaultDay(models.Model):
    """How often something went wrong at a connection on a day: also what was turned away and left no exchange."""

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    fault = models.CharField(max_length=16, choices=Fault.choices())
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: one count a day, also when two workers count at once.
            models.UniqueConstraint(fields=["connection", "day", "fault"], name="channels_fault_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.fault}"


class Reconciliation(models.Model):
    """What a comparison of one day with the other side found; the newest counts."""

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    at = models.DateTimeField()
    theirs = models.PositiveIntegerField()
    ours = models.PositiveIntegerField()
    differences = models.JSONField(default=list)

    class Meta:
        constraints = [
            # Guards: one comparison a day, whoever asks for it anew.
            models.UniqueConstraint(fields=["connection", "day"], name="channels_reconciliation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.theirs}/{self.ours}"

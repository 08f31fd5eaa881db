"""Tables of the journal. Facts, leaves, nodes and checkpoints are append-only by privilege (architecture D6)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from linli.kernel.ids import new_id


class Fact(models.Model):
    """One thing that became true. `position` alone is written later, by the sequencer."""

    append_only: ClassVar[bool] = True
    updatable: ClassVar[tuple[str, ...]] = ("position",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    room = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    area_path = models.CharField(max_length=120, db_collation="C")
    actor_name = models.CharField(max_length=60)
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    data = models.JSONField()
    client_id = models.CharField(max_length=80, null=True)
    position = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            # the timeline of one thing, oldest first
            models.Index(fields=["subject_id", "id"], name="fact_of_subject"),
            # the sequencer's work list
            models.Index(fields=["id"], name="fact_not_integrated", condition=models.Q(position__isnull=True)),
            # what somebody did on a day: the diary
            models.Index(fields=["actor_id", "at"], name="fact_of_actor", condition=models.Q(actor_id__isnull=False)),
            # followers read in log order
            models.Index(fields=["position"], name="fact_by_position", condition=models.Q(position__isnull=False)),
        ]
        constraints = [
            # replaying a client event id changes nothing (I14)
            models.UniqueConstraint(
                fields=["client_id"], name="fact_once_per_client_id", condition=models.Q(client_id__isnull=False)
            ),
        ]


class Leaf(models.Model):
    """The salted hash of a fact at its index in a log."""

    append_only: ClassVar[bool] = True

    log = models.CharField(max_length=60)
    index = models.BigIntegerField()
    fact_id = models.UUIDField(unique=True)
    salt = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "index"], name="leaf_once_per_index")]


class Node(models.Model):
    """A perfect subtree of 2**level leaves; with these a proof needs O(log n) reads."""

    append_only: ClassVar[bool] = True

    log = models.CharField(max_length=60)
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "level", "index"], name="node_once")]


class Head(models.Model):
    """The signed head of a log after each integration."""

    append_only: ClassVar[bool] = True

    log = models.CharField(max_length=60)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="head_once_per_size")]


class Follower(models.Model):
    """How far a follower of the log has read."""

    name = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField(default=0)

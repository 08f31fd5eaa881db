"""Addresses, aliases, roads and junctions: what people say when they mean a place."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.grid.words import NameState
from linli.kernel.ids import new_id


class Road(models.Model):
    """A road by name. A road alone never decides a place (R5-5)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.TextField(unique=True)
    name_aliases = ArrayField(models.TextField(), default=list)


class RoadArea(models.Model):
    """A road touches an area of this district."""

    road = models.ForeignKey("grid.Road", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["road", "area"], name="grid_road_area_once")]


class Address(models.Model):
    """Road and door number, and what stands there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    road = models.TextField()
    number = models.TextField()
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, null=True, related_name="+")
    estate = models.ForeignKey("grid.Estate", on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["road", "number"], name="grid_address_once"),
            # A door number that leads nowhere answers no question.
            models.CheckConstraint(
                name="grid_address_target",
                condition=Q(building__isnull=False) | Q(estate__isnull=False) | Q(area__isnull=False),
            ),
        ]


_ONE_PLACE = Q(building__isnull=False) | Q(estate__isnull=False) | Q(address__isnull=False) | Q(area__isnull=False)


class Alias(models.Model):
    """What residents call a place; learnt from confirmed cases, decided by a person (S-106, D-07).

    In force from `valid_from` (None: from the beginning) until `valid_to`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.TextField()
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, null=True, related_name="+")
    estate = models.ForeignKey("grid.Estate", on_delete=models.PROTECT, null=True, related_name="+")
    address = models.ForeignKey("grid.Address", on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.TextField()
    times_confirmed = models.IntegerField(default=1)
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "building", "estate", "address", "area"],
                name="grid_alias_once",
                nulls_distinct=False,
                condition=Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(name="grid_alias_target", condition=_ONE_PLACE),
        ]


class AliasProposal(models.Model):
    """A name that confirmed cases give a place, until a person takes it up or not (S-106). Never in force by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.TextField()
    key = models.TextField()
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, null=True, related_name="+")
    estate = models.ForeignKey("grid.Estate", on_delete=models.PROTECT, null=True, related_name="+")
    address = models.ForeignKey("grid.Address", on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, null=True, related_name="+")
    area_path = models.TextField(db_collation="C")
    state = models.TextField(choices=NameState.choices(), default=NameState.HEARD)
    first_at = models.DateTimeField()
    put_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")
    alias = models.ForeignKey("grid.Alias", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            # what waits in an area
            models.Index(fields=["state", "area_path"], name="grid_name_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "building", "estate", "address", "area"],
                name="grid_name_proposed_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="grid_name_target", condition=_ONE_PLACE),
        ]


class NameHeard(models.Model):
    """One case, the place of which a person confirmed, says that `proposal`'s name stands there.

    `alias` decided where the case was read to be; `agrees` says whether the person left it there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.TextField()
    case_id = models.UUIDField()
    proposal = models.ForeignKey("grid.AliasProposal", on_delete=models.PROTECT, null=True, related_name="+")
    alias = models.ForeignKey("grid.Alias", on_delete=models.PROTECT, null=True, related_name="+")
    agrees = models.BooleanField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # every case that says a name
            models.Index(fields=["key"], name="grid_name_heard"),
        ]
        constraints = [
            # a case speaks once for a name, however often its place is decided
            models.UniqueConstraint(fields=["case_id", "key"], name="grid_name_heard_once"),
        ]


class Junction(models.Model):
    """Where two roads meet; `road_a` sorts before `road_b`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    road_a = models.TextField()
    road_b = models.TextField()
    lon_e6 = models.IntegerField(null=True)
    lat_e6 = models.IntegerField(null=True)
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["road_a", "road_b"], name="grid_junction_once")]

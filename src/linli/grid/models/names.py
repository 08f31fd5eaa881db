"""Addresses, aliases, roads and junctions: what people say when they mean a place."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

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


class Alias(models.Model):
    """What residents call a place; learnt from confirmed cases (S-106)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.TextField()
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, null=True, related_name="+")
    estate = models.ForeignKey("grid.Estate", on_delete=models.PROTECT, null=True, related_name="+")
    address = models.ForeignKey("grid.Address", on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.TextField()
    times_confirmed = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "building", "estate", "address", "area"], name="grid_alias_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="grid_alias_target",
                condition=Q(building__isnull=False)
                | Q(estate__isnull=False)
                | Q(address__isnull=False)
                | Q(area__isnull=False),
            ),
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

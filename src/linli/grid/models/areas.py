"""Areas with their shapes, zones and operating modes. Everything here is dated: valid_from <= t < valid_to."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q

from linli.grid.models.fields import PolygonField
from linli.grid.words import AreaKind, Crs, GridType, Mode
from linli.kernel.ids import new_id


class Dated(models.Model):
    """A row that is true for a half-open span of time."""

    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            # A span that ends before it begins would be in force never and block the exclusion checks.
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_span",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            )
        ]


class Area(Dated):
    """One node of the territorial tree; the district is the root and the node for "area unknown"."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.TextField(choices=AreaKind.choices())
    code = models.TextField(db_collation="C")
    name = models.TextField()
    name_en = models.TextField(default="")
    name_aliases = ArrayField(models.TextField(), default=list)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    path = models.TextField(db_collation="C")
    grid_type = models.TextField(choices=GridType.choices(), null=True)
    unit_grid_code = models.TextField(default="")
    declared_households = models.IntegerField(null=True)
    declared_population = models.IntegerField(null=True)
    declared_source = models.TextField(default="")
    override_reason = models.TextField(default="")

    class Meta(Dated.Meta):
        indexes = [
            # Subtrees by prefix, and the tree page in path order.
            models.Index(fields=["path"], name="grid_area_path"),
            models.Index(fields=["kind", "path"], name="grid_area_kind"),
        ]
        constraints = [
            *Dated.Meta.constraints,
            # D5: one cell, one district.
            models.UniqueConstraint(
                fields=["kind"], name="grid_area_one_district", condition=Q(kind="district", valid_to__isnull=True)
            ),
            models.CheckConstraint(
                name="grid_area_grid_type",
                condition=Q(kind="grid", grid_type__isnull=False) | (~Q(kind="grid") & Q(grid_type__isnull=True)),
            ),
        ]


class Shape(Dated):
    """The outline of an area in a span of time; stored CGCS2000, `given_crs` is what the source used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    geom = PolygonField()
    crs = models.TextField(choices=Crs.choices(), default=Crs.CGCS2000)
    given_crs = models.TextField(choices=Crs.choices())
    source = models.TextField()
    is_schematic = models.BooleanField(default=False)

    class Meta(Dated.Meta):
        indexes = [
            # Grid by point in SQL (D10): a polygon alone has no operator class that answers @> point.
            GistIndex(
                OpClass(Func(F("geom"), function="box", output_field=models.TextField()), name="box_ops"),
                name="grid_shape_box",
            )
        ]


class Zone(Dated):
    """A label (片区) on streets, for competition and joint work; not a level of the path (S-012)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.TextField(db_collation="C")
    name = models.TextField()
    name_en = models.TextField(default="")


class ZoneStreet(Dated):
    """A street's membership of a zone; a street is in one zone at a time (exclusion constraint)."""

    zone = models.ForeignKey("grid.Zone", on_delete=models.PROTECT, related_name="+")
    street = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")


class OperatingMode(Dated):
    """An emergency spell of an area and everything below it; no row means normal (S-023)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    mode = models.TextField(choices=Mode.choices())
    level = models.SmallIntegerField(null=True)
    reason = models.TextField(default="")
    is_drill = models.BooleanField(default=False)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(name="grid_mode_level", condition=Q(level__isnull=True) | Q(level__range=(1, 4))),
        ]


class ForeignArea(models.Model):
    """A street or community of a neighbouring district, known by name only, so that texts about it are recognised."""

    code = models.TextField(primary_key=True, db_collation="C")
    kind = models.TextField(choices=AreaKind.choices())
    name = models.TextField()
    parent_code = models.TextField(db_collation="C", default="")
    district_code = models.TextField(db_collation="C")
    source = models.TextField(default="")


class GridVersion(models.Model):
    """The token of what is in memory: replaced in every transaction that changes areas, shapes or names (D10)."""

    topic = models.TextField(primary_key=True)
    token = models.UUIDField()

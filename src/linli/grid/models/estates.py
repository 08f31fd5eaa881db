"""Estates and what stands in them. The building is shared by both trees."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.grid.models.areas import Dated
from linli.grid.words import Crs, Ending, EstateKind, Occupancy, PropertyMode
from linli.kernel.ids import new_id


class Estate(models.Model):
    """A gated estate, open courtyard, office building, business circle …; may span grids of one community."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    community = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    community_path = models.TextField(db_collation="C")
    name = models.TextField()
    name_en = models.TextField(default="")
    kind = models.TextField(choices=EstateKind.choices())
    kind_since = models.DateField(null=True)
    built_year = models.SmallIntegerField(null=True)
    property_mode = models.TextField(choices=PropertyMode.choices())
    property_mode_since = models.DateField(null=True)
    has_elevator = models.BooleanField(null=True)
    declared_households = models.IntegerField(null=True)
    declared_buildings = models.IntegerField(null=True)
    declared_source = models.TextField(default="")
    lon_e6 = models.IntegerField(null=True)
    lat_e6 = models.IntegerField(null=True)
    registered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_as = models.TextField(choices=Ending.choices(), null=True)

    class Meta:
        indexes = [
            # Estates of a subtree, in path order.
            models.Index(fields=["community_path", "id"], name="grid_estate_community")
        ]
        constraints = [
            # Two estates of one name in one community could not be told apart in a text.
            # One that is gone leaves its name to what is built there next.
            models.UniqueConstraint(
                fields=["community", "name"], name="grid_estate_name", condition=Q(closed_at__isnull=True)
            )
        ]


class Building(models.Model):
    """A building; `code` is short enough for a printed QR code and never changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.TextField(unique=True, db_collation="C")
    estate = models.ForeignKey("grid.Estate", on_delete=models.PROTECT, null=True, related_name="+")
    number = models.TextField()
    lon_e6 = models.IntegerField(null=True)
    lat_e6 = models.IntegerField(null=True)
    crs = models.TextField(choices=Crs.choices(), default=Crs.CGCS2000)
    source = models.TextField(default="")
    floors = models.SmallIntegerField(null=True)
    declared_households = models.IntegerField(null=True)
    declared_source = models.TextField(default="")
    registered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_as = models.TextField(choices=Ending.choices(), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "number"],
                name="grid_building_number",
                condition=Q(estate__isnull=False, closed_at__isnull=True),
            )
        ]


class BuildingPlacement(Dated):
    """In which grid (or microgrid) a building lies, and when: exactly one at every moment (S-009)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey("grid.GridRevision", on_delete=models.PROTECT, null=True, related_name="+")


class Entrance(models.Model):
    """An entrance (单元) of a building."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, related_name="+")
    number = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["building", "number"], name="grid_entrance_number")]


class Dwelling(models.Model):
    """A dwelling (户) behind an entrance."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, related_name="+")
    entrance = models.ForeignKey("grid.Entrance", on_delete=models.PROTECT, related_name="+")
    number = models.TextField()
    floor = models.SmallIntegerField(null=True)
    occupancy = models.TextField(choices=Occupancy.choices(), default=Occupancy.UNKNOWN)
    occupancy_as_of = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entrance", "number"], name="grid_dwelling_number")]


class GovernanceUnit(Dated):
    """Buildings governed together, with the basis on which they were grouped (S-013)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    community = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    community_path = models.TextField(db_collation="C")
    kind = models.TextField(choices=EstateKind.choices())
    name = models.TextField()
    basis = models.TextField()


class GovernanceMember(Dated):
    """A building's membership; one unit at a time (exclusion constraint)."""

    unit = models.ForeignKey("grid.GovernanceUnit", on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, related_name="+")

"""Organisations, what they are competent for, who serves in them and who is on call."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id
from linli.people.fields import SealedTextField
from linli.people.models.accounts import Account
from linli.people.words import CompetenceRank, PostKind, UnitKind


def area_path() -> models.CharField[str, str]:
    """Return a column for an area path as it was; C collation makes a subtree a range."""
    return models.CharField(max_length=120, db_collation="C")


def period(name: str) -> models.CheckConstraint:
    """Return the constraint that a period does not end before it starts."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=f"people_{name}_period"
    )


class Organisation(models.Model):
    """Anybody who can be responsible: offices, utilities, property companies, committees, party organisations."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=32, choices=UnitKind.choices())
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    level = models.PositiveSmallIntegerField()
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    area_path = area_path()
    estate = models.ForeignKey("grid.Estate", on_delete=models.PROTECT, null=True, related_name="+")
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    phone = models.CharField(max_length=32, blank=True)
    is_24h = models.BooleanField(default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            period("organisation"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="people_organisation_level"),
            # Guards: one estate, one branch (S-028).
            models.UniqueConstraint(
                fields=["estate"],
                condition=Q(kind__in=["estate_branch", "estate_general_branch"], valid_to__isnull=True),
                name="people_one_branch_per_estate",
            ),
            # Guards: one party branch per base grid (S-066).
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(kind="grid_branch", valid_to__isnull=True),
                name="people_one_branch_per_grid",
            ),
        ]
        indexes = [
            # Serves: the list of organisations inside an area, by kind.
            models.Index(fields=["area_path", "kind"], name="people_organisation_area"),
        ]

    def __str__(self) -> str:
        return self.name_zh


class Competence(models.Model):
    """Which categories an organisation is competent for, or whose objects it owns, where (R5-4, steps 1 and 3).

    `category` is a leaf, a group or ``*``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=64)
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    area_path = area_path()
    rank = models.CharField(max_length=8, choices=CompetenceRank.choices(), default=CompetenceRank.MAIN.value)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [period("competence")]
        indexes = [models.Index(fields=["area_path", "category"], name="people_competence_area")]

    def __str__(self) -> str:
        return f"{self.category} @ {self.area_path}"


class Post(models.Model):
    """A term somebody serves in an organisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=PostKind.choices(), default=PostKind.FULL_TIME.value)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [period("post")]

    def __str__(self) -> str:
        return self.title


class Grant(models.Model):
    """A role given to an account at an area, perhaps for a unit, for a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    area_path = area_path()
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [period("grant")]

    def __str__(self) -> str:
        return f"{self.role} @ {self.area_path}"


class Recusal(models.Model):
    """Somebody keeps away from a subject (济南市12345条例 §32)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    subject_room = models.CharField(max_length=32)
    subject_id = models.UUIDField()
    why = models.CharField(max_length=32)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "subject_room", "subject_id"], name="people_recusal_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject_room} {self.subject_id}"


class Roster(models.Model):
    """A turn on call: who answers for an organisation at an area, from when until when (S-059)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    area_path = area_path()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    phone_sealed = SealedTextField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="people_roster_period"),
        ]
        # Serves: who is on call at an area now.
        indexes = [models.Index(fields=["area_path", "ends_at"], name="people_roster_area")]

    def __str__(self) -> str:
        return f"{self.area_path} {self.starts_at}"


class AreaCharge(models.Model):
    """Who answers for an area: an organisation, a person and a deputy (S-011)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    area_path = area_path()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    deputy = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            period("charge"),
            # Guards: one accountable organisation per area at a time (S-011).
            models.UniqueConstraint(
                fields=["area"], condition=Q(valid_to__isnull=True), name="people_one_charge_per_area"
            ),
            # Guards: the deputy is another person.
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(person=F("deputy")), name="people_charge_deputy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return self.area_path


class FormationTarget(models.Model):
    """A party organisation that should be built at an estate or area, or the reason why not (S-027)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=32, choices=UnitKind.choices())
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    area_path = area_path()
    estate = models.ForeignKey("grid.Estate", on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    exempt_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "area", "estate"], nulls_distinct=False, name="people_formation_target_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} @ {self.area_path}"

"""Thematic nets and their merge into the one base grid."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.grid.models.areas import Dated
from linli.grid.models.fields import PolygonField
from linli.grid.words import Crs, Domain, ProposalState, ThematicState
from linli.kernel.ids import new_id


class ThematicGrid(Dated):
    """One mesh of a line department's net, as imported; staff are opaque references (S-001)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    domain = models.TextField(choices=Domain.choices())
    code = models.TextField(db_collation="C")
    name = models.TextField()
    owner_department = models.TextField()
    geom = PolygonField(null=True)
    crs = models.TextField(choices=Crs.choices(), default=Crs.CGCS2000)
    given_crs = models.TextField(choices=Crs.choices(), null=True)
    source = models.TextField()
    staff = ArrayField(models.TextField(), default=list)
    duties = ArrayField(models.TextField(), default=list)
    households = models.IntegerField(null=True)
    state = models.TextField(choices=ThematicState.choices(), default=ThematicState.IMPORTED)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["domain", "code"], name="grid_thematic_code"),
        ]


class MergeProposal(models.Model):
    """Into which base grids a thematic grid goes; `parts` are [grid code, share in permille of its surface]."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thematic = models.ForeignKey("grid.ThematicGrid", on_delete=models.PROTECT, related_name="+")
    parts = models.JSONField()
    findings = models.JSONField(default=list)
    state = models.TextField(choices=ProposalState.choices(), default=ProposalState.PROPOSED)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(default="")
    note = models.TextField(default="")


class ThematicDuty(Dated):
    """A domain's duty, now an item of a base grid: the thematic set is a view on these rows (S-001, S-002)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thematic = models.ForeignKey("grid.ThematicGrid", on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    domain = models.TextField(choices=Domain.choices())
    duty = models.TextField()
    owner_department = models.TextField()

"""What the nightly audit found and nobody mended yet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.grid.words import FindingKind
from linli.kernel.ids import new_id


class GridFinding(models.Model):
    """One thing wrong with the net, from the night it was found to the night it was gone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.TextField(choices=FindingKind.choices())
    area_path = models.TextField(db_collation="C")
    other = models.TextField(default="")
    amount = models.BigIntegerField()
    raised_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # A finding is raised once until it is resolved.
            models.UniqueConstraint(
                fields=["kind", "area_path", "other"],
                name="grid_finding_once",
                condition=Q(resolved_at__isnull=True),
            )
        ]

"""Re-delineations of a community's grids."""

from __future__ import annotations

from django.db import models

from linli.grid.words import RevisionState
from linli.kernel.ids import new_id


class GridRevision(models.Model):
    """A proposal to cut a community anew: the map before and after, the reasons, and who agreed (S-009, S-014)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    community = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    community_path = models.TextField(db_collation="C")
    state = models.TextField(choices=RevisionState.choices())
    reasons = models.TextField()
    consultation = models.TextField(default="")
    before = models.JSONField()
    after = models.JSONField()
    effective_from = models.DateTimeField()
    drafted_by = models.TextField()
    drafted_at = models.DateTimeField()
    reviewed_by = models.TextField(default="")
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.TextField(default="")
    approved_by = models.TextField(default="")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # The street's and the district's lists of what waits.
            models.Index(fields=["state", "community_path"], name="grid_revision_waiting")
        ]

"""Tables of the journeys."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.journeys.words import ProposalKind, ProposalSource, ProposalState
from linli.kernel.ids import new_id


class Proposal(models.Model):
    """A topic or project that reports of residents lead to, and the office that decides about it (S-097, R5-7).

    `proposed_by` is empty where a rule found it (R5-7): it is a suggestion until the office decides (D-07).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=ProposalKind.choices())
    source = models.CharField(max_length=8, choices=ProposalSource.choices())
    source_id = models.UUIDField(null=True)
    title = models.CharField(max_length=120)
    category = models.CharField(max_length=40, null=True)
    area_path = models.CharField(max_length=120, db_collation="C")
    appeal_ids = ArrayField(models.UUIDField())
    unit = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ProposalState.choices(), default=ProposalState.PROPOSED)
    proposed_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # what is proposed in an area, newest first
            models.Index(fields=["area_path", "-at"], name="proposal_of_area"),
            # what waits for a unit, and what it decided
            models.Index(fields=["unit", "-at"], name="proposal_of_unit"),
        ]
        constraints = [
            # a hot event or a thread leads to one proposal
            models.UniqueConstraint(
                fields=["source", "source_id"], name="proposal_once", condition=Q(source_id__isnull=False)
            ),
            # R5-7: one open proposal of a leaf in a community
            models.UniqueConstraint(
                fields=["area_path", "category"],
                name="proposal_of_leaf_once",
                condition=Q(source="leaf", state="proposed"),
            ),
            # D-07: what was decided has the person who decided it
            models.CheckConstraint(
                name="proposal_decided_by_somebody",
                condition=Q(state="proposed", decided_by__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]

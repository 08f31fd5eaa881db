"""Tables of the dashboards: a read model. It can be emptied at any time and comes back from the facts (ADR 0011)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CaseFigure(models.Model):
    """One registered appeal, as far as a figure needs it. `id` is the appeal's."""

    id = models.UUIDField(primary_key=True)
    area_path = models.CharField(max_length=120, db_collation="C")
    channel = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    category = models.CharField(max_length=40, null=True)
    group = models.CharField(max_length=40, null=True)
    urgency = models.CharField(max_length=12)
    mode = models.CharField(max_length=12, null=True)
    state = models.CharField(max_length=20)
    is_hazard = models.BooleanField()
    is_found = models.BooleanField()
    unit_id = models.UUIDField(null=True)
    units_count = models.SmallIntegerField()
    hops = models.SmallIntegerField()
    bounce_count = models.SmallIntegerField()
    reopen_count = models.SmallIntegerField()
    suspend_count = models.SmallIntegerField()
    closed_level = models.SmallIntegerField(null=True)
    outcome = models.CharField(max_length=24, null=True)
    solved = models.CharField(max_length=12, null=True)
    satisfied = models.CharField(max_length=14, null=True)
    found_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_due_at = models.DateTimeField(null=True)
    is_closed_in_time = models.BooleanField(null=True)
    response_min = models.IntegerField(null=True)
    response_working_min = models.IntegerField(null=True)
    answer_min = models.IntegerField(null=True)

    class Meta:
        indexes = [
            # figures of the district: what was registered, answered first, closed in the period; what is open
            models.Index(fields=["registered_at"], name="case_figure_registered"),
            models.Index(
                fields=["responded_at"], name="case_figure_responded", condition=Q(responded_at__isnull=False)
            ),
            models.Index(fields=["closed_at"], name="case_figure_closed", condition=Q(closed_at__isnull=False)),
            # the same of one area
            models.Index(fields=["area_path", "registered_at"], name="case_figure_of_area"),
            # the same of one unit
            models.Index(fields=["unit_id", "registered_at"], name="case_figure_of_unit"),
        ]


class OrderFigure(models.Model):
    """One work order, as far as a figure needs it. `id` is the order's; `area_path` is the appeal's."""

    id = models.UUIDField(primary_key=True)
    appeal_id = models.UUIDField()
    area_path = models.CharField(max_length=120, db_collation="C")
    unit_id = models.UUIDField()
    role = models.CharField(max_length=10)
    state = models.CharField(max_length=16)
    level = models.SmallIntegerField()
    arrival = models.CharField(max_length=8, null=True)
    dispatched_at = models.DateTimeField()
    contacted_at = models.DateTimeField(null=True)
    contact_due_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    close_due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_exempt = models.BooleanField()
    is_contacted_in_time = models.BooleanField()
    is_in_time = models.BooleanField(null=True)
    is_bounce_asked = models.BooleanField()

    class Meta:
        indexes = [
            # response and closing in time: the orders ended in the period
            models.Index(fields=["ended_at"], name="order_figure_ended", condition=Q(ended_at__isnull=False)),
            # the same of one area
            models.Index(fields=["area_path", "ended_at"], name="order_figure_of_area"),
            # the same of one unit
            models.Index(fields=["unit_id", "ended_at"], name="order_figure_of_unit"),
        ]


class Mark(models.Model):
    """Up to which fact the read model counts; one row, written with what it counts."""

    name = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField()
    at = models.DateTimeField()

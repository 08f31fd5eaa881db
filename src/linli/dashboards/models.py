"""Tables of the dashboards: a read model. It can be emptied at any time and comes back from the facts (ADR 0011)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.dashboards.rules.measuring import SUMS
from linli.kernel.ids import new_id


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
    supervise_count = models.SmallIntegerField(db_default=0)
    repeats_id = models.UUIDField(null=True)
    is_withdrawn = models.BooleanField(db_default=False)
    is_spot_checked = models.BooleanField(db_default=False)
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
            # the last hours of a period, that no day's sum holds: what ended, what became overdue
            models.Index(fields=["ended_at"], name="case_figure_ended", condition=Q(ended_at__isnull=False)),
            models.Index(fields=["close_due_at"], name="case_figure_due", condition=Q(close_due_at__isnull=False)),
            # where the open ones stand
            models.Index(fields=["registered_at"], name="case_figure_open", condition=Q(ended_at__isnull=True)),
            # the middle bin of a median
            models.Index(fields=["response_min"], name="case_figure_response", condition=Q(response_min__isnull=False)),
            models.Index(
                fields=["response_working_min"],
                name="case_figure_response_working",
                condition=Q(response_working_min__isnull=False),
            ),
            models.Index(fields=["answer_min"], name="case_figure_answer", condition=Q(answer_min__isnull=False)),
            # follow: which repeat one that changed
            models.Index(fields=["repeats_id"], name="case_figure_repeats", condition=Q(repeats_id__isnull=False)),
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
            # follow: the orders of the appeals whose sums move
            models.Index(fields=["appeal_id"], name="order_figure_of_appeal"),
        ]


class DaySum(models.Model):
    """What is counted of one local day or month: of a street, a community, or a unit of the district (ADR 0017).

    Moved by the follower with the rows it sums: they are added where something comes to count and taken away where it
    counts no longer. Stocks (`open`, `overdue`, `hazards_late`) hold by how much they changed.
    """

    axis = models.CharField(max_length=10)
    area = models.CharField(max_length=120, db_collation="C")
    unit = models.CharField(max_length=36, db_collation="C")
    grain = models.CharField(max_length=5)
    start = models.DateField()

    class Meta:
        constraints = [
            # one row to add to; also serves the sums of one street or community
            models.UniqueConstraint(fields=["axis", "area", "unit", "grain", "start"], name="day_sum_once"),
        ]
        indexes = [
            # a table of the whole district: few months and days of all its streets
            models.Index(fields=["axis", "grain", "start"], name="day_sum_of_span"),
        ]


for _name in SUMS:
    DaySum.add_to_class(_name, models.BigIntegerField(db_default=0))


class KindSum(models.Model):
    """How many of each code (category, channel, mode, level) there were on a local day or in a month in the district.

    `what` may also be a duration: then `code` is where its bin begins (`rules.medians`).
    """

    area = models.CharField(max_length=120, db_collation="C")
    what = models.CharField(max_length=24)
    code = models.CharField(max_length=40)
    grain = models.CharField(max_length=5)
    start = models.DateField()
    number = models.IntegerField()

    class Meta:
        constraints = [
            # one row to add to
            models.UniqueConstraint(fields=["area", "what", "code", "grain", "start"], name="kind_sum_once"),
        ]
        indexes = [
            # the kinds of a period
            models.Index(fields=["area", "what", "grain", "start"], name="kind_sum_of_span"),
        ]


class Mark(models.Model):
    """Up to which fact the read model counts; one row, written with what it counts."""

    name = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField()
    at = models.DateTimeField()


class NeedOwner(models.Model):
    """Who answers for one of a week's needs at an area, until when, and what came of it. Not rebuilt: it is a deed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area_path = models.CharField(max_length=120, db_collation="C")
    category = models.CharField(max_length=40)
    week = models.DateField()
    unit = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    named_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: a need of a week has one owner. Serves: the owners of an area's week.
            models.UniqueConstraint(fields=["area_path", "week", "category"], name="need_owner_once"),
        ]


class HotSpot(models.Model):
    """An event that several people told of lately; drawn anew by the hour (ADR 0035). `id` is its first appeal's.

    `this_week` and `week_before` are people, too. `alerted_at`: when enough different people had told of it.
    """

    id = models.UUIDField(primary_key=True)
    area_path = models.CharField(max_length=120, db_collation="C")
    category = models.CharField(max_length=40, null=True)
    appeal_ids = ArrayField(models.UUIDField())
    people = models.IntegerField()
    this_week = models.IntegerField()
    week_before = models.IntegerField()
    heat = models.FloatField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    alerted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the hottest of an area
            models.Index(fields=["area_path", "-heat"], name="hot_spot_of_area"),
        ]

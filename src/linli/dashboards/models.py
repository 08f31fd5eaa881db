"""Tables of the dashboards: a read model. It can be emptied at any time and comes back from the facts (ADR 0011)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from linli.dashboards.rules.measuring import SUMS
from linli.dashboards.words import Verdict
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


class HotText(models.Model):
    """A report of the last days in pieces, and the event it joined (ADR 0042). `id` is the appeal's.

    `keys` finds whom to compare with; `near` holds the log-odds with those that were compared and are not far;
    `who` stands for the person. Gone with the window; comes back from the reports by `gather_anew`.
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    who = models.CharField(max_length=36, db_collation="C")
    area_path = models.CharField(max_length=120, db_collation="C")
    category = models.CharField(max_length=40, null=True)
    event = models.UUIDField()
    keys = ArrayField(models.IntegerField())
    pieces = models.JSONField()
    near = models.JSONField()

    class Meta:
        indexes = [
            # whom to compare with: texts that hold a telling pair of characters
            GinIndex(fields=["keys"], name="hot_text_keys", fastupdate=False),
            # the texts of an event
            models.Index(fields=["event", "at"], name="hot_text_of_event"),
            # what leaves the window
            models.Index(fields=["at"], name="hot_text_by_time"),
            # what the same person wrote
            models.Index(fields=["who"], name="hot_text_of_person", condition=~Q(who="")),
        ]


class HotWord(models.Model):
    """In how many texts of the window a pair or triple of characters stands, and in how many as a piece of a name.

    The empty key counts the texts.
    """

    key = models.CharField(max_length=6, primary_key=True, db_collation="C")
    texts = models.IntegerField()
    named = models.IntegerField()


class HotBetween(models.Model):
    """How many texts fitted both of two events: enough of them, and the two become one."""

    one = models.UUIDField()
    other = models.UUIDField()
    texts = models.IntegerField()

    class Meta:
        constraints = [
            # one count for two events; also serves what lies between the first and others
            models.UniqueConstraint(fields=["one", "other"], name="hot_between_once"),
        ]
        indexes = [
            # what lies between the second and others
            models.Index(fields=["other"], name="hot_between_other"),
        ]


class HotSpot(models.Model):
    """An event that two or more texts of the window tell of (ADR 0035, 0042). `id` is its first text's.

    `this_week` and `week_before` are people, too. `words` are the runs that its people share. `matter` is the event
    that stands for its matter: the hottest are ranked by matters.
    """

    id = models.UUIDField(primary_key=True)
    area_path = models.CharField(max_length=120, db_collation="C")
    category = models.CharField(max_length=40, null=True)
    matter = models.UUIDField()
    words = ArrayField(models.CharField(max_length=8))
    texts = models.IntegerField()
    people = models.IntegerField()
    this_week = models.IntegerField()
    week_before = models.IntegerField()
    heat = models.FloatField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [
            # the hottest of an area
            models.Index(fields=["area_path", "-heat"], name="hot_spot_of_area"),
        ]


class HotAlert(models.Model):
    """Enough different people told of an event, and what a person decided about it. Not rebuilt: it is a deed (D-07).

    `appeal_ids` are its reports at the alert and, once decided, at the decision: an event that shares one of them has
    had its alert. `before` is how many were told of within as many days before, `decided` and what `settled` say.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    spot_id = models.UUIDField()
    area_path = models.CharField(max_length=120, db_collation="C")
    category = models.CharField(max_length=40, null=True)
    words = ArrayField(models.CharField(max_length=8))
    appeal_ids = ArrayField(models.UUIDField())
    people = models.IntegerField()
    at = models.DateTimeField()
    decided = models.CharField(max_length=12, choices=Verdict.choices(), null=True)
    reason = models.TextField(blank=True, default="")
    unit_id = models.UUIDField(null=True)
    decided_by = models.ForeignKey(
        "people.Account", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # whether an event has had its alert
            GinIndex(fields=["appeal_ids"], name="hot_alert_reports", fastupdate=False),
            # the alerts of an area, newest first
            models.Index(fields=["area_path", "-at"], name="hot_alert_of_area"),
        ]
        constraints = [
            # D-07: what was decided has the person who decided it
            models.CheckConstraint(
                name="hot_alert_decided_by_somebody",
                condition=Q(decided__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]

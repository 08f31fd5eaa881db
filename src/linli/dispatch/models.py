"""Tables of the room dispatch. An order holds no deadline of its own: duties do (architecture §6.3)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.appeals.words import Mode, Outcome
from linli.dispatch.words import LIVE, Arrival, ContactMeans, NoticeState, OrderRole, OrderState, VisitKind
from linli.kernel.ids import new_id

_LIVE = sorted(state.value for state in LIVE)


class WorkOrder(models.Model):
    """What one unit owes in one appeal. Fast: one lead order. Split: parts. Joint: one lead, several assisting."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, related_name="+")
    serial = models.SmallIntegerField()
    role = models.CharField(max_length=10, choices=OrderRole.choices(), default=OrderRole.LEAD)
    state = models.CharField(max_length=16, choices=OrderState.choices(), default=OrderState.PENDING)
    unit = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    assignee_id = models.UUIDField(null=True)
    area_path = models.CharField(max_length=120, db_collation="C")
    category = models.CharField(max_length=40)
    mode = models.CharField(max_length=12, choices=Mode.choices())
    level = models.SmallIntegerField()
    round = models.SmallIntegerField(default=1)
    hop = models.SmallIntegerField(default=0)
    is_designated = models.BooleanField(default=False)
    is_late_accept = models.BooleanField(default=False)
    is_self_handled = models.BooleanField(default=False)
    from_level = models.SmallIntegerField(default=4)
    from_unit_id = models.UUIDField(null=True)
    bounce_asked_at = models.DateTimeField(null=True)
    task_text_id = models.UUIDField(null=True)
    plan_text_id = models.UUIDField(null=True)
    reply_text_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=24, choices=Outcome.choices(), null=True)
    follow_ups = models.JSONField(default=list)
    redo_count = models.SmallIntegerField(default=0)
    arrival = models.CharField(max_length=8, choices=Arrival.choices(), null=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    dispatched_by_id = models.UUIDField(null=True)
    submitted_by_id = models.UUIDField(null=True)
    approved_by_id = models.UUIDField(null=True)
    dispatched_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    contact_means = models.CharField(max_length=8, choices=ContactMeans.choices(), null=True)
    onsite_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the orders of one case
            models.Index(fields=["appeal", "serial"], name="orders_of_appeal"),
            # the public list of what is put aside: few among many, newest first
            models.Index(fields=["-id"], name="orders_paused", condition=models.Q(state="paused")),
            # what a unit has in hand
            models.Index(fields=["unit", "-id"], name="orders_of_unit", condition=models.Q(state__in=_LIVE)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "serial"], name="order_serial_once"),
            # I7: a case has one live lead at a time
            models.UniqueConstraint(
                fields=["appeal"], name="one_live_lead", condition=models.Q(role="lead", state__in=_LIVE)
            ),
            # I4: a designated order never asks to be returned
            models.CheckConstraint(
                name="designated_never_bounces",
                condition=~models.Q(is_designated=True, state__in=["bounce_requested", "bounced"]),
            ),
            # I8: whoever submitted does not approve
            models.CheckConstraint(
                name="submitter_does_not_approve",
                condition=models.Q(approved_by_id__isnull=True) | ~models.Q(approved_by_id=models.F("submitted_by_id")),
            ),
        ]


class Visit(models.Model):
    """People of one or several units went there: purpose, result, and a photo only with consent (S-084)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=VisitKind.choices())
    unit_ids = ArrayField(models.UUIDField(), default=list)
    account_ids = ArrayField(models.UUIDField(), default=list)
    purpose_text_id = models.UUIDField()
    result_text_id = models.UUIDField()
    photo_consent = models.BooleanField(default=False)
    at = models.DateTimeField()


class RectifyNotice(models.Model):
    """A notice: put it right yourself by a day, then it is rechecked, then enforcement (S-085)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="+")
    to_contact_id = models.UUIDField(null=True)
    to_words = models.CharField(max_length=120)
    text_id = models.UUIDField()
    service_attachment_id = models.UUIDField(null=True)
    state = models.CharField(max_length=14, choices=NoticeState.choices(), default=NoticeState.SERVED)
    due_at = models.DateTimeField()
    served_at = models.DateTimeField()
    rechecked_at = models.DateTimeField(null=True)
    rechecked_by_id = models.UUIDField(null=True)


class Supervision(models.Model):
    """A supervisor's order: why is this not done? To be answered within a working day (T58)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appeal = models.ForeignKey("appeals.Appeal", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", null=True)
    text_id = models.UUIDField(null=True)
    answer_text_id = models.UUIDField(null=True)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            # Serves: the list of supervision orders that still run, the longest waiting first.
            models.Index(fields=["id"], name="supervisions_open", condition=models.Q(closed_at__isnull=True)),
        ]

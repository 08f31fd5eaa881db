"""Tables of duties."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.duties.words import LIVE, Cause, State
from linli.kernel.ids import new_id

_OPEN = Q(state=State.OPEN.value)
_LIVE = Q(state__in=[state.value for state in LIVE])


class Duty(models.Model):
    """One deed that somebody owes on one thing until a moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_room = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    deed = models.CharField(max_length=60)
    step = models.CharField(max_length=40)
    owed_by = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    owed_role = models.CharField(max_length=20)
    area_path = models.CharField(max_length=120, db_collation="C")
    term = models.CharField(max_length=20)
    escalation = models.CharField(max_length=20)
    standard_id = models.UUIDField()
    citation = models.CharField(max_length=300)
    set_by = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    computed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    yellow_at = models.DateTimeField()
    escalate_at = models.DateTimeField()
    is_postponed = models.BooleanField(default=False)
    spell_id = models.UUIDField(null=True)
    paused_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices(), default=State.OPEN.value)
    met_at = models.DateTimeField(null=True)
    yellow_told_at = models.DateTimeField(null=True)
    red_told_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # a deed is owed once by one unit: a second row would be told, counted and met twice
            models.UniqueConstraint(
                fields=["subject_id", "subject_room", "deed", "step", "owed_by"],
                condition=_LIVE,
                nulls_distinct=False,
                name="duties_owed_once",
            ),
            # due never earlier than start, cards in order (§9.4)
            models.CheckConstraint(
                condition=Q(due_at__gte=F("started_at"))
                & Q(yellow_at__lte=F("due_at"))
                & Q(escalate_at__gte=F("due_at")),
                name="duties_moments_in_order",
            ),
            # a paused duty knows since when, no other has a pause
            models.CheckConstraint(
                condition=Q(state=State.PAUSED.value, paused_at__isnull=False)
                | (~Q(state=State.PAUSED.value) & Q(paused_at__isnull=True)),
                name="duties_paused_since",
            ),
        ]
        indexes = [
            # queries.of: every duty of one thing, live or over
            models.Index(fields=["subject_id", "started_at"], name="duties_of_subject"),
            # queries.inbox: a page by (due_at, id) in the whole district
            models.Index(fields=["due_at", "id"], name="duties_live_by_due", condition=_LIVE),
            # queries.inbox and counts: a page of one unit
            models.Index(fields=["owed_by", "due_at", "id"], name="duties_live_by_unit", condition=_LIVE),
            # queries.inbox and counts: what is owed in one area
            models.Index(fields=["area_path", "due_at", "id"], name="duties_live_by_area", condition=_LIVE),
            # queries.breached: the three rungs; each index holds only what was not told yet
            models.Index(
                fields=["yellow_at"], name="duties_yellow_to_tell", condition=_OPEN & Q(yellow_told_at__isnull=True)
            ),
            models.Index(fields=["due_at"], name="duties_red_to_tell", condition=_OPEN & Q(red_told_at__isnull=True)),
            models.Index(
                fields=["escalate_at"],
                name="duties_escalation_to_tell",
                condition=_OPEN & Q(red_told_at__isnull=False, escalated_at__isnull=True),
            ),
            # actions.switch_clocks: what counts day and night and may go back; empty in normal times
            models.Index(fields=["spell_id"], name="duties_in_emergency", condition=Q(spell_id__isnull=False)),
            # queries.tally: what was met in a period
            models.Index(fields=["met_at"], name="duties_by_met", condition=Q(met_at__isnull=False)),
        ]


class DutyPause(models.Model):
    """A stretch in which a duty's clock stood still; `ended_at` is empty while it stands."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40)

    class Meta:
        constraints = [
            # one pause at a time; also serves "the pauses of one duty, in order"
            models.UniqueConstraint(fields=["duty", "started_at"], name="duties_pause_once"),
            models.UniqueConstraint(
                fields=["duty"], condition=Q(ended_at__isnull=True), name="duties_one_running_pause"
            ),
        ]


class DutyMove(models.Model):
    """A change of a due moment, with the value before: the old deadline stays on the record."""

    append_only: ClassVar[bool] = True

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    cause = models.CharField(max_length=10, choices=Cause.choices())
    from_due = models.DateTimeField()
    to_due = models.DateTimeField()
    reason = models.CharField(max_length=60)
    approval_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            # later only by a pause, an approval, a holiday notice in a resident's favour, or back to what it was before
            # an emergency or before a step that was taken back within seconds, which the row names (I10)
            models.CheckConstraint(
                condition=Q(to_due__lte=F("from_due"))
                | Q(cause__in=[Cause.PAUSE.value, Cause.HOLIDAYS.value])
                | Q(
                    cause__in=[Cause.APPROVAL.value, Cause.RESTORED.value, Cause.UNDONE.value],
                    approval_id__isnull=False,
                ),
                name="duties_later_only_with_cause",
            ),
        ]
        indexes = [
            # queries.explain: the changes of one duty, in order
            models.Index(fields=["duty", "id"], name="duties_moves_of_duty"),
        ]

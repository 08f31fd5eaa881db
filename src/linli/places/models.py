"""The tables of places."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id
from linli.places.words import (
    Advice,
    AdviceResult,
    BookedBy,
    BookingState,
    Every,
    OffReason,
    OnHoliday,
    PlanKind,
    SittingState,
    VisitState,
)


class Where(models.Model):
    """Where and by whom: what a plan says and a sitting may say otherwise. `sits` tells the public who is there."""

    area_path = models.CharField(max_length=120, db_collation="C")
    place = models.CharField(max_length=120)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    sits = models.CharField(max_length=120, blank=True, default="")
    staff_ids = ArrayField(models.UUIDField(), default=list)
    slot_min = models.PositiveSmallIntegerField()
    seats = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True


class Plan(Where):
    """A reception day, walking office or contact day that recurs; hours are minutes of the day in China."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=PlanKind.choices())
    unit = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    every = models.CharField(max_length=8, choices=Every.choices())
    weekday = models.PositiveSmallIntegerField(default=0)
    interval = models.PositiveSmallIntegerField(default=1)
    nth = models.SmallIntegerField(default=1)
    days = ArrayField(models.DateField(), default=list)
    on_holiday = models.CharField(max_length=8, choices=OnHoliday.choices())
    begins_on = models.DateField()
    last_on = models.DateField(null=True)
    begins_min = models.PositiveSmallIntegerField()
    ends_min = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            # Guards: a day of a plan ends after it begins.
            models.CheckConstraint(name="places_plan_hours", condition=Q(ends_min__gt=F("begins_min"))),
        ]
        indexes = [
            # Serves: the plans of an area.
            models.Index(fields=["area_path", "-id"], name="places_plan_of_area"),
        ]


class Sitting(Where):
    """One dated sitting of a plan. `by_rule` is the day on which the plan put it, wherever it was moved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_rule = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=SittingState.choices(), default=SittingState.PLANNED.value)
    is_moved = models.BooleanField(default=False)
    reason = models.CharField(max_length=8, choices=OffReason.choices(), blank=True, default="")
    held_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: a plan puts one sitting on a day, however often its days are laid out. Serves: those of a plan.
            models.UniqueConstraint(fields=["plan", "by_rule"], name="places_sitting_once"),
            models.CheckConstraint(name="places_sitting_hours", condition=Q(ends_at__gt=F("starts_at"))),
            # Guards: nothing is called off without a reason.
            models.CheckConstraint(
                name="places_sitting_off_why",
                condition=Q(state="called_off") & ~Q(reason="") | ~Q(state="called_off") & Q(reason=""),
            ),
        ]
        indexes = [
            # Serves: what is to come, everywhere and near a place; whom else somebody sits with at that time.
            models.Index(fields=["starts_at", "area_path"], name="places_sitting_to_come"),
            # Serves: the job that asks what became of a sitting.
            models.Index(fields=["ends_at"], name="places_sitting_open", condition=Q(state="planned")),
        ]


class Booking(models.Model):
    """A moment that somebody booked: with an account, or name and phone given to staff. After its time, nobody's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey("people.Contact", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.CharField(max_length=8, choices=BookedBy.choices())
    slot_at = models.DateTimeField()
    seat = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=BookingState.choices(), default=BookingState.BOOKED.value)
    booked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: a seat of a slot is one person's, whoever presses first. Serves: what is taken in a sitting.
            models.UniqueConstraint(
                fields=["sitting", "slot_at", "seat"],
                name="places_booking_seat_once",
                condition=Q(state__in=["booked", "came", "missed"]),
            ),
            # Guards: one open booking per person and sitting. Serves: the own bookings.
            models.UniqueConstraint(
                fields=["account", "sitting"], name="places_booking_person_once", condition=Q(state="booked")
            ),
            # Guards: a booking is one person's by account or by contact, and nobody's once it was forgotten.
            models.CheckConstraint(
                name="places_booking_has_person",
                condition=Q(forgotten_at__isnull=True, account__isnull=False, contact__isnull=True)
                | Q(forgotten_at__isnull=True, account__isnull=True, contact__isnull=False)
                | Q(forgotten_at__isnull=False, account__isnull=True, contact__isnull=True),
            ),
        ]
        indexes = [
            # Serves: the bookings of a contact; who is reminded; what is to be forgotten.
            models.Index(fields=["contact"], name="places_booking_of_contact", condition=Q(contact__isnull=False)),
            models.Index(fields=["slot_at"], name="places_booking_known", condition=Q(forgotten_at__isnull=True)),
        ]


class Visit(models.Model):
    """Somebody who came: a number in the order of coming, nothing else; the booking where there is one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    booking = models.OneToOneField(Booking, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=VisitState.choices(), default=VisitState.WAITING.value)
    came_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: a number is one visitor's. Serves: who came to a sitting.
            models.UniqueConstraint(fields=["sitting", "number"], name="places_visit_number_once"),
        ]


class Matter(models.Model):
    """What was taken at a sitting: an appeal, or advice given at once with its result."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    appeal = models.OneToOneField("appeals.Appeal", null=True, on_delete=models.PROTECT, related_name="+")
    advice = models.CharField(max_length=10, choices=Advice.choices(), blank=True, default="")
    result = models.CharField(max_length=8, choices=AdviceResult.choices(), blank=True, default="")
    note = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()
    taken_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            # Guards: a matter is either a registered appeal or advice with its result.
            models.CheckConstraint(
                name="places_matter_is_one",
                condition=Q(appeal__isnull=False, advice="", result="", note="")
                | Q(Q(appeal__isnull=True) & ~Q(advice="") & ~Q(result="")),
            ),
        ]
        indexes = [
            # Serves: the job that empties old notes.
            models.Index(fields=["at"], name="places_matter_has_note", condition=~Q(note="")),
        ]

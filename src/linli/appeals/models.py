"""Tables of the room appeals."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from linli.appeals.words import (
    OPEN_STATES,
    AttachmentUse,
    Channel,
    Kind,
    Mode,
    Outcome,
    RatingSource,
    RequestKind,
    RequestState,
    Satisfied,
    Solved,
    State,
    TextKind,
    Urgency,
)
from linli.kernel.ids import new_id

_OPEN = sorted(state.value for state in OPEN_STATES)


class NextSerial(models.Func):
    """The next serial number of the day's case numbers: a sequence, so that accepting never waits for a lock."""

    template = "nextval('appeals_serial')"
    output_field = models.BigIntegerField()


class Appeal(models.Model):
    """What a resident (or a grid worker) put before the town, and where it stands.

    `state` is the fold of the facts; it changes only through `actions.moving.move`. Every deadline is a duty.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField()
    serial = models.BigIntegerField(db_default=NextSerial())
    channel = models.CharField(max_length=20, choices=Channel.choices())
    external_number = models.CharField(max_length=60, null=True)
    client_id = models.CharField(max_length=80, null=True)
    kind = models.CharField(max_length=12, choices=Kind.choices(), default=Kind.HELP)
    state = models.CharField(max_length=20, choices=State.choices())

    category = models.CharField(max_length=40, null=True)
    urgency = models.CharField(max_length=12, choices=Urgency.choices(), default=Urgency.NORMAL)
    mode = models.CharField(max_length=12, choices=Mode.choices(), null=True)
    is_hazard = models.BooleanField(default=False)
    reply_requested = models.BooleanField(default=True)
    proposal = models.JSONField(null=True)

    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=120, db_collation="C")
    estate_id = models.UUIDField(null=True)
    building_id = models.UUIDField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place_words = models.CharField(max_length=200, blank=True, default="")
    preview = models.CharField(max_length=80, blank=True, default="")

    reporter = models.ForeignKey(
        "people.Contact", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    reporter_account_id = models.UUIDField(null=True)
    registered_by_id = models.UUIDField(null=True)
    is_minor = models.BooleanField(default=False)
    publish_consent = models.BooleanField(default=False)
    consent_withdrawn_at = models.DateTimeField(null=True)
    link_round = models.SmallIntegerField(null=True)  # how often the secret link was renewed; empty: never

    first_unit = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    accountable = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    unit_ids = ArrayField(models.UUIDField(), default=list)
    complained_ids = ArrayField(models.UUIDField(), default=list)
    level = models.SmallIntegerField(null=True)
    leader_id = models.UUIDField(null=True)

    bounce_count = models.SmallIntegerField(default=0)
    reopen_count = models.SmallIntegerField(default=0)
    joint_rounds = models.SmallIntegerField(default=0)
    extension_count = models.SmallIntegerField(default=0)
    suspend_count = models.SmallIntegerField(default=0)
    explained_count = models.SmallIntegerField(default=0)
    households = models.IntegerField(null=True)

    closed_level = models.SmallIntegerField(null=True)
    outcome = models.CharField(max_length=24, choices=Outcome.choices(), null=True)
    solved = models.CharField(max_length=12, choices=Solved.choices(), null=True)
    satisfied = models.CharField(max_length=14, choices=Satisfied.choices(), null=True)
    end_reason = models.CharField(max_length=40, blank=True, default="")
    told_receipt = models.CharField(max_length=80, blank=True, default="")

    master = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    case_notice_id = models.UUIDField(null=True)

    found_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    detached_at = models.DateTimeField(null=True)
    triaged_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    onsite_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        # Every index costs each report; a foreign key has none where nobody looks from its other end.
        indexes = [
            # the staff list of an area, newest first (prefix range on the path, keyset on the id)
            models.Index(fields=["area_path", "-id"], name="appeal_of_area"),
            # the same by state: the desk's usual filter
            models.Index(fields=["state", "-id"], name="appeal_by_state"),
            # open cases only: counts beside the filters
            models.Index(fields=["area_path", "state"], name="appeal_open", condition=models.Q(state__in=_OPEN)),
            # by category in an area and time: hotspots, repeats, duplicates without a point
            models.Index(fields=["category", "-registered_at"], name="appeal_by_category"),
            # duplicates near by: open reports in a small box, however many come in a day
            models.Index(
                fields=["lon", "lat"], name="appeal_near", condition=models.Q(state__in=_OPEN, lon__isnull=False)
            ),
            # the same where nobody gave a point
            models.Index(
                fields=["area_path"],
                name="appeal_without_point",
                condition=models.Q(state__in=_OPEN, lon__isnull=True),
            ),
            # duplicates and repeats in one building
            models.Index(
                fields=["building_id"], name="appeal_in_building", condition=models.Q(building_id__isnull=False)
            ),
            # what strangers may read, newest first (queries.public): else each look would sort all of ninety days
            models.Index(fields=["-registered_at", "-id"], name="appeal_by_time"),
            # my unit's cases
            GinIndex(fields=["unit_ids"], name="appeal_of_units"),
            # my reports by phone
            models.Index(fields=["reporter"], name="appeal_of_reporter", condition=models.Q(reporter__isnull=False)),
            # the merged ones of a master
            models.Index(fields=["master"], name="appeal_of_master", condition=models.Q(master__isnull=False)),
            # how many neighbours said "me too" of an open one
            models.Index(fields=["same_as"], name="appeal_same_as", condition=models.Q(same_as__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["day", "serial"], name="appeal_number_once"),
            # the same import twice makes no second appeal (S-068)
            models.UniqueConstraint(
                fields=["channel", "external_number"],
                name="appeal_once_per_external",
                condition=models.Q(external_number__isnull=False),
            ),
            # the same press of the button twice makes no second appeal (I14)
            models.UniqueConstraint(
                fields=["client_id"], name="appeal_once_per_client_id", condition=models.Q(client_id__isnull=False)
            ),
            # I1: from dispatch until its end an appeal has exactly one accountable unit
            models.CheckConstraint(
                name="appeal_has_accountable",
                condition=models.Q(accountable__isnull=False)
                | models.Q(state__in=["draft", "received", "need_info", "triaged", "merged", "answered"])
                | models.Q(state__in=["redirected", "refused", "terminated", "withdrawn", "archived"])
                | models.Q(state="top_review"),
            ),
            # I5: at most two bounces
            models.CheckConstraint(name="appeal_two_bounces", condition=models.Q(bounce_count__lte=2)),
            # I9: an emergency is never suspended
            models.CheckConstraint(
                name="emergency_never_suspended",
                condition=~models.Q(state="suspended", urgency="emergency"),
            ),
            # I11: closed means an outcome was stated
            models.CheckConstraint(
                name="closed_has_outcome", condition=~models.Q(state="closed") | models.Q(outcome__isnull=False)
            ),
        ]


class AppealText(models.Model):
    """Free text that belongs to an appeal. Erasable: facts hold only its id and a salted digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+", db_index=False)
    order_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=12, choices=TextKind.choices())
    body = models.TextField()
    salt = models.BinaryField(max_length=16)
    author_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    grams = ArrayField(models.IntegerField(), null=True)

    class Meta:
        indexes = [
            # everything said in one case
            models.Index(fields=["appeal", "at"], name="text_of_appeal"),
            # search by pairs of characters; the pending list keeps writing cheap
            GinIndex(fields=["grams"], name="text_search", condition=models.Q(grams__isnull=False)),
        ]
        constraints = [
            # one report per appeal: the list joins it
            models.UniqueConstraint(fields=["appeal"], name="one_report_text", condition=models.Q(kind="report")),
        ]


class Attachment(models.Model):
    """A photo or document: checked by content, stripped of device data, stored through Django's storage."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+", db_index=False)
    order_id = models.UUIDField(null=True)
    use = models.CharField(max_length=12, choices=AttachmentUse.choices())
    file = models.FileField(max_length=200)
    thumbnail = models.FileField(max_length=200, blank=True, default="")
    media_type = models.CharField(max_length=80)
    size_bytes = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    author_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # the pictures of one case
            models.Index(fields=["appeal", "at"], name="attachment_of_appeal"),
        ]


class Rating(models.Model):
    """The resident's word: solved? satisfied? Own rating or answered call; a merged reporter has an own one."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.SmallIntegerField()
    source = models.CharField(max_length=4, choices=RatingSource.choices())
    solved = models.CharField(max_length=12, choices=Solved.choices())
    satisfied = models.CharField(max_length=14, choices=Satisfied.choices(), null=True)
    text_id = models.UUIDField(null=True)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # a second rating of the same round is refused
            models.UniqueConstraint(fields=["appeal", "round"], name="one_rating_per_round"),
        ]


class RevisitAttempt(models.Model):
    """One follow-up call: reached or not (T48 counts days and half-days)."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.SmallIntegerField()
    revisitor_id = models.UUIDField(null=True)
    reached = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # the attempts of one round
            models.Index(fields=["appeal", "round"], name="attempts_of_round"),
        ]


class Request(models.Model):
    """A step that waits for another person: extension, suspension, bounce, refusal, termination, correction …"""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+", db_index=False)
    order_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=16, choices=RequestKind.choices())
    state = models.CharField(max_length=10, choices=RequestState.choices(), default=RequestState.OPEN)
    reason = models.CharField(max_length=40, blank=True, default="")
    terms = models.JSONField(default=dict)
    text_id = models.UUIDField(null=True)
    asked_by_id = models.UUIDField(null=True)
    asked_unit_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    decided_by_id = models.UUIDField(null=True)
    decided_text_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # what waits in one case
            models.Index(fields=["appeal", "state"], name="requests_of_appeal"),
        ]
        constraints = [
            # one open request of a kind per order (or per appeal)
            models.UniqueConstraint(
                fields=["appeal", "kind", "order_id"],
                name="one_open_request",
                condition=models.Q(state="open"),
                nulls_distinct=False,
            ),
            # whoever asks does not decide
            models.CheckConstraint(
                name="asker_does_not_decide",
                condition=models.Q(decided_by_id__isnull=True) | ~models.Q(decided_by_id=models.F("asked_by_id")),
            ),
        ]


class Undo(models.Model):
    """A deed that its doer may take back within seconds, and the rows as they were before it (ADR 0027).

    The id is that of the messages held back. Nobody needs the row a day later: it is deleted then, the facts stay.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=40)
    right = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    fact_ids = ArrayField(models.UUIDField())
    facts = models.IntegerField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    before = models.JSONField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # queries.undoing.held: was this fact's deed taken back? (and the nightly end of keeping)
            models.Index(fields=["at"], name="undo_by_time"),
        ]


class LetterCount(models.Model):
    """The last number given to a letter, by office and year; the next one is drawn in the letter's transaction."""

    office = models.CharField(max_length=36)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [
            # Guards: one counter for an office and year, so that no number is left out or given twice.
            models.UniqueConstraint(fields=["office", "year"], name="one_letter_count"),
        ]


class Letter(models.Model):
    """A letter as it went out: number and what stands around its words; greeting and words are the text (ADR 0028)."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    office = models.CharField(max_length=36)
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    title = models.CharField(max_length=60)
    close = models.CharField(max_length=60)
    sender = models.CharField(max_length=120)
    language = models.CharField(max_length=2)
    text_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: no number twice in an office and year.
            models.UniqueConstraint(fields=["office", "year", "serial"], name="letter_number_once"),
        ]
        indexes = [
            # Serves: the letters of one case.
            models.Index(fields=["appeal", "at"], name="letter_of_appeal"),
        ]

"""The tables of notices."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.kernel.ids import new_id
from linli.notices.words import DeliveryState, NoticeKind, NoticeState, ObjectionState
from linli.people.fields import SealedTextField


class Slip(models.Model):
    """To which phone, and with which secret word, a message goes that is for a phone and not for a known person.

    Emptied as soon as it was sent, or its time is over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone_sealed = SealedTextField(null=True)
    secret_sealed = SealedTextField(null=True)
    language = models.CharField(max_length=8, default="zh-hans")
    good_until = models.DateTimeField()

    class Meta:
        # Serves: emptying what was never sent.
        indexes = [
            models.Index(fields=["good_until"], name="notices_slip_full", condition=Q(phone_sealed__isnull=False))
        ]

    def __str__(self) -> str:
        return str(self.id)


class Message(models.Model):
    """What somebody is told. The text is a template and its places; nothing personal stands here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey("people.Contact", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    template = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    subject_room = models.CharField(max_length=32)
    subject_id = models.UUIDField()
    key = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # Held back so that the deed can be undone (ADR 0021): nothing leaves before `held_until`, unless released; taken
    # back for good by `cancelled_at`. Never both of the last two.
    hold = models.UUIDField(null=True)
    held_until = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: telling twice is telling once. (A unique column would get a second index, for LIKE.)
            models.UniqueConstraint(fields=["key"], name="notices_message_once"),
            # Guards: a message has exactly one recipient.
            models.CheckConstraint(
                condition=Q(contact__isnull=False, account__isnull=True, unit__isnull=True, slip__isnull=True)
                | Q(contact__isnull=True, account__isnull=False, unit__isnull=True, slip__isnull=True)
                | Q(contact__isnull=True, account__isnull=True, unit__isnull=False, slip__isnull=True)
                | Q(contact__isnull=True, account__isnull=True, unit__isnull=True, slip__isnull=False),
                name="notices_message_one_recipient",
            ),
            # Guards: what left the house cannot be taken back, and what was taken back does not leave.
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="notices_message_sent_or_cancelled",
            ),
        ]
        indexes = [
            # Serves: the inbox of an account, of a unit, of a contact; newest first.
            models.Index(
                fields=["account", "-at", "-id"], name="notices_message_account", condition=Q(account__isnull=False)
            ),
            models.Index(fields=["unit", "-at", "-id"], name="notices_message_unit", condition=Q(unit__isnull=False)),
            models.Index(
                fields=["contact", "-at", "-id"], name="notices_message_contact", condition=Q(contact__isnull=False)
            ),
            # Serves: what was told about one thing.
            models.Index(fields=["subject_id", "at"], name="notices_message_subject"),
            # Serves: releasing and cancelling what one deed told.
            models.Index(fields=["hold"], name="notices_message_hold", condition=Q(hold__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """How one message fares on one outside channel; a row per pair makes sending twice impossible to miss."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=8, choices=DeliveryState.choices(), default=DeliveryState.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(null=True)  # the end of the quiet hours
    sent_at = models.DateTimeField(null=True)
    at = models.DateTimeField(null=True)  # the last attempt

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="notices_delivery_once")]
        indexes = [
            # Serves: what was not delivered, newest first. Most rows are sent and stand in no index.
            models.Index(
                fields=["-at", "-id"], name="notices_delivery_open", condition=Q(state__in=["waiting", "failed"])
            ),
            # Serves: counting the last days.
            models.Index(fields=["at"], name="notices_delivery_at"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Choice(models.Model):
    """By which channel somebody wants which kind of message, where a robot of the person listens, and when not."""

    account = models.OneToOneField("people.Account", on_delete=models.PROTECT, primary_key=True, related_name="+")
    channels = models.JSONField(default=dict)  # kind -> channels; a kind that is absent is as usual
    quiet_from = models.PositiveSmallIntegerField(null=True)  # minutes of the day in China; null: no quiet hours
    quiet_until = models.PositiveSmallIntegerField(null=True)
    wecom_sealed = SealedTextField(null=True)
    dingtalk_sealed = SealedTextField(null=True)
    feishu_sealed = SealedTextField(null=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account_id)


class Notice(models.Model):
    """What is published: masked, seen by a second person, digested."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=24, choices=NoticeKind.choices())
    title = models.CharField(max_length=120)
    body = models.TextField()
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=120, db_collation="C")
    topic = models.CharField(max_length=40, blank=True, default="", db_collation="C")
    source_room = models.CharField(max_length=32, blank=True)
    source_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12, choices=NoticeState.choices(), default=NoticeState.DRAFT.value)
    editor = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    shown_from = models.DateTimeField(null=True)
    shown_until = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            # Guards: the second pair of eyes is another person's.
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("editor")), name="notices_notice_by_two"
            ),
            # Guards: nothing is shown without approval and digest.
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(approver__isnull=False) & ~Q(digest="") & Q(shown_from__isnull=False)),
                name="notices_notice_published_is_proven",
            ),
        ]
        indexes = [
            # Serves: the public list, newest first.
            models.Index(
                fields=["kind", "-shown_from", "-id"], name="notices_notice_public", condition=Q(state="published")
            ),
            # Serves: the public list of one group of matters ("util", "util.sewer").
            models.Index(
                fields=["kind", "topic", "-shown_from", "-id"],
                name="notices_notice_topic",
                condition=Q(state="published"),
            ),
            # Serves: the desk's list by state.
            models.Index(fields=["state", "-drafted_at", "-id"], name="notices_notice_desk"),
            # Serves: was this case published.
            models.Index(fields=["source_id"], name="notices_notice_source", condition=Q(source_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class Objection(models.Model):
    """Somebody says that a notice is wrong or shows too much."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("people.Contact", on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    words_sealed = SealedTextField()
    state = models.CharField(max_length=12, choices=ObjectionState.choices(), default=ObjectionState.OPEN.value)
    answer = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.id)

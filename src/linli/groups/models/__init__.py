"""The tables of groups; the page that draws them is ADR 0019."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.groups.models.broadcasts import Broadcast as Broadcast
from linli.groups.models.columns import account_key as _account
from linli.groups.models.columns import area_path_column as _area_path
from linli.groups.models.proofs import PostingPhoto as PostingPhoto
from linli.groups.words import (
    BoardKind,
    ClaimState,
    GroupKind,
    Joining,
    NewsTopic,
    RemovalReason,
    RemovalState,
    ReportState,
)
from linli.kernel.ids import new_id
from linli.people.fields import SealedTextField


class Group(models.Model):
    """A group of neighbours: where, about what, and who may join."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=GroupKind.choices())
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=300, blank=True)
    joining = models.CharField(max_length=12, choices=Joining.choices())
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = _area_path()
    estate = models.ForeignKey("grid.Estate", on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    opened_by = _account()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: one open group per building, so that neighbours find each other in the same one.
            models.UniqueConstraint(
                fields=["building"],
                condition=Q(kind="building", closed_at__isnull=True),
                name="groups_group_one_per_building",
            ),
            # Guards: a building group names its building, an estate group its estate.
            models.CheckConstraint(
                condition=(~Q(kind="building") | Q(building__isnull=False))
                & (~Q(kind="estate") | Q(estate__isnull=False)),
                name="groups_group_names_its_place",
            ),
        ]
        indexes = [
            # Serves: the groups of an area, in the order of the places, page by page.
            models.Index(fields=["area_path", "id"], name="groups_group_area", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That an account belongs to a group, from when, until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = _account()
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: somebody is in a group once. Serves: is this account in this group.
            models.UniqueConstraint(
                fields=["group", "account"], condition=Q(left_at__isnull=True), name="groups_membership_once"
            ),
        ]
        indexes = [
            # Serves: my groups, the latest joined first.
            models.Index(
                fields=["account", "-joined_at", "-id"],
                name="groups_membership_mine",
                condition=Q(left_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Invitation(models.Model):
    """A link that opens a group for two weeks; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(unique=True)
    issued_by = _account()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Thread(models.Model):
    """One matter that is talked about (话题)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=80)
    author = _account()
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    posts = models.PositiveIntegerField(default=0)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = _account(null=True)

    class Meta:
        indexes = [
            # Serves: the threads of a group, the one spoken in last first.
            models.Index(fields=["group", "-last_at", "-id"], name="groups_thread_latest"),
            # Serves: what its members want deliberated.
            models.Index(
                fields=["group", "-proposed_at"],
                name="groups_thread_proposed",
                condition=Q(proposed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """What somebody said in a thread. `became_*`: the appeal it was turned into (no key: that room is a sibling)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = _account()
    body = models.TextField()
    at = models.DateTimeField()
    client_id = models.CharField(max_length=80, null=True)
    removed_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    became_room = models.CharField(max_length=32, blank=True)
    became_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            # Guards: pressing twice says it once.
            models.UniqueConstraint(fields=["author", "client_id"], name="groups_post_once"),
        ]
        indexes = [
            # Serves: the posts of a thread in the order they were said.
            models.Index(fields=["thread", "at", "id"], name="groups_post_thread"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Report(models.Model):
    """Somebody says that a post should not stand."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = _area_path()
    reporter = _account()
    reason = models.CharField(max_length=16, choices=RemovalReason.choices())
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ReportState.choices(), default=ReportState.OPEN.value)
    decided_by = _account(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: one person reports a post once. Serves: the reports of a post.
            models.UniqueConstraint(fields=["post", "reporter"], name="groups_report_once"),
        ]
        indexes = [
            # Serves: the moderator's list, the oldest first.
            models.Index(fields=["at", "id"], name="groups_report_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Removal(models.Model):
    """The log of moderation: what was removed, why, by whom; the appeal and who decided it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    author = _account()
    area_path = _area_path()
    reason = models.CharField(max_length=16, choices=RemovalReason.choices())
    words = models.CharField(max_length=300)
    removed_by = _account()
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=RemovalState.choices(), default=RemovalState.STANDING.value)
    appeal_words = models.CharField(max_length=300, blank=True)
    appealed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    decided_by = _account(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: whoever removed a post does not decide the appeal.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("removed_by")), name="groups_removal_by_another"
            ),
        ]
        indexes = [
            # Serves: my removals, newest first.
            models.Index(fields=["author", "-at", "-id"], name="groups_removal_mine"),
            # Serves: the log of moderation, newest first.
            models.Index(fields=["-at", "-id"], name="groups_removal_log"),
            # Serves: the appeals that wait, the oldest first.
            models.Index(fields=["appealed_at", "id"], name="groups_removal_appealed", condition=Q(state="appealed")),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AddressClaim(models.Model):
    """Where somebody says to live, and what the grid worker found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = _account()
    building = models.ForeignKey("grid.Building", on_delete=models.PROTECT, related_name="+", db_index=False)
    estate = models.ForeignKey("grid.Estate", on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    area_path = _area_path()
    room_sealed = SealedTextField()
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ClaimState.choices(), default=ClaimState.WAITING.value)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = _account(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: one open claim a person. Serves: my claim.
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="waiting"), name="groups_addressclaim_one_waiting"
            ),
        ]
        indexes = [
            # Serves: where this account lives, verified.
            models.Index(fields=["account", "-at"], name="groups_addressclaim_mine"),
            # Serves: the grid worker's list, the oldest first.
            models.Index(fields=["at", "id"], name="groups_addressclaim_open", condition=Q(state="waiting")),
            # Serves: who lives in an area, for a notice to all of it.
            models.Index(
                fields=["area_path", "account"], name="groups_addressclaim_home", condition=Q(state="verified")
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class BoardItem(models.Model):
    """What hangs on the information board of an area until it ends; the fact of its posting is the proof."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=BoardKind.choices())
    title = models.CharField(max_length=80)
    body = models.TextField()
    area = models.ForeignKey("grid.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_path = _area_path()
    put_up_by = _account()
    at = models.DateTimeField()
    shown_until = models.DateTimeField()
    digest = models.CharField(max_length=64)
    fact_id = models.UUIDField()
    taken_down_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Guards: nothing hangs without an end.
            models.CheckConstraint(condition=Q(shown_until__gt=F("at")), name="groups_boarditem_ends"),
        ]
        indexes = [
            # Serves: the board, newest first.
            models.Index(
                fields=["-at", "-id"], name="groups_boarditem_newest", condition=Q(taken_down_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Subscription(models.Model):
    """That somebody wants news about a topic at the place where the person lives."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = _account()
    topic = models.CharField(max_length=12, choices=NewsTopic.choices())
    area_path = _area_path()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # Guards: one place a topic and person. Serves: my subscriptions.
            models.UniqueConstraint(fields=["account", "topic"], name="groups_subscription_once"),
        ]
        indexes = [
            # Serves: who gets a mailing, account by account.
            models.Index(fields=["topic", "account"], name="groups_subscription_topic"),
            # Serves: who subscribed to anything in an area, for an emergency.
            models.Index(fields=["area_path", "account"], name="groups_subscription_area"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.area_path}"


class Mailing(models.Model):
    """A published notice on its way to everybody who subscribed; `reached` counts whom it was told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # One mailing a notice guards: nobody gets a piece of news twice.
    notice = models.OneToOneField("notices.Notice", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=12, choices=NewsTopic.choices())
    title = models.CharField(max_length=120)
    area_path = _area_path()
    sent_by = _account()
    at = models.DateTimeField()
    starts_at = models.DateTimeField()
    reached = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        # Serves: the editors' list of what was sent, newest first.
        indexes = [models.Index(fields=["-at", "-id"], name="groups_mailing_newest")]

    def __str__(self) -> str:
        return self.title

"""Facts of groups: ids and codes, never what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class GroupOpened(Event):
    kind: ClassVar[str] = "groups.opened"
    group_kind: str
    joining: str


@dataclass(frozen=True)
class GroupClosed(Event):
    kind: ClassVar[str] = "groups.closed"


@dataclass(frozen=True)
class MemberJoined(Event):
    """`id` is the group's; who joined is the fact's actor."""

    kind: ClassVar[str] = "groups.joined"
    by_invitation: bool


@dataclass(frozen=True)
class MemberLeft(Event):
    kind: ClassVar[str] = "groups.left"


@dataclass(frozen=True)
class InvitationIssued(Event):
    """`id` is the group's."""

    kind: ClassVar[str] = "groups.invited"
    expires_at: datetime


@dataclass(frozen=True)
class ThreadStarted(Event):
    kind: ClassVar[str] = "groups.thread_started"
    group: UUID


@dataclass(frozen=True)
class TopicProposed(Event):
    """Somebody asks that the thread be deliberated; rooms of deliberation hear it. `id` is the thread's."""

    kind: ClassVar[str] = "groups.topic_proposed"
    group: UUID


@dataclass(frozen=True)
class Posted(Event):
    kind: ClassVar[str] = "groups.posted"
    thread: UUID


@dataclass(frozen=True)
class PostTakenBack(Event):
    kind: ClassVar[str] = "groups.taken_back"
    thread: UUID


@dataclass(frozen=True)
class PostBecame(Event):
    """`id` is the post's; `room` and `became` name what it is now."""

    kind: ClassVar[str] = "groups.became"
    became_room: str
    became: UUID


@dataclass(frozen=True)
class PostReported(Event):
    """`id` is the post's."""

    kind: ClassVar[str] = "groups.reported"
    report: UUID
    reason: str


@dataclass(frozen=True)
class PostKept(Event):
    """Reports of a post were looked at and it stays. `id` is the post's."""

    kind: ClassVar[str] = "groups.kept"


@dataclass(frozen=True)
class PostRemoved(Event):
    """`id` is the removal's."""

    kind: ClassVar[str] = "groups.removed"
    post: UUID
    reason: str


@dataclass(frozen=True)
class RemovalAppealed(Event):
    """`id` is the removal's."""

    kind: ClassVar[str] = "groups.removal_appealed"


@dataclass(frozen=True)
class RemovalDecided(Event):
    """`id` is the removal's."""

    kind: ClassVar[str] = "groups.removal_decided"
    state: str


@dataclass(frozen=True)
class AddressClaimed(Event):
    kind: ClassVar[str] = "groups.address_claimed"
    building: UUID


@dataclass(frozen=True)
class AddressDecided(Event):
    kind: ClassVar[str] = "groups.address_decided"
    state: str


@dataclass(frozen=True)
class PutUp(Event):
    """Something hangs on the board; the digest is the proof of its words."""

    kind: ClassVar[str] = "groups.put_up"
    board_kind: str
    digest: str
    shown_until: datetime


@dataclass(frozen=True)
class TakenDown(Event):
    kind: ClassVar[str] = "groups.taken_down"


@dataclass(frozen=True)
class PostingProven(Event):
    """A picture of it was kept; the digest proves which. `id` is the item's."""

    kind: ClassVar[str] = "groups.posting_proven"
    photo: UUID
    digest: str


@dataclass(frozen=True)
class ProofForgotten(Event):
    """The picture's time was over. `id` is the item's."""

    kind: ClassVar[str] = "groups.proof_forgotten"
    photo: UUID


@dataclass(frozen=True)
class Subscribed(Event):
    """`id` is the account's; an empty list ends it."""

    kind: ClassVar[str] = "groups.subscribed"
    topics: list[str]


@dataclass(frozen=True)
class NewsSent(Event):
    """`id` is the mailing's."""

    kind: ClassVar[str] = "groups.news_sent"
    notice: UUID
    topic: str
    starts_at: datetime


@dataclass(frozen=True)
class BroadcastAsked(Event):
    """A notice is to go to all of an area; `waits`: a second person has to agree first."""

    kind: ClassVar[str] = "groups.broadcast_asked"
    broadcast_kind: str
    expected: int
    good_until: datetime
    waits: bool


@dataclass(frozen=True)
class BroadcastDecided(Event):
    """The second person agreed, or did not."""

    kind: ClassVar[str] = "groups.broadcast_decided"
    agreed: bool


@dataclass(frozen=True)
class BroadcastSent(Event):
    """Everybody whom it concerns was told; the inbox counts, what leaves the house follows by itself."""

    kind: ClassVar[str] = "groups.broadcast_sent"
    reached: int


@dataclass(frozen=True)
class BroadcastCalledOff(Event):
    """What waited was taken back; `reached` had been told before, `taken_back` of them had not had it."""

    kind: ClassVar[str] = "groups.broadcast_called_off"
    reached: int
    taken_back: int

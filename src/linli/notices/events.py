"""Facts of notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class NoticeDrafted(Event):
    kind: ClassVar[str] = "notices.drafted"
    notice_kind: str
    source_room: str
    source_id: UUID | None


@dataclass(frozen=True)
class NoticeApproved(Event):
    kind: ClassVar[str] = "notices.approved"
    digest: str


@dataclass(frozen=True)
class NoticePublished(Event):
    kind: ClassVar[str] = "notices.published"
    notice_kind: str
    digest: str
    source_room: str
    source_id: UUID | None
    shown_from: datetime
    shown_until: datetime | None


@dataclass(frozen=True)
class NoticeWithdrawn(Event):
    kind: ClassVar[str] = "notices.withdrawn"
    source_room: str
    source_id: UUID | None


@dataclass(frozen=True)
class Objected(Event):
    """`id` is the notice's."""

    kind: ClassVar[str] = "notices.objected"
    objection: UUID


@dataclass(frozen=True)
class ObjectionAnswered(Event):
    """`id` is the notice's."""

    kind: ClassVar[str] = "notices.objection_answered"
    objection: UUID
    state: str


@dataclass(frozen=True)
class Chosen(Event):
    """`id` is the account's; `robots` are the channels for which it named a robot just now."""

    kind: ClassVar[str] = "notices.chosen"
    robots: tuple[str, ...]


@dataclass(frozen=True)
class SentAgain(Event):
    """What had failed was put down once more; `id` is the delivery's."""

    kind: ClassVar[str] = "notices.sent_again"
    channel: str

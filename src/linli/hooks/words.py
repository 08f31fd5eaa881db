"""Words of webhooks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.kernel.words import Text, Word


class SubscriptionState(Word):
    """How a subscription stands."""

    ACTIVE = "active", "推送中", "active"
    PAUSED = "paused", "已暂停", "paused"
    GONE = "gone", "对方已停用", "gone at the other side"
    ENDED = "ended", "已结束", "ended"


class DeliveryState(Word):
    """How one delivery stands."""

    WAITING = "waiting", "待送达", "waiting"
    SENT = "sent", "已送达", "sent"
    DEAD = "dead", "未能送达", "not delivered"


class Fault(Word):
    """Why a try failed; what the other side answered stands beside it as a number."""

    NONE = "", "", ""
    ANSWER = "answer", "对方答复了错误", "the other side answered an error"
    SLOW = "slow", "对方太慢", "the other side was too slow"
    UNREACHABLE = "unreachable", "连不上", "it could not be reached"
    NOT_PUBLIC = "not_public", "地址不在公网", "the address is not a public one"
    GONE = "gone", "对方答复 410，已停用", "the other side answered 410: gone"
    NO_KEY = "no_key", "密钥已失效", "the key is no longer good"
    ENDED = "ended", "订阅已结束", "the subscription has ended"


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of fact that can be subscribed to, and the deed that a key needs for it."""

    kind: str
    words: Text
    deed: str


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """A subscription as its owner and the administrator see it; never the secret."""

    id: UUID
    series_id: UUID
    account_id: UUID
    url: str
    kinds: tuple[str, ...]
    area_path: str
    state: str
    opened_at: datetime
    last_sent_at: datetime | None
    quiet_until: datetime | None
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery: what was or will be sent, how often it was tried, and what came back last."""

    id: UUID
    kind: str
    state: str
    attempts: int
    last_status: int | None
    last_fault: str
    made_at: datetime
    next_at: datetime | None
    sent_at: datetime | None
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReplayRow:
    """Deliveries that somebody had sent again: those made in [since, until), or one."""

    id: UUID
    since: datetime | None
    until: datetime | None
    delivery_id: UUID | None
    only_dead: bool
    reason: str
    count: int
    by_id: UUID
    at: datetime

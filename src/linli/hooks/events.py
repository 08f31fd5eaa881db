"""Facts of webhooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class Subscribed(Event):
    kind: ClassVar[str] = "hooks.subscribed"
    account: UUID
    series: UUID
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class SubscriptionChanged(Event):
    """It was paused, goes on, was ended, or the other side said that it is gone."""

    kind: ClassVar[str] = "hooks.subscription_changed"
    state: str


@dataclass(frozen=True)
class SecretChanged(Event):
    kind: ClassVar[str] = "hooks.secret_changed"


@dataclass(frozen=True)
class DeliveryDied(Event):
    """`id` is the subscription's."""

    kind: ClassVar[str] = "hooks.delivery_died"
    delivery: UUID
    fault: str


@dataclass(frozen=True)
class SentAgain(Event):
    """`id` is the subscription's; so many dead deliveries were put back."""

    kind: ClassVar[str] = "hooks.sent_again"
    deliveries: int


@dataclass(frozen=True)
class Replayed(Event):
    """`id` is the subscription's; the reason stands in the row of the replay."""

    kind: ClassVar[str] = "hooks.replayed"
    replay: UUID
    deliveries: int

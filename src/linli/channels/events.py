"""Facts of the channels: of connections and of what a person did to an exchange. Bodies and reasons stay in tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class ConnectionOpened(Event):
    kind: ClassVar[str] = "channels.connection_opened"
    system: str


@dataclass(frozen=True)
class ConnectionChanged(Event):
    """`change`: paused, active, ended, config, secret."""

    kind: ClassVar[str] = "channels.connection_changed"
    change: str


@dataclass(frozen=True)
class ExchangeStuck(Event):
    """`id` is the connection's. An exchange was refused, or failed for three days; a person is needed."""

    kind: ClassVar[str] = "channels.exchange_stuck"
    exchange: UUID
    state: str
    fault: str


@dataclass(frozen=True)
class ExchangeMended(Event):
    """`id` is the connection's. `digest_before` tells that the body was changed (keyed digests)."""

    kind: ClassVar[str] = "channels.exchange_mended"
    exchange: UUID
    digest_before: str
    digest: str


@dataclass(frozen=True)
class ExchangesReplayed(Event):
    """`id` is the connection's. So many stuck exchanges were put back as they are."""

    kind: ClassVar[str] = "channels.exchanges_replayed"
    exchanges: int


@dataclass(frozen=True)
class ExchangeDropped(Event):
    """`id` is the connection's."""

    kind: ClassVar[str] = "channels.exchange_dropped"
    exchange: UUID


@dataclass(frozen=True)
class MessageTurned(Event):
    """`id` is the connection's. A group's message became a report, so many seconds after it was said."""

    kind: ClassVar[str] = "channels.message_turned"
    exchange: UUID
    appeal: UUID
    took_s: int


@dataclass(frozen=True)
class MessageSetAside(Event):
    """`id` is the connection's. Somebody saw that a group's message is no report."""

    kind: ClassVar[str] = "channels.message_set_aside"
    exchange: UUID


@dataclass(frozen=True)
class BodyOpened(Event):
    """`id` is the connection's. Somebody read what an exchange says, names and phones too."""

    kind: ClassVar[str] = "channels.body_opened"
    exchange: UUID

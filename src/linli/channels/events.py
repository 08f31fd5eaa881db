"""Facts of the channels: of connections and of what a person did to an exchange. Bodies and reasons stay in tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event, Plain
from linli.kernel.words import Text


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


@dataclass(frozen=True)
class OrderSettled(Event):
    """`id` is the connection's. A person looked at both contents of one number and chose: ours, added or own."""

    kind: ClassVar[str] = "channels.order_settled"
    exchange: UUID
    choice: str
    appeal: UUID | None = None


@dataclass(frozen=True)
class _OfCase(Event):
    """Base of facts about a report, which stand in its timeline; `more` holds codes and moments."""

    says: ClassVar[Text] = Text("", "")
    resident: ClassVar[bool] = False

    role: str = ""
    reason: str = ""
    text_id: UUID | None = None
    text_digest: str = ""
    more: dict[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True)
class OrderCarried(_OfCase):
    """`id` is the report's. Its order carried a deadline, asked for secrecy or said whether to call back."""

    kind: ClassVar[str] = "channels.order_carried"
    says: ClassVar[Text] = Text("来件带有要求", "The order carried wishes of its own")


@dataclass(frozen=True)
class OrderAdded(_OfCase):
    """`id` is the report's. New words came under its number and a person added them."""

    kind: ClassVar[str] = "channels.order_added"
    says: ClassVar[Text] = Text("对方来件有新内容，已补充", "New words came with its order and were added")
    resident: ClassVar[bool] = True


@dataclass(frozen=True)
class OrderKept(_OfCase):
    """`id` is the report's. New words came under its number and a person left the report as it was."""

    kind: ClassVar[str] = "channels.order_kept"
    says: ClassVar[Text] = Text("对方来件内容不同，核对后仍按原件", "Other words came with its order; ours were kept")


@dataclass(frozen=True)
class TermHeld(_OfCase):
    """`id` is the report's. The deadline of its order is earlier than ours and counts; `more` names the duty."""

    kind: ClassVar[str] = "channels.term_held"
    says: ClassVar[Text] = Text("来件时限更早，按来件时限办结", "The deadline of its order is earlier and counts")


@dataclass(frozen=True)
class PictureMissed(_OfCase):
    """`id` is the report's. A picture it pointed to could not be fetched; `reason` is the fault."""

    kind: ClassVar[str] = "channels.picture_missed"
    says: ClassVar[Text] = Text(
        "照片链接取不到，请向诉求人要", "The picture it points to could not be fetched; ask for it"
    )


OF_CASES: dict[str, type[_OfCase]] = {
    one.kind: one for one in (OrderCarried, OrderAdded, OrderKept, TermHeld, PictureMissed)
}
"""Kind -> fact, for timelines."""

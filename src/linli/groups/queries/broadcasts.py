"""What was sent to all of an area: the list, one with its fate by way, and whom a new one would reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.groups.models import Broadcast
from linli.groups.queries.audience import Place, concerned, everybody
from linli.groups.rules import Words
from linli.groups.words import BroadcastKind, BroadcastState, NewsTopic
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, moment_and_id, page_of
from linli.kernel.words import Text
from linli.notices import delivery
from linli.notices import queries as notices
from linli.notices.rules import messages
from linli.notices.rules.choosing import kind_of
from linli.notices.words import Channel, DeliveryState
from linli.people import queries as people

SEND, AGREE = "groups.broadcast", "groups.agree_broadcast"
TEMPLATES: Mapping[BroadcastKind, str] = {
    BroadcastKind.NEWS: "group.broadcast",
    BroadcastKind.SERVICE: "group.broadcast",
    BroadcastKind.EMERGENCY: "emergency.broadcast",
}
"""Of which kind a message is decides about quiet hours and choices: an emergency knows neither (ADR 0021)."""


_GOING = frozenset({BroadcastState.ASKED, BroadcastState.SENDING, BroadcastState.SENT})


@dataclass(frozen=True, slots=True)
class BroadcastRow:
    """A broadcast: `expected` were counted when it was asked for, `reached` were told so far."""

    id: UUID
    kind: BroadcastKind
    topic: NewsTopic
    words_zh: str
    words_en: str
    link: str
    area_path: str
    estate_id: UUID | None
    building_id: UUID | None
    good_until: datetime
    state: BroadcastState
    asked_by: UUID
    at: datetime
    decided_by: UUID | None
    reason: str
    expected: int
    reached: int
    finished_at: datetime | None
    called_off_at: datetime | None

    @property
    def words(self) -> Text:
        """Return what it says, in both languages."""
        return Text(self.words_zh, self.words_en)


@dataclass(frozen=True, slots=True)
class WayRow:
    """What became of a broadcast by one way. `waiting`: no sender has had it yet, quiet hours, or it is tried again."""

    channel: Channel
    sent: int
    waiting: int
    failed: int
    too_late: int
    called_off: int
    unwanted: int
    no_address: int

    @property
    def is_used(self) -> bool:
        """Say whether anybody is, or was to be, told by this way."""
        return bool(self.sent or self.waiting or self.failed or self.stopped)

    @property
    def stopped(self) -> int:
        """Return how many were not sent because it had ended or was called off."""
        return self.too_late + self.called_off

    @property
    def unneeded(self) -> int:
        """Return how many did not want it by this way or left no address for it."""
        return self.unwanted + self.no_address


@dataclass(frozen=True, slots=True)
class Fate:
    """A broadcast and how far it has got: `untold` wait in the queue, `read` opened it in their inbox."""

    row: BroadcastRow
    untold: int
    read: int
    ways: tuple[WayRow, ...]

    @property
    def is_waiting(self) -> bool:
        """Say whether something of it has not gone out yet, so that calling it off still takes something back."""
        return self.row.state in _GOING and (self.untold > 0 or any(way.waiting for way in self.ways))


def params_of(topic: NewsTopic, words: Words, good_until: datetime) -> dict[str, str]:
    """Return what fills the message of a broadcast."""
    return {
        "topic_zh": topic.zh,
        "topic_en": topic.en,
        "words_zh": words.zh,
        "words_en": words.en,
        "until_at": good_until.isoformat(),
        "link": words.link,
    }


def as_told(kind: BroadcastKind, topic: NewsTopic, words: Words, good_until: datetime) -> Text:
    """Return the message of a broadcast as people read it."""
    return messages.write(TEMPLATES[kind], dict(params_of(topic, words, good_until)))


def preview(
    actor: Actor,
    *,
    kind: BroadcastKind,
    topic: NewsTopic,
    place: Place,
    good_until: datetime,
    now: datetime,
) -> notices.Reach:
    """Return whom a broadcast would reach now, and by which way. Two statements, whatever their number.

    :raises Forbidden: the actor lacks `groups.broadcast` there.
    """
    actor.require(SEND, place.area_path)
    return reach_of(kind, topic, place, good_until=good_until, now=now)


def reach_of(
    kind: BroadcastKind, topic: NewsTopic, place: Place, *, good_until: datetime, now: datetime
) -> notices.Reach:
    """Return whom a broadcast would reach now. Two statements."""
    accounts = everybody(concerned(kind, topic, place))
    ways = delivery.channels()
    return notices.expected(accounts, kind=kind_of(TEMPLATES[kind]), until=good_until, ways=ways, now=now)


def broadcasts(actor: Actor, *, cursor: str | None = None, size: int = 20) -> Page[BroadcastRow]:
    """Return the broadcasts in the actor's reach of sending or agreeing, newest first. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    scopes = (*actor.reach(SEND), *actor.reach(AGREE))
    rows = Broadcast.objects.filter(people.reach_filter(scopes)).order_by("-at", "-id")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(at__lte=moment).filter(Q(at__lt=moment) | Q(id__lt=last))
    found = [broadcast_row(row) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (row.at.isoformat(), str(row.id)))


def broadcast(actor: Actor, broadcast_id: UUID) -> Fate:
    """Return a broadcast with what went out, what waits and what failed, by way. Three statements.

    :raises NotFound: there is none in the actor's reach.
    """
    found = Broadcast.objects.filter(id=broadcast_id).first()
    if found is None or not (actor.may(SEND, found.area_path) or actor.may(AGREE, found.area_path)):
        raise NotFound
    row = broadcast_row(found)
    counted = notices.fates(("groups", row.id))
    read = notices.read_counts("groups", [row.id]).get(row.id, 0)
    is_open = row.state in {BroadcastState.ASKED, BroadcastState.SENDING}
    ways = tuple(_way(channel, counted, row) for channel in _channels(counted))
    return Fate(row, max(row.expected - row.reached, 0) if is_open else 0, read, ways)


def _channels(counted: Mapping[tuple[str, DeliveryState, str], int]) -> list[Channel]:
    known = {*delivery.channels(), *(channel for channel, _, _ in counted)}
    return [channel for channel in Channel if channel.value in known]


def _way(channel: Channel, counted: Mapping[tuple[str, DeliveryState, str], int], row: BroadcastRow) -> WayRow:
    by_state, by_reason = Counter[DeliveryState](), Counter[str]()
    for (way, state, why), n in counted.items():
        if way == channel.value:
            by_state[state] += n
            if state is DeliveryState.SKIPPED:
                by_reason[why] += n
    is_off = row.state is BroadcastState.CALLED_OFF
    unseen = max(row.reached - sum(by_state.values()), 0)
    return WayRow(
        channel=channel,
        sent=by_state[DeliveryState.SENT],
        waiting=by_state[DeliveryState.WAITING] + by_state[DeliveryState.QUIET] + (0 if is_off else unseen),
        failed=by_state[DeliveryState.FAILED],
        too_late=by_reason[delivery.TOO_LATE],
        called_off=by_reason[delivery.CALLED_OFF] + (unseen if is_off else 0),
        unwanted=by_reason[delivery.NOT_WANTED],
        no_address=by_reason[delivery.NO_ADDRESS],
    )


def names_of_broadcast(rows: Collection[BroadcastRow]) -> set[UUID]:
    """Return the accounts that asked for broadcasts or decided about them."""
    return {who for row in rows for who in (row.asked_by, row.decided_by) if who is not None}


def broadcast_row(found: Broadcast) -> BroadcastRow:
    """Return the row of a loaded broadcast."""
    return BroadcastRow(
        id=found.id,
        kind=BroadcastKind(found.kind),
        topic=NewsTopic(found.topic),
        words_zh=found.words_zh,
        words_en=found.words_en,
        link=found.link,
        area_path=found.area_path,
        estate_id=found.estate_id,
        building_id=found.building_id,
        good_until=found.good_until,
        state=BroadcastState(found.state),
        asked_by=found.asked_by_id,
        at=found.at,
        decided_by=found.decided_by_id,
        reason=found.reason,
        expected=found.expected,
        reached=found.reached,
        finished_at=found.finished_at,
        called_off_at=found.called_off_at,
    )

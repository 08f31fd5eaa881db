"""Whom a message to many would reach and by which way, before it is told; and by which ways it went, afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from linli.kernel.actor import Subject
from linli.notices.models import Choice as Row
from linli.notices.models import Delivery
from linli.notices.queries.choices import choice_from
from linli.notices.rules import choosing
from linli.notices.rules.choosing import NOTHING_CHOSEN, Choice
from linli.notices.rules.robots import ROBOTS
from linli.notices.words import Channel, DeliveryState, MessageKind
from linli.people import queries as people

_ADDRESSED = {Channel.SMS.value: "has_phone", Channel.EMAIL.value: "has_email"}


@dataclass(frozen=True, slots=True)
class Way:
    """How many would get a message by one way: at once, after their quiet hours, or not, for it has ended by then.

    `unwanted` have an address there and do not want this kind by it.
    """

    channel: Channel
    at_once: int = 0
    later: int = 0
    too_late: int = 0
    unwanted: int = 0
    first_at: datetime | None = None

    @property
    def is_used(self) -> bool:
        """Say whether anybody left an address for this way."""
        return bool(self.at_once or self.later or self.too_late or self.unwanted)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people a message would reach; all of them in their inbox, `inbox_only` by no other way."""

    people: int
    inbox_only: int
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class _Alike:
    """People who left the same addresses and chose alike."""

    choice: Choice
    channels: frozenset[str]
    count: int


def expected(
    account_ids: QuerySet[Any, Any], *, kind: MessageKind, until: datetime, ways: Collection[str], now: datetime
) -> Reach:
    """Return whom a message of `kind` would reach now, if it ends at `until`: by the rules of the gate itself.

    Counted by what people left and chose, so two statements, whatever their number. No name or address is opened.
    """
    alike = list(_alike(account_ids))
    found, inbox_only = {way: Counter[str]() for way in ways}, 0
    firsts: dict[str, datetime] = {}
    for some in alike:
        at = choosing.quiet_until(some.choice, kind, now)
        when = "at_once" if at is None else "later" if at < until else "too_late"
        wanted = {way for way in some.channels & found.keys() if choosing.is_wanted(some.choice, kind, way)}
        inbox_only += some.count * (not wanted or when == "too_late")
        for way in some.channels & found.keys():
            found[way][when if way in wanted else "unwanted"] += some.count
            if at is not None and way in wanted:
                firsts[way] = min(at, firsts.get(way, at))
    rows = tuple(
        Way(Channel(way), **found[way], first_at=firsts.get(way) if found[way]["later"] else None) for way in found
    )
    return Reach(sum(some.count for some in alike), inbox_only, rows)


def _alike(account_ids: QuerySet[Any, Any]) -> Iterator[_Alike]:
    """Yield all people of `account_ids`, those who are alike together."""
    usual = people.ways_counted(account_ids)
    robots = {
        channel.value: ExpressionWrapper(Q(**{f"{channel.value}_sealed__isnull": False}), output_field=BooleanField())
        for channel in ROBOTS
    }
    chose = Row.objects.filter(people.open_ones("account__"), account_id__in=account_ids)
    columns = ("channels", "quiet_from", "quiet_until")
    counted: Any = chose.values(*columns, **people.ways_left("account__"), **robots).annotate(n=Count("pk"))
    for row in counted.order_by():
        usual[row["has_phone"], row["has_email"]] -= row["n"]
        keys = frozenset(channel for channel in robots if row[channel])
        choice = choice_from(row["channels"], row["quiet_from"], row["quiet_until"])
        yield _Alike(choice, _left(row) | keys, row["n"])
    for (has_phone, has_email), count in usual.items():
        if count > 0:
            yield _Alike(NOTHING_CHOSEN, _left({"has_phone": has_phone, "has_email": has_email}), count)


def _left(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(channel for channel, flag in _ADDRESSED.items() if row[flag])


def fates(subject: Subject) -> Mapping[tuple[str, DeliveryState, str], int]:
    """Return (channel, state, reason) -> how many of the messages about a thing; what no sender has had is left out.

    One statement.
    """
    rows = Delivery.objects.filter(message__subject_room=subject[0], message__subject_id=subject[1])
    counted = rows.order_by().values_list("channel", "state", "last_error").annotate(n=Count("id"))
    return {(channel, DeliveryState(state), why): n for channel, state, why, n in counted}

"""What people chose: which kinds of messages by which channel, and when not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from linli.kernel.facts import Plain
from linli.notices.models import Choice as Row
from linli.notices.rules.choosing import DEFAULT_CHANNELS, NOTHING_CHOSEN, Choice, Quiet
from linli.notices.rules.robots import ROBOTS
from linli.notices.words import Channel, MessageKind
from linli.people.queries.own_data import Person, Rows, register_export


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choice of one person and, by channel, the keys of the person's robots. For delivery and the own page."""

    choice: Choice = NOTHING_CHOSEN
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)


def choices_of(account_ids: Collection[UUID]) -> dict[UUID, Chosen]:
    """Return what the accounts among `account_ids` chose. One statement, none without accounts."""
    if not account_ids:
        return {}
    return {row.account_id: _chosen(row) for row in Row.objects.filter(account_id__in=account_ids)}


def choice_of(account_id: UUID) -> Chosen:
    """Return what somebody chose, or what is usual. One statement."""
    return choices_of([account_id]).get(account_id, Chosen())


def choice_from(wanted_by: Mapping[str, list[str]], quiet_from: int | None, quiet_until: int | None) -> Choice:
    """Return the choice that the columns of a row say; what was not chosen is as usual."""
    known, ways = {kind.value: kind for kind in MessageKind}, {channel.value: channel for channel in Channel}
    channels = dict(DEFAULT_CHANNELS)
    for kind, wanted in wanted_by.items():
        if kind in known:
            channels[known[kind]] = frozenset(ways[one] for one in wanted if one in ways)
    has_quiet = quiet_from is not None and quiet_until is not None
    return Choice(channels, Quiet(quiet_from or 0, quiet_until or 0) if has_quiet else None)


def _chosen(row: Row) -> Chosen:
    choice = choice_from(row.channels, row.quiet_from, row.quiet_until)
    keys = {channel.value: getattr(row, f"{channel.value}_sealed") or "" for channel in ROBOTS}
    return Chosen(choice, {channel: key for channel, key in keys.items() if key})


def exported(person: Person) -> Rows:
    """Return what a person chose, for the export of the own data."""
    if person.account_id is None:
        return []
    columns = ("channels", "quiet_from", "quiet_until", "wecom_sealed", "dingtalk_sealed", "feishu_sealed")
    rows: list[dict[str, Plain]] = list(Row.objects.filter(account_id=person.account_id).values(*columns))
    return rows


register_export(Row._meta.db_table, exported)

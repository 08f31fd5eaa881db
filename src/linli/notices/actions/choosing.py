"""Choosing which messages come by which way, and when none do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from linli.journal import actions as journal
from linli.journal.words import FactRow
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, NotFound
from linli.notices import events
from linli.notices.models import Choice
from linli.notices.rules.choosing import CHOSEN, Quiet, check_quiet
from linli.notices.rules.robots import ROBOTS, robot_key
from linli.notices.words import Channel


def choose(
    *,
    actor: Actor,
    channels: Mapping[str, Collection[str]],
    quiet: Quiet | None,
    robots: Mapping[str, str] | None = None,
    now: datetime,
) -> None:
    """Keep what the actor wants: by kind the channels (kinds not named stay as usual), and the quiet hours or none.

    `robots` are keys or whole addresses by channel: a channel not named keeps its robot, an empty one loses it.

    :raises NotFound: the actor has no account.
    :raises Invalid: an unknown kind or channel, no time of a day, no robot's key.
    """
    if actor.account_id is None:
        raise NotFound
    wanted = _checked(channels)
    hours = check_quiet(quiet.from_min, quiet.until_min) if quiet is not None else None
    keys = {
        channel: robot_key(channel, (robots or {})[channel.value]) for channel in ROBOTS if channel in (robots or {})
    }
    with transaction.atomic():
        Choice.objects.update_or_create(
            account_id=actor.account_id,
            defaults={
                "channels": wanted,
                "quiet_from": hours.from_min if hours else None,
                "quiet_until": hours.until_min if hours else None,
                **{f"{channel.value}_sealed": key or None for channel, key in keys.items()},
                "changed_at": now,
            },
        )
        told = events.Chosen(actor.account_id, tuple(channel.value for channel, key in keys.items() if key))
        journal.record(told, actor=actor, at=now, area_path="")


def _checked(channels: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    kinds, ways = {kind.value for kind in CHOSEN}, {channel.value for channel in Channel}
    if not set(channels) <= kinds or not all(set(one) <= ways for one in channels.values()):
        raise Invalid(field="channels", why_zh="没有这种消息或渠道", why_en="there is no such kind or channel")
    return {kind: sorted(set(one)) for kind, one in channels.items()}


def forget_choice(fact: FactRow) -> None:
    """Take away what a closed account chose, with the keys of its robots."""
    Choice.objects.filter(account_id=fact.subject_id).delete()

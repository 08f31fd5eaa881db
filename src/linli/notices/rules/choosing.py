"""Which message goes out by which channel, and when not: the person's choice and the quiet hours (ADR 0021; S-300)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from linli.kernel.errors import Invalid
from linli.notices.rules.messages import ZONE
from linli.notices.words import Channel, MessageKind

DAY_MIN = 24 * 60
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
ALWAYS = frozenset({MessageKind.EMERGENCY, MessageKind.CODE})
"""Sent at any hour: an emergency cannot wait, and for a code somebody is waiting."""
NOT_CHOSEN = frozenset({MessageKind.EMERGENCY, MessageKind.CODE, MessageKind.ACCOUNT})
"""Sent by every channel there is, whatever was chosen; whoever stole a password must not silence the warning."""
CHOSEN = tuple(kind for kind in MessageKind if kind not in NOT_CHOSEN)

_OF_ROOM: Mapping[str, MessageKind] = {
    "appeal": MessageKind.REPORTS,
    "duty": MessageKind.DUTIES,
    "order": MessageKind.DUTIES,
    "emergency": MessageKind.EMERGENCY,
    "data": MessageKind.ACCOUNT,
    "account": MessageKind.ACCOUNT,
    "code": MessageKind.CODE,
    "group": MessageKind.NEWS,
    "sitting": MessageKind.REPORTS,
}


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when until when nothing is sent, in minutes of the day in China; over midnight where `until` is earlier."""

    from_min: int
    until_min: int


NIGHT = Quiet(22 * 60, 7 * 60)
REST = Quiet(21 * 60, 8 * 60)
"""When nobody is sent news, whatever the person's own hours are: these are joined with them (S-300)."""

DEFAULT_CHANNELS: Mapping[MessageKind, frozenset[Channel]] = {
    MessageKind.REPORTS: frozenset(Channel),
    MessageKind.DUTIES: frozenset(Channel) - {Channel.SMS},
    MessageKind.NEWS: frozenset(Channel) - {Channel.SMS},
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose; what was never chosen is as `DEFAULT_CHANNELS` and `NIGHT` say."""

    channels: Mapping[MessageKind, frozenset[Channel]] = field(default_factory=lambda: DEFAULT_CHANNELS)
    quiet: Quiet | None = NIGHT


NOTHING_CHOSEN = Choice()


def kind_of(template: str) -> MessageKind:
    """Return what kind of message a template is; what no row names is news, which can be switched off."""
    return _OF_ROOM.get(template.partition(".")[0], MessageKind.NEWS)


def is_wanted(choice: Choice, kind: MessageKind, channel: str) -> bool:
    """Say whether a message of `kind` goes out by `channel`; what is no choice goes out by every one."""
    return kind in NOT_CHOSEN or channel in {one.value for one in choice.channels.get(kind, frozenset())}


def quiet_until(choice: Choice, kind: MessageKind, now: datetime) -> datetime | None:
    """Return when the message may go if `now` is quiet, or None when it may go at once.

    News wait for the end of both the person's own hours and the `REST` of all; emergencies and codes go at any hour.
    Where the two together leave no moment of the day, the own hours alone count: somebody chose them.
    """
    if kind in ALWAYS:
        return None
    own = [choice.quiet] if choice.quiet is not None else []
    joined = [*own, REST] if kind is MessageKind.NEWS else own
    out = _out_of(joined, now)
    if out is not None and _out_of(joined, out) is not None:
        out = _out_of(own, now)
    return out


def _out_of(spans: Sequence[Quiet], now: datetime) -> datetime | None:
    """Return the first end of `spans` after which none of them holds, or None while `now` is in none."""
    moment, rounds = now, range(2 * len(spans))
    for _ in rounds:
        ends = [end for span in spans if (end := end_of(span, moment)) is not None]
        if not ends:
            break
        moment = max(ends)
    return moment if moment > now else None


def end_of(quiet: Quiet, now: datetime) -> datetime | None:
    """Return the end of the quiet hours that `now` lies in, or None. Half-open: at the last minute's end it is over."""
    if quiet.from_min == quiet.until_min:
        return None
    local = now.astimezone(ZONE)
    minute = local.hour * 60 + local.minute
    is_over_midnight = quiet.until_min < quiet.from_min
    is_evening = minute >= quiet.from_min
    is_inside = is_evening or minute < quiet.until_min if is_over_midnight else is_evening and minute < quiet.until_min
    if not is_inside:
        return None
    day = local.date() + timedelta(days=1) if is_over_midnight and is_evening else local.date()
    hour, rest = divmod(quiet.until_min, 60)
    return datetime.combine(day, time(hour, rest), tzinfo=ZONE)


def check_quiet(from_min: int, until_min: int) -> Quiet:
    """Return the quiet hours.

    :raises Invalid: not minutes of a day.
    """
    if not (0 <= from_min < DAY_MIN and 0 <= until_min < DAY_MIN):
        raise Invalid(field="quiet", why_zh="请写一天里的时间", why_en="write a time of the day")
    return Quiet(from_min, until_min)


def minutes_of(given: str) -> int:
    """Return the minutes of the day of a time such as 22:00.

    :raises Invalid: it is none.
    """
    found = _TIME.fullmatch(given.strip())
    if found is None:
        raise Invalid(field="from", why_zh="请写时间，比如 22:00", why_en="write a time such as 22:00")
    return int(found[1]) * 60 + int(found[2])


def clock_of(minutes: int) -> str:
    """Return minutes of the day as a time, such as 22:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"

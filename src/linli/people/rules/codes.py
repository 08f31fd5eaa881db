"""One-time codes by short message: how long they hold, how often one may ask and guess (ADR 0021)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.kernel.errors import Refused
from linli.kernel.words import Text

FIGURES = 6
GOOD_FOR = timedelta(minutes=5)
MOST_TRIES = 5
PROVEN_FOR = timedelta(minutes=30)
"""So long a proven phone opens what belongs to it, in the browser that proved it."""


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` codes within any stretch of this length."""

    most: int
    within: timedelta


PER_PHONE = (Window(1, timedelta(minutes=1)), Window(5, timedelta(hours=1)), Window(10, timedelta(days=1)))
PER_ADDRESS = (Window(30, timedelta(hours=1)), Window(100, timedelta(days=1)))
"""Wider than for a phone: a service station, or a mobile network, is one address for many people."""
LONGEST = max(window.within for window in (*PER_PHONE, *PER_ADDRESS))


class TooManyCodes(Refused):
    """This phone, or this address, has had as many codes as it may for now; known and unknown phones alike."""

    code = "people.too_many_codes"
    status = 429
    says = Text(
        "验证码要得太多了，请 {minutes} 分钟后再试。着急就打 12345。",
        "Too many codes were asked for; please try again in {minutes} min. If it is urgent, call 12345.",
    )


class WrongPhoneCode(Refused):
    """The figures are others."""

    code = "people.wrong_phone_code"
    status = 422
    says = Text("验证码不对，还可以试 {left} 次。", "The code is wrong; you can try {left} more times.")


class CodeOver(Refused):
    """The code is too old, was used, or was guessed at too often."""

    code = "people.code_over"
    status = 422
    says = Text("这个验证码已经失效，请重新获取一个。", "This code no longer works; please ask for a new one.")


def wait(sent: Sequence[datetime], windows: Sequence[Window], now: datetime) -> timedelta:
    """Return how long to wait before one more code fits into every window; zero when it does now.

    `sent` are the moments of earlier codes, in any order. Source: ADR 0021.
    """
    longest = timedelta(0)
    for window in windows:
        recent = sorted(at for at in sent if at > now - window.within)
        if len(recent) >= window.most:
            longest = max(longest, recent[-window.most] + window.within - now)
    return longest


def check_wait(pause: timedelta) -> None:
    """Return quietly when there is nothing to wait for.

    :raises TooManyCodes: with the minutes to wait, rounded up.
    """
    if pause > timedelta(0):
        raise TooManyCodes(minutes=-(-pause // timedelta(minutes=1)))


def check_open(*, expires_at: datetime, tries: int, was_used: bool, now: datetime) -> None:
    """Return quietly when a code may still be tried.

    :raises CodeOver: it is too old, was used, or `MOST_TRIES` were made.
    """
    if was_used or tries >= MOST_TRIES or now >= expires_at:
        raise CodeOver


def is_proven(proven_at: datetime | None, *, now: datetime) -> bool:
    """Say whether a phone proven at `proven_at` still opens what belongs to it."""
    return proven_at is not None and now < proven_at + PROVEN_FOR

"""What an answer means, and when to try again. Source: ADR 0024; RFC 9110 §15.5.11 (410 Gone)."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.hooks.words import Fault
from linli.kernel.errors import Invalid, Refused
from linli.kernel.texts import clean_line
from linli.kernel.words import Text

WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600)
)  # fmt: skip
"""After the first failure ten seconds, then longer and longer; the last one again and again."""
GIVE_UP = timedelta(days=3)
"""Over a weekend the other side may be down; after that somebody has to look (the dead list)."""
LONGEST_QUIET = timedelta(minutes=30)
"""So long at most a receiver that fails is left alone as a whole: one that is back is told within half an hour."""


def fault_of(status: int) -> Fault:
    """Return what an answer says: 2xx is received, 410 is never again, all else (redirects too) is a fault."""
    if 200 <= status < 300:
        return Fault.NONE
    return Fault.GONE if status == 410 else Fault.ANSWER


def next_try(*, made_at: datetime, attempts: int, now: datetime) -> datetime | None:
    """Return when a delivery that failed `attempts` times is tried again, or None: it is dead."""
    at = now + WAITS[min(attempts, len(WAITS)) - 1]
    return at if at <= made_at + GIVE_UP else None


def quiet_until(*, failures: int, now: datetime) -> datetime:
    """Return until when nothing is sent to a receiver that failed `failures` times running.

    Otherwise a thousand deliveries would each wait for the same dead receiver, and everybody else behind them.
    """
    return now + min(WAITS[min(failures, len(WAITS)) - 1], LONGEST_QUIET)


MOST_CHARACTERS = 200
MOST_AT_ONCE = 1000
"""So many deliveries are sent again at once; a receiver that was away longer takes them span by span."""
LONGEST_SPAN = timedelta(days=31)
"""What was sent is kept thirty days (`actions.delivering.KEPT`), so a longer span holds nothing more."""


class TooManyAtOnce(Refused):
    """More deliveries lie in the span than are sent at once."""

    code = "hooks.too_many_at_once"
    says = Text(
        "这段时间有 {count} 条，一次最多补发 {most} 条，请缩短时间分几次补发。",
        "{count:delivery|deliveries} lie in this span; at most {most} are sent at once. Take a shorter span.",
    )


def check_replay(*, since: datetime | None, until: datetime | None, one: bool, reason: str) -> str:
    """Return the reason in one line when a replay may be asked for: of one delivery, or of a span of time.

    Source: ADR 0024.

    :raises Invalid: neither or both are named, the span is empty or too long, or no reason was given.
    """
    said = clean_line(reason, field="reason")
    if not 2 <= len(said) <= MOST_CHARACTERS:
        raise Invalid(
            field="reason",
            why_zh=f"请写 2 到 {MOST_CHARACTERS} 个字的理由",
            why_en=f"give a reason of 2 to {MOST_CHARACTERS} characters",
        )
    if one:
        if since is not None or until is not None:
            raise Invalid(
                field="delivery_id",
                why_zh="补发一条就不写时间",
                why_en="one delivery or a span of time, not both",
            )
        return said
    if since is None or until is None or not timedelta(0) < until - since <= LONGEST_SPAN:
        raise Invalid(
            field="until",
            why_zh=f"要写从何时到何时，最多 {LONGEST_SPAN.days} 天",
            why_en=f"say from when until when, at most {LONGEST_SPAN.days} days",
        )
    return said

"""When an exchange is tried again, and when it is given to a person. Source: ADR 0033, ADR 0037."""

from __future__ import annotations

from datetime import datetime, timedelta

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 360))
"""After the first failure a minute, then longer; six hours again and again."""
GIVE_UP = timedelta(days=3)
"""What fails for three days waits for a person."""
LONGEST_QUIET = timedelta(minutes=15)
"""So long at most a system that fails is left alone as a whole: one that is back is served within this time."""
KEPT = timedelta(days=30)
"""So long after it was done a body can be looked at."""


UNSEEN = timedelta(days=7)
"""So long a group's message waits for somebody; then it is let go, words and all."""


def wait(attempts: int) -> timedelta:
    """Return how long to wait after `attempts` failures (at least one)."""
    return WAITS[min(max(attempts, 1), len(WAITS)) - 1]


def next_try(*, since: datetime, attempts: int, now: datetime) -> datetime | None:
    """Return when what failed `attempts` times is tried again, or None: it is dead.

    The last try is at the end of the three days, not before, so a system back within them is always met.
    """
    end = since + GIVE_UP
    return None if now >= end else min(now + wait(attempts), end)


def quiet_until(*, failures: int, now: datetime) -> datetime:
    """Return until when nothing is sent to a system that failed `failures` times running.

    Otherwise each of a thousand waiting results would knock at the same closed door.
    """
    return now + min(wait(failures), LONGEST_QUIET)


def is_retried(status: int) -> bool:
    """Say whether an HTTP status means "not now" (RFC 9110 §15.5.9, §15.6; RFC 6585 §4); other 4xx mean "never so"."""
    return status in {408, 421, 425, 429} or status >= 500 or status < 400

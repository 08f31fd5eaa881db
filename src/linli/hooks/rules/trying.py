"""What an answer means, and when to try again. Source: ADR 0024; RFC 9110 §15.5.11 (410 Gone)."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.hooks.words import Fault

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

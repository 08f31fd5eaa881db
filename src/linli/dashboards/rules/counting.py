"""What of an order counts: exemptions from the response rate, contact and closing in time (domain-spec §10.1)."""

from __future__ import annotations

from datetime import datetime

from linli.appeals.words import Channel
from linli.dispatch.words import OrderState

FOUND_BY = frozenset({Channel.GRID_PATROL, Channel.VIDEO, Channel.IOT})
"""Channels by which the town finds something before anybody asks (未诉先办)."""


def is_exempt(
    *,
    state: str,
    accepted_at: datetime | None,
    contacted_at: datetime | None,
    contact_due_at: datetime | None,
    ended_at: datetime | None,
) -> bool:
    """Say whether an order stands outside the response rate.

    Nobody was to be contacted (no reporter, or the coordinator of a split matter); or it was cancelled (withdrawn,
    merged, sent on) before it was taken or while there still was time for the contact. Source: domain-spec §10.1, X.
    """
    if contacted_at is not None:
        return False
    if contact_due_at is None:
        return True
    if state != OrderState.CANCELLED:
        return False
    return accepted_at is None or (ended_at is not None and ended_at <= contact_due_at)


def is_contacted_in_time(contacted_at: datetime | None, contact_due_at: datetime | None) -> bool:
    """Say whether the first contact was made by its limit; the limit itself is in time.

    Without a limit it was made at once: whoever takes an instant matter in hand has made contact (T14).
    """
    return contacted_at is not None and (contact_due_at is None or contacted_at <= contact_due_at)


def is_in_time(
    *, state: str, submitted_at: datetime | None, close_due_at: datetime | None, is_excused: bool
) -> bool | None:
    """Say whether an approved order kept its closing limit; None: it is not approved, or nothing can be said.

    A delay is not counted against a lead whose assisting unit did not come (T33).
    """
    if state != OrderState.APPROVED or submitted_at is None or close_due_at is None:
        return None
    if submitted_at <= close_due_at:
        return True
    return None if is_excused else False


def group_of(category: str | None) -> str | None:
    """Return the group of a category leaf: what stands before the point (domain-spec §5)."""
    return category.partition(".")[0] if category else None


def minutes(start: datetime, end: datetime | None) -> int | None:
    """Return the whole natural minutes from `start` to `end`, never below zero; None while there is no end."""
    return None if end is None else max(0, int((end - start).total_seconds() // 60))

"""Telling those who booked: one message per booking and cause, through the gate of notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from linli.kernel.words import Text
from linli.notices import actions as notices
from linli.notices.actions import Recipient, Telling
from linli.places.models import Booking, Sitting
from linli.places.words import PlanKind

MINE, ALL = "/my/bookings/", "/reception/"


def tell(
    sitting: Sitting, bookings: Iterable[Booking], text: str, *, key: str, now: datetime, reason: Text | None = None
) -> None:
    """Tell each who booked the message `text` about a loaded sitting (with its plan). Two statements, none for none.

    `key` tells repeats of the same message apart. Words that nobody can carry are left out: a place is a place.
    """
    kind = PlanKind(sitting.plan.kind)
    said = {"place": sitting.place, "kind_zh": kind.zh, "kind_en": kind.en}
    if reason is not None:
        said |= {"reason_zh": reason.zh, "reason_en": reason.en}
    notices.tell_many(
        [
            Telling(
                Recipient(account_id=one.account_id, contact_id=one.contact_id),
                text,
                {**said, "start_at": one.slot_at, "link": link(one)},
                ("places", one.id),
                f"{text}:{one.id}:{key}",
            )
            for one in bookings
        ],
        now=now,
    )


def link(booking: Booking) -> str:
    """Return where somebody sees it: the own bookings, or the sittings to come where there is no account."""
    return f"{settings.LINLI_PUBLIC_URL}{MINE if booking.account_id else ALL}"

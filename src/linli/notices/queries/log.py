"""How messages fare outside: counts and what failed, without names, phones or words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel.actor import Actor
from linli.kernel.pages import Page, moment_and_id, page_of
from linli.notices.models import Delivery
from linli.notices.rules.choosing import kind_of
from linli.notices.words import DeliveryState, MessageKind

COUNTED = timedelta(days=7)
RESEND = "notices.resend"


@dataclass(frozen=True, slots=True)
class FailedRow:
    """One message that did not get out on one channel. `number` is the case's, where there is one."""

    id: UUID
    kind: MessageKind
    channel: str
    attempts: int
    error: str
    at: datetime
    number: str


def counts(actor: Actor, *, area_path: str, now: datetime) -> Mapping[tuple[str, str], int]:
    """Return (channel, state) -> how many of the last seven days. One statement.

    :raises Forbidden: the actor lacks `notices.resend` there.
    """
    actor.require(RESEND, area_path)
    rows = Delivery.objects.filter(at__gt=now - COUNTED, at__lte=now).values_list("channel", "state")
    return {(channel, state): n for channel, state, n in rows.annotate(n=Count("id")).order_by("channel", "state")}


def failed(actor: Actor, *, area_path: str, cursor: str | None = None, size: int = 50) -> Page[FailedRow]:
    """Return what failed and was not sent since, newest first. One statement.

    :raises Forbidden: the actor lacks `notices.resend` there.
    :raises Invalid: the cursor is not one of ours.
    """
    actor.require(RESEND, area_path)
    rows = Delivery.objects.filter(state=DeliveryState.FAILED, at__isnull=False, message__cancelled_at__isnull=True)
    rows = rows.select_related("message").order_by("-at", "-id")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(at__lte=moment).filter(Q(at__lt=moment) | Q(id__lt=last))
    found = [_row(row) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (row.at.isoformat(), str(row.id)))


def _row(row: Delivery) -> FailedRow:
    assert row.at is not None  # noqa: S101 - the filter has asked for it
    number = row.message.params.get("number", "")
    return FailedRow(
        id=row.id,
        kind=kind_of(row.message.template),
        channel=row.channel,
        attempts=row.attempts,
        error=row.last_error,
        at=row.at,
        number=number if isinstance(number, str) else "",
    )

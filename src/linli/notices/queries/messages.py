"""Messages: inboxes, and what was told about a thing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel.actor import Actor, Subject
from linli.kernel.pages import Page, moment_and_id, page_of
from linli.kernel.words import Text
from linli.notices.models import Message
from linli.notices.rules import messages

NOT_TAKEN_BACK = Q(cancelled_at__isnull=True)
"""What was told by a deed that was undone in time was never told."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message, written out in both languages."""

    id: UUID
    text: Text
    template: str
    subject: Subject
    at: datetime
    is_read: bool


def row_of(found: Message) -> MessageRow:
    """Return the row of a loaded message."""
    return MessageRow(
        id=found.id,
        text=messages.write(found.template, found.params),
        template=found.template,
        subject=(found.subject_room, found.subject_id),
        at=found.at,
        is_read=found.read_at is not None,
    )


def _mine(actor: Actor) -> Q:
    condition = Q(unit_id__in=sorted(actor.units))
    condition = condition | Q(account_id=actor.account_id) if actor.account_id else condition
    return condition & NOT_TAKEN_BACK


def inbox(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[MessageRow]:
    """Return the messages to the actor's account and units, newest first. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    rows = Message.objects.filter(_mine(actor)).order_by("-at", "-id")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(at__lte=moment).filter(Q(at__lt=moment) | Q(id__lt=last))
    found = [row_of(row) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (row.at.isoformat(), str(row.id)))


def unread(actor: Actor) -> int:
    """Return how many messages to the actor are unread. One statement."""
    return Message.objects.filter(_mine(actor), read_at__isnull=True).count()


def read_counts(room: str, ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many messages about each thing of a room were read; things nobody read are left out. One statement."""
    rows = Message.objects.filter(subject_room=room, subject_id__in=list(ids), read_at__isnull=False)
    counted = rows.order_by().values("subject_id").annotate(read=Count("id"))
    return {row["subject_id"]: row["read"] for row in counted}


def told_about(subject: Subject) -> list[MessageRow]:
    """Return what was told about a thing, oldest first. One statement."""
    rows = Message.objects.filter(NOT_TAKEN_BACK, subject_room=subject[0], subject_id=subject[1]).order_by("at", "id")
    return [row_of(row) for row in rows]


def told_to_contacts(contact_ids: list[UUID]) -> list[MessageRow]:
    """Return what the person behind these contacts was told, oldest first. One statement."""
    return [
        row_of(row) for row in Message.objects.filter(NOT_TAKEN_BACK, contact_id__in=contact_ids).order_by("at", "id")
    ]

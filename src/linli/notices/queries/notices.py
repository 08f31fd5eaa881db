"""Published notices, and the desk's list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, moment_and_id, page_of
from linli.notices.models import Notice, Objection
from linli.notices.words import NoticeState, ObjectionState
from linli.people import queries as people


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as shown."""

    id: UUID
    kind: str
    title: str
    body: str
    area_path: str
    topic: str
    source_room: str
    source_id: UUID | None
    state: str
    editor_id: UUID
    approver_id: UUID | None
    drafted_at: datetime
    shown_from: datetime | None
    shown_until: datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection as the desk sees it."""

    id: UUID
    notice_id: UUID
    words: str
    state: str
    answer: str
    at: datetime


def row_of(found: Notice) -> NoticeRow:
    """Return the row of a loaded notice."""
    return NoticeRow(
        id=found.id,
        kind=found.kind,
        title=found.title,
        body=found.body,
        area_path=found.area_path,
        topic=found.topic,
        source_room=found.source_room,
        source_id=found.source_id,
        state=found.state,
        editor_id=found.editor_id,
        approver_id=found.approver_id,
        drafted_at=found.drafted_at,
        shown_from=found.shown_from,
        shown_until=found.shown_until,
        digest=found.digest,
    )


def _shown(now: datetime) -> QuerySet[Notice]:
    until = Q(shown_until__isnull=True) | Q(shown_until__gt=now)
    return Notice.objects.filter(until, state=NoticeState.PUBLISHED, shown_from__lte=now)


def published(
    *, kind: str, area_path: str = "", topic: str = "", cursor: str | None = None, size: int = 20, now: datetime
) -> Page[NoticeRow]:
    """Return what anybody may read of one kind, at or below an area, newest first. One statement.

    `topic` is a group of the category tree ("util") or one of its leaves ("util.sewer").

    :raises Invalid: the cursor is not one of ours.
    """
    rows = _shown(now).filter(kind=kind).order_by("-shown_from", "-id")
    if area_path:
        rows = rows.filter(people.within("area_path", area_path))
    if topic:
        # From the dot to the sign behind it lie all leaves of the group and nothing else (C collation).
        rows = rows.filter(Q(topic=topic) | Q(topic__gte=f"{topic}.", topic__lt=f"{topic}/"))
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(shown_from__lte=moment).filter(Q(shown_from__lt=moment) | Q(id__lt=last))
    found = [row_of(row) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (row.shown_from.isoformat() if row.shown_from else "", str(row.id)))


def published_one(notice_id: UUID, *, now: datetime) -> NoticeRow:
    """Return a notice anybody may read. One statement.

    :raises NotFound: there is none, or it is not shown now.
    """
    found = _shown(now).filter(id=notice_id).first()
    if found is None:
        raise NotFound
    return row_of(found)


def shown_words(notice_ids: Collection[UUID], *, now: datetime) -> dict[UUID, str]:
    """Return the words of those notices among `notice_ids` that anybody may read now. One statement."""
    return dict(_shown(now).filter(id__in=notice_ids).values_list("id", "body"))


def notices_of(source_room: str, source_id: UUID) -> list[NoticeRow]:
    """Return every notice made from a thing, oldest first. One statement."""
    rows = Notice.objects.filter(source_room=source_room, source_id=source_id).order_by("drafted_at", "id")
    return [row_of(row) for row in rows]


def desk(actor: Actor, *, state: str = NoticeState.DRAFT, cursor: str | None = None, size: int = 50) -> Page[NoticeRow]:
    """Return the notices in `state` that the actor drafts or approves, newest first. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    reach = people.actor_filter(actor, "notices.draft", room="notices") | people.actor_filter(
        actor, "notices.approve", room="notices"
    )
    rows = Notice.objects.filter(reach, state=state).order_by("-drafted_at", "-id")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(drafted_at__lte=moment).filter(Q(drafted_at__lt=moment) | Q(id__lt=last))
    found = [row_of(row) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (row.drafted_at.isoformat(), str(row.id)))


def open_objections(actor: Actor) -> list[ObjectionRow]:
    """Return the open objections the actor may answer, oldest first. One statement."""
    reach = people.reach_filter(actor.reach("notices.answer_objection"), "notice__area_path")
    rows = Objection.objects.filter(reach, state=ObjectionState.OPEN).order_by("at", "id")
    return [ObjectionRow(row.id, row.notice_id, row.words_sealed or "", row.state, row.answer, row.at) for row in rows]

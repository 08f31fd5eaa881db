"""The information board, subscriptions, and what became of news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.groups.models import BoardItem, Mailing, PostingPhoto, Subscription
from linli.groups.rules import PROOF_KEPT
from linli.groups.words import BoardKind, NewsTopic
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, moment_and_id, page_of
from linli.notices import queries as notices
from linli.people import queries as people


@dataclass(frozen=True, slots=True)
class BoardRow:
    """What hangs on the board; `digest` and `fact_id` prove since when and with which words."""

    id: UUID
    kind: BoardKind
    title: str
    body: str
    area_path: str
    at: datetime
    shown_until: datetime
    digest: str
    fact_id: UUID
    taken_down_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A picture of a posting; `file` and `thumbnail` are names in the storage. For the staff of the place."""

    id: UUID
    item_id: UUID
    file: str
    thumbnail: str
    media_type: str
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MailingRow:
    """A piece of news that was sent: whom it reached and how many read it."""

    id: UUID
    notice_id: UUID
    topic: NewsTopic
    title: str
    area_path: str
    at: datetime
    starts_at: datetime
    reached: int
    read: int
    is_over: bool


def _hanging(now: datetime) -> QuerySet[BoardItem]:
    return BoardItem.objects.filter(taken_down_at__isnull=True, at__lte=now, shown_until__gt=now)


def board(area_path: str, *, cursor: str | None = None, size: int = 20, now: datetime) -> Page[BoardRow]:
    """Return what hangs at or below an area now, newest first; what has ended is gone by itself. One statement.

    :raises Invalid: the cursor is not one of ours.
    """
    rows = _hanging(now).filter(people.within("area_path", area_path)).order_by("-at", "-id")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(at__lte=moment).filter(Q(at__lt=moment) | Q(id__lt=last))
    found = [_board_row(row) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (row.at.isoformat(), str(row.id)))


def board_item(item_id: UUID, *, now: datetime) -> BoardRow:
    """Return what hangs on the board now. One statement.

    :raises NotFound: it does not hang, or no more.
    """
    found = _hanging(now).filter(id=item_id).first()
    if found is None:
        raise NotFound
    return _board_row(found)


def board_item_for(actor: Actor, item_id: UUID, *, now: datetime) -> BoardRow:
    """Return what hangs on the board; to those who post there also what came down and is still proven. One statement.

    :raises NotFound: it does not hang, and the actor does not post there or its pictures are gone.
    """
    found = BoardItem.objects.filter(id=item_id).first()
    if found is None:
        raise NotFound
    row = _board_row(found)
    is_up = row.taken_down_at is None and row.at <= now < row.shown_until
    ended = min(row.shown_until, row.taken_down_at or row.shown_until)
    if not is_up and not (now < ended + PROOF_KEPT and actor.may("groups.post_board", row.area_path)):
        raise NotFound
    return row


def came_down(actor: Actor, *, now: datetime, most: int = 20) -> list[BoardRow]:
    """Return what came down where the actor posts, as long as it is proven by pictures, newest first. One statement."""
    reach = people.reach_filter(actor.reach("groups.post_board"))
    since = now - PROOF_KEPT
    ended = Q(taken_down_at__gt=since, taken_down_at__lte=now) | Q(
        taken_down_at__isnull=True, shown_until__gt=since, shown_until__lte=now
    )
    return [_board_row(row) for row in BoardItem.objects.filter(reach, ended).order_by("-at", "-id")[:most]]


def posting_photos(actor: Actor, row: BoardRow) -> list[PhotoRow]:
    """Return the pictures of a posting, oldest first; none for whoever does not post there. One statement, or none."""
    if not actor.may("groups.post_board", row.area_path):
        return []
    return [_photo_row(one) for one in PostingPhoto.objects.filter(item_id=row.id).order_by("at", "id")]


def posting_photo(actor: Actor, photo_id: UUID) -> PhotoRow:
    """Return a picture of a posting, also of one that came down. One statement.

    :raises NotFound: there is none where the actor has `groups.post_board`.
    """
    found = PostingPhoto.objects.filter(id=photo_id).select_related("item").first()
    if found is None or not actor.may("groups.post_board", found.item.area_path):
        raise NotFound
    return _photo_row(found)


def _photo_row(found: PostingPhoto) -> PhotoRow:
    return PhotoRow(
        id=found.id,
        item_id=found.item_id,
        file=str(found.file),
        thumbnail=str(found.thumbnail),
        media_type=found.media_type,
        sha256=found.sha256,
        at=found.at,
    )


def my_subscription(account_id: UUID) -> tuple[str, frozenset[NewsTopic]]:
    """Return the place and the topics that an account subscribed to; ('', none) if nothing. One statement."""
    rows = list(Subscription.objects.filter(account_id=account_id).values_list("area_path", "topic"))
    return (rows[0][0] if rows else "", frozenset(NewsTopic(topic) for _, topic in rows))


def mailings(actor: Actor, *, cursor: str | None = None, size: int = 20) -> Page[MailingRow]:
    """Return the news sent in the actor's reach of `groups.send_news`, newest first. Two statements.

    :raises Invalid: the cursor is not one of ours.
    """
    rows = Mailing.objects.filter(people.reach_filter(actor.reach("groups.send_news"))).order_by("-at", "-id")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(at__lte=moment).filter(Q(at__lt=moment) | Q(id__lt=last))
    found = list(rows[: size + 1])
    read = notices.read_counts("groups", [row.id for row in found])
    page = page_of(found, size, lambda row: (row.at.isoformat(), str(row.id)))
    shown = tuple(
        MailingRow(
            id=row.id,
            notice_id=row.notice_id,
            topic=NewsTopic(row.topic),
            title=row.title,
            area_path=row.area_path,
            at=row.at,
            starts_at=row.starts_at,
            reached=row.reached,
            read=read.get(row.id, 0),
            is_over=row.finished_at is not None,
        )
        for row in page.rows
    )
    return Page(shown, page.next)


def _board_row(found: BoardItem) -> BoardRow:
    return BoardRow(
        id=found.id,
        kind=BoardKind(found.kind),
        title=found.title,
        body=found.body,
        area_path=found.area_path,
        at=found.at,
        shown_until=found.shown_until,
        digest=found.digest,
        fact_id=found.fact_id,
        taken_down_at=found.taken_down_at,
    )

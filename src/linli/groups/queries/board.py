"""The information board, subscriptions, and what became of news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.groups.models import BoardItem, Mailing, Subscription
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
    )

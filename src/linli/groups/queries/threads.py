"""Threads and posts, as members and moderators read them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.groups.models import Post, Thread
from linli.groups.queries.lists import GroupRow, readable
from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, moment_and_id, page_of
from linli.people import queries as people
from linli.people.rules.masking import mask_name


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread in a list; `author` is masked."""

    id: UUID
    group_id: UUID
    title: str
    author: str
    started_at: datetime
    last_at: datetime
    posts: int
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as others read it; `body` is empty once it is removed or taken back. `became` is an appeal's subject."""

    id: UUID
    thread_id: UUID
    author: str
    is_mine: bool
    body: str
    at: datetime
    is_removed: bool
    is_taken_back: bool
    has_become_appeal: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a room above needs to turn a post into something of its own: the quote, its writer, where."""

    id: UUID
    thread_id: UUID
    title: str
    body: str
    author_id: UUID
    area_path: str
    building_id: UUID | None
    became: Subject | None


def threads_of(
    actor: Actor, group_id: UUID, *, cursor: str | None = None, size: int = 20
) -> tuple[GroupRow, Page[ThreadRow]]:
    """Return a group and its threads, the one spoken in last first. Three statements.

    :raises NotFound: there is no such group, or the actor may not read it. Invalid: the cursor is not one of ours.
    """
    row = readable(actor, group_id)
    rows = Thread.objects.filter(group_id=group_id).order_by("-last_at", "-id")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(last_at__lte=moment).filter(Q(last_at__lt=moment) | Q(id__lt=last))
    found = list(rows[: size + 1])
    names = names_of([thread.author_id for thread in found])
    page = page_of(found, size, lambda thread: (thread.last_at.isoformat(), str(thread.id)))
    return row, Page(tuple(_thread_row(thread, names) for thread in page.rows), page.next)


def proposed(actor: Actor, *, size: int = 50) -> list[ThreadRow]:
    """Return the threads whose members want them deliberated, where the actor moderates, newest first. Two
    statements.
    """
    reach = people.reach_filter(actor.reach("groups.moderate"), "group__area_path")
    found = list(Thread.objects.filter(reach, proposed_at__isnull=False).order_by("-proposed_at", "-id")[:size])
    names = names_of([thread.author_id for thread in found])
    return [_thread_row(thread, names) for thread in found]


def thread_title(thread_id: UUID) -> str:
    """Return what a thread is called, for the room above that puts it among the proposed topics. One statement.

    :raises NotFound: there is no such thread.
    """
    found = Thread.objects.filter(id=thread_id).values_list("title", flat=True).first()
    if found is None:
        raise NotFound
    return str(found)


def posts_of(
    actor: Actor, thread_id: UUID, *, cursor: str | None = None, size: int = 30
) -> tuple[GroupRow, ThreadRow, Page[PostRow]]:
    """Return a thread with its group and its posts in the order they were said. Four statements.

    :raises NotFound: there is no such thread, or the actor may not read it. Invalid: the cursor is not one of ours.
    """
    thread = Thread.objects.filter(id=thread_id).first()
    if thread is None:
        raise NotFound
    row = readable(actor, thread.group_id)
    rows = Post.objects.filter(thread_id=thread_id).order_by("at", "id")
    if cursor:
        moment, last = moment_and_id(cursor)
        rows = rows.filter(at__gte=moment).filter(Q(at__gt=moment) | Q(id__gt=last))
    found = list(rows[: size + 1])
    names = names_of([thread.author_id, *(post.author_id for post in found)])
    page = page_of(found, size, lambda post: (post.at.isoformat(), str(post.id)))
    shown = tuple(post_row(post, names, account_id=actor.account_id) for post in page.rows)
    return row, _thread_row(thread, names), Page(shown, page.next)


def said(actor: Actor, post_id: UUID) -> Said:
    """Return the words of a post to somebody who may read it; removed or taken back it says nothing. Two statements.

    :raises NotFound: there is no such post, it is gone, or the actor may not read it.
    """
    post = Post.objects.filter(id=post_id).select_related("thread__group").first()
    if post is None or post.removed_at is not None or post.taken_back_at is not None:
        raise NotFound
    of = post.thread.group
    readable(actor, of.id)
    return Said(
        id=post.id,
        thread_id=post.thread_id,
        title=post.thread.title,
        body=post.body,
        author_id=post.author_id,
        area_path=of.area_path,
        building_id=of.building_id,
        became=(post.became_room, post.became_id) if post.became_id is not None else None,
    )


def names_of(account_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the masked names of accounts (``王**``). One statement."""
    known = people.accounts(set(account_ids)) if account_ids else {}
    return {account_id: mask_name(row.name) for account_id, row in known.items() if row.is_active}


def _thread_row(found: Thread, names: dict[UUID, str]) -> ThreadRow:
    return ThreadRow(
        id=found.id,
        group_id=found.group_id,
        title=found.title,
        author=names.get(found.author_id, ""),
        started_at=found.started_at,
        last_at=found.last_at,
        posts=found.posts,
        is_proposed=found.proposed_at is not None,
    )


def post_row(found: Post, names: dict[UUID, str], *, account_id: UUID | None) -> PostRow:
    """Return the row of a loaded post."""
    is_gone = found.removed_at is not None or found.taken_back_at is not None
    return PostRow(
        id=found.id,
        thread_id=found.thread_id,
        author=names.get(found.author_id, ""),
        is_mine=account_id is not None and found.author_id == account_id,
        body="" if is_gone else found.body,
        at=found.at,
        is_removed=found.removed_at is not None,
        is_taken_back=found.taken_back_at is not None,
        has_become_appeal=found.became_room == "appeals",
    )

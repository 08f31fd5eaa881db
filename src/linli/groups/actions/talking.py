"""Starting threads, writing posts, taking them back, proposing a thread for deliberation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.groups import events, rules
from linli.groups.actions.places import resident_of
from linli.groups.models import Group, Post, Thread
from linli.groups.queries.lists import GroupRow, may, readable
from linli.journal import actions as journal
from linli.kernel.actor import Actor, Subject
from linli.kernel.errors import Conflict, Forbidden, NotFound


def start_thread(
    *, actor: Actor, group_id: UUID, title: str, body: str, client_id: str | None = None, now: datetime
) -> UUID:
    """Start a thread in a group with its first post; return the thread's id. Pressed twice it is one thread.

    Phones, id and card numbers are covered before anything is kept (个人信息保护法 §25).

    :raises NotFound: there is no such group, or the actor may not read it. GroupClosed, NeedsAccount, Invalid:
    :raises Forbidden: the token lacks `groups.write`.
    """
    with transaction.atomic():
        row = readable(actor, group_id)
        author = _writer(actor, row)
        earlier = _earlier(author, client_id)
        if earlier is not None:
            return earlier.thread_id
        title, body = rules.title_of(title), rules.body_of(body)
        thread = Thread.objects.create(
            group_id=row.id, title=title, author_id=author, started_at=now, last_at=now, posts=1
        )
        post = Post.objects.create(thread=thread, author_id=author, body=body, at=now, client_id=client_id)
        journal.record(events.ThreadStarted(thread.id, row.id), actor=actor, at=now, area_path=row.area_path)
        journal.record(events.Posted(post.id, thread.id), actor=actor, at=now, area_path=row.area_path)
        return thread.id


def write(*, actor: Actor, thread_id: UUID, body: str, client_id: str | None = None, now: datetime) -> UUID:
    """Write a post in a thread; return its id. Pressed twice it is one post. Covered as in `start_thread`.

    :raises NotFound: there is no such thread, or the actor may not read it. GroupClosed, NeedsAccount, Invalid:
    :raises Forbidden: the token lacks `groups.write`.
    """
    with transaction.atomic():
        thread = locked_thread(thread_id)
        row = readable(actor, thread.group_id)
        author = _writer(actor, row)
        earlier = _earlier(author, client_id)
        if earlier is not None:
            return earlier.id
        body = rules.body_of(body)
        post = Post.objects.create(thread=thread, author_id=author, body=body, at=now, client_id=client_id)
        Thread.objects.filter(id=thread.id).update(posts=F("posts") + 1, last_at=now)
        journal.record(events.Posted(post.id, thread.id), actor=actor, at=now, area_path=row.area_path)
        return post.id


def take_back(*, actor: Actor, post_id: UUID, now: datetime) -> None:
    """Take back an own post: its words are erased. One that became an appeal stays there.

    :raises NotFound: there is no such post of the actor's. Gone: it is gone already, or removed and in the log.
    """
    with transaction.atomic():
        post = locked_post(post_id)
        author = resident_of(actor, "groups.write")
        if post.author_id != author:
            raise NotFound
        check_there(post)
        post.taken_back_at, post.body = now, ""
        post.save(update_fields=["taken_back_at", "body"])
        path = post.thread.group.area_path
        journal.record(events.PostTakenBack(post.id, post.thread_id), actor=actor, at=now, area_path=path)


def propose_topic(*, actor: Actor, thread_id: UUID, now: datetime) -> None:
    """Propose a thread as a topic of deliberation (议题); the community sees it among the proposed ones.

    :raises NotFound: there is no such thread, or the actor may not read it. GroupClosed, NeedsAccount:
    :raises Conflict: it is proposed already.
    """
    with transaction.atomic():
        thread = locked_thread(thread_id)
        row = readable(actor, thread.group_id)
        by = _writer(actor, row)
        if thread.proposed_at is not None:
            raise Conflict
        thread.proposed_at, thread.proposed_by_id = now, by
        thread.save(update_fields=["proposed_at", "proposed_by_id"])
        journal.record(events.TopicProposed(thread.id, row.id), actor=actor, at=now, area_path=row.area_path)


def mark_became(*, actor: Actor, post_id: UUID, subject: Subject, now: datetime) -> None:
    """Keep what a post has become in another room, once.

    :raises NotFound: there is no such post, or the actor may not read it. Gone: it is removed or taken back.
    :raises Conflict: it became something before.
    """
    with transaction.atomic():
        post = locked_post(post_id)
        row = readable(actor, post.thread.group_id)
        check_there(post)
        if post.became_id is not None:
            raise Conflict
        post.became_room, post.became_id = subject
        post.save(update_fields=["became_room", "became_id"])
        told = events.PostBecame(post.id, subject[0], subject[1])
        journal.record(told, actor=actor, at=now, area_path=row.area_path)


def _writer(actor: Actor, row: GroupRow) -> UUID:
    author = resident_of(actor, "groups.write")
    if row.is_closed:
        raise rules.GroupClosed
    if not may(actor, "groups.write", row) and not actor.may("groups.moderate", row.area_path):
        raise Forbidden(deed="groups.write")
    return author


def _earlier(author: UUID, client_id: str | None) -> Post | None:
    if client_id is None:
        return None
    return Post.objects.filter(author_id=author, client_id=client_id).first()


def check_there(post: Post) -> None:
    """Return quietly when the post stands.

    :raises Gone: it is removed or taken back.
    """
    if post.removed_at is not None or post.taken_back_at is not None:
        raise rules.Gone


def locked_thread(thread_id: UUID) -> Thread:
    """Return a thread, locked.

    :raises NotFound: there is none.
    """
    found = Thread.objects.select_for_update().filter(id=thread_id).first()
    if found is None:
        raise NotFound
    return found


def locked_post(post_id: UUID) -> Post:
    """Return a post with its thread and group, locked.

    :raises NotFound: there is none.
    """
    found = Post.objects.select_for_update(of=("self",)).select_related("thread__group").filter(id=post_id).first()
    if found is None:
        raise NotFound
    return found


def group_of(post: Post) -> Group:
    """Return the group in which a loaded post stands."""
    return post.thread.group

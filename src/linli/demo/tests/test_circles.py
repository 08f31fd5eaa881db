"""A translated group, membership or thread is what the real actions would have written: column by column."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from linli.demo import circles
from linli.grid import queries as grid
from linli.grid.words import AreaKind
from linli.groups import actions, queries
from linli.groups.models import Group, Membership, Post, Thread
from linli.groups.words import GroupKind, Joining
from linli.journal.models import Fact
from linli.people import queries as people
from linli.people.tests import areas, factories

NOW = factories.LONG_AGO + timedelta(days=400, seconds=7, microseconds=123456)
GROUPS, MEMBERS, THREADS = 5, 13, 40
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture
def filled(db: None) -> tuple[UUID, list[UUID]]:
    """A district with groups in it, made as the large demo makes them; its leader and members."""
    areas.plant()
    leader = factories.staff("赵书记", "community", areas.COMMUNITY)
    assert leader.account_id is not None
    members = [factories.account(f"邻居{number}") for number in range(MEMBERS)]
    grids = grid.below(areas.COMMUNITY, NOW, kind=AreaKind.GRID)
    sizes = circles.Sizes(GROUPS, THREADS)
    assert circles.gather(leader.account_id, members, grids, sizes, now=NOW, report=print) == GROUPS
    return leader.account_id, members


def test_so_many_groups_members_and_threads(filled: tuple[UUID, list[UUID]]) -> None:
    _, members = filled
    assert (Group.objects.count(), Membership.objects.count(), Thread.objects.count(), Post.objects.count()) == (
        GROUPS, MEMBERS, THREADS, THREADS,
    )  # fmt: skip
    assert set(Membership.objects.values_list("account_id", flat=True)) == set(members)
    told = Counter(Fact.objects.filter(room="groups").values_list("kind", flat=True))
    assert told == {
        "groups.opened": GROUPS,
        "groups.joined": MEMBERS,
        "groups.thread_started": THREADS,
        "groups.posted": THREADS,
    }
    inside = set(Membership.objects.values_list("group_id", "account_id"))
    assert {(thread.group_id, thread.author_id) for thread in Thread.objects.all()} <= inside
    assert Thread.objects.filter(last_at__gt=NOW).count() == 0


def test_each_is_what_the_actions_write(filled: tuple[UUID, list[UUID]]) -> None:
    leader, _ = filled
    copy = Group.objects.order_by("id").last()
    assert copy is not None
    joined = Membership.objects.filter(group=copy).order_by("joined_at").last()
    thread = Thread.objects.filter(group=copy).order_by("last_at").last()
    assert joined is not None
    assert thread is not None
    post = Post.objects.get(thread=thread)
    # when the same is done by the real actions
    real = actions.open_group(
        actor=people.actor_for(leader, now=copy.opened_at), kind=GroupKind(copy.kind), name=copy.name,
        area_path=copy.area_path, joining=Joining(copy.joining), now=copy.opened_at,
    )  # fmt: skip
    member = people.actor_for(thread.author_id, now=thread.started_at)
    for one in {joined.account_id, thread.author_id}:
        at = Membership.objects.get(group=copy, account_id=one).joined_at
        actions.join(actor=people.actor_for(one, now=at), group_id=real, now=at)
    started = actions.start_thread(
        actor=member, group_id=real, title=thread.title, body=post.body, now=thread.started_at
    )
    # then their rows and facts are the same
    assert row("groups_group", "id", copy.id) == row("groups_group", "id", real)
    mine = Membership.objects.get(group_id=real, account_id=joined.account_id)
    assert row("groups_membership", "id", joined.id) == row("groups_membership", "id", mine.id)
    assert row("groups_thread", "id", thread.id) == row("groups_thread", "id", started)
    assert row("groups_post", "thread_id", thread.id) == row("groups_post", "thread_id", started)
    said = Post.objects.get(thread_id=started)
    for kind, one, other in (
        ("groups.opened", copy.id, real),
        ("groups.thread_started", thread.id, started),
        ("groups.posted", post.id, said.id),
    ):
        assert fact(kind, one) == fact(kind, other)
    assert fact("groups.joined", copy.id, joined.account_id) == fact("groups.joined", real, joined.account_id)


def test_what_was_copied_is_read_by_its_members(filled: tuple[UUID, list[UUID]]) -> None:
    _, members = filled
    actor = people.actor_for(members[-1], now=NOW)
    (group,) = queries.my_groups(members[-1]).rows
    _, page = queries.threads_of(actor, group.id)
    assert len(page.rows) == THREADS // GROUPS
    _, _, posts = queries.posts_of(actor, page.rows[0].id)
    assert posts.rows[0].body in {body for _, body in circles.SAYINGS}


def row(table: str, column: str, value: UUID) -> dict[str, Any]:
    """Return a row without what is the own id of one thing or another."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s", [value])
        names = [one.name for one in cursor.description]
        (found,) = cursor.fetchall()
    own = {"id", "group_id", "thread_id"}
    return {name: str(one) for name, one in zip(names, found, strict=True) if name not in own}


def fact(kind: str, subject: UUID, actor: UUID | None = None) -> dict[str, Any]:
    """Return a fact with ids of things as blanks; who did it and where stay."""
    found = Fact.objects.filter(kind=kind, subject_id=subject)
    told = found.get() if actor is None else found.get(actor_id=actor)
    blank = ID.sub("·", json.dumps(told.data, sort_keys=True))
    return {
        "data": blank, "actor": told.actor_id, "name": told.actor_name, "room": told.room, "at": told.at,
        "path": told.area_path, "client": told.client_id, "position": told.position,
    }  # fmt: skip

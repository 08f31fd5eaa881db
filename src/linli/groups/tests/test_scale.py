"""With many groups and threads every list is read off an index: nothing is sorted, no table is walked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.groups import queries
from linli.groups.models import Group, Membership, Post, Thread
from linli.groups.tests import town as t
from linli.groups.tests.town import NOW, Town, open_group

pytestmark = pytest.mark.django_db
GROUPS, THREADS = 2_000, 6_000


@pytest.fixture
def crowded() -> tuple[Town, Group]:
    town = t.found()
    first = Group.objects.get(id=open_group(town, town.wang))
    common: dict[str, Any] = {"kind": "topic", "joining": "open", "opened_by_id": town.zhao.account_id}
    made = Group.objects.bulk_create(
        Group(name=f"群{n}", area_id=first.area_id, area_path=first.area_path, opened_at=NOW, **common)
        for n in range(GROUPS)
    )
    Membership.objects.bulk_create(
        Membership(group=group, account_id=town.wang.account_id, joined_at=NOW + timedelta(seconds=n))
        for n, group in enumerate(made)
    )
    threads = Thread.objects.bulk_create(
        Thread(
            group=first if n % 2 else made[n % GROUPS], title=f"话题{n}", author_id=town.wang.account_id,
            started_at=NOW, last_at=NOW + timedelta(seconds=n), posts=1,
        )
        for n in range(THREADS)
    )  # fmt: skip
    Post.objects.bulk_create(
        Post(
            thread=threads[0 if n % 2 else n], author_id=town.wang.account_id, body="说", at=NOW + timedelta(seconds=n)
        )
        for n in range(THREADS)
    )
    return town, first


def plans(asked: CaptureQueriesContext) -> str:
    """Return how PostgreSQL reads what was asked of this room's tables."""
    lines: list[str] = []
    with connection.cursor() as cursor:
        # Freshly filled tables have no statistics, and only their owner may gather them: what is asked here is whether
        # the index can give the order, not what the planner guesses.
        for other in ("seqscan", "sort", "bitmapscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
        for one in asked.captured_queries:
            if "groups_" in one["sql"] and one["sql"].startswith("SELECT"):
                cursor.execute("EXPLAIN " + one["sql"].replace("%", "%%"))
                lines += [row[0] for row in cursor.fetchall()]
    return "\n".join(lines)


@pytest.mark.parametrize("name", ["my groups", "groups of a place", "threads", "posts"])
def test_a_page_is_read_off_its_index(crowded: tuple[Town, Group], name: str) -> None:
    town, first = crowded
    account_id = town.wang.account_id
    assert account_id is not None
    thread = Thread.objects.order_by("last_at")[0]
    with CaptureQueriesContext(connection) as asked:
        if name == "my groups":
            page: Any = queries.my_groups(account_id)
            more: Any = queries.my_groups(account_id, cursor=page.next)
        elif name == "groups of a place":
            page = queries.groups_at(first.area_path, account_id=account_id)
            more = queries.groups_at(first.area_path, account_id=account_id, cursor=page.next)
        elif name == "threads":
            page = queries.threads_of(town.wang, first.id)[1]
            more = queries.threads_of(town.wang, first.id, cursor=page.next)[1]
        else:
            page = queries.posts_of(town.wang, thread.id)[2]
            more = queries.posts_of(town.wang, thread.id, cursor=page.next)[2]
    assert not {row.id for row in page.rows} & {row.id for row in more.rows}
    assert len(asked) <= 9
    told = plans(asked)
    wanted = {
        "my groups": "groups_membership_mine",
        "groups of a place": "groups_group_area",
        "threads": "groups_thread_latest",
        "posts": "groups_post_thread",
    }[name]
    assert told.count(wanted) >= 2, told
    assert "Sort" not in told, told

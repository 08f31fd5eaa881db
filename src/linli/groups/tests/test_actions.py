"""Opening, joining, talking: allowed, refused by right, refused by rule, twice, told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.groups import actions, queries, rules
from linli.groups.models import AddressClaim, Group, Membership, Post, Thread
from linli.groups.tests import town as t
from linli.groups.tests.town import LATER, NOW, Town, open_group, told
from linli.groups.words import GroupKind, Joining
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.notices.models import Message
from linli.people import actions as people_actions
from linli.people.models import Residence

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return t.found()


def new(actor: Actor, **more: object) -> UUID:
    given = {"kind": GroupKind.GRID, "name": "三网格邻里群", "area_path": t.GRID, "joining": Joining.OPEN} | more
    return actions.open_group(actor=actor, now=NOW, **given)  # type: ignore[arg-type]


def test_the_grid_worker_opens_a_group_in_the_grid_and_nowhere_else(town: Town) -> None:
    made = new(town.li)
    assert (queries.group(made).name, told("groups.opened")) == ("三网格邻里群", 1)
    with pytest.raises(Forbidden):
        new(town.li, area_path=t.OTHER)
    assert (Group.objects.count(), told("groups.opened")) == (1, 1)


@pytest.mark.parametrize("who", ["wang", "stranger"])
def test_a_resident_opens_no_group(town: Town, who: str) -> None:
    with pytest.raises(Forbidden):
        new(getattr(town, who))
    assert (Group.objects.count(), told("groups.opened")) == (0, 0)


def test_a_building_group_names_its_building(town: Town) -> None:
    with pytest.raises(Invalid):
        new(town.zhao, kind=GroupKind.BUILDING)
    with pytest.raises(Invalid):
        new(town.zhao, kind=GroupKind.ESTATE)
    assert Group.objects.count() == 0


def test_a_name_is_needed(town: Town) -> None:
    for name in ("", " ", "群" * 61):
        with pytest.raises(Invalid):
            new(town.zhao, name=name)
    assert Group.objects.count() == 0


def test_anybody_with_an_account_joins_an_open_group_once(town: Town) -> None:
    made = new(town.zhao)
    actions.join(actor=town.wang, group_id=made, now=NOW)
    with pytest.raises(Conflict):
        actions.join(actor=town.wang, group_id=made, now=NOW)
    with pytest.raises(rules.NeedsAccount):
        actions.join(actor=STRANGER, group_id=made, now=NOW)
    assert (Membership.objects.count(), told("groups.joined")) == (1, 1)


def test_a_token_without_the_deed_does_not_join(town: Town) -> None:
    made = new(town.zhao)
    with pytest.raises(Forbidden):
        actions.join(actor=replace(town.wang, held_deeds=frozenset({"groups.read"})), group_id=made, now=NOW)
    assert Membership.objects.count() == 0


def test_an_invitation_opens_a_group_for_two_weeks(town: Town) -> None:
    made = new(town.zhao, joining=Joining.INVITED)
    secret = actions.invite(actor=town.li, group_id=made, now=NOW)
    with pytest.raises(rules.NeedsInvitation):
        actions.join(actor=town.wang, group_id=made, invitation="falsch", now=NOW)
    end = NOW + rules.INVITATION
    actions.join(actor=town.wang, group_id=made, invitation=secret, now=end - timedelta.resolution)
    with pytest.raises(rules.NeedsInvitation):
        actions.join(actor=town.liu, group_id=made, invitation=secret, now=end)
    assert Membership.objects.count() == 1


def test_a_resident_invites_nobody(town: Town) -> None:
    made = open_group(town, town.wang)
    with pytest.raises(Forbidden):
        actions.invite(actor=town.wang, group_id=made, now=NOW)
    assert told("groups.invited") == 1


def test_whoever_left_reads_nothing_more_and_may_come_back(town: Town) -> None:
    made = open_group(town, town.wang)
    actions.leave(actor=town.wang, group_id=made, now=LATER)
    with pytest.raises(NotFound):
        queries.threads_of(town.wang, made)
    with pytest.raises(NotFound):
        actions.leave(actor=town.wang, group_id=made, now=LATER)
    actions.join(actor=town.wang, group_id=made, now=LATER)
    assert queries.threads_of(town.wang, made)[1].rows == ()
    assert told("groups.left") == 1


def test_a_thread_and_its_posts_are_read_by_members_and_moderators_only(town: Town) -> None:
    made = open_group(town, town.wang, town.liu)
    thread = actions.start_thread(actor=town.wang, group_id=made, title="电梯", body="又停了", now=NOW)
    actions.write(actor=town.liu, thread_id=thread, body="我也等了半小时，打13900000001没人接", now=LATER)

    _, row, page = queries.posts_of(town.li, thread)

    assert [(post.author, post.body) for post in page.rows] == [
        ("王**", "又停了"), ("刘**", "我也等了半小时，打〔电话〕没人接"),
    ]  # fmt: skip
    assert (row.posts, row.last_at) == (2, LATER)
    for outsider in (town.stranger, STRANGER):
        with pytest.raises(NotFound):
            queries.posts_of(outsider, thread)
        with pytest.raises(NotFound):
            actions.write(actor=outsider, thread_id=thread, body="广告", now=LATER)
        with pytest.raises(NotFound):
            actions.start_thread(actor=outsider, group_id=made, title="广告", body="广告", now=LATER)
    assert (Post.objects.count(), told("groups.posted"), told("groups.thread_started")) == (2, 2, 1)


def test_pressing_twice_says_it_once(town: Town) -> None:
    made = open_group(town, town.wang)
    first = actions.start_thread(actor=town.wang, group_id=made, title="灯", body="坏了", client_id="a", now=NOW)
    again = actions.start_thread(actor=town.wang, group_id=made, title="灯", body="坏了", client_id="a", now=LATER)
    post = actions.write(actor=town.wang, thread_id=first, body="还没修", client_id="b", now=NOW)
    assert actions.write(actor=town.wang, thread_id=first, body="还没修", client_id="b", now=LATER) == post
    assert (again, Thread.objects.count(), Post.objects.count()) == (first, 1, 2)


def test_in_a_closed_group_one_reads_and_writes_nothing(town: Town) -> None:
    made = open_group(town, town.wang)
    thread = actions.start_thread(actor=town.wang, group_id=made, title="灯", body="坏了", now=NOW)
    with pytest.raises(Forbidden):
        actions.close_group(actor=town.wang, group_id=made, now=NOW)
    actions.close_group(actor=town.li, group_id=made, now=NOW)
    with pytest.raises(rules.GroupClosed):
        actions.write(actor=town.wang, thread_id=thread, body="还没修", now=LATER)
    with pytest.raises(rules.GroupClosed):
        actions.join(actor=town.liu, group_id=made, now=LATER)
    with pytest.raises(NotFound):
        actions.close_group(actor=town.li, group_id=made, now=LATER)
    assert len(queries.posts_of(town.wang, thread)[2].rows) == 1


def test_a_post_taken_back_says_nothing_more(town: Town) -> None:
    made = open_group(town, town.wang, town.liu)
    thread = actions.start_thread(actor=town.wang, group_id=made, title="灯", body="坏了", now=NOW)
    post = Post.objects.get().id
    with pytest.raises(NotFound):
        actions.take_back(actor=town.liu, post_id=post, now=LATER)
    actions.take_back(actor=town.wang, post_id=post, now=LATER)
    with pytest.raises(rules.Gone):
        actions.take_back(actor=town.wang, post_id=post, now=LATER)
    shown = queries.posts_of(town.liu, thread)[2].rows[0]
    assert (shown.body, shown.is_taken_back, Post.objects.get().body) == ("", True, "")
    assert told("groups.taken_back") == 1


def test_a_thread_is_proposed_for_deliberation_once(town: Town) -> None:
    made = open_group(town, town.wang)
    thread = actions.start_thread(actor=town.wang, group_id=made, title="加装电梯", body="商量一下", now=NOW)
    assert queries.proposed(town.zhao) == []
    actions.propose_topic(actor=town.wang, thread_id=thread, now=LATER)
    with pytest.raises(Conflict):
        actions.propose_topic(actor=town.wang, thread_id=thread, now=LATER)
    with pytest.raises(NotFound):
        actions.propose_topic(actor=town.stranger, thread_id=thread, now=LATER)
    assert [row.title for row in queries.proposed(town.zhao)] == ["加装电梯"]
    assert queries.proposed(town.wang) == []
    assert told("groups.topic_proposed") == 1


def test_a_closed_account_leaves_its_groups_and_its_words_go(town: Town) -> None:
    made = open_group(town, town.wang)
    actions.start_thread(actor=town.wang, group_id=made, title="灯", body="坏了", now=NOW)
    assert town.wang.account_id is not None
    people_actions.close_account(actor=town.wang, account_id=town.wang.account_id, now=LATER)
    assert (Post.objects.get().body, Membership.objects.filter(left_at=None).count()) == ("", 0)


def test_lists_cost_the_same_however_long_they_are(town: Town) -> None:
    counted = []
    for more in (3, 12):
        for number in range(more):
            made = open_group(town, town.wang, town.liu)
            thread = actions.start_thread(actor=town.wang, group_id=made, title=f"话题{number}", body="说", now=NOW)
            for _ in range(more):
                actions.start_thread(actor=town.liu, group_id=made, title=f"话题{number}", body="说", now=NOW)
                actions.write(actor=town.liu, thread_id=thread, body="也说", now=LATER)
        assert town.wang.account_id is not None
        with CaptureQueriesContext(connection) as asked:
            mine = queries.my_groups(town.wang.account_id)
            near = queries.groups_at(t.COMMUNITY, account_id=town.wang.account_id)
            _, threads = queries.threads_of(town.wang, made)
            _, _, posts = queries.posts_of(town.wang, thread)
        counted.append(len(asked))
        assert all(row.is_mine for row in (*mine.rows, *near.rows))
        assert (len(threads.rows), len(posts.rows)) == (more + 1, more + 1)
    assert counted == [9, 9]


def test_every_group_stands_on_exactly_one_page(town: Town) -> None:
    made = {open_group(town, town.wang) for _ in range(7)}
    assert town.wang.account_id is not None
    for ask in (
        lambda cursor: queries.my_groups(town.wang.account_id, cursor=cursor, size=3),
        lambda cursor: queries.groups_at(t.GRID, cursor=cursor, size=3),
        lambda cursor: queries.moderated(town.li, cursor=cursor, size=3),
    ):
        seen: list[UUID] = []
        cursor = None
        while True:
            page = ask(cursor)
            seen += [row.id for row in page.rows]
            cursor = page.next
            if cursor is None:
                break
        assert (len(seen), set(seen)) == (7, made)


def test_an_unknown_building_is_not_claimed(town: Town) -> None:
    with pytest.raises(NotFound):
        actions.claim_address(actor=town.wang, building_code="没有", room="2单元501", now=NOW)
    assert (AddressClaim.objects.count(), Residence.objects.count(), Message.objects.count()) == (0, 0, 0)

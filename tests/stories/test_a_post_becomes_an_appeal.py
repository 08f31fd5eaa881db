"""A post in a group becomes an appeal: whose it is, what is kept, who may, and that it happens once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from linli.appeals.models import Appeal, AppealText
from linli.appeals.queries import resident
from linli.appeals.words import Channel
from linli.groups import actions as groups
from linli.groups import queries
from linli.groups.models import Post
from linli.groups.words import GroupKind, Joining, RemovalReason
from linli.journeys.actions.posts import NotYours, turn_into_appeal, turned
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotFound
from linli.notices import queries as notices
from linli.people import queries as people
from linli.people.tests import factories
from tests.api.town import BEGIN, Town, found_town

pytestmark = pytest.mark.django_db
NOW = BEGIN + timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    return found_town()


@pytest.fixture
def wang() -> Actor:
    return people.actor_for(factories.account("王阿姨"), now=NOW)


@pytest.fixture
def post(town: Town, wang: Actor) -> UUID:
    zhao = factories.staff("赵书记", "community", town.here)
    made = groups.open_group(
        actor=zhao, kind=GroupKind.GRID, name="邻里群", area_path=town.small.estate_grid, joining=Joining.OPEN, now=NOW
    )
    groups.join(actor=wang, group_id=made, now=NOW)
    groups.start_thread(actor=wang, group_id=made, title="楼道灯", body="三楼的灯坏了一周了", now=NOW)
    return Post.objects.get().id


def test_the_writer_reports_the_own_words_with_one_tap(town: Town, wang: Actor, post: UUID) -> None:
    receipt = turned(actor=wang, post_id=post, now=NOW)

    appeal = Appeal.objects.get()
    assert (appeal.reporter_account_id, appeal.registered_by_id) == (wang.account_id, None)
    assert (appeal.channel, appeal.area_path) == (Channel.WEB, town.small.estate_grid)
    assert AppealText.objects.get().body == "楼道灯\n三楼的灯坏了一周了"
    assert receipt.token
    assert Post.objects.get().became_id == appeal.id
    assert queries.posts_of(wang, Post.objects.get().thread_id)[2].rows[0].has_become_appeal
    assert [row.number for row in resident.mine(wang.account_id)] == [receipt.number]


def test_the_grid_worker_registers_a_neighbours_words_and_the_neighbour_follows_them(
    town: Town, wang: Actor, post: UUID
) -> None:
    li = factories.staff("李网格员", "grid_worker", town.small.estate_grid)

    receipt = turned(actor=li, post_id=post, now=NOW)

    appeal = Appeal.objects.get()
    assert (appeal.reporter_account_id, appeal.registered_by_id) == (wang.account_id, li.account_id)
    assert appeal.channel == Channel.WECHAT_GROUP
    (message,) = notices.inbox(wang).rows
    assert message.template == "appeal.received"
    assert receipt.number in message.text.zh
    assert people.contacts_masked([appeal.reporter_id or UUID(int=0)])[appeal.reporter_id].phone in ("", "****")  # type: ignore[index]


def test_it_becomes_one_appeal_however_often_it_is_pressed(town: Town, wang: Actor, post: UUID) -> None:
    turn_into_appeal(actor=wang, post_id=post, now=NOW)
    with pytest.raises(Conflict):
        turn_into_appeal(actor=wang, post_id=post, now=NOW)
    assert Appeal.objects.count() == 1


def test_a_neighbour_does_not_report_in_anothers_name(town: Town, wang: Actor, post: UUID) -> None:
    liu = people.actor_for(factories.account("刘大爷"), now=NOW)
    group = Post.objects.get().thread.group_id
    with pytest.raises(NotFound):
        turn_into_appeal(actor=liu, post_id=post, now=NOW)
    groups.join(actor=liu, group_id=group, now=NOW)
    with pytest.raises(NotYours):
        turn_into_appeal(actor=liu, post_id=post, now=NOW)
    assert Appeal.objects.count() == 0
    assert Post.objects.get().became_id is None


def test_a_removed_post_becomes_nothing(town: Town, wang: Actor, post: UUID) -> None:
    zhao = factories.staff("赵主任", "community", town.here)
    groups.remove_post(actor=zhao, post_id=post, reason=RemovalReason.FALSE, words="不属实", now=NOW)
    with pytest.raises(NotFound):
        turn_into_appeal(actor=wang, post_id=post, now=NOW)
    assert Appeal.objects.count() == 0

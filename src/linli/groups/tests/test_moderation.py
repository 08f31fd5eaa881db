"""Reports, removals, appeals: who may, who hears of it, and that another person decides."""

from __future__ import annotations

from uuid import UUID

import pytest

from linli.groups import actions, queries, rules
from linli.groups.models import Post, Removal, Report
from linli.groups.tests import town as t
from linli.groups.tests.town import LATER, NOW, Town, open_group, told
from linli.groups.words import RemovalReason, RemovalState
from linli.kernel.errors import Conflict, Invalid, NotFound
from linli.notices import queries as notices
from linli.people.rules.roles import ROLES
from linli.people.tests import areas, factories

pytestmark = pytest.mark.django_db
WHY = RemovalReason.PRIVACY


@pytest.fixture
def town() -> Town:
    return t.found()


@pytest.fixture
def post(town: Town) -> UUID:
    made = open_group(town, town.wang, town.liu)
    actions.start_thread(actor=town.wang, group_id=made, title="二楼那家", body="孩子在某校读书", now=NOW)
    return Post.objects.get().id


def remove(town: Town, post: UUID) -> UUID:
    return actions.remove_post(actor=town.li, post_id=post, reason=WHY, words="写了邻居孩子的学校", now=NOW)


def test_a_member_reports_a_post_once_and_nobody_learns_who(town: Town, post: UUID) -> None:
    actions.report_post(actor=town.liu, post_id=post, reason=WHY, words="别写孩子", now=NOW)
    with pytest.raises(Conflict):
        actions.report_post(actor=town.liu, post_id=post, reason=WHY, now=NOW)
    with pytest.raises(NotFound):
        actions.report_post(actor=town.stranger, post_id=post, reason=WHY, now=NOW)
    (row,) = queries.open_reports(town.li).rows
    assert (row.body, row.author, row.words, row.reason) == ("孩子在某校读书", "王**", "别写孩子", WHY)
    assert town.liu.account_id is not None
    assert str(town.liu.account_id) not in str(row)
    assert (Report.objects.count(), told("groups.reported")) == (1, 1)
    assert queries.open_reports(town.wang).rows == ()


def test_a_reported_post_may_stand(town: Town, post: UUID) -> None:
    with pytest.raises(NotFound):
        actions.keep_post(actor=town.li, post_id=post, now=NOW)
    actions.report_post(actor=town.liu, post_id=post, reason=WHY, now=NOW)
    with pytest.raises(NotFound):
        actions.keep_post(actor=town.wang, post_id=post, now=NOW)
    actions.keep_post(actor=town.li, post_id=post, now=NOW)
    assert queries.open_reports(town.li).rows == ()
    assert (Post.objects.get().removed_at, told("groups.kept")) == (None, 1)


def test_a_removed_post_is_gone_for_neighbours_and_explained_to_its_writer(town: Town, post: UUID) -> None:
    actions.report_post(actor=town.liu, post_id=post, reason=WHY, now=NOW)
    remove(town, post)
    thread = Post.objects.get().thread_id
    shown = queries.posts_of(town.liu, thread)[2].rows[0]
    assert (shown.body, shown.is_removed) == ("", True)
    assert town.wang.account_id is not None
    (mine,) = queries.my_removals(town.wang.account_id).rows
    assert (mine.body, mine.reason, mine.words, mine.state) == (
        "孩子在某校读书", WHY, "写了邻居孩子的学校", RemovalState.STANDING,
    )  # fmt: skip
    (message,) = notices.inbox(town.wang).rows
    assert message.template == "group.removed"
    assert "泄露他人隐私" in message.text.zh
    assert queries.open_reports(town.li).rows == ()
    with pytest.raises(rules.Gone):
        remove(town, post)
    with pytest.raises(rules.Gone):
        actions.take_back(actor=town.wang, post_id=post, now=LATER)
    assert (Removal.objects.count(), told("groups.removed")) == (1, 1)


def test_a_removal_needs_words(town: Town, post: UUID) -> None:
    with pytest.raises(Invalid):
        actions.remove_post(actor=town.li, post_id=post, reason=WHY, words=" ", now=NOW)
    assert (Removal.objects.count(), told("groups.removed")) == (0, 0)


def test_only_its_writer_appeals_and_only_once(town: Town, post: UUID) -> None:
    removal = remove(town, post)
    with pytest.raises(NotFound):
        actions.appeal_removal(actor=town.liu, removal_id=removal, words="不对", now=LATER)
    actions.appeal_removal(actor=town.wang, removal_id=removal, words="没写是谁", now=LATER)
    with pytest.raises(rules.NotToAppeal):
        actions.appeal_removal(actor=town.wang, removal_id=removal, words="没写是谁", now=LATER)
    assert told("groups.removal_appealed") == 1


def test_whoever_removed_it_never_decides(town: Town, post: UUID) -> None:
    removal = actions.remove_post(actor=town.zhao, post_id=post, reason=WHY, words="写了学校", now=NOW)
    actions.appeal_removal(actor=town.wang, removal_id=removal, words="没写是谁", now=LATER)
    with pytest.raises(rules.SameEyes):
        actions.decide_removal(actor=town.zhao, removal_id=removal, upheld=False, answer="不改", now=LATER)
    assert Removal.objects.get().state == RemovalState.APPEALED
    (row,) = queries.appealed(town.zhao)
    assert row.is_own_decision
    street = factories.staff("钱主任", "street", areas.STREET)
    actions.decide_removal(actor=street, removal_id=removal, upheld=True, answer="没有指名", now=LATER)
    assert Post.objects.get().removed_at is None
    assert [row.template for row in notices.inbox(town.wang).rows] == ["group.removal_decided", "group.removed"]
    with pytest.raises(Conflict):
        actions.decide_removal(actor=street, removal_id=removal, upheld=True, answer="没有指名", now=LATER)
    assert told("groups.removal_decided") == 1


def test_a_confirmed_removal_stays(town: Town, post: UUID) -> None:
    removal = remove(town, post)
    actions.appeal_removal(actor=town.wang, removal_id=removal, words="没写是谁", now=LATER)
    actions.decide_removal(actor=town.zhao, removal_id=removal, upheld=False, answer="能认出是谁", now=LATER)
    (row,) = queries.log(town.zhao).rows
    assert (row.state, row.answer) == (RemovalState.CONFIRMED, "能认出是谁")
    assert Post.objects.get().removed_at == NOW


def test_moderating_is_for_its_roles_in_their_area(town: Town, post: UUID) -> None:
    """Every role at the grid itself, above it, beside it and elsewhere; whoever may not, learns nothing (404)."""
    places = (areas.GRID, areas.COMMUNITY, areas.STREET, areas.OTHER_GRID, areas.OTHER_STREET)
    for role, row in ROLES.items():
        for place in places:
            actor = factories.actor(role.value, place)
            may = "groups.moderate" in row.area_deeds and areas.GRID.startswith(place)
            assert bool(queries.moderated(actor).rows) is may, (role, place)
            if may:
                assert queries.posts_of(actor, Post.objects.get().thread_id)[2].rows
                continue
            with pytest.raises(NotFound):
                actions.remove_post(actor=actor, post_id=post, reason=WHY, words="不行", now=NOW)
            with pytest.raises(NotFound):
                queries.posts_of(actor, Post.objects.get().thread_id)
    assert Removal.objects.count() == 0

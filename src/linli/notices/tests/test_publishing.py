"""Notices: covered, approved by another person, proven, taken down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.notices import actions, queries
from linli.notices.models import Notice
from linli.notices.rules.publishing import SameEyes, StillPersonal, WrongPeriod, WrongState
from linli.people import queries as people
from linli.people.tests import areas, factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
SOURCE = ("appeals", UUID(int=7))
BODY = "王先生(电话13900000001)反映3号楼2单元501室漏水,社区当天修好。"


@pytest.fixture(autouse=True)
def land(db: None) -> None:
    areas.plant()


@pytest.fixture
def editor() -> Actor:
    return factories.staff("编辑", "editor", areas.DISTRICT)


@pytest.fixture
def approver() -> Actor:
    return factories.staff("审核", "approver", areas.DISTRICT)


def told() -> list[str]:
    return list(Fact.objects.order_by("id").values_list("kind", flat=True))


def draft(editor: Actor, **changed: object) -> UUID:
    given: dict[str, object] = {
        "actor": editor, "kind": "hotline_case", "title": "漏水当天修好", "body": BODY, "area_path": areas.STREET,
        "source": SOURCE, "now": NOW,
    }  # fmt: skip
    return actions.draft(**(given | changed))  # type: ignore[arg-type]


def publish(editor: Actor, approver: Actor, **changed: object) -> UUID:
    notice = draft(editor, **changed)
    actions.approve(actor=approver, notice_id=notice, now=NOW)
    actions.publish(actor=approver, notice_id=notice, now=NOW)
    return notice


def test_a_case_is_covered_approved_and_published(editor: Actor, approver: Actor) -> None:
    notice = draft(editor)
    assert queries.published(kind="hotline_case", now=NOW).rows == ()
    assert [row.id for row in queries.desk(approver).rows] == [notice]
    actions.approve(actor=approver, notice_id=notice, now=NOW)
    assert queries.published(kind="hotline_case", now=NOW).rows == ()
    digest = actions.publish(actor=approver, notice_id=notice, now=NOW)
    row = queries.published_one(notice, now=NOW)
    assert row.body == "〔姓名〕(电话〔电话〕)反映〔门牌〕漏水,社区当天修好。"
    assert (row.digest, len(digest)) == (digest, 64)
    assert [found.id for found in queries.notices_of(*SOURCE)] == [notice]
    assert told() == ["notices.drafted", "notices.approved", "notices.published"]
    assert "王先生" not in str(list(Fact.objects.values_list("data", flat=True)))


def test_nobody_approves_the_own_draft(editor: Actor, approver: Actor) -> None:
    assert editor.account_id is not None
    factories.grant(editor.account_id, "approver", areas.DISTRICT)
    both = people.actor_for(editor.account_id, now=NOW)
    notice = draft(both)
    with pytest.raises(SameEyes):
        actions.approve(actor=both, notice_id=notice, now=NOW)
    with pytest.raises(Forbidden):
        actions.approve(actor=editor, notice_id=notice, now=NOW)
    assert Notice.objects.get().state == "draft"
    assert told() == ["notices.drafted"]


def test_what_still_looks_personal_is_not_approved(editor: Actor, approver: Actor) -> None:
    notice = draft(editor)
    Notice.objects.update(body="电话13900000001")
    with pytest.raises(StillPersonal):
        actions.approve(actor=approver, notice_id=notice, now=NOW)


def test_nothing_is_published_unapproved_or_for_no_time(editor: Actor, approver: Actor) -> None:
    notice = draft(editor)
    with pytest.raises(WrongState):
        actions.publish(actor=approver, notice_id=notice, now=NOW)
    actions.approve(actor=approver, notice_id=notice, now=NOW)
    with pytest.raises(WrongPeriod):
        actions.publish(actor=approver, notice_id=notice, shown_until=NOW, now=NOW)
    with pytest.raises(WrongState):
        actions.redraft(actor=editor, notice_id=notice, title="a", body="b", now=NOW)
    assert told() == ["notices.drafted", "notices.approved"]


@pytest.mark.parametrize(
    "changed, wrong",
    [
        ({"kind": "gossip"}, Invalid),
        ({"title": " "}, Invalid),
        ({"area_path": "370203/9"}, NotFound),
        ({"actor": factories.actor("unit", areas.STREET, UUID(int=1))}, Forbidden),
        ({"actor": Actor.system("x", ["notices.draft"])}, Forbidden),
    ],
)
def test_a_refused_draft_leaves_nothing(editor: Actor, changed: dict[str, object], wrong: type[Exception]) -> None:
    with pytest.raises(wrong):
        draft(editor, **changed)
    assert Notice.objects.count() == 0
    assert told() == []


def test_a_notice_is_shown_from_until_and_taken_down(editor: Actor, approver: Actor) -> None:
    notice = draft(editor)
    actions.approve(actor=approver, notice_id=notice, now=NOW)
    begin, end, moment = NOW + timedelta(days=1), NOW + timedelta(days=8), timedelta.resolution
    actions.publish(actor=approver, notice_id=notice, shown_from=begin, shown_until=end, now=NOW)
    for at, is_shown in ((begin - moment, False), (begin, True), (end - moment, True), (end, False)):
        assert bool(queries.published(kind="hotline_case", now=at).rows) is is_shown
    with pytest.raises(Invalid):
        actions.withdraw(actor=editor, notice_id=notice, reason=" ", now=begin)
    actions.withdraw(actor=editor, notice_id=notice, reason="当事人要求", now=begin)
    with pytest.raises(NotFound):
        queries.published_one(notice, now=begin)
    with pytest.raises(WrongState):
        actions.withdraw(actor=editor, notice_id=notice, reason="again", now=begin)
    assert told()[-1] == "notices.withdrawn"


def test_public_pages_follow_each_other_in_one_statement_each(
    editor: Actor, approver: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = [publish(editor, approver, title=f"第{n}件") for n in range(5)]
    publish(editor, approver, area_path=areas.OTHER_STREET)
    seen: list[UUID] = []
    cursor = None
    for _ in range(3):
        with django_assert_num_queries(1):
            page = queries.published(kind="hotline_case", area_path=areas.STREET, cursor=cursor, size=2, now=NOW)
        seen += [row.id for row in page.rows]
        cursor = page.next
    assert cursor is None
    assert sorted(seen) == sorted(made)


def test_an_objection_is_answered_once(editor: Actor, approver: Actor) -> None:
    notice = publish(editor, approver)
    with pytest.raises(Forbidden):
        actions.object_to(actor=Actor("stranger"), notice_id=notice, words="不对", now=NOW)
    contact = factories.contact()
    objection = actions.object_to(
        actor=Actor("resident"), notice_id=notice, words="能认出是我家", contact_id=contact, now=NOW
    )
    assert [row.words for row in queries.open_objections(approver)] == ["能认出是我家"]
    assert queries.open_objections(editor) == []
    given = {"objection_id": objection, "upheld": True, "now": NOW}
    with pytest.raises(Forbidden):
        actions.answer_objection(actor=editor, answer="已撤下", **given)  # type: ignore[arg-type]
    actions.answer_objection(actor=approver, answer="已撤下", **given)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        actions.answer_objection(actor=approver, answer="已撤下", **given)  # type: ignore[arg-type]
    assert told()[-2:] == ["notices.objected", "notices.objection_answered"]


def test_nothing_invisible_turns_a_public_text_round_or_hides_a_phone(editor: Actor, approver: Actor) -> None:
    notice = publish(editor, approver, title="\u202e漏水\u202c当天\n修好", body="请打139\u200b0000\u20600001\u2066找人")
    row = queries.published_one(notice, now=NOW)
    assert (row.title, row.body) == ("漏水当天 修好", "请打〔电话〕找人")


def test_a_control_character_is_refused_by_field(editor: Actor) -> None:
    for field in ("title", "body"):
        with pytest.raises(Invalid) as refused:
            draft(editor, **{field: "漏\x00水"})
        assert refused.value.field == field

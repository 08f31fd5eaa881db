"""Other content under a known number, and what an order asks for beside its matter: deadline, secrecy, call back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.actions import asking, publishing
from linli.appeals.models import Appeal, AppealText
from linli.channels import actions
from linli.channels.actions.differing import Over
from linli.channels.actions.mending import NoReason
from linli.channels.models import Exchange
from linli.channels.rules.differing import marked
from linli.channels.rules.terms import CITATION
from linli.channels.tests.factories import stand, told
from linli.channels.tests.simulator import Simulator
from linli.channels.tests.test_feedback import answer, bring, handle, hear, hotline, there, town, triage
from linli.channels.words import Choice
from linli.dispatch.actions import issuing
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.duties import queries as duties
from linli.duties.words import DutyRow
from linli.journal.models import Fact
from linli.kernel.errors import Conflict, Forbidden
from linli.notices import actions as notices
from linli.notices import queries as notices_of
from linli.people.models import Contact

__all__ = ["hotline", "there", "town"]
FIRST, SECOND = "路口有人占道经营", "路口有人占道经营，昨晚还打了起来"
DAY = timedelta(days=1)


def differing(hotline: UUID, second: str = SECOND, **more: Any) -> tuple[UUID, UUID]:
    """Return the report of an order, and the exchange that came with other words under its number."""
    appeal_id = bring(hotline, words=FIRST)
    bring(hotline, words=second, **more)
    return appeal_id, Exchange.objects.order_by("-id").values_list("id", flat=True)[0]


def facts(appeal_id: UUID) -> list[str]:
    rows = Fact.objects.filter(subject_id=appeal_id, room="channels").order_by("id")
    return list(rows.values_list("kind", flat=True))


def settle(town: Town, exchange_id: UUID, choice: Choice) -> UUID:
    return actions.settle(actor=town.agent, exchange_id=exchange_id, choice=choice, reason="已核对", now=MONDAY)


def test_both_contents_are_shown_and_that_they_were_read_is_told(town: Town, hotline: UUID) -> None:
    appeal_id, exchange_id = differing(hotline)
    found = actions.sides(actor=town.agent, exchange_id=exchange_id, now=MONDAY)
    assert (found.appeal_id, [one.body for one in found.ours], found.theirs.text) == (appeal_id, [FIRST], SECOND)
    assert told()[-1] == "channels.body_opened"
    assert marked(FIRST, SECOND) == ((FIRST, False), ("，昨晚还打了起来", True))
    with pytest.raises(Forbidden):
        actions.sides(actor=make.cast.staff("管理员", "admin", make.DISTRICT), exchange_id=exchange_id, now=MONDAY)


def test_keep_ours_drops_it_and_the_case_tells(town: Town, hotline: UUID) -> None:
    appeal_id, exchange_id = differing(hotline)
    with pytest.raises(NoReason):
        actions.settle(actor=town.agent, exchange_id=exchange_id, choice=Choice.OURS, reason=" ", now=MONDAY)
    assert settle(town, exchange_id, Choice.OURS) == appeal_id
    assert stand(exchange_id)[0] == "dropped"
    assert facts(appeal_id) == ["channels.order_kept"]
    assert Appeal.objects.count() == AppealText.objects.count() == 1
    with pytest.raises(Conflict):
        settle(town, exchange_id, Choice.ADD)


def test_what_is_added_is_told_to_who_handles_it_and_raises_the_urgency(town: Town, hotline: UUID) -> None:
    appeal_id, exchange_id = differing(hotline, "占道摊位的煤气罐漏气了，有人被困")
    handle(town, appeal_id)
    settle(town, exchange_id, Choice.ADD)
    assert stand(exchange_id)[0] == "done"
    assert facts(appeal_id) == ["channels.order_added"]
    added = AppealText.objects.get(appeal_id=appeal_id, kind="addition")
    assert added.body == "占道摊位的煤气罐漏气了，有人被困"
    assert "order.added" in make.told(town.units["enforcement"])
    assert make.appeal(appeal_id).urgency == "emergency"
    # the same words once more, by another way, are known now
    bring(hotline, words="占道摊位的煤气罐漏气了，有人被困")
    assert Exchange.objects.filter(state="refused").count() == 0


def test_what_was_asked_for_and_comes_lets_the_clock_go_on(town: Town, hotline: UUID) -> None:
    appeal_id, exchange_id = differing(hotline)
    asking.ask_info(actor=town.agent, appeal_id=appeal_id, question="在哪个路口？", now=MONDAY)
    settle(town, exchange_id, Choice.ADD)
    assert make.state(appeal_id) == "received"


def test_a_closed_case_takes_nothing_more_but_an_own_one_is_registered(
    town: Town, hotline: UUID, there: Simulator
) -> None:
    appeal_id, exchange_id = differing(hotline)
    Appeal.objects.filter(id=appeal_id).update(state="withdrawn")
    with pytest.raises(Over):
        settle(town, exchange_id, Choice.ADD)
    assert stand(exchange_id)[0] == "refused"
    own = settle(town, exchange_id, Choice.OWN)
    assert (own != appeal_id, Appeal.objects.get(id=own).external_number) == (True, "12345-1#2")
    # what is told back of it carries their number
    triage(town, own)
    hear(MONDAY)
    actions.work_off(now=MONDAY)
    assert there.told_of("12345-1")[-1] == ("acceptance", "受理")


def closing(appeal_id: UUID) -> DutyRow:
    (found,) = [
        row for row in duties.of(("appeals", appeal_id)) if row.is_live and row.deed == "dispatch.submit_result"
    ]
    return found


def carry(hotline: UUID, town: Town, **more: str) -> UUID:
    appeal_id = bring(hotline, words=FIRST, **more)
    triage(town, appeal_id)
    issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=MONDAY)
    hear(MONDAY)
    return appeal_id


def test_of_two_deadlines_the_earlier_counts(town: Town, hotline: UUID) -> None:
    appeal_id = carry(hotline, town, 办理时限="2026-03-16 15:00")
    clock = closing(appeal_id)
    assert (clock.due_at, clock.citation) == (make.at("2026-03-16 15:00"), CITATION)
    assert facts(appeal_id) == ["channels.order_carried", "channels.term_held"]
    hear(MONDAY + DAY)
    assert facts(appeal_id).count("channels.term_held") == 1


@pytest.mark.parametrize("due", ["2026-12-31", "60个工作日", "2026-03-16 08:59"])
def test_a_later_deadline_and_one_that_had_passed_change_nothing(town: Town, hotline: UUID, due: str) -> None:
    appeal_id = carry(hotline, town, 办理时限=due)
    assert closing(appeal_id).citation != CITATION
    assert facts(appeal_id) == ["channels.order_carried"]


def test_a_deadline_that_comes_after_dispatch_counts_too(town: Town, hotline: UUID) -> None:
    appeal_id = carry(hotline, town)
    bring(hotline, words=FIRST, 办理时限="2026-03-16 15:00")
    assert closing(appeal_id).due_at == make.at("2026-03-16 15:00")


def test_a_deadline_nobody_can_read_waits_for_a_person(hotline: UUID) -> None:
    with pytest.raises(Appeal.DoesNotExist):
        bring(hotline, 办理时限="尽快")
    assert Exchange.objects.get().last_fault == "refused_here"


def test_who_asked_for_secrecy_is_known_to_nobody_here(town: Town, hotline: UUID) -> None:
    words = "我是王桂芳，13900000001，2号楼3单元501室，楼下占道经营"
    appeal_id = bring(hotline, words=words, 来电人="王桂芳", 是否保密="是", 是否需要回电="否")
    appeal = make.appeal(appeal_id)
    said = AppealText.objects.get(appeal_id=appeal_id).body
    assert (appeal.reporter_id, appeal.reply_requested, Contact.objects.count()) == (None, False, 0)
    assert not [word for word in ("王桂芳", "桂芳", "13900000001", "501") if word in said + appeal.preview]
    assert "占道经营" in said
    assert Fact.objects.get(kind="channels.order_carried").data["more"] == {"is_secret": True, "wants_call": False}
    # the same again is known, though its words stand covered here
    bring(hotline, words=words, 来电人="王桂芳", 是否保密="是", 是否需要回电="否", 标签="夜间")
    assert list(Exchange.objects.values_list("state", flat=True)) == ["done"]
    answer(town, appeal_id, handle(town, appeal_id))
    assert not [one for one in make.told(appeal_id) if one.startswith("appeal.")]


def test_a_closed_hotline_case_is_published_without_personal_data(town: Town, hotline: UUID) -> None:
    """来电摘登 (S-299): pick, mask, approve by another, publish; nothing of its people stands in the text."""
    words = "我是欧阳修远，电话13900000001，鲁B12345的车主张伟老占道，我家2号楼3单元501室，我有高血压受不了"
    appeal_id = bring(hotline, words=words, 来电人="欧阳修远")
    answer(town, appeal_id, handle(town, appeal_id))
    AppealText.objects.filter(appeal_id=appeal_id, kind="reply").update(body="修远您好，已劝离，回电139 0000 0001。")
    Appeal.objects.filter(id=appeal_id).update(state="closed", outcome="solved", ended_at=MONDAY)
    editor, approver = (make.cast.staff(name, name, make.DISTRICT) for name in ("editor", "approver"))
    drafted = publishing.suggested(appeal_id)
    notice = publishing.publish_case(
        actor=editor, appeal_id=appeal_id, title="欧阳修远反映占道", body=drafted, is_identifiable=False, now=MONDAY
    )
    with pytest.raises(Forbidden):
        notices.approve(actor=editor, notice_id=notice, now=MONDAY)
    notices.approve(actor=approver, notice_id=notice, now=MONDAY)
    notices.publish(actor=approver, notice_id=notice, now=MONDAY, shown_until=MONDAY + 30 * DAY)
    shown = notices_of.published_one(notice, now=MONDAY)
    whole = f"{shown.title}{shown.body}"
    theirs = ("欧阳", "修远", "13900000001", "0000", "B12345", "张伟", "501", "高血压")
    assert not [word for word in theirs if word in whole], whole
    assert "占道" in whole
    assert "已劝离" in whole

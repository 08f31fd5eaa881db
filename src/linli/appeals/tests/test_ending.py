"""The ways an appeal ends before it is dispatched: answered, handed over, refused, joined, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.actions import diverting, merging, refusing, requests, withdrawing
from linli.appeals.actions.diverting import Handover
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import Reporter
from linli.appeals.models import Appeal, AppealText
from linli.appeals.queries import resident
from linli.appeals.rules import ending, reasons
from linli.appeals.rules import merging as merge_rules
from linli.appeals.rules.leaving import Leaving
from linli.appeals.tests.factories import CLUTTER, GAS, NOW, answered, holder, merged, registered, triaged
from linli.appeals.words import Kind, State
from linli.duties import queries as duties
from linli.journal import queries as journal
from linli.kernel.errors import Forbidden, NotFound
from linli.kernel.moves import NotPossible
from linli.notices.models import Message

LATER = NOW + timedelta(minutes=10)
INQUIRY = "请问老旧小区加装电梯的补贴政策是什么?"


def state_of(appeal_id: UUID) -> str:
    return Appeal.objects.get(id=appeal_id).state


def live(appeal_id: UUID) -> set[str]:
    return {duty.deed for duty in duties.of(("appeals", appeal_id)) if duty.is_live}


def last(appeal_id: UUID) -> Any:
    """Return the last fact; its data is read freely here."""
    return journal.facts_of(appeal_id)[-1]


def test_an_inquiry_is_answered_at_once(here):
    receipt = registered(here, INQUIRY, kind=Kind.INQUIRY)
    fields: dict[str, Any] = {"appeal_id": receipt.id, "reply": "可以向街道办申请。", "now": LATER}
    with pytest.raises(reasons.NoSource):
        diverting.answer_now(actor=here.agent, knowledge=" ", **fields)
    diverting.answer_now(actor=here.agent, knowledge="KB-17", client_id="n1", **fields)
    diverting.answer_now(actor=here.agent, knowledge="KB-17", client_id="n1", **fields)
    appeal = Appeal.objects.get(id=receipt.id)
    assert (appeal.state, appeal.answered_at, appeal.ended_at) == ("answered", LATER, LATER)
    assert "appeals.triage" not in live(receipt.id)
    assert last(receipt.id).data["more"] == {"knowledge": "KB-17"}
    own = resident.view(holder(receipt.id), receipt.id, now=LATER)
    assert [text.body for text in own.texts][-1] == "可以向街道办申请。"


@pytest.mark.parametrize("text", [CLUTTER, GAS])
def test_what_needs_hands_is_not_only_answered(here, text):
    receipt = registered(here, text)
    with pytest.raises(reasons.NotAnswerable):
        diverting.answer_now(actor=here.agent, appeal_id=receipt.id, reply="知道了", knowledge="KB-1", now=LATER)
    assert state_of(receipt.id) == "received"


def test_a_hand_over_to_another_district_owes_the_receipt(here):
    receipt = registered(here, CLUTTER)
    to = Handover("other_district", target="市南区")
    due = diverting.redirect(actor=here.agent, appeal_id=receipt.id, to=to, now=LATER)
    assert due is not None
    assert state_of(receipt.id) == "redirected"
    assert live(receipt.id) == {"appeals.record_receipt"}
    assert last(receipt.id).data["more"] == {"target": "市南区", "line": "", "receipt": ""}
    diverting.record_receipt(
        actor=here.agent, appeal_id=receipt.id, receipt="SN-77", target="市南区", now=due, client_id="r1"
    )
    assert Appeal.objects.get(id=receipt.id).told_receipt == "SN-77"
    assert live(receipt.id) == set()
    told = Message.objects.get(template="appeal.redirected")
    assert told.params["receipt"] == "SN-77"


def test_a_call_to_a_line_leaves_the_case_here(here):
    receipt = registered(here, GAS)
    diverting.call_line(actor=here.agent, appeal_id=receipt.id, line="119", receipt="119-5", now=LATER)
    appeal = Appeal.objects.get(id=receipt.id)
    assert (appeal.state, appeal.called_at) == ("received", LATER)
    assert last(receipt.id).kind == "appeals.line_called"


@pytest.mark.parametrize(
    "to, refusal",
    [(Handover("because"), reasons.UnknownReason), (Handover("other_line"), reasons.MissingPlace)],
)
def test_a_hand_over_needs_a_listed_reason_and_a_whole_sentence(here, to, refusal):
    receipt = registered(here)
    with pytest.raises(refusal):
        diverting.redirect(actor=here.agent, appeal_id=receipt.id, to=to, now=LATER)
    assert state_of(receipt.id) == "received"


def test_two_agents_refuse_and_the_resident_may_object(here):
    receipt = registered(here, CLUTTER)
    fields: dict[str, Any] = {"appeal_id": receipt.id, "now": LATER}
    refusing.refuse(actor=here.agent, reason="beyond_duties", params={"channel": "民事诉讼"}, **fields)
    assert state_of(receipt.id) == "received"
    assert live(receipt.id) == {"appeals.triage", "appeals.confirm_refuse"}
    with pytest.raises(requests.SamePerson):
        refusing.confirm_refuse(actor=here.agent, approve=True, **fields)
    refusing.confirm_refuse(actor=here.second_agent, approve=True, **fields)
    assert state_of(receipt.id) == "refused"
    assert live(receipt.id) == set()
    own = resident.view(holder(receipt.id), receipt.id, now=LATER)
    assert "民事诉讼" in own.texts[-1].body
    assert "appeals.object" in own.may
    refusing.object_to(actor=holder(receipt.id), appeal_id=receipt.id, words="物业是国企", now=LATER)
    with pytest.raises(requests.AskedBefore):
        refusing.object_to(actor=holder(receipt.id), appeal_id=receipt.id, words="再说一遍", now=LATER)
    refusing.decide_objection(
        actor=here.district, appeal_id=receipt.id, uphold=True, reason="应当受理", now=LATER + timedelta(days=1)
    )
    assert state_of(receipt.id) == "received"
    assert live(receipt.id) == {"appeals.triage"}
    assert Appeal.objects.get(id=receipt.id).registered_at == NOW


def test_the_second_agent_may_disagree(here):
    receipt = registered(here, CLUTTER)
    fields: dict[str, Any] = {"appeal_id": receipt.id, "now": LATER}
    refusing.refuse(actor=here.agent, reason="secret", **fields)
    refusing.confirm_refuse(actor=here.second_agent, approve=False, note="可以办", **fields)
    assert (state_of(receipt.id), last(receipt.id).kind) == ("received", "appeals.refusal_rejected")
    assert live(receipt.id) == {"appeals.triage"}


def test_an_objection_that_is_not_upheld_changes_nothing(here):
    receipt = registered(here, CLUTTER)
    fields: dict[str, Any] = {"appeal_id": receipt.id, "now": LATER}
    refusing.refuse(actor=here.agent, reason="secret", **fields)
    refusing.confirm_refuse(actor=here.second_agent, approve=True, **fields)
    refusing.object_to(actor=holder(receipt.id), words="不服", **fields)
    refusing.decide_objection(actor=here.district, uphold=False, reason="依法不能公开", **fields)
    assert (state_of(receipt.id), last(receipt.id).kind) == ("refused", "appeals.objection_rejected")


def test_an_objection_comes_within_five_working_days(here):
    receipt = registered(here, CLUTTER)
    fields: dict[str, Any] = {"appeal_id": receipt.id, "now": LATER}
    refusing.refuse(actor=here.agent, reason="secret", **fields)
    refusing.confirm_refuse(actor=here.second_agent, approve=True, **fields)
    with pytest.raises(ending.ObjectionTooLate):
        refusing.object_to(actor=holder(receipt.id), appeal_id=receipt.id, words="不服", now=LATER + timedelta(days=8))


def test_a_danger_is_never_refused(here):
    receipt = registered(here, GAS)
    with pytest.raises(reasons.NeverRefused):
        refusing.refuse(actor=here.agent, appeal_id=receipt.id, reason="secret", now=LATER)
    assert state_of(receipt.id) == "received"


def test_two_reports_of_one_matter_are_joined_by_a_person(here):
    master = triaged(here)
    second = registered(here, reporter=Reporter("李大爷", "13900000002"))
    with pytest.raises(Forbidden):
        merging.merge(actor=here.revisitor, appeal_id=second.id, master_id=master, now=LATER)
    merging.merge(actor=here.agent, appeal_id=second.id, master_id=master, now=LATER, client_id="m1")
    merging.merge(actor=here.agent, appeal_id=second.id, master_id=master, now=LATER, client_id="m1")
    joined = Appeal.objects.get(id=second.id)
    assert (joined.state, joined.master_id, joined.ended_at) == ("merged", master, LATER)
    assert live(second.id) == set()
    own = resident.view(holder(second.id), second.id, now=LATER)
    assert (own.standing, own.master_number is not None) == (State.TRIAGED, True)
    merging.unmerge(actor=holder(second.id), appeal_id=second.id, now=LATER)
    joined.refresh_from_db()
    assert (joined.state, joined.master_id, joined.registered_at) == ("received", None, NOW)
    assert live(second.id) == {"appeals.triage"}


def test_only_the_same_matter_at_the_same_place_is_joined(here):
    master = triaged(here)
    lon, lat = here.small.inside(here.small.grids[0])
    far = registered(here, place=Place(lon, lat, "CGCS2000"))
    with pytest.raises(merge_rules.NotTheSame):
        merging.merge(actor=here.agent, appeal_id=far.id, master_id=master, now=LATER)
    ended = registered(here, CLUTTER)
    withdrawing.withdraw(actor=holder(ended.id), appeal_id=ended.id, reason="mistake", now=LATER)
    other = registered(here, CLUTTER)
    with pytest.raises(merge_rules.MasterEnded):
        merging.merge(actor=here.agent, appeal_id=other.id, master_id=ended.id, now=LATER)


def test_a_report_may_be_taken_back(here):
    receipt = registered(here, CLUTTER)
    with pytest.raises(NotFound):
        withdrawing.withdraw(actor=here.stranger, appeal_id=receipt.id, reason="mistake", now=LATER)
    left = withdrawing.withdraw(actor=holder(receipt.id), appeal_id=receipt.id, reason="mistake", now=LATER)
    assert (left, state_of(receipt.id)) == (Leaving.WITHDRAW, "withdrawn")
    assert live(receipt.id) <= {"appeals.spot_check"}
    with pytest.raises(NotPossible):
        withdrawing.withdraw(actor=holder(receipt.id), appeal_id=receipt.id, reason="mistake", now=LATER)


def test_a_unit_cannot_take_it_back_for_the_resident(here):
    receipt = registered(here, CLUTTER)
    with pytest.raises(Forbidden):
        withdrawing.withdraw(actor=here.agent, appeal_id=receipt.id, reason="mistake", now=LATER)


def test_a_danger_stays_and_the_reporter_leaves(here):
    receipt = registered(here, GAS + "我是张三,电话13912345678")
    left = withdrawing.withdraw(
        actor=holder(receipt.id), appeal_id=receipt.id, reason="changed_mind", now=LATER, client_id="w1"
    )
    assert left is Leaving.DETACH
    appeal = Appeal.objects.get(id=receipt.id)
    assert (appeal.state, appeal.channel, appeal.reporter_id, appeal.is_hazard) == (
        "received",
        "grid_patrol",
        None,
        True,
    )
    assert "13912345678" not in AppealText.objects.get(appeal=appeal, kind="report").body
    assert live(receipt.id) == {"appeals.triage"}
    with pytest.raises(NotFound):
        resident.view(holder(receipt.id), receipt.id, now=LATER)


def test_what_others_joined_stays(here):
    master = triaged(here, text=CLUTTER)
    merged(here, master)
    assert withdrawing.withdraw(actor=holder(master), appeal_id=master, reason="solved", now=LATER) is Leaving.DETACH
    assert state_of(master) == "triaged"


def test_after_the_answer_nothing_is_taken_back(here):
    appeal_id = answered(here)
    with pytest.raises(NotPossible):
        withdrawing.withdraw(actor=holder(appeal_id), appeal_id=appeal_id, reason="solved", now=NOW + timedelta(days=2))

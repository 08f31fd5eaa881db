"""Triage, urgency and the legal clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.actions import asking, requests, triaging
from linli.appeals.actions.placing import Place
from linli.appeals.actions.proposing import mode_of
from linli.appeals.models import Appeal, Request
from linli.appeals.rules.triaging import LowersEmergency, NoWayOfHandling
from linli.appeals.tests.factories import CLUTTER, DECIDED, GAS, NOW, holder, registered, triaged
from linli.appeals.words import Mode, Urgency
from linli.duties import queries as duties
from linli.duties.words import State as DutyState
from linli.journal import queries as journal
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.kernel.moves import NotPossible
from linli.standards import queries as standards
from linli.standards.rules import Unknown

LATER = NOW + timedelta(minutes=10)


def kinds(appeal_id: UUID) -> list[str]:
    return [fact.kind for fact in journal.facts_of(appeal_id)]


def owed(appeal_id: UUID) -> dict[str, DutyState]:
    return {duty.deed: duty.state for duty in duties.of(("appeals", appeal_id))}


def test_triage_decides_and_starts_the_next_clocks(here):
    receipt = registered(here)
    due = triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=DECIDED, now=LATER, client_id="t1")
    appeal = Appeal.objects.get(id=receipt.id)
    assert (appeal.state, appeal.category, appeal.mode, appeal.urgency) == ("triaged", "util.sewer", "fast", "normal")
    assert appeal.triaged_at == LATER
    assert owed(receipt.id) == {
        "appeals.triage": DutyState.MET,
        "appeals.interim_reply": DutyState.OPEN,
        "dispatch.dispatch": DutyState.OPEN,
    }
    clocks = {duty.deed: duty for duty in duties.of(("appeals", receipt.id))}
    assert clocks["dispatch.dispatch"].due_at == due
    assert clocks["dispatch.dispatch"].owed_role == "community"
    assert clocks["appeals.interim_reply"].started_at == NOW
    fact: Any = journal.facts_of(receipt.id)[-1]
    assert fact.kind == "appeals.triaged"
    assert fact.data["more"]["followed"] == {"category": True, "urgency": False, "mode": True}


def test_the_statements_of_triage_are_counted(here, django_assert_num_queries):
    triaged(here)
    receipt = registered(here)
    with django_assert_num_queries(8):
        triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=DECIDED, now=LATER)


def test_triage_twice(here):
    receipt = registered(here)
    for _ in range(2):
        triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=DECIDED, now=LATER, client_id="t1")
    assert kinds(receipt.id) == ["appeals.registered", "appeals.triaged"]
    with pytest.raises(NotPossible):
        triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=DECIDED, now=LATER)
    assert kinds(receipt.id) == ["appeals.registered", "appeals.triaged"]


@pytest.mark.parametrize("who, refusal", [("stranger", NotFound), ("revisitor", Forbidden)])
def test_triage_needs_the_right(here, who, refusal):
    receipt = registered(here)
    with pytest.raises(refusal):
        triaging.triage(actor=getattr(here, who), appeal_id=receipt.id, decided=DECIDED, now=LATER)
    assert kinds(receipt.id) == ["appeals.registered"]


@pytest.mark.parametrize(
    "what, decided, refusal",
    [
        ("no such leaf", replace(DECIDED, category="util.nothing"), Unknown),
        ("answering is no way of handling", replace(DECIDED, mode=Mode.ANSWER), NoWayOfHandling),
        ("no such area", replace(DECIDED, area_path="370203/999"), Invalid),
        ("no such unit", replace(DECIDED, complained_units=(UUID(int=7),)), Invalid),
    ],
)
def test_triage_refuses_what_cannot_be(here, what, decided, refusal):
    receipt = registered(here)
    with pytest.raises(refusal):
        triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=decided, now=LATER)
    assert kinds(receipt.id) == ["appeals.registered"]


def test_triage_never_lowers_an_emergency(here):
    receipt = registered(here, GAS)
    with pytest.raises(LowersEmergency):
        triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=DECIDED, now=LATER)
    decided = replace(DECIDED, category="util.gas", urgency=Urgency.EMERGENCY)
    triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=decided, now=LATER)
    assert Appeal.objects.get(id=receipt.id).is_hazard


def test_triage_may_correct_the_place_and_name_who_is_complained_of(here):
    receipt = registered(here, place=Place())
    where = here.small.inside(here.small.grids[0])
    decided = replace(
        DECIDED,
        place=Place(lon=where[0], lat=where[1], crs="CGCS2000"),
        complained_units=(here.company,),
        households=40,
    )
    triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=decided, now=LATER)
    appeal = Appeal.objects.get(id=receipt.id)
    assert (appeal.area_path, appeal.complained_ids, appeal.households) == (here.small.grids[0], [here.company], 40)


def test_raising_the_urgency_is_at_once_and_tightens_the_clock(here):
    receipt = registered(here, CLUTTER)
    assert receipt.urgency is Urgency.NORMAL
    now = NOW + timedelta(minutes=2)
    assert triaging.change_urgency(
        actor=here.agent, appeal_id=receipt.id, to=Urgency.EMERGENCY, reason="有老人被困", now=now
    )
    (duty,) = duties.of(("appeals", receipt.id))
    assert duty.due_at == NOW + timedelta(minutes=5)
    assert kinds(receipt.id)[-1] == "appeals.urgency_changed"


def test_lowering_needs_a_second_person_and_no_clock_becomes_longer(here):
    receipt = registered(here, GAS)
    fields: dict[str, Any] = {"appeal_id": receipt.id, "now": LATER}
    assert not triaging.change_urgency(actor=here.agent, to=Urgency.NORMAL, reason="误报", **fields)
    with pytest.raises(requests.AskedBefore):
        triaging.change_urgency(actor=here.agent, to=Urgency.NORMAL, reason="误报", **fields)
    with pytest.raises(requests.SamePerson):
        triaging.decide_urgency(actor=here.agent, approve=True, **fields)
    assert Appeal.objects.get(id=receipt.id).urgency == "emergency"
    triaging.decide_urgency(actor=here.second_agent, approve=True, **fields)
    assert Appeal.objects.get(id=receipt.id).urgency == "normal"
    (duty,) = duties.of(("appeals", receipt.id))
    assert duty.due_at == NOW + timedelta(minutes=5)
    assert Request.objects.get().state == "approved"


def test_the_second_person_may_keep_it(here):
    receipt = registered(here, GAS)
    fields: dict[str, Any] = {"appeal_id": receipt.id, "now": LATER}
    triaging.change_urgency(actor=here.agent, to=Urgency.NORMAL, reason="误报", **fields)
    triaging.decide_urgency(actor=here.second_agent, approve=False, **fields)
    assert Appeal.objects.get(id=receipt.id).urgency == "emergency"
    assert kinds(receipt.id)[-2:] == ["appeals.urgency_lowering_asked", "appeals.urgency_kept"]


def test_asking_for_more_stops_the_triage_clock(here):
    receipt = registered(here, CLUTTER)
    until = asking.ask_info(actor=here.agent, appeal_id=receipt.id, question="几号楼几单元?", now=LATER)
    assert until is not None
    assert owed(receipt.id) == {"appeals.triage": DutyState.PAUSED, "appeals.add_info": DutyState.OPEN}
    asking.add_info(actor=holder(receipt.id), appeal_id=receipt.id, body="2号楼1单元", now=LATER + timedelta(hours=1))
    assert owed(receipt.id) == {"appeals.triage": DutyState.OPEN, "appeals.add_info": DutyState.MET}
    (triage,) = [duty for duty in duties.of(("appeals", receipt.id)) if duty.deed == "appeals.triage"]
    assert triage.due_at == NOW + timedelta(minutes=80)


def test_added_emergency_words_raise_the_urgency(here):
    receipt = registered(here, CLUTTER)
    asking.ask_info(actor=here.agent, appeal_id=receipt.id, question="现场有什么危险?", now=LATER)
    asking.add_info(actor=holder(receipt.id), appeal_id=receipt.id, body="着火了!浓烟滚滚,有人被困", now=LATER)
    assert Appeal.objects.get(id=receipt.id).urgency == "emergency"


@pytest.mark.parametrize("text, state", [(CLUTTER, "terminated"), (GAS, "triaged")])
def test_without_an_answer_a_danger_goes_on_and_the_rest_ends(here, text, state):
    receipt = registered(here, text)
    until = asking.ask_info(actor=here.agent, appeal_id=receipt.id, question="几号楼?", now=LATER)
    assert until is not None
    asking.end_waiting(appeal_id=receipt.id, now=until + timedelta(minutes=1))
    appeal = Appeal.objects.get(id=receipt.id)
    assert appeal.state == state
    assert owed(receipt.id)["appeals.triage"] is DutyState.DROPPED
    assert asking.end_waiting(appeal_id=receipt.id, now=until + timedelta(minutes=2)) is None


@pytest.mark.parametrize(
    "category, read, mode", [(None, "top", "top"), ("util.gas", "top", "top"), ("util.sewer", "top", None)]
)
def test_the_mode_read_from_the_text_goes_with_the_category_read(here, category, read, mode):
    appeal = Appeal.objects.get(id=registered(here, GAS).id)
    appeal.category = category
    appeal.proposal = {**(appeal.proposal or {}), "category": "util.gas", "mode": read}
    own = standards.categories(NOW)[category or "util.gas"].mode
    assert mode_of(appeal, NOW) == (mode or own)

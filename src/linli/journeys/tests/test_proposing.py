"""A hot event becomes a topic or a project: an office decides, reporters hear of it, a rule only suggests (S-097)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.models import Appeal
from linli.appeals.queries import rows
from linli.dashboards import actions as dashboards
from linli.dashboards.models import HotAlert
from linli.dashboards.queries import repeats
from linli.dashboards.tests.factories import case, store
from linli.dashboards.tests.test_hot import NOW, OTHERS, SMOKE, gather, told
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import Town
from linli.duties import queries as duties
from linli.journal import queries as journal
from linli.journal import wiring
from linli.journeys import reactions
from linli.journeys.actions import proposing
from linli.journeys.models import Proposal
from linli.journeys.queries import proposals
from linli.journeys.words import ProposalKind, ProposalState
from linli.kernel.errors import Conflict, Invalid, NotFound
from linli.notices.models import Message
from linli.people.tests.areas import COMMUNITY, GRID

pytestmark = pytest.mark.django_db
DUE = date(2026, 4, 1)


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Any) -> Town:
    settings.MEDIA_ROOT = tmp_path
    for kind, reaction in reactions.REACTIONS:
        wiring.subscribe(kind, reaction)
    return factories.town()


def proposed(town: Town) -> UUID:
    told(town, SMOKE[:3], named=True)
    told(town, SMOKE[3:], first=10)
    gather()
    return proposing.propose_hot_spot(
        actor=town.zhao, spot_id=HotAlert.objects.get().spot_id, kind=ProposalKind.TOPIC, title="烧烤店油烟怎么治",
        unit_id=town.units["committee"], due_on=DUE, now=NOW,
    )  # fmt: skip


def test_one_tap_makes_a_topic_with_an_owner_and_a_day(town: Town) -> None:
    made = proposed(town)
    row, alert = Proposal.objects.get(id=made), HotAlert.objects.get()
    assert (row.kind, row.source_id, row.proposed_by_id) == ("topic", alert.id, town.zhao.account_id)
    assert (alert.decided, alert.decided_by_id, len(row.appeal_ids)) == ("topic", town.zhao.account_id, 7)
    (duty,) = duties.of(("journeys", made))
    assert (duty.deed, duty.owed_by, duty.is_live) == ("journeys.answer_proposal", town.units["committee"], True)
    assert [fact.kind for fact in journal.facts_of(made)] == ["journeys.proposed"]
    assert proposals.proposal(town.of("committee"), made).title == "烧烤店油烟怎么治"
    with pytest.raises(NotFound):
        proposals.proposal(town.of("enforcement"), made)
    with pytest.raises(Conflict):
        proposing.propose_hot_spot(
            actor=town.zhao, spot_id=alert.id, kind=ProposalKind.PROJECT, title="x", unit_id=town.units["committee"],
            due_on=DUE, now=NOW,
        )  # fmt: skip


def test_reporters_hear_of_it_each_of_the_own_report_only(town: Town) -> None:
    made = proposed(town)
    messages = list(Message.objects.filter(template="appeal.proposed"))
    named = Appeal.objects.filter(id__in=Proposal.objects.get(id=made).appeal_ids, reporter_id__isnull=False)
    assert {message.subject_id for message in messages} == set(named.values_list("id", flat=True))
    assert len(messages) == 3
    line = rows.happening(journal.facts_of(named[0].id)[-1])
    assert (line.is_for_resident, "协商议题" in line.says.zh, line.more) == (True, True, {})


def test_the_office_decides_once_and_says_why_not(town: Town) -> None:
    made = proposed(town)
    given: dict[str, Any] = {"proposal_id": made, "now": NOW}
    with pytest.raises(NotFound):
        proposing.answer_proposal(actor=town.of("enforcement"), taken_up=True, **given)
    with pytest.raises(Invalid):
        proposing.answer_proposal(actor=town.of("committee"), taken_up=False, **given)
    assert Proposal.objects.get(id=made).state == "proposed"
    proposing.answer_proposal(actor=town.of("committee"), taken_up=False, reason="已责成停业", **given)
    row = proposals.proposal(town.of("committee"), made)
    assert (row.state, row.decided_by) == (ProposalState.REFUSED, town.of("committee").account_id)
    assert "已责成停业" in str(Message.objects.filter(template="appeal.proposal_refused")[0].params)
    assert not duties.of(("journeys", made))[0].is_live
    with pytest.raises(Conflict):
        proposing.answer_proposal(actor=town.of("committee"), taken_up=True, **given)


def test_three_of_one_leaf_in_a_community_are_proposed_once_and_nobody_is_told(town: Town) -> None:
    told(town, OTHERS[:2])
    Appeal.objects.filter(id__in=told(town, SMOKE[:1], first=3)).update(complained_ids=[town.units["committee"]])
    gather()
    assert not Proposal.objects.exists(), "of what complains of a unit nothing is proposed"
    told(town, OTHERS[2:], first=5)
    gather()
    row = Proposal.objects.get()
    assert (row.source, row.category, row.area_path) == ("leaf", "street.mobile_vendor", COMMUNITY)
    assert (row.proposed_by_id, len(row.appeal_ids)) == (None, 3)
    assert not Message.objects.filter(template="appeal.proposed").exists()
    told(town, SMOKE[:3], first=20)
    dashboards.gather_anew()
    gather()
    assert Proposal.objects.count() == 1


def test_a_thread_of_a_group_ends_in_the_same_list(town: Town) -> None:
    made = proposing.propose_thread(thread_id=UUID(int=9), title="电梯加装", area_path=GRID, now=NOW)
    (row,) = proposals.proposals(town.zhao, state=ProposalState.PROPOSED)
    assert (row.id, row.source.value, row.title) == (made, "thread", "电梯加装")


def test_how_often_it_came_again_before_and_after(town: Town) -> None:
    earlier = case(at=NOW - timedelta(days=3), category="noise.commercial")
    store(
        earlier,
        case(at=NOW - timedelta(days=2), category="noise.commercial", repeats_id=earlier.id),
        case(at=NOW + timedelta(days=2), category="noise.commercial"),
        case(at=NOW + timedelta(days=31), category="noise.commercial", repeats_id=earlier.id),
    )
    before, after = repeats.around(COMMUNITY, "noise.commercial", NOW)
    assert (before.reports, before.percent, after.reports, after.percent) == (2, 50, 1, 0)

"""Lists, details and the resident's view: what is seen by whom, with how many statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.appeals.actions import diverting, triaging
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import Reporter
from linli.appeals.models import Appeal
from linli.appeals.queries import detail, lists, nearby, resident
from linli.appeals.queries.reach import in_reach
from linli.appeals.tests.factories import (
    CLUTTER,
    DECIDED,
    GAS,
    NOW,
    PHONE,
    SEWER,
    answered,
    holder,
    rated,
    registered,
    triaged,
)
from linli.appeals.words import Channel, State, Urgency
from linli.duties.words import Card
from linli.kernel.errors import Invalid, NotFound
from linli.people.tests import factories as people

LATER = NOW + timedelta(minutes=10)


def ids(page: Any) -> list[UUID]:
    return [row.id for row in page.rows]


def test_the_list_is_newest_first_with_the_clock_that_runs(here, django_assert_num_queries):
    first = registered(here, CLUTTER).id
    second = registered(here, GAS, now=NOW + timedelta(minutes=1)).id
    with django_assert_num_queries(3):
        page = lists.staff_list(here.agent, now=NOW + timedelta(hours=1))
    assert ids(page) == [second, first]
    gas, clutter = page.rows
    assert gas.due is not None
    assert (gas.urgency, gas.card, gas.due.deed) == (Urgency.EMERGENCY, Card.RED, "appeals.triage")
    assert (clutter.card, clutter.category, clutter.proposed) == (Card.RED, None, "env.corridor_clutter")


def test_the_list_does_not_ask_more_for_more_rows(here, django_assert_num_queries):
    for number in range(7):
        registered(here, CLUTTER, now=NOW + timedelta(minutes=number))
    with django_assert_num_queries(3):
        page = lists.staff_list(here.agent, now=NOW, size=5)
    assert len(page.rows) == 5
    with django_assert_num_queries(3):
        rest = lists.staff_list(here.agent, now=NOW, size=5, cursor=page.next or "")
    assert (len(rest.rows), rest.next) == (2, None)
    assert not set(ids(page)) & set(ids(rest))
    with pytest.raises(Invalid):
        lists.staff_list(here.agent, now=NOW, cursor="nonsense")


@pytest.mark.parametrize(
    "wanted, found",
    [
        (lists.Filter(), {"gas", "clutter", "closed", "desk"}),
        (lists.Filter(only_open=True), {"gas", "clutter", "desk"}),
        (lists.Filter(states=frozenset({State.CLOSED})), {"closed"}),
        (lists.Filter(urgency=Urgency.EMERGENCY), {"gas"}),
        (lists.Filter(group="util"), {"closed"}),
        (lists.Filter(category="util.sewer"), {"closed"}),
        (lists.Filter(channel=Channel.DESK), {"desk"}),
        (lists.Filter(area="370203/370203008"), {"gas", "clutter", "closed"}),
        (lists.Filter(area="370203/370203005"), {"desk"}),
        (lists.Filter(text="煤气味"), {"gas"}),
        (lists.Filter(text="婴儿车 纸箱"), {"clutter", "desk"}),
        (lists.Filter(text="没有的话"), set()),
        (lists.Filter(phone="139 0000 0001"), {"gas", "clutter", "closed"}),
        (lists.Filter(phone="13900009999"), set()),
        (lists.Filter(number="370203-260311-99999"), set()),
        (lists.Filter(number="nonsense"), set()),
        (lists.Filter(mine=True), {"desk"}),
        (lists.Filter(due=lists.Due.OVERDUE), {"gas"}),
        (lists.Filter(since=NOW.date(), until=NOW.date() + timedelta(days=1)), {"gas", "clutter", "closed", "desk"}),
        (lists.Filter(until=NOW.date()), set()),
        (lists.Filter(is_hazard=True), {"closed"}),
        (lists.Filter(is_reopened=True), set()),
    ],
)
def test_the_filters(here, wanted, found):
    lon, lat = here.small.inside(here.small.grids[0])
    elsewhere = Place(lon=lon, lat=lat, crs="CGCS2000")
    known: dict[str, Any] = {
        "gas": registered(here, GAS).id,
        "clutter": registered(here, CLUTTER).id,
        "closed": rated(here),
        "desk": registered(here, CLUTTER, actor=here.agent, channel=Channel.DESK, reporter=None, place=elsewhere).id,
    }
    page = lists.staff_list(here.agent, wanted, now=NOW + timedelta(minutes=6))
    assert set(ids(page)) == {known[name] for name in found}


def test_counts_beside_the_filters(here, django_assert_num_queries):
    registered(here, GAS)
    registered(here, CLUTTER)
    rated(here)
    with django_assert_num_queries(1):
        counted = lists.counts(here.agent, now=NOW + timedelta(minutes=6))
    assert counted == lists.Counts(2, {State.RECEIVED: 2}, emergency=1, urgent=0, overdue=1, soon=0)


@pytest.mark.parametrize("common", [1, 2, 3_000])
def test_common_and_rare_words_find_the_same(here, monkeypatch, django_assert_num_queries, common):
    monkeypatch.setattr(lists, "_COMMON", common)
    found = [registered(here, CLUTTER, now=NOW + timedelta(minutes=number)).id for number in range(3)]
    registered(here, GAS)
    with django_assert_num_queries(4):
        page = lists.staff_list(here.agent, lists.Filter(text="婴儿车 纸箱"), now=NOW, size=2)
    assert ids(page) == found[:0:-1]
    assert lists.counts(here.agent, lists.Filter(text="婴儿车"), now=NOW).open == 3


def test_a_one_letter_search_is_refused(here):
    with pytest.raises(Invalid):
        lists.staff_list(here.agent, lists.Filter(text="煤"), now=NOW)


@pytest.mark.parametrize(
    "who", ["agent", "community", "street", "district", "worker", "handler", "stranger", "leader", "admin"]
)
def test_the_list_shows_what_the_single_question_allows(here, who):
    actor = here.admins[0] if who == "admin" else getattr(here, who)
    lon, lat = here.small.inside(here.small.grids[0])
    everything = [
        registered(here).id, answered(here), registered(here, place=Place(lon=lon, lat=lat, crs="CGCS2000")).id,
    ]  # fmt: skip
    actor = replace(actor, recusals=frozenset({("appeals", everything[0])}))
    listed = set(Appeal.objects.filter(in_reach(actor)).values_list("id", flat=True))
    single = {
        row.id
        for row in Appeal.objects.all()
        if actor.may("appeals.view", row.area_path, units=row.unit_ids, subject=("appeals", row.id))
    }
    assert listed == single


def test_the_detail_holds_everything_in_few_statements(here, django_assert_num_queries):
    appeal_id = rated(here)
    with django_assert_num_queries(6):
        found = detail.detail(here.agent, appeal_id, now=NOW)
    assert found.appeal.state is State.CLOSED
    assert found.contact is not None
    assert (found.contact.name, found.contact.phone) == ("王**", "139****0001")
    assert [text.kind.value for text in found.texts] == ["report", "reply"]
    assert found.timeline[0].kind == "appeals.registered"
    assert found.timeline[0].says.zh == "诉求已登记"
    assert [rating.solved.value for rating in found.ratings] == ["solved"]
    assert {duty.deed for duty in found.duties} >= {"appeals.triage", "appeals.start_revisit"}


def test_strangers_and_the_recused_find_nothing(here):
    appeal_id = registered(here).id
    for actor in (here.stranger, replace(here.agent, recusals=frozenset({("appeals", appeal_id)}))):
        with pytest.raises(NotFound):
            detail.detail(actor, appeal_id, now=NOW)
    with pytest.raises(NotFound):
        resident.view(people.resident(), appeal_id, now=NOW)


def test_the_unit_complained_of_never_sees_the_reporter(here):
    decided = replace(DECIDED, complained_units=(here.committee,))
    appeal_id = triaged(here, text=SEWER + "我叫张三,电话13912345678,3单元501室", decided=decided)
    found = detail.detail(here.community, appeal_id, now=NOW)
    assert found.sight.is_complained_of
    assert found.contact is None
    assert (found.appeal.reporter_id, found.appeal.building_id, found.appeal.lon) == (None, None, None)
    assert (found.appeal.area_path, found.appeal.place_words) == (here.small.estate_community, "")
    assert (found.files, found.requests, found.appeal.proposal) == ((), (), {})
    said = " ".join(text.body for text in found.texts)
    assert not [word for word in ("张三", "13912345678", "501") if word in said]
    assert lists.staff_list(here.community, lists.Filter(text="污水管"), now=NOW).rows == ()
    assert lists.staff_list(here.community, lists.Filter(phone=PHONE), now=NOW).rows == ()
    (row,) = lists.staff_list(here.community, now=NOW).rows
    assert (row.is_complained_of, row.area_path) == (True, here.small.estate_community)


def test_a_childs_contact_is_not_in_the_detail(here):
    appeal_id = registered(here, is_minor=True).id
    assert detail.detail(here.agent, appeal_id, now=NOW).contact is None


def test_the_resident_sees_the_own_case_in_plain_words(here, django_assert_num_queries):
    receipt = registered(here, CLUTTER)
    triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=DECIDED, now=LATER)
    with django_assert_num_queries(9):
        own = resident.view(resident.holder(receipt.token), receipt.id, now=LATER)
    assert (own.standing, own.may) == (State.TRIAGED, ("appeals.withdraw",))
    assert [line.says.zh for line in own.timeline] == ["诉求已登记", "已研判"]
    assert own.next_step is not None
    assert own.next_step.deed == "dispatch.dispatch"
    assert [text.body for text in own.texts] == [CLUTTER]


def test_my_reports(here, django_assert_num_queries):
    account_id = people.account("王阿姨", phone="13900000077")
    wang = people.resident(account_id=account_id)
    first = registered(here, actor=wang, reporter=None).id
    second = registered(here, actor=wang, reporter=Reporter("王阿姨", PHONE), now=LATER).id
    registered(here)
    with django_assert_num_queries(1):
        rows = resident.mine(account_id)
    assert [row.id for row in rows] == [second, first]
    assert rows[0].seen.zh == "已收到"


def test_open_reports_near_by_tell_nothing_about_people(here):
    appeal_id = registered(here, SEWER).id
    spot = nearby.spot_of(Appeal.objects.get(id=appeal_id))
    (near,) = nearby.similar_open(spot, now=LATER)
    assert (near.id, near.category, near.distance_m) == (appeal_id, "util.sewer", 0)
    assert near.community_path == here.small.estate_community


def test_a_merged_report_hears_only_what_came_after(here):
    receipt = registered(here, CLUTTER)
    diverting.call_line(actor=here.agent, appeal_id=receipt.id, line="119", receipt="", now=LATER)
    own = resident.view(holder(receipt.id), receipt.id, now=LATER)
    assert [line.kind for line in own.timeline] == ["appeals.registered", "appeals.line_called"]

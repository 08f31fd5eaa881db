"""The lists of the desk ask the same number of questions for ten cases as for forty, and show what one may decide."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.actions import triaging
from linli.appeals.queries import lists, waiting
from linli.appeals.words import RequestKind, Urgency
from linli.dispatch.actions import issuing, outdoors, supervising, taking
from linli.dispatch.queries import subjects
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import ContactMeans
from linli.duties import queries as duties
from linli.duties.tests import factories as owing
from linli.kernel.actor import Actor
from linli.people.tests.areas import GRID
from linli.web.staff import briefs, decisions, inbox, revisit
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]
FEW, MANY = 10, 40


def owed_cases(town: Town, number: int, deed: str) -> list[UUID]:
    """Return cases on which `deed` is owed: half of them on the case itself, half on its order."""
    made = []
    for turn in range(number):
        appeal_id = factories.triaged(town)
        subject = ("appeals", appeal_id)
        if turn % 2:
            unit = town.units["office"]
            subject = ("dispatch", issuing.dispatch(actor=town.street, appeal_id=appeal_id, unit_id=unit, now=MONDAY))
        owing.owe(owing.owed(subject, deed=deed, area=GRID, role="district", start=MONDAY), now=MONDAY)
        made.append(appeal_id)
    return made


DESKS = [
    ("/desk/", inbox, "appeals.confirm_refuse", "agent"),
    ("/desk/revisit/", revisit, "appeals.start_revisit", "revisitor"),
    ("/desk/decisions/", decisions, "dispatch.decide_bounce", "district"),
]


@pytest.mark.parametrize("path, desk, deed, role", DESKS)
def test_forty_cases_ask_as_often_as_ten(
    town: Town, sign_in: Any, monkeypatch: pytest.MonkeyPatch, path: str, desk: Any, deed: str, role: str
) -> None:
    monkeypatch.setattr(desk, "SIZE", MANY)
    client = sign_in(getattr(town, role))
    asked = []
    for more in (FEW, MANY - FEW):
        owed_cases(town, more, deed)
        client.get(path)
        with CaptureQueriesContext(connection) as told:
            answer = client.get(path)
        asked.append(len(told))
        shown = [row for row in answer.context["rows"] if row["duty"].deed == deed]
    assert len(shown) == MANY
    assert all(row["brief"] for row in shown)
    assert asked[0] == asked[1]
    assert asked[0] <= 12


def test_rows_by_ids_ask_once_and_keep_to_the_reach(
    town: Town, dispatched: tuple[UUID, UUID], django_assert_num_queries: Any
) -> None:
    ids = [dispatched[0], factories.register(town)]
    with django_assert_num_queries(1):
        found = lists.rows_by_ids(town.street, ids, now=MONDAY)
    assert found[ids[0]].number == lists.staff_list(town.street, now=MONDAY).rows[-1].number
    assert lists.rows_by_ids(town.outsider, ids, now=MONDAY) == {}
    with django_assert_num_queries(0):
        assert lists.rows_by_ids(town.street, [], now=MONDAY) == {}


def in_hand(town: Town, dispatched: tuple[UUID, UUID]) -> Actor:
    """Return the unit's clerk after taking the order and calling."""
    office = town.of("office")
    taking.accept(actor=office, order_id=dispatched[1], now=MONDAY)
    taking.first_contact(actor=office, order_id=dispatched[1], means=ContactMeans.PHONE, note="说清了", now=MONDAY)
    return office


def test_duties_of_notices_and_supervisions_lead_to_their_case(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any, django_assert_num_queries: Any
) -> None:
    appeal_id, order_id = dispatched
    office = in_hand(town, dispatched)
    notice = outdoors.rectify(
        actor=office,
        order_id=order_id,
        to_words="路口早点摊",
        notice="三日内清走",
        due_on=date(2026, 3, 20),
        now=MONDAY,
    )
    asked = supervising.supervise(actor=town.supervisor, appeal_id=appeal_id, note="为什么还没办", now=MONDAY)
    with django_assert_num_queries(1):
        found = subjects.appeals_of([order_id, notice, asked])
    assert found == dict.fromkeys((order_id, notice, asked), appeal_id)
    rows = duties.inbox(office, now=MONDAY).rows
    with django_assert_num_queries(2):
        assert {brief.id for brief in briefs.of_duties(office, rows, MONDAY).values()} == {appeal_id}
    page = sign_in(office).get("/desk/").content.decode()
    assert f"/desk/case/{appeal_id}/do/recheck/?on={notice}" in page
    assert f"/desk/case/{appeal_id}/do/answer_supervision/?on={asked}" in page
    client = sign_in(office)
    for form in (f"do/recheck/?on={notice}", f"do/answer_supervision/?on={asked}"):
        assert client.get(f"/desk/case/{appeal_id}/{form}").status_code == 200


def test_requests_without_a_clock_wait_at_the_desk_of_decisions(town: Town, sign_in: Any) -> None:
    appeal_id = factories.triaged(town, urgency=Urgency.URGENT)
    triaging.change_urgency(
        actor=town.agent, appeal_id=appeal_id, to=Urgency.NORMAL, reason="已拉警戒线,不急", now=MONDAY
    )
    # whoever asked does not decide
    assert waiting.to_decide(town.agent) == []
    assert waiting.to_decide(town.outsider) == []
    assert [row.kind for row in waiting.to_decide(town.street)] == [RequestKind.LOWER_URGENCY]
    page = sign_in(town.street).get("/desk/decisions/").content.decode()
    assert f"/desk/case/{appeal_id}/do/decide_urgency/" in page
    assert "没有期限的申请" in page
    sign_in(town.street).post(f"/desk/case/{appeal_id}/do/decide_urgency/", {"approve": "yes"})
    assert factories.appeal(appeal_id).urgency == Urgency.NORMAL
    assert waiting.to_decide(town.street) == []

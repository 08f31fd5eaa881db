"""What changes while a page is open: new rows, somebody else at the same case; asked for cheaply, told quietly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.desks.actions import presence as actions
from linli.desks.models import Presence
from linli.desks.queries import presence
from linli.dispatch.actions import issuing, taking
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.kernel.actor import STRANGER
from linli.kernel.errors import Forbidden
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_new_appeals_of_the_filter_are_counted(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    client = sign_in(town.street)
    address = "/desk/news/?list=queue&urgency=normal"
    first = client.get(address).json()
    assert first == {"new": 0, "newest": str(dispatched[0])}
    same = client.get(f"{address}&since={first['newest']}")
    assert same.json()["new"] == 0
    assert client.get(f"{address}&since={first['newest']}", headers={"If-None-Match": same["ETag"]}).status_code == 304
    fresh = [factories.triaged(town, now=MONDAY + minutes(number)) for number in (1, 2, 3)]
    with CaptureQueriesContext(connection) as told:
        answer = client.get(f"{address}&since={first['newest']}", headers={"If-None-Match": same["ETag"]})
    assert answer.json() == {"new": 3, "newest": str(fresh[-1])}
    assert len(told) <= 4, "\n".join(query["sql"][:160] for query in told)
    other = client.get(f"/desk/news/?list=queue&urgency=urgent&since={first['newest']}").json()
    assert other["new"] == 0


def test_new_duties_of_the_inbox(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    client = sign_in(town.of("office"))
    first = client.get("/desk/news/?list=inbox&deed=dispatch.accept").json()
    assert first["new"] == 0
    later = MONDAY + minutes(1)
    appeal_id = factories.triaged(town, now=later)
    issuing.dispatch(actor=town.street, appeal_id=appeal_id, unit_id=town.units["office"], now=later)
    address = f"/desk/news/?list=inbox&deed=dispatch.accept&since={first['newest']}"
    assert client.get(address).json()["new"] == 1
    assert sign_in(town.of("gas")).get(address).json()["new"] == 0


@pytest.mark.parametrize("address, status", [
    ("/desk/news/?list=nothing", 404),
    ("/desk/news/?list=queue&since=x", 404),
    ("/desk/news/?list=queue&q=一", 200),
])  # fmt: skip
def test_what_cannot_be_asked(town: Town, sign_in: Any, address: str, status: int) -> None:
    assert sign_in(town.street).get(address).status_code == status
    assert sign_in(None).get(address).status_code == 302


@pytest.mark.parametrize("language, words", [("zh", "office经办人 也在看"), ("en", "office经办人 has it open too")])
def test_two_people_in_one_case_see_each_other(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any, language: str, words: str
) -> None:
    address = f"/desk/case/{dispatched[0]}/here/"
    assert "也在看" not in sign_in(town.of("office")).post(address).content.decode()
    client = sign_in(town.street, language=language)
    client.post(address)
    with CaptureQueriesContext(connection) as told:
        page = client.post(address).content.decode()
    assert words in page
    assert "09:00" in page
    assert len(told) <= 9, "\n".join(query["sql"][:160] for query in told)
    assert Presence.objects.count() == 2


def test_the_page_learns_that_something_happened(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    client, address = sign_in(town.street), f"/desk/case/{dispatched[0]}/here/"
    before = client.post(address).content
    assert client.post(address).content == before
    taking.accept(actor=town.of("office"), order_id=dispatched[1], now=MONDAY)
    assert client.post(address).content != before


def test_since_when_and_until_when(town: Town) -> None:
    case = UUID(int=7)
    actions.look(actor=town.li, appeal_id=case, now=MONDAY)
    actions.look(actor=town.li, appeal_id=case, now=MONDAY + minutes(0.5))
    (one,) = presence.others(town.zhao, case, now=MONDAY + minutes(1.5))
    assert (one.account_id, one.since) == (town.li.account_id, MONDAY)
    assert presence.others(town.li, case, now=MONDAY) == []
    # a moment longer than a minute without a sign: gone
    assert presence.others(town.zhao, case, now=MONDAY + minutes(1.5) + timedelta.resolution) == []
    # back again: since now
    actions.look(actor=town.li, appeal_id=case, now=MONDAY + minutes(3))
    assert presence.others(town.zhao, case, now=MONDAY + minutes(3))[0].since == MONDAY + minutes(3)
    # nothing is kept
    actions.look(actor=town.zhao, appeal_id=UUID(int=8), now=MONDAY + minutes(14))
    assert [row.account_id for row in Presence.objects.all()] == [town.zhao.account_id]


def test_who_may_not_see_a_case_is_not_there(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    address = f"/desk/case/{dispatched[0]}/here/"
    assert sign_in(town.of("gas")).post(address).status_code == 404
    assert sign_in(None).post(address).status_code == 302
    assert sign_in(town.street).get(address).status_code == 405
    with pytest.raises(Forbidden):
        actions.look(actor=STRANGER, appeal_id=dispatched[0], now=MONDAY)
    assert not Presence.objects.exists()


def test_whoever_is_complained_of_learns_nothing(town: Town, sign_in: Any) -> None:
    appeal_id = factories.triaged(town, complained=(town.units["office"],))
    address = f"/desk/case/{appeal_id}/here/"
    sign_in(town.district).post(address)
    answer = sign_in(town.of("office")).post(address)
    assert answer.status_code == 404 or "也在看" not in answer.content.decode()
    assert [row.account_id for row in Presence.objects.all()] == [town.district.account_id]

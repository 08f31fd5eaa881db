"""Hot events and proposals on the pages: within the budget, in both languages, masked, bound to the area (S-097)."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dashboards.models import HotAlert, HotSpot
from linli.dashboards.tests.test_hot import SMOKE, gather, told
from linli.dispatch.tests.factories import MONDAY, Town
from linli.journeys.models import Proposal
from linli.kernel.clocks import SHANGHAI
from linli.web.tests.test_resident_pages import text_of
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
pytestmark = pytest.mark.django_db
HERE, PROPOSED = "/desk/figures/hotspots/", "/desk/proposed/"
MOST = 20
"""Statements of a page; session and account are two of them."""


@pytest.fixture
def spot(town: Town) -> HotSpot:
    """Seven people tell of one barbecue."""
    told(town, SMOKE)
    gather()
    return HotSpot.objects.get()


def cost(client: Any, address: str) -> tuple[int, str]:
    client.get(address)
    with CaptureQueriesContext(connection) as said:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(said) <= MOST, len(said)
    return len(said), answer.content.decode()


@pytest.mark.parametrize("language, words", [("zh", "人数"), ("en", "People")])
def test_the_pages_show_it_within_the_budget(
    town: Town, sign_in: Any, spot: HotSpot, language: str, words: str
) -> None:
    client = sign_in(town.zhao, language=language)
    _, found = cost(client, HERE)
    assert (words in found, f"{HERE}{spot.id}/" in found) == (True, True)
    _, found = cost(client, f"{HERE}{spot.id}/")
    listed = set(re.findall(r"/desk/case/([0-9a-f-]{36})/", found))
    assert {str(one) for one in HotAlert.objects.get().appeal_ids} <= listed
    assert "老人咳嗽" not in found, "nobody's own words"
    assert found.count("<rect") >= 14, "a column for each day"
    cost(client, PROPOSED)


def test_one_tap_from_the_page_to_a_topic_and_its_answer(town: Town, sign_in: Any, spot: HotSpot) -> None:
    client, day = sign_in(town.zhao), MONDAY.astimezone(SHANGHAI).date()
    form = text_of(client.get(f"{HERE}{spot.id}/decide/topic/"))
    assert "7 个人" in form
    given = {"title": "油烟怎么治", "unit": str(town.units["committee"]), "due_on": f"{day.replace(day=day.day + 9)}"}
    answer = client.post(f"{HERE}{spot.id}/decide/topic/", given)
    made = Proposal.objects.get(source="hot_spot")
    assert answer.headers["Location"] == f"{PROPOSED}{made.id}/"
    assert "油烟怎么治" in text_of(client.get(PROPOSED))
    assert "提为协商议题" in text_of(client.get(f"{HERE}{spot.id}/"))
    office = sign_in(town.of("committee"))
    cost(office, f"{PROPOSED}{made.id}/")
    refused = office.post(f"{PROPOSED}{made.id}/answer/", {"state": "refused", "reason": ""})
    assert refused.status_code == 422
    assert office.post(f"{PROPOSED}{made.id}/answer/", {"state": "taken_up", "reason": ""}).status_code == 302
    assert "已采纳" in text_of(client.get(f"{PROPOSED}{made.id}/"))
    assert client.post(f"{HERE}{spot.id}/decide/watch/", {"reason": ""}).status_code == 422


@pytest.mark.parametrize("verdict", ["topic", "dismiss", "nothing"])
def test_whoever_is_bound_to_a_unit_sees_and_decides_nothing(
    town: Town, sign_in: Any, spot: HotSpot, verdict: str
) -> None:
    client = sign_in(town.of("enforcement"))
    assert client.get(HERE).status_code == 404
    assert client.get(f"{HERE}{spot.id}/").status_code == 404
    assert client.post(f"{HERE}{spot.id}/decide/{verdict}/", {"reason": "x"}).status_code == 404
    assert client.get(f"{PROPOSED}{UUID(int=1)}/").status_code == 404
    assert HotAlert.objects.get().decided is None


def test_nothing_hot_says_so(town: Town, sign_in: Any) -> None:
    assert "没有热点" in text_of(sign_in(town.zhao).get(HERE))
    assert "没有提议" in text_of(sign_in(town.zhao).get(PROPOSED))

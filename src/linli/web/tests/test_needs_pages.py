"""The week's ten needs on the pages: every number leads to its cases, an owner is named and answers (S-071)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dashboards.models import NeedOwner
from linli.dashboards.tests.factories import case, store
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.people.tests.areas import COMMUNITY, DISTRICT
from linli.web.tests.test_resident_pages import text_of
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
pytestmark = pytest.mark.django_db
HERE = "/desk/figures/needs/"
TUESDAY = MONDAY - timedelta(days=6)
MOST = 15
"""Statements of the page; session and account are two of them."""


@pytest.fixture
def cases(town: Town) -> list[UUID]:
    """Six blocked sewers in 李网格员's grid last week, and three other matters."""
    ids = [factories.triaged(town, "util.sewer", now=TUESDAY) for _ in range(6)]
    store(*(case(id=one, at=TUESDAY) for one in ids))
    store(*(case(at=TUESDAY, category="env.garbage") for _ in range(3)))
    return ids


@pytest.mark.parametrize("language, words", [("zh", "少于 5"), ("en", "fewer than 5")])
def test_the_ten_stand_there_within_the_budget(
    town: Town, sign_in: Any, cases: list[UUID], language: str, words: str
) -> None:
    client = sign_in(town.zhao, language=language)
    client.get(HERE)
    with CaptureQueriesContext(connection) as told:
        shown = text_of(client.get(HERE))
    assert (len(told) <= MOST, words in shown) == (True, True), len(told)
    assert not re.search(r">\s*3\s*<", client.get(HERE).content.decode()), "few are somebody"
    file = client.get(f"{HERE}?as=csv").content.decode("utf-8-sig")
    assert len(file.strip().splitlines()) == 3


def test_a_number_leads_to_as_many_cases(town: Town, sign_in: Any, cases: list[UUID]) -> None:
    client = sign_in(town.zhao)
    link = re.search(r'href="(/desk/figures/needs/cases/[^"]+util.sewer[^"]*)"', client.get(HERE).content.decode())
    assert link is not None
    listed = set(re.findall(r"/desk/case/([0-9a-f-]{36})/", client.get(link[1].replace("&amp;", "&")).content.decode()))
    assert listed == {str(one) for one in cases}


def test_the_week_before_is_a_link_away(town: Town, sign_in: Any, cases: list[UUID]) -> None:
    client = sign_in(town.zhao)
    links = re.findall(r'href="(\?[^"]*ago=(\d+)[^"]*)"', client.get(HERE).content.decode())
    assert {"0", "1", "2"} <= {ago for _, ago in links}
    (before,) = {link for link, ago in links if ago == "2"}
    assert "util.sewer" not in client.get(HERE + before.replace("&amp;", "&")).content.decode()


def test_an_owner_is_named_and_answers_from_the_inbox(town: Town, sign_in: Any, cases: list[UUID]) -> None:
    zhao = sign_in(town.zhao)
    form = f"{HERE}owner/?area={COMMUNITY}&ago=1&category=util.sewer"
    assert zhao.get(form).status_code == 200
    given = {"unit": str(town.units["committee"]), "due_on": "2026-03-20"}
    assert zhao.post(form, given).status_code == 302
    made = NeedOwner.objects.get()
    assert zhao.post(form, given).status_code in (409, 422)
    assert "社区居委会" in text_of(zhao.get(HERE)) or "committee" in text_of(zhao.get(HERE))
    clerk = sign_in(town.of("committee"))
    assert f"{HERE}{made.id}/" in clerk.get("/desk/").content.decode()
    assert clerk.post(f"{HERE}{made.id}/", {"words": ""}).status_code == 422
    assert clerk.post(f"{HERE}{made.id}/", {"words": "疏通了三处"}).status_code == 302
    assert "疏通了三处" in text_of(zhao.get(HERE))


def test_who_sees_and_names_nothing(town: Town, sign_in: Any, cases: list[UUID]) -> None:
    form = f"{HERE}owner/?area={COMMUNITY}&ago=1&category=util.sewer"
    assert sign_in(town.chen).get(HERE).status_code == 404, "bound to a unit"
    assert sign_in(town.zhao).get(f"{HERE}?area={DISTRICT}").status_code == 404
    assert sign_in(None).get(HERE).status_code == 302
    assert sign_in(town.li).get(form).status_code == 404
    assert sign_in(town.zhao).get(f"{HERE}owner/?area={COMMUNITY}&ago=1&category=nothing").status_code == 404
    for wrong in ("?ago=61", "?ago=x", "?who=x"):
        assert sign_in(town.zhao).get(HERE + wrong).status_code == 404
    assert NeedOwner.objects.count() == 0

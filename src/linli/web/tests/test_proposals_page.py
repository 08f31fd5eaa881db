"""The page that shows how right proposals were (ADR 0034)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.appeals.rules.proposals import FEWEST
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.people.tests.areas import DISTRICT
from linli.web.figures.proposals import share
from linli.web.tests.test_resident_pages import text_of
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
HERE = "/desk/figures/proposals/"
MOST = 11
"""Statements of the page; session and account are two of them."""


@pytest.fixture
def cases(town: Town) -> None:
    """Seven blocked sewers; five were proposed as gas."""
    ids = [factories.triaged(town, "util.sewer", now=MONDAY - timedelta(days=6)) for _ in range(7)]
    wrong = {"category": "util.gas", "confidence_percent": 40}
    Appeal.objects.filter(id__in=ids[:5]).update(proposal=wrong)
    Appeal.objects.filter(id__in=ids[5:]).update(proposal=wrong | {"category": "util.sewer"})


@pytest.mark.django_db
@pytest.mark.parametrize("language, words", [
    ("zh", ("类别建议准不准", "少于 5", "件数太少，不说", "不到 100 件", "常认错的")),
    ("en", ("How right the proposals are", "fewer than 5", "too few to say", "below 100", "Often taken")),
])  # fmt: skip
def test_it_shows_shares_and_confusions_within_the_budget(
    town: Town, sign_in: Any, cases: None, language: str, words: tuple[str, ...]
) -> None:
    client = sign_in(town.zhao, language=language)
    client.get(HERE)
    with CaptureQueriesContext(connection) as told:
        shown = text_of(client.get(HERE))
    assert len(told) <= MOST, len(told)
    assert [word for word in words if word not in shown] == []


@pytest.mark.django_db
def test_without_cases_it_says_so(town: Town, sign_in: Any) -> None:
    assert "件数太少，还说不出什么" in text_of(sign_in(town.zhao).get(HERE))


@pytest.mark.django_db
def test_who_sees_nothing(town: Town, sign_in: Any) -> None:
    assert sign_in(town.chen).get(HERE).status_code == 404, "bound to a unit"
    assert sign_in(town.zhao).get(f"{HERE}?area={DISTRICT}").status_code == 404
    assert sign_in(None).get(HERE).status_code == 302


@pytest.mark.parametrize("part, whole, said", [
    (None, 900, "件数太少，不说"),
    (2, FEWEST - 1, "件数太少，不说"),
    (4, 10, "少于 5"),
    (6, 10, "几乎全部"),
    (5, 10, "50.0%（5 / 10 件）"),
    (10, 10, "100.0%（10 / 10 件）"),
    (0, 10, "0.0%（0 / 10 件）"),
    (1999, 2000, "几乎全部"),
    (1994, 2000, "99.7%（1,994 / 2,000 件）"),
])  # fmt: skip
def test_small_parts_and_small_rests_are_not_written_out(part: int | None, whole: int, said: str) -> None:
    assert share(part, whole).zh == said

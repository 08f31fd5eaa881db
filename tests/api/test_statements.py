"""How many statements the interface's reading costs: the same for ten cases as for fifty, within the budget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.town import SEWER, Town, call, report

LIST, CASE = 8, 10
"""The budgets of a page of the list and of a case with its timeline; the token costs two of them."""

FILTERS = (
    "",
    "?text=污水管",
    "?state=received&only_open=true",
    "?due=overdue",
    "?category=util.sewer&urgency=normal",
    "?phone=13900000001",
    "?since=2026-01-01&until=2027-01-01&mine=true",
)


def asked(path: str, token: str) -> tuple[int, Any]:
    call("get", path, token=token)  # what is kept in memory is read with the first request
    with CaptureQueriesContext(connection) as told:
        answer = call("get", path, token=token)
    assert answer.status == 200, answer.body
    return len(told), answer.body


@pytest.mark.parametrize("query", FILTERS)
def test_any_filter_stays_in_the_budget(town: Town, query: str) -> None:
    for _ in range(3):
        report(town)
    statements, _ = asked(f"/appeals/{query}", town.token("agent", town.small.district))
    assert statements <= LIST


def test_fifty_cases_cost_what_ten_cost(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    token = town.token("agent", town.small.district)
    counted = []
    for more in (10, 40):
        for number in range(more):
            report(town, f"{SEWER}({number})")
        statements, body = asked("/appeals/?size=50", token)
        counted.append(statements)
    assert len(body["rows"]) == 50
    assert counted[0] == counted[1] <= LIST


def test_a_case_with_its_timeline_stays_in_the_budget(town: Town) -> None:
    receipt = report(town)
    statements, body = asked(f"/appeals/{receipt['id']}", town.token("agent", town.small.district))
    assert body["timeline"]
    assert statements <= CASE


def test_counts_cost_one_statement_more_than_the_token(
    town: Town, django_assert_num_queries: Callable[..., Any]
) -> None:
    report(town)
    statements, _ = asked("/appeals/counts?text=污水管", town.token("agent", town.small.district))
    assert statements == 3

"""The own account: keys for programs and sign-ings; and the page of a grid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.dispatch.tests.factories import MONDAY, Town
from linli.people import actions
from linli.people import queries as people
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]


def test_own_keys_are_listed_and_revoked(town: Town, sign_in: Any) -> None:
    agent = town.agent
    assert agent.account_id is not None
    token, raw = actions.issue_token(
        actor=agent, label="导出程序", scopes=["appeals.view"], expires_at=MONDAY + timedelta(days=30), now=MONDAY
    )
    client = sign_in(agent)
    page = client.get("/account/").content.decode()
    assert "导出程序" in page
    assert raw not in page
    # somebody else's key is not there for me
    assert sign_in(town.street).get(f"/account/key/{token}/revoke/").status_code == 404
    assert client.get(f"/account/key/{token}/revoke/").status_code == 200
    assert "密钥已作废" in client.post(f"/account/key/{token}/revoke/", follow=True).content.decode()
    assert people.tokens_of(agent.account_id, at=MONDAY) == []
    assert client.post(f"/account/key/{token}/revoke/").status_code == 404


def test_an_expired_key_is_not_listed(town: Town) -> None:
    agent = town.agent
    assert agent.account_id is not None
    until = MONDAY + timedelta(days=30)
    actions.issue_token(actor=agent, label="一", scopes=["appeals.view"], expires_at=until, now=MONDAY)
    assert [row.label for row in people.tokens_of(agent.account_id, at=MONDAY)] == ["一"]
    assert people.tokens_of(agent.account_id, at=until) == []


def test_own_sign_ins_are_listed(town: Town, sign_in: Any) -> None:
    assert town.agent.account_id is not None
    login = people.account(town.agent.account_id).login
    Client().post("/sign-in/", {"login": login, "name": login, "password": "not-it"})
    client = sign_in(town.agent)
    rows = people.sign_ins_of(town.agent.account_id)
    page = client.get("/account/").content.decode()
    assert "最近的登录" in page
    assert (not rows) == ("还没有登录记录" in page)
    other = town.street.account_id
    assert other is not None
    assert people.sign_ins_of(other) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_a_grid_tells_who_answers_and_the_outcomes(town: Town, sign_in: Any, language: str) -> None:
    page = sign_in(town.street, language=language).get("/desk/grid/370203008002003/").content.decode()
    for code in ("forces_cooperate", "services_land", "hazards_handled"):
        assert f"/definitions/#{code}" in page
    assert ("三项成效" if language == "zh" else "Three outcomes") in page
    assert ("没有上报数" if language == "zh" else "No number declared") in page or "declared" in page

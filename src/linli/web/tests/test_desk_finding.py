"""The palette's search: in reach only, in both languages, in a bounded number of statements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dispatch.tests.factories import Town, appeal
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]


@pytest.mark.parametrize("language, state", [("zh", "已派单"), ("en", "dispatched")])
def test_a_case_is_found_by_its_words(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any, language: str, state: str
) -> None:
    client = sign_in(town.street, language=language)
    client.get("/desk/find/?q=占道")
    with CaptureQueriesContext(connection) as told:
        answer = client.get("/desk/find/?q=占道")
    page = answer.content.decode()
    assert f"/desk/case/{dispatched[0]}/" in page
    assert state in page
    assert len(told) <= 7, "\n".join(query["sql"][:160] for query in told)


def test_who_may_not_see_a_case_does_not_find_it(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    assert str(dispatched[0]) not in sign_in(town.of("gas")).get("/desk/find/?q=占道").content.decode()
    assert sign_in(None).get("/desk/find/?q=占道").status_code == 302


@pytest.mark.parametrize("words", ["", "占", "  "])
def test_what_is_no_search_finds_nothing(town: Town, dispatched: object, sign_in: Any, words: str) -> None:
    answer = sign_in(town.street).get("/desk/find/", {"q": words})
    assert answer.status_code == 200
    assert "<li" not in answer.content.decode()


def test_a_deed_sent_by_the_script_leaves_the_way_on_to_it(
    town: Town, dispatched: tuple[UUID, UUID], sign_in: Any
) -> None:
    client = sign_in(town.of("office"))
    address = f"/desk/case/{dispatched[0]}/do/accept/"
    answer = client.post(address, {"client_id": "one-press"}, headers={"X-Requested-With": "dialog"})
    assert answer.status_code == 204
    assert appeal(dispatched[0]).state == "accepted"
    assert "已签收" in client.get("/desk/").content.decode()
    # the same press again without the script changes nothing and goes back as ever
    assert client.post(address, {"client_id": "one-press", "on": str(dispatched[1])}).status_code == 302

"""Kept filters beside the lists: with their counts, in both languages, in a bounded number of statements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.desks.models import SavedFilter
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import Town
from linli.web.tests.test_staff_pages import dispatched, sign_in, town

__all__ = ["dispatched", "sign_in", "town"]


def keep(client: Any, name: str, query: str, listed: str = "queue", **more: str) -> Any:
    return client.post("/desk/saved/keep/", {"list": listed, "name": name, "query": query, **more})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_stands_with_its_count(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any, language: str) -> None:
    factories.triaged(town)
    client = sign_in(town.street, language=language)
    filters = {"待签收": "state=dispatched", "没派的": "state=triaged", "空的": "state=closed", "占道": "q=占道"}
    for name, query in filters.items():
        assert keep(client, name, query).status_code == 302
    client.get("/desk/saved/?list=queue")
    with CaptureQueriesContext(connection) as told:
        answer = client.get("/desk/saved/?list=queue&state=triaged&case=1")
    assert {one["row"].name: one["count"] for one in answer.context["rows"]} == {
        "待签收": 1, "没派的": 1, "空的": 0, "占道": 2,
    }  # fmt: skip
    assert len(told) <= 6, "\n".join(query["sql"][:160] for query in told)
    assert [one["row"].name for one in answer.context["rows"] if one["current"]] == ["没派的"]
    assert answer.context["current"] == ""
    page = answer.content.decode()
    assert ("存下的" if language == "zh" else "Kept") in page
    assert "/desk/queue/?state=dispatched" in page


def test_for_the_inbox_too(town: Town, dispatched: tuple[UUID, UUID], sign_in: Any) -> None:
    client = sign_in(town.of("office"))
    keep(client, "签收", "deed=dispatch.accept", "inbox")
    keep(client, "超期", "card=red", "inbox")
    with CaptureQueriesContext(connection) as told:
        rows = client.get("/desk/saved/?list=inbox").context["rows"]
    assert {one["row"].name: one["count"] for one in rows} == {"签收": 1, "超期": 0}
    assert len(told) <= 6


def test_shared_with_the_unit_and_removed(town: Town, sign_in: Any) -> None:
    unit = str(town.units["office"])
    clerk, head = sign_in(town.of("office")), sign_in(town.head("office"))
    keep(clerk, "待签收", "state=dispatched", unit=unit)
    assert "待签收" in head.get("/desk/saved/?list=queue").content.decode()
    kept = SavedFilter.objects.get()
    assert head.post(f"/desk/saved/{kept.id}/remove/").status_code == 404
    assert clerk.post(f"/desk/saved/{kept.id}/remove/").status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("name, query", [("", "state=dispatched"), ("电话", "q=13900000001"), ("没有", "")])
def test_what_cannot_be_kept_says_why(town: Town, sign_in: Any, name: str, query: str) -> None:
    client = sign_in(town.street)
    keep(client, name, query)
    assert not SavedFilter.objects.exists()
    assert "tone-soon" in client.get("/desk/queue/").content.decode()


def test_strangers(town: Town, sign_in: Any) -> None:
    assert sign_in(None).get("/desk/saved/?list=queue").status_code == 302
    assert sign_in(town.street).get("/desk/saved/?list=nothing").status_code == 404
    assert keep(sign_in(town.street), "我的", "state=dispatched", unit=str(town.units["gas"])).status_code == 302
    assert not SavedFilter.objects.exists()

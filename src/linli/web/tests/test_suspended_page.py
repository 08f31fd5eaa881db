"""The public list of what is put aside says why and until when, and names nobody (T39)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.dispatch.actions import issuing, suspending, taking
from linli.dispatch.queries import suspended
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town, at
from linli.dispatch.words import ContactMeans, Decision
from linli.grid import queries as grid
from linli.people import queries as people
from linli.people.tests.areas import STREET
from linli.standards import queries as standards
from linli.web.tests.test_resident_pages import text_of

WORDS = "王阿姨家门口有人占道经营,电话13900000001"


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    yield make.town()
    for room in (grid, people, standards):
        room.forget()


def put_aside(town: Town) -> Any:
    appeal_id = make.triaged(town, text=WORDS)
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=MONDAY)
    own: dict[str, Any] = {"actor": town.of("enforcement"), "order_id": order_id, "now": MONDAY}
    taking.accept(**own)
    taking.first_contact(means=ContactMeans.PHONE, note="联系", **own)
    asked: dict[str, Any] = {"reason": "season", "plan": "开春再划线", "review_on": date(2026, 4, 1), "now": MONDAY}
    suspending.request_suspend(actor=town.head("enforcement"), order_id=order_id, **asked)
    return appeal_id, order_id


def approve(town: Town, order_id: Any) -> None:
    suspending.decide_suspend(
        actor=town.street, order_id=order_id, decision=Decision.ACCEPT, note="同意", now=at("2026-03-17 09:00")
    )


def test_it_says_what_where_why_and_until_when_and_nothing_else(town: Town, client: Client) -> None:
    appeal_id, order_id = put_aside(town)
    assert suspended.listed().rows == ()  # asked for is not granted
    approve(town, order_id)
    [row] = suspended.listed().rows
    assert (row.category, row.street_path, row.reason) == ("street.mobile_vendor", STREET, "season")
    assert (row.since, row.review_at) == (at("2026-03-17 09:00"), at("2026-04-01 17:30"))
    page = client.get("/suspended/")
    shown = text_of(page)
    assert standards.category("street.mobile_vendor", MONDAY).text.zh in shown
    assert standards.code("suspend_reason", "season", MONDAY).text.zh in shown
    stored = make.appeal(appeal_id)
    raw = page.content.decode()
    for hidden in (
        "王阿姨",
        "13900000001",
        "开春再划线",
        str(appeal_id),
        str(order_id),
        stored.area_path,
        "enforcement",
    ):
        assert hidden not in raw
    client.cookies["lang"] = "en"
    assert standards.code("suspend_reason", "season", MONDAY).text.en in text_of(client.get("/suspended/"))


def test_what_is_taken_up_again_is_not_listed(town: Town) -> None:
    _, order_id = put_aside(town)
    approve(town, order_id)
    suspending.resume(actor=town.of("enforcement"), order_id=order_id, now=at("2026-03-20 09:00"))
    assert suspended.listed().rows == ()


def test_statements_do_not_grow_with_rows(town: Town) -> None:
    counted = []
    for _ in range(2):
        _, order_id = put_aside(town)
        approve(town, order_id)
        with CaptureQueriesContext(connection) as seen:
            suspended.listed()
        counted.append(len(seen))
    assert counted == [3, 3]
    first = suspended.listed(size=1)
    second = suspended.listed(size=1, cursor=first.next or "")
    assert {row.id for row in (*first.rows, *second.rows)} == {row.id for row in suspended.listed().rows}
    assert second.next in (None, "")

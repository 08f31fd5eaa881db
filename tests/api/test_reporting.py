"""Reporting over HTTP: the measured path, its receipt, and every way it can be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from linli.appeals.models import Appeal
from tests.api.town import PHONE, SEWER, Town, call, report

HTTPLOAD = {
    "text": "1号楼污水管又堵了,楼道里全是污水(第1次,0.123456)",
    "channel": "web",
    "reporter": {"name": "居民1", "phone": "13900000001"},
}


ACCEPTING = 10
"""Look for the client id, near reports, contact, appeal, text, duty, fact, message, job, all in one transaction."""


def test_the_body_of_the_load_generator_is_taken(town: Town) -> None:
    answer = call("post", "/appeals/", HTTPLOAD | {"location": town.point, "client_id": str(uuid4())})

    assert answer.status == 201
    assert set(answer.body) == {
        "id", "number", "token", "url", "api_url", "state", "urgency", "triage_due_at", "emergency_numbers",
        "duplicates", "is_outside", "is_repeat", "note",
    }  # fmt: skip
    assert answer.body["state"] == "received"
    assert Appeal.objects.get().area_path == town.small.estate_grid


def test_accepting_takes_at_most_twenty_statements(
    town: Town, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    report(town)  # what is kept in memory is read with the first report
    with django_assert_max_num_queries(20) as captured:
        answer = call("post", "/appeals/", HTTPLOAD | {"location": town.point, "client_id": str(uuid4())})
    assert answer.status == 201
    assert len(captured) == ACCEPTING, "the budget is 20; say so here when it changes"


def test_the_limit_costs_accepting_one_statement(
    town: Town, settings: Any, django_assert_num_queries: Callable[..., Any]
) -> None:
    report(town)
    settings.LINLI_REPORTS_PER_MINUTE = 30
    with django_assert_num_queries(ACCEPTING + 1):
        call("post", "/appeals/", HTTPLOAD | {"location": town.point, "client_id": str(uuid4())})


def test_the_same_client_id_returns_the_first_receipt(town: Town) -> None:
    client_id = str(uuid4())
    first = report(town, client_id=client_id)

    again = call("post", "/appeals/", {"text": SEWER, "location": town.point, "client_id": client_id})

    assert again.status == 200
    assert again.body["number"] == first["number"]
    assert again.body["is_repeat"] is True
    assert Appeal.objects.count() == 1


def test_the_same_client_id_with_other_words_is_refused(town: Town) -> None:
    client_id = str(uuid4())
    report(town, client_id=client_id)

    again = call("post", "/appeals/", {"text": "别的话", "location": town.point, "client_id": client_id})

    assert (again.status, again.body["title"]) == (409, "appeals.key_taken")
    assert Appeal.objects.count() == 1


def test_the_header_names_the_press_as_well(town: Town) -> None:
    body = {"text": SEWER, "location": town.point}
    first = call("post", "/appeals/", body, **{"idempotency-key": "press-1"})
    again = call("post", "/appeals/", body, **{"idempotency-key": "press-1"})

    assert (first.status, again.status) == (201, 200)
    assert first.body["number"] == again.body["number"]


def test_emergency_words_come_back_with_numbers_to_call(town: Town) -> None:
    receipt = report(town, "楼道里一股很重的煤气味,三楼四楼都闻得到,会不会漏气了?")

    assert receipt["urgency"] == "emergency"
    assert receipt["emergency_numbers"]


def test_likely_duplicates_are_counted(town: Town) -> None:
    report(town)
    assert report(town, reporter={"name": "李大爷", "phone": "13900000002"})["duplicates"] == 1


def test_a_place_outside_the_district_is_taken_and_said(town: Town) -> None:
    far = {"lon": 121.5, "lat": 36.9, "crs": "EPSG:4326"}
    zh = call("post", "/appeals/", {"text": SEWER, "location": far})
    en = call("post", "/appeals/", {"text": SEWER, "location": far}, language="en")

    assert zh.status == en.status == 201
    assert zh.body["is_outside"] is True
    assert "不在本区" in zh.body["note"]
    assert "outside the district" in en.body["note"]


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("nothing said", {"text": "  "}, "appeals.nothing_said", "请写几句话"),
    ("no coordinate system", {"text": "x", "location": {"lon": 120.3, "lat": 36.0}}, "kernel.invalid", "坐标系"),
    ("unknown coordinate system", {"text": "x", "location": {"lon": 120.3, "lat": 36.0, "crs": "ED50"}},
     "kernel.invalid", "坐标系"),
    ("half a point", {"text": "x", "location": {"lon": 120.3, "crs": "EPSG:4490"}}, "kernel.invalid", "同时给出"),
    ("no text at all", {}, "api.invalid", ""),
    ("unknown channel", {"text": "x", "channel": "pigeon"}, "api.invalid", ""),
    ("a channel of the staff", {"text": "x", "channel": "phone_12345"}, "kernel.invalid", "没有令牌"),
    ("a number of another system", {"text": "x", "external_number": "A1"}, "kernel.invalid", "需要令牌"),
    ("unknown field", {"text": "x", "colour": "red"}, "api.invalid", ""),
    ("off the earth", {"text": "x", "location": {"lon": 1200, "lat": 36, "crs": "EPSG:4490"}}, "api.invalid", ""),
    ("too long", {"text": "很" * 5001}, "appeals.too_long", "超过 5000 字"),
    ("unknown building code", {"text": "x", "location": {"building_code": "nope"}}, "kernel.invalid", ""),
    ("a proxy without consent", {"text": "x", "is_proxy": True}, "appeals.no_proxy_consent", "征得本人同意"),
    ("a NUL", {"text": "a\x00b"}, "kernel.invalid", "控制字符"),
    ("half a surrogate", {"text": "\ud800"}, "api.invalid", ""),
]  # fmt: skip


@pytest.mark.parametrize("what, body, code, says", REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_used_is_said_in_both_languages(
    town: Town, what: str, body: dict[str, Any], code: str, says: str
) -> None:
    zh = call("post", "/appeals/", body)
    en = call("post", "/appeals/", body, language="en-GB,en;q=0.9")

    for answer in (zh, en):
        assert answer.status == 422, answer.body
        assert answer.kind == "application/problem+json"
        assert answer.body["title"] == code
    assert says in zh.body["detail"]
    assert zh.body["detail"] != en.body["detail"]
    assert Appeal.objects.count() == 0


def test_a_wrong_field_is_named(town: Town) -> None:
    answer = call("post", "/appeals/", {"text": "x", "location": {"lon": 1200, "lat": 36, "crs": "EPSG:4490"}})
    assert answer.body["fields"] == [{"field": "location.lon", "why": "不能大于 180.0"}]


def test_broken_json_is_said(town: Town) -> None:
    found = Client().post("/api/v1/appeals/", b'{"text": ', content_type="application/json")
    assert found.status_code == 400
    assert found.headers["Content-Type"] == "application/problem+json"


def test_a_token_that_is_none_is_refused_not_ignored(town: Town) -> None:
    answer = call("post", "/appeals/", {"text": SEWER}, token="linli_nonsense")
    assert (answer.status, answer.body["title"]) == (401, "api.token_needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_too_many_anonymous_reports_are_told_to_wait(town: Town, settings: Any) -> None:
    settings.LINLI_REPORTS_PER_MINUTE = 2
    statuses = [call("post", "/appeals/", {"text": SEWER}).status for _ in range(3)]
    last = call("post", "/appeals/", {"text": SEWER}, language="en")

    assert statuses == [201, 201, 429]
    assert last.status == 429
    assert 1 <= int(last.headers["Retry-After"]) <= 60
    assert last.body["retry_after_s"] == int(last.headers["Retry-After"])
    assert Appeal.objects.count() == 2


def test_staff_with_a_token_are_not_held_back_by_the_limit_of_the_unknown(town: Town, settings: Any) -> None:
    settings.LINLI_REPORTS_PER_MINUTE = 1
    token = town.token("agent", town.small.district)
    body = {"text": SEWER, "channel": "phone_12345", "location": town.point, "reporter": {"phone": PHONE}}

    answers = [call("post", "/appeals/", body | {"external_number": f"QD-{n}"}, token=token) for n in range(3)]

    assert [answer.status for answer in answers] == [201, 201, 201]


def test_a_token_has_its_own_limit_on_everything(town: Town, settings: Any) -> None:
    busy, quiet = town.token("agent", town.small.district), town.token("auditor", town.small.district)
    settings.LINLI_REQUESTS_PER_MINUTE = 3
    statuses = [call("get", "/people/me", token=busy).status for _ in range(5)]

    assert statuses == [200, 200, 200, 429, 429]
    assert call("get", "/people/me", token=quiet).status == 200


def test_the_same_number_of_the_other_system_is_taken_once(town: Town) -> None:
    token = town.token("agent", town.small.district)
    body = {"text": SEWER, "channel": "phone_12345", "external_number": "QD-1", "location": town.point}

    assert [call("post", "/appeals/", body, token=token).status for _ in range(2)] == [201, 200]


def test_a_draft_is_sent_by_its_link(town: Town) -> None:
    draft = call("post", "/appeals/drafts", {"text": "污水管", "location": town.point})
    assert draft.status == 201
    sent = call("post", f"/appeals/by-link/{draft.body['token']}/submit", {"text": SEWER})

    assert sent.status == 200
    assert sent.body["state"] == "received"
    assert sent.body["number"]

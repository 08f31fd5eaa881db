"""Open311: strangers read services, and of reports what is public, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.appeals.models import Appeal
from linli.appeals.queries import links
from linli.grid.models import Shape
from tests.api.open311 import LAMP, get, posted, system_key
from tests.api.test_rights import _draft
from tests.api.town import PHONE, Town, call, report

READS = ("v2/requests.json", "v2/servicerequestupdates.json")
READ = 7
"""The budget in statements of a list: limit, rows, notices, clocks, shapes."""


@pytest.fixture
def town(borrowed_town: Town) -> Town:
    return borrowed_town


def test_strangers_read_matter_community_and_standing_and_nothing_of_the_reporter(town: Town) -> None:
    made = posted(town, system_key(town), description=f"{LAMP}，我是王阿姨，电话{PHONE}，住17号楼2单元301",
                  media_url="https://photos.example.org/1.jpg", address_string="天惠苑小区17号楼2单元301")  # fmt: skip
    (shown,) = get("v2/requests.json").body
    assert shown["service_request_id"] == made["service_request_id"]
    assert (shown["status"], shown["service_code"], shown["service_name"]) == ("open", "util.streetlight", "路灯不亮")
    assert [shown[name] for name in ("description", "address_id", "media_url", "zipcode", "service_notice")] == [
        None
    ] * 5
    appeal = Appeal.objects.get()
    for secret in ("王", PHONE, "wang@", "301", "17号", "photos", links.number(appeal), links.token(appeal)):
        assert secret not in str(shown), secret
    ring = Shape.objects.get(area__path=town.here).geom
    lon, lat = (sum(corner[axis] for corner in ring) / len(ring) / 1e6 for axis in (0, 1))
    assert (shown["long"], shown["lat"]) == (round(lon, 6), round(lat, 6))
    assert shown["address"].split(", ")[0] == get("v2/requests.json", language="en").body[0]["address"].split(", ")[0]


@pytest.mark.parametrize("what, columns", [
    ("a child's", {"is_minor": True}),
    ("one that complains of somebody", {"complained_ids": [UUID(int=1)]}),
    ("one that was taken back", {"state": "withdrawn"}),
    ("a draft", {"state": "draft"}),
    ("one whose reporter left it", {"detached_at": timezone.now()}),
    ("what somebody does to a neighbour", {"category": "noise.neighbour"}),
    ("what a household needs", {"category": "welfare.elder_alone"}),
])  # fmt: skip
def test_what_would_tell_of_its_reporter_is_not_listed(what: str, columns: dict[str, Any], town: Town) -> None:
    receipt = report(town, LAMP, channel="web")
    Appeal.objects.update(category="util.streetlight")
    assert len(get("v2/requests.json").body) == 1
    Appeal.objects.update(**columns)
    assert get("v2/requests.json").body == [], what
    assert get(f"v2/requests/{receipt['id']}.json").status == 404
    assert get("v2/requests.json", service_request_id=receipt["id"]).body == []


def test_a_me_too_is_not_listed(town: Town) -> None:
    first, second = report(town, LAMP), report(town, LAMP + "!")
    Appeal.objects.update(category="util.streetlight")
    Appeal.objects.filter(id=second["id"]).update(same_as_id=first["id"])
    assert [one["service_request_id"] for one in get("v2/requests.json").body] == [first["id"]]


def test_whoever_knows_the_id_of_what_a_program_sent_learns_how_it_stands_and_no_place(town: Town) -> None:
    made = posted(town, system_key(town), service_code="noise.neighbour", description="楼上半夜拖桌子")
    assert get("v2/requests.json").body == []
    (shown,) = get(f"v2/requests/{made['service_request_id']}.json").body
    assert (shown["status"], shown["service_code"]) == ("open", "noise.neighbour")
    told = ("description", "address", "lat", "long", "agency_responsible", "expected_datetime", "media_url")
    assert [shown[name] for name in told] == [None] * 7


def test_published_words_are_shown_and_go_when_they_are_taken_down(town: Town) -> None:
    receipt = report(town, "楼上半夜拖桌子")
    editor, approver = (town.token(role, town.small.district) for role in ("editor", "approver"))
    drafted = call("post", "/notices/", _draft(town) | {"kind": "hotline_case", "body": "【诉求】噪声【答复】已劝止"},
                   token=editor)  # fmt: skip
    notice = drafted.body["id"]
    Appeal.objects.update(case_notice_id=notice, accountable_id=town.company, category="noise.neighbour",
                          state="closed", outcome="solved", ended_at=timezone.now())  # fmt: skip
    assert get("v2/requests.json").body == []
    for step, body in (("approve", None), ("publish", {})):
        assert call("post", f"/notices/{notice}/{step}", body, token=approver).status in (200, 201)
    (shown,) = get("v2/requests.json").body
    assert (shown["description"], shown["status"]) == ("【诉求】噪声【答复】已劝止", "closed")
    Appeal.objects.update(consent_withdrawn_at=timezone.now())
    assert get("v2/requests.json").body == []
    assert get(f"v2/requests/{receipt['id']}.json").status == 404


def test_the_list_is_narrowed(town: Town) -> None:
    key = system_key(town)
    lamp = posted(town, key)["service_request_id"]
    sewer = posted(town, key, service_code="util.sewer", description="井盖冒水")["service_request_id"]
    Appeal.objects.filter(id=sewer).update(
        state="closed", outcome="solved", accountable_id=town.drainage, ended_at=timezone.now()
    )

    def listed(**query: Any) -> list[str]:
        return [one["service_request_id"] for one in get("v2/requests.json", **query).body]

    now = timezone.now()
    assert listed() == [sewer, lamp]
    assert listed(status="open") == [lamp]
    assert listed(status="closed") == [sewer]
    assert listed(status="open,closed") == [sewer, lamp]
    assert listed(service_code="util.sewer,env.rubble") == [sewer]
    assert listed(start_date=(now - timedelta(hours=1)).isoformat(), end_date=now.isoformat()) == [sewer, lamp]
    assert listed(end_date=(now - timedelta(hours=1)).isoformat()) == []
    assert listed(updated_after=(now - timedelta(hours=1)).isoformat()) == [sewer, lamp]
    assert listed(updated_before=(now - timedelta(hours=1)).isoformat()) == []
    assert listed(service_request_id=f"{lamp},{uuid4()},nonsense", status="closed") == [lamp]
    assert listed(service_request_id="nonsense") == []


def test_the_span_is_ninety_days(town: Town) -> None:
    made = posted(town, system_key(town))["service_request_id"]
    Appeal.objects.update(registered_at=timezone.now() - timedelta(days=91))
    assert get("v2/requests.json").body == []
    since = timezone.now() - timedelta(days=100)
    assert [one["service_request_id"] for one in get("v2/requests.json", start_date=since.isoformat()).body] == [made]
    for last, status in ((since + timedelta(days=90), 200), (since + timedelta(days=91), 400),
                         (since - timedelta(days=1), 400)):  # fmt: skip
        asked = get("v2/requests.json", start_date=since.isoformat(), end_date=last.isoformat())
        assert asked.status == status


@pytest.mark.parametrize("query, status", [
    ({"start_date": "2026-01-01"}, 400), ({"end_date": "2026-01-01T00:00:00"}, 400), ({"start_date": "yesterday"}, 400),
    ({"status": "half"}, 400), ({"service_code": "no.such"}, 404), ({"page": "0"}, 400), ({"page_size": "1001"}, 400),
    ({"after": "nonsense"}, 400), ({"jurisdiction_id": "sfgov.org"}, 404), ({"updated_after": "x"}, 400),
    ({"service_request_id": ",".join(str(one) for one in range(1001))}, 400),
])  # fmt: skip
def test_what_cannot_be_asked_is_told(query: dict[str, Any], status: int, town: Town) -> None:
    for to in ("json", "xml"):
        answer = get(f"v2/requests.{to}", **query)
        assert (answer.status, answer.codes) == (status, [status])


def test_pages_by_number_and_by_link(town: Town) -> None:
    key = system_key(town)
    ids = [posted(town, key, client_id=str(number))["service_request_id"] for number in range(5)]
    ids.reverse()
    by_number = [get("v2/requests.json", page=page, page_size=2) for page in (1, 2, 3, 4)]
    assert [[one["service_request_id"] for one in page.body] for page in by_number] == [ids[:2], ids[2:4], ids[4:], []]
    found, page = [], by_number[0]
    while True:
        found += [one["service_request_id"] for one in page.body]
        if "Link" not in page.headers:
            break
        address = page.headers["Link"].split(";")[0].strip("<>").split("/open311/")[1]
        page = get(address)
    assert found == ids


def test_a_token_is_the_secret_link(town: Town) -> None:
    made = posted(town, system_key(town))["service_request_id"]
    raw = links.token(Appeal.objects.get())
    assert get(f"v2/tokens/{raw}.json").body == [{"service_request_id": made, "token": raw}]
    assert get(f"v2/tokens/{raw}.xml").body.findtext("request/service_request_id") == made
    wrong = get("v2/tokens/12345.xml")
    assert (wrong.status, wrong.codes) == (404, [404])


def test_updates_tell_states_only(town: Town) -> None:
    receipt = report(town, LAMP)
    agent = town.token("agent", town.small.district)
    decided = {"category": "util.streetlight", "urgency": "normal", "mode": "fast", "area_path": town.small.estate_grid}
    assert call("post", f"/appeals/{receipt['id']}/triage", decided, token=agent).status == 200
    first, second = get("v2/servicerequestupdates.json").body
    assert [one["description"] for one in (first, second)] == ["已收到", "已受理"]
    assert {one["service_request_id"] for one in (first, second)} == {receipt["id"]}
    assert list(first) == ["update_id", "service_request_id", "status", "updated_datetime", "description"]
    later = (timezone.now() + timedelta(minutes=1)).isoformat()
    assert get("v2/servicerequestupdates.json", start_date=later).body == []
    assert get("v2/servicerequestupdates.xml").body.tag == "service_request_updates"
    assert get("v2/servicerequestupdates.json", start_date="x").status == 400


# services and discovery


def test_services_are_the_leaves_and_metadata_tells_whether_something_is_asked(town: Town) -> None:
    listed = {one["service_code"]: one for one in get("v2/services.json").body}
    assert len(listed) == len(call("get", "/standards/categories").body)
    assert (listed["util.streetlight"]["metadata"], listed["meta.praise"]["metadata"]) == (True, False)
    assert listed["util.streetlight"]["group"] == "市政公用"
    assert get("v2/services.json", language="en").body[0]["service_name"] == "Illegal building"
    for code, one in listed.items():
        answer = get(f"v2/services/{code}.json")
        assert (answer.status, answer.body["service_code"]) == (200, code)
        assert bool(answer.body["attributes"]) is one["metadata"]
        assert [each["order"] for each in answer.body["attributes"]] == list(
            range(1, len(answer.body["attributes"]) + 1)
        )
    assert get("v2/services/no.such.xml").codes == [404]


def test_discovery_is_served_with_exactly_these_types(town: Town) -> None:
    for path in ("discovery", "v2/discovery"):
        as_json, as_xml = get(f"{path}.json"), get(f"{path}.xml")
        assert (as_json.kind, as_xml.kind) == ("application/json", "text/xml")
        (endpoint,) = as_json.body["endpoints"]
        assert endpoint["formats"] == ["text/xml", "application/json"]
        assert endpoint["url"].endswith("/open311/v2")
        assert as_xml.body.findtext("endpoints/endpoint/specification") == endpoint["specification"]
        assert [one.text for one in as_xml.body.iter("format")] == endpoint["formats"]


@pytest.mark.parametrize("path, status", [
    ("v2/requests.html", 404), ("v2/nothing.json", 404), ("", 404), ("v2/requests/nonsense.json", 404),
    ("v2/services/util.sewer", 404), ("v2/requests", 404),
])  # fmt: skip
def test_what_does_not_exist_is_an_error_list(path: str, status: int, town: Town) -> None:
    answer = get(path)
    assert (answer.status, answer.codes) == (status, [status])


def test_other_methods_are_told(town: Town) -> None:
    assert Client().head("/open311/v2/requests.json").status_code == 200
    answer = Client().delete("/open311/v2/requests.json")
    assert (answer.status_code, answer["Allow"], answer.json()[0]["code"]) == (405, "GET, POST", 405)


def test_reading_costs_the_same_for_two_as_for_twenty(town: Town) -> None:
    key, counted = system_key(town), []
    for more in (2, 18):
        for number in range(more):
            posted(town, key, client_id=f"{more}-{number}")
        counted.append([statements(path) for path in READS])
    assert counted[0] == counted[1]
    assert max(counted[0]) <= READ


def statements(path: str) -> int:
    """Return how many statements a request costs while what is kept in memory is fresh: the fewest of three."""
    found = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as told:
            assert get(path).status == 200
        found.append(len(told))
    return min(found)


def test_services_ask_the_database_for_nothing(town: Town) -> None:
    for path in ("v2/services.json", "v2/services/util.sewer.xml", "discovery.xml"):
        assert statements(path) == 0

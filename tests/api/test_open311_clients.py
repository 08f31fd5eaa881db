"""Open311 before a real socket: the client `georeport` in both forms, and our own conformance checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from georeport import GeoReport

from linli.appeals.models import Appeal
from tests.api import open311_conformance as conformance
from tests.api.open311 import form, get, send, system_key
from tests.api.serving import serving
from tests.api.town import Town, report


@pytest.fixture
def town(borrowed_town: Town) -> Town:
    return borrowed_town


@pytest.fixture
def endpoint(town: Town) -> Iterator[conformance.Endpoint]:
    """An endpoint with three reports, one of them closed."""
    key = system_key(town)
    for number, code in enumerate(("util.streetlight", "util.sewer", "util.manhole")):
        assert send(form(town, key, service_code=code, description=f"第{number}处坏了")).status == 200
    Appeal.objects.filter(proposal__said="util.sewer").update(state="answered")
    with serving() as home:
        point = {name: str(town.point[ours]) for name, ours in (("lat", "lat"), ("long", "lon"))}
        yield conformance.Endpoint(f"{home}/open311/v2", key, **point)


@pytest.mark.parametrize("spoken", ["json", "xml"])
def test_the_published_client_reads_all_it_knows(endpoint: conformance.Endpoint, spoken: str) -> None:
    client = GeoReport(endpoint.url, jurisdiction="370203", output_format=spoken)
    listed = {row["service_code"]: row for row in client.get_service_list()}
    assert listed["util.sewer"]["service_name"] == "下水道堵塞/污水冒溢"
    asked: Any = client.get_service_definition("prop.elevator")
    attributes = asked["attributes"] if spoken == "json" else asked["attributes"]["attribute"]
    assert [one["code"] for one in attributes if one["required"] in (True, "true")] == ["people_inside"]
    found = client.get_service_requests()
    assert [row["service_code"] for row in found] == ["util.manhole", "util.sewer", "util.streetlight"]
    assert client.get_service_requests(status="closed", service_code="util.sewer") in ([found[1]], found[1])
    assert client.get_service_request(found[0]["service_request_id"]) == found[0]
    ids = ",".join(row["service_request_id"] for row in found[:2])
    assert client.get_service_requests(service_request_id=ids) == found[:2]


def test_the_endpoint_conforms(endpoint: conformance.Endpoint) -> None:
    found = conformance.run(endpoint)
    assert [line for line in found if line[1]] == []
    assert len(found) == len(conformance.CHECKS) + len(conformance.WRITING)
    assert Appeal.objects.filter(id=endpoint.sent).exists()


def test_the_checks_find_what_is_wrong(endpoint: conformance.Endpoint) -> None:
    """A check that holds everywhere tells nothing: an endpoint that does not exist fails all but the vacuous ones."""
    elsewhere = conformance.Endpoint(endpoint.url.replace("/open311/v2", "/api/v1"), endpoint.key, endpoint.lat,
                                     endpoint.long)  # fmt: skip
    assert [name for name, fault in conformance.run(elsewhere) if not fault] == ["a_required_attribute_is_required"]


def test_the_list_may_be_empty(town: Town) -> None:
    assert get("v2/requests.json").body == []
    assert list(get("v2/requests.xml").body) == []
    report(town, "楼上半夜拖桌子")
    assert get("v2/requests.json").body == []

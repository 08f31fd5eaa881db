"""Is an endpoint GeoReport v2? Each check names the part of the specification that it asks.

Anybody may run this against any endpoint; it needs Python and the library `requests`, nothing of linli:

    python tests/api/open311_conformance.py https://example.org/open311/v2
    python tests/api/open311_conformance.py https://example.org/open311/v2 --key KEY --lat 36.0876 --long 120.375

With a key it also sends one report, marked as a test. It prints a line for each check and ends with 1 if one failed.
Specification: https://wiki.open311.org/GeoReport_v2/ and https://wiki.open311.org/Service_Discovery/
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import requests

PATIENCE_S = 30
W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
FORMS = {"xml": "text/xml", "json": "application/json"}
TYPES = {"realtime", "batch", "blackbox"}
DATATYPES = {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
SERVICE = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
ATTRIBUTE = {"variable", "code", "datatype", "required", "datatype_description", "order", "description"}
REQUEST = {
    "service_request_id", "status", "service_name", "service_code", "description", "requested_datetime",
    "updated_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
MAY_BE_ABSENT = {"status_notes", "agency_responsible", "service_notice", "expected_datetime"}
DISCOVERY = {"changeset", "contact", "key_service", "endpoints"}
ENDPOINT = {"specification", "url", "changeset", "type", "formats"}
SAYS = "Open311 conformance test, please ignore / 一致性测试，请忽略"


@dataclass
class Endpoint:
    """The endpoint that is asked, and what is known of it on the way."""

    url: str
    key: str = ""
    lat: str = ""
    long: str = ""
    jurisdiction: str = ""
    sent: str = ""
    codes: list[str] = field(default_factory=list)

    def get(self, path: str, **query: Any) -> requests.Response:
        """Ask for a resource."""
        return requests.get(f"{self.url}/{path}", params=self._with_place(query), timeout=PATIENCE_S)

    def post(self, form: str, **fields: Any) -> requests.Response:
        """Send a report."""
        return requests.post(f"{self.url}/requests.{form}", data=self._with_place(fields), timeout=PATIENCE_S)

    def _with_place(self, given: dict[str, Any]) -> dict[str, Any]:
        return ({"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}) | given

    def whole(self, **more: Any) -> dict[str, Any]:
        """Return a whole form for the first service that requires nothing further."""
        made = {"api_key": self.key, "service_code": self._simple(), "lat": self.lat, "long": self.long,
                "description": SAYS, "first_name": "Open311", "last_name": "Test", **more}  # fmt: skip
        return {name: value for name, value in made.items() if value is not None}

    def _simple(self) -> str:
        for code in self.codes:
            attributes = self.get(f"services/{code}.json").json().get("attributes", [])
            if not any(one["required"] for one in attributes):
                return code
        raise AssertionError("no service that requires nothing further")


Check = Callable[[Endpoint], None]
CHECKS: list[Check] = []
WRITING: list[Check] = []


def reads(check: Check) -> Check:
    """Mark a check that changes nothing."""
    CHECKS.append(check)
    return check


def writes(check: Check) -> Check:
    """Mark a check that needs a key and may send a report."""
    WRITING.append(check)
    return check


def same(found: Any, wanted: Any, what: str) -> None:
    """Fail unless both are the same."""
    assert found == wanted, f"{what}: {found!r}, not {wanted!r}"


def holds(found: Iterable[str], wanted: Iterable[str], what: str) -> None:
    """Fail unless all that is wanted is there."""
    missing = sorted(set(wanted) - set(found))
    assert not missing, f"{what}: {', '.join(missing)} missing"


def typed(answer: requests.Response, form: str) -> None:
    """Fail unless an answer is of its form and in UTF-8."""
    kind, _, rest = answer.headers.get("Content-Type", "").partition(";")
    same(kind.strip().lower(), FORMS[form], "Content-Type")
    if rest.strip():
        same(rest.strip().lower().replace('"', ""), "charset=utf-8", "charset")
    answer.content.decode("utf-8")


def xml(answer: requests.Response, root: str) -> ElementTree.Element:
    """Return the root of an XML answer, which begins with its declaration."""
    typed(answer, "xml")
    head = answer.content[:60].lower().replace(b"'", b'"')
    assert head.startswith(b"<?xml"), "no XML declaration"
    assert b'encoding="utf-8"' in head, "no encoding in the XML declaration"
    found = ElementTree.fromstring(answer.content)
    same(found.tag, root, "root element")
    return found


def faults(answer: requests.Response, form: str, status: int) -> None:
    """Fail unless an answer is an error list with this status. Source: Errors."""
    same(answer.status_code, status, "status")
    if form == "json":
        typed(answer, "json")
        lines = answer.json()
        assert isinstance(lines, list), "an error list is a list of lines"
        pairs = [(line.get("code"), line.get("description")) for line in lines]
    else:
        pairs = [(one.findtext("code"), one.findtext("description")) for one in xml(answer, "errors").findall("error")]
    assert pairs, "an error list has at least one line"
    assert all(code and words for code, words in pairs), "each line has a code and a description"


@reads
def discovery_in_both_forms(endpoint: Endpoint) -> None:
    """Service Discovery: all fields, exactly text/xml and application/json, this endpoint among them."""
    as_json, as_xml = endpoint.get("discovery.json"), endpoint.get("discovery.xml")
    same(as_json.headers["Content-Type"], "application/json", "Content-Type")
    same(as_xml.headers["Content-Type"], "text/xml", "Content-Type")
    found = as_json.json()
    holds(found, DISCOVERY, "discovery")
    for one in found["endpoints"]:
        holds(one, ENDPOINT, "endpoint")
        assert one["type"] in {"production", "test"}, one["type"]
        assert "text/xml" in list(one["formats"]), "XML is a required format"
    root = xml(as_xml, "discovery")
    holds([child.tag for child in root], DISCOVERY, "discovery")
    assert root.findall("endpoints/endpoint/formats/format"), "endpoints/endpoint/formats/format"


@reads
def services_in_both_forms(endpoint: Endpoint) -> None:
    """GET Service List: fields, metadata true or false, a known type."""
    answer = endpoint.get("services.json")
    same(answer.status_code, 200, "status")
    typed(answer, "json")
    found = answer.json()
    assert found, "there is at least one service"
    for one in found:
        holds(one, SERVICE, "service")
        assert isinstance(one["metadata"], bool), "metadata is true or false"
        assert one["type"] in TYPES, one["type"]
    endpoint.codes = [str(one["service_code"]) for one in found]
    listed = xml(endpoint.get("services.xml"), "services").findall("service")
    same([one.findtext("service_code") for one in listed], endpoint.codes, "service codes of XML and JSON")
    assert {one.findtext("metadata") for one in listed} <= {"true", "false"}, "metadata is true or false"


@reads
def definitions_in_both_forms(endpoint: Endpoint) -> None:
    """GET Service Definition: of every service that says metadata; orders are positive and not given twice."""
    for one in endpoint.get("services.json").json():
        if not one["metadata"]:
            continue
        code = one["service_code"]
        answer = endpoint.get(f"services/{code}.json")
        same(answer.status_code, 200, f"status of {code}")
        found = answer.json()
        same(found["service_code"], code, "service_code")
        assert found["attributes"], f"{code} says metadata and asks nothing"
        orders = [each["order"] for each in found["attributes"]]
        assert min(orders) > 0, f"orders of {code}: {orders}"
        same(len(set(orders)), len(orders), f"different orders of {code}")
        for each in found["attributes"]:
            holds(each, ATTRIBUTE, f"attribute of {code}")
            assert each["datatype"] in DATATYPES, each["datatype"]
            if each["datatype"].endswith("list"):
                assert each["values"], f"{each['code']} is a list without values"
                holds(each["values"][0], {"key", "name"}, "value")
        root = xml(endpoint.get(f"services/{code}.xml"), "service_definition")
        same(len(root.findall("attributes/attribute")), len(orders), f"attributes of {code} in XML")


@reads
def an_unknown_service_is_404(endpoint: Endpoint) -> None:
    """GET Service Definition: 404, service_code was not found."""
    for form in FORMS:
        faults(endpoint.get(f"services/no-such-service-311.{form}"), form, 404)


@reads
def requests_in_both_forms(endpoint: Endpoint) -> None:
    """GET Service Requests: fields, open or closed, moments with their offset, at most 1,000 rows of 90 days."""
    answer = endpoint.get("requests.json")
    same(answer.status_code, 200, "status")
    typed(answer, "json")
    found = answer.json()
    assert isinstance(found, list), "a list of requests"
    assert len(found) <= 1000, "at most 1,000 rows"
    oldest = datetime.now(UTC) - timedelta(days=91)
    for one in found:
        _check_request(one)
        assert _moment(one["requested_datetime"]) >= oldest, "the default range is the last 90 days"
    listed = xml(endpoint.get("requests.xml"), "service_requests").findall("request")
    for row in listed:
        holds([child.tag for child in row], REQUEST, "request in XML")
    assert bool(listed) == bool(found), "XML and JSON list the same"


def _check_request(one: dict[str, Any]) -> None:
    holds(one, REQUEST, "request")
    assert one["status"] in {"open", "closed"}, one["status"]
    assert one["service_request_id"], "the id is never empty"
    assert one["service_code"], "the code is never empty"
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        if one.get(name) is not None:
            assert W3C.fullmatch(one[name]), f"{name}: {one[name]}"
    for name, most in (("lat", 90), ("long", 180)):
        assert one[name] is None or (isinstance(one[name], int | float) and abs(one[name]) <= most), one[name]
    assert len(one["description"] or "") <= 4000, "at most 4,000 characters"
    unknown = set(one) - REQUEST - MAY_BE_ABSENT
    assert not unknown, f"fields that the specification does not know: {sorted(unknown)}"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@reads
def requests_are_narrowed(endpoint: Endpoint) -> None:
    """GET Service Requests: status, service_code, start_date and end_date, lists with commas, ids before all else."""
    for status in ("open", "closed"):
        found = endpoint.get("requests.json", status=status).json()
        assert {one["status"] for one in found} <= {status}, status
    every = endpoint.get("requests.json", status="open,closed").json()
    if not every:
        return
    code = every[0]["service_code"]
    assert {one["service_code"] for one in endpoint.get("requests.json", service_code=code).json()} == {code}
    middle = _moment(every[len(every) // 2]["requested_datetime"])
    since, until = middle - timedelta(days=1), middle + timedelta(days=1)
    for one in endpoint.get("requests.json", start_date=since.isoformat(), end_date=until.isoformat()).json():
        assert since <= _moment(one["requested_datetime"]) <= until, one["requested_datetime"]
    ids = [one["service_request_id"] for one in every[:2]]
    named = endpoint.get("requests.json", service_request_id=",".join(ids), status="closed").json()
    same(sorted(one["service_request_id"] for one in named), sorted(ids), "service_request_id overrides all others")


@reads
def an_empty_argument_is_none(endpoint: Endpoint) -> None:
    """Optional Arguments: an empty argument is the same as none."""
    empty = dict.fromkeys(("service_request_id", "service_code", "start_date", "end_date", "status"), "")
    bare, filled = endpoint.get("requests.json").json(), endpoint.get("requests.json", **empty).json()
    same([one["service_request_id"] for one in filled], [one["service_request_id"] for one in bare], "ids")


@reads
def more_than_ninety_days_are_refused(endpoint: Endpoint) -> None:
    """GET Service Requests: start_date to end_date may not span more than 90 days."""
    for form in FORMS:
        asked = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}
        faults(endpoint.get(f"requests.{form}", **asked), form, 400)
        faults(endpoint.get(f"requests.{form}", start_date="yesterday"), form, 400)


@reads
def one_request_in_both_forms(endpoint: Endpoint) -> None:
    """GET Service Request: a list of one, the same as in the list."""
    every = endpoint.get("requests.json").json()
    if not every:
        return
    wanted = every[0]["service_request_id"]
    (found,) = endpoint.get(f"requests/{wanted}.json").json()
    _check_request(found)
    same(found["service_request_id"], wanted, "service_request_id")
    root = xml(endpoint.get(f"requests/{wanted}.xml"), "service_requests")
    same(root.findtext("request/service_request_id"), wanted, "service_request_id in XML")


@reads
def what_does_not_exist_is_404(endpoint: Endpoint) -> None:
    """Errors: 404 for resources that do not exist, as an error list in the form that was asked for."""
    for form in FORMS:
        for path in ("requests/no-such-request-311", "tokens/no-such-token-311"):
            faults(endpoint.get(f"{path}.{form}"), form, 404)


@reads
def without_a_key_nothing_is_taken(endpoint: Endpoint) -> None:
    """Errors: 403 for a missing or a wrong api_key, whatever else is sent."""
    code = (endpoint.codes or ["x"])[0]
    for form in FORMS:
        for key in ("", "no-such-key-311"):
            sent = endpoint.post(form, api_key=key, service_code=code, lat="0", long="0", description=SAYS)
            faults(sent, form, 403)


@writes
def what_is_missing_is_400(endpoint: Endpoint) -> None:
    """POST Service Request: 400 without service_code or location, 404 for an unknown service_code."""
    for form in FORMS:
        faults(endpoint.post(form, **endpoint.whole(service_code=None)), form, 400)
        faults(endpoint.post(form, **endpoint.whole(lat=None, long=None)), form, 400)
        faults(endpoint.post(form, **endpoint.whole(lat=None)), form, 400)
        faults(endpoint.post(form, **endpoint.whole(service_code="no-such-service-311")), form, 404)


@writes
def a_required_attribute_is_required(endpoint: Endpoint) -> None:
    """POST Service Request: attribute is required where the definition says so."""
    for code in endpoint.codes:
        definition = endpoint.get(f"services/{code}.json").json()
        if any(one["required"] for one in definition.get("attributes", [])):
            faults(endpoint.post("json", **endpoint.whole(service_code=code)), "json", 400)
            return


@writes
def a_report_is_taken_and_read_back(endpoint: Endpoint) -> None:
    """POST Service Request, GET Service Request: an id (or a token that leads to one), by which it is found."""
    answer = endpoint.post("json", **endpoint.whole())
    assert answer.status_code in {200, 201}, (answer.status_code, answer.text[:300])
    (made,) = answer.json()
    assert ("service_request_id" in made) != ("token" in made), "an id or a token, not both"
    if "token" in made:
        (made,) = endpoint.get(f"tokens/{made['token']}.json").json()
    endpoint.sent = str(made["service_request_id"])
    (found,) = endpoint.get(f"requests/{endpoint.sent}.json").json()
    same((found["service_request_id"], found["status"]), (endpoint.sent, "open"), "id and status")
    for secret in ("first_name", "last_name", "phone", "email", "device_id"):
        assert secret not in found, f"{secret} is nobody's business"


@writes
def a_report_is_answered_in_xml(endpoint: Endpoint) -> None:
    """POST Service Request: service_requests / request / service_request_id or token."""
    root = xml(endpoint.post("xml", **endpoint.whole()), "service_requests")
    same(len(root.findall("request")), 1, "requests")
    assert root.findtext("request/service_request_id") or root.findtext("request/token")


def run(endpoint: Endpoint) -> list[tuple[str, str]]:
    """Run all checks; return (check, what is wrong), empty words where it holds."""
    found = []
    for check in [*CHECKS, *(WRITING if endpoint.key else [])]:
        try:
            check(endpoint)
        except (AssertionError, LookupError, TypeError, ValueError, requests.RequestException) as error:
            found.append((check.__name__, f"{type(error).__name__}: {error}"))
        except (ElementTree.ParseError, json.JSONDecodeError) as error:
            found.append((check.__name__, f"not well-formed: {error}"))
        else:
            found.append((check.__name__, ""))
    return found


def main(words: list[str]) -> int:
    """Check the endpoint that the words name; return the exit code."""
    parser = argparse.ArgumentParser(description="Open311 GeoReport v2 conformance")
    parser.add_argument("url", help="the endpoint, e.g. https://example.org/open311/v2")
    for name, says in (("key", "an api_key: also sends reports"), ("lat", "where"), ("long", "where"),
                       ("jurisdiction", "jurisdiction_id")):  # fmt: skip
        parser.add_argument(f"--{name}", default="", help=says)
    given = parser.parse_args(words)
    url = given.url.rstrip("/")
    found = run(Endpoint(url, given.key, given.lat, given.long, given.jurisdiction))
    for name, fault in found:
        sys.stdout.write(f"{'FAILED' if fault else 'ok    '} {name}{': ' if fault else ''}{fault}\n")
    failed = sum(1 for _, fault in found if fault)
    sys.stdout.write(f"{len(found) - failed} of {len(found)} hold\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

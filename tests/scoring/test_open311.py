"""Open311 against the schemas and the sample bodies of the specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from linli.channels.open311 import answers
from tests.api.conftest import borrowed_town, lasting_town
from tests.api.open311 import form, get, send, system_key
from tests.api.town import Town

__all__ = ["borrowed_town", "lasting_town"]
pytestmark = pytest.mark.shared
ROOTS = {
    "01_v2_GET_Service_List": "services",
    "06_v2_GET_Service_Definition": "service_definition",
    "08_v2_POST_Service_Request": "service_requests",
    "10_v2_GET_service_request_id_from_a_token": "service_requests",
    "12_v2_GET_Service_Requests": "service_requests",
    "16_v2_GET_Service_Request": "service_requests",
    "19_v2_Errors": "errors",
}
PAIRS = (("06", "07"), ("08", "09"), ("10", "11"), ("19", "20"))
"""Samples that say the same in XML and JSON."""


@pytest.fixture
def town(borrowed_town: Town) -> Town:
    return borrowed_town


@pytest.fixture
def samples(shared: Path) -> dict[str, Path]:
    return {file.name[:2]: file for file in (shared / "data/open311/samples").glob("*_v2_*")}


def schema(shared: Path, name: str) -> jsonschema.Draft202012Validator:
    found = json.loads((shared / f"data/open311/schema_{name}.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(found, format_checker=jsonschema.FormatChecker())


def tags(element: ElementTree.Element) -> dict[str, Any]:
    """Return the tags below an element as a tree, those of alike children together."""
    found: dict[str, Any] = {}
    for child in element:
        found[child.tag] = found.get(child.tag, {}) | tags(child)
    return found


def test_all_answers_are_as_the_schemas_say(shared: Path, town: Town) -> None:
    key = system_key(town)
    for number, code in enumerate(("util.streetlight", "util.sewer", "noise.neighbour")):
        assert send(form(town, key, service_code=code, description=f"第{number}处")).status == 200
    listed, rows = get("v2/services.json").body, get("v2/requests.json").body
    asked = [get(f"v2/services/{one['service_code']}.json").body for one in listed]
    assert (len(rows), len(asked)) == (2, len(listed))
    for name, found in (("service", listed), ("service-definition", asked), ("request", rows)):
        kind = schema(shared, name)
        for one in found:
            kind.validate(one)


def test_the_samples_come_out_of_our_writer_as_they_are(samples: dict[str, Path]) -> None:
    for xml, plain in PAIRS:
        found = json.loads(samples[plain].read_text(encoding="utf-8"))
        root = ROOTS[samples[xml].stem]
        written = ElementTree.fromstring(answers.as_xml(root, found))
        wanted = ElementTree.fromstring(samples[xml].read_bytes())
        assert [(one.tag, (one.text or "").strip()) for one in written.iter()] == [
            (one.tag, (one.text or "").strip()) for one in wanted.iter()
        ]


def test_our_answers_have_the_elements_of_the_samples(samples: dict[str, Path], town: Town) -> None:
    key = system_key(town)
    made = send(form(town, key)).body[0]["service_request_id"]
    ours = {
        "01": get("v2/services.xml").body,
        "06": get("v2/services/util.manhole.xml").body,
        "08": send(form(town, key), to="xml").body,
        "12": get("v2/requests.xml").body,
        "16": get(f"v2/requests/{made}.xml").body,
        "19": send(form(town, ""), to="xml").body,
    }
    for number, found in ours.items():
        wanted = ElementTree.parse(samples[number]).getroot()
        assert found.tag == wanted.tag
        assert _covers(tags(found), tags(wanted)), number


def _covers(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return set(ours) >= set(theirs) and all(_covers(ours[tag], below) for tag, below in theirs.items())


def test_only_documented_fields_are_sent(shared: Path, town: Town) -> None:
    assert send(form(town, system_key(town))).status == 200
    (row,) = get("v2/requests.json").body
    assert set(row) == set(schema(shared, "request").schema["properties"])

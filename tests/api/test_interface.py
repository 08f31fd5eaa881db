"""The interface is whole, and nothing of it changes untold."""

from __future__ import annotations

import copy
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from linli.config import outline
from linli.config.urls import api
from linli.people.rules.roles import RESIDENT_DEEDS, ROLES
from tests.api.matrix import MATRIX

document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))

ELSEWHERE = {
    "appeals.interim_reply": "dispatch_interim_reply",
    "appeals.spot_check": "appeals_record_spot_check",
}
"""Deeds whose operation asks for another deed beside it."""
PAGES_ONLY = frozenset(
    {
        # drawing and merging areas: whole drawings with a map before them
        "grid.approve", "grid.draw", "grid.import_thematic", "grid.merge_thematic", "grid.name_alias",
        "grid.record_occupancy", "grid.review", "grid.set_governance", "grid.set_property_mode",
        "grid.set_zone",
        # people's data: looked at by people, each look with its purpose
        "people.answer_data_request", "people.ask_data", "people.correct_contact",
        "people.reset_factor", "people.erase_contact", "people.recuse",
        "people.reveal", "people.set_formation", "groups.read",
        "notices.take_back",
        # a failed message is sent again from the page that lists the failures with their reasons
        "notices.resend",
        # signed once a year by a person, with the figures on the page before them
        "people.sign_minors_audit",
        # other systems' connections: opened and mended with what they said before one's eyes
        "channels.manage", "channels.mend",
        # canned answers: written and picked at the desk
        "desks.write_answer",
        # other systems' past requests: looked up beside a case
        "past.see",
        # what a device signalled: decided by a person before a list, its register beside it
        "devices.confirm", "devices.register",
        # a reception day: planned and kept by people before the day's sheet; what programs read stands at /places/
        "places.book_for", "places.plan", "places.receive",
        # the machine room: `./linli verify`, `./linli begin`
        "journal.verify", "standards.import_holidays", "standards.load_pack",
        # what comes of a hot event: decided on its page, with its map and its cases before one's eyes
        "dashboards.decide_hot_spot", "journeys.answer_proposal", "journeys.propose",
    }
)  # fmt: skip
"""Deeds without an operation, known and counted: a new deed either gets one or is put here with a reason."""


def test_every_deed_has_an_operation_or_a_reason() -> None:
    deeds = {deed for row in ROLES.values() for deed in row.deeds} | RESIDENT_DEEDS
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    named = {deed for one in operations for deed in re.findall(r"`([a-z]+\.[a-z_]+)`", one.get("description", ""))}
    named |= {one["operationId"].replace("_", ".", 1) for one in operations}
    named |= {deed for right in MATRIX.values() for deed in re.findall(r"[a-z]+\.[a-z_]+", right.deed)}
    assert set(ELSEWHERE.values()) <= {one["operationId"] for one in operations}
    assert sorted(deeds - named - set(ELSEWHERE) - PAGES_ONLY) == []
    assert sorted(PAGES_ONLY - deeds) == [], "no deed any more"
    assert sorted(PAGES_ONLY & named) == [], "has an operation now"


def test_the_interface_is_as_the_changelog_says() -> None:
    found = outline.faults(document, outline.read(), outline.told())
    assert found == [], "run ./linli openapi, then say in docs/api-changelog.md what clients have to do"


def test_a_contract_that_changes_is_noticed_and_words_may_change(tmp_path: Path) -> None:
    lines, log = tmp_path / "outline.txt", tmp_path / "changelog.md"
    log.write_text("# Changes\n", encoding="utf-8")
    assert len(outline.update(document, today=date(2026, 11, 21), outline=lines, changelog=log)) == len(
        outline.of(document)
    )
    assert outline.faults(document, outline.read(lines), outline.told(log)) == []
    assert outline.update(document, today=date(2026, 11, 22), outline=lines, changelog=log) == []

    other = copy.deepcopy(document)
    other["paths"]["/api/v1/people/me"]["get"]["summary"] = "x"
    assert outline.faults(other, outline.read(lines), outline.told(log)) == []

    other["components"]["schemas"]["PeopleNewToken"]["required"].append("expires_at")
    other["paths"]["/api/v1/people/us"] = other["paths"].pop("/api/v1/people/roles")
    del other["paths"]["/api/v1/people/on-call"]
    assert outline.faults(other, outline.read(lines), outline.told(log)) == [
        "people_issue_token: its contract changed",
        "people_on_call: no longer there",
        "people_roles: its contract changed",
    ]
    new = outline.update(other, today=date(2026, 11, 23), outline=lines, changelog=log)
    assert [line.partition(":")[0] for line in new] == ["- 变更 Changed", "- 变更 Changed", "- 取消 Removed"]
    assert outline.faults(other, outline.read(lines), outline.told(log)) == []
    entry = log.read_text(encoding="utf-8").replace("`people_on_call`", "something")
    log.write_text(entry, encoding="utf-8")
    assert outline.faults(other, outline.read(lines), outline.told(log)) == [
        "people_on_call: the changelog of 2026-11-23 does not name it"
    ]


def test_every_shape_is_titled_by_its_own_name() -> None:
    """Generated clients name classes by titles; two alike would leave out whatever uses one of them."""
    assert [name for name, shape in document["components"]["schemas"].items() if shape["title"] != name] == []

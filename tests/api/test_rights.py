"""Every operation x every role x own area, sibling, other street, other district; strangers and other links too.

What is expected is worked out from the table of rights (`people.rules.roles`), not from the operations.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from linli.appeals.models import Appeal
from linli.appeals.rules.moves import MOVES
from linli.appeals.words import State
from linli.config.urls import api
from linli.kernel.actor import Actor, is_within
from linli.people import actions as people_actions
from linli.people import queries as people_queries
from linli.people.models import ApiToken, Contact, Grant
from linli.people.rules.roles import ROLES, RoleRow
from linli.people.tests import factories as people
from linli.people.words import Role
from tests.api.bodies import least
from tests.api.matrix import MATRIX, Kind, Right
from tests.api.town import Answer, Town, answer_of, call, report

DOCUMENT: dict[str, Any] = api.get_openapi_schema()
SHAPES = DOCUMENT["components"]["schemas"]
OPERATIONS = {
    operation["operationId"]: (path.removeprefix("/api/v1"), method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
ELSEWHERE = "370202/370202001"
ONLY_ITS_EDITOR = "notices.draft, by its own editor only"
DEEDS = sorted(name for name, right in MATRIX.items() if right.kind in (Kind.DEED, Kind.SEEN))
OFFICES = sorted(name for name, right in MATRIX.items() if right.kind is Kind.OFFICE)
OF_KIND = {kind: sorted(name for name, right in MATRIX.items() if right.kind is kind) for kind in Kind}


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    assert sorted(MATRIX) == sorted(OPERATIONS)


@dataclass
class Case:
    """A case that was dispatched to the property company, with one of everything that an operation may name."""

    town: Town
    known: dict[str, Any]
    special: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def case(lasting_town: Town) -> Case:
    town = lasting_town
    receipt = report(town)
    agent, community = town.token("agent", town.small.district), town.token("community", town.here, town.committee)
    handler = town.token("unit", town.small.district, town.company)
    appeal = f"/appeals/{receipt['id']}"
    decided = {"category": "util.sewer", "urgency": "normal", "mode": "fast", "area_path": town.small.estate_grid}
    _ok(call("post", f"{appeal}/triage", decided, token=agent))
    sent = call("post", f"/dispatch{appeal}/dispatch", {"unit_id": town.company}, token=community)
    order_id = _ok(sent).body["id"]
    supervisor = town.token("supervisor", town.small.district)
    asked = _ok(call("post", f"/dispatch{appeal}/supervise", {"note": "请说明进展"}, token=supervisor))
    order = f"/dispatch/orders/{order_id}"
    _ok(call("post", f"{order}/accept", {}, token=handler))
    words = {"to_words": "一楼商户", "notice": "请清理隔油池", "due_on": timezone.now().date() + timedelta(days=3)}
    notice = _ok(call("post", f"{order}/notices", words, token=handler))
    file = _ok(_send_photo(f"/appeals/by-link/{receipt['token']}/files", ""))
    duty = _ok(call("get", appeal, token=agent)).body["duties"][-1]["id"]
    editor = town.token("editor", town.small.district)
    drafted = _ok(call("post", "/notices/", _draft(town), token=editor))
    account = people.account("小张")
    grant = people.grant(account, "grid_worker", town.here)
    known = {
        "appeal_id": receipt["id"], "token": receipt["token"], "number": receipt["number"], "order_id": order_id,
        "supervision_id": asked.body["id"], "notice_id": notice.body["id"], "file_id": file.body["id"],
        "duty_id": duty, "unit_id": town.committee, "area_path": town.here, "area": town.here, "path": town.here,
        "account_id": account, "grant_id": grant, "notice": drafted.body["id"], "role": "grid_worker",
        "estate_id": town.small.estate_id, "building_id": town.small.building_ids[0], "crs": "EPSG:4490",
        "lon": town.point["lon"], "lat": town.point["lat"], "category": "util.sewer",
        "master_id": report(town)["id"], "objection_id": _objection(town),
    }  # fmt: skip
    return Case(town, known, _bodies(town))


def _bodies(town: Town) -> dict[str, dict[str, Any]]:
    """Return, by operation, what its body must hold beside the ids of the case."""
    community = town.here.rpartition("/")[2]
    return {
        "notices_draft": {"kind": "news"},
        "notices_published": {"kind": "news"},
        "people_open_unit": {"kind": "community"},
        "people_close_account": {"area_path": town.here},
        "people_issue_token": {"label": "大屏", "scopes": ["appeals.view"]},
        "grid_import_areas": {
            "form": "csv",
            "text": f"kind,code,name,parent_code,grid_type\ngrid,{community}099,第九十九网格,{community},base\n",
        },
        "grid_import_estates": {
            "text": f"community_code,name,kind,property_mode\n{community},新苑小区,gated,property\n",
        },
        "grid_import_buildings": {"text": f"number,grid_code\n9号楼,{town.small.estate_grid.rpartition('/')[2]}\n"},
    }


def _objection(town: Town) -> str:
    """Return an open objection to a published notice."""
    editor, approver = (town.token(role, town.small.district) for role in ("editor", "approver"))
    notice = f"/notices/{_ok(call('post', '/notices/', _draft(town), token=editor)).body['id']}"
    _ok(call("post", f"{notice}/approve", token=approver))
    _ok(call("post", f"{notice}/publish", {}, token=approver))
    return str(_ok(call("post", f"{notice}/object", {"words": "写错了地点"}, token=editor)).body["id"])


def _draft(town: Town) -> dict[str, Any]:
    return {"kind": "news", "title": "消息", "body": "周六停水检修", "area_path": town.here}


def _ok(answer: Answer) -> Answer:
    assert answer.status in (200, 201), answer.body
    return answer


def _photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "JPEG")
    return SimpleUploadedFile("photo.jpg", out.getvalue(), "image/jpeg")


def _send_photo(path: str, token: str, **fields: Any) -> Answer:
    extra: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    return answer_of(Client().post(f"/api/v1{path}", {"file": _photo(), **fields}, **extra))


def _as_a_childs(case: Case) -> None:
    """Make the case one that a child reported and for which the guardian named has not agreed yet."""
    people_actions.load_consent_texts(actor=LAWYER, area_path="", now=timezone.now())
    reported = Appeal.objects.get(id=case.known["appeal_id"])
    guardian = people_actions.keep_contact(name="林先生", phone="13900000006", now=timezone.now())
    Contact.objects.filter(id=reported.reporter_id).update(is_minor=True, guardian_id=guardian)
    Appeal.objects.filter(id=reported.id).update(is_minor=True)


LAWYER = Actor.system("tests", ["people.set_consent_text"])
BEFORE: dict[str, Callable[[Case], None]] = {
    "appeals_record_guardian_consent": _as_a_childs,
    "appeals_approve_minor": _as_a_childs,
}
"""What has to be so before an operation has anything to do; undone with it."""


def ask(name: str, case: Case, bearer: str, **other: Any) -> Answer:
    """Ask an operation with the least that it takes, and undo what it did."""
    path, method, operation = OPERATIONS[name]
    known = case.known | case.special.get(name, {}) | other
    if name.startswith("notices_"):
        known = known | {"notice_id": known["notice"]}
    for place in re.findall(r"{(\w+)}", path):
        path = path.replace(f"{{{place}}}", str(known.get(place) or uuid4()))
    wanted = [one for one in operation["parameters"] if one["in"] == "query" and one["required"]]
    if wanted:
        path += "?" + "&".join(f"{one['name']}={least(one['schema'], SHAPES, known, one['name'])}" for one in wanted)
    content = operation.get("requestBody", {}).get("content", {})
    with transaction.atomic():
        BEFORE.get(name, lambda _: None)(case)
        if "multipart/form-data" in content:
            fields = {} if name == "appeals_attach_own" else {"use": "evidence"}
            answer = _send_photo(path, bearer, **fields)
        else:
            body = least(content["application/json"]["schema"], SHAPES, known) if content else None
            also = case.special.get(name, {}) if content else {}
            answer = call(method, path, {**body, **also} if isinstance(body, dict) else also or body, token=bearer)
        transaction.set_rollback(True)
    return answer


def holds(row: RoleRow, deed: str) -> bool:
    """Say whether a role has a deed at its area, for the unit that handles the case."""
    return deed in row.area_deeds or deed in row.unit_deeds


def expected(right: Right, row: RoleRow, area: str, here: str) -> str:
    """Return what the table of rights says: in, seen (403) or hidden (404)."""
    reaches = is_within(here, area)
    sees = reaches and holds(row, "appeals.view")
    if right.kind is Kind.SEEN:
        also = reaches and bool(right.deed) and holds(row, right.deed)
        return "in" if sees or also else "hidden"
    if reaches and holds(row, right.deed):
        return "in"
    return "seen" if sees else "hidden"


def found(answer: Answer) -> str:
    """Return the same of an answer."""
    return {404: "hidden", 403: "seen", 401: "stranger"}.get(answer.status, "in")


def places(town: Town) -> dict[str, str]:
    """Return the areas of the matrix; the case lies in the first."""
    return {
        "own": town.small.district,
        "sibling": town.sibling,
        "other street": town.other_street,
        "other district": ELSEWHERE,
    }


def token_at(town: Town, role: Role, area: str) -> str:
    """Return a token of somebody with `role` at `area`, for the unit that handles the case."""
    if area != ELSEWHERE:
        return town.token(role.value, area, town.company, another="*")
    key = (role.value, area, None)
    if key not in town.tokens:
        account_id = people.account(f"外区{role.value}")
        Grant.objects.create(
            account_id=account_id, role=role.value, area_id=town.small.ids[town.small.district], area_path=area,
            unit_id=town.company, valid_from=people.LONG_AGO, granted_at=people.LONG_AGO,
        )  # fmt: skip
        town.tokens[key] = _token(account_id)
    return town.tokens[key]


def _token(account_id: UUID) -> str:
    actor = people_queries.actor_for(account_id, now=timezone.now())
    _, raw = people_actions.issue_token(
        actor=actor,
        label="外区",
        scopes=set(actor.scopes) | actor.held_deeds,
        expires_at=timezone.now() + timedelta(days=9),
        now=timezone.now(),
    )
    return raw


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_done_by_its_roles_in_their_area_and_nobody_else_learns_of_the_case(name: str, case: Case) -> None:
    right, town = MATRIX[name], case.town
    wrong = []
    for role, row in ROLES.items():
        for label, area in places(town).items():
            if label != "own" and not holds(row, right.deed or "appeals.view"):
                continue  # without the deed every other place hides as the sibling does
            answer = ask(name, case, token_at(town, role, area))
            wanted = expected(right, row, area, town.small.estate_grid)
            if found(answer) != wanted:
                wrong.append(f"{role.value} at {label}: {answer.status} {answer.body}, expected {wanted}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name in DEEDS if MATRIX[name].kind is Kind.DEED])
def test_whoever_is_of_the_unit_complained_of_does_nothing_in_the_case(name: str, case: Case) -> None:
    deed, town = MATRIX[name].deed, case.town
    roles = [role for role, row in ROLES.items() if holds(row, deed)]
    assert roles, deed
    tokens = {role: token_at(town, role, town.small.district) for role in roles}
    with transaction.atomic():
        Appeal.objects.filter(id=case.known["appeal_id"]).update(complained_ids=[town.company])
        answers = {role: ask(name, case, token) for role, token in tokens.items()}
        transaction.set_rollback(True)
    refused = "people.complained_of" if name == "appeals_reveal" else "appeals.own_matter"
    assert {role: (one.status, one.body["title"]) for role, one in answers.items()} == dict.fromkeys(
        roles, (403, refused)
    )
    if refused == "appeals.own_matter":
        assert all(role.zh in answers[roles[0]].body["detail"] for role in roles)


def test_every_deed_of_the_table_is_asked_by_an_operation_or_belongs_to_the_reporter_or_the_system() -> None:
    """So the test above walks all of T01-T60 that a member of a unit can take."""
    asked = {name.partition("_")[2] for name in DEEDS}
    staff = {row.event for row in MOVES if row.who - {"system", "resident", "proxy"}}
    assert staff - asked == {
        "submit", "save_draft", "submit_draft",  # a report of one's own
        "objection_upheld", "accept_bounce", "reject_bounce", "approve_extension", "reject_extension",  # decide_…
        "approve_suspend", "reject_suspend", "revisit_ok", "revisit_bad", "revisit_unreached",  # record_revisit
        "correct_record", "reopen", "add_info", "explained_close",
    }  # fmt: skip


@pytest.mark.parametrize("name", OFFICES)
def test_an_office_is_for_its_roles_in_their_area(name: str, case: Case) -> None:
    right, town = MATRIX[name], case.town
    wrong = []
    for role, row in ROLES.items():
        for label, area in places(town).items():
            has_deed = any(deed in row.area_deeds for deed in right.deed.split(" or "))
            may = has_deed and is_within(town.here, area) and right.deed != ONLY_ITS_EDITOR
            if label != "own" and not has_deed:
                continue
            answer = ask(name, case, token_at(town, role, area))
            if may != (answer.status not in (401, 403)):
                wrong.append(f"{role.value} at {label}: {answer.status} {answer.body}, may: {may}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(set(MATRIX) - set(OF_KIND[Kind.PUBLIC]) - set(OF_KIND[Kind.LINK])))
def test_without_a_token_nothing_is_told(name: str, case: Case) -> None:
    answer = ask(name, case, "")
    assert (answer.status, answer.body["title"]) == (401, "api.token_needed")


@pytest.mark.parametrize("name", OF_KIND[Kind.PUBLIC])
def test_what_is_public_needs_no_token(name: str, case: Case) -> None:
    assert ask(name, case, "").status not in (401, 403)


@pytest.mark.parametrize("name", OF_KIND[Kind.OWN])
def test_what_is_ones_own_needs_a_token_only(name: str, case: Case) -> None:
    assert ask(name, case, token_at(case.town, Role.AGENT, case.town.small.district)).status not in (401, 403)


@pytest.mark.parametrize("name", OF_KIND[Kind.LINK])
def test_the_link_opens_the_own_report_and_no_other(name: str, case: Case) -> None:
    assert ask(name, case, "").status not in (401, 403)
    for wrong in ("x", "A" * 38, case.known["token"][:-2] + "xx"):
        answer = ask(name, case, "", token=wrong)
        assert answer.status == 404, (wrong, answer.body)
        assert answer.kind == "application/problem+json"


def test_the_unit_complained_of_never_sees_the_reporter(lasting_town: Town) -> None:
    town = lasting_town
    receipt = report(town, "物业公司的保安把污水排到绿地里", reporter={"name": "钱大妈", "phone": "13900000077"})
    agent = town.token("agent", town.small.district)
    decided = {
        "category": "util.sewer", "urgency": "normal", "mode": "fast", "area_path": town.small.estate_grid,
        "complained_units": [str(town.company)],
    }  # fmt: skip
    _ok(call("post", f"/appeals/{receipt['id']}/triage", decided, token=agent))
    member = town.token("community", town.here, town.company, another="也在物业任职")

    seen = call("get", f"/appeals/{receipt['id']}", token=member)
    shown = call("post", f"/appeals/{receipt['id']}/reveal", {"purpose": "contact"}, token=member)
    searched = call("get", "/appeals/?phone=13900000077", token=member)

    assert seen.status == 200
    assert seen.body["contact"] is None
    assert seen.body["appeal"]["reporter_id"] is None
    assert "钱" not in str(seen.body["texts"])
    assert shown.status in (403, 404)
    assert searched.body["rows"] == []


def test_who_reported_is_shown_for_a_purpose_and_written_down(case: Case) -> None:
    agent = case.town.token("agent", case.town.small.district)
    answer = call("post", f"/appeals/{case.known['appeal_id']}/reveal", {"purpose": "contact"}, token=agent)
    assert (answer.status, answer.body["phone"]) == (200, "13900000001")


def test_an_expired_token_is_no_token(lasting_town: Town) -> None:
    town = lasting_town
    raw = town.token("auditor", town.small.district)
    ApiToken.objects.filter(prefix=raw[:12]).update(expires_at=timezone.now() - timedelta(seconds=1))

    answer = call("get", "/people/me", token=raw, language="en")

    assert answer.status == 401
    assert "issue a new one if it has expired" in answer.body["detail"]


def test_a_token_does_no_more_than_its_scopes(lasting_town: Town) -> None:
    town = lasting_town
    raw = town.token("agent", town.small.district)
    expiry = timezone.now() + timedelta(days=3)
    wanted = {"label": "大屏", "scopes": ["appeals.view"], "expires_at": expiry}
    small = _ok(call("post", "/people/tokens", wanted, token=raw)).body["token"]
    receipt = report(town)

    assert call("get", "/people/me", token=small).body["deeds"] == ["appeals.view"]
    assert call("get", f"/appeals/{receipt['id']}", token=small).status == 200
    assert call("post", f"/appeals/{receipt['id']}/ask-info", {"question": "哪个单元?"}, token=small).status == 403
    assert call("post", "/people/tokens", {"label": "更大", "scopes": ["appeals.triage"]}, token=small).status == 403


def test_the_states_are_those_of_appeals_in_the_document() -> None:
    assert SHAPES["AppealsState"]["enum"] == [state.value for state in State]

"""Open311: a report comes in by the one intake, all that is wrong with a form is told at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal, AppealText
from linli.appeals.queries import links
from linli.channels.models import Exchange
from linli.grid.models import Building
from linli.people.models import Contact
from tests.api.open311 import LAMP, form, get, posted, send, system_key
from tests.api.town import PHONE, Town

POSTED = 14
"""The budget in statements of a report by a system's key."""


@pytest.fixture
def town(borrowed_town: Town) -> Town:
    return borrowed_town


def test_a_report_becomes_an_appeal_like_any_other(town: Town) -> None:
    made = posted(town, system_key(town))
    appeal = Appeal.objects.get(id=made["service_request_id"])
    contact = Contact.objects.get(id=appeal.reporter_id)
    assert (appeal.channel, appeal.state, appeal.area_path) == ("api", "received", town.small.estate_grid)
    assert (appeal.proposal["category"], appeal.proposal["said"], appeal.category) == (
        "util.streetlight", "util.streetlight", None,
    )  # fmt: skip
    assert (contact.name_sealed, contact.phone_sealed, contact.email_sealed) == ("王阿姨", PHONE, "wang@example.org")
    assert appeal.reporter_account_id is None
    assert AppealText.objects.get(appeal=appeal).body == LAMP
    assert links.number(appeal) in made["service_notice"]
    assert links.url(appeal) in made["service_notice"]
    assert made["account_id"] is None


def test_xml_and_json_say_the_same(town: Town) -> None:
    key = system_key(town)
    made = posted(town, key)
    as_xml = send(form(town, key), to="xml")
    assert as_xml.kind == "text/xml; charset=utf-8"
    assert [child.tag for child in as_xml.body.find("request")] == list(made)
    assert as_xml.body.findtext("request/service_request_id") == made["service_request_id"]
    listed, shown = get("v2/requests.json").body, get("v2/requests.xml").body
    assert [{child.tag: child.text for child in one} for one in shown.iter("request")] == [
        {name: None if value is None else str(value) for name, value in one.items()} for one in listed
    ]


def test_a_residents_own_key_reports_for_its_owner(town: Town) -> None:
    raw = town.token("auditor", town.small.district)  # somebody who may not register for others
    made = posted(town, raw)
    appeal = Appeal.objects.get(id=made["service_request_id"])
    assert str(appeal.reporter_account_id) == made["account_id"] == str(town.accounts[f"auditor{town.small.district}"])


@pytest.mark.parametrize("what, key", [("none", ""), ("a wrong one", "linli_wrong")])
def test_without_a_good_key_nothing_is_taken(what: str, key: str, town: Town) -> None:
    for to in ("json", "xml"):
        answer = send(form(town, key), to=to)
        assert (answer.status, answer.codes) == (403, [403]), what
    assert not Appeal.objects.exists()


def test_a_system_reports_for_others_where_it_may_only(town: Town) -> None:
    other = system_key(town, role="grid_worker", area=f"{town.other_street}")
    viewer = system_key(town, role="supervisor", scopes=("appeals.view",))
    assert send(form(town, other)).status == 403
    assert send(form(town, viewer)).status == 403
    assert not Appeal.objects.exists()


def test_the_key_may_stand_in_the_address_or_the_header(town: Town) -> None:
    key = system_key(town)
    body = form(town, "", description="第二盏也不亮")
    assert send(body, Authorization=f"Bearer {key}").status == 200
    answer = Client().post(f"/open311/v2/requests.json?api_key={key}", form(town, "", api_key=None))
    assert answer.status_code == 200, answer.content


def test_all_that_is_wrong_is_told_at_once(town: Town) -> None:
    key = system_key(town)
    answer = send(
        form(town, key, lat="north", long=None, description="", media_url="javascript:alert(1)", phone="1" * 31,
             **{"attribute[nothing]": "1", "attribute[kind]": "shout", "attribute[households]": "many"})
    )  # fmt: skip
    assert answer.status == 400
    for word in ("lat", "media_url", "phone", "attribute[nothing]", "attribute[kind]", "attribute[households]"):
        assert word in answer.said, answer.said
    assert set(answer.codes) == {400}
    assert "must be a number" in send(form(town, key, lat="north"), language="en").said
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("more, status, word", [
    ({"service_code": ""}, 400, "service_code"),
    ({"service_code": "no.such"}, 404, "no.such"),
    ({"lat": None, "long": None}, 400, "address_string"),
    ({"lat": None}, 400, "lat 和 long"),
    ({"lat": "91"}, 400, "lat"),
    ({"lat": "nan"}, 400, "lat"),
    ({"address_id": "NOSUCH"}, 400, "楼栋码"),
    ({"jurisdiction_id": "sfgov.org"}, 404, "sfgov.org"),
    ({"description": "", "media_url": None}, 400, "description"),
    ({"description": "\x00"}, 400, "控制字符"),
])  # fmt: skip
def test_what_is_missing_or_unknown(more: dict[str, Any], status: int, word: str, town: Town) -> None:
    answer = send(form(town, system_key(town), **more))
    assert (answer.status, answer.codes) == (status, [status])
    assert word in answer.said
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("more", [
    {"lat": None, "long": None, "address_string": "天惠苑小区1号楼"},
    {"jurisdiction_id": "370203"},
    {"jurisdiction_id": "127.0.0.1"},
    {"jurisdiction_id": "", "phone": "", "media_url": ""},
])  # fmt: skip
def test_what_is_enough(more: dict[str, Any], town: Town) -> None:
    assert send(form(town, system_key(town), **more)).status == 200


def test_a_buildings_code_is_an_address_id(town: Town) -> None:
    building = Building.objects.get(id=town.small.building_ids[0])
    made = posted(town, system_key(town), lat=None, long=None, address_id=building.code)
    assert Appeal.objects.get(id=made["service_request_id"]).building_id == building.id


def test_answers_to_the_definition_become_words_and_fields(town: Town) -> None:
    made = posted(
        town, system_key(town), service_code="cons.noise", description="夜里打桩",
        **{"attribute[hours][]": ["evening", "night"], "attribute[households]": "40", "attribute[kind]": "complaint",
           "attribute[where_exactly]": "3单元楼下", "attribute[found_at]": "2026-01-04T22:30:00+08:00",
           "attribute[publish]": "yes"},
    )  # fmt: skip
    appeal = Appeal.objects.get(id=made["service_request_id"])
    assert AppealText.objects.get(appeal=appeal).body.splitlines() == [
        "夜里打桩", "什么时候吵：晚上、22 时到 6 时", "具体位置：单元、楼层、方位：3单元楼下",
    ]  # fmt: skip
    assert (appeal.households, appeal.kind, appeal.publish_consent) == (40, "complaint", True)
    assert appeal.found_at.isoformat() == "2026-01-04T14:30:00+00:00"


def test_what_the_definition_requires_is_required_and_raises_the_urgency(town: Town) -> None:
    key = system_key(town)
    lift = form(town, key, service_code="prop.elevator", description="电梯按钮不灵")
    answer = send(lift)
    assert (answer.status, answer.codes) == (400, [400])
    assert "attribute[people_inside]" in answer.said
    made = send(lift | {"attribute[people_inside]": "yes"}).body[0]
    assert Appeal.objects.get(id=made["service_request_id"]).urgency == "emergency"


def test_a_danger_chosen_from_the_list_is_an_emergency(town: Town) -> None:
    made = posted(town, system_key(town), service_code="util.gas", description="楼道里有味道")
    assert Appeal.objects.get(id=made["service_request_id"]).urgency == "emergency"
    assert made["service_notice"].startswith("有危险请立即拨打 1")


def test_a_photo_without_words_is_enough(town: Town) -> None:
    address = "https://photos.example.org/1.jpg"
    made = posted(town, system_key(town), description=None, media_url=address)
    text = AppealText.objects.get(appeal_id=made["service_request_id"])
    assert text.body == f"照片：{address}"
    asked = Exchange.objects.get()
    assert (asked.kind, asked.state, asked.appeal_id) == ("picture", "waiting", text.appeal_id)


def test_the_same_form_again_is_the_same_report(town: Town) -> None:
    key = system_key(town)
    first, second = posted(town, key), posted(town, key)
    named = [posted(town, key, client_id=name)["service_request_id"] for name in ("a", "a", "b")]
    other = posted(town, system_key(town, role="community", area=town.here))
    assert first["service_request_id"] == second["service_request_id"]
    assert named[0] == named[1] != named[2]
    assert len({first["service_request_id"], named[0], named[2], other["service_request_id"]}) == 4
    assert Appeal.objects.count() == 4


def test_taking_a_report_stays_in_the_budget(town: Town) -> None:
    key, counted = system_key(town), []
    for number in range(3):  # the fewest: what is kept in memory is read anew now and then
        with CaptureQueriesContext(connection) as told:
            posted(town, key, client_id=str(number))
        counted.append(len(told))
    assert min(counted) <= POSTED, counted

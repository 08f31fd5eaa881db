"""The round on the phone and at the desk: carried along, arriving once, seen by those it concerns."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.appeals.queries import spots
from linli.appeals.words import Mode
from linli.dispatch.actions import issuing
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.fieldwork.models import Check, Finding, Photo
from linli.fieldwork.tests.conftest import building
from linli.grid import queries as grid
from linli.journal.models import Fact
from linli.people.tests import factories as cast
from linli.people.tests.areas import GRID, OTHER_GRID
from linli.web.staff import rounds
from linli.web.tests.test_field import photo, sent
from linli.web.tests.test_resident_pages import text_of
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
pytestmark = pytest.mark.django_db
LISTS = 10
"""Statements of a list of the desk; session and account are two of them."""


@pytest.fixture
def house(town: Town) -> UUID:
    made = building("B1", "1", GRID, 120_371_000)
    grid.forget()
    return made


def notice(client: Any, house: UUID, **changed: str) -> tuple[int, dict[str, Any]]:
    given = {
        "item": "corridor",
        "outcome": "notice",
        "body": "三楼堆物",
        "to_words": "三楼住户",
        "due_on": "2026-03-20",
    }
    return sent(client, "finding", building=str(house), **{**given, **changed})


def test_the_copy_holds_the_round_its_items_and_the_ground(town: Town, sign_in: Any, house: UUID) -> None:
    client = sign_in(town.li)
    notice(client, house)
    client.get("/field/copy.json")
    with CaptureQueriesContext(connection) as told:
        copy = json.loads(client.get("/field/copy.json").content)
    assert len(told) <= 26, "\n".join(query["sql"][:160] for query in told)
    (stop,) = copy["round"]["stops"]
    assert (stop["id"], stop["name"], stop["spot"]) == (str(house), "1号楼", [120_371_000, 36_080_000])
    assert [row["to"] for row in stop["notices"]] == ["三楼住户"]
    assert (copy["round"]["buildings"], copy["round"]["covered"], copy["round"]["every_days"]) == (1, 1, 7)
    assert {"corridor", "passage"} <= {one["code"] for one in copy["items"]}
    (duty,) = copy["duties"]
    assert duty["finding"] == stop["notices"][0]["id"]


def waiting(town: Town, **place: Any) -> UUID:
    """A case in 李网格员's hand that has to be seen today."""
    case = factories.triaged(town, "env.corridor_clutter", mode=Mode.INSTANT)
    issuing.self_handle(actor=town.li, appeal_id=case, now=MONDAY)
    Appeal.objects.filter(id=case).update(**place)
    return case


def test_the_way_leads_past_the_cases_that_wait_for_today(town: Town, sign_in: Any, house: UUID) -> None:
    # given a case at a point to the west, one in the building, one without a place
    west = waiting(town, lon=120.37, lat=36.08)
    inside = waiting(town, building_id=house)
    waiting(town, lon=None, lat=None, building_id=None)
    # then
    copy = json.loads(sign_in(town.li).get("/field/copy.json").content)
    assert {one["id"]: one["spot"] for one in copy["round"]["cases"]} == {
        str(west): [120_370_000, 36_080_000],
        str(inside): [120_371_000, 36_080_000],
    }
    assert copy["round"]["way"][0] == str(west)
    assert set(copy["round"]["way"]) == {str(west), str(inside), str(house)}
    assert copy["round"]["metres"] == 90


def test_a_case_that_complains_of_the_own_unit_tells_no_place(town: Town, house: UUID) -> None:
    case = waiting(town, lon=120.37, lat=36.08)
    assert list(spots.spots_of(town.li, [case])) == [case]
    assert spots.spots_of(town.of("gas"), [case]) == {}
    Appeal.objects.filter(id=case).update(complained_ids=[town.units["committee"]])
    assert spots.spots_of(town.li, [case]) == {}


def test_who_does_no_rounds_carries_none(town: Town, sign_in: Any, house: UUID) -> None:
    copy = json.loads(sign_in(town.of("gas")).get("/field/copy.json").content)
    assert (copy["round"], copy["items"]) == (None, [])


def test_a_check_arrives_once_at_the_moment_it_was_made(town: Town, sign_in: Any, house: UUID) -> None:
    client, key = sign_in(town.li), str(uuid4())
    now = round(MONDAY.timestamp() * 1000)
    given = {"client_id": key, "building": str(house), "fine": "corridor,light", "made_ms": now - 3_600_000}
    assert [sent(client, "check", **given)[0] for _ in range(2)] == [200, 200]
    (made,) = Check.objects.all()
    assert (made.fine, (MONDAY - made.at).total_seconds()) == (["corridor", "light"], 3600)


def test_a_reported_finding_answers_with_its_number(town: Town, sign_in: Any, house: UUID) -> None:
    client, key = sign_in(town.li), str(uuid4())
    given = {"client_id": key, "building": str(house), "item": "passage", "outcome": "report", "body": "通道堵了"}
    first = sent(client, "finding", **given, photos=[photo()])
    again = sent(client, "finding", **given, photos=[photo()])
    appeal = Appeal.objects.get()
    assert (first[0], again[0]) == (200, 200)
    assert first[1]["number"] == again[1]["number"] != ""
    assert first[1]["url"] == f"/desk/case/{appeal.id}/"


def test_a_recheck_that_finds_nothing_done_is_reported(town: Town, sign_in: Any, house: UUID) -> None:
    client = sign_in(town.li)
    notice(client, house)
    made = str(Finding.objects.get().id)
    status, said = sent(client, "recheck", finding=made, complied="no", body="还在")
    assert (status, said["code"]) == (409, "fieldwork.too_early")
    assert Appeal.objects.count() == 0
    assert sent(client, "recheck", finding=made, complied="yes", body="清了", photos=[photo()])[0] == 200
    assert Finding.objects.get().state == "complied"


@pytest.mark.parametrize("deed", ["check", "finding", "recheck"])
def test_who_may_send_of_the_round(town: Town, sign_in: Any, house: UUID, deed: str) -> None:
    notice(sign_in(town.li), house)
    told = Fact.objects.count()
    fields = {
        "building": str(house), "item": "light", "outcome": "fixed", "body": "灯", "complied": "yes",
        "finding": str(Finding.objects.get().id),
    }  # fmt: skip
    away = cast.staff("别处网格员", "grid_worker", OTHER_GRID)
    assert sent(sign_in(None), deed, **fields)[0] == 401
    assert [sent(sign_in(who), deed, **fields)[0] for who in (away, town.of("gas"), town.agent)] == [404, 404, 404]
    assert sent(sign_in(town.li), deed, **{**fields, "client_id": "short"})[0] == 422
    assert sent(sign_in(town.li), deed, **{**fields, "building": "x", "finding": "x"})[0] == 404
    assert Fact.objects.count() == told


def test_an_outcome_is_chosen(town: Town, sign_in: Any, house: UUID) -> None:
    assert notice(sign_in(town.li), house, outcome="")[0] == 422
    assert notice(sign_in(town.li), house, item="")[0] in (404, 409, 422)
    assert Finding.objects.count() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("tab", ["found", "notices", "covered", "diaries"])
def test_the_desk_shows_the_rounds_within_its_budget(
    town: Town, sign_in: Any, house: UUID, tab: str, language: str
) -> None:
    notice(sign_in(town.li), house)
    sent(sign_in(town.li), "finding", building=str(house), item="light", outcome="fixed", body="已修", photos=[photo()])
    client = sign_in(town.street, language=language)
    client.get(f"/desk/rounds/?tab={tab}")
    with CaptureQueriesContext(connection) as told:
        answer = client.get(f"/desk/rounds/?tab={tab}")
    assert answer.status_code == 200
    assert len(told) <= LISTS + 4, "\n".join(query["sql"][:160] for query in told)
    words = re.sub(r"三楼堆物|三楼住户|已修|李网格员|1号楼|街道调度员", "", text_of(answer))
    assert language == "zh" or not re.search("整改|巡查|当场", words)


def test_the_desk_of_rounds_is_for_those_who_walk_or_lead(town: Town, sign_in: Any, house: UUID) -> None:
    sent(sign_in(town.li), "finding", building=str(house), item="light", outcome="fixed", body="已修", photos=[photo()])
    file = Photo.objects.get().id
    away = cast.staff("别处网格员", "grid_worker", OTHER_GRID)
    assert "已修" in text_of(sign_in(town.zhao).get("/desk/rounds/"))
    assert "已修" not in text_of(sign_in(away).get("/desk/rounds/"))
    for who in (away, town.of("gas"), town.agent):
        assert sign_in(who).get(f"/desk/rounds/photo/{file}").status_code == 404
    assert sign_in(town.agent).get("/desk/rounds/").status_code == 404
    assert sign_in(None).get("/desk/rounds/").status_code == 302
    # Last, for closing the file ends the request and with it the connection.
    shown = sign_in(town.zhao).get(f"/desk/rounds/photo/{file}?small")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    shown.close()


def test_a_notice_is_rechecked_at_the_desk(town: Town, sign_in: Any, house: UUID) -> None:
    notice(sign_in(town.li), house)
    made = Finding.objects.get().id
    address = f"/desk/rounds/{made}/recheck/"
    assert address in sign_in(town.li).get("/desk/").content.decode()
    assert sign_in(town.street).get(address).status_code == 404
    assert sign_in(town.zhao).post(address, {"complied": "yes", "body": ""}).status_code == 422
    assert sign_in(town.zhao).post(address, {"complied": "yes", "body": "清了"}).status_code == 302
    assert Finding.objects.get().state == "complied"


def test_coverage_lists_every_grid_page_by_page(
    town: Town, sign_in: Any, house: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "GRIDS", 1)
    client = sign_in(town.zhao)
    first = client.get("/desk/rounds/?tab=covered").content.decode()
    after = re.search(r'href="(\?tab=covered&amp;after=[^"]+)"', first)
    assert after is not None
    second = client.get("/desk/rounds/" + after[1].replace("&amp;", "&")).content.decode()
    heads = [re.findall(r'<th scope="row">([^<]*)</th>', page) for page in (first, second)]
    assert [len(names) for names in heads] == [1, 1]
    assert heads[0] != heads[1]
    assert 'rel="next"' not in second
    whole = client.get("/desk/rounds/?tab=covered&as=csv").content.decode("utf-8-sig")
    assert all(names[0] in whole for names in heads)
    assert client.get("/desk/rounds/?tab=covered&after=x").status_code == 422

"""Published cases by place and matter, as list, map and feed; buildings found by address, with a card to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.appeals.tests import factories
from linli.appeals.tests.factories import Town
from linli.grid import queries as grid
from linli.grid.models import Building
from linli.notices import actions as notices
from linli.notices.words import NoticeKind
from linli.people import queries as people
from linli.people.tests import factories as folk
from linli.standards import queries as standards
from linli.web.tests.test_resident_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(settings: Any) -> Iterator[Town]:
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()


def published(here: Town, title: str, *, area: str, topic: str) -> UUID:
    now = timezone.now() - timedelta(hours=1)
    editor = folk.staff(f"编辑{title}", "editor", here.small.district)
    approver = folk.staff(f"审核{title}", "approver", here.small.district)
    notice = notices.draft(
        actor=editor, kind=NoticeKind.HOTLINE_CASE, title=title, body=f"{title}。", area_path=area, topic=topic, now=now
    )
    notices.approve(actor=approver, notice_id=notice, now=now)
    notices.publish(actor=approver, notice_id=notice, shown_from=now, now=now)
    return notice


@pytest.fixture
def two(here: Town) -> Town:
    published(here, "下水道疏通了", area=here.small.communities[0], topic="util.sewer")
    published(here, "小广告清完了", area=here.small.communities[2], topic="adv.illegal_small")
    return here


def titles(client: Client, query: str) -> list[str]:
    page = text_of(client.get(f"/cases/{query}"))
    return [title for title in ("下水道疏通了", "小广告清完了") if title in page]


def test_by_place_and_matter(two: Town, client: Client) -> None:
    first, other = two.small.communities[0], two.small.communities[2]
    street = first.rpartition("/")[0]
    assert titles(client, "") == ["下水道疏通了", "小广告清完了"]
    assert titles(client, f"?area={first}") == ["下水道疏通了"]
    assert titles(client, f"?area={street}") == ["下水道疏通了"]
    assert titles(client, f"?area={other}&topic=adv") == ["小广告清完了"]
    assert titles(client, f"?area={other}&topic=util") == []
    assert "这里还没有公开的案例" in text_of(client.get(f"/cases/?area={other}&topic=util"))


@pytest.mark.parametrize("query", ["?area=nowhere", "?topic=nothing", "?topic=util.sewer"])
def test_what_cannot_be_asked_for(two: Town, client: Client, query: str) -> None:
    assert client.get(f"/cases/{query}").status_code == 404


def test_no_place_finer_than_a_community(two: Town, client: Client) -> None:
    assert client.get(f"/cases/?area={two.small.estate_grid}").status_code == 404


def test_the_list_costs_few_statements_in_both_languages(two: Town, client: Client) -> None:
    client.get("/cases/")
    for language, words in (("zh", "什么事"), ("en", "What about")):
        client.cookies["lang"] = language
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/cases/")
        assert words in text_of(page)
        assert len(seen) <= 4, [one["sql"][:80] for one in seen]


def test_cases_of_one_community_stand_side_by_side_on_the_map(two: Town, client: Client) -> None:
    published(two, "井盖换好了", area=two.small.communities[0], topic="util.manhole")
    pins = client.get(f"/cases/?area={two.small.communities[0]}").context["pins"]
    places = {(pin["lon"], pin["lat"]) for pin in pins}
    assert (len(pins), len(places)) == (2, 2)
    lon, lat = grid_middle(two)
    assert all(abs(pin["lon"] - lon) < 0.002 and abs(pin["lat"] - lat) < 0.002 for pin in pins)


def grid_middle(here: Town) -> tuple[float, float]:
    path = here.small.communities[0]
    ring = list(grid.shapes(path, timezone.now())[path])
    return sum(lon for lon, _ in ring) / len(ring) / 1e6, sum(lat for _, lat in ring) / len(ring) / 1e6


def test_a_place_is_followed_by_a_feed(two: Town, client: Client) -> None:
    first = two.small.communities[0]
    page = client.get(f"/cases/?area={first}&topic=util").content.decode()
    assert f"/cases/feed.atom?area={first.replace('/', '%2F')}&amp;topic=util" in page
    client.get("/cases/feed.atom")
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(f"/cases/feed.atom?area={first}&topic=util")
    assert len(seen) <= 1
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall("{http://www.w3.org/2005/Atom}entry")
    assert [one.findtext("{http://www.w3.org/2005/Atom}title") for one in entries] == ["下水道疏通了"]
    assert client.get("/cases/feed.atom?area=nowhere").status_code == 404


def test_one_case_names_place_and_matter(two: Town, client: Client) -> None:
    notice = published(two, "路灯亮了", area=two.small.communities[0], topic="util.streetlight")
    page = client.get(f"/cases/{notice}/")
    assert f"/cases/?area={two.small.communities[0].replace('/', '%2F')}" in page.content.decode()
    assert "/cases/?topic=util" in page.content.decode()


# Names and buildings


def test_names_to_choose_from_cost_no_statement(here: Town, client: Client) -> None:
    client.get("/map/names.json?q=天惠苑")
    with CaptureQueriesContext(connection) as seen:
        found = client.get("/map/names.json?q=天惠苑小区1").json()["names"]
    assert len(seen) <= 1
    assert found[0] == {"name": "天惠苑小区1号楼", "where": "延安路街道 上清路社区"}
    assert client.get("/map/names.json").json() == {"names": []}


def test_looking_up_an_address_without_script(here: Town, client: Client) -> None:
    client.post("/report/", {"words": factories.SEWER})
    page = client.post("/report/place/", {"address": "天惠苑", "look": "1"})
    assert page.status_code == 200
    assert 'name="address" value="天惠苑1号楼"' in page.content.decode()
    chosen = client.post("/report/place/", {"address": ["天惠苑", "天惠苑1号楼"]})
    assert chosen["Location"] == "/report/send/"
    assert client.session["report_draft"]["address"] == "天惠苑1号楼"
    nothing = text_of(client.post("/report/place/", {"address": "没有这个地方", "look": "1"}))
    assert "没有找到这个地名" in nothing


@pytest.mark.parametrize(("words", "most"), [("天惠苑小区1号楼", 1), ("天惠苑小区", 2), ("天惠苑", 2)])
def test_a_building_is_found_by_address(here: Town, client: Client, words: str, most: int) -> None:
    client.get("/b/?q=天")
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/b/", {"q": words})
    assert len(seen) <= 4
    assert f"找到 {most} 栋" in text_of(page)
    code = Building.objects.get(number="1").code
    assert f"/b/{code}/" in page.content.decode()


def test_no_building_says_what_to_do(here: Town, client: Client) -> None:
    assert "打 12345，说地址就能问到谁管" in text_of(client.get("/b/", {"q": "没有这个地方"}))
    client.cookies["lang"] = "en"
    assert "No such building" in text_of(client.get("/b/", {"q": "没有这个地方"}))


def test_the_card_gives_the_hotline_and_nobodys_phone(here: Town, client: Client) -> None:
    code = Building.objects.get(number="1").code
    client.get(f"/b/{code}/")
    with CaptureQueriesContext(connection) as seen:
        page = client.get(f"/b/{code}/")
    assert len(seen) <= 12, len(seen)
    assert "打 12345，转接网格员" in text_of(page)
    assert f"/b/{code}/qr.svg" in page.content.decode()


def test_the_code_at_the_door_leads_to_the_card(here: Town, client: Client, settings: Any) -> None:
    code = Building.objects.get(number="1").code
    drawn = client.get(f"/b/{code.lower()}/qr.svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<?xml")
    assert b"<script" not in drawn.content
    assert client.get("/b/NOSUCH/qr.svg").status_code == 404

"""Pages everybody may read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

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
from linli.notices.models import Objection
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


@pytest.mark.parametrize(
    ("path", "zh", "en", "most"),
    [
        ("/", "家门口的事，说给我们听", "Something wrong near home?", 3),
        ("/how/", "一件诉求怎么办", "How a report is handled", 3),
        ("/cases/", "还没有公开的案例", "No cases published yet", 3),
        ("/suspended/", "现在没有暂缓办理的事", "Nothing is put aside now", 3),
        ("/privacy/", "个人信息处理规则", "How we handle personal data", 3),
    ],
)
def test_both_languages_and_few_statements(here: Town, client: Client, path: str, zh: str, en: str, most: int) -> None:
    for language, words in (("zh", zh), ("en", en)):
        client.cookies["lang"] = language
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path)
        assert answer.status_code == 200
        assert words in text_of(answer)
    assert len(seen) <= most, len(seen)


def test_readers_are_named_in_words(here: Town, client: Client) -> None:
    page = text_of(client.get("/privacy/"))
    assert "grid_worker" not in page
    assert "网格员" in page
    assert "12345中心" in page


def test_a_building_card_leads_into_the_report(here: Town, client: Client) -> None:
    # given
    code = Building.objects.order_by("code").first().code  # type: ignore[union-attr]
    # when
    page = client.get(f"/b/{code.lower()}/")
    # then
    assert "上清路社区居委会" in text_of(page)
    assert f"/report/?code={code}" in page.content.decode()
    assert client.get(f"/report/?code={code}")["Location"] == "/report/"
    client.post("/report/", {"words": factories.SEWER})
    assert f'value="{code}"' in client.get("/report/place/").content.decode()


@pytest.mark.parametrize("path", ["/b/NOSUCH/", "/cases/00000000-0000-0000-0000-000000000000/", "/nothing"])
def test_what_is_not_there(here: Town, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没找到这一页" in text_of(answer)


def published(here: Town) -> UUID:
    now = timezone.now() - timedelta(hours=1)
    place = here.small.district
    editor, approver = folk.staff("沈编辑", "editor", place), folk.staff("韩审核", "approver", place)
    notice = notices.draft(
        actor=editor, kind=NoticeKind.HOTLINE_CASE, title="楼道清理了", body="联系13900000001,已清理。",
        area_path=place, now=now,
    )  # fmt: skip
    notices.approve(actor=approver, notice_id=notice, now=now)
    notices.publish(actor=approver, notice_id=notice, shown_from=now, now=now)
    return notice


def test_objecting_to_a_published_case(here: Town, client: Client) -> None:
    # given
    notice = published(here)
    page = text_of(client.get(f"/cases/{notice}/"))
    assert ("楼道清理了" in page, "13900000001" in page) == (True, False)
    assert client.get(f"/cases/{notice}/object/")["Location"].startswith("/my/sign-in/")
    # when
    client.post("/join/", {"phone": "13900000019", "password": "huaihua-kai-le-6"})
    assert client.post(f"/cases/{notice}/object/", {"words": " "}).status_code == 422
    assert client.post(f"/cases/{notice}/object/", {"words": "能认出是我家"}).status_code == 302
    # then
    assert Objection.objects.get(notice_id=notice).words_sealed == "能认出是我家"


def test_nobody_objects_to_what_is_not_published(here: Town, client: Client) -> None:
    client.post("/join/", {"phone": "13900000019", "password": "huaihua-kai-le-6"})
    assert client.get(f"/cases/{uuid4()}/object/").status_code == 404


def test_the_map_near_a_point_shows_grids_and_buildings_and_nobody(here: Town, client: Client) -> None:
    # given
    placed = next(row for row in grid.buildings_in(grid.district(timezone.now()).path, timezone.now()) if row.lon)
    # when
    with CaptureQueriesContext(connection) as seen:
        answer = client.get("/map/near.json", {"lon": placed.lon, "lat": placed.lat})
    # then
    found = answer.json()
    assert found["of"] == "/".join(placed.area_path.split("/")[:3])
    assert {one["properties"]["kind"] for one in found["features"]} == {"grid", "building"}
    assert all(set(one["properties"]) <= {"name", "name_en", "kind", "path"} for one in found["features"])
    assert len(seen) <= 6, len(seen)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"lon": "1.0", "lat": "1.0"}, 200),
        ({}, 422),
        ({"lon": "x", "lat": "1"}, 422),
        ({"lon": "nan", "lat": "1"}, 422),
    ],
)
def test_the_map_near_no_place(here: Town, client: Client, asked: dict[str, str], status: int) -> None:
    answer = client.get("/map/near.json", asked)
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["features"] == []

"""Hot events on the page: gathered by the hour, counted by people, alerted once, with their cases (S-097, ADR 0035)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.dashboards.jobs import draw
from linli.dashboards.models import HotSpot
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.people.tests.areas import COMMUNITY, GRID
from linli.web.tests.test_resident_pages import text_of
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
pytestmark = pytest.mark.django_db
HERE = "/desk/figures/hotspots/"
MOST = 16
"""Statements of the page; session and account are two of them."""
TELLINGS = tuple(
    f"金沙半岛小区楼下烧烤店油烟{how}，没有烟道，{then}。"
    for how, then in zip(
        ("扰民", "熏人", "直排", "太大", "呛人", "扰民", "熏人"),
        ("晚上不敢开窗", "老人咳嗽", "多次反映没人管", "孩子睡不着", "晚上不敢开窗", "天天如此", "衣服不敢晾"),
        strict=True,
    )
)
OTHERS = (
    "人民路与山东路路口红绿灯不亮，行人过马路危险。",
    "碧桐湾小区二号楼电梯停运三天，老人上不了楼。",
    "公交站台顶棚漏雨，候车没处躲。",
    "学校门口早晚乱停车，孩子过不去。",
)


@pytest.fixture
def told(town: Town) -> list[UUID]:
    """Seven people tell of one barbecue, four others of something else."""
    ids = []
    for number, text in enumerate((*OTHERS, *TELLINGS)):
        at = MONDAY + timedelta(hours=number)
        ids.append(factories.triaged(town, "street.mobile_vendor", text=text, now=at))
    Appeal.objects.filter(id__in=ids).update(reporter_id=None)  # who left no name is somebody else each time
    return ids


def test_one_matter_in_other_words_is_one_hot_spot(town: Town, told: list[UUID]) -> None:
    now = MONDAY + timedelta(days=1)
    draw(now)
    spot = HotSpot.objects.order_by("-heat")[0]
    assert set(spot.appeal_ids) <= set(told[4:])
    assert len(spot.appeal_ids) >= 3
    assert spot.area_path.startswith(COMMUNITY)
    assert GRID.startswith(spot.area_path) or spot.area_path == GRID
    first = spot.alerted_at
    assert first == now
    assert spot.people == len(spot.appeal_ids)
    draw(now + timedelta(hours=1))
    assert HotSpot.objects.get(id=spot.id).alerted_at == first
    draw(now + timedelta(days=60))
    assert not HotSpot.objects.exists()


@pytest.mark.parametrize("language, words", [("zh", "人 ·"), ("en", "people ·")])
def test_the_page_shows_them_within_the_budget(
    town: Town, sign_in: Any, told: list[UUID], language: str, words: str
) -> None:
    draw(MONDAY + timedelta(days=1))
    client = sign_in(town.zhao, language=language)
    client.get(HERE)
    with CaptureQueriesContext(connection) as said:
        answer = client.get(HERE)
    assert (len(said) <= MOST, words in text_of(answer)) == (True, True), len(said)
    listed = set(re.findall(r"/desk/case/([0-9a-f-]{36})/", answer.content.decode()))
    assert {str(one) for one in HotSpot.objects.order_by("-heat")[0].appeal_ids} <= listed
    assert "烧烤" not in answer.content.decode(), "nobody's words"


def test_children_and_complaints_of_units_are_no_hot_spot(town: Town, told: list[UUID]) -> None:
    Appeal.objects.filter(id__in=told[4:6]).update(is_minor=True)
    Appeal.objects.filter(id__in=told[6:]).update(complained_ids=[town.units["committee"]])
    draw(MONDAY + timedelta(days=1))
    assert not any(set(spot.appeal_ids) & set(told[4:]) for spot in HotSpot.objects.all())


def test_whoever_is_bound_to_a_unit_sees_no_areas_events(town: Town, sign_in: Any) -> None:
    assert sign_in(town.of("enforcement")).get(HERE).status_code == 404
    assert "没有热点" in text_of(sign_in(town.zhao).get(HERE))

"""Somebody about to send hears of open reports near by and says "me too" (ADR 0025)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.appeals.queries import links
from linli.appeals.tests import factories
from linli.appeals.tests.factories import CLUTTER, GAS, SEWER, Town
from linli.grid import queries as grid
from linli.people import queries as people
from linli.standards import queries as standards
from linli.web.staff.casefile import CaseFile
from linli.web.staff.deeds_intake import _pointed_at
from linli.web.tests.test_resident_pages import text_of, token_of, walk

pytestmark = pytest.mark.django_db
SECOND = "一楼的下水道又堵了,污水都冒出来了,味道很大。"


@pytest.fixture
def here(settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path
    settings.LINLI_REPORTS_PER_MINUTE = 0
    cache.clear()
    yield factories.town()
    for room in (grid, people, standards):
        room.forget()


def at_sending(client: Client, words: str = SECOND) -> Any:
    client.post("/report/", {"words": words})
    client.post("/report/place/", {"address": "天惠苑小区1号楼"})
    return client.get("/report/send/")


def test_me_too_in_the_third_step(here: Town, client: Client) -> None:
    # given
    first = Appeal.objects.get(id=links.id_of_token(token_of(walk(client))))
    neighbour = Client()
    # when
    page = at_sending(neighbour)
    # then
    assert "附近有人已经反映了，是同一件事吗？" in text_of(page)
    assert "我也遇到了：下水道堵塞/污水冒溢" in text_of(page)
    assert "已有 1 人反映" in text_of(page)
    body = page.content.decode()
    assert (SEWER in body, str(first.id) in body, links.number(first) in body) == (False, False, False)
    # when
    answer = neighbour.post("/report/send/", {"same_as": "1"})
    # then
    token = token_of(answer)
    mine = Appeal.objects.get(id=links.id_of_token(token))
    assert (mine.same_as_id, mine.state) == (first.id, "received")
    receipt = text_of(neighbour.get(f"/r/{token}"))
    assert "工作人员核对后会一起办" in receipt
    assert "这件事一共有 2 人反映。" in receipt
    assert links.number(first) not in receipt


def test_in_english(here: Town, client: Client) -> None:
    walk(client)
    neighbour = Client()
    neighbour.cookies["lang"] = "en"
    assert "I have this too: Blocked or overflowing sewer" in text_of(at_sending(neighbour))


@pytest.mark.parametrize("raw", ["", "0", "2", "9", "x", "²"])
def test_another_choice_points_at_nothing(here: Town, client: Client, raw: str) -> None:
    walk(client)
    neighbour = Client()
    at_sending(neighbour)
    token = token_of(neighbour.post("/report/send/", {"same_as": raw}))
    assert Appeal.objects.get(id=links.id_of_token(token)).same_as_id is None


def test_what_was_settled_meanwhile_is_sent_on_its_own(here: Town, client: Client) -> None:
    first = links.id_of_token(token_of(walk(client)))
    neighbour = Client()
    at_sending(neighbour)
    Appeal.objects.filter(id=first).update(state="withdrawn")
    token = token_of(neighbour.post("/report/send/", {"same_as": "1"}))
    assert Appeal.objects.get(id=links.id_of_token(token)).same_as_id is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a neighbour's clutter is nobody's business", CLUTTER),
        ("in danger nobody compares", GAS),
    ],
)
def test_what_is_never_offered(here: Town, client: Client, first: str, second: str) -> None:
    walk(client, second)
    assert "我也遇到了" not in text_of(at_sending(Client(), second)), first


def test_a_child_stands_alone(here: Town, client: Client) -> None:
    walk(client)
    neighbour = Client()
    at_sending(neighbour)
    reach = {"same_as": "1", "for_child": "on", "guardian_phone": "13900000003"}
    token = token_of(neighbour.post("/report/send/", reach))
    assert Appeal.objects.get(id=links.id_of_token(token)).same_as_id is None


def test_offering_costs_two_statements(here: Town, client: Client) -> None:
    def statements(one: Client) -> int:
        with CaptureQueriesContext(connection) as seen:
            at_sending(one)
        return len([query for query in seen if re.search(r"FROM\s+.?appeals_appeal|same_as_id", query["sql"])])

    assert statements(Client()) == 1
    walk(client)
    assert statements(Client()) == 2


def test_the_desk_finds_it_chosen_beforehand(here: Town, client: Client) -> None:

    first = links.id_of_token(token_of(walk(client)))
    neighbour = Client()
    at_sending(neighbour)
    second = links.id_of_token(token_of(neighbour.post("/report/send/", {"same_as": "1"})))
    case = CaseFile(here.agent, second, Appeal.objects.get(id=second).registered_at)
    assert _pointed_at(case) == str(first)
    assert case.duplicates[0].id == first


# What waited for a line


def test_what_waited_for_a_line_is_sent_once_from_a_browser_that_forgot(here: Town, client: Client) -> None:
    # given
    page = at_sending(client).content.decode()
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert carried["words"] == SECOND
    client.post("/report/send/", carried)
    # when
    forgetful = Client()
    answer = forgetful.post("/report/send/", carried)
    # then
    assert Appeal.objects.count() == 1
    assert links.id_of_token(token_of(answer)) == Appeal.objects.get().id


def test_it_leaves_the_next_report_alone(here: Town, client: Client) -> None:
    page = at_sending(client).content.decode()
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    busy = Client()
    busy.post("/report/", {"words": "路灯不亮"})
    token_of(busy.post("/report/send/", carried))
    assert busy.session["report_draft"]["words"] == "路灯不亮"
    assert Appeal.objects.get().place_words == "天惠苑小区1号楼"


@pytest.mark.parametrize(
    ("name", "value"), [("client_id", "short"), ("client_id", "Z" * 36), ("words", "堵" * 4001), ("lon", "east")]
)
def test_what_is_carried_is_checked_as_when_it_was_written(here: Town, name: str, value: str) -> None:
    carried = {"client_id": "0191f0f0-0000-7000-8000-000000000001", "words": SECOND, name: value}
    assert Client().post("/report/send/", carried)["Location"] == "/report/"
    assert Appeal.objects.count() == 0


def test_several_reports_of_one_matter_are_told_as_one(here: Town, client: Client) -> None:
    first = links.id_of_token(token_of(walk(client)))
    walk(Client(), SECOND)
    third = Client()
    page = at_sending(third)
    assert text_of(page).count("我也遇到了：") == 1
    assert "已有 2 人反映" in text_of(page)
    token = token_of(third.post("/report/send/", {"same_as": "1"}))
    assert Appeal.objects.get(id=links.id_of_token(token)).same_as_id == first
    assert "已有 3 人反映" in text_of(at_sending(Client()))

"""The roster of a unit: pasted, tried, set; by whom, in both languages, and nothing lost on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dispatch.tests.factories import MONDAY, Town
from linli.journal.models import Fact
from linli.people import queries as people
from linli.people.actions import set_roster
from linli.people.actions.organisations import Turn
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
LINES = (
    "姓名\t开始\t结束\t电话\nenforcement经办人\t2026-03-17 08:00\t20:00\t0532-85000000\n陌生人\t2026-03-17 20:00\t08:00"
)


def turns(town: Town) -> list[tuple[str, str]]:
    unit = people.unit(town.units["enforcement"])
    return [(row.name, row.phone) for row in people.turns_of(unit.id, unit.area_path, at=MONDAY)]


def address(town: Town) -> str:
    return f"/desk/roster/{town.units['enforcement']}/"


@pytest.mark.parametrize("language, word", [("zh", "值班表"), ("en", "Roster of")])
def test_the_page_in_both_languages(town: Town, sign_in: Any, language: str, word: str) -> None:
    client = sign_in(town.head("enforcement"), language=language)
    client.get(address(town))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address(town))
    assert answer.status_code == 200
    assert len(asked) <= 12, "\n".join(query["sql"][:150] for query in asked)
    assert word in answer.content.decode()
    assert answer.context["names"] == ["enforcement经办人", "enforcement负责人"]
    assert client.get("/desk/roster/", follow=True).redirect_chain == [(address(town), 302)]
    assert "/desk/roster/" in client.get("/account/").content.decode()


def test_pasted_lines_are_tried_first_then_set(town: Town, sign_in: Any) -> None:
    client, before = sign_in(town.head("enforcement")), Fact.objects.count()
    tried = client.post(address(town), {"lines": LINES})
    assert [one.who for one in tried.context["slots"]] == ["enforcement经办人"]
    assert [(one.line, one.why.zh[:5]) for one in tried.context["refused"]] == [(3, "不认识“陌")]
    assert turns(town) == []
    assert Fact.objects.count() == before
    done = client.post(address(town), {"lines": LINES, "sure": "1"}, follow=True)
    assert "值班表已更新，共 1 班。" in done.content.decode()
    assert turns(town) == [("enforcement经办人", "0532-85000000")]
    shown = client.get(address(town)).context["lines"]
    assert shown == "enforcement经办人\t2026-03-17 08:00\t2026-03-17 20:00\t0532-85000000"
    client.post(address(town), {"lines": shown, "sure": "1"})
    assert turns(town) == [("enforcement经办人", "0532-85000000")]


def test_the_running_turn_stays(town: Town, sign_in: Any) -> None:
    unit = people.unit(town.units["enforcement"])
    head = town.head("enforcement")
    running = Turn(head.account_id, MONDAY - timedelta(hours=1), MONDAY + timedelta(hours=1))
    earlier = MONDAY - timedelta(hours=2)
    set_roster(actor=head, unit_id=unit.id, area_path=unit.area_path, turns=[running], now=earlier)
    client = sign_in(head)
    page = client.get(address(town))
    assert "正在值班" in page.content.decode()
    assert page.context["lines"] == ""
    client.post(address(town), {"lines": LINES, "sure": "1"})
    assert [name for name, _ in turns(town)] == ["enforcement负责人", "enforcement经办人"]


def test_whose_it_is_not_finds_nothing(town: Town, sign_in: Any) -> None:
    for actor in (town.of("enforcement"), town.head("office"), town.revisitor):
        assert sign_in(actor).get(address(town)).status_code == 404
        assert sign_in(actor).post(address(town), {"lines": LINES, "sure": "1"}).status_code == 404
    assert sign_in(town.revisitor).get("/desk/roster/").status_code == 404
    assert sign_in(None).get(address(town)).status_code == 302
    assert turns(town) == []
    assert sign_in(town.street).get(address(town)).status_code == 200
    assert sign_in(town.street).get("/desk/roster/").status_code == 200


def test_the_roster_is_a_file_too(town: Town, sign_in: Any) -> None:
    client = sign_in(town.head("enforcement"))
    client.post(address(town), {"lines": LINES, "sure": "1"})
    said = client.get(f"{address(town)}?as=csv").content.decode("utf-8-sig").splitlines()
    assert said == ["谁,从,到,电话", "enforcement经办人,2026-03-17 08:00,2026-03-17 20:00,0532-85000000"]

"""Where a case is: how sure, why, what else it may be, and a pick by one press, with and without script (R5-5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY, Town
from linli.grid.actions import register_roads
from linli.grid.tests.factories import KEEPER
from linli.people.tests.areas import COMMUNITY
from linli.web.staff.whereabouts import how_sure, token
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
TEXT = "天惠苑门口的垃圾堆到了老楼院那边。"


def test_how_sure_it_is_said_in_words() -> None:
    assert [how_sure(one).zh for one in (1.0, 0.5, 0.3, 0.1)] == ["很有把握", "比较有把握", "拿不准", "只是猜测"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_desk_sees_why_and_picks_another_place(town: Town, sign_in: Any, language: str) -> None:
    id_ = factories.register(town, TEXT)
    client, url = sign_in(town.agent, language=language), f"/desk/case/{id_}/"
    client.get(url)
    with CaptureQueriesContext(connection) as told:
        words = client.get(url).content.decode()
    assert len(told) <= 24, "\n".join(query["sql"][:160] for query in told)
    assert ("写了小区（楼院）名" if language == "zh" else "an estate is named") in words
    other = token(COMMUNITY, town.courtyard, None)
    assert f'value="{other}"' in words
    assert client.post(f"{url}place/", {"picked": other, "client_id": "one"}).status_code == 302
    assert Appeal.objects.get(id=id_).estate_id == town.courtyard
    again = client.get(url).content.decode()
    assert ("由 值班员" if language == "zh" else "Confirmed by 值班员") in again


def test_what_the_words_do_not_mean_cannot_be_sent(town: Town, sign_in: Any) -> None:
    id_ = factories.register(town, TEXT)
    client = sign_in(town.agent)
    for raw in ("", "370203/370203009||", f"{COMMUNITY}|{id_}|"):
        client.post(f"/desk/case/{id_}/place/", {"picked": raw})
    assert Appeal.objects.get(id=id_).estate_id == town.estate
    assert sign_in(town.of("water")).post(f"/desk/case/{id_}/place/", {"picked": "x"}).status_code == 404


def test_a_road_alone_offers_what_it_touches_and_the_place_itself_is_confirmed(town: Town, sign_in: Any) -> None:
    register_roads(actor=KEEPER, roads={"上清路": ["370203008002", "370203009"]}, now=MONDAY)
    id_ = factories.register(town, "上清路上有个大坑。")
    client = sign_in(town.agent)
    words = client.get(f"/desk/case/{id_}/").content.decode()
    assert "还不知道在哪个街道" in words
    assert "只有路名，不能定位" in words
    assert f'value="{token(COMMUNITY, None, None)}"' in words
    client.post(f"/desk/case/{id_}/place/", {"picked": token(COMMUNITY, None, None)})
    appeal = Appeal.objects.get(id=id_)
    assert (appeal.area_path, appeal.estate_id, appeal.lon) == (COMMUNITY, None, None)


def test_the_desk_form_offers_places_with_and_without_script(town: Town, sign_in: Any) -> None:
    client = sign_in(town.agent)
    given = {"text": TEXT, "address": "", "channel": "desk", "kind": "help", "client_id": "two"}
    other = token(COMMUNITY, town.courtyard, None)
    with_script = client.post("/desk/report/place/", given).content.decode()
    without = client.post("/desk/report/", {**given, "look": "1"})
    assert without.status_code == 200
    assert TEXT in without.content.decode()
    for words in (with_script, without.content.decode()):
        assert f'name="picked" value="{other}"' in words
    assert not Appeal.objects.exists()
    wrong = client.post("/desk/report/", {**given, "picked": "370203/370203009||"})
    assert wrong.status_code == 422
    assert client.post("/desk/report/", {**given, "picked": other}).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.estate_id, appeal.proposal["place"]["rung"]) == (town.courtyard, "person")
    assert "由 值班员" in client.get(f"/desk/case/{appeal.id}/").content.decode()
    assert "没有认出地点" in client.post("/desk/report/place/", {"text": "灯坏了"}).content.decode()

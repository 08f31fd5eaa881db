"""Messages of groups at the desk: one tap makes a report, another sets it aside; in both languages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.models import Appeal
from linli.channels.actions.messages import GroupSender, receive_messages
from linli.channels.models import Exchange
from linli.channels.rules.messages import Said
from linli.channels.tests.factories import open_connection
from linli.channels.words import System
from linli.dispatch.tests.factories import MONDAY, Town, later
from linli.people.tests.areas import GRID
from linli.web.tests.test_staff_pages import sign_in, town

__all__ = ["sign_in", "town"]
CONFIG = {"groups": {"g1": {"name": "天惠苑楼长群", "area": GRID}}}


@pytest.fixture
def said(town: Town) -> list[UUID]:
    """Messages that came in."""
    one, _ = open_connection(System.GROUP, name="业主群", config=CONFIG)
    words = ("楼道的灯不亮了，王小明13800000001", "大家晚上好", "下水道堵了")
    receive_messages(
        sender=GroupSender(one, "370203", CONFIG),
        said=[Said(f"m-{n}", "g1", "王小明", text, later(MONDAY, minutes=-9)) for n, text in enumerate(words)],
        now=MONDAY,
    )
    return list(Exchange.objects.order_by("id").values_list("id", flat=True))


@pytest.mark.parametrize("language, tap, took", [
    ("zh", "转为诉求", "9 分钟后登记"), ("en", "Turn into a report", "registered 9 minutes later"),
])  # fmt: skip
def test_one_tap(said: list[UUID], town: Town, sign_in: Any, language: str, tap: str, took: str) -> None:
    client = sign_in(town.li, language=language)
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/desk/group-messages/").content.decode()
    assert len(asked) <= 12
    assert tap in page
    assert "楼道的灯不亮了" in page
    assert "13800000001" not in page
    assert "小明" not in page
    answer = client.post(f"/desk/group-messages/{said[0]}/appeal/")
    made = Appeal.objects.get()
    assert answer["Location"] == f"/desk/case/{made.id}/"
    assert took in client.get("/desk/group-messages/?show=turned").content.decode()
    assert client.post(f"/desk/group-messages/{said[0]}/appeal/")["Location"] == "/desk/group-messages/"
    assert Appeal.objects.count() == 1
    client.post(f"/desk/group-messages/{said[1]}/aside/")
    assert client.get("/desk/group-messages/").content.decode().count(tap) == 1


def test_the_page_is_for_those_who_register(said: list[UUID], town: Town, sign_in: Any) -> None:
    for actor, status in ((town.agent, 200), (town.zhao, 200), (town.leader, 404), (town.revisitor, 404)):
        assert sign_in(actor).get("/desk/group-messages/").status_code == status
    assert sign_in(None).get("/desk/group-messages/").status_code == 302
    for name in ("appeal", "aside"):
        assert sign_in(town.leader).post(f"/desk/group-messages/{said[0]}/{name}/").status_code == 404
        assert sign_in(town.agent).get(f"/desk/group-messages/{said[0]}/{name}/").status_code == 405
    for actor, sees in ((town.agent, True), (town.li, False)):
        assert ("/office/connections/" in sign_in(actor).get("/desk/group-messages/").content.decode()) is sees
    assert "/desk/group-messages/" in sign_in(town.agent).get("/desk/report/").content.decode()
    assert not Appeal.objects.exists()

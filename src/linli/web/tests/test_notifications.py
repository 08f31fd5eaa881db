"""My notification choices and the district's page of what was sent, as a browser without script meets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from linli.grid import queries as grid
from linli.notices import delivery
from linli.notices import queries as notices
from linli.notices.models import Delivery
from linli.notices.rules.choosing import Quiet
from linli.notices.tests.test_choosing import UUID_KEY, failed_one
from linli.notices.words import Channel, MessageKind
from linli.people.tests import areas, factories
from linli.web.tests.test_resident_pages import text_of

pytestmark = pytest.mark.django_db
BACKEND = "linli.people.backends.NameOrPhoneBackend"


@pytest.fixture(autouse=True)
def ways(db: None) -> Iterator[None]:
    areas.plant()
    for channel in ("email", "sms", "wecom"):
        delivery.register(channel, _down)
    yield
    for channel in ("email", "sms", "wecom"):
        delivery.forget(channel)
    grid.forget()


def _down(outgoing: delivery.Outgoing) -> bool:
    raise delivery.NotSent("line.down")


def signed_in(client: Client, account_id: Any) -> Client:
    from linli.people.models import Account

    client.force_login(Account.objects.get(id=account_id), backend=BACKEND)
    return client


@pytest.fixture
def auntie(client: Client) -> Client:
    client.account_id = factories.account("王阿姨")  # type: ignore[attr-defined]
    return signed_in(client, client.account_id)  # type: ignore[attr-defined]


GIVEN = {"reports": ["sms"], "quiet": "1", "from": "21:30", "until": "08:00"}


def test_a_resident_chooses(auntie: Client) -> None:
    page = text_of(auntie.get("/my/notifications/"))
    assert "我反映的事" in page
    assert "要我办的事" not in page
    assert "飞书" not in page.partition("机器人")[2].partition("保存")[0].replace("企业微信、钉钉、飞书", "")
    assert auntie.post("/my/notifications/", GIVEN)["Location"] == "/my/notifications/"
    chosen = notices.choice_of(auntie.account_id).choice  # type: ignore[attr-defined]
    # Feishu and DingTalk are closed here and stay as they were
    assert chosen.channels[MessageKind.REPORTS] == {Channel.SMS, Channel.DINGTALK, Channel.FEISHU}
    assert chosen.quiet == Quiet(21 * 60 + 30, 8 * 60)
    assert 'value="21:30"' in auntie.get("/my/notifications/").content.decode()


def test_no_quiet_hours_and_a_robot(auntie: Client) -> None:
    auntie.post("/my/notifications/", {"wecom": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={UUID_KEY}"})
    chosen = notices.choice_of(auntie.account_id)  # type: ignore[attr-defined]
    assert (chosen.choice.quiet, chosen.addresses) == (None, {"wecom": UUID_KEY})
    page = auntie.get("/my/notifications/").content.decode()
    assert "已设好" in page
    assert UUID_KEY not in page
    auntie.post("/my/notifications/", {"remove_wecom": "1"})
    assert notices.choice_of(auntie.account_id).addresses == {}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"quiet": "1", "from": "25:00", "until": "07:00"}, "id_from", "请写时间"),
        ({"wecom": "https://evil.example/"}, "id_wecom", "这不像企业微信机器人的地址"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(
    auntie: Client, wrong: dict[str, str], field: str, says: str
) -> None:
    answer = auntie.post("/my/notifications/", GIVEN | wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert f'href="#{field}"' in page
    assert f'id="{field}-error"' in page


def test_staff_choose_for_their_duties_in_both_languages(client: Client) -> None:
    li = factories.staff("李网格员", "agent", areas.DISTRICT)
    signed_in(client, li.account_id)
    assert "要我办的事" in text_of(client.get("/account/notifications/"))
    client.cookies["lang"] = "en"
    assert "What waits for me" in text_of(client.get("/account/notifications/"))
    assert client.post("/account/notifications/", {"duties": ["email"]})["Location"] == "/account/notifications/"


def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get("/my/notifications/")["Location"].startswith("/my/sign-in/?next=")
    assert client.get("/account/notifications/")["Location"].startswith("/sign-in/?next=")


def test_the_district_sees_what_failed_and_sends_it_again(client: Client) -> None:
    delivery.forget("sms"), delivery.forget("wecom")
    delivery.register("email", _away)
    failed_one()
    boss = factories.staff("管理员", "admin", areas.DISTRICT)
    signed_in(client, boss.account_id)
    answer = client.get("/office/post/")
    page = text_of(answer)
    assert "smtp.away" in page
    assert "王" not in page.partition("没发出去的")[2].partition("</main>")[0].partition("重发")[0]
    assert "wang@example.org" not in page
    row = str(Delivery.objects.get().id)
    assert client.post("/office/post/", {"id": row})["Location"] == "/office/post/"
    assert Delivery.objects.get().state == "waiting"
    assert "都发出去了" in text_of(client.get("/office/post/"))
    client.post("/office/post/", {"id": row})
    assert "已经不在失败列表里" in text_of(client.get("/office/post/"))
    assert client.post("/office/post/", {"id": "x"}).status_code == 404


def _away(outgoing: delivery.Outgoing) -> bool:
    raise delivery.NotSent("smtp.away")


def test_others_find_no_such_page(client: Client) -> None:
    li = factories.staff("李网格员", "agent", areas.DISTRICT)
    assert signed_in(client, li.account_id).get("/office/post/").status_code == 404

"""My reports by phone and code; opening an account with a proven phone; the demo's simulated messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from linli.appeals.tests import factories
from linli.appeals.tests.factories import Town
from linli.channels import senders
from linli.grid import queries as grid
from linli.notices import delivery
from linli.notices.models import Message
from linli.people import queries as people
from linli.people.models import Account, PhoneCode
from linli.standards import queries as standards
from linli.web.tests.test_resident_pages import text_of, walk

pytestmark = pytest.mark.django_db
PHONE, STRANGE, PASSWORD = "13900000019", "13900000055", "槐花开了满院香六月1a"


@pytest.fixture
def here(settings: Any, tmp_path: Path) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.LINLI_REPORTS_PER_MINUTE = 0
    delivery.register("sms", senders.simulate_sms)
    yield factories.town()
    delivery.forget("sms")
    for room in (grid, people, standards):
        room.forget()


def newest_code() -> str:
    """Have what waits delivered, and read the newest code as the demo's page shows it."""
    delivery.deliver(list(Message.objects.filter(slip__isnull=False).values_list("id", flat=True)), now=timezone.now())
    found = re.search(r"(?:验证码|code) (\d{6})", senders.simulated(1)[0]["text"])
    assert found
    return found[1]


def ask(client: Client, phone: str = PHONE, path: str = "/my/phone/") -> str:
    answer = client.post(path, {"phone": phone})
    assert (answer.status_code, answer["Location"]) == (302, path), text_of(answer)
    return newest_code()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_reports_by_phone_and_code(here: Town, client: Client) -> None:
    # given a report with a phone, made without an account
    walk(Client(), phone=PHONE)
    # when
    code = ask(client, "139 0000 0019")
    assert "发到了 139****0019" in text_of(client.get("/my/phone/"))
    assert client.post("/my/phone/", {"code": code})["Location"] == "/my/phone/"
    # then
    page = client.get("/my/phone/")
    assert "污水管" in text_of(page)
    link = re.search(r'href="(/r/[^"]+)"', page.content.decode())
    assert link
    assert client.get(link[1]).status_code == 200
    # and it is closed with one press
    assert client.post("/my/phone/")["Location"] == "/find/"
    assert "用手机号看我的诉求" in text_of(client.get("/my/phone/"))


def test_known_and_unknown_phones_get_the_same_answers(here: Town) -> None:
    walk(Client(), phone=PHONE)
    seen = []
    for phone in (PHONE, STRANGE):
        client = Client()
        first = client.post("/my/phone/", {"phone": phone})
        second = client.get("/my/phone/")
        third = client.post("/my/phone/", {"code": wrong(newest_code())})
        token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|<meta name="now"[^>]+>')
        pages = [token.sub("", one.content.decode()).replace(phone[-4:], "0000") for one in (first, second, third)]
        seen.append(([one.status_code for one in (first, second, third)], pages))
    assert seen[0] == seen[1]
    assert seen[0][0] == [302, 200, 422]


def test_a_stranger_to_us_learns_it_only_with_the_code(here: Town, client: Client) -> None:
    client.post("/my/phone/", {"code": ask(client, STRANGE)})
    assert "这个号码没有反映过事" in text_of(client.get("/my/phone/"))


def test_wrong_codes_are_told_and_counted_and_end_it(here: Town, client: Client) -> None:
    code = ask(client)
    answer = client.post("/my/phone/", {"code": wrong(code)})
    assert answer.status_code == 422
    assert "还可以试 4 次" in text_of(answer)
    for _ in range(4):
        answer = client.post("/my/phone/", {"code": wrong(code)})
    assert "已经失效" in text_of(answer)
    assert "已经失效" in text_of(client.post("/my/phone/", {"code": code}))
    # the way on: another try with the same phone is refused for a minute, and the page says how long
    assert client.post("/my/phone/", {"again": "1"})["Location"] == "/my/phone/"
    answer = client.post("/my/phone/", {"phone": PHONE})
    assert answer.status_code == 429
    assert "请 1 分钟后再试" in text_of(answer)


def test_another_browser_cannot_use_the_code(here: Town, client: Client) -> None:
    code = ask(client)
    thief = Client()
    thief.post("/my/phone/", {"code": code})
    assert PhoneCode.objects.get().proven_at is None
    assert "用手机号看我的诉求" in text_of(thief.get("/my/phone/"))


def test_the_session_holds_no_phone_and_changes_its_key(here: Town, client: Client) -> None:
    code = ask(client)
    before = client.session.session_key
    client.post("/my/phone/", {"code": code})
    assert client.session.session_key != before
    assert PHONE not in "".join(str(one.get_decoded()) for one in Session.objects.all())


@pytest.mark.parametrize("phone", ["", "abc", "12"])
def test_what_is_no_phone_is_said_so(here: Town, client: Client, phone: str) -> None:
    answer = client.post("/my/phone/", {"phone": phone})
    assert answer.status_code == 422
    assert PhoneCode.objects.count() == 0


def test_opening_an_account_proves_the_phone(here: Town, client: Client) -> None:
    walk(Client(), phone=PHONE)
    client.post("/join/", {"code": ask(client, path="/join/")})
    page = text_of(client.get("/join/"))
    assert "手机 139****0019 已确认是您的" in page
    # a weak password does not cost the code
    assert client.post("/join/", {"name": "王阿姨", "password": "abc"}).status_code == 422
    # another phone than the proven one cannot be slipped in
    answer = client.post("/join/", {"name": "王阿姨", "password": PASSWORD, "phone": STRANGE})
    assert answer["Location"] == "/my/", text_of(answer)
    account = Account.objects.get(phone_verified_at__isnull=False)
    assert account.phone_sealed == PHONE
    assert "污水管" in text_of(client.get("/my/"))


def test_without_short_messages_one_joins_as_before_and_is_told(here: Town, client: Client) -> None:
    delivery.forget("sms")
    assert "这里暂时发不了短信" in text_of(client.get("/my/phone/"))
    assert client.post("/my/phone/", {"phone": PHONE}).status_code == 409
    assert client.post("/join/", {"phone": PHONE, "password": PASSWORD})["Location"] == "/my/"
    assert Account.objects.get(phone_index__isnull=False).phone_verified_at is None


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "短信里的 6 位数字是什么"), ("en", "Which six figures did you get")]
)
def test_both_languages(here: Town, client: Client, language: str, words: str) -> None:
    client.cookies["lang"] = language
    ask(client)
    assert words in text_of(client.get("/my/phone/"))
    assert ("linli code" in senders.simulated(1)[0]["text"]) is (language == "en")


def test_the_simulated_messages_are_shown_in_the_demo_only(here: Town, client: Client, settings: Any) -> None:
    code = ask(client)
    assert client.get("/demo/sms/").status_code == 404
    assert "/demo/sms/" not in client.get("/my/phone/").content.decode()
    settings.LINLI_MODE = "demo"
    page = text_of(client.get("/demo/sms/"))
    assert code in page
    assert "没有发出" in page
    assert PHONE not in page
    assert 'href="/demo/sms/"' in client.get("/my/phone/").content.decode()

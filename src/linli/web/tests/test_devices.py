"""My devices and my recovery codes, as pages: what is listed, what ends, who is warned."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.notices import actions as notices
from linli.notices import delivery
from linli.notices.models import Message
from linli.notices.rules import choosing, messages
from linli.notices.words import MessageKind
from linli.people import actions, queries
from linli.people.models import Account, Device, SignIn
from linli.people.tests import areas, factories
from linli.standards.tests.factories import standards_in_memory
from linli.web import devices

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.44"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"


@pytest.fixture(autouse=True)
def land(db: None) -> None:
    standards_in_memory()
    areas.plant()


@pytest.fixture
def wang() -> Any:
    return factories.account("王阿姨", login="wang")


@pytest.fixture
def zhao() -> Any:
    account_id = factories.account("赵书记", login="zhao")
    factories.grant(account_id, "community", areas.COMMUNITY, since=timezone.now() - timedelta(days=1))
    return account_id


def sign_in(name: str, agent: str = DESK, client: Client | None = None, language: str = "zh") -> Client:
    client = client or Client(headers={"User-Agent": agent, "Accept-Language": language})
    answer = client.post("/sign-in/", {"name": name, "password": factories.PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/reading/").status_code == 200


def test_the_owner_is_warned_of_a_new_device_once(wang: Any) -> None:
    first = sign_in("wang")
    assert not Message.objects.exists()
    phone = sign_in("wang", PHONE)
    message = Message.objects.get()
    assert (message.account_id, message.template) == (wang, "account.new_device")
    text = messages.write(message.template, message.params)
    assert "微信，苹果手机" in text.zh
    assert "WeChat, iPhone" in text.en
    assert choosing.kind_of(message.template) is MessageKind.ACCOUNT, "it cannot be switched off"
    assert "新设备上登录" in first.get("/my/").content.decode()
    for client in (first, phone):
        client.post("/sign-out/")
        sign_in("wang", client=client)
    assert Message.objects.count() == 1, "both are known by their cookies"


def test_the_warning_leaves_the_house_whatever_was_chosen(wang: Any) -> None:
    me, sent = Actor(name="account", account_id=wang), []
    notices.choose(actor=me, channels={"reports": [], "news": [], "duties": []}, quiet=None, now=timezone.now())
    sign_in("wang")
    sign_in("wang", PHONE)
    delivery.register("email", lambda outgoing: not sent.append(outgoing.text.zh))
    try:
        assert delivery.deliver([Message.objects.get().id], now=timezone.now()) == 1
    finally:
        delivery.forget("email")
    assert len(sent) == 1
    assert "微信，苹果手机" in sent[0]


def test_the_cookie_is_kept_from_scripts_and_says_nothing(wang: Any) -> None:
    client = sign_in("wang")
    cookie = client.cookies[devices.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", cookie.value)
    forged = Client(headers={"User-Agent": DESK})
    forged.cookies[devices.COOKIE] = "x" * 5000
    sign_in("wang", client=forged)
    assert len(forged.cookies[devices.COOKIE].value) == 22


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", ["/my/devices/", "/account/devices/"])
def test_the_page_lists_them_in_plain_words(wang: Any, path: str, language: str) -> None:
    sign_in("wang", PHONE)
    here = sign_in("wang", language=language)
    here.get(path)
    with CaptureQueriesContext(connection) as told:
        page = here.get(path).content.decode()
    assert len(told) <= 8, "\n".join(query["sql"][:160] for query in told)
    words = ("Windows 电脑 · Chrome 浏览器", "苹果手机 · 微信", "这台设备") if language == "zh" else (
        "Windows · Chrome", "iPhone · WeChat", "This device"
    )  # fmt: skip
    assert [page.count(one) for one in words] == [1, 1, 1]


def test_strangers_sign_in_first() -> None:
    assert Client().get("/my/devices/").headers["Location"].startswith("/my/sign-in/")
    assert Client().get("/account/devices/").headers["Location"].startswith("/sign-in/")
    assert Client().get("/account/recovery-codes/").headers["Location"].startswith("/sign-in/")


def test_one_is_ended_and_cannot_go_on(wang: Any) -> None:
    phone, here = sign_in("wang", PHONE), sign_in("wang")
    phone_id = phone.session["device"]
    stranger = factories.account("局外人", login="out")
    assert stranger
    assert sign_in("out").post("/my/devices/", {"end": phone_id}).status_code == 404
    assert is_in(phone)
    assert here.post("/my/devices/", {"end": phone_id}).status_code == 302
    assert not is_in(phone)
    assert is_in(here)
    assert here.post("/my/devices/", {"end": phone_id}).status_code == 404
    assert here.post("/my/devices/", {"end": "nonsense"}).status_code == 404


def test_all_others_are_ended(wang: Any) -> None:
    others, here = [sign_in("wang", PHONE), sign_in("wang")], sign_in("wang")
    answer = here.post("/my/devices/", {"end": "others"}, follow=True)
    assert "其他设备都已退出" in answer.content.decode()
    assert [is_in(client) for client in (*others, here)] == [False, False, True]


def test_a_new_password_ends_the_others_and_keeps_this_one(wang: Any) -> None:
    other, here = sign_in("wang", PHONE), sign_in("wang")
    new = "一把更长的 Key-2027"
    answer = here.post("/account/password/", {"old": factories.PASSWORD, "new": new, "again": new})
    assert answer.status_code == 302
    assert not is_in(other)
    assert is_in(here)
    (row,) = queries.devices_of(wang, now=timezone.now())
    assert str(row.id) == here.session["device"]


def test_signing_out_takes_it_off_the_list(wang: Any) -> None:
    client = sign_in("wang")
    client.post("/sign-out/")
    assert queries.devices_of(wang, now=timezone.now()) == []
    assert Device.objects.get().session_sealed is None


def test_last_seen_moves_every_ten_minutes_without_costing_more(wang: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in("wang")
    before = Device.objects.get().last_seen_at
    client.get("/my/")
    assert Device.objects.get().last_seen_at == before
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    devices.cache.clear()  # what ten minutes do
    client.get("/my/")
    assert Device.objects.get().last_seen_at == later
    with CaptureQueriesContext(connection) as told:
        client.get("/my/")
    assert not [query for query in told if "UPDATE" in query["sql"] and "people_device" in query["sql"]]


def test_a_session_from_before_is_taken_in(wang: Any) -> None:
    client = Client(headers={"User-Agent": DESK})
    client.force_login(get_user_model().objects.get(pk=wang), backend=devices.BACKEND)
    assert "这台设备" in client.get("/my/devices/").content.decode()
    assert len(queries.devices_of(wang, now=timezone.now())) == 1


def with_factor(account_id: Any) -> pyotp.TOTP:
    me = Actor(name="account", account_id=account_id)
    secret, _ = actions.set_up_totp(actor=me)
    totp, before = pyotp.TOTP(secret), timezone.now() - timedelta(minutes=10)
    actions.confirm_totp(actor=me, code=totp.at(before), now=before)
    return totp


def signed_in_with_factor(totp: pyotp.TOTP) -> Client:
    client = sign_in("zhao")
    code = totp.at(timezone.now() - timedelta(seconds=30))
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    return client


def test_recovery_codes_are_counted_and_renewed(zhao: Any) -> None:
    client = signed_in_with_factor(totp := with_factor(zhao))
    assert "还有 10 个备用码没用过" in client.get("/account/").content.decode()
    assert "10 个没用过" in client.get("/account/recovery-codes/").content.decode()
    given = {"password": factories.PASSWORD, "code": totp.now()}
    page = client.post("/account/recovery-codes/", given).content.decode()
    codes = re.findall(r"<li>([a-z0-9]{8,})</li>", page)
    assert len(set(codes)) == 10
    other = sign_in("zhao")
    assert other.post("/sign-in/code/", {"code": codes[3]}).status_code == 302
    assert "还有 9 个备用码没用过" in other.get("/account/").content.decode()


def test_a_wrong_password_there_counts_like_a_wrong_sign_in(zhao: Any, settings: Any) -> None:
    settings.AXES_ENABLED = True
    client = signed_in_with_factor(totp := with_factor(zhao))
    before = Account.objects.get(id=zhao).recovery_hashes
    for _ in range(8):
        answer = client.post("/account/recovery-codes/", {"password": "guess", "code": totp.now()})
        assert answer.status_code in (422, 429)
    assert SignIn.objects.filter(ok=False, reason="recovery").count() >= 7
    right = {"password": factories.PASSWORD, "code": totp.now()}
    answer = client.post("/account/recovery-codes/", right)
    assert b"mono stack-tight" not in answer.content
    assert Account.objects.get(id=zhao).recovery_hashes == before


def test_without_a_second_factor_there_are_none(zhao: Any) -> None:
    answer = sign_in("zhao").get("/account/recovery-codes/")
    assert answer.headers["Location"] == "/account/second-factor/"

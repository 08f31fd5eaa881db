"""Devices: known again, seen, ended at once, told of when new; and recovery codes that are renewed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pyotp
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import actions, queries
from linli.people.models import Account, Device
from linli.people.rules import agents, passwords
from linli.people.tests import factories
from linli.people.words import Browser, System

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "MicroMessenger/8.0.44"
)


@pytest.mark.parametrize("agent, browser, system", [
    (CHROME, Browser.CHROME, System.WINDOWS),
    (WECHAT, Browser.WECHAT, System.IPHONE),
    (CHROME + " Edg/120.0", Browser.EDGE, System.WINDOWS),
    ("Mozilla/5.0 (Linux; Android 12; HUAWEI) AppleWebKit Chrome/99.0 Mobile HuaweiBrowser/13.0 Safari/537.36",
     Browser.HUAWEI, System.ANDROID),
    ("Mozilla/5.0 (Linux; HarmonyOS; NOH) AppleWebKit/537.36 Chrome/114 Safari/537.36", Browser.CHROME, System.HARMONY),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", Browser.FIREFOX, System.LINUX),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605 Version/17 Safari/605", Browser.SAFARI, System.MAC),
    ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) CriOS/120 Safari/604", Browser.CHROME, System.IPAD),
    ("", Browser.OTHER, System.OTHER),
    ("curl/8.5", Browser.OTHER, System.OTHER),
])  # fmt: skip
def test_a_line_of_a_browser_is_read(agent: str, browser: Browser, system: System) -> None:
    assert (agents.browser_of(agent), agents.system_of(agent)) == (browser, system)


def session() -> str:
    store = SessionStore()
    store.create()
    return str(store.session_key)


def begin(account: UUID, cookie: str = "phone", key: str = "", agent: str = CHROME, at: datetime = NOW) -> UUID:
    return actions.begin_device(account_id=account, cookie=cookie, session_key=key or session(), agent=agent, now=at)


def me(account: UUID) -> Actor:
    return Actor(name="account", account_id=account)


def told(kind: str = "people.device") -> list[str]:
    return list(Fact.objects.filter(kind__startswith=kind).values_list("kind", flat=True))


@pytest.mark.django_db
class TestDevices:
    @pytest.fixture
    def wang(self) -> UUID:
        return factories.account("王阿姨", login="wang")

    def test_the_first_device_is_no_news_and_another_is(self, wang: UUID) -> None:
        begin(wang)
        assert told() == []
        second = begin(wang, cookie="tablet", agent=WECHAT)
        fact = Fact.objects.get(kind="people.device_added")
        assert (fact.subject_id, fact.data) == (wang, {"device": str(second), "browser": "wechat", "system": "iphone"})

    def test_a_known_device_is_known_again_and_its_old_session_ends(self, wang: UUID) -> None:
        first, old, new = begin(wang, key=(old := session())), old, session()
        assert begin(wang, key=new) == first
        assert told() == []
        keys = set(Session.objects.values_list("session_key", flat=True))
        assert old not in keys
        assert new in keys

    def test_one_browser_of_two_people_is_two_devices(self, wang: UUID) -> None:
        other = factories.account("李网格员", login="li")
        assert begin(wang) != begin(other)
        rows = list(Device.objects.values_list("cookie_digest", flat=True))
        assert len({bytes(row) for row in rows}) == 2

    def test_the_list_is_of_those_signed_in(self, wang: UUID) -> None:
        here = begin(wang, at=NOW)
        gone = begin(wang, cookie="left", at=NOW + timedelta(hours=1))
        begin(wang, cookie="expired", key="no-such-session", at=NOW + timedelta(hours=2))
        actions.leave_device(gone, now=NOW + timedelta(hours=3))
        (row,) = queries.devices_of(wang, now=NOW)
        assert (row.id, row.browser, row.system, row.signed_in_at) == (here, Browser.CHROME, System.WINDOWS, NOW)

    def test_it_is_seen_once_in_a_while(self, wang: UUID) -> None:
        device = begin(wang)
        later = NOW + timedelta(minutes=10)
        actions.note_seen(device, now=later - timedelta(minutes=1), not_since=NOW - timedelta(minutes=1))
        assert Device.objects.get().last_seen_at == NOW
        actions.note_seen(device, now=later + timedelta(minutes=1), not_since=later - timedelta(minutes=9))
        assert Device.objects.get().last_seen_at == later + timedelta(minutes=1)

    def test_one_is_ended_at_once(self, wang: UUID) -> None:
        key = session()
        device = begin(wang, key=key)
        other = factories.account("局外人", login="out")
        for actor, which in ((me(other), device), (me(wang), uuid4()), (Actor(name="stranger"), device)):
            with pytest.raises(NotFound):
                actions.end_device(actor=actor, device_id=which, now=NOW)
        assert Session.objects.filter(session_key=key).exists()
        actions.end_device(actor=me(wang), device_id=device, now=NOW)
        assert not Session.objects.filter(session_key=key).exists()
        assert not Device.objects.exists()
        assert told() == ["people.devices_ended"]
        with pytest.raises(NotFound):
            actions.end_device(actor=me(wang), device_id=device, now=NOW)

    def test_all_others_end_and_this_one_stays(self, wang: UUID) -> None:
        here = begin(wang)
        begin(wang, cookie="a")
        begin(wang, cookie="b")
        out = factories.account("局外人", login="out")
        begin(out)
        assert actions.end_other_devices(actor=me(wang), keep=here, now=NOW) == 2
        assert [row.id for row in queries.devices_of(wang, now=NOW)] == [here]
        assert len(queries.devices_of(out, now=NOW)) == 1
        assert actions.end_other_devices(actor=me(wang), keep=here, now=NOW) == 0
        assert told() == ["people.device_added", "people.device_added", "people.devices_ended"]

    def test_a_reset_password_and_a_closed_account_end_them(self, wang: UUID) -> None:
        begin(wang)
        actions.close_account(actor=me(wang), account_id=wang, now=NOW)
        assert not Device.objects.exists()
        assert not Session.objects.exists()
        with pytest.raises(NotFound):
            begin(wang)

    def test_what_nobody_uses_is_forgotten(self, wang: UUID) -> None:
        begin(wang)
        kept = begin(wang, cookie="kept", at=NOW + timedelta(days=1))
        assert actions.forget_devices(NOW + timedelta(days=180)) == 1
        assert [row.id for row in Device.objects.all()] == [kept]

    def test_the_table_alone_opens_nothing(self, wang: UUID) -> None:
        key = session()
        begin(wang, cookie="a-cookie", key=key)
        raw = str(list(Device.objects.extra(select={"raw": "session_sealed::text"}).values("raw", "cookie_digest")))
        assert key not in raw
        assert "a-cookie" not in raw


@pytest.mark.django_db
class TestRecovery:
    @pytest.fixture
    def wang(self) -> UUID:
        return factories.account("王阿姨", login="wang")

    def with_factor(self, wang: UUID) -> tuple[pyotp.TOTP, list[str]]:
        secret, _ = actions.set_up_totp(actor=me(wang))
        totp = pyotp.TOTP(secret)
        return totp, actions.confirm_totp(actor=me(wang), code=totp.at(NOW), now=NOW)

    def test_new_codes_take_the_place_of_the_old(self, wang: UUID) -> None:
        totp, old = self.with_factor(wang)
        actions.use_second_factor(account_id=wang, code=old[0], now=NOW)
        assert queries.recovery_codes_left(wang) == 9
        later = NOW + timedelta(minutes=5)
        new = actions.renew_recovery_codes(actor=me(wang), password=factories.PASSWORD, code=totp.at(later), now=later)
        assert len(set(new)) == 10
        assert queries.recovery_codes_left(wang) == 10
        with pytest.raises(passwords.WrongCode):
            actions.use_second_factor(account_id=wang, code=old[1], now=later)
        actions.use_second_factor(account_id=wang, code=new[0], now=later)
        assert told("people.recovery") == ["people.recovery_codes_renewed"]

    def test_password_and_code_are_asked_again(self, wang: UUID) -> None:
        later = NOW + timedelta(minutes=5)
        with pytest.raises(passwords.NoSecondFactor):
            actions.renew_recovery_codes(actor=me(wang), password=factories.PASSWORD, code="000000", now=later)
        totp, old = self.with_factor(wang)
        before = Account.objects.get(id=wang).recovery_hashes
        for password, code, refused in (
            ("another", totp.at(later), passwords.WrongPassword),
            (factories.PASSWORD, "000000", passwords.WrongCode),
            (factories.PASSWORD, totp.at(NOW), passwords.WrongCode),  # used when it was set up
            (factories.PASSWORD, old[0], passwords.WrongCode),
        ):
            with pytest.raises(refused):
                actions.renew_recovery_codes(actor=me(wang), password=password, code=code, now=later)
        assert Account.objects.get(id=wang).recovery_hashes == before
        assert told("people.recovery") == []

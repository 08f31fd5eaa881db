"""Opening, guarding and closing accounts."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, NotFound
from linli.people import actions, queries
from linli.people.backends import NameOrPhoneBackend
from linli.people.models import Account, SignIn
from linli.people.rules.passwords import NoSecondFactor, WeakPassword, WrongCode, WrongPassword
from linli.people.tests import areas, factories

pytestmark = pytest.mark.django_db
NOW = factories.LONG_AGO + timedelta(days=300)
GOOD = "Shibei-2026-ok"


@pytest.fixture(autouse=True)
def land(db: None) -> None:
    areas.plant()


def told() -> list[str]:
    return list(Fact.objects.order_by("id").values_list("kind", flat=True))


def open_account(actor: Actor, login: str = "zhao", password: str = GOOD, area: str = areas.STREET) -> Account:
    account_id = actions.open_account(
        actor=actor, login=login, name="赵书记", phone="13900000011", password=password, area_path=area, now=NOW
    )
    return Account.objects.get(id=account_id)


def test_an_opened_account_signs_in_by_name_or_phone_and_must_change_its_password() -> None:
    account = open_account(factories.actor("admin", areas.DISTRICT), login="Zhao")
    backend = NameOrPhoneBackend()
    assert backend.authenticate(None, username="ZHAO", password=GOOD) == account
    assert backend.authenticate(None, username="139 0000 0011", password=GOOD) == account
    assert backend.authenticate(None, username="zhao", password="wrong") is None
    assert backend.authenticate(None, username="nobody", password=GOOD) is None
    assert backend.get_user(account.id) == account
    assert queries.account(account.id).must_change_password
    assert told() == ["people.account_opened"]


def test_names_and_phones_are_sealed_in_the_table() -> None:
    account = open_account(factories.actor("admin", areas.DISTRICT))
    raw = Account.objects.filter(id=account.id).extra(select={"raw": "name_sealed"}).values_list("raw", flat=True)[0]
    assert "赵书记".encode() not in bytes(raw)
    assert queries.account(account.id).name == "赵书记"
    assert queries.account(account.id).phone_masked == "139****0011"


def test_who_may_not_open_opens_nothing() -> None:
    with pytest.raises(Forbidden):
        open_account(factories.actor("community", areas.STREET))
    with pytest.raises(WeakPassword):
        open_account(factories.actor("admin", areas.DISTRICT), password="short")
    assert Account.objects.count() == 0
    assert told() == []


def test_a_login_or_phone_has_one_account() -> None:
    admin = factories.actor("admin", areas.DISTRICT)
    open_account(admin)
    for login in ("ZHAO", "other"):
        with pytest.raises(actions.LoginTaken):
            open_account(admin, login=login)
    assert Account.objects.count() == 1


def test_a_resident_registers_by_phone() -> None:
    account_id = actions.register(phone="13900000012", name="王阿姨", password="xiaoqu-linli", now=NOW)
    assert queries.account_by_name("13900000012") == account_id
    assert not queries.needs_second_factor(account_id, now=NOW)
    actor = queries.actor_for(account_id, now=NOW)
    assert actor.scopes == {}


def test_a_password_is_changed_by_who_knows_the_old_one() -> None:
    account_id = factories.account()
    me = Actor(name="account", account_id=account_id)
    with pytest.raises(WrongPassword):
        actions.change_password(actor=me, old="wrong", new=GOOD, now=NOW)
    with pytest.raises(WeakPassword):
        actions.change_password(actor=me, old=factories.PASSWORD, new="short", now=NOW)
    actions.change_password(actor=me, old=factories.PASSWORD, new=GOOD, now=NOW)
    assert Account.objects.get(id=account_id).check_password(GOOD)
    assert told() == ["people.password_changed"]


def test_a_code_and_a_recovery_code_are_good_once() -> None:
    account_id = factories.account()
    me = Actor(name="account", account_id=account_id)
    with pytest.raises(NoSecondFactor):
        actions.use_second_factor(account_id=account_id, code="123456", now=NOW)
    secret, address = actions.set_up_totp(actor=me)
    assert address.startswith("otpauth://totp/linli:")
    totp = pyotp.TOTP(secret)
    with pytest.raises(WrongCode):
        actions.confirm_totp(actor=me, code="000000", now=NOW)
    codes = actions.confirm_totp(actor=me, code=totp.at(NOW), now=NOW)
    assert len(set(codes)) == 10
    later = NOW + timedelta(minutes=5)
    actions.use_second_factor(account_id=account_id, code=totp.at(later), now=later)
    actions.use_second_factor(account_id=account_id, code=codes[0], now=later)
    for used in (totp.at(later), codes[0], totp.at(NOW)):
        with pytest.raises(WrongCode):
            actions.use_second_factor(account_id=account_id, code=used, now=later)
    with pytest.raises(Forbidden):
        actions.set_up_totp(actor=me)
    assert queries.account(account_id).has_second_factor
    assert told() == ["people.second_factor_set"]


def test_a_lost_phone_is_reset_by_security_alone() -> None:
    account_id = factories.account()
    me = Actor(name="account", account_id=account_id)
    secret, _ = actions.set_up_totp(actor=me)
    actions.confirm_totp(actor=me, code=pyotp.TOTP(secret).at(NOW), now=NOW)
    with pytest.raises(Forbidden):
        actions.disable_totp(
            actor=factories.actor("admin", areas.DISTRICT), account_id=account_id, area_path=areas.STREET, now=NOW
        )
    actions.disable_totp(
        actor=factories.actor("security_admin", areas.DISTRICT), account_id=account_id, area_path=areas.STREET, now=NOW
    )
    assert not queries.account(account_id).has_second_factor


def test_staff_need_a_second_factor() -> None:
    zhao = factories.staff("赵书记", "community", areas.COMMUNITY)
    assert zhao.account_id is not None
    assert queries.needs_second_factor(zhao.account_id, now=NOW)


def test_a_closed_account_has_no_name_no_rights_and_no_way_in() -> None:
    account_id = factories.account("王阿姨", login="wang", phone="13900000013")
    factories.grant(account_id, "community", areas.COMMUNITY)
    me = Actor(name="account", account_id=account_id)
    with pytest.raises(Forbidden):
        actions.close_account(actor=factories.actor("street", areas.STREET), account_id=account_id, now=NOW)
    actions.close_account(actor=me, account_id=account_id, now=NOW)
    found = Account.objects.get(id=account_id)
    assert (found.name_sealed, found.phone_sealed, found.phone_index) == (None, None, None)
    assert queries.actor_for(account_id, now=NOW).scopes == {}
    assert NameOrPhoneBackend().authenticate(None, username="wang", password=factories.PASSWORD) is None
    assert NameOrPhoneBackend().get_user(account_id) is None
    with pytest.raises(NotFound):
        actions.close_account(actor=me, account_id=account_id, now=NOW)
    assert told() == ["people.account_closed"]


def test_sign_ins_are_kept_without_name_or_address() -> None:
    actions.record_sign_in(account_id=None, login="wang", ok=False, reason="password", ip="192.0.2.1", now=NOW)
    row = SignIn.objects.get()
    assert b"wang" not in bytes(row.login_index)
    assert b"192.0.2.1" not in bytes(row.ip_digest)
    auditor = factories.actor("auditor", areas.DISTRICT)
    assert [(line.ok, line.reason) for line in queries.sign_ins(auditor)] == [(False, "password")]
    with pytest.raises(Forbidden):
        queries.sign_ins(factories.actor("admin", areas.DISTRICT))

"""What somebody at the door tries: guessing passwords and codes, working with half an identity, the wrong way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.people import actions, queries
from linli.people.models import Account
from linli.people.tests import areas, factories
from linli.standards.tests.factories import standards_in_memory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def land(db: None) -> None:
    standards_in_memory()
    areas.plant()


def zhao(*, phone: str = "") -> Account:
    account_id = factories.account("赵书记", login="zhao", phone=phone)
    factories.grant(account_id, "community", areas.COMMUNITY)
    return Account.objects.get(id=account_id)


def with_factor(account: Account) -> pyotp.TOTP:
    me = Actor(name="account", account_id=account.id)
    secret, _ = actions.set_up_totp(actor=me)
    totp, before = pyotp.TOTP(secret), timezone.now() - timedelta(minutes=10)
    actions.confirm_totp(actor=me, code=totp.at(before), now=before)
    return totp


def sign_in(client: Client, name: str, password: str = factories.PASSWORD) -> Any:
    return client.post("/sign-in/", {"name": name, "password": password})


def test_writing_the_name_in_another_way_opens_no_further_tries(settings: Any) -> None:
    settings.AXES_ENABLED = True
    zhao(phone="13900000011")
    ways = ["zhao", "Zhao", " zhao", "ZHAO ", "13900000011", "139 0000 0011", "139-0000-0011", "zHAO"]
    assert [sign_in(Client(), way, "wrong").status_code for way in ways] == [422] * 7 + [429]
    client = Client()
    assert sign_in(client, "zhaO").status_code == 429, "not even with the right password"
    assert "_auth_user_id" not in client.session
    assert not any(value in str(AccessAttempt.objects.values()) for value in ("13900000011", "wrong", "zhao"))


def test_codes_are_not_tried_until_one_fits(settings: Any) -> None:
    settings.AXES_ENABLED = True
    totp = with_factor(zhao())
    client = Client()
    assert sign_in(client, "zhao").status_code == 302
    for _ in range(8):
        client.post("/sign-in/code/", {"code": "000000"})
    fresh = Client()
    sign_in(fresh, "zhao")
    for one in (client, fresh):
        one.post("/sign-in/code/", {"code": totp.now()})
        assert "_auth_user_id" not in one.session


def test_staff_without_a_second_factor_work_nowhere(settings: Any) -> None:
    settings.LINLI_MODE = "production"
    account = zhao()
    client = Client()
    sign_in(client, "zhao")
    for page in ("/desk/", "/desk/queue/", "/desk/report/"):
        answer = client.get(page)
        assert (answer.status_code, answer["Location"]) == (302, "/account/second-factor/")
    assert b"appeals.view" not in client.get("/account/key/").content
    with_factor(account)
    assert client.get("/desk/queue/").status_code == 200


def test_staff_change_the_first_password_before_they_work() -> None:
    account = zhao()
    Account.objects.filter(id=account.id).update(must_change_password=True)
    client = Client()
    sign_in(client, "zhao")
    answer = client.get("/desk/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/password/")
    assert client.get("/account/password/").status_code == 200


def test_a_resident_has_no_desk(settings: Any) -> None:
    settings.LINLI_MODE = "production"
    factories.account("王阿姨", login="wang")
    client = Client()
    sign_in(client, "wang")
    for page in ("/desk/", "/desk/queue/", "/office/", "/office/accounts/"):
        assert client.get(page).status_code == 404


@pytest.mark.parametrize("way", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_our_own_pages_only(way: str) -> None:
    factories.account("王阿姨", login="wang")
    answer = Client().post("/sign-in/", {"name": "wang", "password": factories.PASSWORD, "next": way})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert Client().get("/preferences", {"lang": "en", "next": way})["Location"] == "/"


def test_a_session_gets_another_key_when_somebody_signs_in() -> None:
    account = zhao()
    client = Client()
    with_factor(account)
    sign_in(client, "zhao")
    before = client.session.session_key
    assert queries.account(account.id).has_second_factor
    totp = pyotp.TOTP(Account.objects.get(id=account.id).totp_sealed or "")
    client.post("/sign-in/code/", {"code": totp.now()})
    assert client.session["_auth_user_id"] == str(account.id)
    assert client.session.session_key != before

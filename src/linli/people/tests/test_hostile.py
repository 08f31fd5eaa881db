"""What somebody with a little power tries in order to get more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory, override_settings

from linli.kernel.errors import Forbidden
from linli.people import actions, queries
from linli.people.backends import attempted
from linli.people.doors import address_of
from linli.people.models import Account, ApiToken, Grant
from linli.people.rules.grants import ForeignUnit, OfficersApart
from linli.people.tests import areas, factories

pytestmark = pytest.mark.django_db
NOW = factories.LONG_AGO + timedelta(days=300)


@pytest.fixture(autouse=True)
def land(db: None) -> None:
    areas.plant()


def test_the_administrator_of_a_community_takes_over_no_account_of_the_district() -> None:
    leader = factories.staff("蒋区长", "leader", areas.DISTRICT)
    assert leader.account_id is not None
    admin = factories.actor("admin", areas.COMMUNITY)
    guard = factories.actor("security_admin", areas.COMMUNITY)
    token, _ = actions.issue_token(
        actor=leader, label="屏", scopes=["appeals.view"], expires_at=NOW + timedelta(days=1), now=NOW
    )
    before = Account.objects.values_list("password", "is_active").get(id=leader.account_id)

    with pytest.raises(Forbidden):
        actions.close_account(actor=admin, account_id=leader.account_id, area_path=areas.COMMUNITY, now=NOW)
    with pytest.raises(Forbidden):
        actions.reset_password(
            actor=admin, account_id=leader.account_id, new="Neu-2026-linli", area_path=areas.COMMUNITY, now=NOW
        )
    with pytest.raises(Forbidden):
        actions.disable_totp(actor=guard, account_id=leader.account_id, area_path=areas.COMMUNITY, now=NOW)
    with pytest.raises(Forbidden):
        actions.revoke_token(actor=guard, token_id=token, area_path=areas.COMMUNITY, now=NOW)
    with pytest.raises(Forbidden):
        actions.recuse(
            actor=guard, account_id=leader.account_id, subject=("appeals", token), why="x",
            area_path=areas.COMMUNITY, now=NOW,
        )  # fmt: skip

    assert Account.objects.values_list("password", "is_active").get(id=leader.account_id) == before
    assert ApiToken.objects.get(id=token).revoked_at is None


def test_two_officer_roles_do_not_meet_in_one_person_later() -> None:
    guard = factories.staff("朱安全", "security_admin", areas.DISTRICT)
    account = factories.account()
    tomorrow = NOW + timedelta(days=1)
    actions.grant(actor=guard, account_id=account, role="admin", area_path=areas.DISTRICT, valid_from=tomorrow, now=NOW)
    with pytest.raises(OfficersApart):
        actions.grant(actor=guard, account_id=account, role="security_admin", area_path=areas.DISTRICT, now=NOW)
    assert list(Grant.objects.filter(account_id=account).values_list("role", flat=True)) == ["admin"]


def test_a_role_is_granted_for_a_unit_of_its_own_area_only() -> None:
    here = factories.unit("property", areas.COMMUNITY)
    elsewhere = factories.unit("property", areas.OTHER_STREET)
    above = factories.unit("drainage", areas.DISTRICT)
    guard = factories.staff("朱安全", "security_admin", areas.COMMUNITY)
    account = factories.account()
    for unit in (here, above):
        actions.grant(actor=guard, account_id=account, role="unit", area_path=areas.COMMUNITY, unit_id=unit, now=NOW)
    with pytest.raises(ForeignUnit):
        actions.grant(
            actor=guard, account_id=account, role="unit", area_path=areas.COMMUNITY, unit_id=elsewhere, now=NOW
        )
    assert queries.actor_for(account, now=NOW).units == {here, above}


def test_failures_to_sign_in_are_counted_for_the_account_however_its_name_is_written() -> None:
    account = factories.account("赵书记", login="zhao", phone="13900000011")
    written = ("zhao", " ZHAO ", "139 0000 0011", "139-0000-0011", "13900000011")
    assert {attempted(RequestFactory().post("/sign-in/"), {"username": name}) for name in written} == {str(account)}
    unknown = attempted(RequestFactory().post("/sign-in/"), {"username": "13900000099"})
    assert "13900000099" not in unknown
    assert unknown != str(account)


@pytest.mark.parametrize(
    "proxies, told, address",
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.1, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.1, 198.51.100.7, 192.0.2.1", "198.51.100.7"),
    ],
)
def test_nobody_writes_the_own_address(proxies: int, told: str, address: str) -> None:
    headers = {"X-Forwarded-For": told} if told else {}
    with override_settings(NINJA_NUM_PROXIES=proxies):
        assert address_of(RequestFactory().get("/", headers=headers)) == address


def test_nobody_gets_a_key_to_more_than_the_own_deeds() -> None:
    zhao = factories.staff("赵书记", "community", areas.COMMUNITY)
    with pytest.raises(Forbidden):
        actions.issue_token(actor=zhao, label="x", scopes=["people.grant"], expires_at=NOW + timedelta(days=1), now=NOW)
    assert ApiToken.objects.count() == 0

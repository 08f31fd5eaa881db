"""Accounts become actors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.journal.models import Fact
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.kernel.ids import new_id
from linli.people import actions, queries
from linli.people.models import Grant
from linli.people.rules.grants import NeedsUnit, OwnGrant
from linli.people.tests import areas, factories

pytestmark = pytest.mark.django_db
NOW = factories.LONG_AGO + timedelta(days=300)


@pytest.fixture(autouse=True)
def land(db: None) -> None:
    areas.plant()
    queries.forget()


@pytest.fixture
def guard() -> Actor:
    return factories.staff("安管", "security_admin", areas.STREET)


def told() -> list[str]:
    return list(Fact.objects.order_by("id").values_list("kind", flat=True))


def test_an_actor_takes_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account = factories.account("赵书记")
    for role in ("community", "revisitor", "supervisor"):
        factories.grant(account, role, areas.COMMUNITY)
    queries.actor_for(account, now=NOW)  # the directory is in memory from the first question on
    with django_assert_num_queries(1):
        actor = queries.actor_for(account, now=NOW)
    assert actor.roles == {"community", "revisitor", "supervisor", "resident"}


def test_grants_hold_from_their_first_moment_to_before_their_last() -> None:
    account = factories.account()
    until = NOW + timedelta(days=1)
    factories.grant(account, "community", areas.COMMUNITY, since=NOW, until=until)
    moment = timedelta.resolution
    for at, holds in ((NOW - moment, False), (NOW, True), (until - moment, True), (until, False)):
        assert queries.actor_for(account, now=at).may("appeals.view", areas.GRID) is holds


def test_a_grant_is_given_and_told(guard: Actor) -> None:
    account = factories.account("赵书记")
    actions.grant(actor=guard, account_id=account, role="community", area_path=areas.COMMUNITY, now=NOW)
    assert queries.actor_for(account, now=NOW).may("appeals.triage", areas.GRID)
    assert told() == ["people.granted"]


@pytest.mark.parametrize("area", [areas.DISTRICT, areas.OTHER_STREET])
def test_nobody_grants_beyond_the_own_reach(guard: Actor, area: str) -> None:
    account = factories.account()
    with pytest.raises(Forbidden):
        actions.grant(actor=guard, account_id=account, role="community", area_path=area, now=NOW)
    assert queries.grants_of(account, at=NOW) == []
    assert told() == []


def test_a_system_administrator_does_not_grant() -> None:
    account, admin = factories.account(), factories.staff("系统", "admin", areas.DISTRICT)
    with pytest.raises(Forbidden):
        actions.grant(actor=admin, account_id=account, role="admin", area_path=areas.DISTRICT, now=NOW)
    assert told() == []


def test_refused_grants_leave_nothing(guard: Actor) -> None:
    assert guard.account_id is not None
    with pytest.raises(OwnGrant):
        actions.grant(actor=guard, account_id=guard.account_id, role="leader", area_path=areas.STREET, now=NOW)
    account = factories.account()
    with pytest.raises(NeedsUnit):
        actions.grant(actor=guard, account_id=account, role="unit", area_path=areas.STREET, now=NOW)
    with pytest.raises(NotFound):
        actions.grant(actor=guard, account_id=account, role="leader", area_path="370203/1", now=NOW)
    assert Grant.objects.count() == 1
    assert told() == []


def test_a_revoked_grant_ends_at_once_and_only_once(guard: Actor) -> None:
    account = factories.account()
    given = factories.grant(account, "community", areas.COMMUNITY)
    actions.revoke(actor=guard, grant_id=given, now=NOW)
    assert not queries.actor_for(account, now=NOW).may("appeals.view", areas.GRID)
    assert queries.actor_for(account, now=NOW - timedelta(seconds=1)).may("appeals.view", areas.GRID)
    with pytest.raises(Conflict):
        actions.revoke(actor=guard, grant_id=given, now=NOW)
    assert told() == ["people.grant_revoked"]


def test_somebody_keeps_away_from_a_subject() -> None:
    zhao = factories.staff("赵书记", "community", areas.COMMUNITY)
    chen = factories.staff("陈主任", "community", areas.COMMUNITY)
    assert zhao.account_id is not None
    subject = ("appeals", new_id())
    with pytest.raises(Forbidden):
        actions.recuse(
            actor=chen, account_id=zhao.account_id, subject=subject, why="kin", area_path=areas.COMMUNITY, now=NOW
        )
    for outcome in (None, Conflict):
        try:
            actions.recuse(
                actor=zhao, account_id=zhao.account_id, subject=subject, why="kin", area_path=areas.COMMUNITY, now=NOW
            )
        except Conflict:
            assert outcome is Conflict
    assert not queries.actor_for(zhao.account_id, now=NOW).may("appeals.view", areas.GRID, subject=subject)
    assert told() == ["people.recused"]


def test_a_token_reaches_only_what_it_was_given_for_and_ends() -> None:
    zhao = factories.staff("赵书记", "community", areas.COMMUNITY)
    until = NOW + timedelta(days=10)
    token, raw = actions.issue_token(actor=zhao, label="台账", scopes=["appeals.view"], expires_at=until, now=NOW)
    actor = queries.actor_for_token(raw, now=NOW)
    assert actor.may("appeals.view", areas.GRID)
    assert not actor.may("appeals.triage", areas.GRID)
    assert queries.actor_for_token(raw, now=until) is STRANGER
    assert queries.actor_for_token(raw + "x", now=NOW) is STRANGER
    actions.revoke_token(actor=zhao, token_id=token, now=NOW)
    assert queries.actor_for_token(raw, now=NOW) is STRANGER
    assert told() == ["people.token_issued", "people.token_revoked"]


def test_a_token_never_exceeds_its_account() -> None:
    zhao = factories.staff("赵书记", "community", areas.COMMUNITY)
    with pytest.raises(Forbidden):
        actions.issue_token(actor=zhao, label="x", scopes=["people.grant"], expires_at=NOW + timedelta(days=1), now=NOW)
    for expires_at in (NOW, NOW + timedelta(days=367)):
        with pytest.raises(Invalid):
            actions.issue_token(actor=zhao, label="x", scopes=["appeals.view"], expires_at=expires_at, now=NOW)
    assert told() == []


def test_an_administrator_lists_the_staff_of_the_own_area(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(3):
        factories.grant(factories.account("某人", login=f"a{number}"), "community", areas.COMMUNITY)
    factories.grant(factories.account("别处", login="b"), "community", areas.OTHER_STREET)
    factories.account("居民", login="c")
    admin = factories.actor("admin", areas.STREET)
    with django_assert_num_queries(1):
        first = queries.staff_accounts(admin, size=2)
    second = queries.staff_accounts(admin, size=2, cursor=first.next)
    assert [row.login for row in (*first.rows, *second.rows)] == ["a0", "a1", "a2"]
    assert queries.staff_accounts(factories.actor("community", areas.DISTRICT)).rows == ()

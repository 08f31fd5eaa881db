"""The table of rights."""

from __future__ import annotations

from uuid import UUID

import pytest

from linli.kernel.actor import Scope
from linli.people.rules.roles import (
    OFFICER_ROLES,
    RESIDENT_DEEDS,
    ROLES,
    actor_from_grants,
    is_staff,
    resident_actor,
    scopes_of,
)
from linli.people.words import Role

COMMUNITY, STREET = "370203/370203008/370203008002", "370203/370203008"
UNIT, OTHER, ME = UUID(int=1), UUID(int=2), UUID(int=3)
APPEAL = ("appeals", UUID(int=4))


def test_every_role_but_resident_proxy_and_system_has_a_row() -> None:
    assert set(ROLES) == set(Role) - {Role.RESIDENT, Role.PROXY, Role.SYSTEM}


def test_the_three_officers_share_no_deed_of_administration() -> None:
    admin, security, audit = (ROLES[role].deeds for role in (Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR))
    assert {Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR} == OFFICER_ROLES
    assert not admin & security
    assert not admin & audit
    assert not security & audit


@pytest.mark.parametrize("role", sorted(OFFICER_ROLES))
def test_no_officer_sees_an_appeal_or_a_contact(role: Role) -> None:
    """Whoever corrects a record (T60) opens that one record's codes; none of the three lists or reads cases."""
    deeds = ROLES[role].deeds
    assert not {"people.reveal", "appeals.reveal"} & deeds
    assert "appeals.view" not in deeds
    assert ("appeals.correct" in deeds) == (role is Role.ADMIN)


def test_only_security_administrators_grant() -> None:
    assert [role for role in ROLES if "people.grant" in ROLES[role].deeds] == [Role.SECURITY_ADMIN]


def test_a_community_sees_all_but_handles_only_for_its_own_committee() -> None:
    zhao = actor_from_grants(account_id=ME, grants=[("community", COMMUNITY, UNIT)])
    assert zhao.may("appeals.view", COMMUNITY, units=(OTHER,))
    assert zhao.may("dispatch.dispatch", COMMUNITY)
    assert zhao.may("dispatch.accept", COMMUNITY, units=(UNIT,))
    assert not zhao.may("dispatch.accept", COMMUNITY, units=(OTHER,))
    assert not zhao.may("appeals.view", STREET)


def test_a_handler_sees_only_what_the_unit_handles() -> None:
    chen = actor_from_grants(account_id=ME, grants=[("unit", "370203", UNIT)])
    assert chen.may("appeals.view", COMMUNITY, units=(OTHER, UNIT))
    assert not chen.may("appeals.view", COMMUNITY, units=(OTHER,))
    assert not chen.may("appeals.view", COMMUNITY)
    assert not chen.may("dispatch.dispatch", COMMUNITY, units=(UNIT,))


def test_unit_deeds_without_unit_hold_nowhere() -> None:
    assert "dispatch.accept" not in scopes_of([("community", COMMUNITY, None)])


def test_scopes_of_several_grants_add_up_and_stand_once() -> None:
    scopes = scopes_of([("community", COMMUNITY, None), ("street", STREET, None), ("street", STREET, UNIT)])
    assert scopes["appeals.view"] == (Scope(STREET), Scope(COMMUNITY))


def test_a_retired_role_opens_nothing() -> None:
    assert scopes_of([("resident", STREET, None), ("king", STREET, None)]) == {}


def test_a_resident_may_do_its_deeds_with_the_held_thing_alone() -> None:
    wang = resident_actor(frozenset({APPEAL}))
    assert all(wang.may(deed, COMMUNITY, subject=APPEAL) for deed in RESIDENT_DEEDS)
    assert not any(wang.may(deed, COMMUNITY, subject=("appeals", UUID(int=5))) for deed in RESIDENT_DEEDS)
    assert not wang.may("appeals.triage", COMMUNITY, subject=APPEAL)


def test_a_recusal_beats_everything() -> None:
    zhao = actor_from_grants(
        account_id=ME, grants=[("community", COMMUNITY, None)], recusals=frozenset({APPEAL}), holds=frozenset({APPEAL})
    )
    assert not zhao.may("appeals.view", COMMUNITY, subject=APPEAL)
    assert zhao.may("appeals.view", COMMUNITY, subject=("appeals", UUID(int=5)))


def test_who_is_staff() -> None:
    assert is_staff(["resident", "unit"])
    assert not is_staff(["resident"])

"""The yearly audit of children's data: what it counts, who signs it, and that it stays as it was signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import Conflict, Forbidden
from linli.people import actions, queries
from linli.people.models import Contact, MinorApproval
from linli.people.rules.minors import NothingFound, YearNotOver, year_bounds
from linli.people.rules.reveals import NeedsApproval
from linli.people.tests import areas, factories
from linli.people.words import Purpose

pytestmark = pytest.mark.django_db
NOW = factories.LONG_AGO + timedelta(days=100)
YEAR = NOW.year
SUBJECT = ("appeals", UUID(int=7))
LAWYER = Actor.system("tests", ["people.set_consent_text"])


@pytest.fixture(autouse=True)
def land(db: None) -> Iterator[None]:
    areas.plant()
    queries.forget()
    actions.load_consent_texts(actor=LAWYER, area_path="", now=NOW)
    yield
    queries.forget()


def child(*, named: bool = True) -> UUID:
    contact = actions.keep_contact(name="林小雨", minor=True, now=NOW)
    if named:
        actions.name_guardian(contact_id=contact, name="林先生", phone="13900000006", now=NOW)
    return contact


def look(who: Actor, contact: UUID) -> object:
    return actions.reveal(
        actor=who, contact_id=contact, subject=SUBJECT, purpose="contact", area_path=areas.GRID, now=NOW
    )


def approve(head: Actor, who: Actor, contact: UUID) -> None:
    assert who.account_id is not None
    actions.approve_minor(
        actor=head, contact_id=contact, account_id=who.account_id, purpose="contact", area_path=areas.GRID, now=NOW
    )


def signed(who: Actor, year: int = YEAR, finding: str = "符合规定") -> UUID:
    over = year_bounds(YEAR)[1] + timedelta(days=9)
    return actions.sign_minors_audit(actor=who, year=year, finding=finding, area_path=areas.DISTRICT, now=over)


def test_children_looks_refusals_and_approvals_are_counted(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    # given two children, one of an earlier year, an adult; one refused look, then an approved one
    first, _, earlier = child(), child(named=False), child()
    Contact.objects.filter(id=earlier).update(kept_at=year_bounds(YEAR)[0] - timedelta(seconds=1))
    adult = factories.contact("王阿姨", "13900000001")
    agent, head = factories.staff("小王", "agent", areas.DISTRICT), factories.staff("老张", "street", areas.STREET)
    text = queries.consent_text(Purpose.MINOR, at=NOW)
    assert text is not None
    given = actions.consent_give(
        actor=agent, contact_id=first, purpose=Purpose.MINOR, text_id=text.id, channel="phone", now=NOW
    )
    actions.consent_withdraw(actor=agent, consent_id=given, now=NOW)
    with pytest.raises(NeedsApproval):
        look(agent, first)
    approve(head, agent, first)
    seen = look(agent, first)
    look(agent, adult)
    # when
    with django_assert_num_queries(4):
        found = queries.minors_figures(YEAR)
    # then
    assert seen.guardian_phone == "13900000006"  # type: ignore[attr-defined]
    assert (found.children, found.with_guardian, found.without_guardian, found.erased) == (2, 1, 1, 0)
    assert (found.agreed, found.withdrawn) == (1, 1)
    assert (found.shown, found.refused, found.unapproved, found.approved) == (1, 1, 0, 1)
    rows = {(one.account_id, one.purpose): (one.shown, one.refused, one.approved) for one in found.looks}
    assert rows == {(agent.account_id, "contact"): (1, 1, 0), (head.account_id, "contact"): (0, 0, 1)}


def test_a_look_whose_approval_is_gone_stands_out() -> None:
    contact = child()
    agent, head = factories.staff("小王", "agent", areas.DISTRICT), factories.staff("老张", "street", areas.STREET)
    approve(head, agent, contact)
    look(agent, contact)
    MinorApproval.objects.all().delete()
    assert queries.minors_figures(YEAR).unapproved == 1


def test_the_auditor_signs_by_name_and_it_stays_as_it_was() -> None:
    child()
    auditor = factories.staff("审计员老陈", "auditor", areas.DISTRICT)
    audit_id = signed(auditor)
    child()
    kept = queries.signed_audit(YEAR)
    assert kept is not None
    assert (kept.id, kept.name, kept.finding, kept.figures.children) == (audit_id, "审计员老陈", "符合规定", 1)
    assert kept.figures.looks == ()
    assert Fact.objects.filter(kind="people.minors_audit_signed", subject_id=audit_id).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM people_minorsaudit a")
        assert "老陈" not in cursor.fetchone()[0]
    with pytest.raises(Conflict):
        signed(auditor)


def test_who_looked_is_kept_in_the_signed_audit() -> None:
    contact = child()
    agent, head = factories.staff("小王", "agent", areas.DISTRICT), factories.staff("老张", "street", areas.STREET)
    approve(head, agent, contact)
    look(agent, contact)
    before = queries.minors_figures(YEAR)
    signed(factories.staff("审计员老陈", "auditor", areas.DISTRICT))
    kept = queries.signed_audit(YEAR)
    assert kept is not None
    assert kept.figures == before


@pytest.mark.parametrize("role", ["agent", "admin", "security_admin", "street", "district"])
def test_nobody_but_the_auditor_signs(role: str) -> None:
    with pytest.raises(Forbidden):
        signed(factories.staff("别人", role, areas.DISTRICT))


def test_a_program_has_no_name_to_sign_with() -> None:
    with pytest.raises(Forbidden):
        signed(Actor.system("tests", ["people.sign_minors_audit"]))


def test_a_year_is_signed_when_it_is_over_and_with_a_finding() -> None:
    auditor = factories.staff("审计员老陈", "auditor", areas.DISTRICT)
    with pytest.raises(YearNotOver):
        signed(auditor, year=YEAR + 1)
    with pytest.raises(NothingFound):
        signed(auditor, finding="  ")


def test_a_year_begins_and_ends_by_the_clocks_here() -> None:
    start, end = year_bounds(2026)
    assert [moment.astimezone(SHANGHAI).isoformat() for moment in (start, end)] == [
        "2026-01-01T00:00:00+08:00",
        "2027-01-01T00:00:00+08:00",
    ]

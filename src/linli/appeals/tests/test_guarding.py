"""A child's report waits for its guardian, and no danger waits for anybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from linli.appeals.actions import guarding, triaging
from linli.appeals.actions.registering import Reporter
from linli.appeals.models import Appeal
from linli.appeals.tests.factories import DECIDED, NOW, Town, registered
from linli.appeals.words import Urgency
from linli.journal import queries as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Forbidden
from linli.people import actions as people
from linli.people import queries as contacts
from linli.people.models import Contact
from linli.people.words import Purpose

LAWYER = Actor.system("tests", ["people.set_consent_text"])
CHILD: dict[str, Any] = {"is_minor": True, "guardian": Reporter("林先生", "13900000006")}


@pytest.fixture
def words(here: Town) -> None:
    people.load_consent_texts(actor=LAWYER, area_path="", now=NOW)


def test_the_guardian_is_a_contact_of_its_own(here: Town) -> None:
    receipt = registered(here, reporter=Reporter("林小雨", ""), **CHILD)
    child = Contact.objects.get(id=str(Appeal.objects.get(id=receipt.id).reporter_id))
    assert (child.name_sealed, child.phone_sealed, child.is_minor) == ("林小雨", None, True)
    assert child.guardian is not None
    assert (child.guardian.name_sealed, child.guardian.phone_sealed) == ("林先生", "13900000006")


def test_an_adults_report_keeps_no_guardian(here: Town) -> None:
    registered(here, guardian=Reporter("林先生", "13900000006"))
    assert contacts.contact_ids_by_phone("13900000006") == []


def test_a_childs_report_waits_and_goes_on_after_the_guardians_word(here: Town, words: None) -> None:
    receipt = registered(here, **CHILD)
    step: dict[str, Any] = {"appeal_id": receipt.id, "now": NOW}
    with pytest.raises(guarding.WaitsForGuardian):
        triaging.triage(actor=here.agent, decided=DECIDED, **step)
    assert Appeal.objects.get(id=receipt.id).state == "received"
    with pytest.raises(Forbidden):
        guarding.record_guardian_consent(actor=here.revisitor, **step)
    guarding.record_guardian_consent(actor=here.agent, **step)
    with pytest.raises(Conflict):
        guarding.record_guardian_consent(actor=here.agent, **step)
    triaging.triage(actor=here.agent, decided=DECIDED, **step)
    told = [fact.kind for fact in journal.facts_of(receipt.id)]
    assert told == ["appeals.registered", "appeals.guardian_agreed", "appeals.triaged"]
    child = Appeal.objects.get(id=receipt.id).reporter_id
    assert child is not None
    assert contacts.has_consent(Purpose.MINOR, contact_id=child)


def test_danger_waits_for_nobody(here: Town) -> None:
    receipt = registered(here, **CHILD)
    decided = replace(DECIDED, urgency=Urgency.EMERGENCY)
    triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=decided, now=NOW)
    assert Appeal.objects.get(id=receipt.id).state == "triaged"


def test_a_consent_taken_back_stops_it_again(here: Town, words: None) -> None:
    receipt = registered(here, **CHILD)
    guarding.record_guardian_consent(actor=here.agent, appeal_id=receipt.id, now=NOW)
    child = Appeal.objects.get(id=receipt.id).reporter_id
    assert child is not None
    (consent,) = contacts.consents_of(contact_ids=[child])
    people.consent_withdraw(actor=here.agent, consent_id=consent.id, now=NOW)
    with pytest.raises(guarding.WaitsForGuardian):
        triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=DECIDED, now=NOW)


def test_an_adult_has_no_guardian(here: Town, words: None) -> None:
    receipt = registered(here)
    with pytest.raises(guarding.NoGuardian):
        guarding.record_guardian_consent(actor=here.agent, appeal_id=receipt.id, now=NOW)


@pytest.mark.parametrize("reporter", [None, Reporter("林小雨", "")])
def test_a_child_who_names_nobody_waits_all_the_same(here: Town, words: None, reporter: Reporter | None) -> None:
    receipt = registered(here, reporter=reporter, is_minor=True)
    step: dict[str, Any] = {"actor": here.agent, "appeal_id": receipt.id, "now": NOW}
    with pytest.raises(guarding.WaitsForGuardian):
        triaging.triage(decided=DECIDED, **step)
    with pytest.raises(people.WhoIsGuardian):
        guarding.record_guardian_consent(guardian_name="林先生", **step)

    guarding.record_guardian_consent(guardian_name="林先生", guardian_phone="13900000006", **step)

    child = Contact.objects.get(id=str(Appeal.objects.get(id=receipt.id).reporter_id))
    assert child.guardian is not None
    assert child.guardian.phone_sealed == "13900000006"
    triaging.triage(decided=DECIDED, **step)


def test_danger_waits_for_nobody_even_if_no_guardian_is_named(here: Town) -> None:
    receipt = registered(here, reporter=None, is_minor=True)
    decided = replace(DECIDED, urgency=Urgency.EMERGENCY)
    triaging.triage(actor=here.agent, appeal_id=receipt.id, decided=decided, now=NOW)
    assert Appeal.objects.get(id=receipt.id).state == "triaged"

"""The consent that is ticked with a report: kept with its words, taken back in either place."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.actions import consenting, drafting, publishing
from linli.appeals.actions.registering import Reporter
from linli.appeals.models import Appeal
from linli.appeals.tests.factories import NOW, RESIDENT, Town, holder, new, rated, registered
from linli.journal import queries as journal
from linli.kernel.actor import Actor
from linli.notices import queries as notices
from linli.people import actions as people
from linli.people import queries as contacts
from linli.people.models import Consent
from linli.people.rules import resident_actor
from linli.people.tests import factories as cast
from linli.people.words import Purpose

LAWYER = Actor.system("tests", ["people.set_consent_text"])


@pytest.fixture
def words(here: Town) -> None:
    people.load_consent_texts(actor=LAWYER, area_path="", now=NOW)


def given() -> list[tuple[Any, ...]]:
    return list(Consent.objects.order_by("id").values_list("purpose", "scope", "channel", "text__version"))


def test_the_tick_is_kept_with_the_words_in_force(here: Town, words: None) -> None:
    people.set_consent_text(
        actor=LAWYER, purpose=Purpose.PUBLISH_CASE, zh="我同意公开", en="I agree", area_path="", now=NOW
    )
    receipt = registered(here, publish_consent=True)
    assert given() == [("publish_case", f"appeals:{receipt.id}", "web", 2)]
    (row,) = contacts.consents_of(contact_ids=[_reporter(receipt.id)])
    assert (row.text.zh, row.given_at) == ("我同意公开", NOW)
    assert [fact.kind for fact in journal.facts_of(row.id)] == ["people.consent_given"]


def _reporter(appeal_id: Any) -> Any:
    return Appeal.objects.get(id=appeal_id).reporter_id


@pytest.mark.parametrize(
    "what, fields, ticked",
    [
        ("not ticked", {}, False),
        ("nobody to whom the words could belong", {"publish_consent": True, "reporter": None}, True),
    ],
)
def test_without_tick_or_person_no_consent_is_kept(
    here: Town, words: None, what: str, fields: dict[str, Any], ticked: bool
) -> None:
    receipt = registered(here, **fields)
    assert given() == []
    assert Appeal.objects.get(id=receipt.id).publish_consent is ticked


def test_without_published_words_nobody_can_have_agreed_to_them(here: Town) -> None:
    receipt = registered(here, publish_consent=True)
    assert given() == []
    assert Appeal.objects.get(id=receipt.id).publish_consent


def test_a_draft_keeps_the_tick_and_the_consent_begins_when_it_is_sent(here: Town, words: None) -> None:
    draft = drafting.save_draft(actor=RESIDENT, new=new(publish_consent=True), now=NOW)
    assert given() == []
    drafting.submit_draft(actor=holder(draft.id), appeal_id=draft.id, now=NOW)
    assert given() == [("publish_case", f"appeals:{draft.id}", "web", 1)]


def test_a_report_with_consent_stays_within_its_statements(here: Town, words: None) -> None:
    registered(here, publish_consent=True)
    with CaptureQueriesContext(connection) as told:
        registered(here, publish_consent=True)
    assert len(told) <= 20, "\n".join(query["sql"][:120] for query in told)


def test_taken_back_on_the_receipt(here: Town, words: None) -> None:
    appeal_id = rated(here, publish_consent=True)
    consenting.withdraw_consent(actor=holder(appeal_id), appeal_id=appeal_id, now=NOW)
    assert Consent.objects.get().withdrawn_at == NOW
    told = [fact.kind for fact in journal.facts_of(appeal_id)]
    assert told.count("appeals.consent_withdrawn") == 1
    with pytest.raises(publishing.ConsentWithdrawn):
        _publish(here, appeal_id)


def _publish(here: Town, appeal_id: Any) -> Any:
    return publishing.publish_case(
        actor=here.editor, appeal_id=appeal_id, title="楼道", body="好了", is_identifiable=True, now=NOW
    )


def test_taken_back_among_the_own_data_it_hides_in_the_same_moment(here: Town, words: None) -> None:
    # given a published case of somebody with an account
    account_id = cast.account("王阿姨", login="wang")
    actor = resident_actor(frozenset(), account_id)
    appeal_id = rated(here, actor=actor, publish_consent=True, reporter=Reporter("王阿姨", "13900000001"))
    notice_id = _publish(here, appeal_id)
    (row,) = contacts.consents_of(account_id=account_id)
    # when
    people.consent_withdraw(actor=actor, consent_id=row.id, now=NOW)
    # then
    appeal = Appeal.objects.get(id=appeal_id)
    assert (appeal.publish_consent, appeal.consent_withdrawn_at) == (False, NOW)
    assert [fact.kind for fact in journal.facts_of(notice_id)][-1] == "notices.withdrawn"
    assert notices.published(kind="hotline_case", now=NOW).rows == ()


def test_the_end_of_another_consent_changes_no_report(here: Town, words: None) -> None:
    receipt = registered(here, publish_consent=True)
    text = contacts.consent_text(Purpose.NEWS, at=NOW)
    assert text is not None
    other = people.consent_give(
        actor=here.agent, contact_id=_reporter(receipt.id), purpose=Purpose.NEWS, text_id=text.id, channel="desk",
        scope=here.small.district, now=NOW,
    )  # fmt: skip
    people.consent_withdraw(actor=here.agent, consent_id=other, now=NOW)
    assert Appeal.objects.get(id=receipt.id).publish_consent

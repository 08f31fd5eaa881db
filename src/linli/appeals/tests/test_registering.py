"""Taking a report: what is written together, once, with how many statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import Reporter, register
from linli.appeals.models import Appeal, AppealText
from linli.appeals.queries import links, resident
from linli.appeals.rules import intake
from linli.appeals.tests.factories import GAS, NOW, RESIDENT, SEWER, at_building, new, registered
from linli.appeals.words import Channel, State, Urgency
from linli.duties import queries as duties
from linli.journal import queries as journal
from linli.kernel.actor import STRANGER
from linli.kernel.errors import Forbidden, Invalid
from linli.kernel.tests.calendars import local
from linli.notices.models import Message
from linli.standards.rules import Unknown

STATEMENTS = 10
"""Contact, appeal, words, duty, fact, message, parcel, duplicates, and the transaction around."""


def test_a_report_becomes_an_appeal_with_duty_fact_and_receipt(here):
    receipt = registered(here)
    appeal = Appeal.objects.get(id=receipt.id)
    assert (appeal.state, appeal.urgency, appeal.area_path) == ("received", "urgent", here.small.estate_grid)
    assert receipt.number == f"370203-260311-{appeal.serial:05d}"
    assert receipt.url == f"{settings.LINLI_PUBLIC_URL}/r/{receipt.token}"
    assert links.id_of_token(receipt.token) == receipt.id
    (duty,) = duties.of(("appeals", receipt.id))
    assert (duty.deed, duty.step, duty.owed_role) == ("appeals.triage", "triage", "agent")
    assert duty.due_at == receipt.triage_due_at == NOW + timedelta(minutes=15)
    fact: Any
    (fact,) = journal.facts_of(receipt.id)
    assert (fact.kind, fact.area_path) == ("appeals.registered", here.small.estate_grid)
    assert fact.data["more"]["channel"] == "web"
    assert (fact.data["move"], fact.data["role"]) == ("T02", "resident")
    (message,) = Message.objects.filter(subject_id=receipt.id)
    assert (message.template, message.contact_id) == ("appeal.received", appeal.reporter_id)


def test_the_statements_are_counted(here, django_assert_num_queries):
    registered(here)
    with django_assert_num_queries(STATEMENTS):
        registered(here)
    with django_assert_num_queries(STATEMENTS):
        registered(here, client_id="a2")


def test_facts_hold_no_word_of_the_text_and_no_name(here):
    phone = "13912345678"
    receipt = registered(here, SEWER + "我叫张三,电话" + phone)
    (fact,) = journal.facts_of(receipt.id)
    appeal = Appeal.objects.get(id=receipt.id)
    shown = str(appeal.proposal) + appeal.preview
    # Eight digits in a row: fewer stand in a digest or an id by chance.
    pieces = [phone[at : at + 8] for at in range(len(phone) - 7)]
    assert [word for word in ("污水", "张三", *pieces) if word in str(fact.data)] == []
    assert [word for word in ("张三", *pieces) if word in shown] == []


def test_pressing_twice_registers_once(here):
    first = registered(here, client_id="a1")
    again = registered(here, client_id="a1")
    assert (again.id, again.token, again.is_repeat) == (first.id, first.token, True)
    assert Appeal.objects.count() == 1
    assert len(journal.facts_of(first.id)) == 1


def test_the_same_case_of_another_system_is_registered_once(here):
    fields: dict[str, Any] = {"channel": Channel.PHONE_12345, "external_number": "QD-1", "actor": here.agent}
    first = registered(here, **fields)
    assert registered(here, **fields).id == first.id
    assert Appeal.objects.get().registered_by_id == here.agent.account_id


def test_a_resident_cannot_use_the_number_of_another_system(here):
    with pytest.raises(Forbidden):
        registered(here, channel=Channel.PHONE_12345, external_number="QD-1")
    assert Appeal.objects.count() == 0


def test_emergency_words_raise_the_urgency_and_alert_the_desk(here):
    receipt = registered(here, GAS)
    assert receipt.urgency is Urgency.EMERGENCY
    assert "119" in receipt.emergency_numbers
    assert receipt.triage_due_at == NOW + timedelta(minutes=5)
    (alert,) = Message.objects.filter(template="emergency.alert")
    assert (alert.unit_id, alert.subject_id) == (here.hotline, receipt.id)


def test_staff_may_raise_but_not_lower_what_the_words_say(here):
    fields: dict[str, Any] = {"actor": here.agent, "channel": Channel.DESK}
    assert registered(here, SEWER, urgency=Urgency.EMERGENCY, **fields).urgency is Urgency.EMERGENCY
    assert registered(here, GAS, urgency=Urgency.LOW, **fields).urgency is Urgency.EMERGENCY
    assert registered(here, "小区的花开得真好看", urgency=Urgency.LOW, **fields).urgency is Urgency.NORMAL


def test_nobody_has_to_say_the_name(here):
    receipt = registered(here, reporter=None)
    assert Appeal.objects.get(id=receipt.id).reporter_id is None
    assert Message.objects.filter(subject_id=receipt.id).count() == 0
    own = resident.view(resident.holder(receipt.token), receipt.id, now=NOW)
    assert own.standing is State.RECEIVED


@pytest.mark.parametrize(
    "what, text, fields, refusal",
    [
        ("nothing said", "  ", {}, intake.NothingSaid),
        ("too long", "字" * 5001, {}, intake.TooLong),
        ("helper without consent", SEWER, {"is_proxy": True}, intake.NoProxyConsent),
        ("point without system", SEWER, {"place": Place(lon=120.3, lat=36.06)}, Invalid),
        ("unknown building", SEWER, {"place": Place(building_code="NOPE")}, Invalid),
    ],
)
def test_a_refused_report_leaves_nothing(here, what, text, fields, refusal):
    with pytest.raises(refusal):
        registered(here, text, **fields)
    assert Appeal.objects.count() == 0
    assert AppealText.objects.count() == 0


def test_a_stranger_registers_nothing(here):
    with pytest.raises(Forbidden):
        register(actor=STRANGER, new=new(), now=NOW)
    assert Appeal.objects.count() == 0


def test_a_point_outside_is_taken_at_the_district_and_said(here):
    receipt = registered(here, place=Place(lon=121.5, lat=37.5, crs="WGS84"))
    assert receipt.is_outside
    assert receipt.area_path == here.small.district


def test_without_a_place_the_words_may_name_it(here):
    receipt = registered(here, "延安路街道上清路社区的路灯坏了三天了", place=Place())
    assert receipt.area_path == "370203/370203008/370203008002"
    nowhere = registered(here, "路灯坏了三天了", place=Place())
    assert nowhere.area_path == here.small.district


def test_likely_duplicates_are_suggested_not_merged(here):
    first = registered(here)
    second = registered(here, reporter=Reporter("李大爷", "13900000002"), now=NOW + timedelta(hours=1))
    assert [near.id for near in second.duplicates] == [first.id]
    assert Appeal.objects.filter(state="merged").count() == 0
    far = registered(here, now=NOW + timedelta(hours=73))
    assert first.id not in {near.id for near in far.duplicates}


def test_the_day_of_the_number_is_the_local_day(here):
    receipt = registered(here, now=local("2026-03-12 00:30"))
    assert receipt.number.startswith("370203-260312-")


def test_a_clock_that_runs_ahead_is_not_believed(here):
    receipt = registered(here, found_at=NOW + timedelta(hours=3))
    assert Appeal.objects.get(id=receipt.id).found_at == NOW
    earlier = NOW - timedelta(hours=2)
    assert Appeal.objects.get(id=registered(here, found_at=earlier).id).found_at == earlier


def test_a_report_may_be_only_a_photo_of_a_place(here, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(intake.NothingSaid):
        registered(here, "", place=at_building(here))


def test_residents_report_for_themselves_over_the_web(here):
    receipt = registered(here, actor=here.worker)
    assert Appeal.objects.get(id=receipt.id).reporter_account_id == here.worker.account_id
    patrol = registered(here, actor=here.worker, channel=Channel.GRID_PATROL, reporter=None)
    found = Appeal.objects.get(id=patrol.id)
    assert (found.reporter_account_id, found.registered_by_id) == (None, here.worker.account_id)


def test_anybody_else_needs_the_right_at_the_place(here):
    with pytest.raises(Forbidden):
        registered(here, actor=RESIDENT, channel=Channel.GRID_PATROL)


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\ud800"])
def test_a_character_that_nobody_can_store_is_refused_in_words(here, bad):
    words, place, who = f"灯{bad}坏了", Place(address=f"延安路{bad}号"), Reporter(f"王{bad}")
    for given in (new(words), new(place=place), new(reporter=who)):
        with pytest.raises(Invalid):
            register(actor=RESIDENT, new=given, now=NOW)
    assert Appeal.objects.count() == 0


def test_what_nobody_sees_is_not_kept_and_hides_no_phone(here):
    receipt = registered(here, "路灯\u202e坏了，电话139\u200b0000\u20600009")
    assert AppealText.objects.get(appeal_id=receipt.id).body == "路灯坏了，电话13900000009"
    assert "〔电话〕" in Appeal.objects.get(id=receipt.id).preview


def test_the_leaf_that_the_reporter_chose_stands_first_with_its_own_way(here):
    receipt = registered(here, "门口很乱，请来看看", category="util.streetlight")
    kept = Appeal.objects.get(id=receipt.id)
    assert kept.category is None  # a person confirms it
    named = {name: kept.proposal[name] for name in ("category", "said", "mode", "lead_unit", "co_units")}
    assert named == {
        "category": "util.streetlight", "said": "util.streetlight", "mode": "fast", "lead_unit": "municipal",
        "co_units": [],
    }  # fmt: skip


def test_a_harmless_choice_hides_no_danger(here):
    receipt = registered(here, GAS, category="util.streetlight")
    kept = Appeal.objects.get(id=receipt.id)
    assert (kept.urgency, kept.proposal["category"], kept.proposal["said"]) == (
        "emergency", "util.gas", "util.streetlight",
    )  # fmt: skip


def test_a_leaf_that_does_not_exist_is_refused(here):
    with pytest.raises(Unknown):
        registered(here, category="no.such")
    assert not Appeal.objects.exists()

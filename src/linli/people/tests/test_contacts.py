"""Contacts: kept, masked, shown, corrected, erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.people import actions, jobs, queries
from linli.people.actions.known import _rooms
from linli.people.models import Contact, Residence, Reveal
from linli.people.rules.consents import NeedsGuardian, NotGiven
from linli.people.rules.masking import MaskedContact
from linli.people.rules.reveals import ComplainedOf, Erased, NeedsApproval, NeedsPurpose
from linli.people.tests import areas, factories
from linli.people.words import Purpose, RequestKind

pytestmark = pytest.mark.django_db
NOW = factories.LONG_AGO + timedelta(days=300)
SUBJECT = ("appeals", UUID(int=7))


@pytest.fixture(autouse=True)
def land(db: None) -> Iterator[None]:
    areas.plant()
    queries.forget()
    rooms, holds = dict(_rooms), dict(actions.contacts._holds)
    yield
    for registry, before in ((_rooms, rooms), (actions.contacts._holds, holds)):
        registry.clear()
        registry.update(before)  # type: ignore[arg-type]


def told() -> list[str]:
    return list(Fact.objects.order_by("id").values_list("kind", flat=True))


def test_a_contact_is_kept_with_one_insert_and_found_by_phone(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        contact = actions.keep_contact(name="张三丰", phone="139-0000-0001", now=NOW)
    assert queries.contact_ids_by_phone("+86 13900000001") == [contact]
    assert queries.contact_ids_by_name(" 张三丰") == [contact]
    assert queries.contact_ids_by_phone("") == []
    assert queries.contacts_masked([contact]) == {contact: MaskedContact("张**", "139****0001")}


def test_nothing_readable_is_in_the_table() -> None:
    contact = actions.keep_contact(name="张三丰", phone="13900000001", email="z@example.org", now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM people_contact c WHERE id = %s", [contact])
        (text,) = cursor.fetchone()
        cursor.execute("SELECT name_sealed, phone_sealed, email_sealed FROM people_contact WHERE id = %s", [contact])
        row = b"".join(bytes(value) for value in cursor.fetchone())
    for plain in ("张三丰", "13900000001", "z@example.org"):
        assert plain not in text
        assert plain.encode() not in row


def test_a_report_without_a_name_is_a_contact_too() -> None:
    contact = actions.keep_contact(now=NOW)
    assert queries.contacts_masked([contact]) == {contact: MaskedContact("", "")}


def reveal(actor: Actor, contact: UUID, *, purpose: str = "contact", barred: tuple[UUID, ...] = ()) -> str:
    return actions.reveal(
        actor=actor, contact_id=contact, subject=SUBJECT, purpose=purpose, area_path=areas.GRID, now=NOW,
        units=actor.units, barred_units=barred,
    ).phone  # fmt: skip


def test_a_reveal_is_logged_shown_or_not() -> None:
    contact, unit = factories.contact(), factories.unit("property", areas.STREET)
    handler = factories.staff("陈物业", "unit", areas.STREET, unit=unit)
    stranger = factories.staff("局外人", "editor", areas.DISTRICT)
    assert reveal(handler, contact) == "13900000001"
    for actor, change, wrong in (
        (handler, {"purpose": ""}, NeedsPurpose),
        (handler, {"barred": (unit,)}, ComplainedOf),
        (stranger, {}, Forbidden),
    ):
        with pytest.raises(wrong):
            reveal(actor, contact, **change)
    log = list(Reveal.objects.order_by("id").values_list("refused", flat=True))
    assert log == ["", "people.needs_purpose", "people.complained_of", "kernel.forbidden"]
    assert told() == ["people.revealed", *["people.reveal_refused"] * 3]
    assert len(queries.reveals_of([contact])) == 1
    assert len(queries.reveal_log(factories.actor("auditor", areas.DISTRICT))) == 4


def test_a_child_is_shown_only_after_another_person_approved() -> None:
    contact = factories.contact("林小雨", is_minor=True)
    zhao = factories.staff("赵书记", "community", areas.COMMUNITY)
    street = factories.staff("街道", "street", areas.STREET)
    assert zhao.account_id is not None
    assert street.account_id is not None
    assert queries.contacts_masked([contact])[contact].name == "**"
    with pytest.raises(NeedsApproval):
        reveal(zhao, contact)
    given = {"contact_id": contact, "purpose": "contact", "area_path": areas.GRID, "now": NOW}
    for actor, account in ((street, street.account_id), (zhao, street.account_id)):
        with pytest.raises(Forbidden):
            actions.approve_minor(actor=actor, account_id=account, **given)  # type: ignore[arg-type]
    actions.approve_minor(actor=street, account_id=zhao.account_id, **given)  # type: ignore[arg-type]
    assert reveal(zhao, contact) == "13900000001"
    with pytest.raises(NeedsApproval):
        reveal(zhao, contact, purpose="visit")


def test_a_person_corrects_and_erases_the_own_contact() -> None:
    wang = factories.account("王阿姨")
    contact = factories.contact("王阿姨", account_id=wang)
    me, other = Actor(name="account", account_id=wang), factories.actor("community", areas.DISTRICT)
    given = {"contact_id": contact, "area_path": areas.GRID, "now": NOW}
    change = {**given, "name": "王大姐", "phone": "13900000009", "subject": SUBJECT}
    with pytest.raises(Forbidden):
        actions.correct_contact(actor=other, **change)  # type: ignore[arg-type]
    actions.correct_contact(actor=me, **change)  # type: ignore[arg-type]
    assert queries.contact_ids_by_phone("13900000009") == [contact]
    assert queries.contact_ids_by_phone("13900000001") == []
    with pytest.raises(Forbidden):
        actions.erase_contact(actor=other, why="asked", **given)  # type: ignore[arg-type]
    actions.erase_contact(actor=me, why="asked", **given)  # type: ignore[arg-type]
    assert queries.contacts_masked([contact])[contact] == MaskedContact("", "", is_erased=True)
    assert queries.contact_ids_by_phone("13900000009") == []
    with pytest.raises(NotFound):
        actions.erase_contact(actor=me, why="asked", **given)  # type: ignore[arg-type]
    with pytest.raises(Erased):
        reveal(factories.staff("赵书记", "community", areas.COMMUNITY), contact)
    assert told() == ["people.contact_corrected", "people.contact_erased", "people.reveal_refused"]


def test_retention_takes_the_person_out_on_the_day_and_no_day_before() -> None:
    contact = actions.keep_contact(name="张三", phone="13900000001", now=NOW)
    held = actions.keep_contact(name="李四", phone="13900000002", now=NOW)
    closed = actions.keep_contact(name="王五", phone="13900000003", now=NOW)
    actions.set_retention(contact_ids=[closed], until=date(2030, 1, 1))
    assert actions.set_retention(contact_ids=[closed], until=date(2029, 1, 1)) == 0
    actions.register_hold("appeals", lambda ids: [one for one in ids if one == held])
    due = NOW.replace(year=NOW.year + 2)
    assert jobs.retention(due - timedelta(days=1)) == jobs.Swept(0, 0)
    assert jobs.retention(due) == jobs.Swept(1, 1)
    assert jobs.retention(due) == jobs.Swept(0, 1)
    erased = {row.id for row in Contact.objects.filter(erased_at__isnull=False)}
    assert erased == {contact}
    assert told() == ["people.contact_erased"]


def test_a_phone_is_public_only_while_agreed() -> None:
    li = factories.account("李网格员")
    me = Actor(name="account", account_id=li)
    contact = factories.contact("李网格员", "13900000005", account_id=li)
    admin = factories.actor("admin", areas.DISTRICT)
    text = actions.set_consent_text(
        actor=admin, purpose=Purpose.PUBLISH_CONTACT, zh="同意公开", en="I agree", area_path=areas.DISTRICT, now=NOW
    )
    assert queries.published_contacts(areas.GRID) == []
    given = {"contact_id": contact, "purpose": Purpose.PUBLISH_CONTACT, "text_id": text, "channel": "web", "now": NOW}
    with pytest.raises(Forbidden):
        actions.consent_give(actor=factories.actor("unit", areas.STREET), scope=areas.GRID, **given)  # type: ignore[arg-type]
    consent = actions.consent_give(actor=me, scope=areas.GRID, **given)  # type: ignore[arg-type]
    assert [row.phone for row in queries.published_contacts(areas.GRID)] == ["13900000005"]
    assert queries.published_contacts(areas.OTHER_GRID) == []
    actions.consent_withdraw(actor=me, consent_id=consent, now=NOW)
    assert queries.published_contacts(areas.GRID) == []
    assert not queries.has_consent(Purpose.PUBLISH_CONTACT, contact_id=contact)
    assert [row.withdrawn_at for row in queries.consents_of(contact_ids=[contact])] == [NOW]
    with pytest.raises(NotGiven):
        actions.consent_withdraw(actor=me, consent_id=consent, now=NOW)
    assert told() == ["people.consent_text_set", "people.consent_given", "people.consent_withdrawn"]


def test_the_first_consent_texts_are_loaded_once() -> None:
    admin = factories.actor("admin", areas.DISTRICT)
    given = {"actor": admin, "area_path": areas.DISTRICT, "now": NOW}
    assert [actions.load_consent_texts(**given) for _ in range(2)] == [10, 0]  # type: ignore[arg-type]
    text = queries.consent_text(Purpose.PROXY, at=NOW)
    assert text is not None
    assert text.version == 1


def test_a_child_agrees_through_a_guardian() -> None:
    guardian = factories.contact("林先生", "13900000006")
    admin, desk = factories.actor("admin", areas.DISTRICT), factories.actor("agent", areas.DISTRICT)
    text = actions.set_consent_text(
        actor=admin, purpose=Purpose.MINOR, zh="同意", en="I agree", area_path=areas.DISTRICT, now=NOW
    )
    alone = actions.keep_contact(name="林小雨", minor=True, now=NOW)
    child = actions.keep_contact(name="林小雨", minor=True, guardian_id=guardian, now=NOW)
    given = {"actor": desk, "purpose": Purpose.MINOR, "text_id": text, "channel": "phone", "now": NOW}
    with pytest.raises(NeedsGuardian):
        actions.consent_give(contact_id=alone, **given)  # type: ignore[arg-type]
    actions.consent_give(contact_id=child, **given)  # type: ignore[arg-type]
    assert queries.has_consent(Purpose.MINOR, contact_id=child)


def test_a_data_request_is_due_after_15_days_and_refused_only_with_a_reason() -> None:
    wang = factories.account("王阿姨")
    me, admin = Actor(name="account", account_id=wang), factories.staff("系统", "admin", areas.DISTRICT)
    request = actions.ask_data(actor=me, kind=RequestKind.DELETE, words="请删除", now=NOW)
    assert queries.data_requests_of(wang)[0].due_on == NOW.date() + timedelta(days=15)
    given = {"request_id": request, "granted": False, "area_path": areas.DISTRICT, "now": NOW}
    with pytest.raises(Invalid):
        actions.answer_data_request(actor=admin, **given)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        actions.answer_data_request(actor=me, reason="x", **given)  # type: ignore[arg-type]
    actions.answer_data_request(actor=admin, reason="依法须保存", **given)  # type: ignore[arg-type]
    assert queries.open_data_requests() == []
    with pytest.raises(Forbidden):
        actions.ask_data(actor=Actor("stranger"), kind=RequestKind.COPY, now=NOW)
    assert told() == ["people.data_asked", "people.data_answered"]


def test_the_export_holds_everything_and_nobody_elses() -> None:
    wang, other = factories.account("王阿姨"), factories.account("别人")
    mine = factories.contact("王阿姨", account_id=wang)
    factories.contact("别人", "13900000008", account_id=other)
    data = queries.own_data(account_id=wang)
    assert [row["name_sealed"] for row in data["people_account"]] == ["王阿姨"]
    assert [row["id"] for row in data["people_contact"]] == [str(mine)]
    assert "别人" not in str(data)


def test_residence_is_written_by_who_verifies() -> None:
    contact = factories.contact()
    with pytest.raises(Forbidden):
        actions.settle(
            actor=factories.actor("unit", areas.STREET, UUID(int=1)), contact_id=contact, dwelling_id=UUID(int=2),
            area_path=areas.MICROGRID, kind="owner", now=NOW,  # type: ignore[arg-type]
        )  # fmt: skip
    assert Residence.objects.count() == 0

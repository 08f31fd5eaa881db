"""Messages: complete, in both languages, without personal data, told once, delivered once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from linli.kernel.actor import Actor
from linli.kernel.errors import Broken
from linli.notices import delivery, queries
from linli.notices.actions import Recipient, Telling, mark_read, tell, tell_many
from linli.notices.models import Delivery, Message
from linli.notices.rules import messages
from linli.notices.words.templates import TEMPLATES
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.people.tests import areas, factories

NOW = datetime(2026, 11, 21, 7, 40, tzinfo=UTC)
SUBJECT = ("appeals", UUID(int=7))
FILLED = {"number": "370203-261121-00123", "due_at": NOW.isoformat(), "link": "https://linli.example.org/r/x"}


def values(key: str) -> dict[str, str]:
    return {
        name: NOW.isoformat() if name.endswith("_at") else "2026-11-23" if name.endswith("_on") else "甲"
        for name in messages.places(key)
    }


@pytest.mark.parametrize("key", sorted(TEMPLATES))
def test_every_message_can_be_written(key: str) -> None:
    text = messages.write(key, messages.check(key, dict(values(key))))
    assert text.zh
    assert text.en
    assert "{" not in text.zh + text.en
    assert "!" not in text.zh + text.en


def test_moments_are_written_as_people_say_them() -> None:
    text = messages.write("appeal.received", FILLED)
    assert "11月21日 周六 15:40" in text.zh
    assert "Sat 2026-11-21 15:40" in text.en
    later = messages.write("appeal.closed", {**FILLED, "until_on": "2026-12-06"})
    assert "12月6日 周日" in later.zh
    evening = messages.write("appeal.closed", {**FILLED, "until_on": "2026-12-05T16:30:00+00:00"})
    assert "12月6日 周日" in evening.zh


@pytest.mark.parametrize(
    "key, params",
    [
        ("appeal.unknown", FILLED),
        ("appeal.received", {"number": "1"}),
        ("appeal.need_info", {**FILLED, "question": "请打13900000001"}),
    ],
)
def test_a_wrong_message_is_broken(key: str, params: dict[str, str]) -> None:
    with pytest.raises(messages.WrongMessage):
        messages.check(key, dict(params))


@pytest.fixture
def wang(db: None) -> Iterator[UUID]:
    areas.plant()
    yield people_actions.keep_contact(name="王阿姨", phone="13900000001", email="wang@example.org", now=NOW)
    delivery.forget("email")


def keeping(sent: list[delivery.Outgoing]) -> delivery.Sender:
    def sender(outgoing: delivery.Outgoing) -> bool:
        if outgoing.email:
            sent.append(outgoing)
        return bool(outgoing.email)

    return sender


def receipt(to: Recipient, key: str = "appeals:7:received") -> Telling:
    return Telling(to, "appeal.received", FILLED, SUBJECT, key)


def test_telling_is_one_insert_and_one_parcel(wang: UUID, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        tell(to=Recipient(contact_id=wang), text="appeal.received", params=FILLED, subject=SUBJECT, key="k", now=NOW)
    with django_assert_num_queries(2):
        tell_many([receipt(Recipient(contact_id=wang), f"k{n}") for n in range(9)], now=NOW)
    with django_assert_num_queries(0):
        tell_many([], now=NOW)
    assert Message.objects.count() == 10
    assert ProcrastinateJob.objects.filter(task_name="notices.deliver").count() == 2


def test_telling_twice_is_telling_once(wang: UUID) -> None:
    for _ in range(2):
        tell_many([receipt(Recipient(contact_id=wang))], now=NOW)
    assert [row.template for row in queries.told_about(SUBJECT)] == ["appeal.received"]


def test_a_message_has_one_recipient(wang: UUID) -> None:
    for to in (Recipient(), Recipient(contact_id=wang, unit_id=wang)):
        with pytest.raises(Broken):
            tell_many([receipt(to)], now=NOW)
    assert Message.objects.count() == 0


def test_a_message_is_delivered_once_even_when_the_parcel_comes_twice(wang: UUID) -> None:
    sent: list[delivery.Outgoing] = []
    delivery.register("email", keeping(sent))
    tell_many([receipt(Recipient(contact_id=wang))], now=NOW)
    ids = list(Message.objects.values_list("id", flat=True))
    assert [delivery.deliver(ids, now=NOW) for _ in range(2)] == [1, 0]
    assert [(one.email, one.key) for one in sent] == [("wang@example.org", "email:appeals:7:received")]
    assert Delivery.objects.get().state == "sent"


def test_a_failure_is_tried_again_and_the_others_go(wang: UUID) -> None:
    other = people_actions.keep_contact(name="李四", email="li@example.org", now=NOW)
    broken = {"wang@example.org"}

    def sender(outgoing: delivery.Outgoing) -> bool:
        if outgoing.email in broken:
            raise delivery.NotSent("smtp.refused")
        return True

    delivery.register("email", sender)
    tell_many([receipt(Recipient(contact_id=wang), "a"), receipt(Recipient(contact_id=other), "b")], now=NOW)
    ids = list(Message.objects.values_list("id", flat=True))
    with pytest.raises(delivery.NotSent):
        delivery.deliver(ids, now=NOW)
    assert sorted(Delivery.objects.values_list("state", "last_error")) == [("failed", "smtp.refused"), ("sent", "")]
    broken.clear()
    assert delivery.deliver(ids, now=NOW) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_nobody_writes_to_an_erased_person_or_one_without_address(wang: UUID) -> None:
    sent: list[delivery.Outgoing] = []
    delivery.register("email", keeping(sent))
    silent = people_actions.keep_contact(phone="13900000002", now=NOW)
    tell_many([receipt(Recipient(contact_id=wang), "a"), receipt(Recipient(contact_id=silent), "b")], now=NOW)
    people_actions.erase_contact(
        actor=Actor.system("x", ["people.erase_contact"]), contact_id=wang, why="asked", area_path="", now=NOW
    )
    assert delivery.deliver(list(Message.objects.values_list("id", flat=True)), now=NOW) == 0
    assert sent == []
    assert [row.state for row in Delivery.objects.all()] == ["skipped"]


def test_an_inbox_holds_what_the_account_and_its_units_were_told(
    wang: UUID, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = factories.unit("property", areas.STREET)
    chen = factories.staff("陈物业", "unit", areas.STREET, unit=unit)
    zhao = factories.staff("赵书记", "community", areas.COMMUNITY)
    tell_many([receipt(Recipient(unit_id=unit), f"u{n}") for n in range(3)], now=NOW)
    tell_many([receipt(Recipient(account_id=chen.account_id), "mine")], now=NOW)
    with django_assert_num_queries(1):
        first = queries.inbox(chen, size=3)
    second = queries.inbox(chen, size=3, cursor=first.next)
    assert (len(first.rows), len(second.rows), second.next) == (3, 1, None)
    assert len({row.id for row in (*first.rows, *second.rows)}) == 4
    assert queries.inbox(zhao).rows == ()
    assert mark_read(actor=zhao, message_ids=[row.id for row in first.rows], now=NOW) == 0
    assert mark_read(actor=chen, message_ids=[row.id for row in first.rows], now=NOW) == 3
    assert queries.unread(chen) == 1


def test_messages_are_in_the_persons_export(wang: UUID) -> None:
    tell_many([receipt(Recipient(contact_id=wang))], now=NOW)
    data = people.own_data(contact_ids=[wang])
    assert len(data["notices_message"]) == 1
    assert data["notices_objection"] == []

"""The gate: what was chosen, quiet hours, codes to a phone, what a deed told and took back (ADR 0021)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.kernel.ids import new_id
from linli.notices import actions, delivery, queries
from linli.notices.actions import codes, holding
from linli.notices.actions.holding import AlreadySent
from linli.notices.models import Choice, Delivery, Message, Slip
from linli.notices.rules import choosing
from linli.notices.rules.choosing import DEFAULT_CHANNELS, NIGHT, Quiet
from linli.notices.tests.test_messages import FILLED, SUBJECT
from linli.notices.words import Channel, MessageKind
from linli.notices.words.templates import TEMPLATES
from linli.people import actions as people_actions
from linli.people.tests import areas, factories
from linli.people.words import CodePurpose

DAYTIME = datetime(2026, 11, 21, 7, 40, tzinfo=UTC)  # 15:40 in China
MIDNIGHT = datetime(2026, 11, 21, 16, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 23, tzinfo=UTC)
TICK = timedelta.resolution
PHONE = "13900000001"
PLACES = {"number": "370203-261121-00123", "place_zh": "延安路", "place_en": "Yan'an Road"}


# Rules


def local(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 21, hour, minute, tzinfo=choosing.ZONE)


@pytest.mark.parametrize(
    "what, quiet, at, until",
    [
        ("a minute before", NIGHT, local(21, 59), None),
        ("the first minute", NIGHT, local(22), local(7) + timedelta(days=1)),
        ("after midnight", NIGHT, local(0), local(7)),
        ("the last minute", NIGHT, local(6, 59), local(7)),
        ("the end", NIGHT, local(7), None),
        ("within a day, before", Quiet(12 * 60, 14 * 60), local(11, 59), None),
        ("within a day, inside", Quiet(12 * 60, 14 * 60), local(12), local(14)),
        ("within a day, after", Quiet(12 * 60, 14 * 60), local(14), None),
        ("none", None, local(3), None),
        ("of no length", Quiet(60, 60), local(1), None),
    ],
)
def test_quiet_hours(what: str, quiet: Quiet | None, at: datetime, until: datetime | None) -> None:
    choice = choosing.Choice(quiet=quiet)
    assert choosing.quiet_until(choice, MessageKind.REPORTS, at) == until
    assert choosing.quiet_until(choice, MessageKind.EMERGENCY, at) is None
    assert choosing.quiet_until(choice, MessageKind.CODE, at) is None


def test_every_message_has_a_kind_of_its_own_room() -> None:
    rooms = {key.partition(".")[0] for key in TEMPLATES}
    assert rooms <= set(choosing._OF_ROOM)
    assert choosing.kind_of("emergency.alert") is MessageKind.EMERGENCY


@pytest.mark.parametrize("kind", list(MessageKind))
def test_what_keeps_an_account_safe_cannot_be_switched_off(kind: MessageKind) -> None:
    nothing = choosing.Choice(dict.fromkeys(DEFAULT_CHANNELS, frozenset[Channel]()))
    assert choosing.is_wanted(nothing, kind, "email") is (kind in choosing.NOT_CHOSEN)


# The gate


@pytest.fixture
def sent(db: None) -> Iterator[list[delivery.Outgoing]]:
    """Open e-mail and SMS; return what they were given."""
    areas.plant()
    given: list[delivery.Outgoing] = []

    def by(address: str) -> delivery.Sender:
        def sender(outgoing: delivery.Outgoing) -> bool:
            if getattr(outgoing, address):
                given.append(outgoing)
            return bool(getattr(outgoing, address))

        return sender

    delivery.register("email", by("email"))
    delivery.register("sms", by("phone"))
    yield given
    for channel in ("email", "sms"):
        delivery.forget(channel)


def wang() -> UUID:
    return people_actions.keep_contact(name="王阿姨", phone=PHONE, email="wang@example.org", now=DAYTIME)


def told(to: actions.Recipient, text: str = "appeal.received", key: str = "k", **params: str) -> UUID:
    given = params or (PLACES if text == "emergency.alert" else FILLED)
    actions.tell(to=to, text=text, params=given, subject=SUBJECT, key=key, now=DAYTIME)
    return Message.objects.get(key=key).id


def jobs() -> list[tuple[datetime | None, list[str]]]:
    found = ProcrastinateJob.objects.filter(task_name="notices.deliver").order_by("id")
    return [(job.scheduled_at, job.args["messages"]) for job in found]


def test_at_night_it_waits_for_the_morning_and_goes_once(sent: list[delivery.Outgoing]) -> None:
    message = told(actions.Recipient(contact_id=wang()))
    before = len(jobs())
    assert [delivery.deliver([message], now=MIDNIGHT) for _ in range(2)] == [0, 0]
    assert sent == []
    assert jobs()[before:] == [(MORNING, [str(message)])] * 2  # one for each way, however often it was tried
    assert set(Delivery.objects.values_list("state", "due_at")) == {("quiet", MORNING)}
    assert delivery.deliver([message], now=MORNING - TICK) == 0
    assert [delivery.deliver([message], now=MORNING) for _ in range(2)] == [2, 0]
    assert sorted(one.key for one in sent) == ["email:k", "sms:k"]


def test_an_emergency_wakes_people(sent: list[delivery.Outgoing]) -> None:
    message = told(actions.Recipient(contact_id=wang()), "emergency.alert")
    assert delivery.deliver([message], now=MIDNIGHT) == 2


def test_a_person_chooses_the_way_and_the_hours(sent: list[delivery.Outgoing]) -> None:
    account = factories.account("李网格员", phone=PHONE)
    Choice.objects.create(account_id=account, channels={"reports": ["sms"], "duties": []}, changed_at=DAYTIME)
    report = told(actions.Recipient(account_id=account))
    duty = told(
        actions.Recipient(account_id=account), "duty.new", "d", number="1", deed_zh="签收", deed_en="accept",
        due_at=DAYTIME.isoformat(),
    )  # fmt: skip
    assert delivery.deliver([report, duty], now=MIDNIGHT) == 1  # no quiet hours chosen: none
    assert [one.key for one in sent] == ["sms:k"]
    assert sorted(Delivery.objects.values_list("channel", "state", "last_error")) == [
        ("email", "skipped", "not_wanted"),
        ("email", "skipped", "not_wanted"),
        ("sms", "sent", ""),
        ("sms", "skipped", "not_wanted"),
    ]


def test_the_choice_of_the_account_holds_for_its_contacts(sent: list[delivery.Outgoing]) -> None:
    account = factories.account("王阿姨", phone=PHONE)
    contact = people_actions.keep_contact(
        name="王阿姨", phone=PHONE, email="wang@example.org", account_id=account, now=DAYTIME
    )
    Choice.objects.create(account_id=account, channels={"reports": ["email"]}, changed_at=DAYTIME)
    assert delivery.deliver([told(actions.Recipient(contact_id=contact))], now=DAYTIME) == 1
    assert [one.key for one in sent] == ["email:k"]


# Codes


def code_sent(sent: list[delivery.Outgoing], *, now: datetime) -> tuple[UUID, str]:
    code_id = actions.send_code(purpose=CodePurpose.MINE, phone=PHONE, address="203.0.113.7", language="en", now=now)
    delivery.deliver([Message.objects.get(subject_id=code_id).id], now=now)
    return code_id, "".join(sign for sign in sent[-1].text.en.partition(",")[0] if sign.isdigit())


def test_a_code_goes_to_the_phone_at_any_hour_and_stands_nowhere(sent: list[delivery.Outgoing]) -> None:
    code_id, code = code_sent(sent, now=MIDNIGHT)
    (only,) = sent
    assert (only.phone, only.email, only.language, only.key) == (PHONE, "", "en", f"sms:code:{code_id}")
    people_actions.prove_phone(code_id=code_id, purpose=CodePurpose.MINE, code=code, now=MIDNIGHT)
    slip = Slip.objects.get()
    assert (slip.phone_sealed, slip.secret_sealed) == (None, None)
    message = Message.objects.get()
    kept = json.dumps([message.params, message.key, list(ProcrastinateJob.objects.values_list("args", flat=True))])
    assert code not in kept.replace(str(code_id), "").replace(str(message.id), "")
    assert PHONE not in kept
    assert sorted(Delivery.objects.values_list("channel", "state")) == [("sms", "sent")]


def test_a_code_that_came_too_late_is_not_sent(sent: list[delivery.Outgoing]) -> None:
    code_id = actions.send_code(
        purpose=CodePurpose.JOIN, phone=PHONE, address="203.0.113.7", language="zh-hans", now=DAYTIME
    )
    message = Message.objects.get(subject_id=code_id)
    assert delivery.deliver([message.id], now=DAYTIME + timedelta(minutes=5)) == 0
    assert Delivery.objects.get().last_error == "too_late"
    assert (sent, Slip.objects.get().phone_sealed) == ([], None)


def test_slips_nobody_sent_are_emptied(sent: list[delivery.Outgoing]) -> None:
    actions.send_code(purpose=CodePurpose.MINE, phone=PHONE, address="a", language="zh-hans", now=DAYTIME)
    assert codes.empty_slips(DAYTIME + timedelta(minutes=5) - TICK) == 0
    assert codes.empty_slips(DAYTIME + timedelta(minutes=5)) == 1


@pytest.mark.django_db
def test_without_a_way_out_no_code_is_made() -> None:
    with pytest.raises(codes.NoShortMessages):
        actions.send_code(purpose=CodePurpose.MINE, phone=PHONE, address="a", language="zh-hans", now=DAYTIME)
    assert Message.objects.count() == 0


# Holding back


def held(to: actions.Recipient, *, now: datetime = DAYTIME, **more: Any) -> tuple[UUID, UUID]:
    with actions.hold(now=now) as hold_id:
        message = told(to, **more)
    return hold_id, message


UNDO = timedelta(seconds=actions.UNDO_S)


def test_what_a_deed_told_waits_ten_seconds_and_goes_by_itself(sent: list[delivery.Outgoing]) -> None:
    _, message = held(actions.Recipient(contact_id=wang()))
    assert jobs() == [(DAYTIME + timedelta(seconds=10), [str(message)])]
    assert delivery.deliver([message], now=DAYTIME + UNDO - TICK) == 0
    assert sent == []
    assert delivery.deliver([message], now=DAYTIME + UNDO) == 2
    with pytest.raises(AlreadySent):
        actions.cancel(Message.objects.get().hold or new_id(), now=DAYTIME + UNDO)


def test_an_undone_deed_has_told_nobody(sent: list[delivery.Outgoing]) -> None:
    worker = factories.staff("李网格员", "agent", areas.DISTRICT)
    hold_id, message = held(actions.Recipient(account_id=worker.account_id))
    assert queries.unread(worker) == 1
    assert [actions.cancel(hold_id, now=DAYTIME + UNDO - TICK) for _ in range(2)] == [1, 0]
    assert delivery.deliver([message], now=DAYTIME + timedelta(days=1)) == 0
    assert (sent, queries.unread(worker), queries.told_about(SUBJECT)) == ([], 0, [])


def test_a_released_message_goes_at_once_and_cannot_be_taken_back(sent: list[delivery.Outgoing]) -> None:
    hold_id, message = held(actions.Recipient(contact_id=wang()))
    assert [actions.release(hold_id, now=DAYTIME) for _ in range(2)] == [1, 0]
    with pytest.raises(AlreadySent):
        actions.cancel(hold_id, now=DAYTIME)
    assert [delivery.deliver([message], now=at) for at in (DAYTIME, DAYTIME + UNDO)] == [2, 0]


def test_too_late_is_too_late_even_when_the_worker_is(sent: list[delivery.Outgoing]) -> None:
    hold_id, message = held(actions.Recipient(contact_id=wang()))
    with pytest.raises(AlreadySent):
        actions.cancel(hold_id, now=DAYTIME + UNDO)
    assert delivery.deliver([message], now=DAYTIME + UNDO) == 2


def test_an_emergency_is_not_held_and_the_others_are(sent: list[delivery.Outgoing]) -> None:
    to = actions.Recipient(contact_id=wang())
    with actions.hold(now=DAYTIME) as hold_id:
        danger, other = told(to, "emergency.alert", "e"), told(to, key="k")
    assert jobs() == [(None, [str(danger)]), (DAYTIME + UNDO, [str(other)])]
    assert delivery.deliver([danger, other], now=DAYTIME) == 2
    assert actions.cancel(hold_id, now=DAYTIME) == 1


def test_a_hold_ends_with_its_block_and_the_outer_one_counts(sent: list[delivery.Outgoing]) -> None:
    to = actions.Recipient(contact_id=wang())
    with actions.hold(now=DAYTIME) as outer, actions.hold(now=DAYTIME + UNDO) as inner:
        told(to, key="inside")
    told(to, key="after")
    assert outer == inner
    assert dict(Message.objects.values_list("key", "hold")) == {"inside": outer, "after": None}


def test_a_hold_survives_no_error(sent: list[delivery.Outgoing]) -> None:
    with pytest.raises(ValueError, match="no"), actions.hold(now=DAYTIME):
        raise ValueError("no")
    assert holding.marks("appeal.received") == {"hold": None, "held_until": None}


def test_a_deed_that_told_nobody_has_nothing_to_take_back(sent: list[delivery.Outgoing]) -> None:
    assert actions.cancel(new_id(), now=DAYTIME) == 0

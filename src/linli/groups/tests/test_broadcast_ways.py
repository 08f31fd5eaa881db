"""One notice to all of an area: by which way, when it waits, what ends it, how it is called off, what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.groups import actions, queries, rules
from linli.groups.actions import broadcasting
from linli.groups.models import AddressClaim, Broadcast
from linli.groups.queries import Place
from linli.groups.tests.broadcasting import (
    EMERGENCY,
    END,
    MORNING,
    NIGHT,
    OUTAGE,
    SERVICE,
    SMS,
    Outbox,
    a_building,
    deliver,
    lives,
    outbox,
    resident,
    send,
    spread,
    town,
)
from linli.groups.tests.town import NOW, Town
from linli.groups.words import ClaimState
from linli.journal.models import Fact
from linli.kernel.errors import NotFound
from linli.kernel.ids import new_id
from linli.notices import actions as notices
from linli.notices import delivery
from linli.notices import queries as inboxes
from linli.notices.models import Delivery, Message
from linli.notices.rules.choosing import NIGHT as NIGHTLY
from linli.notices.words import Channel, DeliveryState
from linli.people.models import Account
from linli.people.tests import areas

__all__ = ["outbox", "town"]
pytestmark = pytest.mark.django_db


# By which way


@pytest.fixture
def street(town: Town, outbox: Outbox) -> Town:
    """Four people: usual choices with both ways; nothing left; no news by e-mail; no quiet hours and SMS for news."""
    usual = resident("有邮箱", email="a@example.org", phone="13900000031")
    silent, calm, by_sms = (
        resident("什么都没留"),
        resident("不要消息", email="c@example.org"),
        resident("要短信", phone=SMS),
    )
    for who in (usual, silent, calm, by_sms):
        lives(who, areas.GRID)
    notices.choose(actor=calm, channels={"news": []}, quiet=NIGHTLY, now=NOW)
    notices.choose(actor=by_sms, channels={"news": ["sms"]}, quiet=None, now=NOW)
    return town


def test_the_preview_says_by_which_way_and_the_gate_does_it(street: Town, outbox: Outbox) -> None:
    where = Place(areas.COMMUNITY)
    for kind, at, ways, only in (
        (SERVICE, NOW, {Channel.EMAIL: (1, 0, 1), Channel.SMS: (1, 0, 1)}, 2),
        (SERVICE, NIGHT, {Channel.EMAIL: (0, 1, 1), Channel.SMS: (0, 1, 1)}, 2),
        (EMERGENCY, NIGHT, {Channel.EMAIL: (2, 0, 0), Channel.SMS: (2, 0, 0)}, 1),
    ):
        reach = queries.preview(street.zhao, kind=kind, topic=OUTAGE, place=where, good_until=END, now=at)
        assert (reach.people, reach.inbox_only) == (4, only)
        assert {way.channel: (way.at_once, way.later, way.unwanted) for way in reach.ways} == ways
    made = send(street.zhao)
    assert spread(made) == 4
    deliver()
    assert sorted(outbox) == [("email", "a@example.org"), ("sms", SMS)]
    fate = queries.broadcast(street.zhao, made)
    assert {row.channel: (row.sent, row.waiting, row.unwanted, row.no_address) for row in fate.ways} == {
        Channel.EMAIL: (1, 0, 2, 1), Channel.SMS: (1, 0, 3, 0),
    }  # fmt: skip


def test_only_an_emergency_breaks_the_quiet_hours(street: Town, outbox: Outbox) -> None:
    calm = send(street.zhao, now=NIGHT)
    spread(calm, NIGHT)
    deliver(NIGHT)
    assert outbox == []
    assert sum(row.waiting for row in queries.broadcast(street.zhao, calm).ways) == 2
    deliver(MORNING)
    assert len(outbox) == 2
    outbox.clear()
    spread(send(street.zhao, EMERGENCY, now=NIGHT), NIGHT)
    deliver(NIGHT)
    assert len(outbox) == 4


def test_what_has_ended_goes_no_further(street: Town, outbox: Outbox) -> None:
    end = NIGHT + timedelta(hours=1)
    reach = queries.preview(
        street.zhao, kind=SERVICE, topic=OUTAGE, place=Place(areas.COMMUNITY), good_until=end, now=NIGHT
    )
    assert [(way.later, way.too_late) for way in reach.ways] == [(0, 1), (0, 1)]
    assert reach.inbox_only == 4
    made = send(street.zhao, good_until=end, now=NIGHT)
    spread(made, NIGHT)
    deliver(NIGHT)
    deliver(MORNING)
    assert outbox == []
    assert sum(row.too_late for row in queries.broadcast(street.zhao, made).ways) == 2
    late = send(street.zhao, good_until=end, now=NIGHT)
    assert broadcasting.spread(broadcast_id=late, after=None, now=end) == 0


def test_what_failed_is_shown(town: Town, outbox: Outbox) -> None:
    lives(resident("坏邮箱", email="broken@example.org"), areas.GRID)
    made = send(town.zhao)
    spread(made)
    with pytest.raises(delivery.NotSent):
        deliver()
    assert [(row.channel, row.failed) for row in queries.broadcast(town.zhao, made).ways] == [
        (Channel.EMAIL, 1), (Channel.SMS, 0),
    ]  # fmt: skip


# Called off


def test_called_off_what_waits_is_taken_back_and_what_left_stays(street: Town, outbox: Outbox) -> None:
    made = send(street.zhao, now=NIGHT)
    spread(made, NIGHT)
    deliver(NIGHT)  # the gate opens every way of each message; the quiet hours keep them
    message = Message.objects.order_by("id")[0]
    gone = Delivery.objects.filter(message=message, channel="email")
    assert gone.update(state=DeliveryState.SENT, sent_at=NIGHT, at=NIGHT) == 1
    with pytest.raises(NotFound):
        actions.call_off(actor=street.wang, broadcast_id=made, now=NIGHT)
    actions.call_off(actor=street.zhao, broadcast_id=made, now=NIGHT)
    deliver(MORNING)
    assert outbox == []
    assert Message.objects.filter(cancelled_at__isnull=True).get() == message
    fact = Fact.objects.get(kind="groups.broadcast_called_off")
    assert (fact.data["reached"], fact.data["taken_back"]) == (4, 3)
    with pytest.raises(rules.TooLate):
        actions.call_off(actor=street.zhao, broadcast_id=made, now=NIGHT)


def test_called_off_in_the_middle_nobody_else_is_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasting, "AT_ONCE", 1)
    for who in (town.wang, town.liu):
        lives(who, areas.GRID)
    made = send(town.zhao)
    assert broadcasting.spread(broadcast_id=made, after=None, now=NOW) == 1
    assert broadcasting.spread(broadcast_id=made, after=None, now=NOW) == 0
    actions.call_off(actor=town.zhao, broadcast_id=made, now=NOW)
    after = Broadcast.objects.get().last_told
    assert broadcasting.spread(broadcast_id=made, after=after, now=NOW) == 0
    assert [inboxes.inbox(who).rows for who in (town.wang, town.liu)] == [(), ()]


def test_in_batches_everybody_is_told_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasting, "AT_ONCE", 2)
    neighbours = [resident(f"邻居{n}") for n in range(5)]
    for who in neighbours:
        lives(who, areas.GRID)
    made = send(town.zhao)
    assert spread(made) == 5
    assert Message.objects.filter(template="group.broadcast").count() == 5
    assert Broadcast.objects.get().reached == 5
    assert ProcrastinateJob.objects.filter(task_name=broadcasting.SPREAD).count() == 3


# What it costs


def crowd(count: int) -> None:
    """Have so many people live at the grid, every second with choices of the own."""
    made = Account.objects.bulk_create(
        Account(login=f"c{new_id()}", opened_at=NOW, email_sealed="x@example.org") for _ in range(count)
    )
    building = a_building()
    AddressClaim.objects.bulk_create(
        AddressClaim(
            account=one, building_id=building, area_path=areas.GRID, room_sealed="1", at=NOW,
            state=ClaimState.VERIFIED.value,
        )
        for one in made
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 60])
def test_statements_do_not_grow_with_the_people(town: Town, outbox: Outbox, count: int) -> None:
    crowd(count)
    where = Place(areas.COMMUNITY)
    with CaptureQueriesContext(connection) as asked:
        queries.preview(town.zhao, kind=SERVICE, topic=OUTAGE, place=where, good_until=END, now=NOW)
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        made = send(town.zhao, client_id="k")
    sending = len(asked)
    with CaptureQueriesContext(connection) as asked:
        assert broadcasting.spread(broadcast_id=made, after=None, now=NOW) == count
    telling = len(asked)
    with CaptureQueriesContext(connection) as asked:
        fate = queries.broadcast(town.zhao, made)
    assert (fate.row.reached, len(asked)) == (count, 3)
    with CaptureQueriesContext(connection) as asked:
        actions.call_off(actor=town.zhao, broadcast_id=made, now=NOW)
    assert (sending, telling, len(asked)) == (10, 10, 9)

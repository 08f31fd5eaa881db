"""One notice to all of an area: whom it concerns, once; agreed to by a second person; what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.grid.words import AreaKind
from linli.groups import actions, queries, rules
from linli.groups.actions import broadcasting
from linli.groups.models import Broadcast
from linli.groups.queries import Place
from linli.groups.tests import town as t
from linli.groups.tests.broadcasting import (
    EMERGENCY,
    NEWS,
    OUTAGE,
    SAFETY,
    SERVICE,
    a_building,
    lives,
    qian,
    resident,
    send,
    spread,
    town,
)
from linli.groups.tests.town import NOW, Town, told
from linli.groups.words import BroadcastKind, BroadcastState, NewsTopic
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.notices import queries as inboxes
from linli.notices.models import Message
from linli.people.models import Account
from linli.people.tests import areas, factories

__all__ = ["qian", "town"]
pytestmark = pytest.mark.django_db


# Whom it concerns


@pytest.mark.parametrize("where, kind, is_told", [
    (areas.COMMUNITY, SERVICE, True),
    (areas.GRID, SERVICE, True),
    (areas.MICROGRID, SERVICE, True),
    (areas.STREET, SERVICE, False),
    (areas.OTHER_STREET, SERVICE, False),
    (areas.GRID, EMERGENCY, True),
    (areas.GRID, NEWS, False),
])  # fmt: skip
def test_the_borders_of_the_area_hold(town: Town, where: str, kind: BroadcastKind, is_told: bool) -> None:
    lives(town.wang, where)
    lives(town.liu, areas.GRID)
    actions.subscribe(actor=town.liu, area_path=areas.GRID, topics=[OUTAGE], now=NOW)
    made = send(town.zhao, kind)
    spread(made)
    assert bool(inboxes.inbox(town.wang).rows) is is_told
    assert len(inboxes.inbox(town.liu).rows) == 1
    assert inboxes.inbox(town.stranger).rows == ()


@pytest.mark.parametrize("kind, topics, is_told", [
    (NEWS, [OUTAGE], True), (NEWS, [SAFETY], False),
    (SERVICE, [OUTAGE], True), (SERVICE, [SAFETY], False),
    (EMERGENCY, [SAFETY], True),
])  # fmt: skip
def test_subscribers_get_their_topic_and_every_emergency(
    town: Town, kind: BroadcastKind, topics: list[NewsTopic], is_told: bool
) -> None:
    for who, chosen in ((town.wang, topics), (town.liu, [OUTAGE])):
        actions.subscribe(actor=who, area_path=areas.GRID, topics=chosen, now=NOW)
    spread(send(town.zhao, kind))
    assert len(inboxes.inbox(town.wang).rows) == int(is_told)


def test_whoever_lives_there_subscribed_and_is_in_a_group_gets_it_once(town: Town) -> None:
    t.open_group(town, town.wang, town.liu)
    lives(town.wang, areas.GRID)
    actions.subscribe(actor=town.wang, area_path=areas.GRID, topics=list(NewsTopic), now=NOW)
    made = send(town.zhao, EMERGENCY)
    assert Broadcast.objects.get().expected == 2
    assert spread(made) == 2
    assert [len(inboxes.inbox(who).rows) for who in (town.wang, town.liu, town.stranger)] == [1, 1, 0]


def test_who_moved_closed_the_account_or_was_not_verified_is_not_told(town: Town) -> None:
    lives(town.wang, areas.GRID, at=NOW - timedelta(days=2))
    lives(town.wang, areas.OTHER_STREET, at=NOW - timedelta(days=1))
    lives(town.liu, areas.GRID, state="waiting")
    gone = resident("搬走的")
    lives(gone, areas.GRID)
    Account.objects.filter(id=gone.account_id).update(is_active=False)
    with pytest.raises(rules.Nobody):
        send(town.zhao)
    assert (Broadcast.objects.count(), told("groups.broadcast_asked")) == (0, 0)


def test_a_building_is_told_and_not_the_one_beside_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    here = a_building()
    beside = apps.get_model("grid", "Building").objects.create(code="B002", number="2", registered_at=NOW).pk
    lives(town.wang, areas.GRID, building=here)
    lives(town.liu, areas.GRID, building=beside)
    monkeypatch.setattr(broadcasting, "place_of", lambda *_, **__: Place(areas.GRID, None, here))
    spread(send(town.zhao))
    assert [len(inboxes.inbox(who).rows) for who in (town.wang, town.liu)] == [1, 0]


# Who may, and what is refused


def test_it_is_sent_by_those_of_the_place(town: Town, qian: Actor) -> None:
    lives(town.wang, areas.GRID)
    for who, where in ((town.wang, areas.GRID), (town.li, areas.GRID), (town.zhao, areas.STREET)):
        with pytest.raises(Forbidden):
            send(who, area_path=where)
    with pytest.raises(NotFound):
        send(town.zhao, area_path="370203/nowhere")
    assert (Broadcast.objects.count(), told("groups.broadcast_asked")) == (0, 0)
    send(qian, area_path=areas.COMMUNITY)
    assert Broadcast.objects.get().state == BroadcastState.SENDING.value


@pytest.mark.parametrize("error, more", [
    (rules.WrongEnd, {"good_until": NOW}),
    (rules.WrongEnd, {"good_until": NOW + timedelta(days=31) + timedelta.resolution}),
    (Invalid, {"words_zh": "停水请打13900000001"}),
    (Invalid, {"words_en": "  "}),
    (Invalid, {"words_zh": "水" * 201}),
    (Invalid, {"link": "http://example.org"}),
    (Invalid, {"link": "//example.org"}),
    (Invalid, {"link": "javascript:alert(1)"}),
])  # fmt: skip
def test_what_cannot_be_sent_leaves_nothing_behind(town: Town, error: type[Exception], more: dict[str, Any]) -> None:
    lives(town.wang, areas.GRID)
    with pytest.raises(error):
        send(town.zhao, **more)
    assert (Broadcast.objects.count(), told("groups.broadcast_asked"), Message.objects.count()) == (0, 0, 0)
    assert not ProcrastinateJob.objects.filter(task_name=broadcasting.SPREAD).exists()


def test_the_same_key_sends_it_once(town: Town) -> None:
    lives(town.wang, areas.GRID)
    assert send(town.zhao, client_id="k1") == send(town.zhao, client_id="k1")
    assert (Broadcast.objects.count(), told("groups.broadcast_asked")) == (1, 1)
    assert ProcrastinateJob.objects.filter(task_name=broadcasting.SPREAD).count() == 1


@pytest.mark.parametrize("kind, needs", [
    (AreaKind.DISTRICT, True), (AreaKind.STREET, False), (AreaKind.COMMUNITY, False), (AreaKind.MICROGRID, False),
])  # fmt: skip
def test_more_than_a_street_needs_a_second_person(kind: AreaKind, needs: bool) -> None:
    assert rules.needs_second(kind) is needs


def test_a_colleague_agrees_and_then_it_goes_out(town: Town, qian: Actor) -> None:
    lives(town.wang, areas.GRID)
    made = send(qian, area_path=areas.DISTRICT)
    han = factories.staff("韩审核", "approver", areas.DISTRICT)
    assert spread(made) == 0
    with pytest.raises(rules.NeedsAnother):
        actions.decide_broadcast(actor=qian, broadcast_id=made, agrees=True, now=NOW)
    with pytest.raises(NotFound):
        actions.decide_broadcast(actor=town.zhao, broadcast_id=made, agrees=True, now=NOW)
    assert told("groups.broadcast_decided") == 0
    actions.decide_broadcast(actor=han, broadcast_id=made, agrees=True, now=NOW)
    with pytest.raises(rules.TooLate):
        actions.decide_broadcast(actor=han, broadcast_id=made, agrees=True, now=NOW)
    assert spread(made) == 1
    row = queries.broadcast(qian, made).row
    assert (row.state, row.decided_by, row.reached) == (BroadcastState.SENT, han.account_id, 1)
    facts = ("asked", "decided", "sent", "called_off")
    assert [told(f"groups.broadcast_{name}") for name in facts] == [1, 1, 1, 0]


def test_a_refusal_says_why_and_nothing_goes_out(town: Town, qian: Actor) -> None:
    lives(town.wang, areas.GRID)
    made = send(qian, area_path=areas.DISTRICT)
    han = factories.staff("韩审核", "approver", areas.DISTRICT)
    with pytest.raises(Invalid):
        actions.decide_broadcast(actor=han, broadcast_id=made, agrees=False, now=NOW)
    actions.decide_broadcast(actor=han, broadcast_id=made, agrees=False, reason="时间写错了", now=NOW)
    assert queries.broadcast(qian, made).row.reason == "时间写错了"
    assert (spread(made), Message.objects.count()) == (0, 0)

"""Sending again what was sent: by its owner or the administrator, with a reason, within bounds, as the key sees now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.hooks import actions, queries, reactions
from linli.hooks.models import Delivery, Replay
from linli.hooks.rules import trying
from linli.hooks.tests.factories import NOW, happen, jobs, key_of, stand, subscribe, told, waiting
from linli.hooks.tests.receiver import Receiver, receiving
from linli.hooks.words import DeliveryState
from linli.journal import wiring
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.ids import new_id
from linli.people import queries as people
from linli.people.models import Recusal
from linli.people.tests import areas, factories

pytestmark = pytest.mark.django_db
WHY = "对方恢复了昨天的备份"
FROM, TO = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def land(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    areas.plant()
    people.forget()
    settings.LINLI_HOOKS_LOOPBACK = True
    kept = {name: wiring.Follow(name, kinds, handler) for name, kinds, handler in reactions.FOLLOWERS}
    monkeypatch.setattr(wiring, "_followers", kept)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def sent(receiver: Receiver) -> tuple[UUID, Actor, list[UUID]]:
    """A subscription with three deliveries: sent, sent, dead."""
    made, _, actor = subscribe(receiver.url)
    for _ in range(3):
        happen()
    ids = waiting()
    for delivery_id in ids[:2]:
        actions.deliver(delivery_id=delivery_id, now=NOW)
    Delivery.objects.filter(id=ids[2]).update(state="dead", last_fault="slow", attempts=9)
    return made, actor, ids


def replay(actor: Actor, made: UUID, **more: Any) -> int:
    """Replay the whole span unless told otherwise."""
    asked = {"since": FROM, "until": TO, "reason": WHY, "now": NOW + timedelta(hours=2), **more}
    return actions.replay(actor=actor, subscription_id=made, **asked)


def test_a_span_goes_out_again_with_the_ids_of_the_first_time(sent: Any, receiver: Receiver) -> None:
    made, actor, ids = sent
    first = [body for _, body in receiver.got]
    at = NOW + timedelta(hours=2)
    before = len(jobs())
    assert replay(actor, made) == 3
    assert waiting() == ids
    assert [key for key, _ in jobs()[before:]] == [str(one) for one in ids]
    for delivery_id in ids:
        assert actions.deliver(delivery_id=delivery_id, now=at) is DeliveryState.SENT
    assert [body for _, body in receiver.got][2:4] == first
    (row,) = queries.replays(actor, made)
    assert (row.count, row.reason, row.since, row.until, row.by_id, row.only_dead) == (
        3, WHY, FROM, TO, actor.account_id, False,
    )  # fmt: skip
    assert told()[-1] == "hooks.replayed"
    assert WHY not in str(told())


def test_patience_begins_anew_and_the_moment_of_the_fact_stays(sent: Any, receiver: Receiver) -> None:
    made, actor, ids = sent
    made_at = Delivery.objects.get(id=ids[0]).made_at
    at = NOW + timedelta(days=20)
    replay(actor, made, delivery_id=ids[0], since=None, until=None, now=at)
    receiver.status = 500
    assert actions.deliver(delivery_id=ids[0], now=at) is DeliveryState.WAITING
    assert stand(ids[0])[:2] == ("waiting", 1)
    assert Delivery.objects.get(id=ids[0]).made_at == made_at


@pytest.mark.parametrize("what, more, wanted", [
    ("one", {"delivery_id": 0, "since": None, "until": None}, [0]),
    ("what failed", {"only_dead": True}, [2]),
    ("the span holds its beginning", {"since": NOW + timedelta(minutes=1)}, [0, 1, 2]),
])  # fmt: skip
def test_which_are_taken(what: str, more: dict[str, Any], wanted: list[int], sent: Any) -> None:
    made, actor, ids = sent
    if "delivery_id" in more:
        more = more | {"delivery_id": ids[more["delivery_id"]]}
    assert replay(actor, made, **more) == len(wanted), what
    assert waiting() == [ids[number] for number in wanted]


@pytest.mark.parametrize("what, more, error", [
    ("nothing in the span", {"since": TO, "until": TO + timedelta(days=1)}, NotFound),
    ("the span does not hold its end", {"until": NOW + timedelta(minutes=1)}, NotFound),
    ("no delivery of ours", {"delivery_id": new_id(), "since": None, "until": None}, NotFound),
    ("no reason", {"reason": " "}, Invalid),
    ("too many words", {"reason": "因" * 201}, Invalid),
    ("a control character", {"reason": "因\x00为"}, Invalid),
    ("neither one nor a span", {"since": None, "until": None}, Invalid),
    ("both", {"delivery_id": new_id()}, Invalid),
    ("half a span", {"until": None}, Invalid),
    ("backwards", {"since": TO, "until": FROM}, Invalid),
    ("too long a span", {"until": FROM + timedelta(days=31, seconds=1)}, Invalid),
])  # fmt: skip
def test_what_is_refused_changes_nothing(what: str, more: dict[str, Any], error: type[Exception], sent: Any) -> None:
    made, actor, _ = sent
    before = told()
    with pytest.raises(error):
        replay(actor, made, **more)
    assert waiting() == [], what
    assert not Replay.objects.exists()
    assert told() == before


def test_more_than_a_thousand_are_told_to_be_too_many(sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made, actor, _ = sent
    monkeypatch.setattr(trying, "MOST_AT_ONCE", 2)
    with pytest.raises(trying.TooManyAtOnce) as refused:
        replay(actor, made)
    assert refused.value.params == {"count": 3, "most": 2}
    assert waiting() == []


def test_others_find_nothing_and_the_administrator_may(sent: Any) -> None:
    made, _, _ = sent
    other, _ = key_of("别的系统")
    outside = factories.actor("admin", areas.OTHER_STREET)
    inside = factories.actor("auditor", areas.DISTRICT)
    for stranger in (other, outside, inside, STRANGER):
        with pytest.raises(NotFound):
            replay(stranger, made)
        with pytest.raises(NotFound):
            queries.replays(stranger, made)
    assert waiting() == []
    admin = factories.staff("管理员", "admin", areas.DISTRICT)
    assert replay(admin, made) == 3
    assert queries.replays(admin, made)[0].by_id == admin.account_id


def test_an_ended_subscription_replays_nothing_and_a_paused_one_waits(sent: Any) -> None:
    made, actor, ids = sent
    actions.pause(actor=actor, subscription_id=made, now=NOW)
    before = len(jobs())
    assert replay(actor, made) == 3
    assert (waiting(), len(jobs())) == (ids, before)
    actions.go_on(actor=actor, subscription_id=made, now=NOW)
    assert len(jobs()) == before + 3
    actions.end(actor=actor, subscription_id=made, now=NOW)
    with pytest.raises(NotFound):
        replay(actor, made)


def test_what_the_key_may_see_no_longer_stays(receiver: Receiver) -> None:
    made, _, actor = subscribe(receiver.url)
    seen, hidden = happen(), happen()
    for delivery_id in waiting():
        actions.deliver(delivery_id=delivery_id, now=NOW)
    Recusal.objects.create(account_id=actor.account_id, subject_room="appeals", subject_id=hidden, why="x", at=NOW)
    assert replay(actor, made) == 1
    (left,) = waiting()
    assert Delivery.objects.get(id=left).body["subject"]["id"] == str(seen)


def test_statements(sent: Any, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made, actor, _ = sent
    replay(actor, made)
    with django_assert_num_queries(2):
        assert len(queries.replays(actor, made)) == 1

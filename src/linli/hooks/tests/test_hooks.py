"""Facts reach whoever subscribed: signed, once, patiently; and nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.appeals.models import Appeal, Undo
from linli.grid.models import Area
from linli.hooks import actions, queries, reactions, sending
from linli.hooks.actions.subscribing import NeedsSystemKey, TooMany
from linli.hooks.models import Delivery, Subscription
from linli.hooks.rules import signing
from linli.hooks.tests.factories import NOW, clear_jobs, happen, jobs, key_of, stand, subscribe, told, waiting
from linli.hooks.tests.receiver import Receiver, receiving
from linli.hooks.words import DeliveryState, Fault
from linli.journal import actions as journal
from linli.journal import queries as log
from linli.journal import wiring
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.kernel.ids import new_id
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.people.models import Recusal
from linli.people.tests import areas, factories

pytestmark = pytest.mark.django_db


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


def test_a_fact_arrives_signed_with_ids_and_codes_only(receiver: Receiver) -> None:
    made, secret, _ = subscribe(receiver.url)
    appeal = happen(reason="王阿姨 13900000001", text_id=new_id(), more={"channel": "web", "receipt": "13900000001"})
    (delivery,) = waiting()
    assert jobs() == [(str(delivery), None)]

    at = NOW + timedelta(minutes=2)
    assert actions.deliver(delivery_id=delivery, now=at) is DeliveryState.SENT

    ((headers, body),) = receiver.got
    assert json.loads(body) == {
        "id": str(delivery),
        "kind": "appeals.registered",
        "at": (NOW + timedelta(minutes=1)).isoformat(),
        "area_path": areas.GRID,
        "subject": {"room": "appeals", "id": str(appeal)},
        "data": {"channel": "web", "move": "T01", "to": "received"},
    }
    assert headers["Linli-Delivery"] == str(delivery)
    assert headers["Linli-Kind"] == "appeals.registered"
    assert signing.is_signed(secret, headers["Linli-Signature"], body, now=at)
    assert stand(delivery) == ("sent", 1, 204, "")
    assert Subscription.objects.get(id=made).last_sent_at == at
    # a second call (a rescued job) sends nothing
    assert actions.deliver(delivery_id=delivery, now=at) is None
    assert len(receiver.got) == 1


def test_subscribing_sends_a_ping(receiver: Receiver) -> None:
    actor, key = key_of()
    made, _ = actions.subscribe(actor=actor, key=key, url=receiver.url, area_path=areas.STREET, now=NOW)
    (delivery,) = waiting()
    assert actions.deliver(delivery_id=delivery, now=NOW) is DeliveryState.SENT
    assert json.loads(receiver.got[0][1])["kind"] == "hooks.ping"
    assert told() == ["hooks.subscribed"]
    assert [row.id for row in queries.subscriptions(actor)] == [made]


def test_the_same_fact_is_one_delivery_however_often_the_log_is_read(receiver: Receiver) -> None:
    subscribe(receiver.url)
    happen()
    journal.rewind("hooks")
    journal.feed_followers()
    assert len(waiting()) == 1


@pytest.mark.parametrize("case, more, event, area, comes", [
    ("its own area", {}, "submit", areas.GRID, True),
    ("another street", {}, "submit", areas.OTHER_STREET, False),
    ("beside, with a path that begins alike", {"area_path": areas.GRID}, "submit", areas.OTHER_GRID, False),
    ("a narrower area than its reach", {"area_path": areas.GRID}, "submit", areas.GRID, True),
    ("a kind it asked for", {"kinds": ["appeals.registered"]}, "submit", areas.GRID, True),
    ("another kind", {"kinds": ["appeals.closed"]}, "submit", areas.GRID, False),
    ("what was before it", {"now": NOW + timedelta(hours=1)}, "submit", areas.GRID, False),
])  # fmt: skip
def test_who_hears_of_what(
    case: str, more: dict[str, Any], event: str, area: str, comes: bool, receiver: Receiver
) -> None:
    subscribe(receiver.url, **more)
    happen(event, area=area)
    assert len(waiting()) == int(comes), case


def test_a_system_that_keeps_away_from_a_case_hears_nothing_of_it(receiver: Receiver) -> None:
    _, _, actor = subscribe(receiver.url)
    appeal = new_id()
    Recusal.objects.create(account_id=actor.account_id, subject_room="appeals", subject_id=appeal, why="x", at=NOW)
    happen(appeal=appeal)
    assert waiting() == []


def test_a_key_taken_back_ends_what_waits(receiver: Receiver) -> None:
    actor, key = key_of()
    subscribe(receiver.url, (actor, key))
    happen()
    (delivery,) = waiting()
    people_actions.revoke_token(actor=actor, token_id=key.id, now=NOW)
    assert actions.deliver(delivery_id=delivery, now=NOW) is DeliveryState.DEAD
    assert stand(delivery) == ("dead", 0, None, "no_key")
    happen()
    assert waiting() == []
    assert receiver.got == []


def test_a_rotated_key_goes_on(receiver: Receiver) -> None:
    actor, key = key_of()
    subscribe(receiver.url, (actor, key))
    _, raw = people_actions.rotate_token(actor=actor, token_id=key.id, now=NOW)
    people_actions.revoke_token(actor=actor, token_id=key.id, now=NOW)
    happen()
    (delivery,) = waiting()
    assert actions.deliver(delivery_id=delivery, now=NOW) is DeliveryState.SENT
    assert people.token_of(raw, now=NOW)[1] is not None


def test_a_receiver_that_fails_is_tried_later_and_left_alone_meanwhile(receiver: Receiver) -> None:
    made, _, _ = subscribe(receiver.url)
    receiver.status = 500
    happen()
    happen()
    first, second = waiting()
    clear_jobs()
    assert actions.deliver(delivery_id=first, now=NOW) is DeliveryState.WAITING
    assert stand(first) == ("waiting", 1, 500, "answer")
    assert actions.deliver(delivery_id=second, now=NOW) is DeliveryState.WAITING
    assert len(receiver.got) == 1, "the second waits until the receiver had its pause"
    soon = NOW + timedelta(seconds=10)
    assert jobs() == [(str(first), soon), (str(second), soon)]
    receiver.status = 200
    assert actions.deliver(delivery_id=first, now=soon) is DeliveryState.SENT
    assert Subscription.objects.get(id=made).quiet_until is None
    assert actions.deliver(delivery_id=second, now=soon) is DeliveryState.SENT
    assert {json.loads(body)["id"] for _, body in receiver.got} == {str(first), str(second)}


def test_what_fails_for_three_days_is_dead_and_can_be_sent_again(receiver: Receiver) -> None:
    made, _, actor = subscribe(receiver.url)
    receiver.status = 503
    happen()
    (delivery,) = waiting()
    now = NOW
    while actions.deliver(delivery_id=delivery, now=now) is DeliveryState.WAITING:
        row, one = Delivery.objects.get(id=delivery), Subscription.objects.get(id=made)
        assert row.next_at is not None
        assert one.quiet_until is not None
        now = max(row.next_at, one.quiet_until)
    assert stand(delivery)[::2] == ("dead", 503)
    assert timedelta(days=2) < now - NOW < timedelta(days=3, minutes=2)
    assert told()[-1] == "hooks.delivery_died"
    assert [row.id for row in queries.deliveries(actor, made, state="dead").rows] == [delivery]
    assert (queries.subscription(actor, made).waiting, queries.subscription(actor, made).dead) == (0, 1)

    receiver.status, later = 200, now + timedelta(hours=1)
    assert actions.send_again(actor=actor, subscription_id=made, delivery_id=delivery, now=later) == 1
    assert actions.deliver(delivery_id=delivery, now=later) is DeliveryState.SENT
    assert len({body for _, body in receiver.got}) == 1, "every try sends the same"
    with pytest.raises(NotFound):
        actions.send_again(actor=actor, subscription_id=made, now=later)


def test_whoever_answers_410_is_not_asked_again(receiver: Receiver) -> None:
    made, _, actor = subscribe(receiver.url)
    receiver.status = 410
    happen()
    (delivery,) = waiting()
    assert actions.deliver(delivery_id=delivery, now=NOW) is DeliveryState.DEAD
    assert stand(delivery) == ("dead", 1, 410, "gone")
    assert queries.subscription(actor, made).state == "gone"
    happen()
    assert waiting() == []
    receiver.status = 200
    actions.go_on(actor=actor, subscription_id=made, now=NOW)
    assert actions.send_again(actor=actor, subscription_id=made, now=NOW) == 1
    assert actions.deliver(delivery_id=delivery, now=NOW) is DeliveryState.SENT


def test_a_receiver_that_drips_is_cut_off(receiver: Receiver) -> None:
    receiver.drip = 1000
    answer = sending.post(receiver.url, b"{}", {}, may_loopback=True, patience_s=0.3)
    assert answer == sending.Answer(None, Fault.SLOW)


def test_nobody_there_is_a_fault_of_its_own(receiver: Receiver) -> None:
    answer = sending.post("http://127.0.0.1:9/", b"{}", {}, may_loopback=True, patience_s=1)
    assert answer == sending.Answer(None, Fault.UNREACHABLE)


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.location = 302, receiver.url
    answer = sending.post(receiver.url, b"{}", {}, may_loopback=True)
    assert answer == sending.Answer(302, Fault.ANSWER)
    assert len(receiver.got) == 1


@pytest.mark.parametrize("addresses", [["10.0.0.8"], ["127.0.0.1"], ["8.8.8.8", "169.254.169.254"], ["::1"], []])
def test_a_public_name_that_leads_inside_is_not_gone_to(addresses: list[str]) -> None:
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return addresses

    answer = sending.post("https://other.example.org/", b"{}", {}, may_loopback=True, look_up=look_up)
    assert answer == sending.Answer(None, Fault.NOT_PUBLIC)
    assert asked == ["other.example.org"], "looked up once: what was checked is what is gone to"


def test_this_machine_needs_the_setting(receiver: Receiver, settings: Any) -> None:
    settings.LINLI_HOOKS_LOOPBACK = False
    with pytest.raises(Invalid):
        subscribe(receiver.url)
    assert sending.post(receiver.url, b"{}", {}, may_loopback=False) == sending.Answer(None, Fault.NOT_PUBLIC)
    assert receiver.got == []


def test_only_a_system_subscribes_and_only_within_its_reach(receiver: Receiver) -> None:
    zhao = factories.staff("赵书记", "community", areas.COMMUNITY)
    until = NOW + timedelta(days=9)
    _, raw = people_actions.issue_token(actor=zhao, label="x", scopes=["appeals.view"], expires_at=until, now=NOW)
    person = people.token_of(raw, now=NOW)
    system = key_of()
    for key in (person, (zhao, None)):
        with pytest.raises(NeedsSystemKey):
            subscribe(receiver.url, key, area_path=areas.GRID)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        subscribe(receiver.url, system, area_path=areas.OTHER_STREET)
    with pytest.raises(NotFound):
        subscribe(receiver.url, system, area_path="370299")
    with pytest.raises(Invalid):
        subscribe(receiver.url, system, kinds=["people.granted"])
    assert not Subscription.objects.exists()
    assert told() == []


def test_twenty_are_enough(receiver: Receiver) -> None:
    system = key_of()
    for _ in range(20):
        subscribe(receiver.url, system)
    with pytest.raises(TooMany):
        subscribe(receiver.url, system)


def test_pausing_keeps_what_happens_for_later(receiver: Receiver) -> None:
    made, _, actor = subscribe(receiver.url)
    actions.pause(actor=actor, subscription_id=made, now=NOW)
    happen()
    (delivery,) = waiting()
    assert actions.deliver(delivery_id=delivery, now=NOW) is DeliveryState.WAITING
    assert receiver.got == []
    clear_jobs()
    actions.go_on(actor=actor, subscription_id=made, now=NOW)
    assert [key for key, _ in jobs()] == [str(delivery)]
    assert actions.deliver(delivery_id=delivery, now=NOW) is DeliveryState.SENT
    with pytest.raises(Conflict):
        actions.go_on(actor=actor, subscription_id=made, now=NOW)


def test_an_ended_subscription_is_over(receiver: Receiver) -> None:
    made, _, actor = subscribe(receiver.url)
    happen()
    (delivery,) = waiting()
    actions.end(actor=actor, subscription_id=made, now=NOW)
    assert stand(delivery) == ("dead", 0, None, "ended")
    assert queries.subscriptions(actor) == []
    for deed in (actions.end, actions.pause, actions.go_on, actions.fresh_secret):
        with pytest.raises(Conflict):
            deed(actor=actor, subscription_id=made, now=NOW)
    with pytest.raises(NotFound):
        actions.send_again(actor=actor, subscription_id=made, now=NOW)
    assert told() == ["hooks.subscribed", "hooks.subscription_changed"]


def test_a_fresh_secret_signs_from_now_on(receiver: Receiver) -> None:
    made, old, actor = subscribe(receiver.url)
    new = actions.fresh_secret(actor=actor, subscription_id=made, now=NOW)
    happen()
    actions.deliver(delivery_id=waiting()[0], now=NOW)
    headers, body = receiver.got[0]
    assert signing.is_signed(new, headers["Linli-Signature"], body, now=NOW)
    assert not signing.is_signed(old, headers["Linli-Signature"], body, now=NOW)


def test_others_find_nothing_and_the_administrator_manages(receiver: Receiver) -> None:
    made, _, _ = subscribe(receiver.url)
    other, _ = key_of("别的系统")
    outside = factories.actor("admin", areas.OTHER_STREET)
    for stranger in (other, outside):
        assert queries.subscriptions(stranger) == []
        for deed in (actions.end, actions.pause, actions.go_on, actions.fresh_secret, actions.send_again):
            with pytest.raises(NotFound):
                deed(actor=stranger, subscription_id=made, now=NOW)
        with pytest.raises(NotFound):
            queries.deliveries(stranger, made)
    admin = factories.actor("admin", areas.DISTRICT)
    actions.pause(actor=admin, subscription_id=made, now=NOW)
    assert queries.subscription(admin, made).state == "paused"


def test_where_nobody_listens_a_batch_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    happen()
    rows = log.facts_from(0, 10)
    with django_assert_num_queries(1):
        assert actions.give_out(rows) == 0


def test_the_list_costs_two_statements(receiver: Receiver, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    system = key_of()
    for _ in range(5):
        subscribe(receiver.url, system)
    happen()
    with django_assert_num_queries(2):
        rows = queries.subscriptions(system[0])
    assert [row.waiting for row in rows] == [1] * 5
    with django_assert_num_queries(2):
        assert len(queries.deliveries(system[0], rows[0].id).rows) == 1


def test_what_is_old_is_forgotten(receiver: Receiver) -> None:
    subscribe(receiver.url)
    for days, state in ((29, "sent"), (31, "sent"), (31, "dead"), (91, "dead"), (99, "waiting")):
        happen()
        newest = Delivery.objects.order_by("-id")[:1].get()
        Delivery.objects.filter(id=newest.id).update(state=state, made_at=NOW - timedelta(days=days))
    assert actions.forget_sent(now=NOW) == 2
    kept = Delivery.objects.order_by("-made_at").values_list("state", flat=True)
    assert list(kept) == ["sent", "dead", "waiting"]


def test_what_was_taken_back_is_not_told_and_what_may_be_waits(receiver: Receiver) -> None:
    subscribe(receiver.url)
    appeal = registered()
    when = NOW + timedelta(minutes=1)
    happen("log_action", appeal=appeal)
    (delivery,) = waiting()
    fact = Delivery.objects.get(id=delivery).fact_id
    until = when + timedelta(seconds=10)
    undo = Undo.objects.create(
        id=new_id(), appeal_id=appeal, deed="log_action", right="dispatch.log_action", role="unit", fact_ids=[fact],
        facts=2, by_id=new_id(), at=when, until=until, before={},
    )  # fmt: skip
    clear_jobs()
    assert actions.deliver(delivery_id=delivery, now=until - timedelta.resolution) is DeliveryState.WAITING
    assert jobs() == [(str(delivery), until)]
    assert receiver.got == []
    Undo.objects.filter(id=undo.id).update(taken_back_at=when)
    assert actions.deliver(delivery_id=delivery, now=until) is None
    assert receiver.got == []
    assert waiting() == []

    happen("log_action", appeal=appeal)
    (delivery,) = waiting()
    assert actions.deliver(delivery_id=delivery, now=until) is DeliveryState.SENT


def registered() -> UUID:
    """Return an appeal, so that something may be taken back in it."""
    area = Area.objects.get(path=areas.GRID)
    return Appeal.objects.create(
        day=NOW.date(), channel="web", state="received", area=area, area_path=area.path, found_at=NOW, registered_at=NOW
    ).id

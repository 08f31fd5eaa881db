"""Deliveries: made from facts, sent, tried again, given up, put back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from linli.appeals.queries import undoing
from linli.hooks import events, queries, sending
from linli.hooks.models import Delivery, Subscription
from linli.hooks.rules import signing, trying
from linli.hooks.rules.kinds import KINDS, PING, VIEW, body_of
from linli.hooks.words import DeliveryState, Fault, SubscriptionState
from linli.journal import actions as journal
from linli.journal import parcels
from linli.journal.words import FactRow
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import queries as people

DELIVER = "hooks.deliver"
SENDER = Actor.system("hooks.deliver", ())
KEPT = timedelta(days=30)
"""So long what was sent can be looked up; what could not be sent stays three times as long."""

Post = Callable[..., sending.Answer]


def give_out(facts: Sequence[FactRow]) -> int:
    """Make a delivery of each fact for each subscription that wants it and may see it; return how many.

    One statement where nobody listens. The rights are those of the key at the moment of the newest fact; they are
    asked again before anything is sent.
    """
    if not facts:
        return 0
    newest = max(fact.at for fact in facts)
    found = queries.listening(to={fact.kind for fact in facts}, since=newest)
    made = [delivery for one in found for delivery in _for(one, facts, newest)]
    kept = Delivery.objects.bulk_create(made, ignore_conflicts=True) if made else []
    for delivery in kept:
        put_down(delivery.id, at=None)
    return len(kept)


def _for(one: Subscription, facts: Iterable[FactRow], now: datetime) -> list[Delivery]:
    wanted = [fact for fact in facts if fact.at >= one.opened_at and (not one.kinds or fact.kind in one.kinds)]
    if not wanted:
        return []
    actor = people.actor_for_series(one.series_id, now=now)
    return [_delivery(one, fact) for fact in wanted if is_for(actor, one.area_path, fact)]


def is_for(actor: Actor, area_path: str, fact: FactRow) -> bool:
    """Say whether a fact lies in the subscription's area and in the reach of its key."""
    kind = KINDS.get(fact.kind)
    if kind is None or (fact.area_path != area_path and not fact.area_path.startswith(f"{area_path}/")):
        return False
    # Facts of dispatch have the appeal as subject too, so one recusal bars from both.
    return actor.may(
        kind.deed, fact.area_path, subject=None if fact.room == "notices" else ("appeals", fact.subject_id)
    )


def _delivery(one: Subscription, fact: FactRow) -> Delivery:
    made = Delivery(subscription=one, fact_id=fact.id, kind=fact.kind, made_at=fact.at)
    subject = ("appeals" if fact.room == "dispatch" else fact.room, fact.subject_id)
    made.body = body_of(
        delivery_id=made.id, kind=fact.kind, at=fact.at, area_path=fact.area_path, subject=subject, data=fact.data
    )
    return made


def put_down(delivery_id: UUID, *, at: datetime | None) -> None:
    """Put the parcel of a delivery down; its key is the delivery's id. One statement."""
    parcels.enqueue(DELIVER, key=str(delivery_id), payload={}, at=at)


def put_down_waiting(subscription_id: UUID, now: datetime) -> int:
    """Put down anew whatever waits for a subscription; return how many."""
    waiting = Delivery.objects.filter(subscription_id=subscription_id, state=DeliveryState.WAITING).order_by("id")
    ids = list(waiting.values_list("id", flat=True))
    for delivery_id in ids:
        put_down(delivery_id, at=now)
    return len(ids)


def deliver(*, delivery_id: UUID, now: datetime, post: Post = sending.post) -> DeliveryState | None:
    """Try to send a delivery once; return how it stands then (None: somebody else has it in hand, or it is done).

    Safe to call twice: a delivery is locked while it is sent. A receiver may still get it twice when a worker is
    killed between its answer and our commit; the id in the body is the same then.
    """
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("subscription")
        found = rows.filter(id=delivery_id, state=DeliveryState.WAITING).first()
        if found is None:
            return None
        one = found.subscription
        if one.state != SubscriptionState.ACTIVE:
            return _held_back(found, one, now)
        if one.quiet_until is not None and now < one.quiet_until:
            put_down(found.id, at=one.quiet_until)
            return DeliveryState.WAITING
        held = undoing.held([found.fact_id], now=now).get(found.fact_id)
        if held is not None and held.is_taken_back:
            found.delete()  # it was not so; the counter-fact goes its own way
            return None
        if held is not None and now < held.until:
            put_down(found.id, at=held.until)
            return DeliveryState.WAITING
        if found.kind != PING and not people.actor_for_series(one.series_id, now=now).reach(VIEW):
            return _die(found, one, Fault.NO_KEY, None, now)
        body = json.dumps(found.body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "Linli-Delivery": str(found.id),
            "Linli-Kind": found.kind,
            signing.HEADER: signing.sign(one.secret_sealed or "", body, at=now),
        }
        answer = post(one.url, body, headers, may_loopback=settings.LINLI_HOOKS_LOOPBACK)
        return _settle(found, one, answer, now)


def _held_back(found: Delivery, one: Subscription, now: datetime) -> DeliveryState:
    if one.state == SubscriptionState.ENDED:
        return _die(found, one, Fault.ENDED, None, now)
    return DeliveryState.WAITING  # paused or gone: `go_on` puts it down again


def _settle(found: Delivery, one: Subscription, answer: sending.Answer, now: datetime) -> DeliveryState:
    found.attempts += 1
    if answer.fault is Fault.NONE:
        found.state, found.sent_at, found.next_at = DeliveryState.SENT.value, now, None
        found.last_status, found.last_fault = answer.status, ""
        _save(found)
        Subscription.objects.filter(id=one.id).update(last_sent_at=now, failures=0, quiet_until=None)
        return DeliveryState.SENT
    if answer.fault is Fault.GONE:
        Subscription.objects.filter(id=one.id).update(state=SubscriptionState.GONE)
        told = events.SubscriptionChanged(one.id, SubscriptionState.GONE.value)
        journal.record(told, actor=SENDER, at=now, area_path=one.area_path)
        return _die(found, one, Fault.GONE, answer.status, now)
    at = trying.next_try(made_at=found.again_at or found.made_at, attempts=found.attempts, now=now)
    quiet = trying.quiet_until(failures=one.failures + 1, now=now)
    Subscription.objects.filter(id=one.id).update(failures=one.failures + 1, quiet_until=quiet)
    if at is None:
        return _die(found, one, answer.fault, answer.status, now)
    found.next_at, found.last_status, found.last_fault = at, answer.status, answer.fault.value
    _save(found)
    put_down(found.id, at=at)
    return DeliveryState.WAITING


def _die(found: Delivery, one: Subscription, fault: Fault, status: int | None, now: datetime) -> DeliveryState:
    found.state, found.next_at = DeliveryState.DEAD.value, None
    found.last_status, found.last_fault = status, fault.value
    _save(found)
    told = events.DeliveryDied(one.id, found.id, fault.value)
    journal.record(told, actor=SENDER, at=now, area_path=one.area_path)
    return DeliveryState.DEAD


def _save(found: Delivery) -> None:
    found.save(update_fields=["state", "attempts", "last_status", "last_fault", "next_at", "sent_at"])


def send_again(*, actor: Actor, subscription_id: UUID, delivery_id: UUID | None = None, now: datetime) -> int:
    """Put dead deliveries of a subscription back, one or (without `delivery_id`) all; return how many.

    :raises NotFound: the subscription is neither the actor's nor in its reach of `hooks.manage`, or has ended; or none
        of its deliveries is dead.
    """
    with transaction.atomic():
        mine = Subscription.objects.select_for_update().filter(queries.reached(actor), id=subscription_id)
        one = mine.exclude(state=SubscriptionState.ENDED).first()
        dead = Delivery.objects.filter(subscription_id=subscription_id, state=DeliveryState.DEAD).order_by("id")
        if delivery_id is not None:
            dead = dead.filter(id=delivery_id)
        ids = list(dead.values_list("id", flat=True)) if one is not None else []
        if one is None or not ids:
            raise NotFound
        put_back(one, ids, now)
        journal.record(events.SentAgain(one.id, len(ids)), actor=actor, at=now, area_path=one.area_path)
        return len(ids)


def put_back(one: Subscription, ids: Sequence[UUID], now: datetime) -> None:
    """Let deliveries wait again; they go out at once where the subscription is active. A statement for each."""
    # Patience begins anew: else what died of its age would die again at the first failure.
    Delivery.objects.filter(id__in=ids).update(state=DeliveryState.WAITING, attempts=0, again_at=now, next_at=now)
    if one.state == SubscriptionState.ACTIVE:
        for waiting in ids:
            put_down(waiting, at=None)


def forget_sent(*, now: datetime) -> int:
    """Drop what was sent a month ago and what died three months ago; return how many."""
    sent = Delivery.objects.filter(state=DeliveryState.SENT, made_at__lt=now - KEPT)
    dead = Delivery.objects.filter(state=DeliveryState.DEAD, made_at__lt=now - 3 * KEPT)
    return sent.delete()[0] + dead.delete()[0]

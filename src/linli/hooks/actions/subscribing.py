"""Subscribing, pausing, ending; the secret under which deliveries are signed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from linli.grid import queries as grid
from linli.hooks import events
from linli.hooks.actions.delivering import put_down, put_down_waiting
from linli.hooks.models import Delivery, Subscription
from linli.hooks.queries import MANAGE, reached
from linli.hooks.rules.addresses import check_url
from linli.hooks.rules.kinds import KINDS, PING, VIEW, body_of
from linli.hooks.words import DeliveryState, Fault, SubscriptionState
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound, Refused
from linli.kernel.ids import new_id, new_secret
from linli.kernel.words import Text
from linli.people import queries as people

MARK = "whsec_"
MOST = 20
"""So many subscriptions of one account; a receiver sorts by kind itself."""


class NeedsSystemKey(Refused):
    """Only another system is told things; a person's key ends with the person's work here."""

    code = "hooks.needs_system_key"
    says = Text(
        "订阅要用系统密钥：请管理员登记外部系统，由安全管理员发密钥。",
        "Subscribing takes a system key: the administrator opens the system, the security administrator issues it.",
    )


class TooMany(Refused):
    """The account has enough subscriptions."""

    code = "hooks.too_many"
    says = Text("一个系统最多 {most} 个订阅，请先结束不用的。", "No more than {most} at once; end one of them first.")


def subscribe(
    *,
    actor: Actor,
    key: people.TokenRow | None,
    url: str,
    kinds: Collection[str] = (),
    area_path: str,
    now: datetime,
) -> tuple[UUID, str]:
    """Have facts of `kinds` (none: all) at or below an area told to `url`; return the id and the secret, shown once.

    A first delivery `hooks.ping` goes out at once, so that the receiver can be tried.

    :raises NeedsSystemKey: the key is a person's.
    :raises Forbidden: the key lacks `appeals.view` at the area.
    :raises NotFound: there is no such area.
    :raises Invalid: an unknown kind, or an address that is not https or not public.
    :raises TooMany:
    """
    with transaction.atomic():
        area = grid.area_by_path(area_path)
        if key is None or actor.account_id is None or not people.is_for_a_system(key):
            raise NeedsSystemKey
        actor.require(VIEW, area.path)
        _check(kinds, url)
        _check_count(actor.account_id)
        secret = f"{MARK}{new_secret()}{new_secret()}"
        made = Subscription.objects.create(
            account_id=actor.account_id,
            series_id=key.series_id,
            url=url,
            kinds=sorted(set(kinds)),
            area_path=area.path,
            secret_sealed=secret,
            opened_at=now,
        )
        told = events.Subscribed(made.id, actor.account_id, key.series_id, tuple(made.kinds))
        journal.record(told, actor=actor, at=now, area_path=area.path)
        _ping(made, now)
        return made.id, secret


def _check_count(account_id: UUID) -> None:
    held = Subscription.objects.filter(account_id=account_id).exclude(state=SubscriptionState.ENDED)
    if held.count() >= MOST:
        raise TooMany(most=MOST)


def pause(*, actor: Actor, subscription_id: UUID, now: datetime) -> None:
    """Hold deliveries back; facts go on being kept for later.

    :raises NotFound: it is neither the actor's nor in its reach of `hooks.manage`.
    :raises Conflict: it is not active.
    """
    with transaction.atomic():
        found = _locked(actor, subscription_id)
        if found.state != SubscriptionState.ACTIVE:
            raise Conflict
        _become(found, SubscriptionState.PAUSED, actor, now)


def go_on(*, actor: Actor, subscription_id: UUID, now: datetime) -> None:
    """Send again what waits: after a pause, or when a receiver that answered 410 is back.

    :raises NotFound: it is neither the actor's nor in its reach of `hooks.manage`.
    :raises Conflict: it is active, or has ended for good.
    """
    with transaction.atomic():
        found = _locked(actor, subscription_id)
        if found.state not in {SubscriptionState.PAUSED, SubscriptionState.GONE}:
            raise Conflict
        found.failures, found.quiet_until = 0, None
        _become(found, SubscriptionState.ACTIVE, actor, now)
        put_down_waiting(found.id, now)


def end(*, actor: Actor, subscription_id: UUID, now: datetime) -> None:
    """End a subscription for good; what waits is not sent any more.

    :raises NotFound: it is neither the actor's nor in its reach of `hooks.manage`.
    :raises Conflict: it has ended.
    """
    with transaction.atomic():
        found = _locked(actor, subscription_id)
        if found.state == SubscriptionState.ENDED:
            raise Conflict
        found.ended_at, found.secret_sealed = now, None
        _become(found, SubscriptionState.ENDED, actor, now)
        waiting = Delivery.objects.filter(subscription_id=found.id, state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.DEAD, last_fault=Fault.ENDED, next_at=None)


def fresh_secret(*, actor: Actor, subscription_id: UUID, now: datetime) -> str:
    """Put another secret in the place of the old one and return it, shown once; it signs from now on.

    :raises NotFound: it is neither the actor's nor in its reach of `hooks.manage`.
    :raises Conflict: the subscription has ended.
    """
    with transaction.atomic():
        found = _locked(actor, subscription_id)
        if found.state == SubscriptionState.ENDED:
            raise Conflict
        secret = f"{MARK}{new_secret()}{new_secret()}"
        found.secret_sealed = secret
        found.save(update_fields=["secret_sealed"])
        journal.record(events.SecretChanged(found.id), actor=actor, at=now, area_path=found.area_path)
        return secret


def _locked(actor: Actor, subscription_id: UUID) -> Subscription:
    found = Subscription.objects.select_for_update().filter(reached(actor), id=subscription_id).first()
    if found is None:
        raise NotFound
    if found.account_id != actor.account_id:
        actor.require(MANAGE, found.area_path)
    return found


def _become(found: Subscription, state: SubscriptionState, actor: Actor, now: datetime) -> None:
    found.state = state.value
    found.save(update_fields=["state", "ended_at", "secret_sealed", "failures", "quiet_until"])
    told = events.SubscriptionChanged(found.id, state.value)
    journal.record(told, actor=actor, at=now, area_path=found.area_path)


def _check(kinds: Collection[str], url: str) -> None:
    unknown = set(kinds) - set(KINDS)
    if unknown:
        raise Invalid(
            field="kinds",
            why_zh=f"没有“{min(unknown)}”这种事实，见 GET /hooks/kinds",
            why_en=f"there is no kind “{min(unknown)}”; see GET /hooks/kinds",
        )
    check_url(url, may_loopback=settings.LINLI_HOOKS_LOOPBACK)


def _ping(made: Subscription, now: datetime) -> None:
    delivery = Delivery(subscription=made, fact_id=new_id(), kind=PING, made_at=now)
    delivery.body = body_of(
        delivery_id=delivery.id, kind=PING, at=now, area_path=made.area_path, subject=("hooks", made.id), data={}
    )
    delivery.save(force_insert=True)
    put_down(delivery.id, at=None)

"""Sending again what was sent before: one delivery, or what happened in a span of time; with a reason, on record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from linli.hooks import events
from linli.hooks.actions.delivering import put_back
from linli.hooks.models import Delivery, Replay, Subscription
from linli.hooks.queries import reached
from linli.hooks.rules import trying
from linli.hooks.rules.kinds import PING, VIEW
from linli.hooks.words import DeliveryState, SubscriptionState
from linli.journal import actions as journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import queries as people


def replay(
    *,
    actor: Actor,
    subscription_id: UUID,
    reason: str,
    since: datetime | None = None,
    until: datetime | None = None,
    delivery_id: UUID | None = None,
    only_dead: bool = False,
    now: datetime,
) -> int:
    """Send deliveries again, those made in [since, until) or one; return how many. Their ids stay the same.

    What waits is on its way already. What the key may see no longer is left out (it may have moved to another place,
    or the key keeps away from the case now). Source: ADR 0024.

    :raises NotFound: the subscription is neither the actor's nor in its reach of `hooks.manage`, or has ended; or
        there is nothing to be sent again.
    :raises Invalid: neither a delivery nor a span is named, the span is empty or too long, or there is no reason.
    :raises TooManyAtOnce: more lie in the span than are sent at once.
    """
    said = trying.check_replay(since=since, until=until, one=delivery_id is not None, reason=reason)
    with transaction.atomic():
        found = Subscription.objects.select_for_update().filter(reached(actor), id=subscription_id)
        one = found.exclude(state=SubscriptionState.ENDED).first()
        if one is None or actor.account_id is None:
            raise NotFound
        rows = _wanted(one, since=since, until=until, delivery_id=delivery_id, only_dead=only_dead)
        ids = _still_seen(one, list(rows[: trying.MOST_AT_ONCE + 1]), now)
        if len(ids) > trying.MOST_AT_ONCE:
            raise trying.TooManyAtOnce(count=rows.count(), most=trying.MOST_AT_ONCE)
        if not ids:
            raise NotFound
        put_back(one, ids, now)
        kept = Replay.objects.create(
            subscription=one, since=since, until=until, delivery_id=delivery_id, only_dead=only_dead, reason=said,
            count=len(ids), by_id=actor.account_id, at=now,
        )  # fmt: skip
        journal.record(events.Replayed(one.id, kept.id, len(ids)), actor=actor, at=now, area_path=one.area_path)
        return len(ids)


def _wanted(
    one: Subscription, *, since: datetime | None, until: datetime | None, delivery_id: UUID | None, only_dead: bool
) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(subscription=one).exclude(state=DeliveryState.WAITING).order_by("id")
    if delivery_id is not None:
        rows = rows.filter(id=delivery_id)
    if since is not None and until is not None:
        rows = rows.filter(made_at__gte=since, made_at__lt=until)
    return rows.filter(state=DeliveryState.DEAD) if only_dead else rows


def _still_seen(one: Subscription, rows: list[Delivery], now: datetime) -> list[UUID]:
    """Return the deliveries that the key may still see. Two statements."""
    key = people.actor_for_series(one.series_id, now=now)
    return [row.id for row in rows if row.kind == PING or _may_see(key, row)]


def _may_see(key: Actor, row: Delivery) -> bool:
    subject = row.body["subject"]
    case = None if subject["room"] == "notices" else (subject["room"], UUID(subject["id"]))
    return key.may(VIEW, str(row.body["area_path"]), subject=case)

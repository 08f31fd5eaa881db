"""What may be asked of webhooks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from linli.hooks.models import Delivery, Replay, Subscription
from linli.hooks.words import DeliveryRow, DeliveryState, ReplayRow, SubscriptionRow, SubscriptionState
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page, as_id, decode, page_of
from linli.people import queries as people

MANAGE = "hooks.manage"
KEPT_STATES = (SubscriptionState.ACTIVE.value, SubscriptionState.PAUSED.value, SubscriptionState.GONE.value)


def reached(actor: Actor) -> Q:
    """Return the condition that a subscription is the actor's own or lies in its reach of `hooks.manage`."""
    own = Q(account_id=actor.account_id) if actor.account_id is not None else Q(pk__in=[])
    return own | people.reach_filter(actor.reach(MANAGE))


def subscriptions(actor: Actor) -> list[SubscriptionRow]:
    """Return the subscriptions the actor owns or manages that have not ended, newest first. Two statements."""
    return _rows(Q(state__in=KEPT_STATES) & reached(actor))


def subscription(actor: Actor, subscription_id: UUID) -> SubscriptionRow:
    """Return one subscription the actor owns or manages. Two statements.

    :raises NotFound: there is none for this actor.
    """
    found = _rows(Q(id=subscription_id) & reached(actor))
    if not found:
        raise NotFound
    return found[0]


def _rows(condition: Q) -> list[SubscriptionRow]:
    rows = Subscription.objects.filter(condition).order_by("-opened_at", "-id")
    return [
        SubscriptionRow(
            id=row.id,
            series_id=row.series_id,
            account_id=row.account_id,
            url=row.url,
            kinds=tuple(row.kinds),
            area_path=row.area_path,
            state=row.state,
            opened_at=row.opened_at,
            last_sent_at=row.last_sent_at,
            quiet_until=row.quiet_until,
            waiting=waiting,
            dead=dead,
        )
        for row, (waiting, dead) in _counted(rows)
    ]


def _counted(rows: Iterable[Subscription]) -> list[tuple[Subscription, tuple[int, int]]]:
    found = list(rows)
    open_ones = Delivery.objects.filter(subscription__in=found).exclude(state=DeliveryState.SENT)
    counts = dict.fromkeys([row.id for row in found], (0, 0))
    if found:
        grouped = (
            open_ones.order_by()
            .values_list("subscription_id")
            .annotate(
                waiting=Count("id", filter=Q(state=DeliveryState.WAITING)),
                dead=Count("id", filter=Q(state=DeliveryState.DEAD)),
            )
        )
        counts |= {subscription_id: (w, d) for subscription_id, w, d in grouped}
    return [(row, counts[row.id]) for row in found]


def deliveries(
    actor: Actor, subscription_id: UUID, *, state: str = "", cursor: str = "", size: int = 50
) -> Page[DeliveryRow]:
    """Return the deliveries of a subscription the actor owns or manages, newest first. Two statements.

    :raises NotFound: there is no such subscription for this actor.
    :raises Invalid: the cursor is not one of ours.
    """
    mine = Subscription.objects.filter(reached(actor), id=subscription_id).values_list("id", flat=True).first()
    if mine is None:
        raise NotFound
    rows = Delivery.objects.filter(subscription_id=mine).order_by("-id")
    if state:
        rows = rows.filter(state=state)
    if cursor:
        rows = rows.filter(id__lt=as_id(decode(cursor, 1)[0]))
    found = [row_of(row) for row in rows[: size + 1]]
    return page_of(found, size, lambda row: (str(row.id),))


def replays(actor: Actor, subscription_id: UUID, *, most: int = 50) -> list[ReplayRow]:
    """Return what was sent again of a subscription the actor owns or manages, newest first. Two statements.

    :raises NotFound: there is no such subscription for this actor.
    """
    if not Subscription.objects.filter(reached(actor), id=subscription_id).exists():
        raise NotFound
    rows = Replay.objects.filter(subscription_id=subscription_id).order_by("-at", "-id")[:most]
    return [
        ReplayRow(
            id=row.id,
            since=row.since,
            until=row.until,
            delivery_id=row.delivery_id,
            only_dead=row.only_dead,
            reason=row.reason,
            count=row.count,
            by_id=row.by_id,
            at=row.at,
        )
        for row in rows
    ]


def row_of(row: Delivery) -> DeliveryRow:
    """Return the row of a loaded delivery."""
    return DeliveryRow(
        id=row.id,
        kind=row.kind,
        state=row.state,
        attempts=row.attempts,
        last_status=row.last_status,
        last_fault=row.last_fault,
        made_at=row.made_at,
        next_at=row.next_at,
        sent_at=row.sent_at,
        body=row.body,
    )


def listening(*, to: Iterable[str], since: datetime) -> list[Subscription]:
    """Return the subscriptions, active or paused, that wait for one of these kinds and were there at `since`."""
    wants = Q(kinds=[]) | Q(kinds__overlap=sorted(set(to)))
    states = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)
    return list(Subscription.objects.filter(wants, state__in=states, opened_at__lte=since).order_by("opened_at", "id"))

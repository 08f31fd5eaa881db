"""News for whom they concern: subscribing by topic and place, sending once, never in the quiet hours (S-300)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.grid import queries as grid
from linli.groups import events, rules
from linli.groups.actions.places import account_of, resident_of
from linli.groups.models import Mailing, Subscription
from linli.groups.queries.audience import next_ones, subscribers
from linli.groups.words import NewsTopic
from linli.journal import actions as journal
from linli.journal import parcels
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.notices import actions as notices
from linli.notices import queries as published
from linli.notices.actions import Recipient, Telling

MAIL = "groups.mail"
AT_ONCE = 500
"""So many people are told in one transaction."""


def subscribe(*, actor: Actor, area_path: str, topics: Collection[NewsTopic], now: datetime) -> None:
    """Subscribe to news about `topics` at the place where one lives; replaces what was subscribed before.

    News for that place and for every area above it arrive. No topics: nothing arrives any more.

    :raises NotFound: no such area. NeedsAccount:
    """
    with transaction.atomic():
        account_id = resident_of(actor, "groups.join")
        area = grid.area_by_path(area_path)
        Subscription.objects.filter(account_id=account_id).delete()
        wanted = sorted({topic.value for topic in topics})
        Subscription.objects.bulk_create(
            Subscription(account_id=account_id, topic=topic, area_path=area.path, at=now) for topic in wanted
        )
        journal.record(events.Subscribed(account_id, wanted), actor=actor, at=now, area_path=area.path)


def send_news(*, actor: Actor, notice_id: UUID, topic: NewsTopic, now: datetime) -> UUID:
    """Send a published notice to everybody who subscribed to the topic at its place; return the mailing's id.

    In the quiet hours it waits for the morning. A notice is sent once, and nobody is told twice.

    :raises NotFound: no such published notice. Forbidden: the actor lacks `groups.send_news` there.
    :raises SentBefore:
    """
    notice = published.published_one(notice_id, now=now)
    actor.require("groups.send_news", notice.area_path)
    starts_at = rules.after_quiet(now)
    try:
        with transaction.atomic():
            made = Mailing.objects.create(
                notice_id=notice.id,
                topic=topic.value,
                title=notice.title,
                area_path=notice.area_path,
                sent_by_id=account_of(actor, "groups.send_news"),
                at=now,
                starts_at=starts_at,
            )
            told = events.NewsSent(made.id, notice.id, topic.value, starts_at)
            journal.record(told, actor=actor, at=now, area_path=notice.area_path)
            _go_on(made.id, None, at=starts_at)
    except IntegrityError:
        raise rules.SentBefore from None
    return made.id


def mail(*, mailing_id: UUID, after: UUID | None, now: datetime) -> int:
    """Tell the next people of a mailing, in the order of their accounts; return how many. Safe to run twice.

    Running into the quiet hours it waits for the morning; a notice taken down meanwhile goes no further.
    """
    with transaction.atomic():
        mailing = Mailing.objects.select_for_update().filter(id=mailing_id, finished_at__isnull=True).first()
        if mailing is None:
            return 0
        wait = rules.after_quiet(now)
        if wait > now:
            _go_on(mailing.id, after, at=wait)
            return 0
        next_ones = _recipients(mailing, after) if _is_shown(mailing, now) else []
        notices.tell_many([_telling(mailing, account_id) for account_id in next_ones], now=now)
        is_over = len(next_ones) < AT_ONCE
        mailing.reached += len(next_ones)
        mailing.finished_at = now if is_over else None
        mailing.save(update_fields=["reached", "finished_at"])
        if not is_over:
            _go_on(mailing.id, next_ones[-1], at=None)
        return len(next_ones)


def _recipients(mailing: Mailing, after: UUID | None) -> list[UUID]:
    return next_ones((subscribers(NewsTopic(mailing.topic), mailing.area_path),), after, AT_ONCE)


def _is_shown(mailing: Mailing, now: datetime) -> bool:
    try:
        published.published_one(mailing.notice_id, now=now)
    except NotFound:
        return False
    return True


def _telling(mailing: Mailing, account_id: UUID) -> Telling:
    topic = NewsTopic(mailing.topic)
    return Telling(
        to=Recipient(account_id=account_id),
        text="group.news",
        params={
            "topic_zh": topic.zh,
            "topic_en": topic.en,
            "title": mailing.title,
            "link": f"/news/{mailing.notice_id}/",
        },
        subject=("groups", mailing.id),
        key=f"group.news:{mailing.notice_id}:{account_id}",
    )


def _go_on(mailing_id: UUID, after: UUID | None, *, at: datetime | None) -> None:
    payload = {"mailing": str(mailing_id), "after": str(after) if after else ""}
    parcels.enqueue(MAIL, key=f"{mailing_id}:{after or 'first'}", payload=payload, at=at)

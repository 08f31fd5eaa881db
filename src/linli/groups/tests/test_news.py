"""News: to whom it belongs, once, and never at night."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from linli.groups import actions, queries, rules
from linli.groups.actions import news
from linli.groups.models import Mailing, Subscription
from linli.groups.tests import town as t
from linli.groups.tests.town import NOW, Town, told
from linli.groups.words import NewsTopic
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Forbidden, NotFound
from linli.kernel.tests.calendars import local
from linli.notices import actions as notices
from linli.notices import queries as inboxes
from linli.notices.models import Message
from linli.people.tests import areas, factories

pytestmark = pytest.mark.django_db
SAFETY, HEALTH = NewsTopic.SAFETY, NewsTopic.HEALTH
NIGHT, MORNING = local("2026-03-11 22:30"), local("2026-03-12 08:00")


@pytest.fixture
def town() -> Town:
    return t.found()


@pytest.fixture
def han() -> Actor:
    return factories.actor("approver", areas.DISTRICT, account_id=factories.account("韩审核"))


def published(area_path: str = areas.COMMUNITY) -> UUID:
    """Return a notice that is shown."""
    editor = factories.actor("editor", areas.DISTRICT, account_id=factories.account("沈编辑"))
    approver = factories.actor("approver", areas.DISTRICT, account_id=factories.account("另一位审核"))
    made = notices.draft(actor=editor, kind="news", title="大风蓝色预警", body="收好花盆", area_path=area_path, now=NOW)
    notices.approve(actor=approver, notice_id=made, now=NOW)
    notices.publish(actor=approver, notice_id=made, now=NOW)
    return made


@pytest.mark.parametrize("now, out", [
    ("2026-03-11 20:59", "2026-03-11 20:59"),
    ("2026-03-11 21:00", "2026-03-12 08:00"),
    ("2026-03-12 00:00", "2026-03-12 08:00"),
    ("2026-03-12 07:59", "2026-03-12 08:00"),
    ("2026-03-12 08:00", "2026-03-12 08:00"),
    ("2026-12-31 23:00", "2027-01-01 08:00"),
])  # fmt: skip
def test_no_news_goes_out_in_the_quiet_hours(now: str, out: str) -> None:
    assert rules.after_quiet(local(now)) == local(out)


@pytest.mark.parametrize("where, topic, is_told", [
    (areas.COMMUNITY, SAFETY, True),
    (areas.GRID, SAFETY, True),
    (areas.MICROGRID, SAFETY, True),
    (areas.STREET, SAFETY, False),
    (areas.OTHER_STREET, SAFETY, False),
    (areas.GRID, HEALTH, False),
])  # fmt: skip
def test_news_reach_who_lives_there_and_wants_the_topic(
    town: Town, han: Actor, where: str, topic: NewsTopic, is_told: bool
) -> None:
    actions.subscribe(actor=town.wang, area_path=where, topics=[topic], now=NOW)
    made = actions.send_news(actor=han, notice_id=published(), topic=SAFETY, now=NOW)
    assert news.mail(mailing_id=made, after=None, now=NOW) == int(is_told)
    told_ = [row.text.zh for row in inboxes.inbox(town.wang).rows]
    assert told_ == ([f"【安全提醒】大风蓝色预警 /news/{Mailing.objects.get().notice_id}/"] if is_told else [])


def test_nobody_is_told_twice(town: Town, han: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "AT_ONCE", 1)
    for who in (town.wang, town.liu):
        actions.subscribe(actor=who, area_path=areas.GRID, topics=list(NewsTopic), now=NOW)
    notice = published()
    made = actions.send_news(actor=han, notice_id=notice, topic=SAFETY, now=NOW)
    with pytest.raises(rules.SentBefore):
        actions.send_news(actor=han, notice_id=notice, topic=HEALTH, now=NOW)
    first, last = sorted(one.account_id for one in (town.wang, town.liu) if one.account_id)

    assert [news.mail(mailing_id=made, after=after, now=NOW) for after in (None, None, first, last, last)] == [
        1, 1, 1, 0, 0,
    ]  # fmt: skip
    assert Message.objects.filter(template="group.news").count() == 2
    assert Mailing.objects.get().finished_at == NOW
    assert told("groups.news_sent") == 1


def test_at_night_it_waits_for_the_morning(town: Town, han: Actor) -> None:
    actions.subscribe(actor=town.wang, area_path=areas.GRID, topics=[SAFETY], now=NOW)
    made = actions.send_news(actor=han, notice_id=published(), topic=SAFETY, now=NIGHT)
    assert Mailing.objects.get().starts_at == MORNING
    assert news.mail(mailing_id=made, after=None, now=NIGHT) == 0
    assert Message.objects.filter(template="group.news").count() == 0
    assert news.mail(mailing_id=made, after=None, now=MORNING) == 1


def test_what_was_taken_down_goes_no_further(town: Town, han: Actor) -> None:
    actions.subscribe(actor=town.wang, area_path=areas.GRID, topics=[SAFETY], now=NOW)
    notice = published()
    made = actions.send_news(actor=han, notice_id=notice, topic=SAFETY, now=NOW)
    notices.withdraw(actor=han, notice_id=notice, reason="写错了", now=NOW)
    assert news.mail(mailing_id=made, after=None, now=NOW) == 0
    assert Message.objects.filter(template="group.news").count() == 0


def test_subscribing_replaces_and_no_topic_ends_it(town: Town) -> None:
    assert town.wang.account_id is not None
    actions.subscribe(actor=town.wang, area_path=areas.GRID, topics=[SAFETY, HEALTH], now=NOW)
    actions.subscribe(actor=town.wang, area_path=areas.COMMUNITY, topics=[HEALTH, HEALTH], now=NOW)
    assert queries.my_subscription(town.wang.account_id) == (areas.COMMUNITY, frozenset({HEALTH}))
    actions.subscribe(actor=town.wang, area_path=areas.COMMUNITY, topics=[], now=NOW)
    assert queries.my_subscription(town.wang.account_id) == ("", frozenset())
    with pytest.raises(rules.NeedsAccount):
        actions.subscribe(actor=STRANGER, area_path=areas.COMMUNITY, topics=[], now=NOW)


def test_only_who_approves_news_sends_it(town: Town, han: Actor) -> None:
    notice = published()
    for who in (town.wang, town.zhao):
        with pytest.raises(Forbidden):
            actions.send_news(actor=who, notice_id=notice, topic=SAFETY, now=NOW)
    with pytest.raises(NotFound):
        actions.send_news(actor=han, notice_id=UUID(int=1), topic=SAFETY, now=NOW)
    assert (Mailing.objects.count(), Subscription.objects.count()) == (0, 0)


def test_the_read_rate_is_counted(town: Town, han: Actor) -> None:
    for who in (town.wang, town.liu):
        actions.subscribe(actor=who, area_path=areas.GRID, topics=[SAFETY], now=NOW)
    made = actions.send_news(actor=han, notice_id=published(), topic=SAFETY, now=NOW)
    news.mail(mailing_id=made, after=None, now=NOW)
    (row,) = queries.mailings(han).rows
    assert (row.reached, row.read, row.is_over) == (2, 0, True)
    later: datetime = NOW + timedelta(hours=1)
    notices.mark_read(actor=town.wang, message_ids=[one.id for one in inboxes.inbox(town.wang).rows], now=later)
    (row,) = queries.mailings(han).rows
    assert (row.reached, row.read) == (2, 1)
    assert queries.mailings(town.zhao).rows == ()

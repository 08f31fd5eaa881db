"""Choosing how messages come; robots' keys; what failed is seen and sent again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.journal.models import Fact
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from linli.kernel.ids import new_id
from linli.notices import actions, delivery, queries
from linli.notices.models import Choice, Delivery, Message
from linli.notices.rules.choosing import NIGHT, NOTHING_CHOSEN, Quiet
from linli.notices.rules.robots import robot_key
from linli.notices.tests.test_messages import FILLED, SUBJECT
from linli.notices.words import Channel, MessageKind
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.people.tests import areas, factories

NOW = datetime(2026, 11, 21, 7, 40, tzinfo=UTC)
UUID_KEY = "693a91f6-7000-4bc4-97a0-0ec251fa5aaa"
TOKEN, SECRET = "ab" * 32, "SEC" + "cd" * 32


@pytest.mark.parametrize(
    "channel, given, key",
    [
        (Channel.WECOM, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={UUID_KEY}", UUID_KEY),
        (Channel.WECOM, f" {UUID_KEY} ", UUID_KEY),
        (Channel.DINGTALK, f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}", TOKEN),
        (Channel.DINGTALK, f"{TOKEN} {SECRET}", f"{TOKEN}:{SECRET}"),
        (Channel.FEISHU, f"https://open.feishu.cn/open-apis/bot/v2/hook/{UUID_KEY}", UUID_KEY),
        (Channel.FEISHU, "", ""),
    ],
)
def test_a_robot_is_known_by_its_key(channel: Channel, given: str, key: str) -> None:
    assert robot_key(channel, given) == key


@pytest.mark.parametrize(
    "channel, given",
    [
        (Channel.WECOM, f"https://evil.example/cgi-bin/webhook/send?key={UUID_KEY}"),
        (Channel.WECOM, f"http://127.0.0.1/{UUID_KEY}"),
        (Channel.DINGTALK, UUID_KEY),
        (Channel.FEISHU, f"{UUID_KEY}/../x"),
        (Channel.FEISHU, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={UUID_KEY}"),
    ],
)
def test_no_other_address_can_be_named(channel: Channel, given: str) -> None:
    with pytest.raises(Invalid) as refused:
        robot_key(channel, given)
    assert refused.value.field == channel.value


@pytest.fixture
def li(db: None) -> Actor:
    areas.plant()
    return factories.staff("李网格员", "agent", areas.DISTRICT)


def choose(actor: Actor, **more: object) -> None:
    given: dict[str, object] = {"channels": {"duties": ["email"]}, "quiet": Quiet(60, 120), "now": NOW}
    actions.choose(actor=actor, **given | more)  # type: ignore[arg-type]


def test_a_choice_is_kept_and_the_rest_is_as_usual(li: Actor) -> None:
    assert li.account_id
    assert queries.choice_of(li.account_id).choice == NOTHING_CHOSEN
    choose(li, robots={"wecom": UUID_KEY})
    chosen = queries.choice_of(li.account_id)
    assert chosen.choice.channels[MessageKind.DUTIES] == {Channel.EMAIL}
    assert chosen.choice.channels[MessageKind.REPORTS] == frozenset(Channel)
    assert (chosen.choice.quiet, chosen.addresses) == (Quiet(60, 120), {"wecom": UUID_KEY})
    choose(li, quiet=None)  # a robot that is not named stays
    assert queries.choice_of(li.account_id).addresses == {"wecom": UUID_KEY}
    choose(li, robots={"wecom": ""})
    assert queries.choice_of(li.account_id).addresses == {}
    told = Fact.objects.filter(kind="notices.chosen").order_by("id").values_list("data", flat=True)
    assert sorted(str(data) for data in told) == ["{'robots': ['wecom']}", "{'robots': []}", "{'robots': []}"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"channels": {"emergency": []}},
        {"channels": {"duties": ["pigeon"]}},
        {"quiet": Quiet(0, 24 * 60)},
        {"robots": {"feishu": "https://evil.example/"}},
    ],
)
def test_a_wrong_choice_changes_nothing(li: Actor, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        choose(li, **wrong)
    assert Choice.objects.count() == 0
    assert Fact.objects.filter(kind="notices.chosen").count() == 0


def test_a_stranger_chooses_nothing(db: None) -> None:
    with pytest.raises(NotFound):
        choose(STRANGER)


def test_the_choice_is_sealed_exported_and_goes_with_the_account(li: Actor) -> None:
    from django.db import connection

    choose(li, robots={"wecom": UUID_KEY})
    with connection.cursor() as cursor:
        cursor.execute("SELECT wecom_sealed FROM notices_choice")
        assert UUID_KEY.encode() not in bytes(cursor.fetchone()[0])
    assert people.own_data(account_id=li.account_id)["notices_choice"][0]["wecom_sealed"] == UUID_KEY
    assert li.account_id
    people_actions.close_account(actor=li, account_id=li.account_id, now=NOW)
    assert Choice.objects.count() == 0


# What failed


@pytest.fixture
def down(db: None) -> Iterator[set[str]]:
    """A mail server that is down as long as its name stands in the set."""
    areas.plant()
    broken = {"email"}

    def sender(outgoing: delivery.Outgoing) -> bool:
        if broken:
            raise delivery.NotSent("smtp.away")
        return True

    delivery.register("email", sender)
    yield broken
    delivery.forget("email")


def failed_one(key: str = "k") -> UUID:
    contact = people_actions.keep_contact(name="王阿姨", email="wang@example.org", now=NOW)
    to = actions.Recipient(contact_id=contact)
    actions.tell(to=to, text="appeal.received", params=FILLED, subject=SUBJECT, key=key, now=NOW)
    message = Message.objects.get(key=key).id
    for _ in range(delivery.MOST_ATTEMPTS):
        with suppress(delivery.NotSent):
            delivery.deliver([message], now=NOW)
    return message


def admin() -> Actor:
    return factories.staff("管理员", "admin", areas.DISTRICT)


def test_what_failed_is_counted_listed_and_sent_again_once(
    down: set[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    boss, message = admin(), failed_one()
    with django_assert_num_queries(1):
        counted = queries.counts(boss, area_path=areas.DISTRICT, now=NOW)
    assert counted == {("email", "failed"): 1}
    with django_assert_num_queries(1):
        (row,) = queries.failed(boss, area_path=areas.DISTRICT).rows
    assert (row.kind, row.channel, row.attempts, row.error, row.number) == (
        MessageKind.REPORTS, "email", delivery.MOST_ATTEMPTS, "smtp.away", FILLED["number"],
    )  # fmt: skip
    down.clear()
    assert delivery.deliver([message], now=NOW) == 0  # given up, until somebody says so
    actions.resend(actor=boss, delivery_id=row.id, area_path=areas.DISTRICT, now=NOW)
    with pytest.raises(Conflict):
        actions.resend(actor=boss, delivery_id=row.id, area_path=areas.DISTRICT, now=NOW)
    assert [delivery.deliver([message], now=NOW) for _ in range(2)] == [1, 0]
    assert queries.failed(boss, area_path=areas.DISTRICT).rows == ()
    assert Fact.objects.filter(kind="notices.sent_again").count() == 1


def test_all_that_failed_is_sent_again_with_one_press(down: set[str]) -> None:
    boss = admin()
    messages = [failed_one(f"k{n}") for n in range(3)]
    assert actions.resend_all(actor=boss, area_path=areas.DISTRICT, now=NOW) == 3
    assert actions.resend_all(actor=boss, area_path=areas.DISTRICT, now=NOW) == 0
    down.clear()
    assert delivery.deliver(messages, now=NOW) == 3


def test_the_list_pages_by_a_total_order(down: set[str]) -> None:
    boss = admin()
    for n in range(3):
        failed_one(f"k{n}")
    first = queries.failed(boss, area_path=areas.DISTRICT, size=2)
    second = queries.failed(boss, area_path=areas.DISTRICT, size=2, cursor=first.next)
    assert len({row.id for row in (*first.rows, *second.rows)}) == 3
    assert second.next is None


@pytest.mark.parametrize("role", ["agent", "security_admin", "auditor"])
def test_others_neither_see_nor_send(down: set[str], role: str) -> None:
    failed_one()
    other = factories.staff("局外人", role, areas.DISTRICT)
    here = {"area_path": areas.DISTRICT, "now": NOW}
    for deed in (
        lambda: queries.counts(other, **here),
        lambda: queries.failed(other, area_path=areas.DISTRICT),
        lambda: actions.resend(actor=other, delivery_id=new_id(), **here),
        lambda: actions.resend_all(actor=other, **here),
    ):
        with pytest.raises(Forbidden):
            deed()
    assert Delivery.objects.get().state == "failed"


def test_counts_are_of_a_week(down: set[str]) -> None:
    boss = admin()
    failed_one()
    week = timedelta(days=7)
    for at, count in ((NOW + week - timedelta.resolution, 1), (NOW + week, 0)):
        assert len(queries.counts(boss, area_path=areas.DISTRICT, now=at)) == count


def test_the_usual_night_is_ten_to_seven() -> None:
    assert Quiet(22 * 60, 7 * 60) == NIGHT

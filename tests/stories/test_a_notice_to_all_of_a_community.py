"""The water is cut off tomorrow: the community tells its people, each once, each by the own way, nobody at night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.grid import queries as grid
from linli.groups import actions, queries
from linli.groups.actions import broadcasting
from linli.groups.models import AddressClaim
from linli.groups.queries import Place
from linli.groups.words import BroadcastKind, BroadcastState, NewsTopic
from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.tests.calendars import local
from linli.notices import actions as notices
from linli.notices import delivery
from linli.notices import queries as inboxes
from linli.people import queries as people
from linli.people.tests import factories
from tests.api.town import Town, found_town

pytestmark = pytest.mark.django_db
DAY, NIGHT, MORNING = local("2026-11-21 15:00"), local("2026-11-21 23:00"), local("2026-11-22 08:00")


@pytest.fixture
def town() -> Town:
    return found_town()


@pytest.fixture
def outbox() -> Iterator[list[tuple[str, str]]]:
    sent: list[tuple[str, str]] = []

    def sms(outgoing: delivery.Outgoing) -> bool:
        sent.append((outgoing.phone, outgoing.text.zh))
        return bool(outgoing.phone)

    delivery.register("sms", sms)
    yield sent
    delivery.forget("sms")


def neighbour(name: str, phone: str) -> Actor:
    return people.actor_for(factories.account(name, phone=phone), now=DAY)


def settle(li: Actor, who: Actor, code: str) -> None:
    """Say where one lives; 李网格员 comes by and finds it so."""
    actions.claim_address(actor=who, building_code=code, room="2单元501", now=DAY)
    claim = AddressClaim.objects.get(account_id=who.account_id)
    actions.decide_address(actor=li, claim_id=claim.id, verified=True, now=DAY)


def work(now: datetime) -> None:
    """Open the parcels of the broadcast and of its messages once, as the workers do."""
    done: set[int] = set()
    while jobs := [
        job
        for job in ProcrastinateJob.objects.exclude(id__in=done).order_by("id")
        if job.task_name in {broadcasting.SPREAD, delivery.DELIVER}
        and (job.scheduled_at is None or job.scheduled_at <= now)
    ]:
        for job in jobs:
            done.add(job.id)
            args: dict[str, Any] = job.args
            if job.task_name == delivery.DELIVER:
                delivery.deliver([UUID(one) for one in args["messages"]], now=now)
            else:
                after = UUID(args["after"]) if args["after"] else None
                broadcasting.spread(broadcast_id=UUID(args["broadcast"]), after=after, now=now)


@pytest.fixture
def people_of(town: Town, outbox: list[tuple[str, str]]) -> tuple[Actor, Actor, Actor]:
    """王阿姨 lives here and subscribed too, 刘大爷 lives here and wants text messages, 局外人 lives nowhere here."""
    li = factories.staff("李网格员", "grid_worker", town.small.estate_grid)
    wang, liu, stranger = (neighbour(name, f"1390000004{n}") for n, name in enumerate(("王阿姨", "刘大爷", "局外人")))
    code = grid.buildings_in(town.small.estate_grid, DAY)[0].code
    for who in (wang, liu):
        settle(li, who, code)
    actions.subscribe(actor=wang, area_path=town.small.estate_grid, topics=[NewsTopic.OUTAGE], now=DAY)
    notices.choose(actor=liu, channels={"news": ["sms"]}, quiet=None, now=DAY)
    work(DAY)
    outbox.clear()
    return wang, liu, stranger


def test_the_water_is_cut_off_tomorrow(
    town: Town, people_of: tuple[Actor, Actor, Actor], outbox: list[tuple[str, str]]
) -> None:
    # given
    wang, liu, stranger = people_of
    zhao = factories.staff("赵书记", "community", town.here)
    # when 赵书记 looks first, late in the evening
    asked: dict[str, Any] = {"kind": BroadcastKind.SERVICE, "topic": NewsTopic.OUTAGE}
    end = MORNING + timedelta(hours=4)
    reach = queries.preview(zhao, place=Place(town.here), good_until=end, now=NIGHT, **asked)
    # then two people would be reached, one of them by text message and not before the morning
    (way,) = reach.ways
    assert (reach.people, reach.inbox_only, way.at_once, way.later, way.first_at) == (2, 1, 0, 1, MORNING)
    # when it is sent, and the button was pressed twice
    words = {"words_zh": "明天 9 点到 12 点停水，请提前存水", "words_en": "No water tomorrow from 9 to 12"}
    made = {
        actions.broadcast(
            actor=zhao, area_path=town.here, good_until=end, client_id="k", now=NIGHT, **asked, **words
        )
        for _ in range(2)
    }  # fmt: skip
    work(NIGHT)
    # then it stands in both inboxes once, nobody's phone rings, and the desk sees what waits
    said = "【停水停电】明天 9 点到 12 点停水，请提前存水（11月22日 周日 12:00 前有效）"
    boxes = [
        [row.text.zh for row in inboxes.inbox(who).rows if row.template == "group.broadcast"] for who in (wang, liu)
    ]
    assert boxes == [[said], [said]]
    assert inboxes.inbox(stranger).rows == ()
    assert outbox == []
    (broadcast_id,) = made
    fate = queries.broadcast(zhao, broadcast_id)
    assert (fate.row.state, fate.row.reached, fate.is_waiting) == (BroadcastState.SENT, 2, True)
    # when the morning comes
    work(MORNING)
    # then the one who wanted a text message gets it, and the log holds the facts without a name or a word
    assert outbox == [("13900000041", said)]
    kinds = list(Fact.objects.filter(subject_id=broadcast_id).order_by("at", "id").values_list("kind", flat=True))
    assert kinds == ["groups.broadcast_asked", "groups.broadcast_sent"]
    assert "停水" not in str(list(Fact.objects.filter(subject_id=broadcast_id).values_list("data", flat=True)))

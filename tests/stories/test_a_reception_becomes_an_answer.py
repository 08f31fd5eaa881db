"""A reception day, from the plan to the answer: booked at home, said at the desk, handled, answered to who said it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal
from linli.appeals.models import Appeal
from linli.appeals.words import Mode, Urgency
from linli.dispatch.actions import issuing, results, taking
from linli.dispatch.tests import factories, steps
from linli.dispatch.words import ContactMeans
from linli.grid import queries as grid
from linli.notices.models import Message
from linli.people import queries as people
from linli.people.tests.areas import GRID
from linli.places import actions, queries
from linli.places.tests.conftest import Day, plant
from linli.standards import queries as standards

MONDAY, NINE = factories.at("2026-03-16 09:00"), factories.at("2026-03-18 09:00")


@pytest.fixture
def day(db: None, settings: object, tmp_path: Path) -> Iterator[Day]:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    yield plant()
    for room in (grid, people, standards):
        room.forget()


def told(day: Day) -> list[str]:
    rows = Message.objects.filter(account_id=day.wang.account_id).order_by("at", "id")
    return list(rows.values_list("template", flat=True))


def test_what_is_said_on_a_reception_day_is_answered_to_who_said_it(day: Day) -> None:
    # given 王阿姨, who booked the first moment of Wednesday and was reminded the day before
    town, clerk, sitting = day.town, day.town.of("enforcement"), day.first
    booking = actions.book(actor=day.wang, sitting_id=sitting.id, slot_at=NINE, now=MONDAY)
    actions.remind(now=NINE - timedelta(days=1))
    # when she comes, is called, and says it at the desk
    actions.come(actor=clerk, sitting_id=sitting.id, booking_id=booking, now=NINE)
    actions.call_next(actor=clerk, sitting_id=sitting.id, now=NINE)
    (visit,) = queries.sheet(clerk, sitting.id).visits
    said = NewAppeal("路口有人占道经营，每天傍晚堵着走不过去", place=Place(address="天惠苑"))
    made = actions.take(actor=clerk, sitting_id=sitting.id, visit_id=visit.id, new=said, now=NINE)
    # and the matter goes its way
    factories.triage(
        town, made.id, "street.mobile_vendor", mode=Mode.FAST, urgency=Urgency.NORMAL, now=NINE, area_path=GRID
    )
    order = issuing.dispatch(actor=town.street, appeal_id=made.id, unit_id=town.units["office"], now=NINE)
    office = town.of("office")
    taking.accept(actor=office, order_id=order, now=NINE)
    taking.first_contact(actor=office, order_id=order, means=ContactMeans.PHONE, note="联系", now=NINE)
    steps.finish(town, made.id, order, "office", now=NINE)
    results.approve_result(actor=town.street, order_id=order, now=NINE)
    # then the answer reaches her, and the day counts as held, with its matter
    assert told(day)[:3] == ["sitting.booked", "sitting.reminder", "appeal.received"]
    assert told(day)[-1] == "appeal.feedback"
    appeal = Appeal.objects.get(id=made.id)
    assert (appeal.channel, appeal.reporter_account_id) == ("window_day", day.wang.account_id)
    report = queries.report(town.street, first=MONDAY.date(), last=NINE.date(), now=NINE + timedelta(hours=3))
    (one,) = report.plans
    assert (one.weeks.held, one.weeks.planned, one.appeals, one.came, one.per_session) == (1, 1, 1, 1, "1.0")

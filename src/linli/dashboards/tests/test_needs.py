"""The week's ten needs: counted by week and area, small numbers kept back, an owner each with a day (S-071)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.dashboards import actions
from linli.dashboards.models import NeedOwner
from linli.dashboards.queries import needs
from linli.dashboards.rules import needs as rules
from linli.dashboards.tests.factories import case, store
from linli.dashboards.words import Source
from linli.dispatch.tests import factories as dispatch
from linli.dispatch.tests.factories import MONDAY, Town
from linli.duties import queries as duties
from linli.journal.models import Fact
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.tests.calendars import local
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, GRID, OTHER_GRID, STREET

WEEK = date(2026, 3, 9)
TUESDAY, BEFORE = local("2026-03-10 10:00"), local("2026-03-03 10:00")
DUE = date(2026, 3, 20)


def many(number: int, category: str, at: datetime = TUESDAY, **more: Any) -> None:
    store(*(case(at=at, category=category, **more) for _ in range(number)))


def rows(area: str = COMMUNITY, **more: Any) -> dict[str, needs.NeedRow]:
    return {row.category: row for row in needs.week_of(area, MONDAY, **more).rows}


@pytest.mark.parametrize("count, shown", [(0, 0), (1, None), (4, None), (5, 5), (60, 60)])
def test_few_are_somebody(count: int, shown: int | None) -> None:
    assert rules.shown(count) == shown


@pytest.mark.parametrize(
    "now, before, permille", [(10, 5, 1000), (5, 10, -500), (5, 5, 0), (4, 10, None), (10, 4, None), (9, 0, None)]
)
def test_growth_needs_numbers_that_may_be_shown(now: int, before: int, permille: int | None) -> None:
    assert rules.growth_permille(now, before) == permille


@pytest.mark.parametrize("days, fits", [(0, False), (1, True), (60, True), (61, False)])
def test_the_owner_has_a_day(days: int, fits: bool) -> None:
    today = date(2026, 3, 16)
    if fits:
        assert rules.check_due(today + timedelta(days=days), today=today) == days
        return
    with pytest.raises(Invalid):
        rules.check_due(today + timedelta(days=days), today=today)


def test_a_week_is_counted_beside_the_one_before(town: Town) -> None:
    many(6, "util.sewer")
    many(5, "util.sewer", BEFORE)
    many(7, "env.corridor_clutter", area=OTHER_GRID)
    many(3, "street.mobile_vendor")
    many(9, "util.sewer", local("2026-03-16 00:00"))
    many(9, "env.garbage", local("2026-03-08 23:59"))
    found = rows()
    assert list(found) == ["env.corridor_clutter", "util.sewer", "street.mobile_vendor"]
    sewer, few = found["util.sewer"], found["street.mobile_vendor"]
    assert (sewer.cases, sewer.before, sewer.growth_permille) == (6, 5, 200)
    assert (few.cases, few.growth_permille, few.owner) == (None, None, None)
    assert list(rows(GRID)) == ["util.sewer", "street.mobile_vendor"]
    period = needs.whole_week(MONDAY, 1)
    assert len(needs.cases_behind(COMMUNITY, period, "util.sewer")) == sewer.cases


def test_ten_at_most(town: Town) -> None:
    for number in range(12):
        many(1, f"kind.{number:02}")
    assert list(rows()) == [f"kind.{number:02}" for number in range(10)]


def test_the_list_of_each_source(town: Town) -> None:
    many(5, "util.sewer", channel="web")
    many(6, "util.heat", channel="wechat_group")
    many(7, "util.gas", channel="grid_patrol")
    of = {source: list(rows(source=source)) for source in Source}
    assert of == {
        Source.RESIDENTS: ["util.sewer"],
        Source.GROUPS: ["util.heat"],
        Source.FIELD: ["util.gas"],
    }


def test_people_are_counted_once_however_often_they_report(town: Town) -> None:
    ids = [dispatch.register(town, now=TUESDAY) for _ in range(3)]
    phones = [cast.contact(f"人{number}", f"1390000010{number}") for number in range(5)]
    from linli.appeals.models import Appeal

    for contact in phones:
        made = dispatch.register(town, now=TUESDAY)
        Appeal.objects.filter(id=made).update(reporter_id=contact)
        ids.append(made)
    anonymous = dispatch.register(town, now=TUESDAY)
    Appeal.objects.filter(id=anonymous).update(reporter_id=None)
    store(*(case(id=one, at=TUESDAY) for one in [*ids, anonymous]))
    with CaptureQueriesContext(connection) as told:
        (row,) = rows().values()
    assert (row.cases, row.people, row.unnamed) == (9, 6, True)
    assert len(told) <= 7


def name(town: Town, **more: Any) -> UUID:
    given = {"actor": town.zhao, "area_path": COMMUNITY, "category": "util.sewer", "week": WEEK, "due_on": DUE}
    return actions.name_owner(**{**given, "unit_id": town.units["committee"], "now": MONDAY, **more})


def test_the_owner_has_a_duty_until_the_day_and_says_what_was_done(town: Town) -> None:
    many(5, "util.sewer")
    made = name(town)
    (duty,) = duties.of(("dashboards", made))
    assert (duty.deed, duty.owed_by, duty.due_at.date()) == ("dashboards.answer_need", town.units["committee"], DUE)
    assert [row.id for row in duties.inbox(town.of("committee"), now=MONDAY).rows] == [duty.id]
    owner = rows()["util.sewer"].owner
    assert owner is not None
    assert (owner.unit_id, owner.named_by) == (town.units["committee"], town.zhao.account_id)
    actions.answer_need(actor=town.of("committee"), need_id=made, words="已疏通三处", now=MONDAY)
    assert duties.inbox(town.of("committee"), now=MONDAY).rows == ()
    assert needs.need(town.zhao, made).answer == "已疏通三处"
    with pytest.raises(rules.AnsweredBefore):
        actions.answer_need(actor=town.of("committee"), need_id=made, words="又写", now=MONDAY)
    assert Fact.objects.filter(kind__startswith="dashboards.need").count() == 2


@pytest.mark.parametrize(
    "change, error",
    [
        ({"category": "util.gas"}, rules.NotAmongThem),
        ({"week": WEEK + timedelta(days=14)}, rules.NotAmongThem),
        ({"week": WEEK + timedelta(days=1)}, Invalid),
        ({"due_on": date(2026, 3, 16)}, Invalid),
        ({"unit_id": uuid4()}, NotFound),
    ],
)
def test_what_no_owner_is_named_for(town: Town, change: dict[str, Any], error: type[Exception]) -> None:
    many(5, "util.sewer")
    with pytest.raises(error):
        name(town, **change)
    assert (NeedOwner.objects.count(), Fact.objects.filter(kind="dashboards.need_owned").count()) == (0, 0)


def test_a_need_of_a_week_has_one_owner(town: Town) -> None:
    many(5, "util.sewer")
    name(town)
    with pytest.raises(rules.OwnedBefore):
        name(town, unit_id=town.units["office"])
    assert name(town, actor=town.street, area_path=STREET)


@pytest.mark.parametrize("who", ["li", "chen", "agent", "supervisor", "revisitor"])
def test_who_names_nobody(town: Town, who: str) -> None:
    many(5, "util.sewer")
    with pytest.raises(NotFound):
        name(town, actor=getattr(town, who))
    with pytest.raises(NotFound):
        name(town, area_path=DISTRICT)
    assert NeedOwner.objects.count() == 0


def test_another_unit_does_not_answer(town: Town) -> None:
    many(5, "util.sewer")
    made = name(town)
    for who in (town.of("gas"), town.agent, town.street):
        with pytest.raises(NotFound):
            actions.answer_need(actor=who, need_id=made, words="好了", now=MONDAY)
    with pytest.raises(NotFound):
        needs.need(town.of("gas"), made)
    with pytest.raises(Invalid):
        actions.answer_need(actor=town.of("committee"), need_id=made, words=" ", now=MONDAY)
    assert NeedOwner.objects.get().answered_at is None


def test_counting_anew_keeps_the_owners(town: Town) -> None:
    many(5, "util.sewer")
    name(town)
    actions.rebuild()
    assert NeedOwner.objects.count() == 1

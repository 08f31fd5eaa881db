"""The diary: it writes itself, is signed once, and afterwards only added to."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from linli.appeals.words import Mode
from linli.dispatch.actions import issuing, outdoors
from linli.dispatch.tests import factories
from linli.dispatch.tests.factories import MONDAY
from linli.dispatch.words import VisitKind
from linli.fieldwork import actions, queries
from linli.fieldwork.models import DiaryDay, DiaryLine
from linli.fieldwork.rules import diary
from linli.fieldwork.rules.diary import Deed, Entry
from linli.fieldwork.tests.conftest import Place
from linli.fieldwork.words import Outcome
from linli.journal.models import Fact
from linli.kernel.errors import Invalid, NotFound
from linli.people.queries.own_data import own_data
from linli.people.tests import factories as cast
from linli.people.tests.areas import OTHER_GRID

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2026, 3, 16)
ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize("what, deeds, entries", [
    ("nothing", [], []),
    ("what is no work of the field is left out", [Deed("people.signed_in", ONE)], []),
    ("the same building twice is one", [Deed("fieldwork.checked", ONE)] * 2, [Entry("fieldwork.checked", 1, (ONE,))]),
    ("two visits of one case are two", [Deed("appeals.visited", ONE)] * 2, [Entry("appeals.visited", 2, (ONE,))]),
    ("in the order of the table", [Deed("appeals.visited", TWO), Deed("fieldwork.checked", ONE)],
     [Entry("fieldwork.checked", 1, (ONE,)), Entry("appeals.visited", 1, (TWO,))]),
])  # fmt: skip
def test_what_a_day_tells(what: str, deeds: list[Deed], entries: list[Entry]) -> None:
    assert list(diary.drawn(deeds)) == entries
    assert diary.read(diary.kept(entries)) == tuple(entries)


def test_a_line_says_its_number_right() -> None:
    assert Entry("fieldwork.checked", 1, (ONE,)).says.en == "1 building checked on the round"
    assert Entry("fieldwork.checked", 3, (ONE,)).says.zh == "巡查楼栋 3 处"


@pytest.mark.parametrize("back, fits", [(-1, False), (0, True), (31, True), (32, False)])
def test_which_days_may_be_written_about(back: int, fits: bool) -> None:
    if fits:
        diary.check_day(TODAY - back * DAY, today=TODAY)
        return
    with pytest.raises(Invalid):
        diary.check_day(TODAY - back * DAY, today=TODAY)


def worked(place: Place) -> None:
    """Two buildings, a finding, a visit."""
    li = place.town.li
    for building in (place.first, place.second):
        actions.check(actor=li, building_id=building, fine=["light"], now=MONDAY)
    actions.find(actor=li, building_id=place.first, item="light", outcome=Outcome.FIXED, body="换了灯泡", now=MONDAY)
    case = factories.triaged(place.town, "env.corridor_clutter", mode=Mode.INSTANT)
    order = issuing.self_handle(actor=li, appeal_id=case, now=MONDAY)
    outdoors.visit(actor=li, order_id=order, kind=VisitKind.ON_SITE, purpose="看", result="清走了", now=MONDAY + HOUR)


def said(place: Place, day: date = TODAY) -> list[str]:
    return [entry.says.zh for entry in queries.day_of(place.town.li, day).entries]


def test_the_day_writes_itself(place: Place, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    worked(place)
    with django_assert_num_queries(3):
        told = said(place)
    assert told == ["巡查楼栋 2 处", "巡查发现问题 1 处", "直接办理 1 件", "走访 1 次"]
    assert said(place, TODAY - DAY) == []


def test_a_signed_day_stands_and_is_only_added_to(place: Place) -> None:
    # given
    worked(place)
    li = place.town.li
    actions.add_line(actor=li, day=TODAY, body="王阿姨说想加装电梯，电话 13900000001", now=MONDAY + HOUR)
    # when
    actions.sign(actor=li, day=TODAY, now=MONDAY + 2 * HOUR)
    actions.check(actor=li, building_id=place.third, fine=[], now=MONDAY + 3 * HOUR)
    actions.add_line(actor=li, day=TODAY, body="晚上又去了一趟", now=MONDAY + 4 * HOUR)
    # then
    row = queries.day_of(li, TODAY)
    assert row.entries[0].says.zh == "巡查楼栋 2 处"
    assert [line.is_supplement for line in row.lines] == [False, True]
    assert "13900000001" not in row.lines[0].body
    assert (row.signed_at, row.is_whole) == (MONDAY + 2 * HOUR, True)
    (fact,) = Fact.objects.filter(kind="fieldwork.day_signed")
    assert fact.data["digest"] == row.digest == DiaryDay.objects.get().digest
    with pytest.raises(diary.SignedBefore):
        actions.sign(actor=li, day=TODAY, now=MONDAY + 5 * HOUR)


def test_nobody_edits_a_signed_day_or_a_line(place: Place) -> None:
    actions.add_line(actor=place.town.li, day=TODAY, body="一句", now=MONDAY)
    actions.sign(actor=place.town.li, day=TODAY, now=MONDAY)
    for change in (
        lambda: DiaryLine.objects.update(body="改过"),
        lambda: DiaryDay.objects.update(entries=[]),
        lambda: DiaryLine.objects.all().delete(),
        lambda: DiaryDay.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert queries.day_of(place.town.li, TODAY).is_whole


def test_an_empty_day_is_not_signed(place: Place) -> None:
    with pytest.raises(diary.NothingToSign):
        actions.sign(actor=place.town.li, day=TODAY, now=MONDAY)
    assert (DiaryDay.objects.count(), Fact.objects.filter(kind="fieldwork.day_signed").count()) == (0, 0)


def test_lines_and_signatures_arrive_once(place: Place) -> None:
    li, line, signature = place.town.li, str(uuid4()), str(uuid4())
    for hour in (0, 1):
        now = MONDAY + hour * HOUR
        actions.add_line(actor=li, day=TODAY, body="一句", now=now, client_id=line)
    for hour in (2, 3):
        actions.sign(actor=li, day=TODAY, now=MONDAY + hour * HOUR, client_id=signature)
    assert (DiaryLine.objects.count(), DiaryDay.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["agent", "outsider", "leader"])
def test_who_works_no_field_keeps_no_diary(place: Place, who: str) -> None:
    actor = getattr(place.town, who)
    for deed in (
        lambda: actions.add_line(actor=actor, day=TODAY, body="一句", now=MONDAY),
        lambda: actions.sign(actor=actor, day=TODAY, now=MONDAY),
        lambda: queries.day_of(actor, TODAY),
    ):
        with pytest.raises(NotFound):
            deed()
    assert DiaryLine.objects.count() == 0


def test_leaders_see_the_days_of_their_area_and_who_has_not_signed(place: Place) -> None:
    cast.staff("四网格员", "grid_worker", OTHER_GRID)
    worked(place)
    actions.sign(actor=place.town.li, day=TODAY, now=MONDAY)
    for who in (place.town.zhao, place.town.street, place.town.leader):
        rows, missing = queries.area_days(who, TODAY, at=MONDAY)
        assert [row.account_id for row in rows] == [place.town.li.account_id]
        assert [row.area_path for row in missing] == [OTHER_GRID]
    assert queries.area_days(place.town.outsider, TODAY, at=MONDAY) == ([], [])
    assert queries.area_days(place.town.li, TODAY, at=MONDAY) == ([], [])


def test_working_days_are_counted_back_over_the_weekend() -> None:
    days = diary.workdays(TODAY, lambda day: day.weekday() < 5)
    assert (len(days), days[0], days[1], days[-1]) == (20, TODAY, date(2026, 3, 13), date(2026, 2, 17))


def test_the_share_of_signed_days(place: Place, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    worked(place)
    actions.sign(actor=place.town.li, day=TODAY, now=MONDAY)
    with django_assert_num_queries(2):
        found = queries.kept(place.town.zhao, TODAY, at=MONDAY)
    assert (found.expected, found.signed, found.permille) == (20, 1, 50)
    nobody = queries.kept(place.town.outsider, TODAY, at=MONDAY)
    assert (nobody.expected, nobody.signed, nobody.permille) == (0, 0, None)


def test_a_person_takes_the_own_diary_along(place: Place) -> None:
    actions.add_line(actor=place.town.li, day=TODAY, body="独一无二的一句", now=MONDAY)
    actions.sign(actor=place.town.li, day=TODAY, now=MONDAY)
    assert str(own_data(account_id=place.town.li.account_id)).count("独一无二的一句") == 1

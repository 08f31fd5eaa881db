"""The round: once however often it is sent, only in the own grid, and nothing found is lost."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from linli.appeals.actions.files import Upload
from linli.appeals.models import Appeal, AppealText, Attachment
from linli.appeals.words import Channel
from linli.dispatch.tests.factories import MONDAY, picture
from linli.duties import queries as duties
from linli.fieldwork import actions, queries
from linli.fieldwork.models import Check, Finding, Patrol, Photo
from linli.fieldwork.rules import planning
from linli.fieldwork.tests.conftest import Place
from linli.fieldwork.words import NoticeState, Outcome
from linli.journal.models import Fact
from linli.kernel.errors import Conflict, Invalid, NotFound
from linli.kernel.pages import encode
from linli.people.queries.own_data import own_data
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, GRID, OTHER_GRID
from linli.standards.rules import Unknown

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRIDAY = date(2026, 3, 20)


def told(kind: str) -> int:
    return Fact.objects.filter(kind=kind).count()


def served(place: Place, key: str | None = None) -> UUID:
    return actions.find(
        actor=place.town.li, building_id=place.first, item="corridor", outcome=Outcome.NOTICE, body="三楼堆了纸箱",
        to_words="三楼住户", due_on=FRIDAY, uploads=[Upload(picture())], now=MONDAY, client_id=key,
    )  # fmt: skip


def test_a_building_is_checked_once_under_its_key(place: Place) -> None:
    key = str(uuid4())
    given = {"actor": place.town.li, "building_id": place.first, "fine": ["corridor", "light"], "client_id": key}
    first = actions.check(**given, now=MONDAY, at=MONDAY - HOUR)
    assert actions.check(**given, now=MONDAY + HOUR) == first
    (made,) = Check.objects.all()
    assert (made.fine, made.at, made.area_path) == (["corridor", "light"], MONDAY - HOUR, GRID)
    (patrol,) = Patrol.objects.all()
    assert (patrol.day, patrol.started_at) == (date(2026, 3, 16), MONDAY - HOUR)
    assert told("fieldwork.checked") == 1


def test_the_round_of_a_day_is_one(place: Place) -> None:
    for at, building in ((HOUR, place.second), (2 * HOUR, place.first), (timedelta(), place.third)):
        actions.check(actor=place.town.li, building_id=building, fine=[], now=MONDAY + 3 * HOUR, at=MONDAY + at)
    (patrol,) = Patrol.objects.all()
    assert (patrol.started_at, patrol.last_at) == (MONDAY, MONDAY + 2 * HOUR)


@pytest.mark.parametrize("who, building", [("li", "away"), ("outsider", "first"), ("agent", "first")])
def test_a_round_is_done_in_the_own_grid_only(place: Place, who: str, building: str) -> None:
    with pytest.raises(NotFound):
        actions.check(
            actor=getattr(place.town, who), building_id=getattr(place, building), fine=[], now=MONDAY, client_id="x"
        )
    assert (Check.objects.count(), Patrol.objects.count(), told("fieldwork.checked")) == (0, 0, 0)


def test_an_item_is_one_of_the_list(place: Place) -> None:
    with pytest.raises(Unknown):
        actions.check(actor=place.town.li, building_id=place.first, fine=["nothing"], now=MONDAY)
    assert (Check.objects.count(), Patrol.objects.count()) == (0, 0)


def test_a_key_stands_for_one_deed_of_one_person(place: Place) -> None:
    actions.check(actor=place.town.li, building_id=place.first, fine=[], now=MONDAY, client_id="one-key")
    with pytest.raises(Conflict):
        actions.find(
            actor=place.town.li, building_id=place.first, item="light", outcome=Outcome.FIXED, body="灯不亮",
            now=MONDAY, client_id="one-key",
        )  # fmt: skip
    with pytest.raises(Conflict):
        actions.check(actor=place.town.zhao, building_id=place.first, fine=[], now=MONDAY, client_id="one-key")
    assert (Check.objects.count(), Finding.objects.count()) == (1, 0)


def test_what_is_put_right_on_the_spot_stays_here(place: Place) -> None:
    made = actions.find(
        actor=place.town.li, building_id=place.first, item="garbage", outcome=Outcome.FIXED,
        body="垃圾已清走，电话 13900000001", uploads=[Upload(picture())], now=MONDAY,
    )  # fmt: skip
    found = Finding.objects.get(id=made)
    assert (found.outcome, found.state, found.due_at, found.appeal_id) == ("fixed", None, None, None)
    assert "13900000001" not in found.body
    assert Photo.objects.filter(finding=found, is_after=False).count() == 1
    assert Appeal.objects.count() == 0
    assert Check.objects.filter(building_id=place.first).count() == 1
    assert duties.of(("fieldwork", made)) == []


def test_what_is_reported_is_an_appeal_of_the_patrol(place: Place) -> None:
    key = str(uuid4())
    given = {
        "actor": place.town.li, "building_id": place.first, "item": "passage", "outcome": Outcome.REPORT,
        "body": "消防通道停满了车", "uploads": [Upload(picture())], "client_id": key,
    }  # fmt: skip
    made = actions.find(**given, now=MONDAY, at=MONDAY - HOUR)
    assert actions.find(**given, now=MONDAY + HOUR) == made
    found, appeal = Finding.objects.get(), Appeal.objects.get()
    assert (found.appeal_id, found.body) == (appeal.id, "")
    assert (appeal.channel, appeal.building_id, appeal.area_path) == (Channel.GRID_PATROL.value, place.first, GRID)
    assert appeal.found_at == MONDAY - HOUR
    assert AppealText.objects.get(kind="report").body == "消防通道、安全出口：消防通道停满了车"
    assert Attachment.objects.filter(appeal=appeal).count() == 1
    assert Photo.objects.count() == 0
    assert told("fieldwork.found") == 1


def test_a_notice_is_owed_a_recheck_on_its_day(place: Place) -> None:
    made = served(place)
    found = Finding.objects.get(id=made)
    assert (found.state, found.to_words) == (NoticeState.SERVED.value, "三楼住户")
    (duty,) = duties.of(("fieldwork", made))
    assert (duty.deed, duty.area_path, duty.owed_role) == ("fieldwork.recheck", GRID, "grid_worker")
    assert duty.due_at.astimezone(MONDAY.tzinfo).date() in (FRIDAY, FRIDAY + DAY)
    assert [row.id for row in duties.inbox(place.town.li, now=MONDAY).rows] == [duty.id]


@pytest.mark.parametrize("changed", [{"to_words": " "}, {"due_on": None}, {"due_on": date(2026, 3, 16)}, {"body": ""}])
def test_a_notice_needs_somebody_a_day_and_words(place: Place, changed: dict[str, object]) -> None:
    given = {
        "item": "corridor",
        "outcome": Outcome.NOTICE,
        "body": "堆物",
        "to_words": "住户",
        "due_on": FRIDAY,
        **changed,
    }
    with pytest.raises(Invalid):
        actions.find(actor=place.town.li, building_id=place.first, now=MONDAY, **given)  # type: ignore[arg-type]
    assert (Finding.objects.count(), Check.objects.count(), told("fieldwork.found")) == (0, 0, 0)


def test_what_was_put_right_ends_the_notice_at_once(place: Place) -> None:
    made, key = served(place), str(uuid4())
    for now in (MONDAY + DAY, MONDAY + 2 * DAY):
        actions.recheck(
            actor=place.town.li, finding_id=made, is_complied=True, body="已清空", now=now, client_id=key,
            uploads=[Upload(picture())],
        )  # fmt: skip
    found = Finding.objects.get(id=made)
    assert (found.state, found.appeal_id, found.rechecked_at) == (NoticeState.COMPLIED.value, None, MONDAY + DAY)
    assert Photo.objects.filter(is_after=True).count() == 1
    assert [row.is_live for row in duties.of(("fieldwork", made))] == [False]
    with pytest.raises(planning.RecheckedBefore):
        actions.recheck(actor=place.town.li, finding_id=made, is_complied=True, body="又看", now=MONDAY + DAY)


def test_what_was_not_put_right_becomes_a_report_with_both_visits(place: Place) -> None:
    made = served(place)
    with pytest.raises(planning.TooEarly):
        actions.recheck(actor=place.town.li, finding_id=made, is_complied=False, body="还在", now=MONDAY + DAY)
    assert Appeal.objects.count() == 0
    friday = MONDAY + 4 * DAY
    actions.recheck(
        actor=place.town.li, finding_id=made, is_complied=False, body="还堆着", now=friday, uploads=[Upload(picture())]
    )
    found, appeal = Finding.objects.get(id=made), Appeal.objects.get()
    assert (found.state, found.appeal_id) == (NoticeState.NOT_COMPLIED.value, appeal.id)
    said = AppealText.objects.get(kind="report").body
    assert all(words in said for words in ("三楼堆了纸箱", "三楼住户", "2026-03-20", "还堆着"))
    assert Attachment.objects.filter(appeal=appeal).count() == 2
    assert told("fieldwork.rechecked") == 1


def test_a_stranger_rechecks_nothing(place: Place) -> None:
    made = served(place)
    away = cast.staff("别处网格员", "grid_worker", OTHER_GRID)
    for who in (away, place.town.outsider):
        with pytest.raises(NotFound):
            actions.recheck(actor=who, finding_id=made, is_complied=True, body="好", now=MONDAY)
        with pytest.raises(NotFound):
            queries.finding(who, made)
        assert queries.findings(who).rows == ()
    assert Finding.objects.get().state == NoticeState.SERVED.value


def test_what_complains_of_the_own_unit_stays_unknown_to_it(place: Place) -> None:
    made = actions.find(
        actor=place.town.li, building_id=place.first, item="light", outcome=Outcome.REPORT, body="灯不亮", now=MONDAY
    )
    assert [row.id for row in queries.findings(place.town.zhao).rows] == [made]
    Appeal.objects.update(complained_ids=[place.town.units["committee"]])
    assert queries.findings(place.town.zhao).rows == ()
    with pytest.raises(NotFound):
        queries.finding(place.town.zhao, made)
    assert [row.id for row in queries.findings(place.town.street).rows] == [made]


def test_the_round_of_today_is_ordered_and_stays_while_it_is_walked(place: Place, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(5):
        before = queries.round_of(place.town.li, MONDAY)
    assert [stop.building.id for stop in before.stops] == [before.stops[0].building.id]
    assert (before.buildings, before.covered) == (3, 0)
    actions.check(actor=place.town.li, building_id=before.stops[0].building.id, fine=[], now=MONDAY)
    after = queries.round_of(place.town.li, MONDAY + HOUR)
    assert [stop.building.id for stop in after.stops] == [stop.building.id for stop in before.stops]
    assert (after.covered, after.stops[0].done_at) == (1, MONDAY)
    tomorrow = queries.round_of(place.town.li, MONDAY + DAY)
    assert before.stops[0].building.id not in {stop.building.id for stop in tomorrow.stops}


def test_a_notice_that_ends_today_is_on_the_round(place: Place) -> None:
    made = served(place)
    thursday, friday = (queries.round_of(place.town.li, MONDAY + days * DAY) for days in (3, 4))
    assert place.first not in {stop.building.id for stop in thursday.stops}
    assert [row.id for stop in thursday.later for row in stop.notices] == [made]
    assert friday.later == ()
    (stop,) = (stop for stop in friday.stops if stop.building.id == place.first)
    assert [row.id for row in stop.notices] == [made]


def test_leaders_see_what_was_found_and_how_much_is_covered(place: Place, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    made = served(place)
    with django_assert_num_queries(1):
        assert [row.id for row in queries.findings(place.town.street, only_notices=True).rows] == [made]
    (row,) = queries.coverage([COMMUNITY], MONDAY)
    assert (row.buildings, row.covered) == (4, 1)
    assert [photo.is_after for photo in queries.photos_of([made])[made]] == [False]


def test_lists_go_on_where_they_ended_and_refuse_a_wrong_mark(place: Place) -> None:
    made = [served(place) for _ in range(3)]
    page = queries.findings(place.town.li, size=2)
    rest = queries.findings(place.town.li, size=2, cursor=page.next)
    assert [row.id for row in (*page.rows, *rest.rows)] == made[::-1]
    assert rest.next is None
    for wrong in ("x", encode(("x",)), encode(("x", "y"))):
        with pytest.raises(Invalid):
            queries.findings(place.town.li, cursor=wrong)


def test_a_person_takes_the_own_rounds_along(place: Place) -> None:
    served(place)
    assert place.town.li.account_id is not None
    mine = own_data(account_id=place.town.li.account_id)
    assert str(mine).count("三楼堆了纸箱") == 1

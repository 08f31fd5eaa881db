"""Setting standards: allowed, refused by right, refused by rule, twice, what was told."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from linli.journal.queries import facts_of
from linli.kernel.actor import STRANGER, Actor, Scope
from linli.kernel.clocks import Term
from linli.kernel.errors import Conflict, Forbidden
from linli.kernel.tests.calendars import local
from linli.standards import actions, queries, rules
from linli.standards.models import CodeEntry, HolidayEntry, Standard
from linli.standards.tests.factories import LOADER, standards_in_tables
from linli.standards.words import Holiday

pytestmark = pytest.mark.django_db

NOW = local("2026-03-11 10:00")
LATER = NOW + timedelta(seconds=60)
DEEDS = ("standards.enact", "standards.import_holidays")
ADMIN = Actor(name="account", scopes={deed: (Scope(settings.LINLI_DISTRICT),) for deed in DEEDS})
ELSEWHERE = Actor(name="account", scopes={deed: (Scope("370202"),) for deed in DEEDS})


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def enact(actor: Actor = ADMIN, **changes: Any) -> UUID:
    given: dict[str, Any] = {"key": "metrics.min_sample", "value": 20, "citation": "区级会议纪要"}
    given |= {"jurisdiction": "370203", "valid_from": LATER, "now": NOW}
    return actions.enact(actor=actor, **given | changes)


def test_load_pack_twice_is_once() -> None:
    first = standards_in_tables(NOW)
    again = standards_in_tables(NOW)
    counts = Standard.objects.count() + CodeEntry.objects.count() + HolidayEntry.objects.count()
    assert (first.added, first.same, first.different) == (counts, 0, ())
    assert (again.added, again.same, again.different) == (0, counts, ())
    [fact] = facts_of(rules.row_id("pack:base", NOW))
    assert (fact.kind, fact.data) == ("standards.pack_loaded", {"pack": "base", "added": counts})


def test_load_pack_refused_by_right() -> None:
    with pytest.raises(Forbidden):
        actions.load_pack(actor=STRANGER, name="base", now=NOW)
    assert not Standard.objects.exists()


def test_a_cold_book_is_three_statements_and_a_warm_one_none(django_assert_num_queries) -> None:
    standards_in_tables(NOW)
    with django_assert_num_queries(3):
        queries.calendar(NOW)
    with django_assert_num_queries(0):
        limit = queries.limit("accept", urgency="normal", at=NOW)
        assert queries.limit("accept", at=NOW) == limit
        assert queries.category("util.gas", NOW).lead_unit == "gas"
        assert queries.number("metrics.min_sample", NOW) == 10
        assert queries.code("outcome", "solved", NOW).told.zh == "您反映的问题已经解决。"
    assert Standard.objects.get(id=limit.standard_id).key == "limit.accept.normal"


def test_enact_takes_force_at_its_moment_and_is_told() -> None:
    standards_in_tables(NOW)
    id_ = enact()
    assert queries.number("metrics.min_sample", LATER - timedelta.resolution) == 10
    assert queries.number("metrics.min_sample", LATER) == 20
    assert [row.value for row in queries.history("metrics.min_sample")] == [10, 20]
    [fact] = facts_of(id_)
    assert (fact.kind, fact.area_path) == ("standards.enacted", settings.LINLI_DISTRICT)
    assert fact.data == {"key": "metrics.min_sample", "valid_from": LATER.isoformat()}


def test_enact_a_stricter_limit() -> None:
    standards_in_tables(NOW)
    value = {"step": "close", "mode": "fast", "urgency": "normal", "kind": "default", "term": "2 wd"}
    enact(key="limit.close.fast.normal", value=value)
    assert str(queries.limit("close", urgency="normal", mode="fast", at=NOW).term) == "3 wd"
    assert str(queries.limit("close", urgency="normal", mode="fast", at=LATER).term) == "2 wd"


def test_enact_another_yellow_share_counts_from_its_moment() -> None:
    standards_in_tables(NOW)
    enact(key=rules.YELLOW, value={"percent": 50, "term": "2 wd"})
    start, term = local("2026-03-16 09:00"), Term.parse("60 wm")
    due = local("2026-03-16 10:00")
    assert queries.calendar(NOW).yellow_from(start, term, due) == local("2026-03-16 09:48")
    assert queries.calendar(LATER).yellow_from(start, term, due) == local("2026-03-16 09:30")


@pytest.mark.parametrize("actor, changes, error", [
    (STRANGER, {}, Forbidden),
    (ELSEWHERE, {}, Forbidden),
    (ADMIN, {"key": "metrics.nothing"}, rules.Unknown),
    (ADMIN, {"valid_from": LATER - timedelta.resolution}, rules.TooSoon),
    (ADMIN, {"citation": ""}, rules.NoCitation),
    (ADMIN, {"value": []}, rules.WrongValue),
    (ADMIN, {"key": rules.YELLOW, "value": {"percent": 100, "term": "1 wd"}}, rules.WrongValue),
    (ADMIN, {"key": rules.YELLOW, "value": {"percent": 20, "term": "soon"}}, rules.WrongValue),
])  # fmt: skip
def test_enact_refused_changes_nothing(actor, changes, error) -> None:
    standards_in_tables(NOW)
    before = Standard.objects.count()
    with pytest.raises(error):
        enact(actor, **changes)
    assert Standard.objects.count() == before
    assert facts_of(rules.row_id("metrics.min_sample", LATER)) == []


def test_the_same_press_twice_enacts_once_and_for_another_value_is_refused() -> None:
    standards_in_tables(NOW)
    first = enact(client_id="press")
    assert enact(client_id="press") == first
    assert len(facts_of(first)) == 1
    for other in ({"value": 25}, {"key": "limit.close.fast.normal"}):
        with pytest.raises(Conflict):
            enact(client_id="press", **other)


def test_enact_twice_is_refused() -> None:
    standards_in_tables(NOW)
    enact()
    with pytest.raises(rules.AlreadyEnacted):
        enact()


def test_a_holiday_notice_is_known_a_minute_later_and_told() -> None:
    standards_in_tables(NOW)
    notice = [
        Holiday(date(2027, 1, 1), True, "元旦", "通知", NOW),
        Holiday(date(2027, 1, 2), False, "补班", "通知", NOW),
    ]
    assert actions.import_holidays(actor=ADMIN, days=notice, now=NOW) == 2
    assert queries.calendar(NOW).is_workday(date(2027, 1, 1))
    assert queries.calendar(NOW).is_provisional(date(2027, 1, 1))
    assert not queries.calendar(LATER).is_workday(date(2027, 1, 1))
    assert queries.calendar(LATER).is_workday(date(2027, 1, 2))
    assert not queries.calendar(LATER).is_provisional(date(2027, 1, 1))
    [fact] = facts_of(rules.row_id("holidays", NOW))
    assert fact.kind == "standards.holidays_announced"
    assert fact.data == {"years": [2027], "days": 2, "known_from": LATER.isoformat()}


def test_a_holiday_notice_may_not_change_the_past() -> None:
    standards_in_tables(NOW)
    with pytest.raises(rules.PastHoliday):
        actions.import_holidays(actor=ADMIN, days=[Holiday(date(2026, 3, 10), True, "x", "y", NOW)], now=NOW)
    with pytest.raises(Forbidden):
        actions.import_holidays(actor=ELSEWHERE, days=[], now=NOW)


def test_rows_cannot_be_edited() -> None:
    actions.load_pack(actor=LOADER, name="parameters", now=NOW)
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE standards_standard SET value = '1'")

"""Recurrences over the working calendar, slots and their deadlines, who is next, weeks held."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from linli.kernel.errors import Invalid
from linli.kernel.tests.calendars import calendar_2026, local
from linli.places.rules import booking, noting, recurring, weeks
from linli.places.rules.booking import Asked, Waits
from linli.places.rules.recurring import LAST, Recurrence
from linli.places.rules.weeks import Sat, Weeks
from linli.places.words import Every, OffReason, OnHoliday, SittingState

CALENDAR = calendar_2026()
MON, WED, SAT = 0, 2, 5


def rule(every: Every = Every.WEEK, begins: str = "2026-01-05", **more: object) -> Recurrence:
    return Recurrence(every, date.fromisoformat(begins), **{"weekday": WED, **more})  # type: ignore[arg-type]


def laid(one: Recurrence, first: str, last: str) -> list[str]:
    days = recurring.days_of(one, date.fromisoformat(first), date.fromisoformat(last), CALENDAR)
    return [day.held_on.isoformat()[5:] for day in days]


@pytest.mark.parametrize(
    "what, one, first, last, days",
    [
        ("every Wednesday", rule(), "2026-03-02", "2026-03-25", ["03-04", "03-11", "03-18", "03-25"]),
        ("both ends count", rule(), "2026-03-04", "2026-03-04", ["03-04"]),
        ("a day later it does not", rule(), "2026-03-05", "2026-03-10", []),
        ("not before it begins", rule(begins="2026-03-11"), "2026-03-01", "2026-03-18", ["03-11", "03-18"]),
        ("not after its last day", rule(last_on=date(2026, 3, 10)), "2026-03-01", "2026-03-31", ["03-04"]),
        ("on its last day", rule(last_on=date(2026, 3, 11)), "2026-03-01", "2026-03-31", ["03-04", "03-11"]),
        ("every other week", rule(interval=2), "2026-03-01", "2026-03-31", ["03-04", "03-18"]),
        ("the week it begins in counts", rule(interval=2, begins="2026-01-12"), "2026-03-01", "2026-03-31",
         ["03-11", "03-25"]),
        ("first of the month", rule(Every.MONTH, nth=1), "2026-04-01", "2026-05-31", ["04-01", "05-06"]),
        ("second", rule(Every.MONTH, nth=2), "2026-04-01", "2026-05-31", ["04-08", "05-13"]),
        ("last, of four or five", rule(Every.MONTH, nth=LAST), "2026-03-01", "2026-04-30", ["03-25", "04-29"]),
        ("single days, each once", rule(Every.DAYS, days=(date(2026, 5, 2), date(2026, 3, 3), date(2026, 3, 3))),
         "2026-03-01", "2026-05-31", ["03-03", "05-02"]),
    ],
)  # fmt: skip
def test_the_days_of_a_plan(what: str, one: Recurrence, first: str, last: str, days: list[str]) -> None:
    assert laid(one, first, last) == days


@pytest.mark.parametrize(
    "what, one, first, last, days",
    [
        ("National Day: the next working day", rule(), "2026-10-07", "2026-10-07", ["10-08"]),
        ("left out", rule(on_holiday=OnHoliday.SKIP), "2026-09-30", "2026-10-14", ["09-30", "10-14"]),
        ("held all the same", rule(on_holiday=OnHoliday.KEEP), "2026-10-07", "2026-10-07", ["10-07"]),
        ("two Mondays of one holiday are one sitting", rule(weekday=MON), "2026-02-09", "2026-03-02",
         ["02-09", "02-24", "03-02"]),
        ("also when one looks from within", rule(weekday=MON), "2026-02-20", "2026-03-02", ["03-02"]),
        ("a Saturday made a working day", rule(weekday=SAT, on_holiday=OnHoliday.KEEP), "2026-10-10", "2026-10-10",
         ["10-10"]),
        ("a single day stays as written", rule(Every.DAYS, days=(date(2026, 10, 1),)), "2026-10-01", "2026-10-01",
         ["10-01"]),
    ],
)  # fmt: skip
def test_days_off(what: str, one: Recurrence, first: str, last: str, days: list[str]) -> None:
    assert laid(one, first, last) == days


@pytest.mark.parametrize(
    "field, one",
    [
        ("last_on", rule(last_on=date(2026, 1, 4))),
        ("days", rule(Every.DAYS)),
        ("interval", rule(interval=0)),
        ("interval", rule(interval=13)),
        ("nth", rule(Every.MONTH, nth=5)),
        ("nth", rule(Every.MONTH, nth=0)),
        ("weekday", rule(weekday=7)),
        ("on_holiday", rule(weekday=SAT)),
    ],
)
def test_a_recurrence_that_makes_no_sense(field: str, one: Recurrence) -> None:
    with pytest.raises(Invalid) as refused:
        recurring.check(one)
    assert refused.value.field == field


def test_the_edges_of_a_recurrence_make_sense() -> None:
    for one in (rule(last_on=date(2026, 1, 5)), rule(interval=12), rule(Every.MONTH, nth=LAST), rule(interval=1)):
        assert recurring.check(one) is one


NINE, ELEVEN = local("2026-03-18 09:00"), local("2026-03-18 11:00")
ASKED = Asked(NINE, ELEVEN, SittingState.PLANNED, 15, 1)
MIN = timedelta(minutes=1)


@pytest.mark.parametrize(
    "minutes, slot, count", [(120, 15, 8), (120, 25, 4), (120, 120, 1), (119, 120, 0), (45, 15, 3)]
)
def test_only_whole_slots(minutes: int, slot: int, count: int) -> None:
    assert len(booking.slots_of(NINE, NINE + minutes * MIN, slot)) == count


@pytest.mark.parametrize(
    "what, now, slot_at, refusal",
    [
        ("long before", NINE - 60 * 24 * MIN, NINE, None),
        ("the last moment", NINE - 60 * MIN, NINE, None),
        ("one moment too late", NINE - 60 * MIN + timedelta.resolution, NINE, booking.TooLate),
        ("a later slot still can", NINE - 30 * MIN, NINE + 30 * MIN, None),
        ("not once it has begun, even for later", NINE, NINE + 105 * MIN, booking.NotOpen),
        ("no such slot", NINE - 60 * 24 * MIN, NINE + 1 * MIN, Invalid),
        ("the end is no slot", NINE - 60 * 24 * MIN, ELEVEN, Invalid),
    ],
)
def test_until_when_a_slot_can_be_booked(what: str, now: datetime, slot_at: datetime, refusal: type | None) -> None:
    if refusal is None:
        booking.check_slot(ASKED, slot_at, now=now, closes_min=60)
        assert booking.is_bookable(ASKED, slot_at, now=now, closes_min=60)
    else:
        with pytest.raises(refusal):
            booking.check_slot(ASKED, slot_at, now=now, closes_min=60)


@pytest.mark.parametrize("state", [SittingState.HELD, SittingState.CALLED_OFF])
def test_nothing_is_booked_that_is_not_planned(state: SittingState) -> None:
    with pytest.raises(booking.NotOpen):
        booking.check_slot(Asked(NINE, ELEVEN, state, 15, 1), NINE, now=NINE - 600 * MIN, closes_min=60)


@pytest.mark.parametrize("seats, taken, seat", [(1, set(), 1), (3, {1, 3}, 2), (3, {1, 2}, 3)])
def test_the_lowest_free_seat(seats: int, taken: set[int], seat: int) -> None:
    assert booking.seat_of(Asked(NINE, ELEVEN, SittingState.PLANNED, 15, seats), taken) == seat


def test_a_full_slot() -> None:
    with pytest.raises(booking.Full):
        booking.seat_of(Asked(NINE, ELEVEN, SittingState.PLANNED, 15, 2), {1, 2})


@pytest.mark.parametrize(
    "what, begin, end, does",
    [
        ("before, touching", 480, 540, False), ("one minute over", 480, 541, True), ("inside", 550, 560, True),
        ("after, touching", 660, 700, False), ("the same", 540, 660, True),
    ],
)  # fmt: skip
def test_overlap(what: str, begin: int, end: int, does: bool) -> None:
    day = local("2026-03-18 00:00")
    assert booking.overlap((NINE, ELEVEN), (day + begin * MIN, day + end * MIN)) is does
    assert booking.overlap((day + begin * MIN, day + end * MIN), (NINE, ELEVEN)) is does


def test_bookings_move_with_their_sitting_or_stop_it() -> None:
    one = uuid4()
    later = NINE + timedelta(days=1)
    assert booking.moved({one: NINE + 30 * MIN}, NINE, later, later + 45 * MIN, 15) == {one: later + 30 * MIN}
    with pytest.raises(booking.CutsBookings) as refused:
        booking.moved({one: NINE + 30 * MIN}, NINE, later, later + 44 * MIN, 15)
    assert refused.value.params["n"] == 1


@pytest.mark.parametrize(
    "what, waiting, now, number",
    [
        ("as they came", [(1, None), (2, None)], 0, 1),
        ("whose time has come goes first", [(1, None), (2, 0)], 0, 2),
        ("the earlier time first", [(1, 15), (2, 0)], 15, 2),
        ("early is not due", [(2, None), (3, 15)], 14, 2),
        ("early and first stays first", [(1, 15), (2, None)], 0, 1),
    ],
)
def test_who_is_next(what: str, waiting: list[tuple[int, int | None]], now: int, number: int) -> None:
    there = [Waits(UUID(int=n), n, None if at is None else NINE + at * MIN) for n, at in waiting]
    assert booking.next_of(there, NINE + now * MIN).number == number


def test_nobody_waits() -> None:
    with pytest.raises(booking.NobodyWaits):
        booking.next_of([], NINE)


@pytest.mark.parametrize(
    "field, hours",
    [("ends", (540, 540, 15, 1)), ("ends", (540, 1441, 15, 1)), ("slot_min", (540, 550, 15, 1)),
     ("slot_min", (540, 600, 4, 1)), ("slot_min", (0, 600, 241, 1)), ("seats", (540, 600, 15, 0)),
     ("seats", (540, 600, 15, 21))],
)  # fmt: skip
def test_hours_that_make_no_sense(field: str, hours: tuple[int, int, int, int]) -> None:
    with pytest.raises(Invalid) as refused:
        booking.check_hours(*hours)
    assert refused.value.field == field
    for fine in ((540, 541 + 14, 15, 1), (0, 1440, 240, 20), (540, 600, 5, 1)):
        booking.check_hours(*fine)


def sat(day: str, state: SittingState, reason: OffReason | None = None) -> Sat:
    return Sat(date.fromisoformat(day), state, reason)


def test_weeks_held_of_weeks_planned() -> None:
    rows = [
        sat("2026-03-04", SittingState.HELD),
        sat("2026-03-08", SittingState.CALLED_OFF, OffReason.WEATHER),  # Sunday of the week that was held
        sat("2026-03-09", SittingState.CALLED_OFF, OffReason.STAFF),
        sat("2026-03-18", SittingState.PLANNED),
        sat("2026-03-25", SittingState.CALLED_OFF, OffReason.ENDED),
    ]
    assert weeks.weeks_of(rows) == Weeks(planned=3, held=1)
    assert [Weeks(3, 1).per_cent, Weeks(3, 2).per_cent, Weeks(8, 1).per_cent, Weeks(0, 0).per_cent] == [
        33,
        67,
        13,
        None,
    ]


@pytest.mark.parametrize("note", ["打 13900000001 找他", "身份证 370203199001011234", "鲁B12345 停在门口"])
def test_a_note_beside_advice_holds_nothing_personal(note: str) -> None:
    with pytest.raises(noting.HasPersonal):
        noting.note_of(note)
    assert noting.note_of("  已告知  带身份证和房产证 ") == "已告知 带身份证和房产证"
    with pytest.raises(Invalid):
        noting.note_of("长" * 121)

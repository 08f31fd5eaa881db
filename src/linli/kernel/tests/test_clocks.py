"""The clocks: vectors K1-K14 of domain-spec §7.4, edges, and what holds for all terms."""

import timeit
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.clocks import Calendar, Clock, ClockStands, Interval, NoOffset, OutOfCalendar, Term, WrongTerm
from linli.kernel.tests.calendars import calendar_2026, local

CALENDAR = calendar_2026()
ALL = tuple(Clock)
MINUTES = (Clock.NATURAL, Clock.WORKING)


@pytest.mark.parametrize("what, start, term, due", [
    ("K1 mid-autumn 25-27 off", "2026-09-24 16:30", "420 wm", "2026-09-28 16:30"),
    ("K2 Sunday works", "2026-09-18 17:00", "840 wm", "2026-09-21 17:00"),
    ("K3 National Day, Saturday works", "2026-09-29 10:00", "2100 wm", "2026-10-12 10:00"),
    ("K4 Saturday works", "2026-05-08 17:20", "60 wm", "2026-05-09 09:50"),
    ("K5 lunch", "2026-03-11 12:10", "30 wm", "2026-03-11 14:00"),
    ("K6 at the close", "2026-03-13 17:30", "1 wm", "2026-03-16 09:01"),
    ("K7 Spring Festival", "2026-02-13 15:00", "1260 wm", "2026-02-25 15:00"),
    ("K8 five working days over October", "2026-09-24 16:30", "5 wd", "2026-10-09 17:30"),
    ("K9 five working days over Spring Festival", "2026-02-13 15:00", "5 wd", "2026-02-27 17:30"),
    ("K10 after the close", "2026-04-30 18:00", "1 wd", "2026-05-06 17:30"),
    ("K11 Saturday works", "2026-05-08 10:00", "2 wd", "2026-05-11 17:30"),
    ("K12 last day is a holiday", "2026-09-16 00:00", "15 d", "2026-10-08 17:30"),
    ("K13 last day is a holiday", "2026-01-31 00:00", "15 d", "2026-02-24 17:30"),
    ("K14 at night", "2026-02-03 03:12", "60 min", "2026-02-03 04:12"),
    ("the last minute before lunch", "2026-03-11 11:59", "1 wm", "2026-03-11 12:00"),
    ("one minute more", "2026-03-11 11:59", "2 wm", "2026-03-11 13:31"),
    ("a whole day ends at its close", "2026-03-11 09:00", "420 wm", "2026-03-11 17:30"),
    ("nothing owed", "2026-03-14 03:00", "0 wm", "2026-03-14 03:00"),
    ("seconds are kept", "2026-03-11 09:00:30", "1 wm", "2026-03-11 09:01:30"),
    ("first minute of the day: the day is not counted", "2026-03-11 00:00", "1 wd", "2026-03-12 17:30"),
    ("last minute of the day: the day is not counted", "2026-03-11 23:59", "1 wd", "2026-03-12 17:30"),
])  # fmt: skip
def test_due(what: str, start: str, term: str, due: str) -> None:
    assert CALENDAR.due(local(start), Term.parse(term)) == local(due), what


def test_due_is_aware_utc() -> None:
    assert CALENDAR.due(local("2026-03-11 09:00"), Term.parse("1 wd")).tzinfo is UTC


def march(text: str) -> datetime:
    """Return the moment of 2026 written ``03-11 09:00``."""
    return local(f"2026-{text}")


@pytest.mark.parametrize("what, start, term, pause, due", [
    ("at night, nothing changes", "03-11 17:00", "60 wm", ("03-11 18:00", "03-12 08:00"), "03-12 09:30"),
    ("over lunch, nothing changes", "03-11 11:30", "60 wm", ("03-11 12:00", "03-11 13:30"), "03-11 14:00"),
    ("a weekend, nothing changes", "03-13 17:00", "60 wm", ("03-13 17:30", "03-16 09:00"), "03-16 09:30"),
    ("one working hour", "03-11 09:00", "60 wm", ("03-11 09:30", "03-11 10:30"), "03-11 11:00"),
    ("before the start, nothing changes", "03-11 09:00", "60 wm", ("03-10 09:00", "03-11 09:00"), "03-11 10:00"),
    ("half before the start", "03-11 09:00", "60 wm", ("03-10 09:00", "03-11 09:10"), "03-11 10:10"),
    ("at the end, nothing changes", "03-11 09:00", "60 wm", ("03-11 10:00", "03-11 11:00"), "03-11 10:00"),
    ("natural minutes at night", "03-11 23:00", "60 min", ("03-11 23:30", "03-12 00:30"), "03-12 01:00"),
    ("one close paused", "03-09 10:00", "2 wd", ("03-10 10:00", "03-11 10:00"), "03-12 17:30"),
    ("no close paused", "03-09 10:00", "2 wd", ("03-10 10:00", "03-10 17:00"), "03-11 17:30"),
    ("from the close to the morning", "03-09 10:00", "2 wd", ("03-10 17:30", "03-11 09:00"), "03-11 17:30"),
    ("a weekend, working days", "03-12 10:00", "2 wd", ("03-13 18:00", "03-16 08:00"), "03-16 17:30"),
    ("a weekend, calendar days", "03-12 10:00", "4 d", ("03-13 18:00", "03-16 08:00"), "03-18 17:30"),
])  # fmt: skip
def test_pauses_are_subtracted_on_the_same_clock(
    what: str, start: str, term: str, pause: tuple[str, str], due: str
) -> None:
    pauses = (Interval(march(pause[0]), march(pause[1])),)
    assert CALENDAR.due(march(start), Term.parse(term), pauses) == march(due), what


@pytest.mark.parametrize("term", ["60 min", "60 wm", "1 wd", "2 d"])
def test_a_pause_without_end_stops_the_clock(term: str) -> None:
    start = local("2026-03-11 09:00")
    with pytest.raises(ClockStands):
        CALENDAR.due(start, Term.parse(term), (Interval(local("2026-03-11 09:30"), None),))
    late = (Interval(local("2026-03-20 09:30"), None),)
    assert CALENDAR.due(start, Term.parse(term), late) == CALENDAR.due(start, Term.parse(term))


def test_overlapping_pauses_count_once() -> None:
    start = local("2026-03-11 09:00")
    pauses = (
        Interval(local("2026-03-11 09:10"), local("2026-03-11 09:40")),
        Interval(local("2026-03-11 09:20"), local("2026-03-11 09:30")),
        Interval(local("2026-03-11 09:35"), local("2026-03-11 09:50")),
    )
    assert CALENDAR.due(start, Term.parse("20 wm"), pauses) == local("2026-03-11 10:00")


@pytest.mark.parametrize("what, start, days, end", [
    ("midnight ends a working day", "2026-03-02 10:00", 15, "2026-03-18 00:00"),
    ("moved behind the holidays", "2026-09-16 10:00", 15, "2026-10-09 00:00"),
])  # fmt: skip
def test_end_after_calendar_days_is_midnight(what: str, start: str, days: int, end: str) -> None:
    assert CALENDAR.end_after_calendar_days(local(start), days) == local(end), what


@pytest.mark.parametrize("what, start, term, yellow", [
    ("20 % of five minutes", "2026-03-11 09:00", "5 min", "2026-03-11 09:04"),
    ("20 % of an hour", "2026-03-11 09:00", "60 wm", "2026-03-11 09:48"),
    ("20 % over lunch begins after lunch", "2026-03-11 11:12", "60 wm", "2026-03-11 13:30"),
    ("20 % of a day", "2026-03-11 09:00", "1 wd", "2026-03-12 16:06"),
    ("five days: one working day, both shares equal", "2026-03-09 09:00", "5 wd", "2026-03-16 09:00"),
    ("ten days: one working day is shorter", "2026-03-09 09:00", "10 wd", "2026-03-23 09:00"),
    ("calendar days: one working day", "2026-03-02 09:00", "15 d", "2026-03-17 09:00"),
    ("a natural week: 20 %", "2026-03-09 10:00", "10080 min", "2026-03-15 00:24"),
    ("thirty natural days: one working day is shorter", "2026-03-02 10:00", "43200 min", "2026-03-31 10:00"),
])  # fmt: skip
def test_yellow_from(what: str, start: str, term: str, yellow: str) -> None:
    begin, parsed = local(start), Term.parse(term)
    assert CALENDAR.yellow_from(begin, parsed, CALENDAR.due(begin, parsed)) == local(yellow), what


@pytest.mark.parametrize("what, percent, longest, term, yellow", [
    ("the standard", 20, "1 wd", "5 wd", "2026-03-16 09:00"),
    ("a greater share, the day binds", 50, "1 wd", "5 wd", "2026-03-16 09:00"),
    ("a greater share and more days", 50, "2 wd", "5 wd", "2026-03-13 09:00"),
    ("working minutes", 20, "60 wm", "5 wd", "2026-03-16 16:30"),
    ("natural hours", 20, "2 h", "5 wd", "2026-03-16 15:30"),
    ("calendar days", 50, "1 d", "5 wd", "2026-03-15 17:30"),
    ("a greater share of natural minutes", 50, "1 wd", "10 min", "2026-03-09 09:05"),
])  # fmt: skip
def test_yellow_follows_its_standard(what: str, percent: int, longest: str, term: str, yellow: str) -> None:
    calendar = replace(CALENDAR, yellow=(percent, Term.parse(longest)))
    begin, parsed = local("2026-03-09 09:00"), Term.parse(term)
    assert calendar.yellow_from(begin, parsed, calendar.due(begin, parsed)) == local(yellow), what


def test_a_year_without_notice_is_provisional_and_follows_the_weekday() -> None:
    assert CALENDAR.is_provisional(date(2027, 1, 1))
    assert not CALENDAR.is_provisional(date(2026, 7, 1))
    assert CALENDAR.is_workday(date(2027, 1, 1))
    assert not CALENDAR.is_workday(date(2027, 1, 2))


def test_explain_tells_every_day_left_out() -> None:
    lines = CALENDAR.explain(local("2026-09-18 17:00"), Term.parse("5 wd"))
    assert [line.text.zh for line in lines] == [
        "2026年9月18日（周五）17:00 起算，当日不计入（民法典第二百零一条）",
        "期限 5 个工作日，止于最后一日下班 17:30（民法典第二百零三条）",
        "2026年9月19日（周六）周末休息，不计",
        "2026年9月20日（周日）调休上班，计入",
        "应于 2026年9月24日（周四）17:30 前完成",
    ]
    assert lines[-1].text.en == "Due by Thu 2026-09-24 17:30"
    assert lines[-1].at == local("2026-09-24 17:30")


def test_explain_joins_holidays_and_tells_pauses() -> None:
    pause = Interval(local("2026-10-08 09:00"), local("2026-10-08 10:00"))
    lines = CALENDAR.explain(local("2026-09-30 17:00"), Term.parse("60 wm"), (pause,))
    assert [line.text.en for line in lines] == [
        "From Wed 2026-09-30 17:00",
        "Term 1 working hour, counted on working days 09:00-12:00, 13:30-17:30",
        "Thu 2026-10-01 to Wed 2026-10-07: National Day, not counted",
        "Paused from Thu 2026-10-08 09:00 to Thu 2026-10-08 10:00, not counted",
        "Due by Thu 2026-10-08 10:30",
    ]


def test_explain_tells_a_moved_end_and_a_standing_clock_and_a_provisional_year() -> None:
    moved = CALENDAR.explain(local("2026-09-16 09:00"), Term.parse("15 d"))
    assert (
        moved[-2].text.zh
        == "最后一日 2026年10月1日（周四）是休息日，顺延到 2026年10月8日（周四）（民法典第二百零三条）"
    )
    standing = CALENDAR.explain(
        local("2026-03-11 09:00"), Term.parse("60 wm"), (Interval(local("2026-03-11 09:30"), None),)
    )
    assert [line.text.en for line in standing][-2:] == [
        "Paused since Wed 2026-03-11 09:30",
        "The due time is set when the clock resumes",
    ]
    later = CALENDAR.explain(local("2026-12-31 09:00"), Term.parse("1 wd"))
    assert "2027 年放假安排尚未公布，暂按周一至周五计算" in [line.text.zh for line in later]


@pytest.mark.parametrize("text, clock, amount, zh, en", [
    ("60 wm", Clock.WORKING, 60, "1 个工作小时", "1 working hour"),
    ("630 wm", Clock.WORKING, 630, "10.5 个工作小时", "10.5 working hours"),
    ("5wd", Clock.WORKING_DAYS, 5, "5 个工作日", "5 working days"),
    ("2 h", Clock.NATURAL, 120, "2 个小时", "2 hours"),
    ("15 d", Clock.CALENDAR_DAYS, 15, "15 日", "15 calendar days"),
    ("1 min", Clock.NATURAL, 1, "1 分钟", "1 minute"),
])  # fmt: skip
def test_terms_are_written_and_said(text: str, clock: Clock, amount: int, zh: str, en: str) -> None:
    term = Term.parse(text)
    assert (term.clock, term.amount, term.text.zh, term.text.en) == (clock, amount, zh, en)
    assert Term.parse(str(term)) == term


@pytest.mark.parametrize("text", ["", "5", "wd", "5 days", "-1 wd", "1.5 wd", "5 wd 3"])
def test_what_is_no_term(text: str) -> None:
    with pytest.raises(WrongTerm):
        Term.parse(text)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(NoOffset):
        CALENDAR.due(local("2026-03-11 09:00").replace(tzinfo=None), Term.parse("1 wd"))


def test_outside_the_calendar() -> None:
    with pytest.raises(OutOfCalendar):
        CALENDAR.is_workday(date(1991, 12, 31))
    with pytest.raises(OutOfCalendar):
        CALENDAR.due(datetime(2091, 12, 30, tzinfo=UTC), Term.parse("5 wd"))


def test_a_short_term_is_computed_fast() -> None:
    start, term = local("2026-03-11 09:00"), Term.parse("60 wm")
    best = min(timeit.repeat(lambda: CALENDAR.due(start, term), number=200, repeat=5)) / 200
    assert best < 100e-6


moments = st.integers(0, 428 * 24 * 3600).map(
    lambda second: datetime(2025, 12, 1, tzinfo=UTC) + timedelta(seconds=second)
)
amounts = st.integers(0, 6000)
days = st.integers(0, 60)


def terms(clocks: tuple[Clock, ...] = ALL) -> st.SearchStrategy[Term]:
    """Return terms of sensible length on the given clocks."""
    return st.sampled_from(clocks).flatmap(lambda c: st.builds(Term, st.just(c), amounts if c in MINUTES else days))


@st.composite
def pause_lists(draw: st.DrawFn) -> tuple[Interval, ...]:
    """Draw up to three pauses."""
    starts = draw(st.lists(moments, max_size=3))
    return tuple(Interval(s, s + timedelta(minutes=draw(st.integers(0, 20000)))) for s in starts)


@given(moments, terms(), pause_lists())
def test_never_due_before_the_start_and_a_pause_never_hurries(start, term, pauses) -> None:
    plain = CALENDAR.due(start, term)
    assert start <= plain <= CALENDAR.due(start, term, pauses)
    assert start <= CALENDAR.yellow_from(start, term, plain) <= plain


@given(moments, moments, terms(), pause_lists())
def test_a_later_start_is_never_due_earlier(one, other, term, pauses) -> None:
    first, second = sorted((one, other))
    assert CALENDAR.due(first, term, pauses) <= CALENDAR.due(second, term, pauses)


@given(moments, terms(), st.integers(0, 500), pause_lists())
def test_a_longer_term_is_never_due_earlier(start, term, more, pauses) -> None:
    longer = Term(term.clock, term.amount + more % 40)
    assert CALENDAR.due(start, term, pauses) <= CALENDAR.due(start, longer, pauses)


@given(moments, terms((Clock.NATURAL, Clock.WORKING, Clock.WORKING_DAYS)), pause_lists())
def test_elapsed_until_due_is_the_term(start, term, pauses) -> None:
    assert CALENDAR.elapsed(term.clock, start, CALENDAR.due(start, term, pauses), pauses) == term.amount


@given(moments, terms((Clock.CALENDAR_DAYS,)), pause_lists())
def test_calendar_days_have_run_at_least_the_term(start, term, pauses) -> None:
    assert CALENDAR.elapsed(term.clock, start, CALENDAR.due(start, term, pauses), pauses) >= term.amount


@given(moments, terms((Clock.NATURAL, Clock.WORKING, Clock.WORKING_DAYS)), st.integers(0, 40))
def test_two_terms_after_another_are_their_sum(start, term, more) -> None:
    middle = CALENDAR.due(start, term)
    total = Term(term.clock, term.amount + more)
    assert CALENDAR.due(middle, Term(term.clock, more)) == CALENDAR.due(start, total)


@given(moments, moments, moments)
def test_minutes_of_two_stretches_are_those_of_the_whole(a, b, c) -> None:
    first, middle, last = sorted(moment.replace(second=0, microsecond=0) for moment in (a, b, c))
    for clock in MINUTES:
        whole = CALENDAR.elapsed(clock, first, last)
        assert CALENDAR.elapsed(clock, first, middle) + CALENDAR.elapsed(clock, middle, last) == whole


@given(moments, st.sampled_from(["2026-03-13", "2026-02-14", "2026-09-24"]), st.integers(0, 900), terms())
def test_a_pause_outside_working_time_changes_nothing(start, evening, minutes, term) -> None:
    begin = local(f"{evening} 17:30")
    pauses = (Interval(begin, begin + timedelta(minutes=minutes)),)
    if term.clock is not Clock.NATURAL:
        assert CALENDAR.due(start, term, pauses) == CALENDAR.due(start, term)


@given(moments, terms())
def test_the_explanation_ends_with_the_due_moment(start, term) -> None:
    lines = CALENDAR.explain(start, term)
    assert lines[-1].at == CALENDAR.due(start, term)
    assert all(line.text.zh and line.text.en for line in lines)


def test_calendars_of_the_same_days_are_equal() -> None:
    assert calendar_2026() == CALENDAR
    assert Calendar() != CALENDAR

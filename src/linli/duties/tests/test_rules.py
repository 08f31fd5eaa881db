"""When a duty is due and how it may move: boundaries, then what holds for all duties."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.duties import rules
from linli.duties.tests.factories import AREA, CALENDAR, NOW
from linli.duties.words import Card, Cause, DutyRow, Moved, State
from linli.kernel.clocks import Calendar, Clock, Interval, Term
from linli.kernel.ids import new_id
from linli.kernel.tests.calendars import local
from linli.kernel.words import Text


def duty(term: str | Term = "60 wm", *, start: datetime = NOW, due: datetime | None = None, **changes) -> DutyRow:
    """Return a running duty."""
    counted = Term.parse(term) if isinstance(term, str) else term
    escalation = Term.parse("1 wd")
    times = rules.times(CALENDAR, start, counted, escalation)
    values: dict[str, Any] = {
        "id": new_id(), "subject": ("appeals", new_id()), "deed": "dispatch.accept", "step": "accept", "owed_by": None,
        "owed_role": "unit", "area_path": AREA, "term": counted, "escalation": escalation, "standard_id": new_id(),
        "citation": "§ 1", "started_at": start, "due_at": due or times.due_at, "yellow_at": times.yellow_at,
        "escalate_at": times.escalate_at, "paused_at": None, "state": State.OPEN, "met_at": None,
        "yellow_told_at": None, "red_told_at": None, "escalated_at": None, "is_postponed": False, "computed_at": start,
    }  # fmt: skip
    return DutyRow(**values | changes)


@pytest.mark.parametrize("what, term, escalation, due, yellow, escalate", [
    ("an hour", "60 wm", "1 wd", "03-11 10:00", "03-11 09:48", "03-12 17:30"),
    ("an emergency", "5 min", "30 min", "03-11 09:05", "03-11 09:04", "03-11 09:35"),
    ("three days", "3 wd", "1 wd", "03-16 17:30", "03-16 11:48", "03-17 17:30"),
    ("ten days", "10 wd", "1 wd", "03-25 17:30", "03-25 09:00", "03-26 17:30"),
])  # fmt: skip
def test_times(what, term, escalation, due, yellow, escalate) -> None:
    times = rules.times(CALENDAR, NOW, Term.parse(term), Term.parse(escalation))
    wanted = tuple(local(f"2026-{moment}") for moment in (due, yellow, escalate))
    assert (times.due_at, times.yellow_at, times.escalate_at) == wanted, what


@pytest.mark.parametrize("what, at, card", [
    ("the last green moment", local("2026-03-11 09:48") - timedelta.resolution, Card.GREEN),
    ("yellow begins", local("2026-03-11 09:48"), Card.YELLOW),
    ("the due moment is in time", local("2026-03-11 10:00"), Card.YELLOW),
    ("one moment later is red", local("2026-03-11 10:00") + timedelta.resolution, Card.RED),
])  # fmt: skip
def test_cards(what, at, card) -> None:
    assert duty().card(at) is card, what


def test_cards_of_a_paused_and_of_a_met_duty() -> None:
    assert duty(state=State.PAUSED, paused_at=NOW).card(local("2026-03-12 10:00")) is Card.STILL
    assert duty(state=State.MET, met_at=local("2026-03-11 09:50")).card(local("2026-03-12 10:00")) is Card.GREEN
    assert duty(state=State.LATE, met_at=local("2026-03-11 10:01")).card(local("2026-03-12 10:00")) is Card.RED


@pytest.mark.parametrize("what, term, begin, end, due", [
    ("an hour", "60 wm", "03-11 09:30", "03-11 10:30", "03-11 11:00"),
    ("overnight", "60 wm", "03-11 09:30", "03-12 09:30", "03-12 10:00"),
    ("at night nothing changes", "420 wm", "03-11 17:30", "03-12 08:00", "03-11 17:30"),
    ("one close", "2 wd", "03-12 10:00", "03-13 10:00", "03-16 17:30"),
    ("no close", "2 wd", "03-12 10:00", "03-12 17:00", "03-13 17:30"),
    ("from the close on", "2 wd", "03-12 17:30", "03-13 10:00", "03-13 17:30"),
    ("after the due moment", "60 wm", "03-11 10:00", "03-12 10:00", "03-11 10:00"),
])  # fmt: skip
def test_resumed(what, term, begin, end, due) -> None:
    pause = Interval(local(f"2026-{begin}"), local(f"2026-{end}"))
    assert rules.resumed(duty(term), (pause,), CALENDAR).due_at == local(f"2026-{due}"), what


def test_a_postponed_duty_keeps_its_promised_date_and_moves_by_its_pause() -> None:
    promised = duty("2 wd", due=local("2026-03-20 17:30"), is_postponed=True)
    pause = Interval(local("2026-03-12 10:00"), local("2026-03-13 10:00"))
    assert rules.resumed(promised, (pause,), CALENDAR).due_at == local("2026-03-23 17:30")
    assert rules.announced(promised, (), Calendar()) is None


@pytest.mark.parametrize("what, to_due, approval, error", [
    ("a moment later", local("2026-03-11 10:00") + timedelta.resolution, new_id(), None),
    ("the same moment", local("2026-03-11 10:00"), new_id(), rules.NotLater),
    ("later without approval", local("2026-03-12 10:00"), None, rules.NoApproval),
])  # fmt: skip
def test_postponed(what, to_due, approval, error) -> None:
    if error is None:
        assert rules.postponed(duty(), to_due, approval, CALENDAR).due_at == to_due, what
    else:
        with pytest.raises(error):
            rules.postponed(duty(), to_due, approval, CALENDAR)


NEW_NOTICE = Calendar({**CALENDAR.days, local("2026-03-12 12:00").date(): (True, "放假")})
MADE_UP = Calendar({**CALENDAR.days, local("2026-03-14 12:00").date(): (False, "补班")})


@pytest.mark.parametrize("what, role, calendar, due", [
    ("a day off: the office's deadline stays", "unit", NEW_NOTICE, None),
    ("a make-up day: the office's deadline comes earlier", "unit", MADE_UP, "2026-03-14 17:30"),
    ("a day off: the resident gets a day", "resident", NEW_NOTICE, "2026-03-17 17:30"),
    ("a make-up day: the resident's deadline stays", "resident", MADE_UP, None),
])  # fmt: skip
def test_a_holiday_notice_moves_deadlines_only_to_the_residents_favour(what, role, calendar, due) -> None:
    new = rules.announced(duty("3 wd", owed_role=role), (), calendar)
    assert (new.due_at if new else None) == (local(due) if due else None), what


def test_a_stricter_limit_counts_from_the_same_start_and_a_longer_one_changes_nothing() -> None:
    running = duty("3 wd")
    escalation = Term.parse("1 wd")
    new = rules.stricter(running, Term.parse("1 wd"), escalation, (), CALENDAR)
    assert new is not None
    assert new.due_at == local("2026-03-12 17:30")
    assert rules.stricter(running, Term.parse("5 wd"), escalation, (), CALENDAR) is None


def test_explained_tells_source_count_changes_and_end() -> None:
    row = duty(state=State.LATE, met_at=local("2026-03-11 12:00"))
    moves = (
        Moved(NOW, Cause.APPROVAL, local("2026-03-11 10:00"), local("2026-03-11 11:00"), "complex", new_id()),
        Moved(NOW, Cause.PAUSE, local("2026-03-11 10:00"), local("2026-03-11 11:00"), "", None),
    )
    lines = rules.explained(row, Text("签收", "Acceptance"), (), moves, CALENDAR)
    assert [line.text.zh for line in lines] == [
        "签收：依据 § 1",
        "2026年3月11日（周三）09:00 起算",
        "期限 1 个工作小时，只计工作日 09:00-12:00、13:30-17:30",
        "应于 2026年3月11日（周三）10:00 前完成",
        "经批准延期：2026-03-11 10:00 改为 2026-03-11 11:00",
        "2026-03-11 12:00 超期完成",
    ]


moments = st.integers(0, 300 * 24 * 60).map(lambda minute: datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=minute))
lengths = st.integers(1, 20000).map(lambda minute: timedelta(minutes=minute))
minutes = st.builds(Term, st.sampled_from([Clock.NATURAL, Clock.WORKING]), st.integers(1, 4000))
workdays = st.builds(Term, st.just(Clock.WORKING_DAYS), st.integers(1, 40))
calendar_days = st.builds(Term, st.just(Clock.CALENDAR_DAYS), st.integers(1, 60))


@given(moments, minutes | workdays, st.lists(st.tuples(lengths, lengths), min_size=1, max_size=3))
def test_resuming_step_by_step_is_counting_without_the_pauses(start, term, steps) -> None:
    row, now = duty(term, start=start), start
    pauses: tuple[Interval, ...] = ()
    for wait, pause in steps:
        begin = now + wait
        now = begin + pause
        pauses += (Interval(begin, now),)
        new = rules.resumed(row, pauses, CALENDAR)
        assert new.due_at >= row.due_at
        row = duty(term, start=start, due=new.due_at)
    assert row.due_at == CALENDAR.due(start, term, pauses)


@given(moments, minutes | workdays | calendar_days, lengths, lengths)
def test_moments_stay_in_order_whatever_happens(start, term, wait, pause) -> None:
    row = duty(term, start=start)
    begin = start + wait
    for new in (
        rules.times(CALENDAR, start, term, row.escalation),
        rules.resumed(row, (Interval(begin, begin + pause),), CALENDAR),
        rules.postponed(row, row.due_at + pause, new_id(), CALENDAR),
        rules.announced(row, (), Calendar()),
    ):
        if new is not None:
            assert start <= new.yellow_at <= new.due_at <= new.escalate_at

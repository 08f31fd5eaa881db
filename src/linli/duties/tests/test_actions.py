"""Owing, meeting, pausing, moving: what is written, with how many statements, and what is refused."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.duties import actions, queries, rules
from linli.duties.models import Duty, DutyMove, DutyPause
from linli.duties.tests.factories import AREA, CALENDAR, NOW, SOMEBODY, limit, owe, owed, subject, unit
from linli.duties.words import Card, Cause, State
from linli.kernel.errors import NotFound
from linli.kernel.ids import new_id
from linli.kernel.tests.calendars import local
from linli.standards import queries as standards
from linli.standards.tests.factories import standards_in_memory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _standards() -> Iterator[None]:
    standards_in_memory()
    yield
    standards.forget()


def test_owe_is_one_statement_and_everything_is_written(django_assert_num_queries) -> None:
    about, office = subject(), unit()
    with django_assert_num_queries(1):
        id_ = actions.owe(
            actor=SOMEBODY, subject=about, deed="dispatch.accept", step="accept", limit=limit(), owed_by=office,
            owed_role="unit", area_path=AREA, start=NOW, now=NOW, calendar=CALENDAR,
        )  # fmt: skip
    with django_assert_num_queries(1):
        [duty] = queries.of(about)
    assert (duty.id, duty.subject, duty.deed, duty.step) == (id_, about, "dispatch.accept", "accept")
    assert (duty.owed_by, duty.owed_role, duty.area_path, duty.citation) == (office, "unit", AREA, "§ 1")
    assert (str(duty.term), str(duty.escalation)) == ("60 wm", "1 wd")
    assert (duty.started_at, duty.due_at) == (NOW, local("2026-03-11 10:00"))
    assert (duty.yellow_at, duty.escalate_at) == (local("2026-03-11 09:48"), local("2026-03-12 17:30"))
    assert (duty.state, duty.paused_at, duty.met_at) == (State.OPEN, None, None)
    assert (duty.yellow_told_at, duty.red_told_at, duty.escalated_at) == (None, None, None)


def test_owe_many_is_one_statement(django_assert_num_queries) -> None:
    about = subject()
    with django_assert_num_queries(1):
        ids = owe(owed(about), owed(about, "3 wd", deed="dispatch.submit_result", step="close"))
    assert [duty.id for duty in queries.of_many([about])[about]] == ids


def test_the_same_step_is_owed_once_by_one_unit_but_by_several_units() -> None:
    about = subject()
    owe(owed(about))
    with pytest.raises(IntegrityError, match="duties_owed_once"), transaction.atomic():
        owe(owed(about))
    owe(owed(about, owed_by=unit()), owed(about, owed_by=unit("370203/370203010")))
    actions.meet(subject=about, deed="dispatch.accept", now=NOW)
    owe(owed(about))
    assert sorted(duty.state for duty in queries.of(about)) == ["met", "met", "met", "open"]


@pytest.mark.parametrize("what, after, state", [
    ("the due moment", timedelta(0), State.MET),
    ("one moment later", timedelta.resolution, State.LATE),
])  # fmt: skip
def test_meet(what, after, state, django_assert_num_queries) -> None:
    about = subject()
    owe(owed(about))
    at = local("2026-03-11 10:00") + after
    with django_assert_num_queries(1):
        met = actions.meet(subject=about, deed="dispatch.accept", now=at)
    assert met is not None
    assert (met.deed, met.step, met.due_at, met.met_at) == ("dispatch.accept", "accept", local("2026-03-11 10:00"), at)
    [duty] = queries.of(about)
    assert (duty.state, duty.met_at, met.is_late) == (state, at, state is State.LATE), what


def test_meet_twice_or_what_is_not_owed_is_none() -> None:
    about = subject()
    owe(owed(about))
    assert actions.meet(subject=("elsewhere", about[1]), deed="dispatch.accept", now=NOW) is None
    assert actions.meet(subject=about, deed="dispatch.submit_result", now=NOW) is None
    assert actions.meet(subject=about, deed="dispatch.accept", now=NOW) is not None
    assert actions.meet(subject=about, deed="dispatch.accept", now=NOW) is None


def test_meet_one_step_or_one_unit() -> None:
    about, first, second = subject(), unit(), unit("370203/370203010")
    owe(owed(about, owed_by=first), owed(about, owed_by=second), owed(about, owed_by=first, step="interim"))
    met = actions.meet(subject=about, deed="dispatch.accept", now=NOW, step="accept", owed_by=second)
    assert met is not None
    assert met.owed_by == second
    assert sorted((duty.step, duty.state.value) for duty in queries.of(about)) == [
        ("accept", "met"), ("accept", "open"), ("interim", "open"),
    ]  # fmt: skip


def test_drop_some_or_all(django_assert_num_queries) -> None:
    about, other = subject(), subject()
    owe(owed(about), owed(about, deed="dispatch.submit_result", step="close"), owed(other))
    with django_assert_num_queries(1):
        assert actions.drop(subject=about, deeds=["dispatch.accept"], now=NOW) == 1
    assert actions.drop(subject=about, now=NOW) == 1
    assert actions.drop(subject=about, now=NOW) == 0
    assert [duty.state for duty in queries.of(about)] == [State.DROPPED, State.DROPPED]
    assert [duty.state for duty in queries.of(other)] == [State.OPEN]


def test_pause_and_resume_move_the_deadline_on_the_same_clock(django_assert_num_queries) -> None:
    about = subject()
    owe(owed(about), owed(about, deed="appeals.review", step="review"))
    with django_assert_num_queries(2):
        stopped = actions.pause(subjects=[about], deeds=["dispatch.accept"], now=local("2026-03-11 09:30"), reason="x")
    assert stopped == 1
    [paused] = [duty for duty in queries.of(about) if duty.deed == "dispatch.accept"]
    assert (paused.state, paused.card(local("2026-04-01 10:00"))) == (State.PAUSED, Card.STILL)
    with django_assert_num_queries(5):
        assert actions.resume(subject=about, now=local("2026-03-12 09:30"), calendar=CALENDAR) == 1
    duty = queries.get(paused.id)
    assert (duty.state, duty.paused_at, duty.due_at) == (State.OPEN, None, local("2026-03-12 10:00"))
    assert duty.yellow_at == local("2026-03-12 09:48")
    [move] = DutyMove.objects.all()
    assert (move.cause, move.from_due, move.to_due) == ("pause", local("2026-03-11 10:00"), duty.due_at)
    [pause] = DutyPause.objects.all()
    assert (pause.started_at, pause.ended_at) == (local("2026-03-11 09:30"), local("2026-03-12 09:30"))


def test_pause_several_subjects_at_once(django_assert_num_queries) -> None:
    one, two, other = subject(), subject(), subject()
    owe(owed(one), owed(two), owed(other))
    with django_assert_num_queries(2):
        assert actions.pause(subjects=[one, two], now=NOW) == 2
    assert [queries.of(about)[0].state for about in (one, two, other)] == [State.PAUSED, State.PAUSED, State.OPEN]


def test_settle_meets_one_deed_and_lets_the_others_go(django_assert_num_queries) -> None:
    about, other = subject(), subject()
    owe(owed(about), owed(about, deed="appeals.review", step="review"), owed(other))
    due = max(duty.due_at for duty in queries.of(about))
    with django_assert_num_queries(1):
        assert actions.settle(subject=about, deed="appeals.review", now=due) == 2
    assert {duty.deed: duty.state for duty in queries.of(about)} == {
        "dispatch.accept": State.DROPPED, "appeals.review": State.MET,
    }  # fmt: skip
    assert [duty.state for duty in queries.of(other)] == [State.OPEN]
    assert actions.settle(subject=about, deed="appeals.review", now=due) == 0
    late = subject()
    owe(owed(late))
    actions.settle(subject=late, deed="dispatch.accept", now=queries.of(late)[0].due_at + timedelta(seconds=1))
    assert [duty.state for duty in queries.of(late)] == [State.LATE]


def test_pause_and_resume_of_nothing_change_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert actions.pause(subjects=[subject()], now=NOW) == 0
    with django_assert_num_queries(1):
        assert actions.resume(subject=subject(), now=NOW, calendar=CALENDAR) == 0


def test_a_paused_duty_can_be_met_and_counts_up_to_its_pause() -> None:
    about = subject()
    owe(owed(about))
    actions.pause(subjects=[about], now=local("2026-03-11 09:30"))
    met = actions.meet(subject=about, deed="dispatch.accept", now=local("2026-05-11 09:30"))
    assert met is not None
    assert not met.is_late


def test_postpone_needs_an_approval_and_keeps_the_old_value(django_assert_num_queries) -> None:
    about, approval = subject(), new_id()
    owe(owed(about))
    later = local("2026-03-13 17:30")
    with pytest.raises(rules.NoApproval):
        actions.postpone(
            subject=about, deed="dispatch.accept", to_due=later, reason="complex", approved_by=None, now=NOW
        )
    with pytest.raises(rules.NotLater):
        actions.postpone(
            subject=about, deed="dispatch.accept", to_due=NOW, reason="complex", approved_by=approval, now=NOW
        )
    with pytest.raises(rules.NotOwed):
        actions.postpone(
            subject=subject(), deed="dispatch.accept", to_due=later, reason="x", approved_by=approval, now=NOW
        )
    assert queries.of(about)[0].due_at == local("2026-03-11 10:00")
    assert not DutyMove.objects.exists()
    with django_assert_num_queries(3):
        before = actions.postpone(
            subject=about, deed="dispatch.accept", to_due=later, reason="complex", approved_by=approval, now=NOW
        )
    assert before.due_at == local("2026-03-11 10:00")
    duty = queries.of(about)[0]
    assert (duty.due_at, duty.is_postponed) == (later, True)
    [move] = DutyMove.objects.all()
    assert (move.from_due, move.to_due, move.approval_id, move.reason) == (before.due_at, later, approval, "complex")


def test_a_later_deadline_without_cause_cannot_be_kept() -> None:
    [id_] = owe()
    with pytest.raises(IntegrityError, match="duties_later_only_with_cause"), transaction.atomic():
        DutyMove.objects.create(duty_id=id_, at=NOW, cause="approval", from_due=NOW, to_due=local("2026-03-12 10:00"))


def test_tighten_moves_only_earlier() -> None:
    about = subject()
    owe(owed(about, "3 wd"))
    call: dict[str, Any] = {
        "subject": about,
        "deed": "dispatch.accept",
        "step": "accept",
        "now": NOW,
        "calendar": CALENDAR,
    }
    assert not actions.tighten(limit=limit("5 wd"), **call)
    assert actions.tighten(limit=limit("1 wd"), **call)
    duty = queries.of(about)[0]
    assert (str(duty.term), duty.due_at) == ("1 wd", local("2026-03-12 17:30"))
    assert DutyMove.objects.get().cause == Cause.STRICTER


def test_reown_keeps_the_clock(django_assert_num_queries) -> None:
    about, other = subject(), unit("370203/370203010")
    owe(owed(about))
    before = queries.of(about)[0]
    with django_assert_num_queries(1):
        moved = actions.reown(subject=about, deeds=None, owed_by=other, area_path="370203/370203010")
    after = queries.of(about)[0]
    assert (moved, after.owed_by, after.area_path) == (1, other, "370203/370203010")
    assert (after.due_at, after.started_at) == (before.due_at, before.started_at)


def test_explain_tells_the_standard_the_count_and_the_changes(django_assert_num_queries) -> None:
    about = subject()
    [id_] = owe(owed(about))
    actions.pause(subjects=[about], now=local("2026-03-11 09:30"))
    actions.resume(subject=about, now=local("2026-03-11 09:40"), calendar=CALENDAR)
    with django_assert_num_queries(2):
        lines = queries.explain(id_)
    assert [line.text.en for line in lines] == [
        "Acceptance after dispatch, by § 1",
        "From Wed 2026-03-11 09:00",
        "Term 1 working hour, counted on working days 09:00-12:00, 13:30-17:30",
        "Paused from Wed 2026-03-11 09:30 to Wed 2026-03-11 09:40, not counted",
        "Due by Wed 2026-03-11 10:10",
    ]
    with pytest.raises(NotFound):
        queries.explain(new_id())


def test_recompute_moves_only_to_the_residents_favour_and_keeps_the_old_value() -> None:
    office, resident = subject(), subject()
    owe(owed(office, "3 wd"), owed(resident, "3 wd", role="resident", deed="appeals.add_info", step="need_info"))
    days = {**CALENDAR.days, local("2026-03-12 12:00").date(): (True, "放假")}
    off = type(CALENDAR)(days)
    assert actions.recompute(after=None, now=NOW, calendar=off) is None
    assert queries.of(office)[0].due_at == local("2026-03-16 17:30")
    assert queries.of(resident)[0].due_at == local("2026-03-17 17:30")
    [move] = DutyMove.objects.all()
    assert (move.cause, move.from_due) == (Cause.HOLIDAYS, local("2026-03-16 17:30"))


def test_recompute_goes_on_where_it_stopped() -> None:
    owe(*(owed(subject(), "3 wd", role="resident") for _ in range(5)))
    days = {**CALENDAR.days, local("2026-03-12 12:00").date(): (True, "放假")}
    off, calls = type(CALENDAR)(days), 1
    last = actions.recompute(after=None, now=NOW, calendar=off, limit=2)
    while last is not None:
        last = actions.recompute(after=last, now=NOW, calendar=off, limit=2)
        calls += 1
    assert calls == 3
    assert Duty.objects.filter(due_at=local("2026-03-17 17:30")).count() == 5

"""An emergency of level I or II lets every clock run day and night, and its end gives the time back (§6.4, S-023)."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from linli.duties import actions, jobs, queries, rules
from linli.duties.models import Duty, DutyMove
from linli.duties.reactions import REACTIONS
from linli.duties.tests.factories import CALENDAR, NOW, owe, owed, subject
from linli.duties.tests.test_rules import duty
from linli.duties.words import Cause, Moved, State
from linli.grid import actions as grid_actions
from linli.grid import queries as grid
from linli.grid.rules.modes import Spell, nearest
from linli.grid.words import Mode
from linli.journal import wiring
from linli.kernel.actor import STRANGER, Subject
from linli.kernel.errors import Forbidden
from linli.kernel.ids import new_id
from linli.kernel.tests.calendars import local
from linli.people.tests import factories as cast
from linli.people.tests.areas import COMMUNITY, DISTRICT, OTHER_STREET, STREET, plant
from linli.standards import queries as standards
from linli.standards.tests.factories import standards_in_memory

BEGUN = local("2026-03-11 10:00")  # a Wednesday
DEED = "dispatch.accept"
SPELL = new_id()


@pytest.mark.parametrize("what, term, now, due", [
    ("working minutes: an hour is an hour", "120 wm", "2026-03-11 10:30", "2026-03-11 12:00"),
    ("over lunch", "240 wm", "2026-03-11 11:30", "2026-03-11 14:00"),
    ("over the night", "420 wm", "2026-03-11 17:00", "2026-03-11 18:30"),
    ("three working days: one day is 24 hours", "3 wd", "2026-03-12 18:00", "2026-03-14 18:00"),
    ("over the weekend", "5 wd", "2026-03-13 09:00", "2026-03-16 09:00"),
    ("what is due today stays", "1 wd", "2026-03-12 09:00", "2026-03-12 17:30"),
    ("never later", "1 wd", "2026-03-11 20:00", "2026-03-12 17:30"),
    ("fifteen days by the calendar", "15 d", "2026-03-16 12:00", "2026-03-26 12:00"),
    ("natural minutes stay", "600 min", "2026-03-11 12:00:30", "2026-03-11 20:00"),
])  # fmt: skip
def test_what_is_left_counts_day_and_night(what, term, now, due) -> None:
    one = duty(term, start=BEGUN)
    times = rules.in_emergency(one, local(now), CALENDAR)
    assert times.due_at == local(due), what
    assert local(now) <= times.yellow_at <= times.due_at <= times.escalate_at


def test_the_ladder_of_an_emergency_is_natural_too() -> None:
    times = rules.in_emergency(duty("5 wd", start=BEGUN), local("2026-03-13 09:00"), CALENDAR)
    assert times.escalate_at == times.due_at + timedelta(days=1)


def moved(cause: Cause, to: str = "2026-03-14 10:00") -> Moved:
    record = SPELL if cause is Cause.EMERGENCY else new_id()
    return Moved(NOW, cause, local("2026-03-18 17:30"), local(to), "", record)


@pytest.mark.parametrize("what, changes, moves, due", [
    ("as it would have been", {}, [moved(Cause.EMERGENCY)], "2026-03-18 17:30"),
    ("the promised date from before", {"is_postponed": True}, [moved(Cause.APPROVAL), moved(Cause.EMERGENCY)],
     "2026-03-18 17:30"),
    ("a date approved meanwhile holds", {"is_postponed": True}, [moved(Cause.EMERGENCY), moved(Cause.APPROVAL)], None),
    ("a stricter limit holds", {"counted": "1 wd"}, [moved(Cause.EMERGENCY), moved(Cause.STRICTER)], None),
    ("it was due as before", {}, [], "2026-03-14 10:00"),
    ("an emergency before this one says nothing", {}, [moved(Cause.APPROVAL)], "2026-03-14 10:00"),
])  # fmt: skip
def test_the_end_gives_the_time_back(what, changes, moves, due) -> None:
    term = changes.get("counted", "5 wd")
    one = duty(term, start=BEGUN, due=local("2026-03-14 10:00"), is_postponed="is_postponed" in changes, spell_id=SPELL)
    times = rules.restored(one, (), moves, local("2026-03-12 09:00"), CALENDAR)
    assert (times and times.due_at) == (local(due) if due else None), what


def test_a_card_that_was_shown_is_not_taken_back() -> None:
    one = duty("5 wd", start=BEGUN, due=local("2026-03-14 10:00"), spell_id=SPELL)
    assert rules.restored(one, (), [moved(Cause.EMERGENCY)], one.due_at, CALENDAR) is None


@pytest.mark.parametrize("path, level", [
    ("370203", 1), ("370203/a", 3), ("370203/a/b", 3), ("370203/a/b/c", 2), ("370203/ab", 1), ("370202", None),
])  # fmt: skip
def test_the_nearest_switch_counts(path, level) -> None:
    spells = [Spell(new_id(), where, at) for where, at in (("370203", 1), ("370203/a", 3), ("370203/a/b/c", 2))]
    found = nearest(spells, path)
    assert (found and found.level) == level


@pytest.fixture
def land(db: None) -> Iterator[None]:
    standards_in_memory()
    plant()
    before = {kind: list(listeners) for kind, listeners in wiring._reactions.items()}
    yield
    wiring._reactions.clear()
    wiring._reactions.update(before)
    standards.forget()


def switch(mode: Mode, path: str = STREET, *, now=BEGUN, level: int | None = 2, is_drill: bool = False) -> None:
    admin = cast.actor("district", DISTRICT)
    grid_actions.set_mode(
        actor=admin, area_path=path, mode=mode, level=level, now=now, is_drill=is_drill, reason="台风"
    )


def owed_at(path: str, term: str = "5 wd", **more) -> tuple[Subject, UUID]:
    about = subject()
    [id_] = owe(owed(about, term, start=BEGUN, area=path, **more))
    return about, id_


def test_open_duties_there_are_switched_and_back(land: None) -> None:
    (about, here), (_, other) = owed_at(COMMUNITY), owed_at(OTHER_STREET)
    before = queries.get(here)
    switch(Mode.EMERGENCY)
    friday = local("2026-03-13 09:00")
    assert jobs.switch_clocks(friday) == 1
    during = queries.get(here)
    assert (during.due_at, during.spell_id is not None) == (local("2026-03-16 09:00"), True)
    assert queries.get(other).due_at == before.due_at
    assert jobs.switch_clocks(friday + timedelta(minutes=1)) == 0
    lines = [line.text.zh for line in queries.explain(here)]
    assert lines[-1] == "本地区转入急时，余下时间昼夜连续计算：2026-03-18 17:30 改为 2026-03-16 09:00"
    switch(Mode.NORMAL, now=friday + timedelta(hours=4), level=None)
    assert jobs.switch_clocks(friday + timedelta(hours=4)) == 1
    after = queries.get(here)
    assert (after.due_at, after.yellow_at, after.escalate_at) == (before.due_at, before.yellow_at, before.escalate_at)
    assert after.spell_id is None
    lines = [line.text.zh for line in queries.explain(here)]
    assert lines[-1] == "急时结束，恢复原来的计时：2026-03-16 09:00 改为 2026-03-18 17:30"
    assert [(move.cause, move.approval_id) for move in DutyMove.objects.filter(duty_id=here).order_by("id")] == [
        ("emergency", during.spell_id),
        ("restored", during.spell_id),
    ]
    assert actions.meet(subject=about, deed=DEED, now=after.due_at) is not None


def test_what_is_owed_during_it_is_switched_by_the_next_sweep(land: None) -> None:
    switch(Mode.EMERGENCY, DISTRICT, level=1)
    _, id_ = owed_at(COMMUNITY, "3 wd")
    assert queries.get(id_).due_at == local("2026-03-16 17:30")
    jobs.sweep(BEGUN + timedelta(seconds=15))
    assert queries.get(id_).due_at == BEGUN + timedelta(days=3, seconds=15)


@pytest.mark.parametrize(
    "what, level, is_drill", [("level III", 3, False), ("level IV", 4, False), ("a drill", 1, True)]
)
def test_lesser_warnings_and_drills_change_no_deadline(land: None, what, level, is_drill) -> None:
    _, id_ = owed_at(COMMUNITY)
    switch(Mode.EMERGENCY, level=level, is_drill=is_drill)
    assert jobs.switch_clocks(BEGUN) == 0, what
    assert queries.get(id_).due_at == local("2026-03-18 17:30")


def test_a_lesser_warning_inside_a_greater_one_keeps_its_own_clocks(land: None) -> None:
    (_, inside), (_, outside) = owed_at(COMMUNITY), owed_at(OTHER_STREET)
    switch(Mode.EMERGENCY, DISTRICT, level=1)
    switch(Mode.EMERGENCY, STREET, level=3)
    assert jobs.switch_clocks(BEGUN) == 1
    assert (queries.get(inside).spell_id, queries.get(outside).spell_id is not None) == (None, True)


def test_what_a_resident_may_do_and_what_is_over_keep_their_time(land: None) -> None:
    _, own = owed_at(COMMUNITY, role="resident")
    _, late = owed_at(COMMUNITY, "60 wm")
    done, met = owed_at(COMMUNITY)
    actions.meet(subject=done, deed=DEED, now=BEGUN)
    switch(Mode.EMERGENCY)
    assert jobs.switch_clocks(local("2026-03-12 09:00")) == 0
    assert [queries.get(id_).spell_id for id_ in (own, late, met)] == [None, None, None]


def test_a_pause_in_an_emergency_is_natural_time(land: None) -> None:
    about, id_ = owed_at(COMMUNITY)
    switch(Mode.EMERGENCY)
    jobs.switch_clocks(local("2026-03-13 09:00"))
    night = local("2026-03-13 20:00")
    actions.pause(subjects=[about], now=night)
    assert jobs.switch_clocks(night) == 0
    actions.resume(subject=about, now=night + timedelta(hours=6), calendar=CALENDAR)
    assert queries.get(id_).due_at == local("2026-03-16 15:00")


def test_switching_clocks_takes_the_right_and_costs_two_statements_in_normal_times(
    land: None, django_assert_num_queries
) -> None:
    _, id_ = owed_at(COMMUNITY)
    with django_assert_num_queries(2):
        assert jobs.switch_clocks(BEGUN) == 0
    switch(Mode.EMERGENCY)
    with pytest.raises(Forbidden):
        actions.switch_clocks(actor=STRANGER, spells=grid.spells(BEGUN), now=BEGUN, calendar=CALENDAR)
    assert queries.get(id_).state is State.OPEN
    assert not DutyMove.objects.exists()


def test_many_duties_are_switched_in_batches(land: None) -> None:
    for _ in range(3):
        owed_at(COMMUNITY)
    switch(Mode.EMERGENCY)
    one_by_one = {"actor": jobs.SWITCHER, "spells": grid.spells(BEGUN), "now": BEGUN, "calendar": CALENDAR}
    assert [actions.switch_clocks(limit=2, **one_by_one) for _ in range(3)] == [2, 1, 0]
    assert Duty.objects.filter(spell_id__isnull=False).count() == 3


def test_the_switch_itself_puts_down_a_parcel(land: None) -> None:
    [(kind, reaction)] = [one for one in REACTIONS if one[0] == "grid.mode_switched"]
    wiring.subscribe(kind, reaction)
    switch(Mode.EMERGENCY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'duties.switch_clocks'")
        assert cursor.fetchone() == (1,)

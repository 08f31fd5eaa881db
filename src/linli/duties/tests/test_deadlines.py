"""I10: a deadline never moves later without a pause or an approval, whatever is done in whatever order."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.duties import actions, jobs, queries
from linli.duties.models import DutyMove
from linli.duties.tests.factories import AREA, CALENDAR, NOW, limit, owe, owed, subject
from linli.duties.words import Cause
from linli.grid.rules.modes import Spell
from linli.kernel.errors import Refused
from linli.kernel.ids import new_id
from linli.standards import queries as standards
from linli.standards.tests.factories import standards_in_memory

pytestmark = pytest.mark.django_db

DEED = "dispatch.accept"
steps = st.sampled_from(
    ["pause", "resume", "postpone", "tighten", "recompute", "reown", "sweep", "emergency", "normal"]
)
SPELL = Spell(new_id(), AREA, 1)
waits = st.integers(1, 3000).map(lambda minute: timedelta(minutes=minute))
terms = st.sampled_from(["30 min", "60 wm", "630 wm", "1 wd", "3 wd", "10 wd", "15 d"])


@pytest.fixture(autouse=True)
def _standards() -> Iterator[None]:
    standards_in_memory()
    yield
    standards.forget()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms, st.lists(st.tuples(steps, waits, terms), max_size=8))
def test_later_only_by_pause_or_approval(term, story) -> None:
    about, now = subject(), NOW
    [id_] = owe(owed(about, term))
    for step, wait, other in story:
        now += wait
        before = queries.get(id_)
        moves = DutyMove.objects.filter(duty_id=id_).count()
        try:
            do(step, about, now, other)
        except Refused:
            assert queries.get(id_) == before
        after = queries.get(id_)
        if after.due_at == before.due_at:
            assert DutyMove.objects.filter(duty_id=id_).count() == moves
            continue
        move = DutyMove.objects.filter(duty_id=id_).latest("id")
        assert (move.from_due, move.to_due) == (before.due_at, after.due_at)
        if after.due_at > before.due_at:
            with_record = {Cause.APPROVAL, Cause.RESTORED}
            assert move.cause == Cause.PAUSE or (move.cause in with_record and move.approval_id)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms, waits, waits)
def test_an_emergency_alone_never_wins_an_office_time(term, first, second) -> None:
    about = subject()
    [id_] = owe(owed(about, term))
    before = queries.get(id_)
    for spells, at in (([SPELL], NOW + first), ([], NOW + first + second)):
        actions.switch_clocks(actor=jobs.SWITCHER, spells=spells, now=at, calendar=CALENDAR)
        assert queries.get(id_).due_at <= before.due_at
    after = queries.get(id_)
    if queries.get(id_).due_at > NOW + first + second:
        assert (after.due_at, after.yellow_at, after.escalate_at) == (
            before.due_at,
            before.yellow_at,
            before.escalate_at,
        )


def do(step, about, now, term) -> None:
    """Do one of the deeds that touch a deadline."""
    if step == "pause":
        actions.pause(subjects=[about], now=now)
    elif step == "resume":
        actions.resume(subject=about, now=now, calendar=CALENDAR)
    elif step == "postpone":
        due = now + timedelta(days=2)
        actions.postpone(subject=about, deed=DEED, to_due=due, reason="complex", approved_by=new_id(), now=now)
    elif step == "tighten":
        actions.tighten(subject=about, deed=DEED, step="accept", limit=limit(term), now=now, calendar=CALENDAR)
    elif step == "recompute":
        actions.recompute(after=None, now=now, calendar=type(CALENDAR)())
    elif step in {"emergency", "normal"}:
        spells = [SPELL] if step == "emergency" else []
        actions.switch_clocks(actor=jobs.SWITCHER, spells=spells, now=now, calendar=CALENDAR)
    elif step == "reown":
        actions.reown(subject=about, deeds=[DEED], owed_by=None, area_path="370203")
    else:
        jobs.sweep(now)

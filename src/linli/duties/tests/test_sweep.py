"""The ladder: every rung told once, with several workers, after a standstill, after a kill -9."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import OperationalError

from linli.duties import actions, jobs, queries
from linli.duties.models import Duty
from linli.duties.reactions import REACTIONS
from linli.duties.tests.factories import NOW, SOMEBODY, owe, owed, subject
from linli.duties.words import Breach, Swept
from linli.journal import wiring
from linli.journal.actions import record
from linli.journal.models import Fact
from linli.journal.queries import facts_of
from linli.kernel.actor import STRANGER
from linli.kernel.errors import Forbidden
from linli.kernel.ids import new_id
from linli.kernel.tests.calendars import local
from linli.standards.events import HolidaysAnnounced

DUE, ESCALATE = local("2026-03-11 10:00"), local("2026-03-12 17:30")


@pytest.fixture
def reactions() -> Iterator[None]:
    """Forget what a test subscribed."""
    before = {kind: list(listeners) for kind, listeners in wiring._reactions.items()}
    yield
    wiring._reactions.clear()
    wiring._reactions.update(before)


def told(duty_id) -> list[str]:
    """Return the kinds of facts told of a duty, in order."""
    return [fact.kind for fact in facts_of(duty_id)]


@pytest.mark.django_db
@pytest.mark.parametrize("what, at, swept", [
    ("the last quiet moment", local("2026-03-11 09:48") - timedelta.resolution, Swept()),
    ("yellow begins", local("2026-03-11 09:48"), Swept(yellow=1)),
    ("the due moment is not overdue", DUE, Swept(yellow=1)),
    ("one moment later, red instead of yellow", DUE + timedelta.resolution, Swept(overdue=1)),
    ("the last moment before escalation", ESCALATE - timedelta.resolution, Swept(overdue=1)),
    ("escalation, red first", ESCALATE, Swept(overdue=1, escalated=1)),
])  # fmt: skip
def test_rungs(what, at, swept) -> None:
    owe()
    assert jobs.sweep(at) == swept, what


@pytest.mark.django_db
def test_each_rung_is_told_once_in_order_with_what_reactions_need() -> None:
    about = subject()
    [id_] = owe(owed(about))
    for at in (local("2026-03-11 09:50"), DUE + timedelta(minutes=1), ESCALATE, ESCALATE + timedelta(days=9)):
        jobs.sweep(at)
        jobs.sweep(at)
    assert told(id_) == ["duties.yellow", "duties.overdue", "duties.escalate"]
    fact = facts_of(id_)[1]
    assert (fact.actor_name, fact.at, fact.area_path) == (
        "system:duties.sweep",
        DUE + timedelta(minutes=1),
        owed().area_path,
    )
    assert fact.data == {
        "subject_room": "works", "subject_id": str(about[1]), "deed": "dispatch.accept", "step": "accept",
        "owed_by": None, "owed_role": "unit", "due_at": DUE.isoformat(),
    }  # fmt: skip


@pytest.mark.django_db
def test_an_emergency_escalates_after_thirty_minutes() -> None:
    [id_] = owe(owed(term="5 min", escalation="30 min"))
    assert jobs.sweep(local("2026-03-11 09:34")) == Swept(overdue=1)
    assert jobs.sweep(local("2026-03-11 09:35")) == Swept(escalated=1)
    assert told(id_) == ["duties.overdue", "duties.escalate"]


@pytest.mark.django_db
def test_paused_met_and_dropped_duties_are_left_alone() -> None:
    paused, met, dropped = subject(), subject(), subject()
    owe(owed(paused), owed(met), owed(dropped))
    actions.pause(subjects=[paused], now=NOW)
    actions.meet(subject=met, deed="dispatch.accept", now=NOW)
    actions.drop(subject=dropped, now=NOW)
    assert jobs.sweep(ESCALATE) == Swept()


@pytest.mark.django_db
def test_telling_costs_four_statements_and_needs_the_deed(django_assert_num_queries) -> None:
    [id_] = owe()
    with pytest.raises(Forbidden):
        actions.tell_breach(actor=STRANGER, duty_id=id_, breach=Breach.OVERDUE, now=ESCALATE)
    assert told(id_) == []
    assert queries.get(id_).red_told_at is None
    with django_assert_num_queries(6):  # and two for the savepoint around them
        assert actions.tell_breach(actor=jobs.SWEEPER, duty_id=id_, breach=Breach.OVERDUE, now=ESCALATE)
    assert not actions.tell_breach(actor=jobs.SWEEPER, duty_id=id_, breach=Breach.OVERDUE, now=ESCALATE)


@pytest.mark.django_db
def test_a_quiet_sweep_is_five_statements(django_assert_num_queries) -> None:
    owe()
    with django_assert_num_queries(5):
        jobs.sweep(NOW)


@pytest.mark.django_db
def test_one_broken_reaction_does_not_hold_up_the_others_and_is_tried_again(reactions, caplog) -> None:
    broken, sound = owe(owed(), owed())
    state = {"is_broken": True}

    def react(fact) -> None:
        if fact.subject_id == broken and state["is_broken"]:
            raise RuntimeError("cannot")

    wiring.subscribe("duties.overdue", react)
    assert jobs.sweep(DUE + timedelta(minutes=1)) == Swept(overdue=1, yellow=1, failed=1)
    assert (told(broken), told(sound)) == (["duties.yellow"], ["duties.overdue"])
    assert queries.get(broken).red_told_at is None
    assert "could not be told" in caplog.text
    state["is_broken"] = False
    assert jobs.sweep(DUE + timedelta(minutes=2)) == Swept(overdue=1)


@pytest.mark.django_db
def test_a_limit_leaves_the_rest_for_the_next_sweep() -> None:
    owe(*(owed() for _ in range(5)))
    assert [jobs.sweep(DUE + timedelta(minutes=1), limit=2).overdue for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.django_db
def test_a_holiday_notice_enqueues_the_recomputation(reactions) -> None:
    [(kind, reaction)] = [one for one in REACTIONS if one[0] == "standards.holidays_announced"]
    wiring.subscribe(kind, reaction)
    event = HolidaysAnnounced(new_id(), (2027,), 2, NOW)
    record(event, actor=SOMEBODY, at=NOW, area_path="370203")
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'duties.recompute'")
        assert cursor.fetchall() == [(NOW + timedelta(seconds=30),)]


@pytest.mark.django_db(transaction=True)
def test_four_workers_tell_every_breach_exactly_once() -> None:
    ids = owe(*(owed() for _ in range(40)))
    start = threading.Barrier(4)
    swept: list[Swept] = []

    def work() -> None:
        try:
            start.wait()
            swept.append(jobs.sweep(ESCALATE))
            swept.append(jobs.sweep(ESCALATE))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    jobs.sweep(ESCALATE)
    counted = Counter(Fact.objects.values_list("subject_id", "kind"))
    assert counted == {(id_, kind): 1 for id_ in ids for kind in ("duties.overdue", "duties.escalate")}
    assert sum(one.failed for one in swept) == 0


@pytest.mark.django_db(transaction=True)
def test_the_sweep_gives_way_to_somebody_who_holds_what_a_reaction_needs(reactions) -> None:
    about = subject()
    [id_] = owe()
    other = owe(owed(about))[0]

    def react(fact) -> None:
        if fact.subject_id == id_:
            Duty.objects.select_for_update().get(id=other)

    wiring.subscribe("duties.overdue", react)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT 1 FROM duties_duty WHERE id = %s FOR UPDATE", [other])
                held.set()
                done.wait(10)
                cursor.execute("ROLLBACK")
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    try:
        with pytest.raises(OperationalError):
            actions.tell_breach(actor=jobs.SWEEPER, duty_id=id_, breach=Breach.OVERDUE, now=ESCALATE)
    finally:
        done.set()
        holder.join()
    assert told(id_) == []
    assert actions.tell_breach(actor=jobs.SWEEPER, duty_id=id_, breach=Breach.OVERDUE, now=ESCALATE)


KILLED = """
import os, sys, django
django.setup()
from datetime import datetime
from linli.duties import jobs
from linli.journal import wiring
from linli.journal.actions import record
count = 0
def react(fact):
    global count
    count += 1
    if count == 3:
        print("in the middle", flush=True)
        sys.stdin.readline()
wiring.subscribe("duties.overdue", react)
jobs.sweep(datetime.fromisoformat(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_kill_9_in_the_middle_of_a_sweep_leaves_nothing_half_done() -> None:
    ids = owe(*(owed() for _ in range(6)))
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    environ = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, ESCALATE.isoformat()], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"in the middle\n"
        child.send_signal(signal.SIGKILL)
    assert Fact.objects.count() == 2
    assert Duty.objects.filter(red_told_at__isnull=False).count() == 2
    for _ in range(50):  # the server notices the dead connection and frees the row
        jobs.sweep(ESCALATE)
        if Fact.objects.count() == 12:
            break
        time.sleep(0.1)
    counted = Counter(Fact.objects.values_list("subject_id", "kind"))
    assert counted == {(id_, kind): 1 for id_ in ids for kind in ("duties.overdue", "duties.escalate")}

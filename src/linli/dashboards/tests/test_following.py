"""From facts to figures: what the rooms say is what is counted, once, live or rebuilt."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from linli.appeals.actions import archiving, correcting, owing, rating, registering, withdrawing
from linli.appeals.models import Appeal
from linli.appeals.rules.correcting import Field
from linli.appeals.words import Mode, Outcome, Satisfied, Solved
from linli.dashboards import actions, queries
from linli.dashboards.models import CaseFigure, Mark, OrderFigure
from linli.dashboards.queries import FOLLOWER
from linli.dashboards.queries.freshness import PATIENCE
from linli.dashboards.rules import Weights
from linli.dashboards.rules.measuring import measure
from linli.dashboards.rules.periods import Period
from linli.dispatch.actions import issuing, results, supervising, taking
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import ContactMeans
from linli.duties.models import Duty
from linli.grid import queries as grid
from linli.journal import actions as journal
from linli.journal import wiring
from linli.journal.models import Fact, Follower
from linli.people import queries as people
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT, GRID, STREET
from linli.people.words import Role
from linli.standards import queries as standards

LOG = django_settings.LOG_NAME
LATER = MONDAY + timedelta(days=3)
WEEK = Period(MONDAY - timedelta(days=1), MONDAY + timedelta(days=6))


def feed(now: Any = MONDAY) -> None:
    while journal.integrate(log=LOG, now=now):
        pass
    while journal.feed_followers():
        pass


def handled(town: Town, *, contact_after: int = 30, solved: Solved = Solved.SOLVED) -> tuple[UUID, UUID]:
    """Carry an appeal from the report to the rating; the contact comes after so many minutes."""
    appeal_id = make.triaged(town)
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units["enforcement"], now=MONDAY)
    clerk = town.of("enforcement")
    taking.accept(actor=clerk, order_id=order_id, now=MONDAY)
    contacted = MONDAY + timedelta(minutes=contact_after)
    taking.first_contact(actor=clerk, order_id=order_id, means=ContactMeans.PHONE, note="已联系", now=contacted)
    done = MONDAY + timedelta(hours=4)
    taking.log_action(actor=clerk, order_id=order_id, note="现场清理", now=done, is_on_site=True)
    with transaction.atomic():
        make.evidence(appeal_id, order_id, clerk, now=done)
    results.submit_result(actor=clerk, order_id=order_id, outcome=Outcome.SOLVED, reply="已清理,每天巡查。", now=done)
    results.approve_result(actor=town.street, order_id=order_id, now=done)
    rating.rate(
        actor=cast.resident(("appeals", appeal_id)), appeal_id=appeal_id, solved=solved,
        satisfied=Satisfied.SATISFIED if solved is Solved.SOLVED else Satisfied.DISSATISFIED, now=done,
    )  # fmt: skip
    return appeal_id, order_id


def rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    return tuple(list(model.objects.order_by("pk").values()) for model in (CaseFigure, OrderFigure, Mark))  # type: ignore[return-value]


def test_a_report_becomes_figures(town):
    appeal_id, order_id = handled(town)
    handled(town, contact_after=61)
    make.register(town, "路灯不亮")
    feed()
    case = CaseFigure.objects.get(id=appeal_id)
    assert (case.area_path, case.group, case.unit_id) == (GRID, "street", town.units["enforcement"])
    assert (case.response_min, case.response_working_min, case.hops, case.units_count) == (30, 30, 1, 1)
    assert (case.closed_level, case.solved, case.satisfied) == (3, "solved", "satisfied")
    assert case.closed_at == case.answered_at == MONDAY + timedelta(hours=4)
    assert (case.is_closed_in_time, case.close_due_at) == (True, make.at("2026-03-19 17:30"))
    order = OrderFigure.objects.get(id=order_id)
    assert (order.is_contacted_in_time, order.is_in_time, order.is_exempt) == (True, True, False)
    assert order.contact_due_at == make.at("2026-03-16 10:00")
    tally = queries.figures(DISTRICT, WEEK)
    assert (tally.registered, tally.open, tally.closed, tally.valid, tally.staged) == (3, 1, 2, 2, 2)
    assert (tally.dispatched, tally.exempt, tally.contacted, tally.timed, tally.on_time) == (2, 0, 1, 2, 2)
    rates = {code: value.number for code, value in measure(tally, Weights()).items()}
    assert (rates["response_rate"], rates["resolution_rate"], rates["response_mean"]) == (5000, 10_000, 46)
    assert queries.figures(STREET, WEEK).closed == 2


def test_figures_follow_what_changes_afterwards(town):
    appeal_id, _ = handled(town, solved=Solved.UNSOLVED)
    feed()
    before = CaseFigure.objects.get(id=appeal_id)
    assert (before.state, before.closed_at, before.solved) == ("revisit", None, "unsolved")
    other = make.triaged(town, now=LATER)
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=other, unit_id=town.units["enforcement"], now=LATER)
    feed(LATER)
    assert OrderFigure.objects.get(id=order_id).ended_at is None
    withdrawing.withdraw(
        actor=cast.resident(("appeals", other)), appeal_id=other, reason="solved", now=LATER + timedelta(minutes=1)
    )
    feed(LATER)
    order = OrderFigure.objects.get(id=order_id)
    assert (CaseFigure.objects.get(id=other).state, order.state, order.is_exempt) == ("withdrawn", "cancelled", True)


def test_repeats_supervision_and_checked_withdrawals(town):
    """A small world by hand: six reports, of them two repeats; two withdrawn, one of them asked by phone."""
    first = make.triaged(town, "util.sewer")
    again = make.triaged(town, "util.sewer", now=MONDAY + timedelta(days=1))
    other_kind = make.triaged(town, "street.mobile_vendor", now=MONDAY + timedelta(days=1))
    stranger = registering.Reporter("李叔", "13900000002")
    other_person = make.triaged(town, "util.sewer", now=MONDAY + timedelta(days=1), reporter=stranger)
    vendor = make.triaged(town, "street.mobile_vendor", now=MONDAY + timedelta(days=1), reporter=stranger)
    third = make.triaged(town, "util.sewer", now=MONDAY + timedelta(days=2))
    supervising.supervise(actor=town.supervisor, appeal_id=first, note="为何未办", now=LATER)
    for appeal_id in (vendor, other_kind):
        withdrawing.withdraw(
            actor=cast.resident(("appeals", appeal_id)), appeal_id=appeal_id, reason="solved", now=LATER
        )
    Duty.objects.filter(deed="appeals.spot_check").delete()
    with transaction.atomic():
        owing.owe(
            Appeal.objects.get(id=other_kind), owing.SPOT_CHECK, "spot_check", Role.REVISITOR, actor=town.agent,
            now=LATER,
        )  # fmt: skip
    withdrawing.record_spot_check(
        actor=town.revisitor, appeal_id=other_kind, was_pressed=False, reached=True, now=LATER
    )
    feed(LATER)
    found = {row.id: row for row in CaseFigure.objects.all()}
    assert {id_: row.repeats_id for id_, row in found.items()} == {
        first: None, again: first, other_kind: None, other_person: None, vendor: None, third: again,
    }  # fmt: skip
    assert [found[id_].supervise_count for id_ in (first, again)] == [1, 0]
    tally = queries.figures(DISTRICT, WEEK)
    assert (tally.registered, tally.repeated, tally.withdrawn, tally.spot_checked) == (6, 2, 2, 1)
    rates = {code: value.number for code, value in measure(tally, Weights()).items()}
    assert (rates["repeat_rate"], rates["spot_check_rate"], rates["supervised_rate"]) == (3333, 5000, None)


def test_what_repeats_is_counted_anew_when_the_earlier_one_changes(town):
    first = make.triaged(town, "util.sewer")
    again = make.triaged(town, "util.sewer", now=MONDAY + timedelta(days=1))
    feed()
    assert queries.figures(DISTRICT, WEEK).repeated == 1
    one, two = (cast.actor("admin", DISTRICT) for _ in range(2))
    correcting.ask_correction(
        actor=one, appeal_id=first, field=Field.CATEGORY, value="util.gas", reason="填错", now=LATER
    )
    correcting.decide_correction(actor=two, appeal_id=first, approve=True, now=LATER)
    feed(LATER)
    assert CaseFigure.objects.get(id=again).repeats_id is None
    assert queries.figures(DISTRICT, WEEK).repeated == 0
    assert (queries.kinds(DISTRICT, WEEK).category) == {"util.gas": 1, "util.sewer": 1}


def test_a_withdrawn_one_stays_withdrawn_in_the_archive(town):
    appeal_id = make.triaged(town)
    withdrawing.withdraw(actor=cast.resident(("appeals", appeal_id)), appeal_id=appeal_id, reason="solved", now=MONDAY)
    Duty.objects.filter(deed="appeals.spot_check").delete()
    assert archiving.archive(appeal_id=appeal_id, now=MONDAY + timedelta(days=40))
    feed(LATER)
    row = CaseFigure.objects.get(id=appeal_id)
    assert (row.state, row.is_withdrawn, row.is_spot_checked, row.ended_at) == ("archived", True, False, MONDAY)


def test_taking_it_in_hand_is_the_first_contact(town):
    appeal_id = make.triaged(town, "env.corridor_clutter", mode=Mode.INSTANT)
    order_id = issuing.self_handle(actor=town.li, appeal_id=appeal_id, now=MONDAY)
    feed()
    order = OrderFigure.objects.get(id=order_id)
    assert (order.contacted_at, order.is_exempt, order.is_contacted_in_time) == (MONDAY, False, True)


def test_a_rebuild_gives_the_same_rows(town):
    handled(town)
    feed()
    handled(town, contact_after=90, solved=Solved.UNSOLVED)
    make.register(town)
    feed()
    live = rows()
    assert [len(part) for part in live] == [3, 2, 1]
    actions.rebuild()
    assert rows() == ([], [], [])
    assert queries.as_of(MONDAY).position == -1
    while journal.feed_followers(limit=7):
        pass
    assert rows() == live


def test_drafts_are_nobodys_business(town):
    appeal_id = make.register(town)
    Appeal.objects.filter(id=appeal_id).update(state="draft")
    feed()
    assert not CaseFigure.objects.exists()


def test_the_mark_says_up_to_where(town, django_assert_num_queries):
    with django_assert_num_queries(3):
        nothing = queries.as_of(MONDAY)
    assert (nothing.position, nothing.at, nothing.waiting, nothing.is_stale) == (-1, None, 0, False)
    make.register(town)
    now = MONDAY + PATIENCE
    assert queries.as_of(now - timedelta(seconds=1)).is_stale is False
    assert queries.as_of(now).is_stale is True
    journal.integrate(log=LOG, now=now)
    waits = queries.as_of(now + PATIENCE)
    assert (waits.waiting, waits.is_stale) == (Fact.objects.count(), True)
    journal.feed_followers()
    found = queries.as_of(now + timedelta(days=1))
    last = Fact.objects.order_by("-position")[0].position
    assert (found.position, found.at, found.waiting, found.is_stale) == (last, MONDAY, 0, False)


def test_statements_do_not_grow_with_the_facts(town):
    def counted() -> int:
        journal.integrate(log=LOG, now=MONDAY)
        with CaptureQueriesContext(connection) as seen:
            journal.feed_followers()
        return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in seen)

    handled(town)
    counted()
    handled(town)
    one = counted()
    for _ in range(5):
        handled(town)
    assert counted() == one <= 27


@pytest.fixture
def committed(transactional_db: None, only_dashboards: None, settings: object, tmp_path: object) -> Iterator[Town]:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    yield make.town()
    for room in (grid, people, standards):
        room.forget()


def test_two_feeders_at_once_count_each_fact_once(committed, monkeypatch):
    for _ in range(4):
        handled(committed)
    while journal.integrate(log=LOG, now=MONDAY):
        pass
    size = Fact.objects.count()
    seen: list[int] = []
    together = Barrier(2)
    follower = wiring._followers[FOLLOWER]

    def noted(facts: Any) -> None:
        seen.extend(fact.position for fact in facts)
        follower.handler(facts)

    monkeypatch.setattr(wiring, "_followers", {FOLLOWER: wiring.Follow(FOLLOWER, None, noted)})

    def feeder() -> None:
        try:
            together.wait(10)
            while journal.feed_followers(limit=3):
                pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(feeder) for _ in range(2)]:
            done.result(60)
    assert sorted(seen) == seen == list(range(size))
    assert Follower.objects.get(name=FOLLOWER).position == size
    assert queries.figures(DISTRICT, WEEK).closed == 4


def test_a_feeder_that_breaks_leaves_nothing_half_counted(committed, monkeypatch):
    handled(committed)
    while journal.integrate(log=LOG, now=MONDAY):
        pass

    def breaks(*given: Any, **named: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(Mark, "__init__", breaks)
        with pytest.raises(RuntimeError):
            journal.feed_followers()
    assert not CaseFigure.objects.exists()
    assert queries.as_of(MONDAY).position == -1
    feed()
    assert CaseFigure.objects.count() == 1

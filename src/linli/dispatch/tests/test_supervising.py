"""Supervision orders: who sees them from which side, how they are answered and closed (T27, T58)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from linli.dispatch.actions import ending, escalating, supervising
from linli.dispatch.models import Supervision
from linli.dispatch.queries import supervisions
from linli.dispatch.queries.supervisions import Filter
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.tests.steps import finish, handled_by
from linli.dispatch.words import Cause, Side, SupervisionState
from linli.kernel.actor import Actor
from linli.kernel.errors import Forbidden, Invalid, NotFound
from linli.people.tests import factories as cast
from linli.people.tests.areas import DISTRICT, STREET

WAITING, ANSWERED, CLOSED = SupervisionState
TOMORROW_NIGHT = MONDAY + timedelta(days=1, hours=12)


@pytest.fixture
def asked(town: Town) -> tuple[UUID, UUID]:
    """A case in hand of the enforcement office, and the supervisor's order to it."""
    appeal_id, _ = handled_by(town, "enforcement")
    return appeal_id, supervising.supervise(actor=town.supervisor, appeal_id=appeal_id, note="进度慢", now=MONDAY)


def seen(actor: Actor, wanted: Filter | None = None, *, now=MONDAY) -> list[UUID]:
    found = [row.id for row in supervisions.listed(actor, wanted or Filter(), now=now).rows]
    (total,) = supervisions.totals(actor, [wanted or Filter()], now=now)
    assert total == len(found)
    return found


def answer(town: Town, asked: tuple[UUID, UUID]) -> None:
    supervising.answer_supervision(actor=town.of("enforcement"), supervision_id=asked[1], answer="今日办结", now=MONDAY)


class TestWhoSees:
    def test_whoever_supervises_the_area_and_the_unit_asked(self, town, asked):
        for actor in (town.supervisor, town.leader, town.street, town.district):
            assert seen(actor) == [asked[1]]
        assert seen(town.of("enforcement"), Filter(side=Side.OURS)) == [asked[1]]

    def test_nobody_else(self, town, asked):
        elsewhere = cast.staff("别街督办员", "supervisor", f"{DISTRICT}/370203009")
        for actor in (elsewhere, town.outsider, town.of("office"), town.agent):
            assert seen(actor) == []
            assert seen(actor, Filter(side=Side.OURS)) == []
        assert seen(town.of("enforcement")) == []

    def test_a_street_sees_its_own(self, town, asked):
        here = cast.staff("本街督办员", "supervisor", STREET)
        assert seen(here) == [asked[1]]

    def test_the_sides_somebody_has(self, town):
        assert supervisions.sides(town.supervisor) == [Side.GIVEN]
        assert supervisions.sides(town.of("enforcement")) == [Side.OURS]
        assert supervisions.sides(town.agent) == []

    def test_whoever_is_complained_of_is_not_told(self, town, asked):
        unit = town.units["enforcement"]
        make.appeal(asked[0]).__class__.objects.filter(id=asked[0]).update(complained_ids=[unit])
        assert seen(town.of("enforcement"), Filter(side=Side.OURS)) == []
        assert seen(town.supervisor) == [asked[1]]


class TestTheList:
    def test_a_row_says_why_since_when_until_when(self, town, asked):
        answer(town, asked)
        (row,) = supervisions.listed(town.supervisor, Filter(), now=MONDAY).rows
        assert (row.cause, row.by_id, row.state) == (Cause.PERSON, town.supervisor.account_id, ANSWERED)
        assert (row.question, row.answer) == ("进度慢", "今日办结")
        assert (row.at, row.due_at, row.answered_at) == (MONDAY, make.at("2026-03-17 17:30"), MONDAY)
        assert row.unit_id == town.units["enforcement"]

    def test_by_rule_and_late(self, town, asked):
        appeal_id, order_id = handled_by(town, "office")
        escalating.mark_overdue(appeal_id=appeal_id, order_id=order_id, now=MONDAY)
        (by_rule,) = supervisions.listed(town.supervisor, Filter(cause=Cause.RULE), now=MONDAY).rows
        assert (by_rule.by_id, by_rule.question, by_rule.is_late) == (None, "", False)
        assert seen(town.supervisor, Filter(late=True)) == []
        assert seen(town.supervisor, Filter(late=True), now=TOMORROW_NIGHT) == [asked[1], by_rule.id]
        counts = supervisions.counts(town.supervisor, Filter(), now=TOMORROW_NIGHT)
        assert counts == supervisions.Counts(2, 2, 2, 0, 0, 1, 1)

    def test_running_ones_oldest_first_page_by_page(self, town, asked):
        second = supervising.supervise(actor=town.leader, appeal_id=asked[0], note="再问", now=MONDAY)
        first = supervisions.listed(town.supervisor, Filter(), now=MONDAY, size=1)
        assert [row.id for row in first.rows] == [asked[1]]
        rest = supervisions.listed(town.supervisor, Filter(), now=MONDAY, cursor=first.next or "", size=1)
        assert [row.id for row in rest.rows] == [second]
        assert rest.next is None
        with pytest.raises(Invalid):
            supervisions.listed(town.supervisor, Filter(), now=MONDAY, cursor="no mark")

    def test_the_newest(self, town, asked):
        assert supervisions.newest(town.supervisor, Filter(), now=MONDAY, since=None) == [asked[1]]
        second = supervising.supervise(actor=town.leader, appeal_id=asked[0], note="再问", now=MONDAY)
        assert supervisions.newest(town.supervisor, Filter(), now=MONDAY, since=asked[1]) == [second]

    def test_an_answered_one_is_over_with_its_case(self, town, asked):
        answer(town, asked)
        (order,) = make.orders(asked[0])
        ending.request_terminate(
            actor=town.of("enforcement"), order_id=order.id, reason="no_cooperation", note="三次拒绝配合", now=MONDAY
        )
        ending.terminate(actor=town.district, order_id=order.id, approve=True, note="同意", now=MONDAY)
        assert seen(town.supervisor) == []
        assert seen(town.supervisor, Filter(state=CLOSED)) == [asked[1]]

    def test_forty_cost_what_ten_cost(self, town, asked, django_assert_num_queries):
        for more in (9, 30):
            for _ in range(more):
                supervising.supervise(actor=town.supervisor, appeal_id=asked[0], note="进度慢", now=MONDAY)
            with django_assert_num_queries(2):
                supervisions.listed(town.supervisor, Filter(), now=MONDAY)
            with django_assert_num_queries(1):
                supervisions.counts(town.supervisor, Filter(), now=MONDAY)


class TestClosing:
    def test_after_the_answer_without_a_word(self, town, asked):
        answer(town, asked)
        supervising.close_supervision(actor=town.supervisor, supervision_id=asked[1], now=MONDAY)
        stored = Supervision.objects.get(id=asked[1])
        assert (stored.closed_at, stored.closed_by_id) == (MONDAY, town.supervisor.account_id)
        assert make.kinds(asked[0])[-1] == "appeals.supervision_closed"
        assert seen(town.supervisor) == []
        assert seen(town.supervisor, Filter(state=CLOSED)) == [asked[1]]

    def test_without_an_answer_it_takes_a_reason_and_the_clock_is_let_go(self, town, asked):
        close = {"actor": town.supervisor, "supervision_id": asked[1], "now": MONDAY}
        before = make.kinds(asked[0])
        with pytest.raises(supervising.NotAnswered):
            supervising.close_supervision(**close, note="  ")
        assert make.kinds(asked[0]) == before
        assert "supervision" in make.live(("dispatch", asked[1]))
        supervising.close_supervision(**close, note="已现场核实办结")
        assert make.live(("dispatch", asked[1])) == {}

    def test_once_and_not_answered_afterwards(self, town, asked):
        supervising.close_supervision(actor=town.leader, supervision_id=asked[1], note="不再需要", now=MONDAY)
        before = make.kinds(asked[0])
        with pytest.raises(supervising.ClosedBefore):
            supervising.close_supervision(actor=town.leader, supervision_id=asked[1], now=MONDAY)
        with pytest.raises(supervising.ClosedBefore):
            answer(town, asked)
        assert make.kinds(asked[0]) == before

    def test_the_same_press_twice_is_once(self, town, asked):
        answer(town, asked)
        press = {"actor": town.supervisor, "supervision_id": asked[1], "now": MONDAY, "client_id": "one"}
        supervising.close_supervision(**press)
        supervising.close_supervision(**press)
        assert make.kinds(asked[0]).count("appeals.supervision_closed") == 1

    def test_by_nobody_else(self, town, asked):
        answer(town, asked)
        for actor, refusal in (
            (town.of("enforcement"), Forbidden),
            (town.street, Forbidden),
            (town.outsider, NotFound),
        ):
            with pytest.raises(refusal):
                supervising.close_supervision(actor=actor, supervision_id=asked[1], now=MONDAY)
        with pytest.raises(NotFound):
            supervising.close_supervision(actor=town.supervisor, supervision_id=asked[0], now=MONDAY)
        assert Supervision.objects.get(id=asked[1]).closed_at is None

    def test_a_case_that_ended_leaves_the_question_open(self, town):
        appeal_id, order_id = handled_by(town, "enforcement")
        made = supervising.supervise(actor=town.supervisor, appeal_id=appeal_id, note="进度慢", now=MONDAY)
        finish(town, appeal_id, order_id, "enforcement")
        assert seen(town.supervisor) == [made]

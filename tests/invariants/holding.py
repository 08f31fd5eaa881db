"""What must hold after every step (domain-spec §8.4), read from the tables."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.appeals.models import Appeal, AppealText, Request
from linli.appeals.queries import detail
from linli.appeals.words import OPEN_STATES, State
from linli.dispatch.models import RectifyNotice, Supervision, Visit, WorkOrder
from linli.dispatch.tests import factories as make
from linli.dispatch.words import LIVE
from linli.duties.models import Duty, DutyMove
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.notices.models import Message

BEFORE_DISPATCH = {State.DRAFT, State.RECEIVED, State.NEED_INFO, State.TRIAGED}


def snapshot(appeal_id: UUID) -> dict[str, Any]:
    """Return everything stored about an appeal: a refused deed leaves it as it was."""
    orders = WorkOrder.objects.filter(appeal_id=appeal_id)
    subjects = [appeal_id, *orders.values_list("id", flat=True)]
    return {
        "appeal": Appeal.objects.filter(id=appeal_id).values().get(),
        "orders": list(orders.order_by("serial").values()),
        "texts": AppealText.objects.filter(appeal_id=appeal_id).count(),
        "requests": list(Request.objects.filter(appeal_id=appeal_id).order_by("id").values()),
        "facts": make.kinds(appeal_id),
        "duties": list(Duty.objects.filter(subject_id__in=subjects).order_by("id").values()),
        "others": [model.objects.count() for model in (Visit, RectifyNotice, Supervision, Message)],
    }


def check(appeal_id: UUID, complained: Actor, now: datetime) -> None:
    """Assert I1-I9, I11, I13, I15 on what is stored now."""
    appeal = make.appeal(appeal_id)
    orders = make.orders(appeal_id)
    _accountable(appeal, orders)
    _folds(appeal, orders)
    _bounces(appeal, orders)
    _whole(appeal, orders)
    _answered(appeal, orders)
    with suppress(NotFound):
        assert detail.detail(complained, appeal_id, now=now).contact is None, "I13"


def _accountable(appeal: Appeal, orders: list[WorkOrder]) -> None:
    if appeal.state not in OPEN_STATES or appeal.state in BEFORE_DISPATCH | {State.TOP_REVIEW}:
        return
    assert appeal.accountable_id is not None, "I1"
    assert appeal.accountable_id in appeal.unit_ids, "I1"
    assert appeal.first_unit_id is not None, "I1"
    # A unit whose order was taken back within seconds never had the case (ADR 0027).
    had = [order for order in orders if order.role != "follow_up" and order.id not in _taken_back(appeal.id)]
    assert all(order.unit_id in appeal.unit_ids for order in had), "I1"


def _taken_back(appeal_id: UUID) -> set[UUID]:
    told = [make.more(fact)["orders"] for fact in make.facts(appeal_id) if fact.kind == "appeals.taken_back"]
    return {UUID(id_) for states in told for id_, state in states.items() if state == "cancelled"}


def _folds(appeal: Appeal, orders: list[WorkOrder]) -> None:
    state, states = "", {}
    for fact in make.facts(appeal.id):
        state = str(fact.data.get("to") or state)
        more = fact.data.get("more")
        told = more.get("orders") if isinstance(more, dict) else None
        states.update(told if isinstance(told, dict) else {})
    assert state == appeal.state, "I2"
    assert states == {str(order.id): order.state for order in orders}, "I2"


def _bounces(appeal: Appeal, orders: list[WorkOrder]) -> None:
    if appeal.state == State.BOUNCE_REVIEW:
        clock = make.live(("appeals", appeal.id))
        assert any(row.step.startswith("close") and row.state == "open" for row in clock.values()), "I3"
    bounced = [order for order in orders if order.state == "bounced"]
    assert not any(order.is_designated for order in bounced), "I4"
    assert not any(order.is_designated and order.state == "bounce_requested" for order in orders), "I4"
    assert appeal.bounce_count <= 2, "I5"
    pairs = [(order.unit_id, order.round) for order in bounced]
    assert len(set(pairs)) == len(pairs), "I5"


def _whole(appeal: Appeal, orders: list[WorkOrder]) -> None:
    live = [order for order in orders if order.state in LIVE]
    if appeal.state in {State.FEEDBACK, State.REVISIT, State.CLOSED, State.TERMINATED, State.WITHDRAWN}:
        assert [order for order in live if order.role != "follow_up"] == [], "I6"
    assert sum(order.role == "lead" for order in live) <= 1, "I7"
    handled = {State.DISPATCHED, State.ACCEPTED, State.IN_PROGRESS, State.WHISTLED, State.WAITING_CHILDREN}
    if appeal.state in handled:
        assert sum(order.role == "lead" for order in live) == 1, "I7"
    both = [order for order in orders if order.approved_by_id is not None]
    assert all(order.approved_by_id != order.submitted_by_id for order in both), "I8"
    assert not (appeal.state == State.SUSPENDED and appeal.urgency == "emergency"), "I9"


def _answered(appeal: Appeal, orders: list[WorkOrder]) -> None:
    approved = [order for order in orders if order.role == "lead" and order.state == "approved"]
    if appeal.state in {State.FEEDBACK, State.REVISIT, State.CLOSED}:
        assert appeal.outcome is not None, "I11"
        texts = set(AppealText.objects.filter(appeal=appeal).values_list("kind", flat=True))
        assert "reply" in texts, "I11"
        assert texts & {"action", "visit", "notice", "opinion"}, "I11"
        assert approved, "I15"
        assert appeal.closed_level == approved[-1].level, "I15"
    elif appeal.state in OPEN_STATES:
        assert appeal.closed_level is None, "I15"


def check_between(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Assert what holds between two moments: I2 (facts are only added), I10, I12."""
    assert after["facts"][: len(before["facts"])] == before["facts"], "I2"
    assert after["texts"] >= before["texts"], "I12"
    assert len(after["orders"]) >= len(before["orders"]), "I12"
    dues = {row["id"]: row["due_at"] for row in before["duties"]}
    for row in after["duties"]:
        if row["id"] in dues and row["due_at"] > dues[row["id"]]:
            causes = DutyMove.objects.filter(duty_id=row["id"], to_due=row["due_at"]).values_list("cause", flat=True)
            assert set(causes) & {"approval", "pause", "undone"}, "I10"

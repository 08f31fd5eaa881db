"""Steps that many tests of handling walk first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from linli.appeals.words import Outcome
from linli.dispatch.actions import (
    bouncing,
    issuing,
    results,
    taking,
)
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import ContactMeans


def handled_by(town: Town, unit: str, **more: Any) -> tuple[UUID, UUID]:
    appeal_id = make.triaged(town, **more)
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units[unit], now=MONDAY)
    taking.accept(actor=town.of(unit), order_id=order_id, now=MONDAY)
    taking.first_contact(actor=town.of(unit), order_id=order_id, means=ContactMeans.PHONE, note="联系", now=MONDAY)
    return appeal_id, order_id


def finish(town: Town, appeal_id: UUID, order_id: UUID, unit: str, **more: Any) -> None:
    clerk = town.of(unit)
    now = more.pop("now", MONDAY)
    taking.log_action(actor=clerk, order_id=order_id, note="处理完成", now=now)
    make.evidence(appeal_id, order_id, clerk, now=now)
    results.submit_result(
        actor=clerk, order_id=order_id, outcome=Outcome.SOLVED, reply="问题已经处理完毕。", now=now, **more
    )


def bounce(town: Town, order_id: UUID, unit: str, **more: Any) -> None:
    given: dict[str, Any] = {"reason": "not_our_duty", "basis": "三定方案第二条", "now": MONDAY} | more
    bouncing.request_bounce(actor=town.of(unit), order_id=order_id, **given)

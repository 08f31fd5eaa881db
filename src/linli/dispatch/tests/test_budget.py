"""Statements of every deed: at most fifteen for a transition with its fact, duties and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.appeals.words import Mode, Outcome, Urgency
from linli.dispatch.actions import (
    bouncing,
    changing,
    ending,
    escalating,
    extending,
    issuing,
    outdoors,
    parts,
    results,
    supervising,
    suspending,
    taking,
    topping,
    whistling,
)
from linli.dispatch.actions.parts import Part
from linli.dispatch.actions.whistling import Call
from linli.dispatch.queries import deeds, orders
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import MONDAY, Town
from linli.dispatch.words import Arrival, ContactMeans, Decision, TopReason, VisitKind

BUDGET = 15


class Book:
    """Counts statements by name; savepoints of the test's own transaction are no work."""

    def __init__(self) -> None:
        self.counted: dict[str, int] = {}

    def __call__(self, name: str, deed: Callable[..., Any], **given: Any) -> Any:
        with self.page(name):
            return deed(now=MONDAY, client_id=f"press-{name}", **given)

    @contextmanager
    def page(self, name: str) -> Iterator[None]:
        with CaptureQueriesContext(connection) as seen:
            yield
        self.counted[name] = sum("SAVEPOINT" not in one["sql"] for one in seen.captured_queries)


def handled(town: Town, unit: str, **more: Any) -> tuple[UUID, UUID]:
    appeal_id = make.triaged(town, **more)
    order_id = issuing.dispatch(actor=town.zhao, appeal_id=appeal_id, unit_id=town.units[unit], now=MONDAY)
    taking.accept(actor=town.of(unit), order_id=order_id, now=MONDAY)
    taking.first_contact(actor=town.of(unit), order_id=order_id, means=ContactMeans.PHONE, note="联系", now=MONDAY)
    return appeal_id, order_id


def test_one_unit(town):
    book, clerk, yes = Book(), town.of("enforcement"), Decision.ACCEPT
    appeal_id, order_id = handled(town, "enforcement")
    own: dict[str, Any] = {"actor": clerk, "order_id": order_id}
    book("interim_reply", taking.interim_reply, reply="正在办理,请等待。", **own)
    book("visit", outdoors.visit, kind=VisitKind.ON_SITE, purpose="核实", result="属实", **own)
    book("rectify", outdoors.rectify, to_words="商户", notice="自行整改", due_on=date(2026, 3, 20), **own)
    book("change_mode", changing.change_mode, actor=town.zhao, appeal_id=appeal_id, mode=Mode.INSTANT, reason="可即办")
    made = book("supervise", supervising.supervise, actor=town.supervisor, appeal_id=appeal_id, note="进度")
    book("answer_supervision", supervising.answer_supervision, actor=clerk, supervision_id=made, answer="今日办结")
    book("request_extension", extending.request_extension, days=2, plan="计划", **own)
    book(
        "decide_extension", extending.decide_extension, actor=town.district, order_id=order_id, decision=yes, note="可"
    )
    head: dict[str, Any] = {"actor": town.head("enforcement"), "order_id": order_id}
    book(
        "request_suspend", suspending.request_suspend, reason="season", plan="计划", review_on=date(2026, 4, 1), **head
    )
    book("decide_suspend", suspending.decide_suspend, actor=town.street, order_id=order_id, decision=yes, note="可")
    book("resume", suspending.resume, **own)
    book("request_terminate", ending.request_terminate, reason="no_cooperation", note="不配合", **own)
    book("terminate", ending.terminate, actor=town.district, order_id=order_id, approve=True, note="可")
    assert {name: count for name, count in book.counted.items() if count > BUDGET} == {}


def test_several_units(town):
    book = Book()
    _, order_id = handled(town, "housing", category="cons.fence_loose")
    given: dict[str, Any] = {"reason": "not_our_duty", "basis": "职责清单"}
    book("request_bounce", bouncing.request_bounce, actor=town.of("housing"), order_id=order_id, **given)
    second = book(
        "decide_bounce", bouncing.decide_bounce, actor=town.zhao, order_id=order_id, decision=Decision.ACCEPT,
        unit_id=town.units["office"], note="改派",
    )  # fmt: skip
    book("accept", taking.accept, actor=town.of("office"), order_id=second)
    book(
        "escalate", escalating.escalate, actor=town.of("office"), order_id=second, tried=["试过"],
        unit_id=town.units["urban"],
    )  # fmt: skip
    top: dict[str, Any] = {"appeal_id": make.triaged(town, "house.title_legacy", mode=Mode.TOP)}
    book(
        "request_top", topping.request_top, actor=town.street, reason=TopReason.HOUSEHOLDS, note="联名", households=380,
        **top,
    )  # fmt: skip
    book("take_top", topping.take_top, actor=town.leader, unit_id=town.units["housing"], **top)
    assert {name: count for name, count in book.counted.items() if count > BUDGET} == {}


def test_parts_and_whistle(town):
    book = Book()
    issues = [("util.streetlight", "municipal"), ("util.sewer", "drainage"), ("adv.illegal_small", "enforcement")]
    given = [Part(category, town.units[unit], "处理") for category, unit in issues]
    appeal_id = make.triaged(town, "util.sewer", mode=Mode.SPLIT)
    made = book("split", parts.split, actor=town.zhao, appeal_id=appeal_id, parts=given)
    for order_id, (_, unit) in zip(made, issues, strict=True):
        taking.accept(actor=town.of(unit), order_id=order_id, now=MONDAY)
        taking.log_action(actor=town.of(unit), order_id=order_id, note="处理", now=MONDAY)
        make.evidence(appeal_id, order_id, town.of(unit), now=MONDAY)
        hand_in: dict[str, Any] = {"outcome": Outcome.SOLVED, "reply": "已经处理完毕,请查看。"}
        results.submit_result(actor=town.of(unit), order_id=order_id, now=MONDAY, **hand_in)
        book(f"approve {unit}", results.approve_result, actor=town.district, order_id=order_id)
    appeal_id = make.triaged(town, "env.illegal_building", mode=Mode.JOINT, urgency=Urgency.URGENT)
    calls = [Call(town.units["fire"], "到场"), Call(town.units["police"], "到场")]
    fire, _ = book(
        "whistle", whistling.whistle, actor=town.street, appeal_id=appeal_id, lead_id=town.units["enforcement"],
        calls=calls, place="路口", time="十点",
    )  # fmt: skip
    book("report_in", whistling.report_in, actor=town.of("fire"), order_id=fire, arrival=Arrival.ON_SITE, note="到")
    assert {name: count for name, count in book.counted.items() if count > BUDGET} == {}


def test_pages_do_not_grow_with_orders(town):
    issues = [("util.streetlight", "municipal"), ("util.sewer", "drainage"), ("adv.illegal_small", "enforcement")]
    for several in (issues[:2], issues):
        appeal_id = make.triaged(town, "util.sewer", mode=Mode.SPLIT)
        given = [Part(category, town.units[unit], "处理") for category, unit in several]
        parts.split(actor=town.zhao, appeal_id=appeal_id, parts=given, now=MONDAY)
        stored, book = make.appeal(appeal_id), Book()
        with book.page("deeds"):
            deeds.possible_deeds(town.zhao, stored, now=MONDAY)
        with book.page("tree"):
            orders.tree(appeal_id)
        assert book.counted == {"deeds": 2, "tree": 2}

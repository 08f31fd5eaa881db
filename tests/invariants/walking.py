"""A random walk through both rooms: whoever may, does; whoever may not, tries. After every step all must still hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import rating, reopening, revisiting, triaging, withdrawing
from linli.appeals.words import Mode, Outcome, Satisfied, Solved, Urgency
from linli.dispatch.actions import (
    bouncing,
    changing,
    ending,
    escalating,
    extending,
    follow_ups,
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
from linli.dispatch.actions.results import FollowUp
from linli.dispatch.actions.whistling import Call
from linli.dispatch.models import WorkOrder
from linli.dispatch.queries import deeds, orders
from linli.dispatch.tests import factories as make
from linli.dispatch.tests.factories import Town
from linli.dispatch.words import Arrival, ContactMeans, Decision, TopReason, VisitKind
from linli.duties import jobs
from linli.kernel.actor import Actor
from linli.kernel.errors import DomainError
from linli.people.tests import factories as cast

UNITS = ("enforcement", "office", "housing", "committee", "fire", "drainage", "municipal", "urban")
ABOUT_APPEAL = (
    "dispatch", "self_handle", "split", "whistle", "request_top", "take_top", "decline_top", "dispatch_again",
    "change_mode", "supervise", "change_urgency", "withdraw", "rate", "start_revisit", "record_revisit", "reopen",
)  # fmt: skip
ABOUT_ORDER = (
    "accept", "first_contact", "log_action", "interim_reply", "file_plan", "visit", "rectify", "order_follow_up",
    "request_bounce", "decide_bounce", "designate", "request_extension", "decide_extension", "escalate", "report_in",
    "decide_overdue",
    "co_opinion", "request_suspend", "decide_suspend", "resume", "submit_result", "approve_result", "return_result",
    "request_terminate", "terminate", "reassign_person", "finish_follow_up",
)  # fmt: skip
ASIDE = frozenset({
    "change_mode", "supervise", "visit", "log_action", "rectify", "order_follow_up", "interim_reply", "split",
    "request_top", "reassign_person", "change_urgency", "file_plan", "finish_follow_up", "withdraw", "whistle",
})  # fmt: skip
"""Deeds that lead aside or nowhere; the walk takes them less often."""

Offer = tuple[Actor, str, UUID | None]


@dataclass
class Walk:
    """One appeal on its way; `done` is the last deed that held, with its client id, to be pressed again."""

    town: Town
    appeal_id: UUID
    now: datetime
    chance: Random
    presses: int = 0
    taken: list[str] = field(default_factory=list)
    last: tuple[Actor, str] | None = None

    def pick(self, choices: Sequence[Any]) -> Any:
        """Return one of the choices."""
        return self.chance.choice(choices)

    def actors(self) -> list[Actor]:
        """Return everybody who may try."""
        town = self.town
        officers = [town.zhao, town.street, town.district, town.leader, town.supervisor, town.revisitor, town.agent]
        units = [town.of(unit) for unit in UNITS] + [town.head(unit) for unit in UNITS]
        return [*officers, town.li, *units, town.outsider, cast.resident(("appeals", self.appeal_id))]

    def step(self) -> tuple[Callable[[], Any], str]:
        """Return the next deed, drawn: mostly one that is offered, sometimes any."""
        self.now += timedelta(minutes=self.pick([1, 7, 45, 300, 1500]))
        self.presses += 1
        client_id = f"{self.appeal_id}-{self.presses}"
        offered = self._offered() if self.chance.randint(0, 4) else []
        if offered:
            actor, deed, order_id = self._weighed(offered)
        else:
            actor = self.pick(self.actors())
            deed = self.pick(ABOUT_APPEAL + ABOUT_ORDER)
            order_id = self._any_order()
        given = self._given(deed, order_id)
        self.last = actor, deed
        name = f"{deed} by {sorted(actor.roles - {'resident'})}"
        return lambda: DEEDS[deed](actor=actor, now=self.now, client_id=client_id, **given), name

    def _offered(self) -> list[Offer]:
        stored = make.appeal(self.appeal_id)
        rows = orders.of_appeal(self.appeal_id)
        everybody = self.actors()
        found = [
            (actor, one.deed, one.order_id)
            for actor in self.chance.sample(everybody, 9)
            for one in deeds.possible_deeds(actor, stored, now=self.now, orders=rows)
            if one.deed in DEEDS
        ]
        holder = everybody[-1]
        if stored.state in {"feedback", "revisit", "closed"}:
            found += [(holder, "rate", None), (holder, "reopen", None), (self.town.revisitor, "start_revisit", None),
                      (self.town.revisitor, "record_revisit", None)]  # fmt: skip
        return found

    def _weighed(self, offered: list[Offer]) -> Offer:
        """Return one of the offers; first which deed, so that many actors of one deed weigh no more than one."""
        names = sorted({deed for _, deed, _ in offered})
        (name,) = self.chance.choices(names, [1 if deed in ASIDE else 8 for deed in names])
        return self.pick([one for one in offered if one[1] == name])  # type: ignore[no-any-return]

    def _any_order(self) -> UUID | None:
        ids = list(WorkOrder.objects.filter(appeal_id=self.appeal_id).order_by("serial").values_list("id", flat=True))
        return self.pick(ids) if ids else None

    def _unit(self) -> UUID:
        return self.town.units[self.pick(UNITS)]

    def _given(self, deed: str, order_id: UUID | None) -> dict[str, Any]:
        about: dict[str, Any] = {"appeal_id": self.appeal_id}
        if deed in ABOUT_ORDER:
            about = {"order_id": order_id or UUID(int=1)}
        more = GIVEN.get(deed)
        if deed == "submit_result" and order_id is not None:
            self._prove(order_id)
        return about | (more(self) if more else {})

    def _prove(self, order_id: UUID) -> None:
        """Have the unit's clerk log something and keep a photo, where that is possible."""
        order = WorkOrder.objects.get(id=order_id)
        clerk = next((a for a in self.actors() if order.unit_id in a.units and "unit" in a.roles), None)
        if clerk is None:
            return
        try:
            with transaction.atomic():
                taking.log_action(actor=clerk, order_id=order_id, note="处理", now=self.now)
                make.evidence(self.appeal_id, order_id, clerk, now=self.now)
        except DomainError:
            return

    def sweep(self) -> None:
        """Let the clock be looked at; no reaction to it may fail."""
        assert jobs.sweep(self.now).failed == 0


def _day(walk: Walk) -> Any:
    days = walk.pick([0, 5, 30, 60, 95])
    return (walk.now + timedelta(days=days)).date()


def _decision(walk: Walk) -> dict[str, Any]:
    return {"decision": walk.pick([Decision.ACCEPT, Decision.ACCEPT, Decision.REJECT]), "note": "审核"}


def _split(walk: Walk) -> dict[str, Any]:
    pairs = [("util.streetlight", "municipal"), ("util.sewer", "drainage"), ("adv.illegal_small", "enforcement")]
    return {"parts": [Part(category, walk.town.units[unit], "处理") for category, unit in pairs]}


def _whistle(walk: Walk) -> dict[str, Any]:
    lead = next((o for o in make.orders(walk.appeal_id) if o.role == "lead" and o.state not in OVER), None)
    others = [Call(walk.town.units[name], "到场") for name in ("fire", "police")]
    return {"lead_id": lead.unit_id if lead else walk._unit(), "calls": others, "place": "路口", "time": "十点"}


OVER = {"approved", "bounced", "cancelled"}
_REPLY = "现场已经处理完毕,请查看。"

GIVEN: dict[str, Callable[[Walk], dict[str, Any]]] = {
    "dispatch": lambda w: {"unit_id": w._unit()},
    "dispatch_again": lambda w: {"unit_id": w.pick([None, w._unit()])},
    "split": _split,
    "whistle": _whistle,
    "request_top": lambda w: {
        "reason": w.pick([TopReason.MAJOR_RISK, TopReason.HOUSEHOLDS, TopReason.REOPENED]),
        "note": "提请", "households": w.pick([None, 99, 100]),
    },
    "take_top": lambda w: {"unit_id": w._unit()},
    "decline_top": lambda w: {"reason": "街道能办", "unit_id": w._unit()},
    "change_mode": lambda w: {"mode": w.pick([Mode.INSTANT, Mode.FAST, Mode.JOINT]), "reason": "调整"},
    "change_urgency": lambda w: {"to": w.pick(list(Urgency)), "reason": "情况变化"},
    "supervise": lambda w: {"note": "请说明"},
    "withdraw": lambda w: {"reason": "changed_mind"},
    "rate": lambda w: {
        "solved": w.pick(list(Solved)), "satisfied": w.pick(list(Satisfied)),
    },
    "record_revisit": lambda w: {
        "solved": w.pick(list(Solved)), "satisfied": w.pick(list(Satisfied)),
    },
    "reopen": lambda w: {"reason": "又出现了"},
    "first_contact": lambda w: {"means": ContactMeans.PHONE, "note": "已联系"},
    "log_action": lambda w: {"note": "处理", "is_on_site": w.pick((True, False))},
    "interim_reply": lambda w: {"reply": "正在办理,请等待。"},
    "file_plan": lambda w: {"plan": "计划"},
    "visit": lambda w: {"kind": VisitKind.ON_SITE, "purpose": "核实", "result": "属实"},
    "rectify": lambda w: {"to_words": "商户", "notice": "自行整改", "due_on": _day(w)},
    "order_follow_up": lambda w: {"unit_id": w._unit(), "task": "复查"},
    "request_bounce": lambda w: {"reason": "not_our_duty", "basis": "职责清单"},
    "decide_bounce": lambda w: {**_decision(w), "unit_id": w._unit()},
    "designate": lambda w: {"unit_id": w._unit(), "is_dispute": w.pick((True, False))},
    "request_extension": lambda w: {"days": w.chance.randint(1, 11), "plan": "计划"},
    "decide_extension": _decision,
    "decide_overdue": _decision,
    "escalate": lambda w: {"tried": ["试过"], "unit_id": w.pick([None, w._unit()])},
    "report_in": lambda w: {"arrival": w.pick([Arrival.ON_SITE, Arrival.OPINION]), "note": "到"},
    "co_opinion": lambda w: {"opinion": "同意主办意见"},
    "request_suspend": lambda w: {"reason": "season", "plan": "计划", "review_on": _day(w)},
    "decide_suspend": _decision,
    "submit_result": lambda w: {
        "outcome": w.pick(list(Outcome)), "reply": _REPLY,
        "follow_ups": [FollowUp(w._unit(), "复查")] if w.pick((True, False)) else [],
    },
    "return_result": lambda w: {"reason": "请补充"},
    "request_terminate": lambda w: {"reason": "no_cooperation", "note": "不配合"},
    "terminate": lambda w: {"approve": w.pick((True, False)), "note": "审核"},
    "reassign_person": lambda w: {"account_id": w.pick(w.actors()).account_id or UUID(int=1)},
    "finish_follow_up": lambda w: {"note": "已完成"},
}  # fmt: skip

DEEDS: dict[str, Callable[..., Any]] = {
    "dispatch": issuing.dispatch,
    "self_handle": issuing.self_handle,
    "dispatch_again": issuing.dispatch_again,
    "split": parts.split,
    "whistle": whistling.whistle,
    "request_top": topping.request_top,
    "take_top": topping.take_top,
    "decline_top": topping.decline_top,
    "change_mode": changing.change_mode,
    "change_urgency": triaging.change_urgency,
    "supervise": supervising.supervise,
    "withdraw": withdrawing.withdraw,
    "rate": rating.rate,
    "start_revisit": revisiting.start_revisit,
    "record_revisit": revisiting.record_revisit,
    "reopen": reopening.reopen,
    "accept": taking.accept,
    "first_contact": taking.first_contact,
    "log_action": taking.log_action,
    "interim_reply": taking.interim_reply,
    "file_plan": taking.file_plan,
    "visit": outdoors.visit,
    "rectify": outdoors.rectify,
    "order_follow_up": follow_ups.order_follow_up,
    "request_bounce": bouncing.request_bounce,
    "decide_bounce": bouncing.decide_bounce,
    "designate": bouncing.designate,
    "request_extension": extending.request_extension,
    "decide_extension": extending.decide_extension,
    "decide_overdue": escalating.decide_overdue,
    "escalate": escalating.escalate,
    "report_in": whistling.report_in,
    "co_opinion": whistling.co_opinion,
    "request_suspend": suspending.request_suspend,
    "decide_suspend": suspending.decide_suspend,
    "resume": suspending.resume,
    "submit_result": results.submit_result,
    "approve_result": results.approve_result,
    "return_result": results.return_result,
    "request_terminate": ending.request_terminate,
    "terminate": ending.terminate,
    "reassign_person": taking.reassign_person,
    "finish_follow_up": follow_ups.finish_follow_up,
}

"""What this actor may do now with this appeal: the tables, the reach and the guards in one list for the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from linli.appeals.rules.moves import MOVES as APPEAL_MOVES
from linli.appeals.words import Mode, State, Urgency
from linli.dispatch.queries import orders as order_queries
from linli.dispatch.queries.orders import OrderRow
from linli.dispatch.rules import levels
from linli.dispatch.rules.moves import MOVES
from linli.dispatch.words import Arrival, OrderRole, OrderState
from linli.duties import queries as duties
from linli.duties.words import DutyRow
from linli.kernel.actor import Actor
from linli.kernel.moves import NotPossible
from linli.kernel.words import Text
from linli.people.words import Role


class Seen(Protocol):
    """What is asked of an appeal, be it a stored one or its row."""

    @property
    def id(self) -> UUID: ...
    @property
    def state(self) -> str: ...
    @property
    def area_path(self) -> str: ...
    @property
    def mode(self) -> str | None: ...
    @property
    def urgency(self) -> str: ...
    @property
    def complained_ids(self) -> Collection[UUID]: ...


@dataclass(frozen=True, slots=True)
class Possible:
    """One thing to do: the function in `dispatch.actions`, its label, the order it is about (None: the appeal)."""

    deed: str
    right: str
    label: Text
    order_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a guard decides by."""

    actor: Actor
    appeal: Seen
    orders: tuple[OrderRow, ...]
    owed: Mapping[UUID, frozenset[str]]
    order: OrderRow | None = None

    @property
    def lead(self) -> OrderRow | None:
        """Return the live leading order."""
        return next((row for row in self.orders if row.role is OrderRole.LEAD and row.is_live), None)

    def waits(self, deed: str) -> bool:
        """Say whether somebody asked for a decision of this kind on the order."""
        return self.order is not None and deed in self.owed.get(self.order.id, frozenset())

    def level(self, deed: str) -> int:
        """Return the level at which the actor does the deed here."""
        return levels.level_of(self.actor, deed, self.appeal.area_path)


Guard = Callable[[Setting], bool]


def _always(_: Setting) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Offer:
    """A row of the page's list: `event` of the appeal's table, `step` of the order's (None: not asked)."""

    deed: str
    right: str
    label: Text
    event: str | None = None
    step: str | None = None
    roles: frozenset[OrderRole] = frozenset()
    guard: Guard = field(default=_always)


_LEAD = frozenset({OrderRole.LEAD})
_WORK = frozenset({OrderRole.LEAD, OrderRole.PART})
_ALL = frozenset(OrderRole)
_CO = frozenset({OrderRole.CO})
_LATER = frozenset({OrderRole.FOLLOW_UP})
_ENDED = frozenset({State.DRAFT, State.RECEIVED, State.NEED_INFO, State.TRIAGED})


def _is_new(at: Setting) -> bool:
    return at.order is not None and at.order.contacted_at is None and at.order.state in _IN_HAND


_IN_HAND = frozenset({OrderState.ACCEPTED, OrderState.WORKING, OrderState.RETURNED})


def _in_hand(at: Setting) -> bool:
    return at.order is not None and at.order.state in _IN_HAND


def _may_review(at: Setting) -> bool:
    order = at.order
    if order is None or at.actor.account_id == order.submitted_by_id:
        return False
    return at.level("dispatch.approve_result") >= levels.reviewer_level(order.level)


def _moves_appeal(event: str) -> Guard:
    """Return the guard: of the leading order also the appeal must be where `event` leads on."""

    def guard(at: Setting) -> bool:
        return at.order is None or at.order.role is not OrderRole.LEAD or _leads(at.appeal.state, event)

    return guard


def _may_bounce(at: Setting) -> bool:
    order = at.order
    return order is not None and not order.is_designated and order.submitted_at is None


def _decides(deed: str, needed: Callable[[OrderRow], int]) -> Guard:
    def guard(at: Setting) -> bool:
        return at.order is not None and at.waits(deed) and at.level(deed) >= needed(at.order)

    return guard


def _deed(deed: str, zh: str, en: str, **more: object) -> Offer:
    right = str(more.pop("right", f"dispatch.{deed}"))
    return Offer(deed, right, Text(zh, en), **more)  # type: ignore[arg-type]


OFFERS: tuple[Offer, ...] = (
    _deed("dispatch", "派单", "Dispatch", event="dispatch", guard=lambda at: at.appeal.mode != Mode.TOP),
    _deed(
        "self_handle",
        "直接办理",
        "Handle it directly",
        event="self_handle",
        guard=lambda at: at.appeal.mode == Mode.INSTANT and bool(at.actor.units),
    ),
    _deed("split", "分办", "Split into parts", event="split"),
    _deed("whistle", "吹哨", "Call several units", event="whistle"),
    _deed("request_top", "提请顶格办理", "Put before the leader", event="request_top"),
    _deed("take_top", "顶格领办", "Take it on", event="take_top"),
    _deed("decline_top", "不作顶格办理", "Decline", event="decline_top"),
    _deed("dispatch_again", "重新派单", "Dispatch again", event="dispatch_again"),
    _deed("change_mode", "调整办理方式", "Change the way of handling", event="change_mode"),
    _deed("supervise", "督办", "Supervise", event="supervise", right="appeals.supervise"),
    _deed("accept", "签收", "Take the order", step="accept", roles=frozenset({*_WORK, *_LATER})),
    _deed("first_contact", "登记首次联系", "Record first contact", roles=_WORK, guard=_is_new),
    _deed("log_action", "写办理记录", "Log an action", event="log_action", roles=_ALL, guard=_in_hand),
    _deed("interim_reply", "阶段答复", "Interim reply", right="dispatch.log_action", roles=_LEAD, guard=_in_hand),
    _deed(
        "file_plan",
        "提交办理方案",
        "File the plan",
        right="dispatch.log_action",
        event="log_action",
        roles=_LEAD,
        guard=lambda at: _in_hand(at) and at.appeal.mode in {Mode.JOINT, Mode.TOP},
    ),
    _deed("visit", "登记入户（现场）", "Record a visit", roles=_WORK | _CO, guard=_in_hand),
    _deed("rectify", "发整改通知", "Serve a notice to rectify", roles=_WORK, guard=_in_hand),
    _deed(
        "order_follow_up", "安排后续事项", "Order a follow-up", right="dispatch.follow_up", roles=_WORK, guard=_in_hand
    ),
    _deed(
        "request_bounce",
        "申请退单",
        "Ask to return it",
        event="request_bounce",
        step="ask_bounce",
        roles=_LEAD,
        guard=_may_bounce,
    ),
    _deed(
        "decide_bounce",
        "审核退单",
        "Decide on the return",
        event="accept_bounce",
        step="bounce",
        roles=_LEAD,
        guard=lambda at: at.order is not None and at.level("dispatch.decide_bounce") >= at.order.from_level,
    ),
    _deed("designate", "指定承办", "Designate a unit", event="designate", step="bounce", roles=_LEAD),
    _deed(
        "request_extension",
        "申请延期",
        "Ask for an extension",
        event="request_extension",
        roles=_WORK,
        guard=lambda at: _in_hand(at) and not at.waits("dispatch.decide_extension"),
    ),
    _deed(
        "decide_extension",
        "审核延期",
        "Decide on the extension",
        event="approve_extension",
        roles=_WORK,
        guard=_decides("dispatch.decide_extension", lambda order: levels.one_up(order.level)),
    ),
    _deed(
        "escalate",
        "提级办理",
        "Hand it up",
        event="escalate",
        roles=_LEAD,
        guard=lambda at: at.order is not None and at.order.level < levels.DISTRICT,
    ),
    _deed(
        "decide_overdue",
        "决定超期工单",
        "Decide on the overdue order",
        roles=_LEAD,
        guard=_decides("dispatch.decide_overdue", lambda order: levels.one_up(order.level)),
    ),
    _deed("report_in", "报到", "Report in", step="accept", roles=_CO),
    _deed("co_opinion", "提交会办意见", "Give an opinion", event="co_opinion", step="submit", roles=_CO),
    _deed(
        "request_suspend",
        "申请挂账",
        "Ask for suspension",
        event="request_suspend",
        step="pause",
        roles=_WORK,
        guard=lambda at: at.appeal.urgency != Urgency.EMERGENCY and not at.waits("dispatch.decide_suspend"),
    ),
    _deed(
        "decide_suspend",
        "审核挂账",
        "Decide on the suspension",
        roles=_WORK,
        guard=_decides("dispatch.decide_suspend", lambda _: levels.STREET),
    ),
    _deed("resume", "恢复办理", "Take it up again", step="resume", roles=_ALL),
    _deed(
        "submit_result",
        "提交办理结果",
        "Submit the result",
        step="submit",
        roles=_WORK,
        guard=_moves_appeal("submit_result"),
    ),
    _deed("approve_result", "审核通过并答复", "Approve and answer", step="approve", roles=_WORK, guard=_may_review),
    _deed("return_result", "退回重办", "Send back", step="return", roles=_WORK, guard=_may_review),
    _deed(
        "request_terminate",
        "申请终止",
        "Ask to end handling",
        event="terminate",
        right="dispatch.submit_result",
        roles=_LEAD,
        guard=lambda at: _in_hand(at) and not at.waits("dispatch.terminate"),
    ),
    _deed(
        "terminate",
        "审核终止",
        "Decide on ending",
        event="terminate",
        roles=_LEAD,
        guard=_decides("dispatch.terminate", lambda _: levels.DISTRICT),
    ),
    _deed("reassign_person", "调整经办人", "Change the person", event="reassign_person", roles=_ALL),
    _deed("finish_follow_up", "完成后续事项", "Finish the follow-up", right="dispatch.follow_up", roles=_LATER),
)
"""Everything the room offers on the page of a case, in the order of the page."""

_ASKS_AS_OTHER = frozenset({"terminate"})
"""Events that a request only prepares: the asker need not stand in their row."""


def possible_deeds(
    actor: Actor,
    appeal: Seen,
    *,
    now: datetime,
    orders: Collection[OrderRow] | None = None,
    clocks: Mapping[UUID, Collection[DutyRow]] | None = None,
) -> tuple[Possible, ...]:
    """Return what `actor` may do now with `appeal` and its orders, in page order; the page shows exactly these.

    Each is checked by the tables, the reach and the guards that need no input; what depends on the input (a reason, a
    unit, a date) is checked by the deed. Two statements at most, none where `orders` and their live `clocks` are given.
    """
    if actor.is_barred(appeal.complained_ids, ("appeals", appeal.id)):
        return ()
    rows = tuple(order_queries.of_appeal(appeal.id) if orders is None else orders)
    running = _running(rows) if clocks is None else clocks
    owed = {row.id: frozenset(duty.deed for duty in running.get(row.id, ())) for row in rows if row.is_live}
    setting = Setting(actor, appeal, rows, owed)
    return tuple(_possible(setting))


def _running(rows: Collection[OrderRow]) -> dict[UUID, list[DutyRow]]:
    subjects = [("dispatch", row.id) for row in rows if row.is_live]
    return {subject[1]: found for subject, found in duties.of_many(subjects).items()} if subjects else {}


def _possible(at: Setting) -> Iterator[Possible]:
    for offer in OFFERS:
        if not offer.roles:
            if _may(at, offer, [row.unit.id for row in at.orders]) and offer.guard(at):
                yield Possible(offer.deed, offer.right, offer.label)
            continue
        for row in at.orders:
            here = Setting(at.actor, at.appeal, at.orders, at.owed, row)
            if row.is_live and row.role in offer.roles and _fits(here, offer, row):
                yield Possible(offer.deed, offer.right, offer.label, row.id)


def _fits(at: Setting, offer: Offer, row: OrderRow) -> bool:
    if not _may(at, offer, [row.unit.id]):
        return False
    if offer.deed == "report_in" and row.arrival is Arrival.NO_SHOW and at.appeal.state == State.WHISTLED:
        return False
    if offer.step is not None and not _steps(row.state, offer.step):
        return False
    return offer.guard(at)


def _may(at: Setting, offer: Offer, units: Iterable[UUID]) -> bool:
    involved = tuple(units)
    subject = ("appeals", at.appeal.id)
    if not at.actor.may(offer.right, at.appeal.area_path, units=involved, subject=subject):
        return False
    if offer.event is None:
        return True
    roles = at.actor.roles | ({Role.UNIT.value} if at.actor.units & set(involved) else frozenset())
    return _leads(at.appeal.state, offer.event, roles if _is_own_row(offer) else None)


def _is_own_row(offer: Offer) -> bool:
    return not (offer.deed.startswith("request_") and offer.event in _ASKS_AS_OTHER)


def _leads(state: str, event: str, roles: Collection[str] | None = None) -> bool:
    try:
        row = APPEAL_MOVES.find(State(state), event)
    except NotPossible:
        return False
    return roles is None or bool(row.who & set(roles))


def _steps(state: OrderState, event: str) -> bool:
    try:
        MOVES.find(state, event)
    except NotPossible:
        return False
    return True

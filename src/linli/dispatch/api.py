"""The interface of dispatch: orders of a case, who may get it, and every deed on orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Query, Router
from pydantic import BaseModel, Field

from linli.appeals.actions import undoing
from linli.appeals.actions.undoing import Watch
from linli.appeals.queries import detail
from linli.appeals.queries.reach import sight_of
from linli.appeals.rules.seeing import Sight
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
from linli.dispatch.queries import orders, routes
from linli.dispatch.queries import supervisions as listing
from linli.dispatch.queries.orders import Branch, NoticeRow, OrderRow, SupervisionRow, VisitRow
from linli.dispatch.queries.supervisions import Filter
from linli.dispatch.queries.supervisions import Row as SupervisionListed
from linli.dispatch.rules.routing import Route
from linli.dispatch.words import Cause, Side, SupervisionState
from linli.duties.words import DutyRow
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page
from linli.kernel.words import Text
from linli.people.api.doors import Door, open_doors
from linli.people.api.shapes import listed, many, page_of, shape, shown
from linli.people.doors import actor_of, bearer

router = Router(auth=bearer)
Tracked = shape(
    "Tracked",
    "An order with its running clocks; `follows_id` of the order makes the tree.",
    __name__,
    order=shown(OrderRow),
    duties=many(DutyRow),
)


@router.get("/appeals/{uuid:appeal_id}/orders", response=listed(Tracked), summary="工单树 · Orders of a case")
def of_appeal(request: HttpRequest, appeal_id: UUID) -> list[Branch]:
    """Return the orders of a case with their running clocks, each before those that came of it."""
    _see(actor_of(request), appeal_id)
    return list(_flat(orders.tree(appeal_id)))


@router.get("/appeals/{uuid:appeal_id}/routes", response=many(Route), summary="建议的承办单位 · Who may get it")
def proposed(request: HttpRequest, appeal_id: UUID) -> list[Route]:
    """Return the units proposed for a case, best first, with the step of R5-4 and the reason."""
    appeal = detail.load(appeal_id)
    sight_of(actor_of(request), appeal)
    return list(routes.routes(appeal, at=timezone.now()))


@router.get(
    "/appeals/{uuid:appeal_id}/supervisions", response=many(SupervisionRow), summary="督办单 · Supervision orders"
)
def supervisions(request: HttpRequest, appeal_id: UUID) -> list[SupervisionRow]:
    """Return the supervision orders of a case, oldest first."""
    _see(actor_of(request), appeal_id)
    return orders.supervisions_of(appeal_id)


class WantedSupervisions(BaseModel):
    """Which supervision orders; whatever is not closed where nothing is said."""

    side: Side = Field(Side.GIVEN, description="我方督办的，或督办我方的 · given by our area, or given to our units")
    state: SupervisionState | None = Field(None, description="状态 · how far it is")
    late: bool = Field(False, description="只看超期未答复的 · only unanswered ones past their time")
    cause: Cause | None = Field(None, description="自动或人工 · by rule or by a person")
    area: str = Field("", max_length=120, description="区域路径（含下级） · an area and what lies below")


@router.get("/supervisions", response=page_of(SupervisionListed), summary="督办清单 · Supervision orders in reach")
def all_supervisions(
    request: HttpRequest,
    wanted: Query[WantedSupervisions],
    cursor: Annotated[str, Param(max_length=300)] = "",
    size: Annotated[int, Param(ge=1, le=100)] = 50,
) -> Page[SupervisionListed]:
    """Return whom the token's area supervises, or who supervises its units; the longest waiting first."""
    only = Filter(**dict(wanted))
    return listing.listed(actor_of(request), only, now=timezone.now(), cursor=cursor, size=size)


@router.get("/appeals/{uuid:appeal_id}/visits", response=many(VisitRow), summary="走访 · Visits")
def visits(request: HttpRequest, appeal_id: UUID) -> list[VisitRow]:
    """Return the visits of a case, oldest first."""
    seen = _see(actor_of(request), appeal_id)
    return orders.visits_of(appeal_id) if seen.inner else []


@router.get("/appeals/{uuid:appeal_id}/notices", response=many(NoticeRow), summary="整改通知 · Notices to rectify")
def rectify_notices(request: HttpRequest, appeal_id: UUID) -> list[NoticeRow]:
    """Return the notices to rectify of a case, oldest first."""
    seen = _see(actor_of(request), appeal_id)
    return orders.notices_of(appeal_id) if seen.inner else []


@router.get("/orders/{uuid:order_id}", response=shown(OrderRow), summary="工单 · One order")
def order(request: HttpRequest, order_id: UUID) -> OrderRow:
    """Return one order, if the token may see its case."""
    appeal_id = orders.appeal_of(order_id)
    if appeal_id is None:
        raise NotFound
    _see(actor_of(request), appeal_id)
    return orders.order(order_id)


@router.get("/units/{uuid:unit_id}/orders", response=page_of(OrderRow), summary="单位在办 · What a unit has in hand")
def of_unit(
    request: HttpRequest,
    unit_id: UUID,
    cursor: Annotated[str, Param(max_length=300)] = "",
    size: Annotated[int, Param(ge=1, le=100)] = 50,
) -> Page[OrderRow]:
    """Return what one of the token's own units has in hand, newest first."""
    if unit_id not in actor_of(request).units:
        raise NotFound
    return orders.of_unit(unit_id, cursor=cursor, size=size)


def _see(actor: Actor, appeal_id: UUID) -> Sight:
    return sight_of(actor, detail.load(appeal_id))


def _flat(branches: Iterable[Branch]) -> Iterator[Branch]:
    for branch in branches:
        yield branch
        yield from _flat(branch.branches)


def around(
    *, actor: Actor, ids: Mapping[str, Any], deed: str, right: str, now: datetime
) -> AbstractContextManager[Watch]:
    """Return what to do a deed in, so that it can be taken back (ADR 0027); on what is no order, nothing is kept."""
    appeal_id = ids.get("appeal_id") or (orders.appeal_of(ids["order_id"]) if "order_id" in ids else None)
    if appeal_id is None:
        return nullcontext(Watch())
    return undoing.watched(actor=actor, appeal_id=appeal_id, deed=deed, right=right, now=now)


CASE, ORDER = "/appeals/{uuid:appeal_id}", "/orders/{uuid:order_id}"
open_doors(
    router,
    (
        Door(f"{CASE}/dispatch", issuing.dispatch, "dispatch.dispatch", Text("派单", "Send to a unit")),
        Door(f"{CASE}/self-handle", issuing.self_handle, "dispatch.self_handle",
             Text("直接办理", "Take in hand directly")),
        Door(f"{CASE}/dispatch-again", issuing.dispatch_again, "dispatch.dispatch_again",
             Text("重新派单", "Send out again")),
        Door(f"{CASE}/split", parts.split, "dispatch.split", Text("分办", "Split among units")),
        Door(f"{CASE}/whistle", whistling.whistle, "dispatch.whistle", Text("吹哨", "Call several units to the spot")),
        Door(f"{CASE}/top/request", topping.request_top, "dispatch.request_top",
             Text("提请顶格", "Put before the district leader")),
        Door(f"{CASE}/top/take", topping.take_top, "dispatch.take_top", Text("顶格领办", "A leader takes it on")),
        Door(f"{CASE}/top/decline", topping.decline_top, "dispatch.decline_top",
             Text("不作顶格", "Not taken at the top")),
        Door(f"{CASE}/mode", changing.change_mode, "dispatch.change_mode",
             Text("调整办理方式", "Change how it is handled")),
        Door(f"{CASE}/supervise", supervising.supervise, "appeals.supervise", Text("督办", "Supervise")),
        Door("/supervisions/{uuid:supervision_id}/answer", supervising.answer_supervision, "dispatch.log_action",
             Text("答复督办", "Answer a supervision order")),
        Door("/supervisions/{uuid:supervision_id}/close", supervising.close_supervision, "appeals.supervise",
             Text("了结督办", "Close a supervision order")),
        Door("/notices/{uuid:notice_id}/recheck", outdoors.recheck, "dispatch.recheck",
             Text("整改复查", "Recheck a notice")),
        Door(f"{ORDER}/accept", taking.accept, "dispatch.accept", Text("签收", "Take the order")),
        Door(f"{ORDER}/contact", taking.first_contact, "dispatch.first_contact",
             Text("首次联系", "First contact with the resident")),
        Door(f"{ORDER}/actions", taking.log_action, "dispatch.log_action", Text("办理记录", "Record what was done")),
        Door(f"{ORDER}/interim-reply", taking.interim_reply, "dispatch.log_action",
             Text("阶段答复", "Tell the resident how it stands")),
        Door(f"{ORDER}/plan", taking.file_plan, "dispatch.log_action", Text("提交办理方案", "File the plan")),
        Door(f"{ORDER}/reassign", taking.reassign_person, "dispatch.reassign_person",
             Text("调整经办人", "Another person handles it")),
        Door(f"{ORDER}/bounce", bouncing.request_bounce, "dispatch.request_bounce",
             Text("申请退单", "Ask to give it back")),
        Door(f"{ORDER}/bounce/decide", bouncing.decide_bounce, "dispatch.decide_bounce",
             Text("决定退单", "Decide on giving it back")),
        Door(f"{ORDER}/designate", bouncing.designate, "dispatch.designate", Text("指定承办", "Designate a unit")),
        Door(f"{ORDER}/extension", extending.request_extension, "dispatch.request_extension",
             Text("申请延期", "Ask for more time")),
        Door(f"{ORDER}/extension/decide", extending.decide_extension, "dispatch.decide_extension",
             Text("决定延期", "Decide on more time")),
        Door(f"{ORDER}/suspension", suspending.request_suspend, "dispatch.request_suspend",
             Text("申请挂账", "Ask to put it aside")),
        Door(f"{ORDER}/suspension/decide", suspending.decide_suspend, "dispatch.decide_suspend",
             Text("决定挂账", "Decide on putting it aside")),
        Door(f"{ORDER}/resume", suspending.resume, "dispatch.resume", Text("恢复办理", "Take it up again")),
        Door(f"{ORDER}/escalate", escalating.escalate, "dispatch.escalate", Text("提级", "Hand it up")),
        Door(f"{ORDER}/overdue/decide", escalating.decide_overdue, "dispatch.decide_overdue",
             Text("决定超期工单", "Decide on an overdue order")),
        Door(f"{ORDER}/report-in", whistling.report_in, "dispatch.report_in", Text("报到", "Report in")),
        Door(f"{ORDER}/opinion", whistling.co_opinion, "dispatch.co_opinion", Text("协办意见", "Give an opinion")),
        Door(f"{ORDER}/visits", outdoors.visit, "dispatch.visit", Text("登记走访", "Record a visit")),
        Door(f"{ORDER}/notices", outdoors.rectify, "dispatch.rectify", Text("限期整改", "Serve a notice to rectify")),
        Door(f"{ORDER}/result", results.submit_result, "dispatch.submit_result",
             Text("提交结果", "Hand in the result")),
        Door(f"{ORDER}/result/approve", results.approve_result, "dispatch.approve_result",
             Text("审核通过", "Approve the result")),
        Door(f"{ORDER}/result/return", results.return_result, "dispatch.return_result",
             Text("审核退回", "Send the result back")),
        Door(f"{ORDER}/follow-ups", follow_ups.order_follow_up, "dispatch.follow_up",
             Text("安排后续", "Order what remains")),
        Door(f"{ORDER}/finish", follow_ups.finish_follow_up, "dispatch.follow_up",
             Text("完成后续", "Finish a follow-up")),
        Door(f"{ORDER}/termination", ending.request_terminate, "dispatch.submit_result",
             Text("申请终止", "Ask in writing to end it")),
        Door(f"{ORDER}/termination/decide", ending.terminate, "dispatch.terminate",
             Text("决定终止", "Decide on ending it")),
    ),
    around=around,
)  # fmt: skip

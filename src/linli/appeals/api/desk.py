"""The desk: the list, the case, and every deed on an appeal that does not go through a work order."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Query
from pydantic import BaseModel, Field

from linli.appeals.actions import (
    asking,
    correcting,
    diverting,
    guarding,
    lettering,
    linking,
    merging,
    publishing,
    refusing,
    reopening,
    revisiting,
    triaging,
    undoing,
    withdrawing,
)
from linli.appeals.api.reporting import Where, router
from linli.appeals.queries import detail as details
from linli.appeals.queries import letters as kept
from linli.appeals.queries import links, lists
from linli.appeals.queries.detail import Detail
from linli.appeals.queries.letters import LetterRow
from linli.appeals.queries.lists import Due, Filter, Row
from linli.appeals.queries.reach import sight_of_record
from linli.appeals.words import Channel, Kind, Mode, State, Urgency
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import Page
from linli.kernel.words import Text
from linli.people.api.doors import Door, open_doors
from linli.people.api.shapes import Day, many, page_of, shown
from linli.people.doors import actor_of, bearer

Case, CasePage = shown(Detail), page_of(Row)


class Wanted(BaseModel):
    """What the list shows; everything in reach where nothing is said. Days are half-open: since <= day < until."""

    area: str = Field("", max_length=120, description="区域路径（含下级） · an area and what lies below")
    state: list[State] = Field(default_factory=list, max_length=24, description="状态 · states")
    only_open: bool = Field(False, description="只看未结 · open ones only")
    group: str = Field("", max_length=40, description="分类大类 · group of categories")
    category: str = Field("", max_length=40, description="分类 · category")
    kind: Kind | None = None
    urgency: Urgency | None = None
    mode: Mode | None = None
    unit: UUID | None = Field(None, description="承办单位 · a unit that handles it")
    channel: Channel | None = None
    due: Due | None = Field(None, description="超期或临期 · overdue or due soon")
    mine: bool = Field(False, description="与我有关 · of my units, registered by me, led by me")
    text: str = Field(
        "", max_length=100, description="全文检索，至少两个字 · words of the report, two characters at least"
    )
    number: str = Field("", max_length=40, description="诉求编号 · case number")
    phone: str = Field("", max_length=30, description="来电号码 · the reporter's phone")
    since: Day | None = None
    until: Day | None = None
    is_hazard: bool | None = None
    is_reopened: bool | None = None

    def filter(self) -> Filter:
        """Return the filter of the list."""
        given = self.model_dump(exclude={"state"})
        return Filter(states=frozenset(self.state), **given)


class Counted(BaseModel):
    """How many open appeals match, beside the filters."""

    open: int
    by_state: dict[State, int]
    emergency: int
    urgent: int
    overdue: int
    soon: int


class Found(BaseModel):
    """The case behind a number."""

    id: UUID


@router.get("/", auth=bearer, response=CasePage, summary="诉求列表 · The list")
def staff_list(
    request: HttpRequest,
    wanted: Query[Wanted],
    cursor: Annotated[str, Param(max_length=300)] = "",
    size: Annotated[int, Param(ge=1, le=100)] = 50,
) -> Page[Row]:
    """Return the appeals in the token's reach, newest first; page 1000 costs what page 1 costs."""
    return lists.staff_list(actor_of(request), wanted.filter(), now=timezone.now(), cursor=cursor, size=size)


@router.get("/counts", auth=bearer, response=Counted, summary="列表计数 · Counts beside the list")
def counts(request: HttpRequest, wanted: Query[Wanted]) -> Counted:
    """Return how many open appeals match, by state, urgency and card."""
    found = lists.counts(actor_of(request), wanted.filter(), now=timezone.now())
    return Counted(
        open=found.open,
        by_state=found.by_state,
        emergency=found.emergency,
        urgent=found.urgent,
        overdue=found.overdue,
        soon=found.soon,
    )


@router.get("/by-number/{number}", auth=bearer, response=Found, summary="按编号查找 · Find by number")
def by_number(request: HttpRequest, number: Annotated[str, Param(max_length=40)]) -> Found:
    """Return the id behind a case number that the token may see."""
    appeal_id = links.id_of_number(number)
    if appeal_id is None:
        raise NotFound
    sight_of_record(actor_of(request), details.load(appeal_id))
    return Found(id=appeal_id)


@router.get("/{uuid:appeal_id}", auth=bearer, response=Case, summary="诉求详情 · One case")
def case(request: HttpRequest, appeal_id: UUID) -> Detail:
    """Return one case with texts, files, timeline, requests, ratings and duties, as far as the token may see it.

    Names and phones are masked; `reveal` shows them for a purpose.
    """
    return details.detail(actor_of(request), appeal_id, now=timezone.now())


def triage(
    *,
    actor: Actor,
    appeal_id: UUID,
    category: str,
    urgency: Urgency,
    mode: Mode,
    now: datetime,
    kind: Kind | None = None,
    location: Where | None = None,
    area_path: str | None = None,
    complained_units: list[UUID] | None = None,
    is_hazard: bool | None = None,
    households: int | None = None,
    client_id: str | None = None,
) -> datetime | None:
    """Decide what the appeal is: category, place, urgency, mode; return until when it is dispatched. T12.

    The machine only proposes (`appeal.proposal` of the case); the fact keeps whether the person followed it.

    :raises NotFound, Forbidden, NotPossible, LowersEmergency, Invalid:
    """
    decided = triaging.Triage(
        category=category,
        urgency=urgency,
        mode=mode,
        kind=kind,
        place=location.place() if location else None,
        area_path=area_path,
        complained_units=None if complained_units is None else tuple(complained_units),
        is_hazard=is_hazard,
        households=households,
    )
    return triaging.triage(actor=actor, appeal_id=appeal_id, decided=decided, now=now, client_id=client_id)


def redirect(
    *,
    actor: Actor,
    appeal_id: UUID,
    reason: str,
    now: datetime,
    target: str = "",
    phone: str = "",
    receipt: str = "",
    params: dict[str, str] | None = None,
    client_id: str | None = None,
) -> datetime | None:
    """Hand an appeal over to whoever is competent; return until when their receipt number is owed. T07.

    :raises NotFound, Forbidden, NotPossible, UnknownReason, MissingPlace:
    """
    to = diverting.Handover(reason=reason, target=target, phone=phone, receipt=receipt, params=params or {})
    return diverting.redirect(actor=actor, appeal_id=appeal_id, to=to, now=now, client_id=client_id)


@router.get("/{uuid:appeal_id}/letters", auth=bearer, response=many(LetterRow), summary="信函 · Letters that went out")
def letters(request: HttpRequest, appeal_id: UUID) -> list[LetterRow]:
    """Return the letters of a case with their numbers and words, oldest first."""
    return kept.of_appeal(actor_of(request), appeal_id)


def around(
    *, actor: Actor, ids: Mapping[str, Any], deed: str, right: str, now: datetime
) -> AbstractContextManager[undoing.Watch]:
    """Return what to do a deed on an appeal in, so that it can be taken back (ADR 0027)."""
    return undoing.watched(actor=actor, appeal_id=ids["appeal_id"], deed=deed, right=right, now=now)


ID = "/{uuid:appeal_id}"
open_doors(
    router,
    (
        Door(f"{ID}/letters", lettering.issue, "appeals.issue_letter",
             Text("信函编号留存", "Number and keep a letter"), name="issue_letter"),
        Door(f"{ID}/ask-info", asking.ask_info, "appeals.ask_info", Text("请诉求人补正", "Ask for what is missing")),
        Door(f"{ID}/add-info", asking.add_info, "appeals.add_info", Text("代为补充", "Add what the reporter told"),
             name="add_info_for"),
        Door(f"{ID}/answer", diverting.answer_now, "appeals.answer_now", Text("直接答复", "Answer at once")),
        Door(f"{ID}/call-line", diverting.call_line, "appeals.redirect",
             Text("已转告热线", "Note that an emergency or service line was told")),
        Door(f"{ID}/redirect", redirect, "appeals.redirect", Text("转办", "Hand over")),
        Door(f"{ID}/receipt", diverting.record_receipt, "appeals.redirect",
             Text("登记对方凭证号", "Write down their receipt number")),
        Door(f"{ID}/refuse", refusing.refuse, "appeals.refuse", Text("拟不予受理", "Propose not to take it on")),
        Door(f"{ID}/refuse/decide", refusing.confirm_refuse, "appeals.confirm_refuse",
             Text("复核不予受理", "Decide on a proposed refusal")),
        Door(f"{ID}/objection/decide", refusing.decide_objection, "appeals.uphold_objection",
             Text("决定异议", "Decide on an objection")),
        Door(f"{ID}/merge", merging.merge, "appeals.merge", Text("并案", "Join with the same matter")),
        Door(f"{ID}/unmerge", merging.unmerge, "appeals.unmerge", Text("撤销并案", "Separate again")),
        Door(f"{ID}/triage", triage, "appeals.triage", Text("研判", "Triage")),
        Door(f"{ID}/urgency", triaging.change_urgency, "appeals.change_urgency",
             Text("调整紧急程度", "Raise the urgency, or ask to lower it")),
        Door(f"{ID}/urgency/decide", triaging.decide_urgency, "appeals.change_urgency",
             Text("决定降低紧急程度", "Decide on lowering the urgency")),
        Door(f"{ID}/spot-check", withdrawing.record_spot_check, "appeals.record_revisit",
             Text("撤回抽查", "Write down what a sampled reporter said")),
        Door(f"{ID}/revisit/start", revisiting.start_revisit, "appeals.start_revisit",
             Text("开始回访", "Begin to ask the reporter")),
        Door(f"{ID}/revisit/attempt", revisiting.record_attempt, "appeals.record_revisit",
             Text("未接通", "Write down an unanswered call")),
        Door(f"{ID}/revisit", revisiting.record_revisit, "appeals.record_revisit",
             Text("登记回访", "Write down what the reporter said")),
        Door(f"{ID}/explain", revisiting.explain, "appeals.record_revisit",
             Text("解释说明", "Explain why no more can be done")),
        Door(f"{ID}/explained-close", revisiting.ask_explained_close, "appeals.explained_close",
             Text("申请解释后办结", "Ask to close after two explanations")),
        Door(f"{ID}/explained-close/decide", revisiting.decide_explained_close, "appeals.explained_close",
             Text("复核解释后办结", "Decide on closing after explaining")),
        Door(f"{ID}/reopen", reopening.reopen, "appeals.reopen", Text("重办", "Reopen"), name="reopen_for"),
        Door(f"{ID}/correction", correcting.ask_correction, "appeals.correct",
             Text("申请更正", "Ask for a correction")),
        Door(f"{ID}/correction/decide", correcting.decide_correction, "appeals.correct",
             Text("决定更正", "Decide on a correction")),
        Door(f"{ID}/guardian", guarding.record_guardian_consent, "appeals.guardian_consent",
             Text("监护人已同意", "Write down that the guardian agreed")),
        Door(f"{ID}/guardian/approve-look", guarding.approve_look, "people.approve_minor",
             Text("批准查看孩子的联系信息", "Let a colleague see a child's contact for a week"), name="approve_minor"),
        Door(f"{ID}/link", linking.renew_link, "appeals.renew_link",
             Text("更换回执链接", "Renew the receipt link, on the reporter's request")),
        Door(f"{ID}/publish", publishing.publish_case, "appeals.publish",
             Text("起草公开案例", "Draft a published case")),
    ),
    around=around,
)  # fmt: skip
open_doors(
    router,
    (
        Door("/undo/{uuid:undo_id}", undoing.take_back, "appeals.view",
             Text("撤回刚办的一步", "Take back the step just taken")),
    ),
)  # fmt: skip

"""The interface of notices: what is published, my messages, drafting and approving."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from linli.kernel.actor import Actor
from linli.kernel.pages import Page
from linli.kernel.words import Text
from linli.notices import actions, delivery, queries
from linli.notices.queries import MessageRow, NoticeRow, ObjectionRow
from linli.notices.rules.choosing import CHOSEN, Quiet, clock_of, minutes_of
from linli.notices.words import Channel, MessageKind, NoticeKind, NoticeState
from linli.people.api.doors import Door, open_doors
from linli.people.api.shapes import many, page_of, shown
from linli.people.doors import actor_of, bearer

router = Router()


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """What anybody reads of a notice: neither which case it tells of nor who wrote it."""

    id: UUID
    kind: str
    title: str
    body: str
    area_path: str
    topic: str
    shown_from: datetime | None
    shown_until: datetime | None
    digest: str


def _public(row: NoticeRow) -> PublishedRow:
    return PublishedRow(**{one.name: getattr(row, one.name) for one in fields(PublishedRow)})


NoticePage, MessagePage = page_of(NoticeRow), page_of(MessageRow)
PublishedNotice, PublishedPage = shown(PublishedRow), page_of(PublishedRow)
Cursor = Annotated[str, Param(max_length=300)]
Size = Annotated[int, Param(ge=1, le=100)]
ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


@router.get("/", response=PublishedPage, summary="公开信息 · What is published")
def published(
    request: HttpRequest,
    kind: NoticeKind,
    area: Annotated[str, Param(max_length=120)] = "",
    topic: Annotated[str, Param(max_length=40)] = "",
    cursor: Cursor = "",
    size: Size = 20,
) -> Page[PublishedRow]:
    """Return what anybody may read of one kind, at or below an area, about one group or leaf, newest first."""
    found = queries.published(
        kind=kind.value, area_path=area, topic=topic, cursor=cursor, size=size, now=timezone.now()
    )
    return Page(tuple(_public(row) for row in found.rows), found.next)


@router.get("/{uuid:notice_id}", response=PublishedNotice, summary="一条公开信息 · One notice")
def one(request: HttpRequest, notice_id: UUID) -> PublishedRow:
    """Return a notice anybody may read."""
    return _public(queries.published_one(notice_id, now=timezone.now()))


@router.get("/desk", auth=bearer, response=NoticePage, summary="发布台 · The editor's desk")
def editors_desk(
    request: HttpRequest, state: NoticeState = NoticeState.DRAFT, cursor: Cursor = "", size: Size = 50
) -> Page[NoticeRow]:
    """Return the notices in a state that the token drafts or approves, newest first."""
    return queries.desk(actor_of(request), state=state.value, cursor=cursor, size=size)


@router.get("/objections", auth=bearer, response=many(ObjectionRow), summary="待答异议 · Open objections")
def objections(request: HttpRequest) -> list[ObjectionRow]:
    """Return the open objections the token may answer, oldest first."""
    return queries.open_objections(actor_of(request))


@router.get("/messages", auth=bearer, response=MessagePage, summary="我的消息 · My messages")
def messages(request: HttpRequest, cursor: Cursor = "", size: Size = 50) -> Page[MessageRow]:
    """Return the messages to the token's account and its units, newest first."""
    return queries.inbox(actor_of(request), cursor=cursor, size=size)


class Read(BaseModel):
    """Which messages were read."""

    ids: list[UUID] = Field(max_length=200)


class Marked(BaseModel):
    """How many were unread before."""

    count: int


@router.post("/messages/read", auth=bearer, response=Marked, summary="标为已读 · Mark as read")
def mark_read(request: HttpRequest, body: Read) -> Marked:
    """Mark own messages as read; others are left alone."""
    return Marked(count=actions.mark_read(actor=actor_of(request), message_ids=body.ids, now=timezone.now()))


class QuietHours(BaseModel):
    """From when until when nothing is sent, in China's time; over midnight where it ends earlier than it begins."""

    model_config = ConfigDict(extra="forbid")

    begins: ClockTime = Field(description="开始 · from", examples=["22:00"])
    ends: ClockTime = Field(description="结束 · until", examples=["07:00"])


class Choices(BaseModel):
    """Which kinds of messages come by which ways, and when none do. Emergencies, codes and warnings always come."""

    model_config = ConfigDict(extra="forbid")

    channels: dict[MessageKind, list[Channel]] = Field(
        description="每类消息用哪些渠道 · kind of message -> ways; a kind that is left out is as usual",
        examples=[{"reports": ["sms"], "news": []}],
    )
    quiet: QuietHours | None = Field(description="免打扰，null 为不设 · quiet hours, or null for none")


class NewChoices(Choices):
    """The same, with robots to set (their webhook address) or to remove (an empty one)."""

    robots: dict[Channel, Annotated[str, Field(max_length=300)]] = Field(
        default_factory=dict,
        max_length=3,
        description="群机器人地址；空为删除，不写为不变 · addresses of robots; empty removes, left out stays",
    )


class KeptChoices(Choices):
    """What is kept, which robots are set (their addresses are not told), and which ways are open here."""

    robots: list[Channel] = Field(description="已设的群机器人 · robots that are set")
    open: list[Channel] = Field(description="本系统已开通的渠道 · ways that are open here")


@router.get("/choices", auth=bearer, response=KeptChoices, summary="消息怎么发给我 · How messages reach me")
def choices(request: HttpRequest) -> KeptChoices:
    """Return what the token's account chose, or what is usual."""
    return _kept(actor_of(request))


@router.put("/choices", auth=bearer, response=KeptChoices, summary="设定消息怎么发给我 · Choose how messages reach me")
def choose(request: HttpRequest, body: NewChoices) -> KeptChoices:
    """Put the choice of the token's account in the place of the one before; it holds from the next message on."""
    actor = actor_of(request)
    quiet = body.quiet
    actions.choose(
        actor=actor,
        channels={kind.value: [way.value for way in ways] for kind, ways in body.channels.items()},
        quiet=Quiet(minutes_of(quiet.begins), minutes_of(quiet.ends)) if quiet else None,
        robots={way.value: address for way, address in body.robots.items()},
        now=timezone.now(),
    )
    return _kept(actor)


def _kept(actor: Actor) -> KeptChoices:
    assert actor.account_id is not None  # noqa: S101 - the bearer let nobody else in
    chosen = queries.choice_of(actor.account_id)
    quiet = chosen.choice.quiet
    return KeptChoices(
        channels={kind: [way for way in Channel if way in chosen.choice.channels.get(kind, ())] for kind in CHOSEN},
        quiet=QuietHours(begins=clock_of(quiet.from_min), ends=clock_of(quiet.until_min)) if quiet else None,
        robots=[way for way in Channel if way.value in chosen.addresses],
        open=[way for way in Channel if delivery.has(way.value)],
    )


open_doors(
    router,
    (
        Door("/", actions.draft, "notices.draft", Text("起草", "Draft a notice")),
        Door("/{uuid:notice_id}/redraft", actions.redraft, "notices.draft", Text("改稿", "Change a draft")),
        Door("/{uuid:notice_id}/approve", actions.approve, "notices.approve",
             Text("审核", "Approve: the second pair of eyes")),
        Door("/{uuid:notice_id}/publish", actions.publish, "notices.publish", Text("公开", "Publish")),
        Door("/{uuid:notice_id}/withdraw", actions.withdraw, "notices.withdraw", Text("撤下", "Take down")),
        Door("/{uuid:notice_id}/object", actions.object_to, "notices.object",
             Text("提出异议", "Object to a notice"), name="object_to_notice"),
        Door("/objections/{uuid:objection_id}/answer", actions.answer_objection, "notices.answer_objection",
             Text("答复异议", "Answer an objection")),
    ),
    hidden=frozenset({"source", "contact_id", "topic"}),
)  # fmt: skip

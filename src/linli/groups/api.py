"""The interface of groups: mine, those of a place, threads and posts, my removals, the moderators' desk."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field as Param
from ninja import Router

from linli.groups import actions, queries, rules
from linli.groups.queries import (
    BoardRow,
    BroadcastRow,
    ClaimRow,
    Fate,
    GroupRow,
    MailingRow,
    PostRow,
    RemovalRow,
    ReportRow,
    ThreadRow,
)
from linli.groups.words import BroadcastKind, NewsTopic
from linli.kernel.actor import Actor
from linli.kernel.pages import Page
from linli.kernel.words import Text
from linli.notices.queries import Reach
from linli.people.api.doors import Door, open_doors
from linli.people.api.shapes import many, page_of, shape, shown
from linli.people.doors import actor_of, bearer

router = Router(auth=bearer)
GroupPage, ReportPage, RemovalPage, ClaimPage = (page_of(row) for row in (GroupRow, ReportRow, RemovalRow, ClaimRow))
BoardPage, MailingPage, BroadcastPage = page_of(BoardRow), page_of(MailingRow), page_of(BroadcastRow)
GroupThreads = shape(
    "GroupThreads", "A group and its threads.", __name__, group=shown(GroupRow), threads=page_of(ThreadRow)
)
ThreadPosts = shape(
    "ThreadPosts", "A thread with its group and its posts.", __name__,
    group=shown(GroupRow), thread=shown(ThreadRow), posts=page_of(PostRow),
)  # fmt: skip
Cursor = Annotated[str, Param(max_length=300)]
Size = Annotated[int, Param(ge=1, le=100)]
Area = Annotated[str, Param(max_length=120)]


def _account(request: HttpRequest) -> tuple[Actor, UUID]:
    actor = actor_of(request)
    if actor.account_id is None:
        raise rules.NeedsAccount
    return actor, actor.account_id


@router.get("/", response=GroupPage, summary="我的群 · My groups")
def mine(request: HttpRequest, cursor: Cursor = "", size: Size = 20) -> Page[GroupRow]:
    """Return the groups of the token's account, the latest joined first."""
    return queries.my_groups(_account(request)[1], cursor=cursor, size=size)


@router.get("/at", response=GroupPage, summary="一个地方的群 · Groups of a place")
def at(request: HttpRequest, area: Area, cursor: Cursor = "", size: Size = 20) -> Page[GroupRow]:
    """Return the open groups at or below an area, in the order of the places."""
    return queries.groups_at(area, account_id=_account(request)[1], cursor=cursor, size=size)


@router.get("/removals", response=RemovalPage, summary="我被移除的发言 · My removed posts")
def my_removals(request: HttpRequest, cursor: Cursor = "", size: Size = 20) -> Page[RemovalRow]:
    """Return what was removed of the token's account, and what came of its appeals, newest first."""
    return queries.my_removals(_account(request)[1], cursor=cursor, size=size)


@router.get("/addresses", response=many(ClaimRow), summary="我登记的住址 · My addresses")
def my_addresses(request: HttpRequest) -> list[ClaimRow]:
    """Return the addresses that the token's account gave, the latest first."""
    return queries.my_claims(_account(request)[1])


@router.get("/board", auth=None, response=BoardPage, summary="信息公示栏 · The information board")
def board(request: HttpRequest, area: Area = "", cursor: Cursor = "", size: Size = 20) -> Page[BoardRow]:
    """Return what hangs at or below an area now, newest first; what has ended is gone by itself."""
    return queries.board(area, cursor=cursor, size=size, now=timezone.now())


@router.get("/board/{uuid:item_id}", auth=None, response=shown(BoardRow), summary="一条公示 · One item of the board")
def board_item(request: HttpRequest, item_id: UUID) -> BoardRow:
    """Return what hangs on the board now, with the digest and the fact that prove its posting."""
    return queries.board_item(item_id, now=timezone.now())


@router.get("/news", response=MailingPage, summary="推送的消息 · News that were sent")
def mailings(request: HttpRequest, cursor: Cursor = "", size: Size = 20) -> Page[MailingRow]:
    """Return the news sent in the token's reach, newest first, with how many got and read them."""
    return queries.mailings(actor_of(request), cursor=cursor, size=size)


@router.get("/broadcasts", response=BroadcastPage, summary="群发通知 · Broadcasts")
def broadcasts(request: HttpRequest, cursor: Cursor = "", size: Size = 20) -> Page[BroadcastRow]:
    """Return the notices to all of an area in the token's reach, newest first."""
    return queries.broadcasts(actor_of(request), cursor=cursor, size=size)


@router.get("/broadcasts/preview", response=shown(Reach), summary="会发给多少人 · Whom a broadcast would reach")
def preview(
    request: HttpRequest,
    kind: BroadcastKind,
    topic: NewsTopic,
    area: Area,
    good_until: datetime | None = None,
    estate_id: UUID | None = None,
    building_id: UUID | None = None,
) -> Reach:
    """Return how many people a broadcast would reach now, and by which way; nothing is sent.

    Without `good_until` it counts for as long as it may.
    """
    now = timezone.now()
    until = good_until or now + rules.LONGEST_BROADCAST
    place = actions.place_of(area, estate_id=estate_id, building_id=building_id, now=now)
    return queries.preview(actor_of(request), kind=kind, topic=topic, place=place, good_until=until, now=now)


@router.get("/broadcasts/{uuid:broadcast_id}", response=shown(Fate), summary="一次群发 · One broadcast")
def one_broadcast(request: HttpRequest, broadcast_id: UUID) -> Fate:
    """Return a broadcast with what went out, what waits and what failed, by way."""
    return queries.broadcast(actor_of(request), broadcast_id)


@router.get("/desk", response=GroupPage, summary="我管理的群 · Groups I moderate")
def moderated(request: HttpRequest, cursor: Cursor = "", size: Size = 20) -> Page[GroupRow]:
    """Return the groups that the token moderates, in the order of the places."""
    return queries.moderated(actor_of(request), cursor=cursor, size=size)


@router.get("/desk/reports", response=ReportPage, summary="待处理的举报 · Open reports of posts")
def open_reports(request: HttpRequest, cursor: Cursor = "", size: Size = 20) -> Page[ReportRow]:
    """Return the reports that the token may decide, the oldest first; never who reported."""
    return queries.open_reports(actor_of(request), cursor=cursor, size=size)


@router.get("/desk/log", response=RemovalPage, summary="移除记录 · The log of moderation")
def log(request: HttpRequest, cursor: Cursor = "", size: Size = 20) -> Page[RemovalRow]:
    """Return what was removed in the token's reach, newest first."""
    return queries.log(actor_of(request), cursor=cursor, size=size)


@router.get("/desk/appeals", response=many(RemovalRow), summary="待决定的申诉 · Appealed removals")
def appealed(request: HttpRequest) -> list[RemovalRow]:
    """Return the appealed removals in the token's reach, the oldest first."""
    return queries.appealed(actor_of(request))


@router.get("/desk/topics", response=many(ThreadRow), summary="提请协商的话题 · Threads to deliberate")
def proposed(request: HttpRequest) -> list[ThreadRow]:
    """Return the threads whose members want them deliberated, newest first."""
    return queries.proposed(actor_of(request))


@router.get("/desk/addresses", response=ClaimPage, summary="待核实的住址 · Addresses to verify")
def waiting_addresses(request: HttpRequest, cursor: Cursor = "", size: Size = 20) -> Page[ClaimRow]:
    """Return the addresses that the token may verify, the oldest first."""
    return queries.waiting_claims(actor_of(request), cursor=cursor, size=size)


@router.get("/{uuid:group_id}", response=GroupThreads, summary="一个群和它的话题 · A group and its threads")
def threads(request: HttpRequest, group_id: UUID, cursor: Cursor = "", size: Size = 20) -> dict[str, Any]:
    """Return a group and its threads, the one spoken in last first; for members and moderators."""
    group, page = queries.threads_of(actor_of(request), group_id, cursor=cursor, size=size)
    return {"group": group, "threads": page}


@router.get("/threads/{uuid:thread_id}", response=ThreadPosts, summary="一个话题 · A thread")
def posts(request: HttpRequest, thread_id: UUID, cursor: Cursor = "", size: Size = 30) -> dict[str, Any]:
    """Return a thread with its posts in the order they were said; for members and moderators."""
    group, thread, page = queries.posts_of(actor_of(request), thread_id, cursor=cursor, size=size)
    return {"group": group, "thread": thread, "posts": page}


open_doors(
    router,
    (
        Door("/", actions.open_group, "groups.open_group", Text("建群", "Open a group")),
        Door("/board", actions.put_up, "groups.post_board", Text("张贴公示", "Put something up on the board")),
        Door("/board/{uuid:item_id}/take-down", actions.take_down, "groups.post_board",
             Text("撤下公示", "Take something off the board")),
        Door("/subscription", actions.subscribe, "groups.join", Text("订阅消息", "Subscribe to news")),
        Door("/news/{uuid:notice_id}", actions.send_news, "groups.send_news", Text("推送消息", "Send news")),
        Door("/broadcasts", actions.broadcast, "groups.broadcast",
             Text("群发通知", "Send a notice to all of an area")),
        Door("/broadcasts/{uuid:broadcast_id}/decide", actions.decide_broadcast, "groups.agree_broadcast",
             Text("同意或不同意群发", "Agree to a broadcast, or not")),
        Door("/broadcasts/{uuid:broadcast_id}/call-off", actions.call_off, "groups.broadcast",
             Text("叫停群发", "Call a broadcast off")),
        Door("/addresses", actions.claim_address, "groups.join", Text("登记住址", "Say where one lives")),
        Door("/desk/addresses/{uuid:claim_id}", actions.decide_address, "people.verify_residence",
             Text("核实住址", "Verify an address")),
        Door("/{uuid:group_id}/close", actions.close_group, "groups.open_group", Text("停用群", "Close a group")),
        Door("/{uuid:group_id}/join", actions.join, "groups.join", Text("加入", "Join a group")),
        Door("/{uuid:group_id}/leave", actions.leave, "groups.join", Text("退出", "Leave a group")),
        Door("/{uuid:group_id}/threads", actions.start_thread, "groups.write", Text("发话题", "Start a thread")),
        Door("/threads/{uuid:thread_id}/posts", actions.write, "groups.write", Text("发言", "Write a post")),
        Door("/threads/{uuid:thread_id}/propose", actions.propose_topic, "groups.write",
             Text("提请协商", "Propose a thread for deliberation")),
        Door("/posts/{uuid:post_id}/take-back", actions.take_back, "groups.write", Text("撤回", "Take a post back")),
        Door("/posts/{uuid:post_id}/report", actions.report_post, "groups.report", Text("举报", "Report a post")),
        Door("/posts/{uuid:post_id}/keep", actions.keep_post, "groups.moderate",
             Text("保留", "Let a reported post stand")),
        Door("/posts/{uuid:post_id}/remove", actions.remove_post, "groups.moderate", Text("移除", "Remove a post")),
        Door("/removals/{uuid:removal_id}/appeal", actions.appeal_removal, "groups.write",
             Text("申诉", "Appeal a removal")),
        Door("/removals/{uuid:removal_id}/decide", actions.decide_removal, "groups.decide_removal",
             Text("决定申诉", "Decide an appealed removal")),
    ),
)  # fmt: skip


@router.post("/{uuid:group_id}/invite", response=shape(
    "GroupInvitation", "The secret of an invitation, told once.", __name__, secret=str
), summary="邀请 · Issue an invitation")  # fmt: skip
def invite(request: HttpRequest, group_id: UUID) -> dict[str, str]:
    """Issue an invitation to a group, good for two weeks; its secret is told once and kept nowhere."""
    return {"secret": actions.invite(actor=actor_of(request), group_id=group_id, now=timezone.now())}

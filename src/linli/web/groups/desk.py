"""The moderators' desk: groups, reports of posts, appeals, addresses to verify, threads to deliberate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid import queries as grid
from linli.groups import actions, queries
from linli.groups.words import GroupKind, Joining, NewsTopic, RemovalReason
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.notices import queries as notices
from linli.notices.words import NoticeKind
from linli.people import queries as people
from linli.people.rules.masking import mask_name
from linli.people.words import ResidenceKind
from linli.web.door import actor_of, now_of, staff_only
from linli.web.groups.places import areas_of
from linli.web.groups.pressing import place_name, pressed
from linli.web.staff import forms
from linli.web.staff.forms import Field, Option, Values
from linli.web.staff.pages import page, require_any
from linli.web.staff.simple import ask

T = Text
DEEDS = {
    "groups.moderate", "groups.decide_removal", "groups.open_group", "groups.post_board", "groups.send_news",
    "groups.broadcast", "groups.agree_broadcast",
}  # fmt: skip
BACK = "/desk/groups/"
TABS: tuple[tuple[str, Text], ...] = (
    ("groups", T("群", "Groups")),
    ("reports", T("举报", "Reports")),
    ("appeals", T("申诉", "Appeals")),
    ("addresses", T("住址核实", "Addresses")),
    ("topics", T("提请协商", "To deliberate")),
    ("board", T("公示栏", "Board")),
    ("news", T("消息推送", "News")),
    ("broadcasts", T("群发通知", "Broadcasts")),
    ("log", T("移除记录", "Log")),
)


@never_cache
@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show one list of the desk."""
    actor = actor_of(request)
    require_any(actor, DEEDS)
    tab = request.GET.get("tab", "")
    reader = LISTS.get(tab, LISTS["groups"])
    chosen = tab if tab in LISTS else "groups"
    context = reader(actor, request.GET.get("after") or None, request)
    tabs = [{"label": label, "url": f"?tab={key}", "current": key == chosen, "count": ""} for key, label in TABS]
    next_url = f"?tab={chosen}&after={context['next']}" if context.get("next") else ""
    return page(request, "web/groups/desk.html", tabs=tabs, tab=chosen, next_url=next_url, **context)


def _groups(actor: Actor, cursor: str | None, request: HttpRequest) -> dict[str, Any]:
    found, now = queries.moderated(actor, cursor=cursor), now_of(request)
    rows = [(row, place_name(row.area_path, now)) for row in found.rows]
    return {"rows": rows, "next": found.next, "may_open": bool(actor.reach("groups.open_group"))}


def _reports(actor: Actor, cursor: str | None, request: HttpRequest) -> dict[str, Any]:
    found = queries.open_reports(actor, cursor=cursor)
    return {"rows": found.rows, "next": found.next}


def _appeals(actor: Actor, cursor: str | None, request: HttpRequest) -> dict[str, Any]:
    return {"rows": queries.appealed(actor)}


def _addresses(actor: Actor, cursor: str | None, request: HttpRequest) -> dict[str, Any]:
    found, now = queries.waiting_claims(actor, cursor=cursor), now_of(request)
    names = people.accounts({row.account_id for row in found.rows})
    rows = [(row, place_name(row.area_path, now), mask_name(names[row.account_id].name)) for row in found.rows]
    return {"rows": rows, "next": found.next}


def _topics(actor: Actor, cursor: str | None, request: HttpRequest) -> dict[str, Any]:
    return {"rows": queries.proposed(actor)}


def _log(actor: Actor, cursor: str | None, request: HttpRequest) -> dict[str, Any]:
    found = queries.log(actor, cursor=cursor)
    return {"rows": found.rows, "next": found.next}


def _board(actor: Actor, cursor: str | None, request: HttpRequest) -> dict[str, Any]:
    now = now_of(request)
    found = queries.board("", cursor=cursor, now=now)
    rows = [(row, place_name(row.area_path, now), actor.may("groups.post_board", row.area_path)) for row in found.rows]
    may_post = bool(actor.reach("groups.post_board"))
    ended = queries.came_down(actor, now=now) if may_post and cursor is None else []
    down = [(row, place_name(row.area_path, now)) for row in ended]
    return {"rows": rows, "next": found.next, "may_post": may_post, "down": down}


def _news(actor: Actor, cursor: str | None, request: HttpRequest) -> dict[str, Any]:
    found, now = queries.mailings(actor, cursor=cursor), now_of(request)
    sent = {row.notice_id for row in found.rows}
    fresh = notices.published(kind=NoticeKind.NEWS, size=20, now=now).rows if actor.reach("groups.send_news") else ()
    waiting = [(row, place_name(row.area_path, now)) for row in fresh if row.id not in sent]
    rows = [(row, place_name(row.area_path, now)) for row in found.rows]
    return {"rows": rows, "next": found.next, "waiting": waiting, "topics": list(NewsTopic)}


def _broadcasts(actor: Actor, cursor: str | None, request: HttpRequest) -> dict[str, Any]:
    found, now = queries.broadcasts(actor, cursor=cursor), now_of(request)
    rows = [(row, place_name(row.area_path, now)) for row in found.rows]
    return {"rows": rows, "next": found.next, "may_broadcast": bool(actor.reach("groups.broadcast"))}


LISTS: dict[str, Callable[[Actor, str | None, HttpRequest], dict[str, Any]]] = {
    "groups": _groups,
    "reports": _reports,
    "appeals": _appeals,
    "addresses": _addresses,
    "topics": _topics,
    "board": _board,
    "news": _news,
    "broadcasts": _broadcasts,
    "log": _log,
}


OPENING = (
    Field("name", T("群的名称", "Name of the group"), most=60),
    Field(
        "kind", T("哪一种群", "Kind"), "select", options=forms.words([k for k in GroupKind if k != GroupKind.ESTATE])
    ),
    Field("area_path", T("在哪里", "Where"), "select", options=areas_of("groups.open_group")),
    Field(
        "building_code",
        T("楼栋码（楼院群才填）", "Code of the building (building groups only)"),
        required=False,
        most=40,
    ),
    Field("joining", T("谁能加入", "Who may join"), "pick", options=forms.words(Joining)),
    Field("description", T("一句话说明", "In one sentence"), "words", rows=2, most=300, required=False),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def open_group(request: HttpRequest) -> HttpResponse:
    """Open a group."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, {"groups.open_group"})

    def do(given: Values) -> Text | str:
        code = given["building_code"]
        building = grid.building_by_code(code, now) if code else None
        made = actions.open_group(
            actor=actor,
            kind=GroupKind(given["kind"]),
            name=given["name"],
            area_path=given["area_path"],
            joining=Joining(given["joining"]),
            description=given["description"],
            building_id=building.id if building else None,
            now=now,
        )
        return f"/my/groups/{made}/"

    title = T("建群", "Open a group")
    return ask(request, OPENING, do, title=title, button=title, back=BACK, about=request)


@never_cache
@staff_only
@require_POST
def invite(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Issue an invitation and show its link, once."""
    secret = actions.invite(actor=actor_of(request), group_id=group_id, now=now_of(request))
    link = f"{settings.LINLI_PUBLIC_URL.rstrip('/')}/my/groups/{group_id}/invited/{secret}/"
    return page(request, "web/groups/invitation.html", group=queries.group(group_id), link=link, back_url=BACK)


@staff_only
@require_POST
def close(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Close a group."""
    actor, now = actor_of(request), now_of(request)
    said = T("群已停用，原来的内容还能看。", "The group is closed; what was said stays readable.")
    return pressed(request, lambda: actions.close_group(actor=actor, group_id=group_id, now=now), said, back=BACK)


@staff_only
@require_POST
def keep(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Let a reported post stand."""
    actor, now = actor_of(request), now_of(request)
    said = T("保留了，举报已处理。", "It stands; the reports are closed.")
    back = f"{BACK}?tab=reports"
    return pressed(request, lambda: actions.keep_post(actor=actor, post_id=post_id, now=now), said, back=back)


REMOVING = (
    Field("reason", T("原因", "Reason"), "pick", options=forms.words(RemovalReason)),
    Field(
        "words",
        T("写给本人的说明", "Explain it to the writer"),
        "words",
        rows=3,
        most=300,
        hint=T("本人会看到，可以申诉，由另一位同事决定。", "The writer reads it and can appeal; a colleague decides."),
    ),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Remove a post."""
    actor, now = actor_of(request), now_of(request)
    quoted = queries.said(actor, post_id)
    if not actor.may("groups.moderate", quoted.area_path):
        raise NotFound

    def do(given: Values) -> Text:
        reason = RemovalReason(given["reason"])
        actions.remove_post(actor=actor, post_id=post_id, reason=reason, words=given["words"], now=now)
        return T("移除了，已告诉本人原因。", "Removed; the writer has been told why.")

    title = T("移除这条", "Remove this post")
    template = "web/groups/quoting.html"
    back = f"/my/groups/thread/{quoted.thread_id}/"
    return ask(request, REMOVING, do, title=title, button=title, back=back, template=template, quote=quoted.body)


DECIDING = (
    Field(
        "upheld",
        T("决定", "Decision"),
        "pick",
        options=lambda _: [
            Option("yes", T("申诉成立，恢复这条", "Upheld: the post stands again")),
            Option("no", T("申诉不成立，维持移除", "Not upheld: it stays removed")),
        ],
    ),
    Field("answer", T("答复本人", "Answer to the writer"), "words", rows=3, most=300),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, removal_id: UUID) -> HttpResponse:
    """Decide an appealed removal of somebody else."""
    actor, now = actor_of(request), now_of(request)
    row = next((one for one in queries.appealed(actor) if one.id == removal_id), None)
    if row is None:
        raise NotFound

    def do(given: Values) -> Text:
        upheld = given["upheld"] == "yes"
        actions.decide_removal(actor=actor, removal_id=removal_id, upheld=upheld, answer=given["answer"], now=now)
        return T("决定好了，已告诉本人。", "Decided; the writer has been told.")

    title = T("决定申诉", "Decide the appeal")
    template, back = "web/groups/quoting.html", f"{BACK}?tab=appeals"
    return ask(request, DECIDING, do, title=title, button=title, back=back, template=template, quote=row.body, row=row)


VERIFYING = (
    Field(
        "verified",
        T("核实结果", "What you found"),
        "pick",
        options=lambda _: [
            Option("yes", T("住在这里", "Lives here")),
            Option("no", T("没能核实", "Could not be verified")),
        ],
    ),
    Field("kind", T("住在这里的身份", "Lives here as"), "select", options=forms.words(ResidenceKind)),
    Field("reason", T("没能核实的原因", "Why not"), "words", rows=2, most=300, required=False),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Verify an address, or say why not."""
    actor, now = actor_of(request), now_of(request)

    def do(given: Values) -> Text:
        actions.decide_address(
            actor=actor,
            claim_id=claim_id,
            verified=given["verified"] == "yes",
            reason=given["reason"],
            kind=ResidenceKind(given["kind"]),
            now=now,
        )
        return T("记下了，已告诉本人。", "Kept; the person has been told.")

    title = T("核实住址", "Verify the address")
    return ask(request, VERIFYING, do, title=title, button=title, back=f"{BACK}?tab=addresses")

"""My groups, the groups of a place, one group with its threads; joining and leaving."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid import queries as grid
from linli.groups import actions, queries
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.door import account_id_of, actor_of, now_of, signed_in
from linli.web.groups.pressing import place_name, pressed

T = Text
JOINED = T("加入了。", "You are in.")
LEFT = T("退出了，随时可以再加入。", "You have left; you can come back at any time.")
INVITED = "groups.invited"


@never_cache
@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the groups of the account, and an invitation that was opened before signing in."""
    account_id, now = account_id_of(request), now_of(request)
    if account_id is None:
        raise NotFound
    page = queries.my_groups(account_id, cursor=request.GET.get("after") or None)
    rows = [(row, place_name(row.area_path, now)) for row in page.rows]
    waiting = request.session.get(INVITED)
    return render(request, "web/groups/mine.html", {"rows": rows, "next": page.next, "waiting": waiting})


@never_cache
@signed_in
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show the groups of a place and the places inside it."""
    now = now_of(request)
    path = request.GET.get("at") or grid.district(now).path
    known = grid.areas_by_path([path], now).get(path)
    if known is None:
        raise NotFound
    page = queries.groups_at(path, account_id=account_id_of(request), cursor=request.GET.get("after") or None)
    inside = [(area.path, T(area.name, area.name_en or area.name)) for area in grid.children(path, now)]
    above = known.path.rpartition("/")[0]
    context = {
        "place": place_name(path, now),
        "above": above,
        "inside": inside,
        "rows": [(row, place_name(row.area_path, now)) for row in page.rows],
        "next": page.next,
    }
    return render(request, "web/groups/find.html", context)


@never_cache
@signed_in
@require_safe
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Show a group: to its members and moderators with its threads, to others with how to join."""
    actor, now = actor_of(request), now_of(request)
    row = queries.group(group_id, account_id=actor.account_id)
    context = {"group": row, "where": place_name(row.area_path, now), "may_read": queries.may_read(actor, row)}
    if context["may_read"]:
        _, page = queries.threads_of(actor, group_id, cursor=request.GET.get("after") or None)
        context |= {"threads": page.rows, "next": page.next}
        context["may_moderate"] = actor.may("groups.moderate", row.area_path)
    return render(request, "web/groups/group.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, group_id: UUID, secret: str) -> HttpResponse:
    """Let somebody in by an invitation; whoever has no account yet finds it again after opening one."""
    if account_id_of(request) is None:
        request.session[INVITED] = request.path
        return redirect("/join/")
    request.session.pop(INVITED, None)
    if request.method == "POST":
        return pressed(
            request,
            lambda: actions.join(
                actor=actor_of(request), group_id=group_id, invitation=secret, now=now_of(request)
            ),
            JOINED,
            back=f"/my/groups/{group_id}/",
        )  # fmt: skip
    row = queries.group(group_id, account_id=account_id_of(request))
    context = {"group": row, "where": place_name(row.area_path, now_of(request))}
    return render(request, "web/groups/invited.html", context)


@signed_in
@require_POST
def press(request: HttpRequest, group_id: UUID, name: str) -> HttpResponse:
    """Join or leave a group."""
    actor, now, back = actor_of(request), now_of(request), f"/my/groups/{group_id}/"
    if name == "join":
        return pressed(request, lambda: actions.join(actor=actor, group_id=group_id, now=now), JOINED, back=back)
    if name == "leave":
        done = pressed(request, lambda: actions.leave(actor=actor, group_id=group_id, now=now), LEFT, back=back)
        return done if done.status_code >= 400 else redirect("/my/groups/")
    raise NotFound

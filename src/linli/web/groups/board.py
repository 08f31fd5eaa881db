"""The information board: for everybody to read, with the proof of posting; put up and taken down at the desk."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.appeals.actions.files import Upload
from linli.grid import queries as grid
from linli.groups import actions, queries
from linli.groups.rules import PROOF_KEPT
from linli.groups.words import BoardKind
from linli.journal import queries as journal
from linli.journeys.actions.proving import prove_posting
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.groups.places import areas_of
from linli.web.groups.pressing import place_name, pressed
from linli.web.pictures import served
from linli.web.staff import forms
from linli.web.staff.forms import Field, Values
from linli.web.staff.pages import require_any
from linli.web.staff.simple import ask

T = Text
DESK = "/desk/groups/?tab=board"


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show what hangs at a place and below it."""
    now = now_of(request)
    path = request.GET.get("at") or grid.district(now).path
    known = grid.areas_by_path([path], now).get(path)
    if known is None:
        raise NotFound
    page = queries.board(path, cursor=request.GET.get("after") or None, now=now)
    context = {
        "place": place_name(path, now),
        "above": known.path.rpartition("/")[0],
        "inside": [(area.path, T(area.name, area.name_en or area.name)) for area in grid.children(path, now)],
        "rows": [(row, place_name(row.area_path, now)) for row in page.rows],
        "next": page.next,
    }
    return render(request, "web/groups/board.html", context)


@require_safe
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show one thing on the board and the proof of its posting."""
    actor, now = actor_of(request), now_of(request)
    row = queries.board_item_for(actor, item_id, now=now)
    try:
        proof = journal.proof(settings.LOG_NAME, row.fact_id)
    except NotFound:  # facts get their place in the log seconds later (ADR 0006)
        proof = None
    is_up = row.taken_down_at is None and now < row.shown_until
    context = {
        "row": row,
        "is_up": is_up,
        "where": place_name(row.area_path, now),
        "proof": proof,
        "is_staff": actor.may("groups.post_board", row.area_path),
        "photos": queries.posting_photos(actor, row),
    }
    return render(request, "web/groups/board_item.html", context)


PROVING = (
    Field(
        "photos",
        T("张贴照片", "Pictures of the posting"),
        "photos",
        hint=T("拍到告示和贴的地方，不拍人脸和车牌。", "The notice and where it hangs; no faces, no number plates."),
    ),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Take or attach pictures that prove a posting."""
    actor, now = actor_of(request), now_of(request)
    row = queries.board_item(item_id, now=now)
    if not actor.may("groups.post_board", row.area_path):
        raise NotFound

    def do(given: Values) -> Text | str:
        if not given["photos"]:
            raise Invalid(field="photos", why_zh="请拍一张或选一张照片", why_en="take or choose a picture")
        for file in given["photos"]:
            prove_posting(actor=actor, item_id=item_id, upload=Upload(file, file.size), now=now)
        return f"/board/{item_id}/"

    title = T("留下张贴照片", "Keep a picture of the posting")
    hint = T(
        f"照片只有工作人员看得到，位置和设备信息会去掉，撤下 {PROOF_KEPT.days} 天后删除。",
        f"Only staff see it; place and device are removed; it goes {PROOF_KEPT.days} days after it came down.",
    )
    return ask(request, PROVING, do, title=title, button=T("保存", "Save"), back=f"/board/{item_id}/", hint=hint)


@never_cache
@staff_only
@require_safe
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Serve a picture of a posting to those who post there."""
    return served(request, queries.posting_photo(actor_of(request), photo_id))


FIELDS = (
    Field("kind", T("哪一类", "Kind"), "select", options=forms.words(BoardKind)),
    Field("title", T("标题", "Title"), most=80),
    Field("body", T("正文", "Text"), "words", rows=6, most=4000),
    Field("area_path", T("贴在哪里", "Where"), "select", options=areas_of("groups.post_board")),
    Field(
        "last_day",
        T("公示到哪一天", "Last day"),
        "day",
        hint=T("到期自动撤下，最长一年。", "It comes down by itself; a year at most."),
    ),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def put_up(request: HttpRequest) -> HttpResponse:
    """Put something up."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, {"groups.post_board"})

    def do(given: Values) -> Text | str:
        until = timezone.make_aware(datetime.combine(given["last_day"], time())) + timedelta(days=1)
        made = actions.put_up(
            actor=actor,
            kind=BoardKind(given["kind"]),
            title=given["title"],
            body=given["body"],
            area_path=given["area_path"],
            shown_until=until,
            now=now,
        )
        return f"/board/{made}/"

    title = T("张贴公示", "Put something up")
    return ask(request, FIELDS, do, title=title, button=title, back=DESK, about=request)


@staff_only
@require_POST
def take_down(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Take something off the board before its end."""
    actor, now = actor_of(request), now_of(request)
    said = T("撤下了，张贴的证明还在。", "Taken down; the proof of its posting stays.")
    return pressed(request, lambda: actions.take_down(actor=actor, item_id=item_id, now=now), said, back=DESK)

"""The rounds as leaders and their workers see them: what was found, which notices run, how much is covered (S-044)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.actions.files import Upload
from linli.appeals.queries import lists
from linli.fieldwork import actions, queries
from linli.fieldwork.queries import FindingRow
from linli.fieldwork.words import NoticeState
from linli.grid import queries as grid
from linli.grid.words import AreaKind
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.pages import decode, page_of
from linli.kernel.words import Text
from linli.people import queries as people
from linli.web.door import actor_of, now_of, staff_only
from linli.web.field import naming
from linli.web.pictures import served
from linli.web.staff import choices, diaries, tables
from linli.web.staff.forms import Field, Option, Values
from linli.web.staff.pages import page, require_any
from linli.web.staff.simple import ask

T = Text
SEE, PATROL = "fieldwork.see", "fieldwork.patrol"
BACK = "/desk/rounds/"
TABS: tuple[tuple[str, Text], ...] = (
    ("found", T("发现的问题", "Found")),
    ("notices", T("整改告知", "Notices")),
    ("covered", T("巡查覆盖", "Coverage")),
    ("diaries", T("工作日志", "Diaries")),
)
GRIDS = 40
TONES = {NoticeState.SERVED: "soon", NoticeState.COMPLIED: "met", NoticeState.NOT_COMPLIED: "late"}


@never_cache
@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show one list of the rounds in reach."""
    actor = actor_of(request)
    require_any(actor, {SEE, PATROL})
    wanted = request.GET.get("tab", "")
    chosen = wanted if wanted in dict(TABS) else "found"
    tabs = [{"label": label, "url": f"?tab={key}", "current": key == chosen, "count": ""} for key, label in TABS]
    if chosen == "diaries":
        context = diaries.shown(actor, request)
    else:
        context = _covered(actor, request) if chosen == "covered" else _found(actor, chosen, request)
    return page(request, "web/staff/rounds.html", tabs=tabs, tab=chosen, **context)


def _found(actor: Actor, tab: str, request: HttpRequest) -> dict[str, Any]:
    now = now_of(request)
    found = queries.findings(actor, only_notices=tab == "notices", cursor=request.GET.get("after") or None)
    items = {one.code: one.text for one in queries.items(now)}
    places = naming.of_ids({row.building_id for row in found.rows}, now)
    cases = lists.rows_by_ids(actor, {row.appeal_id for row in found.rows if row.appeal_id}, now=now)
    names = people.accounts({row.found_by for row in found.rows if row.found_by})
    photos = queries.photos_of([row.id for row in found.rows])
    rows = [
        {
            "row": row,
            "item": items.get(row.item) or Text(row.item, row.item),
            "place": places.get(row.building_id, ""),
            "case": cases.get(row.appeal_id) if row.appeal_id else None,
            "who": names[row.found_by].name if row.found_by in names else "",
            "photos": photos.get(row.id, ()),
            "tone": TONES[row.state] if row.state else "",
            "may_recheck": _runs(row) and actor.may("fieldwork.recheck", row.area_path),
        }
        for row in found.rows
    ]
    return {"rows": rows, "next_url": f"?tab={tab}&after={found.next}" if found.next else ""}


def _runs(row: FindingRow) -> bool:
    return row.state is NoticeState.SERVED


def _covered(actor: Actor, request: HttpRequest) -> dict[str, Any]:
    """Return the grids in reach with how many of their buildings were checked, page by page in the order of places."""
    now, size = now_of(request), tables.most(request, GRIDS)
    reach = sorted({scope.area for scope in (*actor.reach(SEE), *actor.reach(PATROL))})
    paths = sorted({row.path for path in reach for row in grid.below(path, now, kind=AreaKind.GRID)})
    after = str(decode(request.GET["after"], 1)[0]) if request.GET.get("after") else ""
    chosen = page_of([path for path in paths if path > after][: size + 1], size, lambda path: (path,))
    rows = [
        {"place": choices.area_name(row.area_path, now), "row": row, "of": max(1, row.buildings)}
        for row in queries.coverage(chosen.rows, now)
    ]
    return {
        "rows": rows,
        "total": len(paths),
        "next_url": f"?tab=covered&after={chosen.next}" if chosen.next else "",
        "first_url": "?tab=covered" if after else "",
        "every_days": queries.every_days(now),
    }


RECHECKING = (
    Field("body", T("现在怎么样", "How it is now"), "words", rows=3, most=1000),
    Field(
        "complied",
        T("整改了吗", "Was it put right"),
        "pick",
        options=lambda _: [Option("yes", T("已整改", "Yes")), Option("no", T("没有，转上报", "No, report it"))],
    ),
    Field("photos", T("照片", "Photos"), "photos", required=False),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def recheck(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Record at the desk what the recheck of a notice found."""
    actor, now = actor_of(request), now_of(request)
    found = queries.finding(actor, finding_id)
    if not found.state or not actor.may("fieldwork.recheck", found.area_path):
        raise NotFound

    def do(given: Values) -> Text:
        files: list[Any] = request.FILES.getlist("photos")
        is_complied = given["complied"] == "yes"
        actions.recheck(
            actor=actor, finding_id=finding_id, is_complied=is_complied, body=given["body"], now=now,
            uploads=tuple(Upload(file, file.size) for file in files),
        )  # fmt: skip
        return T("已登记：已整改。", "Recorded.") if is_complied else T("已转上报。", "It was reported.")

    return ask(
        request, RECHECKING, do, title=T("整改复查", "Recheck"), button=T("登记", "Record"),
        back=f"{BACK}?tab=notices", hint=T(f"{found.to_words}：{found.body}", f"{found.to_words}: {found.body}"),
    )  # fmt: skip


@never_cache
@staff_only
@require_safe
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Serve a picture of a finding to somebody in whose reach it lies."""
    return served(request, queries.photo(actor_of(request), photo_id))

"""Pages everybody may read: the front door, how it works, published cases, live figures, processing rules, the map."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from linli.appeals.words import Mode, State
from linli.grid import queries as grid
from linli.grid.words import AreaKind
from linli.kernel.errors import NotFound
from linli.notices import queries as notices
from linli.notices.words import NoticeKind
from linli.people import queries as people
from linli.standards import queries as standards
from linli.web.door import now_of
from linli.web.language import now_spoken

SHOWN = {AreaKind.STREET, AreaKind.COMMUNITY}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door: report, follow, read."""
    now = now_of(request)
    return render(
        request,
        "web/public/home.html",
        {"cases": notices.published(kind=NoticeKind.HOTLINE_CASE, now=now, size=3).rows},
    )


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How a report is handled, with the time limits in force today."""
    now = now_of(request)
    steps = ("triage", "accept", "contact", "onsite")
    urgencies = ("emergency", "urgent", "normal", "low")
    rows = [(step, [standards.limit(step, urgency=urgency, at=now) for urgency in urgencies]) for step in steps]
    closing = [(mode, standards.limit("close", urgency="normal", mode=mode.value, at=now)) for mode in _closing()]
    return render(request, "web/public/how.html", {"rows": rows, "closing": closing, "states": list(State)})


def _closing() -> tuple[Mode, ...]:
    return (Mode.INSTANT, Mode.FAST, Mode.SPLIT, Mode.JOINT, Mode.TOP)


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Published cases, newest first."""
    page = notices.published(kind=NoticeKind.HOTLINE_CASE, now=now_of(request), cursor=request.GET.get("after") or None)
    return render(request, "web/public/cases.html", {"page": page})


@require_safe
def case(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One published case."""
    return render(request, "web/public/case.html", {"case": notices.published_one(notice_id, now=now_of(request))})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The processing rules, printed from the data inventory (PIPL §17, D-02)."""
    return render(request, "web/public/privacy.html", {"rules": people.processing_rules()})


@require_safe
@cache_control(public=True, max_age=3600)
def areas(request: HttpRequest) -> HttpResponse:
    """The outlines of streets (or, with `?of=`, of the communities of one street) as GeoJSON, marked 示意."""
    now = now_of(request)
    path = request.GET.get("of") or grid.district(now).path
    wanted = AreaKind.STREET if "/" not in path else AreaKind.COMMUNITY
    rows = {row.path: row for row in grid.below(path, now, kind=wanted)}
    if not rows and "/" in path:
        raise NotFound
    shapes = grid.shapes(path, now, kind=wanted)
    language = now_spoken()
    features = [
        {
            "type": "Feature",
            "properties": {
                "name": rows[found].name_en if language == "en" and rows[found].name_en else rows[found].name,
                "kind": wanted.value,
                "path": found,
            },
            "geometry": {"type": "Polygon", "coordinates": [[(lon / 1e6, lat / 1e6) for lon, lat in (*ring, ring[0])]]},
        }
        for found, ring in shapes.items()
        if found in rows
    ]
    return JsonResponse({"type": "FeatureCollection", "crs_note": "CGCS2000 EPSG:4490, 示意", "features": features})

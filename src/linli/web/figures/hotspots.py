"""Hot events: what several people told of lately, how it grows, where it lies, and its cases (S-097)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import lists, spots
from linli.appeals.queries.lists import Row
from linli.dashboards.queries import hotspots
from linli.dashboards.queries.hotspots import HotRow
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.figures import asking, desk
from linli.web.formats import when
from linli.web.staff import choices
from linli.web.staff.pages import page


@never_cache
@staff_only
@require_safe
def hot(request: HttpRequest) -> HttpResponse:
    """Show the ten hottest events of the last thirty days of one's area, with their cases."""
    now, actor = now_of(request), actor_of(request)
    mine = desk.own(actor, request, request.GET.get("area", ""))
    if mine.units is not None:
        raise NotFound
    found = hotspots.hottest(mine.area.path)
    cases = lists.rows_by_ids(actor, {id_ for spot in found for id_ in spot.appeal_ids}, now=now)
    points = spots.spots_of(actor, set(cases))
    rows = [_row(spot, cases, points, request) for spot in found]
    return page(request, "web/figures/hotspots.html", area=mine.area, place=asking.name_of(mine.area), rows=rows)


def _row(spot: HotRow, cases: dict[UUID, Row], points: dict[UUID, spots.Spot], request: HttpRequest) -> dict[str, Any]:
    now = now_of(request)
    seen = [cases[id_] for id_ in reversed(spot.appeal_ids) if id_ in cases]
    more = spot.this_week - spot.week_before
    return {
        "spot": spot,
        "name": choices.category_text(spot.category, now),
        "place": choices.area_name(spot.area_path, now),
        "growth": f"{more:+d}" if more else "0",
        "cases": [{"row": row, "place": choices.area_name(row.area_path, now)} for row in seen],
        "pins": [_pin(row, points[row.id], now) for row in seen if row.id in points],
        "hidden": len(spot.appeal_ids) - len(seen),
    }


def _pin(row: Row, point: spots.Spot, now: datetime) -> dict[str, Any]:
    lon, lat = (f"{value / 1_000_000:.6f}" for value in point)
    label = Text(row.number, row.number)
    return {"id": row.id, "label": label, "url": f"/desk/case/{row.id}/", "lon": lon, "lat": lat,
            "text": when(row.registered_at, now)}  # fmt: skip

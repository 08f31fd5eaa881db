"""What other systems did before: looked up by source, kind, place; the record of one (ADR 0039)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel.errors import Invalid
from linli.kernel.words import Text
from linli.past import queries
from linli.past.queries import Around, Filter, Row
from linli.web.door import actor_of, staff_only
from linli.web.staff.pages import page, require_any

T = Text
URL = "/desk/past/"
AROUND_M, MOST_AROUND_M = 100, 2_000


@never_cache
@staff_only
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """List past requests in reach, newest first, with a map of the page's points. At most three statements."""
    actor = actor_of(request)
    require_any(actor, {queries.SEE})
    wanted = _wanted(request)
    found = queries.requests(actor, wanted, cursor=request.GET.get("after", ""))
    sources = queries.sources()
    context: dict[str, Any] = {
        "rows": found.rows,
        "pins": [_pin(row) for row in found.rows if row.lon is not None],
        "groups": _groups(request, wanted, sources),
        "wanted": wanted,
        "has_any": bool(sources),
        "clear_url": URL if wanted != Filter() else "",
        "next_url": _link(request, after=found.next) if found.next else "",
    }
    return page(request, "web/staff/past.html", **context)


@never_cache
@staff_only
@require_safe
def request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show one past request and what else was opened around it. At most two statements."""
    actor = actor_of(request)
    require_any(actor, {queries.SEE})
    found = queries.request(actor, request_id)
    near: tuple[Row, ...] = ()
    if found.lon is not None and found.lat is not None:
        around = Around(found.lon, found.lat, AROUND_M)
        near = tuple(row for row in queries.before(actor, around, at=found.opened_at, days=365) if row.id != found.id)
    return page(request, "web/staff/past_request.html", row=found, near=near, metres=AROUND_M)


def _wanted(request: HttpRequest) -> Filter:
    given = request.GET
    return Filter(
        source=given.get("source", "")[:60],
        category=given.get("category", "")[:160],
        only_odd=given.get("odd") == "1",
        around=_around(request),
    )


def _around(request: HttpRequest) -> Around | None:
    """Return the point and metres of the address, if it names any.

    :raises Invalid: they are no point.
    """
    given = request.GET
    if not given.get("lon"):
        return None
    try:
        lon, lat, metres = float(given["lon"]), float(given.get("lat", "")), int(given.get("metres", AROUND_M))
    except ValueError:
        lon = lat = metres = -1_000
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and 0 < metres <= MOST_AROUND_M):
        raise Invalid(field="lon, lat, metres", why_zh="不是一个地点", why_en="they are no point")
    return Around(lon, lat, metres)


def _groups(request: HttpRequest, wanted: Filter, sources: Any) -> list[dict[str, Any]]:
    of_source = [
        {
            "label": T(one["code"], one["code"]),
            "url": _link(request, source=one["code"], category="", after=""),
            "count": one["requests"],
            "current": one["code"] == wanted.source,
        }
        for one in sources
    ]
    odd = sum(one["remarked"] for one in sources if wanted.source in ("", one["code"]))
    groups = [
        {"label": T("来源", "Source"), "options": of_source},
        {
            "label": T("疑点", "Oddities"),
            "options": [
                {
                    "label": T("有疑点的", "with a remark"),
                    "url": _link(request, odd="" if wanted.only_odd else "1", after=""),
                    "count": odd,
                    "current": wanted.only_odd,
                }
            ],
        },
    ]
    if wanted.source:
        options = [
            {
                "label": T(name, name),
                "url": _link(request, category="" if name == wanted.category else name, after=""),
                "count": "",
                "current": name == wanted.category,
            }
            for name in queries.categories(wanted.source)
        ]
        groups.append({"label": T("分类", "Category"), "options": options})
    return groups


def _link(request: HttpRequest, **changed: str | None) -> str:
    kept = {name: value for name, value in request.GET.items() if name not in changed}
    query = urlencode({**kept, **{name: value for name, value in changed.items() if value}})
    return f"?{query}" if query else URL


def _pin(row: Row) -> dict[str, Any]:
    label = f"{row.category or row.source} {row.number}"
    return {"id": row.id, "label": T(label, label), "lon": row.lon, "lat": row.lat, "url": f"{URL}{row.id}/"}

"""Codes for the doors: sheets of twelve on A4, each opening the report form with the place filled in (S-067, S-082)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.grid import queries as grid
from linli.grid.rules.rows import AreaRow, BuildingRow
from linli.grid.rules.suggesting import numbered
from linli.kernel.actor import is_within
from linli.kernel.errors import NotFound, Refused
from linli.kernel.words import Text
from linli.web import paper
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import of as language_of
from linli.web.language import spoken
from linli.web.staff import choices
from linli.web.staff.pages import page

T = Text
MOST = 600
"""Fifty sheets: what a printer and eight seconds bear."""


class TooMany(Refused):
    """More codes than one file holds."""

    code = "web.too_many_codes"
    status = 422
    says = T(
        "一次最多 {most} 栋，这里有 {n} 栋，请选下一级或一个小区。",
        "At most {most} in one file, here {n:is|are} too many; choose an area below or an estate.",
    )


@never_cache
@staff_only
@require_safe
def codes(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what to print: an area, one of its estates, or go a level down. At most six statements of the grid."""
    now = now_of(request)
    area = _area(request, code)
    found = grid.buildings_in(area.path, now)
    counts: dict[UUID | None, int] = {}
    for one in found:
        counts[one.estate_id] = counts.get(one.estate_id, 0) + 1
    names = grid.estates_by_id([key for key in counts if key is not None], now)
    estates = [
        {"estate": row, "name": T(row.name, row.name_en or row.name), "count": counts[key]}
        for key, row in sorted(names.items(), key=lambda pair: pair[1].name)
    ]
    context: dict[str, Any] = {
        "area": area,
        "title": choices.named(area),
        "where": choices.area_name(area.path, now),
        "total": len(found),
        "pages": -(-len(found) // 12),
        "fits": len(found) <= MOST,
        "most": MOST,
        "estates": estates if len(found) <= MOST else [],
        "children": [{"label": choices.named(one), "code": one.code} for one in grid.children(area.path, now)],
    }
    return page(request, "web/staff/codes.html", **context)


@never_cache
@staff_only
@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Give the codes of an area, or with `?estate=` of one estate in it, as PDF.

    :raises NotFound: no such area in reach, or no building there. TooMany: more than fit one file.
    """
    now, area = now_of(request), _area(request, code)
    wanted = request.GET.get("estate", "")
    found = [one for one in grid.buildings_in(area.path, now) if not wanted or str(one.estate_id) == wanted]
    if not found:
        raise NotFound
    if len(found) > MOST:
        raise TooMany(most=MOST, n=len(found))
    names = named(found, now)
    title = T(f"楼栋码 {choices.named(area)}", f"Building codes, {choices.named(area)}")
    given = {
        "title": spoken(title),
        "sender": spoken(T("邻里", "linli")),
        "lang": language_of(request)[:2],
        "cards": [_card(one, names[one.id]) for one in sorted(found, key=lambda one: _order(names[one.id]))],
    }
    response = HttpResponse(paper.pdf("codes.typ", codes=given), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="linli-codes-{area.code}.pdf"'
    return response


def _area(request: HttpRequest, code: str) -> AreaRow:
    """Return an area that the reach of the reader touches.

    :raises NotFound: it does not.
    """
    found = grid.area_by_code(code, now_of(request))
    scopes = actor_of(request).reach("appeals.view")
    if not any(is_within(found.path, one.area) or is_within(one.area, found.path) for one in scopes):
        raise NotFound
    return found


def named(found: Sequence[BuildingRow], now: datetime) -> Mapping[UUID, str]:
    """Return how each building is called at its door: estate and number. One statement."""
    estates = grid.estates_by_id({one.estate_id for one in found if one.estate_id}, now)
    return {
        one.id: f"{estates[one.estate_id].name if one.estate_id in estates else ''}{numbered(one.number)}"
        for one in found
    }


def _order(name: str) -> tuple[str, int, str]:
    figures = "".join(letter for letter in name if letter.isdigit())
    return name.rstrip("0123456789号楼"), int(figures[-6:] or 0), name


def address_of(code: str) -> str:
    """Return what a code at the door says: the report form with this building filled in."""
    return f"{settings.LINLI_PUBLIC_URL}/report/?code={code}"


def _card(one: BuildingRow, name: str) -> dict[str, str]:
    drawn = BytesIO()
    segno.make(address_of(one.code), error="m", micro=False).save(drawn, kind="svg", scale=1, border=4, xmldecl=False)
    return {"name": name, "code": one.code, "says": f"{name} {one.code}", "svg": drawn.getvalue().decode()}

"""The page of a grid (or any area): who answers for it, its households, its estates, its open appeals."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import lists
from linli.appeals.queries.lists import Filter
from linli.dashboards import queries as figures
from linli.dashboards.rules.periods import period
from linli.dashboards.words import Span
from linli.grid import queries as grid
from linli.kernel.actor import is_within
from linli.kernel.errors import NotFound
from linli.people import queries as people
from linli.web.door import actor_of, now_of, staff_only
from linli.web.figures import shown
from linli.web.staff import choices, names
from linli.web.staff.pages import page

OUTCOMES = ("forces_cooperate", "services_land", "hazards_handled")
"""What a grid is for (mission row S-024)."""


@never_cache
@staff_only
@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show an area to somebody whose reach touches it."""
    actor, now = actor_of(request), now_of(request)
    found = grid.area_by_code(code, now)
    if not any(is_within(found.path, s.area) or is_within(s.area, found.path) for s in actor.reach("appeals.view")):
        raise NotFound
    charge = people.charge_of(found.path, at=now)
    rows = lists.staff_list(actor, Filter(area=found.path, only_open=True), now=now, size=20)
    households = grid.household_counts(found.path, now)
    counted = figures.figures(found.path, period(Span.QUARTER, now))
    context: dict[str, Any] = {
        "area": found,
        "where": choices.area_name(found.path, now),
        "title": choices.named(found),
        "charge": charge,
        "charge_place": choices.area_name(charge.area_path, now) if charge and charge.area_path != found.path else "",
        "outcomes": shown.stats(OUTCOMES, counted, None, figures.weights(now)),
        "span": Span.QUARTER,
        "charge_unit": names.unit_name(charge.organisation_id) if charge else None,
        "on_call": people.on_call(found.path, at=now),
        "mode": grid.operating_mode(found.path, now),
        "households": sum(households.values()),
        "estates": grid.estates(found.path, now)[:30],
        "children": [
            {"label": choices.named(one), "url": f"/desk/grid/{one.code}/"} for one in grid.children(found.path, now)
        ],
        "counts": lists.counts(actor, Filter(area=found.path), now=now),
        "rows": [{"row": row, "title": choices.category_text(row.category or row.proposed, now)} for row in rows.rows],
    }
    return page(request, "web/staff/area.html", **context)

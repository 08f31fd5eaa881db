"""The areas with their counts: a tree to open on the page, one table of all levels as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.grid import queries as grid
from linli.web.door import now_of, staff_only
from linli.web.office import areas
from linli.web.office.tabs import office, open_to
from linli.web.staff import choices, tables

URL = "/office/"


@never_cache
@staff_only
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Show the tree; as a file give every level down to the microgrid, at most 2,000 rows."""
    if not tables.asked(request):
        return areas.tree(request)
    open_to(request, URL)
    now = now_of(request)
    found = grid.tree(grid.district(now).path, now)
    rows = [
        {"row": row, "name": choices.named(row.area), "above": row.area.path.rpartition("/")[0].rpartition("/")[2]}
        for row in found[: tables.MOST]
    ]
    return office(request, "tree_file", URL, rows=rows, more=len(found) > tables.MOST)

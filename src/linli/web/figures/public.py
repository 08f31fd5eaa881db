"""Figures for everybody: the district, its streets, and what each number means."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.dashboards import queries
from linli.dashboards.queries.freshness import PATIENCE
from linli.dashboards.words import INDICATORS, By
from linli.grid import queries as grid
from linli.grid.rules.rows import AreaRow
from linli.grid.words import AreaKind
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.charts import Bar
from linli.web.door import now_of
from linli.web.figures import asking, shown
from linli.web.figures.shown import Row, Standard
from linli.web.formats import span as length_of
from linli.web.language import spoken

TILES = (*shown.MAIN, *shown.RATES, *shown.TIMES, *shown.AFTER)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the district: volume, rates, response, and its streets side by side."""
    return _page(request, grid.district(now_of(request)), By.STREET)


@require_safe
def street(request: HttpRequest, area_path: str) -> HttpResponse:
    """Show one street and its communities; what is finer stays with the staff."""
    area = asking.area_at(area_path, request)
    if area.kind is AreaKind.DISTRICT:
        return _page(request, area, By.STREET)
    if area.kind is not AreaKind.STREET:
        raise NotFound
    return _page(request, area, By.COMMUNITY)


def _page(request: HttpRequest, area: AreaRow, by: By) -> HttpResponse:
    wanted, standard = asking.asked(request), Standard.at(now_of(request))
    is_street = by is By.COMMUNITY
    names = asking.area_names(area, by, request, "" if is_street else "/figures/{path}/")
    table, names = asking.named(queries.table(by, area.path, wanted.period), names, area)
    before = queries.figures(area.path, wanted.period.before)
    rows = shown.rows(table, names, standard, is_public=is_street)
    kinds = asking.kind_bars(queries.kinds(area.path, wanted.period), request, is_public=True)
    context = asking.frame(
        request,
        wanted,
        area=area,
        title=asking.name_of(area),
        by=by,
        is_street=is_street,
        stats=shown.stats(TILES, table.whole, before, standard.weights, is_public=True),
        volumes=asking.chart(area.path, wanted),
        bars=_bars(rows, is_public=is_street),
        rows=rows,
        columns=shown.indicators(shown.COLUMNS),
        fewest=standard.fewest,
        **kinds,
    )
    if is_street:
        context["crumbs"] = [(Text("实时数据", "Live figures"), "/figures/"), (context["title"], "")]
    return render(request, "web/figures/public.html", context)


def _bars(rows: list[Row], *, is_public: bool) -> list[Bar]:
    """Return how much each row reported, the most first; hidden numbers draw nothing."""
    busiest = sorted(rows, key=lambda row: (-row.tally.registered, row.key))
    shown_rows = [(row, row.cells[0].shown) for row in busiest]
    return [
        Bar(row.name, 0 if is_public and text == shown.HIDDEN else row.tally.registered, row.url, spoken(text))
        for row, text in shown_rows
    ]


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """Show what each number means, how it is computed, and where that comes from."""
    now = now_of(request)
    standard = Standard.at(now)
    wait = length_of(PATIENCE)
    context = {"indicators": INDICATORS.values(), "standard": standard, "as_of": queries.as_of(now), "wait": wait}
    return render(request, "web/figures/definitions.html", context)

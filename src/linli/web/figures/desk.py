"""Figures for the staff: the own area in detail, and the first desks of community, street and district.

All three desks show the numbers of one statement at their own level, so that what lies below sums to what stands above
(S-108).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.dashboards import queries
from linli.dashboards.rules.measuring import Tally, measure
from linli.dashboards.words import OUTCOMES, By, Indicator
from linli.dispatch.words import Step as DispatchStep
from linli.duties import queries as duties
from linli.duties.words import Tally as DutyTally
from linli.grid import queries as grid
from linli.grid.rules.rows import AreaRow
from linli.grid.words import AreaKind
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of, staff_only
from linli.web.figures import asking, shown
from linli.web.figures.asking import Asked
from linli.web.figures.shown import Standard
from linli.web.staff.pages import page

VIEW = "appeals.view"
GROUPS = (
    (Text("件数", "Work"), ("volume", "open", "overdue", "closed", "settled", "closing_rate")),
    (Text("三率", "Rates"), (*shown.RATES, "revisit_rate")),
    (
        Text("时间", "Times"),
        (
            "response_mean",
            "response_median",
            "response_working_mean",
            "response_working_median",
            "answer_mean",
            "answer_median",
        ),
    ),
    (
        Text("怎么办的", "How it was done"),
        (
            "on_time_rate",
            "first_time_rate",
            "reopened_rate",
            "in_grid_rate",
            "found_first_rate",
            "four_stages_rate",
            "hops_median",
            "bounce_rate",
            "bounce_refused_rate",
            "suspended_rate",
            "repeat_rate",
            "supervised_rate",
            "spot_check_rate",
            "arrival_rate",
            "dispute_rate",
        ),
    ),
    (Text("网格三项成效", "Three outcomes of the grid"), OUTCOMES),
)
BRAINS = {
    AreaKind.COMMUNITY: Text("社区微脑", "Community desk"),
    AreaKind.STREET: Text("街道中脑", "Street desk"),
    AreaKind.DISTRICT: Text("区级云脑", "District desk"),
}
BRAIN_TILES = ("volume", "open", "overdue", "closed", *shown.RATES, "response_mean", *OUTCOMES)


@dataclass(frozen=True, slots=True)
class Own:
    """Where somebody may look: an area, and only these units of it (None: all)."""

    area: AreaRow
    units: frozenset[UUID] | None


def own(actor: Actor, request: HttpRequest, wanted: str = "") -> Own:
    """Return the area asked for, or the widest of the actor's; who is bound to units sees the own units' figures.

    :raises NotFound: it lies outside the actor's reach.
    """
    scopes = actor.reach(VIEW)
    everywhere = sorted((scope.area for scope in scopes if scope.unit is None), key=lambda path: (len(path), path))
    if wanted and not actor.may(VIEW, wanted, units=actor.units):
        raise NotFound
    path = wanted or (everywhere[0] if everywhere else "")
    area = asking.area_at(path, request) if path else grid.district(now_of(request))
    if actor.may(VIEW, area.path):
        return Own(area, None)
    units = frozenset(scope.unit for scope in scopes if scope.unit is not None)
    if not units:
        raise NotFound
    return Own(area, units)


@never_cache
@staff_only
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show every indicator of the own area, what lies below, and the units that handle."""
    now = now_of(request)
    wanted, standard = asking.asked(request), Standard.at(now)
    mine = own(actor_of(request), request, request.GET.get("area", ""))
    area, units = mine.area, mine.units
    handling = queries.by_unit(area.path, wanted.period, units=units)
    before = queries.figures(area.path, wanted.period.before, units=units)
    below = asking.BELOW.get(area.kind) if units is None else None
    context = asking.frame(
        request,
        wanted,
        area=area,
        title=asking.name_of(area),
        crumbs=_crumbs(area, request, "/desk/figures/?area={path}") if units is None else (),
        groups=[(name, shown.stats(codes, handling.whole, before, standard.weights)) for name, codes in GROUPS],
        units=shown.rows(
            handling, asking.unit_names(handling, _solved_by(area, wanted)), standard, codes=shown.UNIT_COLUMNS
        ),
        columns=shown.indicators(shown.UNIT_COLUMNS),
        fewest=standard.fewest,
        volumes=asking.chart(area.path, wanted) if units is None else (),
        below=_below(area, below, wanted, standard, request, "/desk/figures/?area={path}") if below else None,
        **(_inside(area, wanted, request) if units is None else {}),
    )
    return page(request, "web/figures/desk.html", **context)


def _solved_by(area: AreaRow, wanted: Asked) -> str:
    """Return where the cases stand that a unit or a small station solved (S-103); `{unit}` is its id."""
    return f"/desk/figures/cases/settled/?area={area.path}&period={wanted.span.value}&unit={{unit}}"


def _inside(area: AreaRow, wanted: Asked, request: HttpRequest) -> dict[str, object]:
    """Return of what kinds the appeals are and how duties stand. Two statements."""
    tallies = duties.tally(area.path, since=wanted.period.since, until=wanted.period.until, now=now_of(request))
    kinds = asking.kind_bars(queries.kinds(area.path, wanted.period), request, is_public=False)
    return {**kinds, "duties": _duties(tallies, request)}


def _duties(tallies: Collection[DutyTally], request: HttpRequest) -> list[tuple[Text, DutyTally]]:
    names = {step.value: step.text for step in DispatchStep}
    for row in standards.limit_rows(now_of(request)):
        names.setdefault(row.step, row.text)
    return [(names.get(row.step) or Text(row.step, row.step), row) for row in tallies]


@dataclass(frozen=True, slots=True)
class Below:
    """The table of what lies below an area; `whole` is the area itself, the sum of the rows."""

    by: By
    tally: Tally
    rows: list[shown.Row]
    columns: list[tuple[Indicator, str]]
    whole: list[str | Text]


def _below(area: AreaRow, by: By, wanted: Asked, standard: Standard, request: HttpRequest, address: str) -> Below:
    """Return the table below an area; grids carry their three outcomes (S-024). One statement."""
    codes = (*shown.COLUMNS[:5], *OUTCOMES) if by is By.GRID else shown.COLUMNS
    table, names = asking.named(
        queries.table(by, area.path, wanted.period), asking.area_names(area, by, request, address), area
    )
    whole = measure(table.whole, standard.weights)
    return Below(
        by=by,
        tally=table.whole,
        rows=shown.rows(table, names, standard, codes=codes),
        columns=shown.indicators(codes),
        whole=[shown.written(whole[code]) for code in codes],
    )


def _crumbs(area: AreaRow, request: HttpRequest, address: str) -> list[tuple[Text, str]]:
    """Return the way down to the area, as far as the actor may look."""
    actor = actor_of(request)
    above = grid.chain(area.path, now_of(request))
    links = [(row, asking.at(address, row.path, request) if actor.may(VIEW, row.path) else "") for row in above]
    return [(asking.name_of(row), url) for row, url in links]


@never_cache
@staff_only
@require_safe
def brain(request: HttpRequest, area_path: str = "") -> HttpResponse:
    """Show the first desk of a community, street or the district: the same numbers at all three."""
    now = now_of(request)
    wanted, standard = asking.asked(request), Standard.at(now)
    mine = own(actor_of(request), request, area_path)
    area = mine.area
    if mine.units is not None or area.kind not in BRAINS:
        raise NotFound
    below = _below(area, asking.BELOW[area.kind], wanted, standard, request, _address(area))
    before = queries.figures(area.path, wanted.period.before)
    context = asking.frame(
        request,
        wanted,
        area=area,
        title=asking.name_of(area),
        level=BRAINS[area.kind],
        crumbs=_crumbs(area, request, "/desk/brain/{path}/"),
        stats=shown.stats(BRAIN_TILES, below.tally, before, standard.weights),
        below=below,
        volumes=asking.chart(area.path, wanted),
        fewest=standard.fewest,
        mode=grid.operating_mode(area.path, now),
        **_inside(area, wanted, request),
    )
    return page(request, "web/figures/brain.html", **context)


def _address(area: AreaRow) -> str:
    return "/desk/figures/?area={path}" if area.kind is AreaKind.COMMUNITY else "/desk/brain/{path}/"

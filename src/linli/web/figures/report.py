"""Weekly and monthly forms that fill themselves: every figure computed, with its definition, beside the one before.

Nothing is typed but one note, which is printed and not stored. The tables are files as well (`?as=xlsx`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.dashboards import queries
from linli.dashboards.rules.measuring import measure
from linli.dashboards.rules.periods import Period, whole
from linli.dashboards.words import INDICATORS, Step
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.figures import asking, shown
from linli.web.figures.desk import GROUPS, Own, own
from linli.web.figures.shown import Standard
from linli.web.formats import date_text
from linli.web.staff.pages import page

FORMS = {
    "week": (Step.WEEK, Text("周报", "Weekly report")),
    "month": (Step.MONTH, Text("月报", "Monthly report")),
}
FARTHEST = 60
"""So many weeks or months back a form can be asked for."""


@never_cache
@staff_only
@require_safe
def form(request: HttpRequest, every: str) -> HttpResponse:
    """Show the form of a whole week or month for the own area; the last complete one unless asked otherwise.

    :raises NotFound: no such form or period, or an area out of reach.
    """
    if every not in FORMS:
        raise NotFound
    now, (step, title), back = now_of(request), FORMS[every], _back(request)
    mine = own(actor_of(request), request, request.GET.get("area", ""))
    wanted, before = whole(step, now, back), whole(step, now, back + 1)
    return page(
        request, "web/figures/report.html", title=title, area=mine.area, place=asking.name_of(mine.area),
        days=_days(wanted), is_running=wanted.until > now, groups=_groups(mine, wanted, before, now),
        below=_below(mine, wanted, now, request), note=request.GET.get("note", "").strip()[:2000],
        every=every, back=back, earlier=back + 1 if back < FARTHEST else None, later=back - 1 if back else None,
        other="month" if every == "week" else "week", other_title=FORMS["month" if every == "week" else "week"][1],
        as_of=queries.as_of(now),
    )  # fmt: skip


def _back(request: HttpRequest) -> int:
    raw = request.GET.get("back", "1")
    if not raw.isdecimal() or int(raw) > FARTHEST:
        raise NotFound
    return int(raw)


def _days(wanted: Period) -> Text:
    first = wanted.since.astimezone(SHANGHAI).date()
    last = wanted.until.astimezone(SHANGHAI).date() - timedelta(days=1)
    one, other = date_text(first), date_text(last)
    return Text(f"{one.zh} 至 {other.zh}", f"{one.en} to {other.en}")


def _groups(mine: Own, wanted: Period, before: Period, now: datetime) -> list[dict[str, Any]]:
    """Return every indicator with its value, the value of the period before, and its definition. Two statements."""
    weights = Standard.at(now).weights
    values = measure(queries.figures(mine.area.path, wanted, units=mine.units), weights)
    earlier = measure(queries.figures(mine.area.path, before, units=mine.units), weights)
    return [
        {
            "name": name,
            "rows": [
                {
                    "indicator": INDICATORS[code],
                    "value": shown.written(values[code]),
                    "before": shown.written(earlier[code]),
                    "url": shown.definition_url(code),
                }
                for code in codes
            ],
        }
        for name, codes in GROUPS
    ]


def _below(mine: Own, wanted: Period, now: datetime, request: HttpRequest) -> dict[str, Any] | None:
    """Return the table of what lies below, its sum the area's own figures. One statement, two with the areas."""
    by = asking.BELOW.get(mine.area.kind)
    if by is None or mine.units is not None:
        return None
    standard = Standard.at(now)
    table, names = asking.named(
        queries.table(by, mine.area.path, wanted), asking.area_names(mine.area, by, request), mine.area
    )
    sums = measure(table.whole, standard.weights)
    return {
        "by": by,
        "rows": shown.rows(table, names, standard),
        "columns": shown.indicators(shown.COLUMNS),
        "whole": [shown.written(sums[code]) for code in shown.COLUMNS],
        "fewest": standard.fewest,
    }

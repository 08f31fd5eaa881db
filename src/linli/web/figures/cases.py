"""The cases behind a figure: a list to look through, and a file of it without a word of what was said or by whom."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import lists
from linli.appeals.queries.lists import Row
from linli.dashboards.queries.behind import BEHIND, LAST, behind
from linli.dashboards.words import INDICATORS, Indicator
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.figures import asking, desk, shown
from linli.web.figures.asking import Asked
from linli.web.figures.desk import Own
from linli.web.language import spoken
from linli.web.spreadsheets import FORMS, sent, written_as
from linli.web.staff import choices, names
from linli.web.staff.pages import page

PAGE, MOST_IN_A_FILE = 50, 2000
HEAD = (
    Text("编号", "Number"), Text("类别", "Kind"), Text("位置", "Place"), Text("状态", "State"),
    Text("紧急程度", "Urgency"), Text("主责单位", "Accountable unit"), Text("登记时间", "Reported"),
    Text("答复时间", "Answered"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figure: the indicator, whether its part or its whole, where, of which units, in which period."""

    indicator: Indicator
    is_part: bool
    mine: Own
    units: frozenset[UUID] | None
    asked: Asked


def wanted_of(request: HttpRequest, code: str) -> Wanted:
    """Return what the address asks for.

    :raises NotFound: there is no such figure, or it lies outside the actor's reach.
    """
    if code not in BEHIND:
        raise NotFound
    mine = desk.own(actor_of(request), request, request.GET.get("area", ""))
    units = mine.units
    if "unit" in request.GET:
        unit = _uuid(request.GET["unit"])
        if units is not None and unit not in units:
            raise NotFound
        units = frozenset({unit})
    return Wanted(INDICATORS[code], request.GET.get("of") != "whole", mine, units, asking.asked(request))


def _uuid(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError:
        raise NotFound from None


def _ids(wanted: Wanted, *, before: UUID = LAST, size: int) -> list[UUID]:
    area, period = wanted.mine.area.path, wanted.asked.period
    code = wanted.indicator.code
    return behind(code, area, period, is_part=wanted.is_part, units=wanted.units, before=before, size=size)


def _rows(request: HttpRequest, ids: list[UUID]) -> list[Row]:
    """Return those in the actor's reach, in their order: who may not open a case does not see it here either."""
    found = lists.rows_by_ids(actor_of(request), ids, now=now_of(request))
    return [found[id_] for id_ in ids if id_ in found]


@never_cache
@staff_only
@require_safe
def cases(request: HttpRequest, code: str) -> HttpResponse:
    """Show the cases behind a figure of the own area, fifty at a time."""
    wanted, now = wanted_of(request, code), now_of(request)
    before = _uuid(request.GET["after"]) if request.GET.get("after") else LAST
    ids = _ids(wanted, before=before, size=PAGE + 1)
    kept = {name: request.GET[name] for name in ("area", "period", "unit", "of") if request.GET.get(name)}
    whole_url = "?" + urlencode({**kept, "of": "whole"})
    part_url = "?" + urlencode({name: value for name, value in kept.items() if name != "of"})
    context = asking.frame(
        request,
        wanted.asked,
        area=wanted.mine.area,
        title=asking.name_of(wanted.mine.area),
        indicator=wanted.indicator,
        definition_url=shown.definition_url(code),
        has_parts=BEHIND[code][0] != BEHIND[code][1],
        is_part=wanted.is_part,
        part_url=part_url,
        whole_url=whole_url,
        rows=[
            {
                "row": row,
                "title": choices.category_text(row.category or row.proposed, now),
                "place": choices.area_name(row.area_path, now),
                "unit": names.unit_name(row.accountable_id),
            }
            for row in _rows(request, ids[:PAGE])
        ],
        next_url="?" + urlencode({**kept, "after": str(ids[PAGE - 1])}) if len(ids) > PAGE else "",
        first_url="?" + urlencode(kept) if request.GET.get("after") else "",
        file_query=urlencode(kept),
        most=MOST_IN_A_FILE,
    )
    return page(request, "web/figures/cases.html", **context)


@never_cache
@staff_only
@require_safe
def file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Give the newest 2,000 of these cases as a file: numbers, codes, places and moments; nothing personal."""
    if form not in FORMS:
        raise NotFound
    wanted = wanted_of(request, code)
    rows = _rows(request, _ids(wanted, size=MOST_IN_A_FILE))
    lines = [[spoken(name) for name in HEAD], *(_line(row, request) for row in rows)]
    name = f"{wanted.mine.area.code}-{code}-{'part' if wanted.is_part else 'whole'}-{wanted.asked.span.value}"
    return sent(written_as(form, lines, spoken(wanted.indicator.name)), form, name)


def _line(row: Row, request: HttpRequest) -> list[str]:
    now = now_of(request)
    unit = names.unit_name(row.accountable_id)
    category = choices.category_text(row.category or row.proposed, now)
    place = choices.area_name(row.area_path, now)
    words = [spoken(word) for word in (category, place, row.state, row.urgency)]
    moments = [at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else "" for at in (
        row.registered_at, row.answered_at,
    )]  # fmt: skip
    return [row.number, *words, spoken(unit) if unit else "", *moments]

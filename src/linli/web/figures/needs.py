"""The week's ten needs of an area, each with an owner and a day; every number leads to the cases behind it (S-071)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.queries import lists
from linli.dashboards import actions, queries
from linli.dashboards.queries import needs
from linli.dashboards.queries.needs import NeedRow, Week
from linli.dashboards.words import Source
from linli.grid.rules.rows import AreaRow
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of, staff_only
from linli.web.figures import asking, desk
from linli.web.formats import date_text
from linli.web.staff import choices
from linli.web.staff.forms import Field, Option, Values
from linli.web.staff.pages import page
from linli.web.staff.simple import ask

T = Text
HERE = "/desk/figures/needs/"
FARTHEST = 60
NAME = "dashboards.name_owner"
FEW = T("少于 5", "fewer than 5")


def _area(request: HttpRequest) -> AreaRow:
    """Return the area asked for; who is bound to units sees no area's needs."""
    mine = desk.own(actor_of(request), request, request.GET.get("area", ""))
    if mine.units is not None:
        raise NotFound
    return mine.area


def _back(request: HttpRequest) -> int:
    raw = request.GET.get("ago", "1")
    if not raw.isdecimal() or int(raw) > FARTHEST:
        raise NotFound
    return int(raw)


def _source(request: HttpRequest) -> Source | None:
    wanted = request.GET.get("who", "")
    found = next((one for one in Source if one.value == wanted), None)
    if wanted and found is None:
        raise NotFound
    return found


def _kept(area: AreaRow, back: int, source: Source | None) -> dict[str, Any]:
    """Return what the links of the page keep: the area, how many weeks ago, whose needs."""
    return {"area": area.path, "ago": back, **({"who": source.value} if source else {})}


def _number(count: int | None) -> Text:
    return FEW if count is None else T(f"{count:,}", f"{count:,}")


def _growth(row: NeedRow) -> Text:
    if row.growth_permille is None:
        return T("—", "—")
    tenths, sign = abs(row.growth_permille), "+" if row.growth_permille > 0 else "−" if row.growth_permille else ""
    said = f"{sign}{tenths // 10}.{tenths % 10}%"
    return T(said, said)


@never_cache
@staff_only
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Show the ten needs of a week; the last complete one unless asked otherwise."""
    now, area, back, source = now_of(request), _area(request), _back(request), _source(request)
    found = needs.week_of(area.path, now, back, source=source)
    kept = _kept(area, back, source)
    return page(
        request, "web/figures/needs.html", area=area, place=asking.name_of(area), days=_days(found),
        is_running=found.period.until > now, rows=[_row(row, kept) for row in found.rows],
        may_name=actor_of(request).may(NAME, area.path) and source is None, who=_who(area, back, source),
        earlier=f"?{urlencode({**kept, 'ago': back + 1})}" if back < FARTHEST else "",
        later=f"?{urlencode({**kept, 'ago': back - 1})}" if back else "", as_of=queries.as_of(now),
    )  # fmt: skip


def _row(row: NeedRow, kept: dict[str, Any]) -> dict[str, Any]:
    query = urlencode({**kept, "category": row.category})
    return {
        "row": row,
        "cases": _number(row.cases),
        "before": _number(row.before),
        "growth": _growth(row),
        "people": _number(row.people),
        "cases_url": f"{HERE}cases/?{query}",
        "owner_url": f"{HERE}owner/?{query}",
    }


def _who(area: AreaRow, back: int, current: Source | None) -> list[dict[str, Any]]:
    rows: list[tuple[Text, str]] = [(T("全部", "All"), ""), *((one.text, one.value) for one in Source)]
    return [
        {
            "label": label,
            "url": "?" + urlencode({**_kept(area, back, None), **({"who": value} if value else {})}),
            "current": value == (current.value if current else ""),
        }
        for label, value in rows
    ]


def _days(found: Week) -> Text:
    first, last = date_text(found.monday), date_text(found.monday + timedelta(days=6))
    return T(f"{first.zh} 至 {last.zh}", f"{first.en} to {last.en}")


@never_cache
@staff_only
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Show the cases behind one of the ten; who may not open a case does not see it here either."""
    now, area, back, source = now_of(request), _area(request), _back(request), _source(request)
    category = request.GET.get("category", "")
    period = needs.whole_week(now, back)
    ids = needs.cases_behind(area.path, period, category, source=source)
    found = lists.rows_by_ids(actor_of(request), set(ids), now=now)
    rows = [{"row": found[one], "place": choices.area_name(found[one].area_path, now)} for one in ids if one in found]
    back_url = f"{HERE}?{urlencode(_kept(area, back, source))}"
    title = choices.category_text(category, now)
    return page(request, "web/figures/need_cases.html", rows=rows, title=title, back_url=back_url)


OWNING = (
    Field("unit", T("由哪个单位负责", "Which unit answers for it"), "select", options=lambda rows: rows, parse=UUID),
    Field("due_on", T("到哪天", "Until"), "day", parse=date.fromisoformat),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def owner(request: HttpRequest) -> HttpResponse:
    """Name who answers for one of the ten."""
    now, area, back = now_of(request), _area(request), _back(request)
    actor, category = actor_of(request), request.GET.get("category", "")
    if not actor.may(NAME, area.path) or category not in standards.codes("category", now):
        raise NotFound
    units = [Option(str(row.id), row.name) for row in people.units_serving(area.path, at=now)]
    monday = standards.calendar(now).local_day(needs.whole_week(now, back).since)

    def do(given: Values) -> Text:
        actions.name_owner(
            actor=actor, area_path=area.path, category=category, week=monday, unit_id=given["unit"],
            due_on=given["due_on"], now=now,
        )  # fmt: skip
        return T("已定负责人，到期会提醒。", "Named; they are reminded of the day.")

    name = choices.category_text(category, now)
    return ask(
        request, OWNING, do, title=T(f"谁来负责：{name.zh}", f"Who answers for it: {name.en}"), about=units,
        button=T("定下", "Name them"), back=f"{HERE}?{urlencode(_kept(area, back, None))}",
    )  # fmt: skip


ANSWERING = (Field("words", T("做了什么、结果怎样", "What was done, and how it stands"), "words", most=1000),)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Say what was done about a need."""
    actor, now = actor_of(request), now_of(request)
    row = needs.need(actor, need_id)

    def do(given: Values) -> Text:
        actions.answer_need(actor=actor, need_id=need_id, words=given["words"], now=now)
        return T("写好了。", "Written.")

    name, due = choices.category_text(row.category, now), date_text(standards.calendar(now).local_day(row.due_at))
    return ask(
        request, ANSWERING, do, title=T(f"办理情况：{name.zh}", f"What was done: {name.en}"), button=T("写好", "Save"),
        back="/desk/", hint=T(f"由{row.unit.zh}负责，{due.zh}前。", f"{row.unit.en} answers for it, by {due.en}."),
    )  # fmt: skip

"""What a page with figures is asked: which period, which area; and what all such pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.http import urlencode

from linli.appeals.words import Channel, Mode, State
from linli.dashboards import queries
from linli.dashboards.queries import Kinds, Table
from linli.dashboards.rules.measuring import Tally
from linli.dashboards.rules.periods import STEPS, Period, period
from linli.dashboards.words import By, Span, Step
from linli.grid import queries as grid
from linli.grid.rules.rows import AreaRow
from linli.grid.words import AreaKind
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.standards import queries as standards
from linli.web.charts import Bar, Column
from linli.web.door import now_of
from linli.web.figures.shown import ELSEWHERE, NOBODY, shares

BELOW: Mapping[AreaKind, By] = {
    AreaKind.DISTRICT: By.STREET,
    AreaKind.STREET: By.COMMUNITY,
    AreaKind.COMMUNITY: By.GRID,
}
KIND_OF: Mapping[By, AreaKind] = {By.STREET: AreaKind.STREET, By.COMMUNITY: AreaKind.COMMUNITY, By.GRID: AreaKind.GRID}
LEVELS = {
    "1": Text("网格、小区", "grid, estate"),
    "2": Text("社区", "community"),
    "3": Text("街道", "street"),
    "4": Text("区", "district"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The period of the page."""

    span: Span
    period: Period

    @property
    def step(self) -> Step:
        """Return into what the chart cuts the period."""
        return STEPS[self.span]


def asked(request: HttpRequest) -> Asked:
    """Return the period asked for; 30 days unless told otherwise.

    :raises Invalid: there is no such period.
    """
    code = request.GET.get("period") or Span.MONTH.value
    span = {one.value: one for one in Span}.get(code)
    if span is None:
        raise Invalid(
            field="period",
            why_zh="可选：" + "、".join(one.value for one in Span),
            why_en="choose one of: " + ", ".join(one.value for one in Span),
        )
    beginning = queries.beginning() if span is Span.ALL else None
    return Asked(span, period(span, now_of(request), beginning))


def area_at(path: str, request: HttpRequest) -> AreaRow:
    """Return the area in force at this path.

    :raises NotFound: there is none.
    """
    found = grid.areas_by_path([path], now_of(request)).get(path)
    if found is None:
        raise NotFound
    return found


def name_of(area: AreaRow) -> Text:
    """Return an area's name in both languages."""
    return Text(area.name, area.name_en or area.name)


def periods(request: HttpRequest, current: Span) -> list[dict[str, object]]:
    """Return the chips for the periods."""
    kept = {key: str(value) for key, value in request.GET.items() if key != "period"}
    return [
        {"label": span, "url": "?" + urlencode({**kept, "period": span.value}), "current": span is current}
        for span in Span
    ]


def area_names(area: AreaRow, by: By, request: HttpRequest, address: str = "") -> dict[str, tuple[Text, str]]:
    """Return path -> (name, address) of the areas that the rows of a table are.

    `address` is a pattern with `{path}`, or empty for no link. The period asked for goes along.
    """
    rows = grid.below(area.path, now_of(request), kind=KIND_OF[by])
    return {row.path: (name_of(row), at(address, row.path, request)) for row in rows}


def at(address: str, path: str, request: HttpRequest) -> str:
    """Return the address of an area's page for the period asked for."""
    found = address.format(path=path)
    if not found or "period" not in request.GET:
        return found
    return found + ("&" if "?" in found else "?") + urlencode({"period": request.GET["period"]})


def named(
    table: Table, names: Mapping[str, tuple[Text, str]], area: AreaRow
) -> tuple[Table, dict[str, tuple[Text, str]]]:
    """Return the table with a row for each area there is, and a name for each row there is.

    What is located no more exactly than `area` has a row of its own, and so has an area that is no longer: nothing is
    left out of the sum.
    """
    rows = {key: Tally() for key in names} | dict(table.rows)
    others = {key: (Text(key.rpartition("/")[2], key.rpartition("/")[2]), "") for key in rows if key not in names}
    if area.path in others:
        others[area.path] = (ELSEWHERE, "")
    return Table(table.whole, rows), {**names, **others}


def unit_names(table: Table, address: str = "") -> dict[str, tuple[Text, str]]:
    """Return unit id -> (name, address). `address` is a pattern with `{unit}`, or empty for no link."""
    found = people.units([UUID(key) for key in table.rows if key])
    return {"": (NOBODY, ""), **{str(id_): (row.name, address.format(unit=id_)) for id_, row in found.items()}}


def chart(area_path: str, wanted: Asked) -> list[Column]:
    """Return the columns of how much was reported. One statement."""
    rows = queries.volumes(area_path, wanted.period, wanted.step)
    return [Column(_day(day, wanted.step), number, shown=f"{number:,}") for day, number in rows]


def _day(day: date, step: Step) -> Text:
    if step is Step.MONTH:
        return Text(f"{day.month}月", f"{day:%b}")
    return Text(f"{day.month}/{day.day}", f"{day.day} {day:%b}")


def category_names(request: HttpRequest) -> dict[str, Text]:
    """Return the words of the categories' leaves."""
    return {code: row.text for code, row in standards.categories(now_of(request)).items()}


def kind_bars(kinds: Kinds, request: HttpRequest, *, is_public: bool) -> dict[str, Sequence[Bar]]:
    """Return bars by category (ten at most), channel, mode, closing level and open state."""
    known: dict[str, tuple[Mapping[str, int], Mapping[str, Text]]] = {
        "categories": (kinds.category, category_names(request)),
        "channels": (kinds.channel, {word.value: word.text for word in Channel}),
        "modes": (kinds.mode, {word.value: word.text for word in Mode}),
        "levels": (dict(sorted(kinds.level.items())), LEVELS),
        "states": (kinds.state, {word.value: word.text for word in State}),
    }
    return {
        name: [Bar(label, number, shown=shown) for label, number, shown in shares(*row, is_public=is_public)]
        for name, row in known.items()
    }


def frame(request: HttpRequest, wanted: Asked, **context: Any) -> dict[str, Any]:
    """Return what every page with figures shows: the period, and up to when the figures count. Three statements."""
    return {
        "as_of": queries.as_of(now_of(request)),
        "periods": periods(request, wanted.span),
        "span": wanted.span,
        "period": wanted.period,
        "now": now_of(request),
        **context,
    }

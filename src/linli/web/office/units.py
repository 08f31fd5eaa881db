"""Organisations: who there is, what each is competent for; opening, closing, competences."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.grid import queries as grid
from linli.kernel.words import Text
from linli.people import actions
from linli.people import queries as people
from linli.people.queries.units import directory
from linli.people.words import CompetenceRank, UnitKind
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of, staff_only
from linli.web.office.tabs import office, open_to, seen_area
from linli.web.staff import choices, names, rosters, tables
from linli.web.staff.forms import Field, Option, Values, words
from linli.web.staff.simple import ask

T = Text
URL = "/office/units/"
MOST = 200


@never_cache
@staff_only
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """List organisations of an area, of a kind."""
    actor, now = open_to(request, URL), now_of(request)
    code, kind = request.GET.get("area", ""), request.GET.get("kind", "")
    root = grid.district(now)
    place = seen_area(request, code) if code else root
    found = people.units_within(place.path, kinds=[kind] if kind in choices.KINDS else None, at=now)
    rows = [
        {"unit": unit, "kind": choices.KINDS.get(unit.kind, unit.kind), "place": choices.area_name(unit.area_path, now)}
        for unit in found[: tables.most(request, MOST)]
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "total": len(found),
        "area": place,
        "streets": [root, *grid.children(root.path, now)],
        "kinds": list(UnitKind),
        "kind": kind,
        "may_open": bool(actor.reach("people.open_unit")),
    }
    return office(request, "units", URL, **context)


@never_cache
@staff_only
@require_safe
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Show an organisation with its people and competences."""
    actor, now = open_to(request, URL), now_of(request)
    found = people.unit(unit_id)
    held = [
        {"row": row, "text": category_text(row.category, now), "place": choices.area_name(row.area_path, now)}
        for rows in directory().competences.values()
        for row in rows
        if row.organisation_id == unit_id
    ]
    grants = [row for row in people.grants_within(found.area_path.partition("/")[0], at=now) if row.unit_id == unit_id]
    known = people.accounts({row.account_id for row in grants})
    context: dict[str, Any] = {
        "unit": found,
        "kind": choices.KINDS.get(found.kind, found.kind),
        "where": choices.area_name(found.area_path, now),
        "held": held,
        "people": [
            {"grant": row, "account": known.get(row.account_id), "role": names.role(row.role)} for row in grants
        ],
        "posts": people.posts_of_unit(unit_id, at=now),
        "may_set": actor.may("people.set_competence", found.area_path),
        "may_close": actor.may("people.open_unit", found.area_path),
        "may_roster": rosters.may_set(actor, found),
    }
    return office(request, "unit", URL, **context)


def category_text(code: str, now: Any) -> Text:
    """Return what a competence covers: a leaf, a group, or everything."""
    return T("全部事项", "everything") if code == "*" else choices.category_text(code, now)


def area_options(request: Any) -> list[Option]:
    """Return the areas down to the communities, by street."""
    now = now_of(request)
    root = grid.district(now)
    listed = [Option(root.path, choices.named(root))]
    for street in grid.children(root.path, now):
        listed.append(Option(street.path, choices.named(street), group=choices.named(street)))
        listed += [
            Option(c.path, choices.named(c), group=choices.named(street)) for c in grid.children(street.path, now)
        ]
    return listed


OPEN = (
    Field("kind", T("哪种单位", "Kind"), "select", options=words(UnitKind)),
    Field("name_zh", T("名称", "Name"), most=80),
    Field("name_en", T("英文名", "English name"), most=120),
    Field("area", T("在哪里", "Where"), "select", options=area_options),
    Field("phone", T("电话", "Phone"), most=20, required=False),
    Field("is_24h", T("24 小时有人接", "Answered day and night"), "tick", required=False),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def open_unit(request: HttpRequest) -> HttpResponse:
    """Open an organisation."""
    open_to(request, URL)

    def make(given: Values) -> str:
        made = actions.open_unit(
            actor=actor_of(request),
            kind=given["kind"],
            name_zh=given["name_zh"],
            name_en=given["name_en"],
            area_path=given["area"],
            phone=given["phone"],
            is_24h=given["is_24h"],
            now=now_of(request),
        )
        return f"/office/unit/{made}/"

    return ask(
        request, OPEN, make, title=T("新单位", "New organisation"), button=T("设立", "Open it"), back=URL, about=request
    )


def _categories(request: Any) -> list[Option]:
    now = now_of(request)
    known = standards.codes("category", now)
    listed = [Option("*", T("全部事项", "Everything"))]
    for code in known.values():
        if code.parent is None:
            listed.append(
                Option(code.code, T(f"{code.text.zh}（整类）", f"{code.text.en} (whole group)"), group=code.text)
            )
        else:
            listed.append(Option(code.code, code.text, group=known[code.parent].text))
    return listed


COMPETENCE = (
    Field("category", T("负责什么", "Competent for"), "select", options=_categories),
    Field(
        "area",
        T("在哪里", "Where"),
        "select",
        options=area_options,
        initial=lambda request: request.linli_unit.area_path,
    ),
    Field(
        "rank",
        T("主办、协办，还是设施归它", "Main, assisting, or owner of the object"),
        "pick",
        options=words(CompetenceRank),
        initial=lambda _: "main",
        hint=T(
            "权属单位：井盖、路灯、阀门这类设施是谁的；没有法定主管单位时先派给它。",
            "Owner: whose the cover, lamp or valve is; it comes next where nobody is competent by law.",
        ),
    ),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def competence(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Make an organisation competent for something somewhere."""
    open_to(request, URL)
    found = people.unit(unit_id)
    setattr(request, "linli_unit", found)  # noqa: B010 - for the field's first value

    def keep(given: Values) -> Text:
        actions.set_competence(
            actor=actor_of(request),
            unit_id=unit_id,
            categories=[given["category"]],
            area_path=given["area"],
            rank=given["rank"],
            now=now_of(request),
        )
        return T("职责已登记，马上按它派单。", "Registered; dispatching follows it at once.")

    return ask(
        request,
        COMPETENCE,
        keep,
        title=T(f"{found.name.zh}的职责", f"Competence of {found.name.en}"),
        button=T("登记", "Register"),
        back=f"/office/unit/{unit_id}/",
        about=request,
    )


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Close an organisation."""
    open_to(request, URL)
    found = people.unit(unit_id)

    def end(_: Values) -> Text:
        actions.close_unit(actor=actor_of(request), unit_id=unit_id, now=now_of(request))
        return T("已撤销，历史保留。", "Closed; its history stays.")

    return ask(
        request,
        (),
        end,
        title=T(f"撤销{found.name.zh}", f"Close {found.name.en}"),
        button=T("撤销", "Close it"),
        back=URL,
        hint=T("职责和任职一并结束，办过的件不变。", "Its competences and posts end; past cases stay as they are."),
    )

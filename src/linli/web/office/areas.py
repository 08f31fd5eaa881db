"""Areas: the tree, level by level; one area, who answers for it, how it operates; audit and merging."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.grid import queries as grid
from linli.grid.actions import areas as area_actions
from linli.grid.actions import thematic
from linli.grid.queries import audits
from linli.grid.rules.rows import TreeRow
from linli.grid.words import Mode, ProposalState
from linli.kernel.words import Text
from linli.people import actions as people_actions
from linli.people import queries as people
from linli.web.door import actor_of, now_of, staff_only
from linli.web.office.tabs import office, open_to, seen_area
from linli.web.staff import choices, names
from linli.web.staff.forms import Field, Option, Values, uuid_or_none, words
from linli.web.staff.simple import ask

T = Text


@never_cache
@staff_only
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Show the streets; each level is fetched when it is opened."""
    open_to(request, "/office/")
    now = now_of(request)
    root = grid.district(now)
    rows = grid.tree(root.path, now, depth=1)
    total = next((row for row in rows if row.area.path == root.path), None)
    nodes = [_node(row) for row in rows if row.area.path != root.path]
    may_file = any(actor_of(request).reach(deed) for deed in ("grid.register_estate", "grid.import_areas"))
    context: dict[str, Any] = {"title": choices.named(root), "total": total, "nodes": nodes, "zones": _zones(now)}
    return office(request, "tree", "/office/", may_file=may_file, **context)


def _zones(now: datetime) -> list[dict[str, Any]]:
    return [
        {"name": T(zone.name, zone.name_en or zone.name), "size": len(zone.street_paths)} for zone in grid.zones(now)
    ]


def _node(row: TreeRow) -> dict[str, Any]:
    is_leaf = row.grids + row.microgrids <= (1 if row.area.kind == "grid" else 0) or row.area.kind == "microgrid"
    counts = [(row.grids, "个网格", "grids"), (row.estates, "个小区", "estates"), (row.buildings, "栋楼", "buildings")]
    said = [(n, zh, en) for n, zh, en in counts if n]
    return {
        "label": choices.named(row.area),
        "url": f"/office/area/{row.area.code}/",
        "count": "",
        "note": T(" · ".join(f"{n} {zh}" for n, zh, _ in said), " · ".join(f"{n} {en}" for n, _, en in said)),
        "load_url": "" if is_leaf else f"/office/branch/{row.area.code}/",
    }


@never_cache
@staff_only
@require_safe
def branch(request: HttpRequest, code: str) -> HttpResponse:
    """Return one level of the tree as a fragment."""
    open_to(request, "/office/")
    now = now_of(request)
    above = grid.area_by_code(code, now)
    rows = [row for row in grid.tree(above.path, now, depth=1) if row.area.path != above.path]
    return render(request, "web/parts/tree.html", {"nodes": [_node(row) for row in rows], "nested": True})


@never_cache
@staff_only
@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show an area: what it is, since when, who answers, how it operates, what changed."""
    open_to(request, "/office/")
    found, now, actor = seen_area(request, code), now_of(request), actor_of(request)
    charge = people.charge_of(found.path, at=now)
    rows = grid.tree(found.path, now, depth=0)
    context: dict[str, Any] = {
        "area": found,
        "title": choices.named(found),
        "where": choices.area_name(found.path, now),
        "counts": rows[0] if rows else None,
        "zone": grid.zone_of(found.path, now) if found.kind == "street" else None,
        "charge": charge,
        "charge_unit": names.unit_name(charge.organisation_id) if charge else None,
        "charge_place": choices.area_name(charge.area_path, now) if charge and charge.area_path != found.path else "",
        "mode": grid.operating_mode(found.path, now),
        "units": people.units_within(found.path, at=now)[:60],
        "revisions": audits.revisions(found.path)[:20],
        "children": grid.children(found.path, now),
        "estates": grid.estates(found.path, now) if found.kind == "community" else [],
        "may_charge": actor.may("people.set_charge", found.path),
        "may_mode": actor.may("grid.set_mode", found.path),
        "may_rename": actor.may("grid.import_areas", found.path),
        "may_file": actor.may("grid.register_estate", found.path),
    }
    return office(request, "area", "/office/", **context)


def _units(request: Any) -> list[Option]:
    path, now = request.linli_area.path, now_of(request)
    found = [unit for unit in people.units_within("/".join(path.split("/")[:2]), at=now)]
    return [Option(str(unit.id), unit.name, group=unit_kind(unit.kind)) for unit in found][:300]


def unit_kind(code: str) -> object:
    """Return the kind of a unit in words."""
    return choices.KINDS.get(code, code)


def _staff(request: Any) -> list[Option]:
    path, now = request.linli_area.path, now_of(request)
    held = people.grants_within("/".join(path.split("/")[:2]), at=now)
    known = people.accounts({grant.account_id for grant in held})
    return [Option(str(id_), row.name) for id_, row in sorted(known.items(), key=lambda pair: pair[1].name)][:300]


CHARGE = (
    Field("unit", T("负责单位", "Responsible organisation"), "select", options=_units, parse=UUID),
    Field("person", T("A 岗", "First person"), "select", options=_staff, parse=uuid_or_none, required=False),
    Field("deputy", T("B 岗", "Deputy"), "select", options=_staff, parse=uuid_or_none, required=False),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def charge(request: HttpRequest, code: str) -> HttpResponse:
    """Say who answers for an area."""
    open_to(request, "/office/")
    found = seen_area(request, code)
    setattr(request, "linli_area", found)  # noqa: B010 - for the fields' options

    def set_charge(given: Values) -> Text:
        people_actions.set_charge(
            actor=actor_of(request),
            area_path=found.path,
            unit_id=given["unit"],
            person_id=given["person"],
            deputy_id=given["deputy"],
            now=now_of(request),
        )
        return T(f"{found.name}的负责人已定。", f"Who answers for {choices.in_english(found)} is set.")

    return ask(
        request,
        CHARGE,
        set_charge,
        title=T(f"谁负责{found.name}", f"Who answers for {choices.in_english(found)}"),
        button=T("保存", "Keep"),
        back=f"/office/area/{code}/",
        about=request,
    )


MODE = (
    Field("mode", T("运行状态", "Operation"), "pick", options=words(Mode), parse=Mode),
    Field(
        "level",
        T("级别", "Level"),
        "number",
        required=False,
        least=1,
        hint=T(
            "急时填 1 到 4；1 级、2 级时，这里的时限改为昼夜连续计算，结束后恢复（演练不变）。",
            "1 to 4 in an emergency; at 1 and 2 every clock here runs day and night until it ends (not in a drill).",
        ),
    ),
    Field("reason", T("为什么", "Why"), "words", rows=3, most=500, required=False),
    Field("is_drill", T("这是演练", "This is a drill"), "tick", required=False),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def mode(request: HttpRequest, code: str) -> HttpResponse:
    """Switch an area between normal and emergency operation."""
    open_to(request, "/office/")
    found = seen_area(request, code)

    def switch(given: Values) -> Text:
        area_actions.set_mode(
            actor=actor_of(request),
            area_path=found.path,
            mode=given["mode"],
            level=given["level"],
            reason=given["reason"],
            is_drill=given["is_drill"],
            now=now_of(request),
        )
        return T(
            f"{found.name}已切换为{given['mode'].zh}。",
            f"{choices.in_english(found)} now operates as {given['mode'].en}.",
        )

    return ask(
        request,
        MODE,
        switch,
        title=T(f"{found.name}：平急切换", f"{choices.in_english(found)}: normal or emergency"),
        button=T("切换", "Switch"),
        back=f"/office/area/{code}/",
        hint=T("下面所有网格一起切换。", "Everything below switches with it."),
    )


RENAME = (
    Field("name", T("名称", "Name"), most=60, initial=lambda area: area.name),
    Field("name_en", T("英文名", "English name"), most=80, required=False, initial=lambda area: area.name_en),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give an area another name; the old one stays understood."""
    open_to(request, "/office/")
    found = seen_area(request, code)

    def change(given: Values) -> Text:
        area_actions.rename_area(
            actor=actor_of(request), area_id=found.id, name=given["name"], name_en=given["name_en"], now=now_of(request)
        )
        return T("已改名，旧名仍能找到。", "Renamed; the old name is still understood.")

    return ask(
        request,
        RENAME,
        change,
        title=T(f"给{found.name}改名", f"Rename {choices.in_english(found)}"),
        button=T("改名", "Rename"),
        back=f"/office/area/{code}/",
        about=found,
    )


@never_cache
@staff_only
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show what is wrong with the net, by kind."""
    open_to(request, "/office/audit/")
    now = now_of(request)
    code = request.GET.get("area", "")
    found = seen_area(request, code) if code else grid.district(now)
    findings = audits.audit(found.path, now)
    kind = request.GET.get("kind", "")
    shown = [one for one in findings if not kind or one.kind.value == kind]
    base = f"?area={code}&" if code else "?"
    counted = Counter(one.kind for one in findings)
    ungoverned, without_unit = grid.ungoverned(found.path, now, limit=5)
    options = [
        {"label": k.text, "count": n, "url": f"{base}kind={k.value}", "current": k.value == kind}
        for k, n in counted.items()
    ]
    rows = [
        {"finding": one, "place": choices.area_name(one.area_path, now), "code": one.area_path.rpartition("/")[2]}
        for one in shown[:200]
    ]
    context: dict[str, Any] = {
        "area": found,
        "name": choices.named(found),
        "total": len(findings),
        "rows": rows,
        "filters": [{"label": T("问题", "Findings"), "options": options}],
        "lapsed": [
            {"row": one, "days": one.days(now), "place": choices.area_name(one.unit.area_path, now)}
            for one in people.lapsed(found.path, at=now)
        ],
        "ungoverned": ungoverned,
        "without_unit": [f"{row.number} ({row.code})" for row in without_unit],
        "clear_url": "/office/audit/" if code or kind else "",
        "streets": [(one.code, choices.named(one)) for one in grid.children(grid.district(now).path, now)],
    }
    return office(request, "audit", "/office/audit/", **context)


@never_cache
@staff_only
@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    """Show the proposals to merge thematic grids, and how far each domain is."""
    open_to(request, "/office/merges/")
    now = now_of(request)
    state = next((w for w in ProposalState if w.value == request.GET.get("state")), ProposalState.PROPOSED)
    rows = audits.proposals(state=state.value)
    return office(
        request,
        "merges",
        "/office/merges/",
        rows=[{"row": row, "parts": _parts(row.parts, now)} for row in rows[:100]],
        shown=len(rows),
        state=state,
        states=[
            {"label": w.text, "url": f"?state={w.value}", "current": w is state, "count": ""} for w in ProposalState
        ],
        progress=audits.merge_progress(now),
    )


def _parts(parts: Sequence[tuple[str, int]], now: Any) -> list[tuple[str, int]]:
    """Return (name of the base grid, share in per cent)."""
    found = []
    for code, share in parts:
        found.append((names_of(code, now), round(share / 10)))
    return found


def names_of(code: str, now: Any) -> str:
    """Return the name of the area with a code, or the code. No statement while memory is fresh."""
    return next((area.name for area in grid.below("", now) if area.code == code), code)


GRIDS = (
    Field(
        "codes",
        T("并入哪些网格（编码，空格分开）", "Into which grids (codes, apart by blanks)"),
        required=False,
        hint=T("不填就按建议并入。", "Left empty: as proposed."),
    ),
)
NOTE = (Field("note", T("为什么不采纳", "Why not"), "words", rows=3, most=500),)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def accept_merge(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Merge a thematic grid into base grids."""
    open_to(request, "/office/merges/")

    def accept(given: Values) -> Text:
        count = thematic.accept_merge(
            actor=actor_of(request), proposal_id=proposal_id, grid_codes=given["codes"].split(), now=now_of(request)
        )
        return T("已并入，{n} 项职责落到网格。", "Merged: {n:duty|duties} now belong to base grids.").format(n=count)

    return ask(request, GRIDS, accept, title=T("并入", "Merge"), button=T("并入", "Merge"), back="/office/merges/")


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def decline_merge(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Decline a proposal, with the reason."""
    open_to(request, "/office/merges/")

    def decline(given: Values) -> Text:
        thematic.decline_merge(
            actor=actor_of(request), proposal_id=proposal_id, note=given["note"], now=now_of(request)
        )
        return T("已记下。", "Noted.")

    return ask(
        request, NOTE, decline, title=T("不采纳", "Decline"), button=T("不采纳", "Decline"), back="/office/merges/"
    )

"""Supervision orders: whom our area supervises, who supervises our units; asked, answered and closed on the case.

Source: T27, T58, S-110.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import lists
from linli.dispatch.queries import supervisions as supervising
from linli.dispatch.queries.supervisions import Counts, Filter, Row
from linli.dispatch.words import Cause, Side, SupervisionState
from linli.grid import queries as grid
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.words import Text, Word
from linli.people import queries as people
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.staff import briefs, choices, names, tables
from linli.web.staff.inbox import KEYS, chosen
from linli.web.staff.pages import SUPERVISION as BASE
from linli.web.staff.pages import page

SIZE = 50
KEPT = ("side", "state", "cause", "area")
LATE = "late"
SIDES: Mapping[Side, Text] = {
    Side.GIVEN: Text("我方督办的", "We supervise"),
    Side.OURS: Text("督办我方的", "We are supervised"),
}
KEYS_HERE = tuple(one for one in KEYS if one[0] != "x")
TONES = {SupervisionState.WAITING: "soon", SupervisionState.ANSWERED: "busy", SupervisionState.CLOSED: "met"}
Pick = tuple[str | None, Text, object]


def filter_of(given: Mapping[str, str]) -> Filter:
    """Return the filter of an address; what it does not know is left out."""
    state = given.get("state", "")
    return Filter(
        side=_word(Side, given.get("side", "")) or Side.GIVEN,
        state=_word(SupervisionState, state),
        late=state == LATE,
        cause=_word(Cause, given.get("cause", "")),
        area=given.get("area", "")[:120],
    )


def _word(words: type[Word], raw: str) -> Any:
    return next((word for word in words if word.value == raw), None)


@never_cache
@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show one side of the supervision orders; the case chosen stands beside it.

    :raises NotFound: this person neither supervises nor works for a unit that is.
    """
    actor, now = actor_of(request), now_of(request)
    sides = supervising.sides(actor)
    if not sides:
        raise NotFound
    wanted = filter_of({"side": sides[0].value, **request.GET.dict()})
    size = tables.most(request, SIZE)
    try:
        found = supervising.listed(actor, wanted, now=now, cursor=request.GET.get("after", ""), size=size)
    except Invalid as error:
        messages.warning(request, spoken(error.text))
        found = supervising.listed(actor, wanted, now=now, size=size)
    counted = supervising.counts(actor, wanted, now=now)
    groups = _filters(request, counted, wanted, now)
    context: dict[str, Any] = {
        "clear_text": Text("清除筛选", "Clear filters"),
        "overdue_text": Text("看超期的诉求", "See overdue cases"),
        "short_filters": [group for group in groups if not group.get("is_long")],
        "rows": _rows(request, actor, found.rows, now),
        "counts": counted,
        "side": wanted.side,
        "tabs": [_tab(side, wanted.side) for side in sides],
        "filters": groups,
        "clear_url": _url(request, state=None, cause=None, area=None) if set(_kept(request)) - {"side"} else "",
        "next_url": "?" + urlencode({**_kept(request), "after": found.next}) if found.next else "",
        "first_url": _url(request) if request.GET.get("after") else "",
        "file_query": urlencode(_kept(request)),
        "keys": KEYS_HERE,
    }
    return page(request, "web/staff/supervisions.html", **context, **chosen(request, actor, BASE))


def _tab(side: Side, current: Side) -> dict[str, Any]:
    return {"label": SIDES[side], "url": f"{BASE}?side={side.value}", "current": side is current, "count": ""}


def _kept(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET[key] for key in KEPT if request.GET.get(key)}


def _url(request: HttpRequest, **changes: str | None) -> str:
    left = {key: value for key, value in {**_kept(request), **changes}.items() if value}
    return BASE + ("?" + urlencode(left) if left else "")


def _filters(request: HttpRequest, counted: Counts, wanted: Filter, now: datetime) -> list[dict[str, Any]]:
    states: list[Pick] = [
        (LATE, Text("超期未答复", "answer overdue"), counted.late),
        (SupervisionState.WAITING.value, SupervisionState.WAITING.text, counted.waiting),
        (SupervisionState.ANSWERED.value, SupervisionState.ANSWERED.text, counted.answered),
        (SupervisionState.CLOSED.value, SupervisionState.CLOSED.text, counted.closed),
    ]
    causes: list[Pick] = [
        (Cause.RULE.value, Cause.RULE.text, counted.by_rule),
        (Cause.PERSON.value, Cause.PERSON.text, counted.by_person),
    ]
    return [
        _group(request, Text("状态", "State"), "state", states),
        _group(request, Text("起因", "Cause"), "cause", causes),
        *([_areas(request, wanted, now)] if wanted.side is Side.GIVEN else []),
    ]


def _group(request: HttpRequest, label: Text, key: str, picks: Sequence[Pick]) -> dict[str, Any]:
    current = request.GET.get(key) or None
    options = [
        {
            "label": text,
            "count": count,
            "url": _url(request, **{key: None if value == current else value}),
            "current": value == current,
        }
        for value, text, count in picks
    ]
    return {"label": label, "options": options}


def _areas(request: HttpRequest, wanted: Filter, now: datetime) -> dict[str, Any]:
    """Return the areas one level below the chosen one, and the way back up."""
    root = grid.district(now).path
    here = wanted.area or root
    below = [(area.path, choices.named(area)) for area in grid.children(here, now)]
    up = [(wanted.area, choices.area_name(wanted.area, now))] if wanted.area else []
    picks: list[Pick] = [(path, Text(name, name), "") for path, name in [*up, *below]]
    return {**_group(request, Text("区域", "Area"), "area", picks), "is_long": len(picks) > 8}


def _rows(request: HttpRequest, actor: Actor, rows: Sequence[Row], now: datetime) -> list[dict[str, Any]]:
    """Return the rows with their case, unit and who asked. Two statements at most."""
    cases = lists.rows_by_ids(actor, {row.appeal_id for row in rows}, now=now)
    by = {row.by_id for row in rows if row.by_id is not None}
    askers = people.accounts(by) if by else {}
    after = {"after": request.GET["after"]} if request.GET.get("after") else {}
    shown = []
    for row in rows:
        if row.appeal_id not in cases:
            continue
        brief = briefs.brief(cases[row.appeal_id], now)
        url, here = f"/desk/case/{brief.id}/", _url(request, case=str(brief.id), **after)
        unit = people.unit(row.unit_id) if row.unit_id else None
        case = cases[row.appeal_id]
        shown.append(
            {
                "row": row,
                "brief": brief,
                "unit": unit.name if unit else names.unit_name(case.accountable_id),
                "level": Text(f"第 {unit.level} 级", f"level {unit.level}") if unit else None,
                "asker": askers[row.by_id].name if row.by_id in askers else "",
                "tone": "late" if row.is_late else TONES[row.state],
                "url": url,
                "fragment_url": f"{url}?{urlencode({'back': here})}",
                "here_url": here,
                "answer_url": _form(row, "answer_supervision", here) if _may_answer(actor, row, case.area_path) else "",
                "close_url": _form(row, "close_supervision", here) if _may_close(actor, row, case.area_path) else "",
                "current": request.GET.get("case") == str(brief.id),
            }
        )
    return shown


def _form(row: Row, name: str, here: str) -> str:
    return f"/desk/case/{row.appeal_id}/do/{name}/?{urlencode({'on': str(row.id), 'back': here})}"


def _may_answer(actor: Actor, row: Row, area_path: str) -> bool:
    units = (row.unit_id,) if row.unit_id else ()
    return row.state is SupervisionState.WAITING and actor.may(supervising.ANSWERING, area_path, units=units)


def _may_close(actor: Actor, row: Row, area_path: str) -> bool:
    return (
        row.closed_at is None and row.state is not SupervisionState.CLOSED and actor.may("appeals.supervise", area_path)
    )

"""The queue: every appeal in reach, with filters and counts beside them, list left and case right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.appeals.queries import lists
from linli.appeals.queries.lists import Counts, Due, Filter, Row
from linli.appeals.words import Channel, Mode, State, Urgency
from linli.grid import queries as grid
from linli.kernel.errors import Invalid
from linli.kernel.words import Text, Word
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.staff import choices, names
from linli.web.staff.inbox import KEYS, chosen
from linli.web.staff.pages import page

BASE = "/desk/queue/"
MOST_CHIPS = 8
"""More of them would push the cases out of sight: they are folded."""
KEPT = ("state", "urgency", "mode", "channel", "due", "group", "area", "mine", "q", "open", "hazard")


def _word(words: type[Word], raw: str) -> Any:
    return next((word for word in words if word.value == raw), None)


def wanted_of(request: HttpRequest) -> Filter:
    """Return the filter the address asks for; what it does not know is left out."""
    return filter_of(request.GET)


def filter_of(given: Mapping[str, str]) -> Filter:
    """Return the filter of an address."""
    text = given.get("q", "").strip()
    is_number = sum(letter.isdigit() for letter in text) >= 8 and "-" in text
    is_phone = text.isdigit() and len(text) >= 7
    state = _word(State, given.get("state", ""))
    return Filter(
        area=given.get("area", "")[:120],
        states=frozenset({state}) if state else frozenset(),
        only_open=given.get("open", "1") == "1" and not state and not text,
        group=given.get("group", "")[:40],
        urgency=_word(Urgency, given.get("urgency", "")),
        mode=_word(Mode, given.get("mode", "")),
        channel=_word(Channel, given.get("channel", "")),
        due=_word(Due, given.get("due", "")),
        mine=given.get("mine") == "1",
        text="" if is_number or is_phone else text,
        number=text if is_number else "",
        phone=text if is_phone else "",
        is_hazard=True if given.get("hazard") == "1" else None,
    )


@never_cache
@staff_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the list; the case chosen stands beside it."""
    actor, now = actor_of(request), now_of(request)
    wanted = wanted_of(request)
    try:
        found = lists.staff_list(actor, wanted, now=now, cursor=request.GET.get("after", ""))
        counted = lists.counts(actor, replace(wanted, states=frozenset(), due=None, urgency=None), now=now)
    except Invalid as error:
        messages.warning(request, spoken(error.text))
        wanted = Filter(only_open=True)
        found = lists.staff_list(actor, wanted, now=now)
        counted = lists.counts(actor, wanted, now=now)
    groups = _filters(request, wanted, counted, now)
    context: dict[str, Any] = {
        "rows": [_row(row, request, now) for row in found.rows],
        "long_filters": [[group] for group in groups if len(group["options"]) > MOST_CHIPS],
        "short_filters": [group for group in groups if len(group["options"]) <= MOST_CHIPS],
        "clear_url": BASE if _kept(request) else "",
        "next_url": "?" + urlencode({**_kept(request), "after": found.next}) if found.next else "",
        "first_url": _url(request) if request.GET.get("after") else "",
        "total": counted.open,
        "q": request.GET.get("q", ""),
        "hidden": [
            (key, value)
            for key, value in _kept(request).items()
            if key not in {"q", "group", "mode", "channel", "open"}
        ],
        "selects": selects(request, now),
        "is_open": request.GET.get("open", "1"),
        "keys": KEYS,
        "file_query": urlencode(_kept(request)),
    }
    return page(request, "web/staff/queue.html", **context, **chosen(request, actor, BASE))


def _kept(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET[key] for key in KEPT if request.GET.get(key)}


def _url(request: HttpRequest, **changes: str | None) -> str:
    given: dict[str, str | None] = {**_kept(request), **changes}
    left = {key: value for key, value in given.items() if value}
    return BASE + ("?" + urlencode(left) if left else "")


def _row(row: Row, request: HttpRequest, now: datetime) -> dict[str, Any]:
    here = _url(request, case=str(row.id), after=request.GET.get("after") or None)
    url = f"/desk/case/{row.id}/"
    return {
        "row": row,
        "title": choices.category_text(row.category or row.proposed, now),
        "is_proposed": row.category is None,
        "place": choices.area_name(row.area_path, now),
        "unit": names.unit_name(row.accountable_id),
        "url": url,
        "fragment_url": url + "?" + urlencode({"back": here}),
        "here_url": here,
        "current": request.GET.get("case") == str(row.id),
    }


Pick = tuple[str | None, object, object]


def _group(request: HttpRequest, label: Text, key: str, picks: Sequence[Pick]) -> dict[str, Any]:
    current = request.GET.get(key) or None
    return {
        "label": label,
        "options": [
            {
                "label": text,
                "count": count,
                "url": _url(request, **{key: None if value == current else value}),
                "current": value == current and value is not None,
            }
            for value, text, count in picks
        ],
    }


def _filters(request: HttpRequest, wanted: Filter, counted: Counts, now: datetime) -> list[dict[str, Any]]:
    due: list[Pick] = [
        ("overdue", Text("超期", "Overdue"), counted.overdue),
        ("soon", Text("临期", "Due soon"), counted.soon),
    ]
    urgent: list[Pick] = [
        ("emergency", Urgency.EMERGENCY.text, counted.emergency),
        ("urgent", Urgency.URGENT.text, counted.urgent),
    ]
    states: list[Pick] = [(state.value, state.text, count) for state, count in counted.by_state.items()]
    if wanted.states and not wanted.states & set(counted.by_state):
        states += [(state.value, state.text, "") for state in wanted.states]
    own: list[Pick] = [("1", Text("只看我的", "Mine"), "")]
    return [
        _group(request, Text("期限", "Due"), "due", due),
        _group(request, Text("紧急", "Urgency"), "urgency", urgent),
        _group(request, Text("我的", "Mine"), "mine", own),
        _group(request, Text("状态", "State"), "state", states),
        _areas(request, wanted, now),
    ]


def _areas(request: HttpRequest, wanted: Filter, now: datetime) -> dict[str, Any]:
    """Return the areas one level below the chosen one, and the way back up."""
    root = grid.district(now).path
    here = wanted.area or root
    up: list[dict[str, Any]] = []
    if wanted.area and wanted.area != root:
        above = wanted.area.rpartition("/")[0]
        up = [
            {
                "label": choices.area_name(wanted.area, now),
                "current": True,
                "count": "",
                "url": _url(request, area=above if above != root else None),
            }
        ]
    below = [
        {"label": choices.named(area), "url": _url(request, area=area.path), "current": False, "count": ""}
        for area in grid.children(here, now)
    ]
    return {"label": Text("区域", "Area"), "options": up + below}


def selects(request: HttpRequest, now: datetime) -> list[Mapping[str, Any]]:
    """Return the rarer filters as lists: group of categories, mode, channel."""
    groups = [code for code in standards.codes("category", now).values() if code.parent is None]
    return [
        _select(request, "group", Text("类别", "Group"), [(code.code, code.text) for code in groups]),
        _select(request, "mode", Text("方式", "Mode"), [(word.value, word.text) for word in Mode]),
        _select(request, "channel", Text("来源", "Channel"), [(word.value, word.text) for word in Channel]),
    ]


def _select(request: HttpRequest, key: str, label: Text, options: Sequence[tuple[str, Text]]) -> dict[str, Any]:
    return {"name": key, "label": label, "options": options, "value": request.GET.get(key, "")}

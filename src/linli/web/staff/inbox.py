"""The inbox of duties: what I owe, soonest first; one tap to the form that meets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.duties import queries as duties
from linli.duties.words import Card, Counts, DutyRow, InboxFilter
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.notices import queries as notices
from linli.web.door import actor_of, now_of, staff_only
from linli.web.staff import briefs, names
from linli.web.staff.briefs import Brief
from linli.web.staff.case import about
from linli.web.staff.casefile import CaseFile
from linli.web.staff.pages import page

SIZE = 20
CARDS = {card.value: card for card in Card}


@never_cache
@staff_only
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what this person owes."""
    actor, now = actor_of(request), now_of(request)
    wanted = filter_of(request.GET)
    card = wanted.card
    found = duties.inbox(actor, now=now, filter=wanted, cursor=request.GET.get("after", ""), size=SIZE)
    counted = duties.counts(actor, now=now)
    shown = briefs.of_duties(actor, found.rows, now)
    context: dict[str, Any] = {
        "rows": [_row(duty, shown.get(duty.id), request) for duty in found.rows],
        "counts": counted,
        "filters": [_cards(counted, card)],
        "clear_url": "/desk/" if _kept(request) else "",
        "file_query": urlencode(_kept(request)),
        "next_url": "?" + urlencode({**_kept(request), "after": found.next}) if found.next else "",
        "first_url": "/desk/" if request.GET.get("after") else "",
        "keys": KEYS,
        "messages_unread": notices.unread(actor),
    }
    return page(request, "web/staff/inbox.html", **context, **chosen(request, actor, "/desk/"))


def filter_of(given: Mapping[str, str]) -> InboxFilter:
    """Return the filter of an address."""
    deeds = frozenset({given["deed"]}) if given.get("deed") else frozenset()
    return InboxFilter(card=CARDS.get(given.get("card", "")), deeds=deeds)


KEYS = (
    ("j k", Text("上下", "up and down")),
    ("Enter", Text("打开", "open")),
    ("x", Text("选", "choose")),
    ("/", Text("查找、办理", "find, do")),
    ("?", Text("全部按键", "all keys")),
)


def chosen(request: HttpRequest, actor: Actor, base: str) -> dict[str, Any]:
    """Return the case on the right of a list, if the address names one; a wrong one is left out."""
    raw = request.GET.get("case", "")
    try:
        found = CaseFile(actor, UUID(raw), now_of(request)) if raw else None
    except (ValueError, NotFound):
        return {}
    return about(found, request.get_full_path() if base else "") if found else {}


def _kept(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET[key] for key in ("card", "deed") if request.GET.get(key)}


def _cards(counted: Counts, current: Card | None) -> dict[str, Any]:
    rows = (
        (None, Text("全部", "All"), counted.open + counted.paused),
        (Card.RED, Text("超期", "Overdue"), counted.red),
        (Card.YELLOW, Text("临期", "Due soon"), counted.yellow),
        (Card.STILL, Text("暂停", "Paused"), counted.paused),
    )
    return {
        "label": Text("期限", "Due"),
        "options": [
            {
                "label": text,
                "count": count,
                "url": f"/desk/?card={card.value}" if card else "/desk/",
                "current": card is current,
            }
            for card, text, count in rows
        ],
    }


def _row(duty: DutyRow, brief: Brief | None, request: HttpRequest) -> dict[str, Any]:
    row: dict[str, Any] = {
        "duty": duty,
        "step": names.step(duty.deed, duty.step),
        "who": names.who_owes(duty),
        "brief": brief,
    }
    if duty.subject[0] == "grid":
        row["office_url"] = "/office/audit/?area=" + duty.area_path.rpartition("/")[2]
    if duty.subject[0] == "dashboards":
        is_hot = duty.deed == "dashboards.decide_hot_spot"
        row["decide_url" if is_hot else "need_url"] = (
            f"/desk/figures/{'hotspots' if is_hot else 'needs'}/{duty.subject[1]}/"
        )
    if duty.subject[0] == "journeys":
        row["decide_url"] = f"/desk/proposed/{duty.subject[1]}/"
    if duty.subject[0] == "fieldwork":
        row["recheck_url"] = f"/desk/rounds/{duty.subject[1]}/recheck/"
    if duty.subject[0] == "places":
        row["sitting_url"] = f"/desk/places/sitting/{duty.subject[1]}/"
    if brief is None:
        return row
    after = {"after": request.GET["after"]} if request.GET.get("after") else {}
    here = "/desk/?" + urlencode({**_kept(request), **after, "case": str(brief.id)})
    row["case_url"] = f"/desk/case/{brief.id}/"
    row["fragment_url"] = row["case_url"] + "?" + urlencode({"back": here})
    row["here_url"] = here
    row["form_url"] = f"/desk/case/{brief.id}/do/{names.form_of(duty.deed, duty.step)}/?" + urlencode(
        {**on_of(duty), "back": "/desk/"}
    )
    row["current"] = request.GET.get("case") == str(brief.id)
    return row


def on_of(duty: DutyRow) -> dict[str, str]:
    """Return what the address of a form names: the order or notice the duty is about; nothing for the case itself."""
    return {"on": str(duty.subject[1])} if duty.subject[0] == "dispatch" else {}

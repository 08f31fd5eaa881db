"""What every page of the staff has: the bar of main pages, the way back, a page in one call."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from linli.dispatch.queries.supervisions import ANSWERING, GIVING, sides
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.places.queries import DEEDS as RECEPTIONS
from linli.web.door import actor_of, now_of
from linli.web.staff import tables
from linli.web.undo import line as undo_line

OFFICE_DEEDS = frozenset(
    {
        "grid.import_areas",
        "grid.set_mode",
        "standards.enact",
        "people.open_unit",
        "people.open_account",
        "people.grant",
        "people.read_audit",
        "journal.verify",
        "people.set_charge",
        "people.set_competence",
        "desks.write_answer",
    }
)
SUPERVISION = "/desk/supervision/"
_NAV: tuple[tuple[Text, str, str, frozenset[str]], ...] = (
    (Text("待办", "Duties"), "/desk/", "inbox", frozenset({"appeals.view"})),
    (Text("诉求", "Appeals"), "/desk/queue/", "list", frozenset({"appeals.view"})),
    (Text("回访", "Calls"), "/desk/revisit/", "phone", frozenset({"appeals.record_revisit"})),
    (
        Text("待决定", "Decisions"),
        "/desk/decisions/",
        "check",
        frozenset(
            {
                "dispatch.decide_bounce",
                "dispatch.decide_extension",
                "dispatch.decide_overdue",
                "dispatch.decide_suspend",
                "dispatch.take_top",
                "appeals.confirm_refuse",
                "dispatch.terminate",
                "appeals.explained_close",
                "appeals.correct",
            }
        ),
    ),
    (Text("督办", "Supervision"), SUPERVISION, "eye", GIVING | {ANSWERING}),
    (Text("数据", "Figures"), "/desk/figures/", "chart", frozenset({"appeals.view"})),
    (Text("代登记", "Report"), "/desk/report/", "plus", frozenset({"appeals.submit"})),
    (
        Text("邻里群", "Groups"),
        "/desk/groups/",
        "talk",
        frozenset(
            {
                "groups.moderate",
                "groups.decide_removal",
                "groups.send_news",
                "groups.post_board",
                "groups.broadcast",
                "groups.agree_broadcast",
            }
        ),
    ),
    (Text("现场", "Field"), "/field/", "camera", frozenset({"grid.record_occupancy"})),
    (Text("巡查", "Rounds"), "/desk/rounds/", "steps", frozenset({"fieldwork.see", "fieldwork.patrol"})),
    (Text("住户", "Households"), "/desk/households/", "door", frozenset({"fieldwork.see_household"})),
    (Text("接待", "Receptions"), "/desk/places/", "clock", RECEPTIONS),
    (Text("设备", "Devices"), "/desk/signals/", "eye", frozenset({"devices.confirm", "devices.register"})),
    (Text("公开", "Publish"), "/desk/publish/", "notice", frozenset({"appeals.publish", "notices.approve"})),
    (Text("管理", "Office"), "/office/", "gear", OFFICE_DEEDS),
    (Text("我", "Me"), "/account/", "person", frozenset()),
)


GO = {
    "/desk/": "i", "/desk/queue/": "q", "/desk/revisit/": "r", "/desk/decisions/": "d", "/desk/figures/": "f",
    SUPERVISION: "s", "/desk/report/": "n", "/desk/publish/": "p", "/office/": "o", "/account/": "m",
}  # fmt: skip
"""The letter after `g` that leads to a main page."""


IN_PHONE_BAR = 5


def nav(request: HttpRequest, actor: Actor) -> list[dict[str, object]]:
    """Return the main pages this person has something to do on; the last is the own account.

    The bar of a phone holds five, in English too; the own page lists the others (`is_more`).
    """
    shown = [row for row in _NAV if not row[3] or row[3] & set(actor.scopes)]
    shown = [row for row in shown if row[1] != SUPERVISION or sides(actor)]
    first, last = IN_PHONE_BAR - 1, len(shown) - 1
    return [
        {
            "label": label,
            "url": url,
            "icon": icon,
            "current": _is_here(request.path, url),
            "go": GO.get(url, ""),
            "is_more": first <= place < last,
        }
        for place, (label, url, icon, _) in enumerate(shown)
    ]


def _is_here(path: str, url: str) -> bool:
    return (
        path == url or (url != "/desk/" and path.startswith(url)) or (url == "/desk/queue/" and "/desk/case/" in path)
    )


def page(request: HttpRequest, template: str, /, status: int = 200, **context: Any) -> HttpResponse:
    """Return a page of the staff with the bar of main pages."""
    actor = actor_of(request)
    given = {"nav": nav(request, actor), "now": now_of(request), "actor": actor, "home_url": "/desk/", **context}
    given["undo"] = undo_line(request, now_of(request))
    given["table_files"], given["as_file"] = tables.links(request), bool(tables.asked(request))
    answer = render(request, template, given, status=status)
    return tables.answer(request, answer) if tables.asked(request) and status == HTTPStatus.OK else answer


def back_of(request: HttpRequest, fallback: str) -> str:
    """Return where to go after a deed: `back` of the form or the address, if it is one of our own pages."""
    wanted = request.POST.get("back") or request.GET.get("back") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return fallback


def require_any(actor: Actor, deeds: frozenset[str] | set[str]) -> None:
    """Return quietly when the actor has one of `deeds` anywhere.

    :raises NotFound: none; the page does not exist for this person.
    """
    if not deeds & set(actor.scopes):
        raise NotFound

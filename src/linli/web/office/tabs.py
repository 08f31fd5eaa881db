"""The pages of the administration that this person has something to do on, and the place a reader looks at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from linli.grid import queries as grid
from linli.kernel.actor import Actor, is_within
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of
from linli.web.staff.pages import OFFICE_DEEDS, page, require_any

_TABS: tuple[tuple[Text, str, frozenset[str]], ...] = (
    (Text("区域", "Areas"), "/office/", OFFICE_DEEDS),
    (Text("核查", "Audit"), "/office/audit/", frozenset({"grid.import_areas", "grid.merge_thematic", "grid.draw"})),
    (Text("并网", "Merging"), "/office/merges/", frozenset({"grid.merge_thematic"})),
    (Text("俗称", "Familiar names"), "/office/aliases/", frozenset({"grid.name_alias"})),
    (Text("单位", "Organisations"), "/office/units/", OFFICE_DEEDS),
    (Text("账号", "Accounts"), "/office/accounts/", frozenset(
        {"people.open_account", "people.grant", "people.revoke", "people.reset_factor"})),
    (Text("外部系统", "Other systems"), "/office/systems/", frozenset(
        {"people.open_account", "people.issue_system_token"})),
    (Text("推送", "Webhooks"), "/office/hooks/", frozenset({"hooks.manage"})),
    (Text("对接", "Connections"), "/office/connections/", frozenset({"channels.manage", "channels.mend"})),
    (Text("标准", "Standards"), "/office/standards/", OFFICE_DEEDS),
    (Text("常用答复", "Canned answers"), "/office/answers/", frozenset({"desks.write_answer"})),
    (Text("同意书", "Consents"), "/office/consents/", frozenset({"people.set_consent_text"})),
    (Text("数据请求", "Data requests"), "/office/requests/", frozenset({"people.answer_data_request"})),
    (Text("查看记录", "Reveal log"), "/office/reveals/", frozenset({"people.read_audit"})),
    (Text("未成年人审计", "Children's data"), "/office/minors/", frozenset({"people.read_audit"})),
    (Text("登录记录", "Sign-ins"), "/office/sign-ins/", frozenset({"people.read_audit"})),
    (Text("消息发送", "Post"), "/office/post/", frozenset({"notices.resend"})),
    (Text("存证", "Journal"), "/office/journal/", frozenset({"journal.verify", "people.read_audit"})),
)  # fmt: skip


def needed(url: str) -> frozenset[str]:
    """Return the deeds of which one opens a page."""
    return next(deeds for _, address, deeds in _TABS if address == url)


def open_to(request: HttpRequest, url: str) -> Actor:
    """Return who asks, if the page `url` of the administration is for this person.

    :raises NotFound: it is not.
    """
    actor = actor_of(request)
    require_any(actor, needed(url))
    return actor


def office(request: HttpRequest, template: str, current: str, /, status: int = 200, **context: Any) -> HttpResponse:
    """Return a page of the administration with its tabs."""
    actor = actor_of(request)
    tabs = [
        {"label": label, "url": url, "current": url == current, "count": ""}
        for label, url, deeds in _TABS
        if deeds & set(actor.scopes)
    ]
    return page(request, f"web/office/{template}.html", status=status, tabs=tabs, **context)


def seen_area(request: HttpRequest, code: str) -> Any:
    """Return the area with a code, if any scope of the reader touches it.

    :raises NotFound: none does.
    """
    found = grid.area_by_code(code, now_of(request))
    scopes = [scope for held in actor_of(request).scopes.values() for scope in held]
    if not any(is_within(found.path, scope.area) or is_within(scope.area, found.path) for scope in scopes):
        raise NotFound
    return found

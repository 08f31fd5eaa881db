"""Published cases: the editor drafts covered words from closed cases, another person approves and publishes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.appeals.queries import lists
from linli.appeals.queries.lists import Filter
from linli.appeals.words import State
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.words import Text
from linli.notices import actions
from linli.notices import queries as notices
from linli.notices.words import NoticeState
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.staff import choices
from linli.web.staff.forms import Field, Values
from linli.web.staff.pages import page, require_any
from linli.web.staff.simple import ask

T = Text
DEEDS = {
    "appeals.publish",
    "notices.draft",
    "notices.approve",
    "notices.publish",
    "notices.withdraw",
    "notices.answer_objection",
}
TABS = (NoticeState.DRAFT, NoticeState.APPROVED, NoticeState.PUBLISHED, NoticeState.WITHDRAWN)


@never_cache
@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show notices by state, and for the editor the closed cases that could be told."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, DEEDS)
    state = next((word for word in TABS if word.value == request.GET.get("state")), NoticeState.DRAFT)
    found = notices.desk(actor, state=state, cursor=request.GET.get("after"))
    context: dict[str, Any] = {
        "tabs": [{"label": w.text, "url": f"?state={w.value}", "current": w is state, "count": ""} for w in TABS],
        "rows": [
            {"notice": row, "place": choices.area_name(row.area_path, now), "may": _may(actor, row)}
            for row in found.rows
        ],
        "next_url": f"?state={state.value}&after={found.next}" if found.next else "",
        "state": state,
        "objections": notices.open_objections(actor),
        "cases": _closed(actor, now) if "appeals.publish" in actor.scopes else [],
    }
    return page(request, "web/staff/publish.html", **context)


def _may(actor: Any, row: Any) -> set[str]:
    """Return which of the notice's deeds to offer here."""
    able = {name for name in ("draft", "approve", "publish", "withdraw") if actor.may(f"notices.{name}", row.area_path)}
    by_state = {"draft": {"draft", "approve"}, "approved": {"publish"}, "published": {"withdraw"}}
    wanted = able & by_state.get(str(row.state), set())
    return wanted - ({"approve"} if row.editor_id == actor.account_id else {"draft"})


def _closed(actor: Any, now: Any) -> list[dict[str, Any]]:
    found = lists.staff_list(actor, Filter(states=frozenset({State.CLOSED})), now=now, size=20)
    return [
        {
            "row": row,
            "title": choices.category_text(row.category, now),
            "url": f"/desk/case/{row.id}/do/publish/?back=/desk/publish/",
        }
        for row in found.rows
    ]


STEPS = {
    "approve": T("已审核，可以公开。", "Approved; it may be published."),
    "publish": T("已公开。", "Published."),
}


@staff_only
@require_POST
def step(request: HttpRequest, notice_id: UUID, name: str) -> HttpResponse:
    """Approve or publish a notice."""
    if name not in STEPS:
        raise NotFound
    actor, now = actor_of(request), now_of(request)
    try:
        if name == "approve":
            actions.approve(actor=actor, notice_id=notice_id, now=now)
        else:
            actions.publish(actor=actor, notice_id=notice_id, now=now, shown_until=now + timedelta(days=365))
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, spoken(error.text))
    else:
        messages.success(request, spoken(STEPS[name]))
    return redirect("/desk/publish/")


REASON = (Field("reason", T("为什么撤下", "Why take it down"), "words", rows=3, most=500),)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Take a published notice down."""

    def down(given: Values) -> Text:
        actions.withdraw(actor=actor_of(request), notice_id=notice_id, reason=given["reason"], now=now_of(request))
        return T("已撤下。", "Taken down.")

    return ask(
        request, REASON, down, title=T("撤下", "Take down"), button=T("撤下", "Take down"), back="/desk/publish/"
    )


ANSWER = (
    Field("upheld", T("异议成立", "The objection is upheld"), "tick", required=False),
    Field("answer", T("答复", "Answer"), "words", rows=3, most=1000),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    """Answer an objection to a published notice."""

    def reply(given: Values) -> Text:
        actions.answer_objection(
            actor=actor_of(request),
            objection_id=objection_id,
            upheld=given["upheld"],
            answer=given["answer"],
            now=now_of(request),
        )
        return T("已答复。", "Answered.")

    return ask(
        request,
        ANSWER,
        reply,
        title=T("答复异议", "Answer the objection"),
        button=T("答复", "Answer"),
        back="/desk/publish/",
    )

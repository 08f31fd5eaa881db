"""News: one piece, what I subscribe to, and sending a published notice once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.groups import actions, queries
from linli.groups.words import NewsTopic
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.words import Text
from linli.notices import queries as notices
from linli.web.door import account_id_of, actor_of, now_of, signed_in, staff_only
from linli.web.groups.pressing import place_name, pressed
from linli.web.language import spoken

T = Text
SAVED = T("记下了，晚上九点到早上八点不打扰您。", "Saved. Nothing comes between nine in the evening and eight.")
ENDED = T("不再发消息给您。", "You will get no news.")
SENT = T("开始推送；晚上九点以后的，早上八点再发。", "On its way; after nine in the evening it waits for eight.")


@require_safe
def one(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Show a published notice."""
    row = notices.published_one(notice_id, now=now_of(request))
    return render(request, "web/groups/news.html", {"row": row, "where": place_name(row.area_path, now_of(request))})


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def subscription(request: HttpRequest) -> HttpResponse:
    """Choose the place and the topics of the own news."""
    account_id, now = account_id_of(request), now_of(request)
    if account_id is None:
        raise NotFound
    at, topics = queries.my_subscription(account_id)
    known = [path for path, _, _ in queries.homes(account_id)]
    known += [row.area_path for row in queries.my_groups(account_id, size=50).rows]
    places = sorted({path for path in (at, *known) if path})
    if request.method == "POST":
        chosen = [topic for topic in NewsTopic if topic.value in request.POST.getlist("topics")]
        path = request.POST.get("area_path", "")
        if path not in places:
            raise NotFound
        actions.subscribe(actor=actor_of(request), area_path=path, topics=chosen, now=now)
        messages.success(request, spoken(SAVED if chosen else ENDED))
        return redirect("/my/groups/news/")
    context = {
        "places": [(path, place_name(path, now)) for path in places],
        "at": at,
        "topics": [{"value": topic.value, "label": topic, "checked": topic in topics} for topic in NewsTopic],
    }
    return render(request, "web/groups/subscription.html", context)


@staff_only
@require_POST
def send(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Send a published notice to everybody whom it concerns."""
    actor, now = actor_of(request), now_of(request)

    def do() -> None:
        topic = next((word for word in NewsTopic if word.value == request.POST.get("topic")), None)
        if topic is None:
            raise Invalid(field="topic", why_zh="请选一个主题", why_en="choose a topic")
        actions.send_news(actor=actor, notice_id=notice_id, topic=topic, now=now)

    return pressed(request, do, SENT, back="/desk/groups/?tab=news")

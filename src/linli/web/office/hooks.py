"""Webhooks for the administrator: who is told what, what could not be delivered, sending it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.hooks import actions, queries
from linli.hooks.rules.kinds import KINDS, PING
from linli.hooks.rules.trying import LONGEST_SPAN, MOST_AT_ONCE
from linli.hooks.words import DeliveryState, Fault, ReplayRow, SubscriptionRow, SubscriptionState
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound, Refused
from linli.kernel.words import Text
from linli.people import queries as people
from linli.web.door import actor_of, now_of, staff_only
from linli.web.office.tabs import office, open_to
from linli.web.staff import choices
from linli.web.staff.forms import Field, Option, Values
from linli.web.staff.simple import ask

T = Text
URL = "/office/hooks/"
TONES = {"active": "met", "paused": "soon", "gone": "late", "ended": "calm"}
SHOWN_REPLAYS = 20
PINGED = T("试投", "Ping")


@never_cache
@staff_only
@require_safe
def hooks(request: HttpRequest) -> HttpResponse:
    """List the subscriptions in reach, with what waits and what could not be delivered."""
    actor, now = open_to(request, URL), now_of(request)
    found = queries.subscriptions(actor)
    named = people.accounts({row.account_id for row in found})
    labels = people.series_labels({row.series_id for row in found})
    rows = [
        {
            **_shown(row, now),
            "system": named[row.account_id].name,
            "label": labels.get(row.series_id, ""),
        }
        for row in found
    ]
    return office(request, "hooks", URL, rows=rows)


def _shown(row: SubscriptionRow, now: Any) -> dict[str, Any]:
    words, tone = SubscriptionState(row.state).text, TONES[row.state]
    if row.state == SubscriptionState.ACTIVE and row.dead:
        words, tone = T("有未送达的", "some not delivered"), "late"
    elif row.state == SubscriptionState.ACTIVE and row.quiet_until is not None and row.quiet_until > now:
        words, tone = T("对方没有收下", "not taken there"), "soon"
    return {
        "row": row,
        "words": words,
        "tone": tone,
        "place": choices.area_name(row.area_path, now),
        "kinds": [KINDS[kind].words for kind in row.kinds if kind in KINDS],
    }


@never_cache
@staff_only
@require_safe
def hook(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """Show one subscription with its deliveries, newest first; `?state=dead` is the dead list."""
    actor, now = open_to(request, URL), now_of(request)
    row = queries.subscription(actor, subscription_id)
    wanted = request.GET.get("state", "")
    state = wanted if wanted in {one.value for one in DeliveryState} else ""
    page = queries.deliveries(actor, subscription_id, state=state, cursor=request.GET.get("after", ""))
    faults = {one.value: one for one in Fault}
    deliveries = [
        {
            "row": one,
            "words": PINGED if one.kind == PING else KINDS[one.kind].words if one.kind in KINDS else one.kind,
            "state": DeliveryState(one.state),
            "fault": faults.get(one.last_fault, ""),
        }
        for one in page.rows
    ]
    replays = queries.replays(actor, subscription_id, most=SHOWN_REPLAYS)
    named = people.accounts({row.account_id, *(one.by_id for one in replays)})
    context: dict[str, Any] = {
        **_shown(row, now),
        "system": named[row.account_id].name,
        "replays": [_replayed(one, named) for one in replays],
        "deliveries": deliveries,
        "filters": _filters(row, state),
        "next_url": f"?state={state}&after={page.next}" if page.next else "",
    }
    return office(request, "hook", URL, **context)


def _filters(row: SubscriptionRow, state: str) -> list[dict[str, Any]]:
    counts = {"waiting": row.waiting, "dead": row.dead}
    listed: list[tuple[str, object]] = [("", T("全部", "All")), *((one.value, one) for one in DeliveryState)]
    return [
        {"label": label, "url": f"?state={value}", "current": value == state, "count": counts.get(value, "")}
        for value, label in listed
    ]


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def send_again(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """Put what could not be delivered back: one (`?delivery=`) or all."""
    actor, now = open_to(request, URL), now_of(request)
    row = queries.subscription(actor, subscription_id)
    one = request.GET.get("delivery", "")

    def put_back(_: Values) -> Text:
        count = actions.send_again(
            actor=actor, subscription_id=row.id, delivery_id=UUID(one) if is_id(one) else None, now=now
        )
        return T(f"{count} 条已重新排队。", f"{count} put back in line.")

    title = T("重发这一条", "Send this one again") if is_id(one) else T(f"重发 {row.dead} 条", f"Send {row.dead} again")
    return ask(
        request, (), put_back, title=title, button=T("重发", "Send again"), back=f"{URL}{row.id}/?state=dead",
        hint=T("编号不变，对方可据此去重。", "The ids stay the same, so the other side knows what it has."),
    )  # fmt: skip


WHICH = (("all", T("全部，含已送达的", "All, delivered ones too")), ("dead", T("只要未送达的", "Only what failed")))
REASON = Field(
    "reason", T("理由", "Why"), most=200, hint=T("留在记录里，例如：对方恢复了昨天的备份。",
                                             "Kept on record, e.g. the other side restored a backup."),
)  # fmt: skip
SPAN = (
    Field("since", T("从何时起发生的", "What happened from"), "moment",
          initial=lambda now: (now - timedelta(days=1)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")),
    Field("until", T("到何时为止", "Until"), "moment",
          initial=lambda now: now.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
          hint=T(f"最多 {LONGEST_SPAN.days} 天，一次最多 {MOST_AT_ONCE} 条。",
                 f"At most {LONGEST_SPAN.days} days, {MOST_AT_ONCE} at once.")),
    Field("which", T("哪些", "Which"), "pick", options=lambda _: [Option(code, words) for code, words in WHICH],
          initial=lambda _: "all"),
    REASON,
)  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def replay(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """Send again what was sent before, with a reason: one delivery (`?delivery=`) or a span of time."""
    actor, now = open_to(request, URL), now_of(request)
    row = queries.subscription(actor, subscription_id)
    one = request.GET.get("delivery", "")
    delivery = UUID(one) if is_id(one) else None

    def again(given: Values) -> Text:
        only_dead = given.get("which") == "dead"
        try:
            count = actions.replay(
                actor=actor, subscription_id=row.id, reason=given["reason"], delivery_id=delivery,
                since=given.get("since"), until=given.get("until"), only_dead=only_dead, now=now,
            )  # fmt: skip
        except NotFound:
            raise NothingThere from None
        return T(f"{count} 条已重新排队。", f"{count} put back in line.")

    title = T("补发这一条", "Send this one again") if delivery else T("补发一段时间", "Send a span of time again")
    return ask(
        request, (REASON,) if delivery else SPAN, again, title=title, button=T("补发", "Send again"),
        back=f"{URL}{row.id}/", about=now,
        hint=T("编号和内容与当初一样，对方可据此去重。",
               "Ids and bodies are those of the first time, so the other side knows what it has."),
    )  # fmt: skip


class NothingThere(Refused):
    """There is nothing to be sent again: it waits already, is gone, or its key may see it no longer."""

    code = "web.nothing_to_replay"
    says = T(
        "没有可以补发的：正在排队的不用补发，30 天前的已经删除，密钥看不到的不发。",
        "There is nothing to send again: what waits is on its way, what is older than 30 days is gone, "
        "and what the key may not see stays here.",
    )


def _replayed(row: ReplayRow, named: Mapping[UUID, people.AccountRow]) -> dict[str, Any]:
    by = named.get(row.by_id)
    return {"row": row, "by": by.name if by else ""}


def is_id(text: str) -> bool:
    """Say whether `text` is an id."""
    try:
        return bool(UUID(text))
    except ValueError:
        return False


DEEDS = {
    "pause": (actions.pause, T("暂停推送", "Pause"), T("已暂停；发生的事先存着。", "Paused; what happens is kept.")),
    "go-on": (actions.go_on, T("恢复推送", "Go on"), T("已恢复。", "It goes on.")),
    "end": (actions.end, T("结束订阅", "End the subscription"), T("已结束。", "Ended.")),
}
HINTS = {
    "pause": T("恢复后会把存着的补发给对方。", "When it goes on, the other side gets what was kept."),
    "go-on": T("积压的会从现在起陆续发出。", "What waits goes out from now on."),
    "end": T("不能恢复，对方要重新订阅。", "It cannot be taken back; the other side subscribes anew."),
}


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, subscription_id: UUID, name: str) -> HttpResponse:
    """Pause a subscription, let it go on, or end it."""
    actor, now = open_to(request, URL), now_of(request)
    row = queries.subscription(actor, subscription_id)
    deed, title, done = DEEDS[name]

    def do(_: Values) -> Text:
        deed(actor=actor_of(request), subscription_id=row.id, now=now)
        return done

    back = URL if name == "end" else f"{URL}{row.id}/"
    return ask(request, (), do, title=title, button=title, back=back, hint=HINTS[name])

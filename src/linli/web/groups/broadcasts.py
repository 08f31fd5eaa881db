"""One notice to all of an area, from the desk: written, looked at with whom it reaches, sent; then followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid import queries as grid
from linli.grid.words import AreaKind
from linli.groups import actions, queries, rules
from linli.groups.queries import Place
from linli.groups.words import BroadcastKind, BroadcastState, NewsTopic
from linli.kernel.errors import DomainError, NotFound
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.people import queries as people
from linli.web.door import actor_of, now_of, staff_only
from linli.web.groups.places import areas_of
from linli.web.groups.pressing import place_name, pressed
from linli.web.staff import forms
from linli.web.staff.forms import Errors, Field, Option, Values
from linli.web.staff.pages import page, require_any

T = Text
SEND, AGREE = "groups.broadcast", "groups.agree_broadcast"
BACK, HERE = "/desk/groups/?tab=broadcasts", "/desk/groups/broadcast/"
ESTATE = "estate:"
MOST_AREAS = 200
"""Whoever reaches more areas than this finds estates through their community, or a building by its code."""
KIND_HINTS = {
    BroadcastKind.NEWS: T("订阅了这个主题的人", "who subscribed to the topic"),
    BroadcastKind.SERVICE: T("住在那里的人和订阅的人", "who lives there or subscribed"),
    BroadcastKind.EMERGENCY: T("那里的所有人，夜里也发", "everybody there, at night too"),
}


def _wheres(request: HttpRequest) -> Sequence[Option]:
    """Return where this person may send to: the district, streets, communities, grids, and estates."""
    now, found = now_of(request), list(areas_of(SEND)(request))
    estates: list[Option] = []
    for scope in actor_of(request).reach(SEND):
        own = grid.areas_by_path([scope.area], now).get(scope.area)
        if own is not None and own.kind is AreaKind.DISTRICT:
            found.insert(0, Option(own.path, place_name(own.path, now)))
        elif len(found) <= MOST_AREAS:
            estates += [
                Option(f"{ESTATE}{row.id}", T(row.name, row.name_en or row.name), group=T("小区", "Estates"))
                for row in grid.estates(scope.area, now)
            ]
    areas = [Option(one.value, one.label, group=T("片区", "Areas")) for one in found]
    return [*areas, *estates]


def _kinds(_: Any) -> Sequence[Option]:
    return [Option(kind.value, kind.text, KIND_HINTS[kind]) for kind in BroadcastKind]


def _tomorrow(request: HttpRequest) -> datetime:
    return (now_of(request) + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)


FIELDS = (
    Field("kind", T("哪一种通知", "What kind"), "pick", options=_kinds),
    Field("topic", T("主题", "Topic"), "select", options=forms.words(NewsTopic)),
    Field("where", T("发给哪里的人", "To the people of"), "select", options=_wheres),
    Field(
        "building_code", T("只发给一栋楼：楼栋码", "Only one building: its code"), required=False, most=40,
    ),
    Field(
        "words_zh", T("中文怎么说", "In Chinese"), "words", rows=3, most=rules.MOST_WORDS_ZH,
        hint=T("什么事、什么时间、影响哪里、该怎么办。不写手机号。", "What, when, where, what to do; no phones."),
    ),
    Field("words_en", T("英文怎么说", "In English"), "words", rows=3, most=rules.MOST_WORDS_EN),
    Field(
        "good_until", T("到什么时候有效", "Valid until"), "moment", initial=_tomorrow,
        hint=T("过了这个时间还没发出去的，就不再发。", "What has not gone out by then is not sent any more."),
    ),
    Field("link", T("链接", "Link"), required=False, most=rules.MOST_LINK, hint=T("以 https:// 开头", "https://…")),
)  # fmt: skip
TONES = {
    BroadcastState.ASKED: "soon", BroadcastState.SENDING: "busy", BroadcastState.SENT: "met",
    BroadcastState.REFUSED: "off", BroadcastState.CALLED_OFF: "off",
}  # fmt: skip
TITLE = T("发通知", "Send a notice")


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a notice, look whom it reaches and by which way, send it: nothing goes out before the second press."""
    require_any(actor_of(request), {SEND})
    step, errors = request.POST.get("step", ""), Errors()
    if request.method == "POST" and step != "edit":
        given, errors = forms.read(FIELDS, request, request)
        if not errors:
            try:
                return _send(request, given) if step == "send" else _look(request, given)
            except NotFound:
                raise
            except DomainError as error:
                errors = forms.blamed(FIELDS, error)
    posted = request.POST if request.method == "POST" else None
    shown = forms.shown(FIELDS, request, posted, errors)
    context = {"fields": shown, "errors": errors, "back_url": BACK, "title": TITLE}
    button = T("看看会发给多少人", "See how many it reaches")
    return page(request, "web/staff/form.html", status=422 if errors else 200, button=button, **context)


def _place(given: Values, now: datetime) -> Place:
    if given["building_code"]:
        return actions.place_of("", building_id=grid.building_by_code(given["building_code"], now).id, now=now)
    if given["where"].startswith(ESTATE):
        return actions.place_of("", estate_id=UUID(given["where"].removeprefix(ESTATE)), now=now)
    return actions.place_of(given["where"], now=now)


def _look(request: HttpRequest, given: Values) -> HttpResponse:
    now, kind, topic = now_of(request), BroadcastKind(given["kind"]), NewsTopic(given["topic"])
    place, until = _place(given, now), given["good_until"]
    words = rules.broadcast_words(given["words_zh"], given["words_en"], given["link"], now=now, good_until=until)
    reach = queries.preview(actor_of(request), kind=kind, topic=topic, place=place, good_until=until, now=now)
    return page(
        request,
        "web/groups/broadcast_preview.html",
        reach=reach,
        told=queries.as_told(kind, topic, words, until),
        kind=kind,
        where=_where(place, now),
        needs_second=rules.needs_second(grid.area_by_path(place.area_path, now).kind),
        hidden=[(field.name, request.POST.get(field.name, "")) for field in FIELDS],
        key=new_id().hex,
        back_url=BACK,
    )


def _send(request: HttpRequest, given: Values) -> HttpResponse:
    now = now_of(request)
    place = _place(given, now)
    made = actions.broadcast(
        actor=actor_of(request),
        kind=BroadcastKind(given["kind"]),
        topic=NewsTopic(given["topic"]),
        words_zh=given["words_zh"],
        words_en=given["words_en"],
        area_path=place.area_path,
        estate_id=place.estate_id,
        building_id=place.building_id,
        good_until=given["good_until"],
        link=given["link"],
        client_id=request.POST.get("key", "")[:80] or None,
        now=now,
    )
    return redirect(f"{HERE}{made}/")


def _where(place: Place, now: datetime) -> Text:
    """Return the name of the place: of the building, the estate, or the area."""
    area = place_name(place.area_path, now)
    if place.building_id is not None:
        code = grid.codes_of([place.building_id]).get(place.building_id, "")
        return T(f"{area.zh} 楼栋 {code}", f"{area.en}, building {code}")
    if place.estate_id is not None:
        row = grid.estate(place.estate_id)
        return T(f"{area.zh} {row.name}", f"{area.en}, {row.name_en or row.name}")
    return area


DECIDING = (
    Field(
        "agrees", T("同意发吗", "Do you agree"), "pick",
        options=lambda _: [Option("yes", T("同意，现在发", "Yes, send it now")), Option("no", T("不同意", "No"))],
    ),
    Field("reason", T("不同意的原因", "Why not"), "words", rows=2, most=300, required=False),
)  # fmt: skip


@never_cache
@staff_only
@require_safe
def one(request: HttpRequest, broadcast_id: UUID) -> HttpResponse:
    """Show a notice: what went out, what waits, what failed, by way; decide about it, call it off."""
    actor, now = actor_of(request), now_of(request)
    fate = queries.broadcast(actor, broadcast_id)
    row = fate.row
    is_asked = row.state is BroadcastState.ASKED and now < row.good_until
    may_decide = is_asked and row.asked_by != actor.account_id and actor.may(AGREE, row.area_path)
    names = people.accounts(queries.names_of_broadcast([row]))
    return page(
        request,
        "web/groups/broadcast.html",
        fate=fate,
        is_outside=any(way.is_used for way in fate.ways),
        row=row,
        tone=TONES[row.state],
        where=_where(Place(row.area_path, row.estate_id, row.building_id), now),
        asked_by=names[row.asked_by].name,
        decided_by=names[row.decided_by].name if row.decided_by else "",
        fields=forms.shown(DECIDING, None, None, Errors()) if may_decide else (),
        may_call_off=fate.is_waiting and now < row.good_until,
        back_url=BACK,
    )


@staff_only
@require_POST
def decide(request: HttpRequest, broadcast_id: UUID) -> HttpResponse:
    """Agree to a notice that a colleague wants to send, or not."""
    actor, now = actor_of(request), now_of(request)
    agrees, reason = request.POST.get("agrees") == "yes", request.POST.get("reason", "")
    said = T("同意了，正在发。", "Agreed; it is going out.") if agrees else T("没同意，不会发。", "It is not sent.")

    def do() -> None:
        actions.decide_broadcast(actor=actor, broadcast_id=broadcast_id, agrees=agrees, reason=reason, now=now)

    return pressed(request, do, said, back=f"{HERE}{broadcast_id}/")


@staff_only
@require_POST
def off(request: HttpRequest, broadcast_id: UUID) -> HttpResponse:
    """Call a notice off."""
    actor, now = actor_of(request), now_of(request)
    said = T("叫停了：还没发的都收回了，已经发出的收不回。", "Called off: what waited is taken back; what left is not.")
    back = f"{HERE}{broadcast_id}/"
    return pressed(request, lambda: actions.call_off(actor=actor, broadcast_id=broadcast_id, now=now), said, back=back)

"""Registering for somebody else: the intake desk, the grid worker on patrol, the estate's secretary."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.appeals.actions import registering
from linli.appeals.actions.files import Upload
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Reporter
from linli.appeals.queries import proxies
from linli.appeals.triage import urgency
from linli.appeals.triage.topics import Passage
from linli.appeals.words import Channel, Kind, Urgency
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.words import Purpose, Role
from linli.places import actions as places
from linli.places.actions.receiving import CHANNEL_OF
from linli.places.queries import Sheet
from linli.web.door import actor_of, now_of, staff_only
from linli.web.language import spoken
from linli.web.public.receptions import hours
from linli.web.staff import whereabouts
from linli.web.staff.deed import PHOTOS
from linli.web.staff.forms import Errors, Field, Values, shown, words
from linli.web.staff.pages import page, require_any
from linli.web.staff.reception_day import at_sitting, url
from linli.web.staff.simple import ask

T = Text
CHANNELS = (
    Channel.DESK,
    Channel.PHONE_12345,
    Channel.GRID_PATROL,
    Channel.WINDOW_DAY,
    Channel.MOBILE_OFFICE,
    Channel.WECHAT_GROUP,
    Channel.RIDER_STATION,
    Channel.LEGAL_DESK,
)


def _first_channel(request: Any) -> str:
    if (found := at_sitting(request)) is not None:
        return CHANNEL_OF[found[0].sitting.kind].value
    asked = request.GET.get("channel", "")
    if asked in {one.value for one in CHANNELS}:
        return str(asked)
    is_worker = Role.GRID_WORKER.value in actor_of(request).roles
    return (Channel.GRID_PATROL if is_worker else Channel.DESK).value


FIELDS = (
    Field(
        "text",
        T("什么事", "What it is"),
        "words",
        rows=4,
        required=False,
        hint=T("照原话写；有照片可以少写。", "In their own words; with a photo, a few will do."),
    ),
    Field(
        "address",
        T("在哪里", "Where"),
        most=200,
        required=False,
        hint=T("地址、地名或路口。", "Address, name of the place or junction."),
        initial=lambda request: found[0].sitting.place if (found := at_sitting(request)) is not None else "",
    ),
    PHOTOS,
    Field(
        "channel",
        T("怎么来的", "How it came in"),
        "select",
        options=words(CHANNELS),
        parse=Channel,
        initial=_first_channel,
    ),
    Field("kind", T("诉求类型", "Kind"), "select", options=words(Kind), parse=Kind, initial=lambda _: Kind.HELP.value),
    Field(
        "urgency",
        T("有多急", "How urgent"),
        "pick",
        options=words([Urgency.EMERGENCY, Urgency.URGENT, Urgency.NORMAL]),
        parse=Urgency,
        required=False,
        hint=T("不选就按文字判断。", "Left empty, the words decide."),
    ),
    Field("name", T("诉求人", "Reporter"), most=40, required=False),
    Field("phone", T("电话", "Phone"), most=20, required=False),
    Field(
        "is_proxy",
        T("替别人登记，本人同意了", "For somebody else, who agreed"),
        "tick",
        required=False,
        hint=lambda request: _consent_words(now_of(request)),
    ),
    Field("is_minor", T("本人未满十四周岁", "The person is under 14"), "tick", required=False),
    Field(
        "guardian_name",
        T("监护人", "Guardian"),
        most=40,
        required=False,
        hint=T(
            "未满十四周岁才填；监护人同意了才办，有危险的除外。",
            "For a child under 14: nothing is done before the guardian agrees, danger excepted.",
        ),
    ),
    Field("guardian_phone", T("监护人电话", "Guardian's phone"), most=20, required=False),
    Field(
        "consent",
        T("本人同意公开（遮盖个人信息）", "The person agrees to publication, personal data covered"),
        "tick",
        required=False,
    ),
    Field(
        "is_more",
        T("登记后接着记下一件", "Then take down the next one"),
        "tick",
        required=False,
        initial=lambda request: request.GET.get("more") == "1",
    ),
)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Register a report on behalf of somebody and go to its case, or back to the reception where it was taken."""
    actor, taken_at = actor_of(request), at_sitting(request)
    if taken_at is None:
        require_any(actor, {"appeals.submit"})

    if request.method == "POST" and "look" in request.POST:
        return _looked_up(request, taken_at)

    def register(given: Values) -> str:
        if given["is_proxy"] and not given["name"] and (taken_at is None or not _is_known(*taken_at)):
            raise Invalid(field="name", why_zh="替别人登记，请写明是谁", why_en="say for whom you register it")
        if taken_at is not None:
            return _taken(request, given, *taken_at)
        made = registering.register(actor=actor, new=_new(request, given), now=now_of(request))
        if not given["is_more"]:
            return f"/desk/case/{made.id}/"
        said = T(f"已登记：{made.number}。接着记下一件。", f"Registered: {made.number}. Now the next one.")
        messages.success(request, spoken(said))
        return f"/desk/report/?{urlencode({'more': 1, 'channel': given['channel'].value})}"

    return ask(
        request, FIELDS, register, about=request, template=TEMPLATE, **_around(request, taken_at)
    )  # fmt: skip


TEMPLATE = "web/staff/report.html"
TITLE, BUTTON = T("代登记", "Register for somebody"), T("登记", "Register")


def _around(request: HttpRequest, taken_at: tuple[Sheet, UUID | None] | None) -> dict[str, Any]:
    """Return what the form shows beside its fields."""
    return {
        "title": TITLE,
        "button": BUTTON,
        "back": url(taken_at[0].sitting.id) if taken_at else "/desk/",
        "sitting": _said_of(*taken_at) if taken_at else "",
        "client_id": request.POST.get("client_id") or str(new_id()),
        "found": [alarm.word for alarm in urgency.alarms(Passage(request.POST.get("text", "")))],
        "share": proxies.share(actor_of(request), now=now_of(request)),
        "point_lon": request.POST.get("lon", ""),
        "point_lat": request.POST.get("lat", ""),
        **whereabouts.asked(request),
    }


def _looked_up(request: HttpRequest, taken_at: tuple[Sheet, UUID | None] | None) -> HttpResponse:
    """Show the form as it was filled in, with the places that the words may mean: for pages without script."""
    around = _around(request, taken_at)
    drawn = shown(FIELDS, request, request.POST, Errors())
    return page(request, TEMPLATE, fields=drawn, errors=Errors(), back_url=around["back"], has_files=True, **around)


def _taken(request: HttpRequest, given: Values, sheet: Sheet, visit_id: UUID | None) -> str:
    """Register it as taken at the sitting; go back to its sheet, or on to the next matter of it."""
    sitting_id = sheet.sitting.id
    made = places.take(
        actor=actor_of(request), sitting_id=sitting_id, visit_id=visit_id, new=_new(request, given), now=now_of(request)
    )
    messages.success(request, spoken(T(f"已登记：{made.number}。", f"Registered: {made.number}.")))
    again = {"sitting": sitting_id, "more": 1, **({"visit": visit_id} if visit_id else {})}
    return f"/desk/report/?{urlencode(again)}" if given["is_more"] else url(sitting_id)


def _is_known(sheet: Sheet, visit_id: UUID | None) -> bool:
    return any(one.id == visit_id and one.slot_at is not None for one in sheet.visits)


def _said_of(sheet: Sheet, visit_id: UUID | None) -> Text:
    """Return where this is taken down, and whose booking stands in for a name that is left empty."""
    row = sheet.sitting
    at = f"{row.place} {hours(row)}"
    who = next((one for one in sheet.visits if one.id == visit_id), None)
    if who is None:
        return T(f"{row.kind.zh}：{at}", f"{row.kind.en.capitalize()}: {at}")
    if who.slot_at is None:
        return T(f"{row.kind.zh}：{at}，{who.number} 号", f"{row.kind.en.capitalize()}: {at}, number {who.number}")
    return T(
        f"{row.kind.zh}：{at}，{who.number} 号 {who.name}。姓名电话不填，就用预约时留的（查看会留痕）。",
        f"{row.kind.en.capitalize()}: {at}, number {who.number}, {who.name}. Left empty, name and phone are those of "
        "the booking (the look is written down).",
    )


def _consent_words(now: datetime) -> Text:
    """Return what the person agrees to; these words are kept with the tick (S-317)."""
    words = people.consent_text(Purpose.PROXY, at=now)
    if words is None:
        return T("", "")
    return T(f"请念给本人听：{words.text.zh}", f"Read it to the person: {words.text.en}")


def _new(request: HttpRequest, given: Values) -> NewAppeal:
    who = _who(given["name"], given["phone"])
    return NewAppeal(
        text=given["text"],
        channel=given["channel"],
        kind=given["kind"],
        reporter=who,
        place=_place(request, given),
        client_id=request.POST.get("client_id") or str(new_id()),
        urgency=given["urgency"],
        uploads=tuple(Upload(file, file.size) for file in given["photos"]),
        reply_requested=who is not None,
        is_proxy=given["is_proxy"],
        has_proxy_consent=given["is_proxy"],
        is_minor=given["is_minor"],
        guardian=_who(given["guardian_name"], given["guardian_phone"]),
        publish_consent=given["consent"],
    )


def _who(name: str, phone: str) -> Reporter | None:
    return Reporter(name, phone) if name or phone else None


def _place(request: HttpRequest, given: Values) -> Place:
    address = given["address"]
    if raw := request.POST.get("picked", ""):
        chosen = whereabouts.picked(raw, [text for text in (address, given["text"]) if text.strip()], now_of(request))
        return replace(chosen, address=address)
    lon = _float(request, "lon")
    if lon is None:
        return Place(address=address)
    return Place(lon=lon, lat=_float(request, "lat"), crs=request.POST.get("crs") or None, address=address)


def _float(request: HttpRequest, name: str) -> float | None:
    try:
        return float(request.POST.get(name, ""))
    except ValueError:
        return None

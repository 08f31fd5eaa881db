"""What devices signal: a person says true, false or the same as a case; the register beside it (S-113, S-310)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.appeals.queries.lists import Filter, staff_list
from linli.channels import queries as channels
from linli.channels.words import System
from linli.devices import actions, queries
from linli.devices.queries import CONFIRM, REGISTER, AlertRow
from linli.devices.words import DeviceKind, FalseReason
from linli.grid.words import Crs
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.words import Text
from linli.web.door import actor_of, now_of, staff_only
from linli.web.staff import choices
from linli.web.staff.forms import Field, Option, Values, words
from linli.web.staff.pages import page, require_any
from linli.web.staff.simple import ask

T = Text
URL = "/desk/signals/"
MOST_CASES = 20


@never_cache
@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for a person, or the register with its silent devices and the rates of false alarms."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, {CONFIRM, REGISTER})
    is_register = request.GET.get("tab") == "devices"
    tabs = [
        {"label": T("待核实", "Waiting"), "url": URL, "current": not is_register, "count": ""},
        {"label": T("设备", "Devices"), "url": f"{URL}?tab=devices", "current": is_register, "count": ""},
    ]
    after = request.GET.get("after", "")
    found: Any = queries.devices(actor, now=now, cursor=after) if is_register else queries.waiting(actor, cursor=after)
    rows = [
        {"row": one, "where": choices.area_name(one.area_path, now), "may": actor.may(CONFIRM, one.area_path),
         "may_retire": actor.may(REGISTER, one.area_path)}
        for one in found.rows
    ]  # fmt: skip
    context: dict[str, Any] = {
        "tabs": tabs,
        "is_register": is_register,
        "rows": rows,
        "days": queries.RATE_DAYS,
        "may_register": bool(actor.reach(REGISTER)),
        "next_url": f"?tab={'devices' if is_register else 'waiting'}&after={found.next}" if found.next else "",
    }
    return page(request, "web/staff/signals.html", **context)


def _mine(request: HttpRequest, alert_id: UUID) -> AlertRow:
    """Return an alert that this person decides on.

    :raises NotFound: there is none.
    """
    found = queries.alert(actor_of(request), alert_id)
    if not actor_of(request).may(CONFIRM, found.area_path):
        raise NotFound
    return found


def _hint(found: AlertRow) -> Text:
    zh = f"{found.device.place}，{found.device.kind.zh} {found.device.code}：{found.signal.zh}"
    en = f"{found.device.place}, {found.device.kind.en} {found.device.code}: {found.signal.en}"
    return T(zh, en)


SEEN = Field("seen", T("现场看到什么", "What was seen"), "words", rows=3, most=500, required=False,
             hint=T("只写事情和地点，不写是谁。", "The matter and the place, not who."))  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Say that it is true: it becomes an appeal, and the page goes to its case."""
    found = _mine(request, alert_id)

    def do(given: Values) -> str:
        made = actions.confirm(actor=actor_of(request), alert_id=alert_id, seen=given["seen"], now=now_of(request))
        return f"/desk/case/{made.id}/"

    return ask(
        request, (SEEN,), do, title=T("属实，登记为诉求", "True: make it a case"), button=T("登记", "Register"),
        back=URL, hint=_hint(found),
    )  # fmt: skip


REASON = Field("reason", T("为什么是误报", "Why it was false"), "pick", options=words(FalseReason), parse=FalseReason)


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Say that it was a false alarm, and why."""
    found = _mine(request, alert_id)

    def do(given: Values) -> Text:
        actions.dismiss(actor=actor_of(request), alert_id=alert_id, reason=given["reason"], now=now_of(request))
        return T("已记为误报，计入该设备的误报率。", "Counted as a false alarm of this device.")

    return ask(
        request, (REASON,), do, title=T("误报", "A false alarm"), button=T("记为误报", "Record it"), back=URL,
        hint=_hint(found),
    )  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Say that it is the same as an open case of this area."""
    actor, now, found = actor_of(request), now_of(request), _mine(request, alert_id)
    open_ones = staff_list(actor, Filter(area=found.area_path, only_open=True), now=now, size=MOST_CASES).rows
    options = [
        Option(str(one.id), T(f"{one.number} {one.preview}", f"{one.number} {one.preview}")) for one in open_ones
    ]
    field = Field("case", T("哪一件", "Which case"), "pick", options=lambda _: options)

    def do(given: Values) -> str:
        actions.join(actor=actor, alert_id=alert_id, appeal_id=UUID(given["case"]), now=now)
        return f"/desk/case/{given['case']}/"

    if not options:
        none = T("这个区域没有在办的诉求可以并入。", "There is no open case here to join it with.")
        return page(request, "web/staff/form.html", title=T("并入已有诉求", "Join with a case"), hint=none, fields=[],
                    errors=None, back_url=URL, button=T("返回", "Back"))  # fmt: skip
    return ask(
        request, (field,), do, title=T("并入已有诉求", "Join with a case"), button=T("并入", "Join"), back=URL,
        hint=_hint(found),
    )  # fmt: skip


def _connections(request: HttpRequest) -> list[Option]:
    found = channels.of_systems({System.DEVICE, System.VIDEO})
    return [Option(str(id_), T(name, name)) for id_, name in found]


NEW = (
    Field("connection", T("哪个平台", "Which platform"), "select", options=_connections,
          hint=T("平台先在“对接”页登记。", "Open it on the page of connections first.")),
    Field("code", T("设备编码", "Code"), most=60, hint=T("与平台一致。", "As in the platform.")),
    Field("kind", T("是什么", "What it is"), "select", options=words(DeviceKind), parse=DeviceKind),
    Field("place", T("装在哪里", "Where it is"), most=120),
    Field("lon", T("经度", "Longitude"), most=12, required=False),
    Field("lat", T("纬度", "Latitude"), most=12, required=False),
    Field("crs", T("坐标系", "Coordinate system"), "select", options=words(Crs), parse=Crs, required=False),
    Field("interval_min", T("至少多少分钟有一次信号", "Heard at least every so many minutes"), "number", parse=int),
    Field("sign", T("公共安全视频提示标识", "Sign for public-safety video"), most=200, required=False,
          hint=T("视频必填：标识写什么、挂在哪里（个人信息保护法第二十六条）。不做人脸识别。",
                 "For a camera: what the sign says and where it hangs (PIPL art. 26). No face recognition.")),
)  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Put a device on the register."""
    actor: Actor = actor_of(request)
    require_any(actor, {REGISTER})

    def do(given: Values) -> Text:
        new = actions.NewDevice(
            connection_id=UUID(given["connection"]),
            code=given["code"],
            kind=given["kind"],
            place=given["place"],
            interval_min=int(given["interval_min"]),
            sign=given["sign"],
            lon=_degrees(given["lon"], "lon"),
            lat=_degrees(given["lat"], "lat"),
            crs=given["crs"].value if given["crs"] else None,
        )
        actions.register(actor=actor, new=new, now=now_of(request))
        return T(f"已登记：{new.code}。", f"Registered: {new.code}.")

    return ask(
        request, NEW, do, title=T("登记设备", "Register a device"), button=T("登记", "Register"), about=request,
        back=f"{URL}?tab=devices",
    )  # fmt: skip


def _degrees(text: str, field: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise Invalid(field=field, why_zh="请写数字，如 120.37", why_en="write a number such as 120.37") from None


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Take a device off the register."""
    require_any(actor_of(request), {REGISTER})
    found = queries.device(actor_of(request), device_id)

    def do(_: Values) -> Text:
        actions.retire(actor=actor_of(request), device_id=device_id, now=now_of(request))
        return T("已注销。", "It left the register.")

    says = T(
        f"{found.code}（{found.place}）：以后不再接收它的信号；等待核实的仍要核实。",
        f"{found.code} ({found.place}): no signal of it is taken from now on; what waits still waits.",
    )
    return ask(
        request, (), do, title=T("注销设备", "Take a device off"), button=T("注销", "Take it off"),
        back=f"{URL}?tab=devices", hint=says,
    )  # fmt: skip

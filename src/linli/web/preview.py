"""Every part with made-up data in every state, at /_parts, only while DEBUG is on."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from linli.kernel.words import Text
from linli.web import formats
from linli.web.charts import Bar, Column
from linli.web.language import said

STATES = (
    ("received", "已登记", "registered"),
    ("need_info", "请补充", "more needed"),
    ("dispatched", "已派给延安路街道", "sent to 延安路 office"),
    ("in_progress", "办理中", "in hand"),
    ("whistled", "多部门联合办理中", "several units at work"),
    ("top_review", "提请区级协调", "with the district"),
    ("suspended", "暂缓办理", "suspended"),
    ("reopened", "重新办理（第 2 次）", "reopened (2nd time)"),
    ("feedback", "已答复，请评价", "answered, please rate"),
    ("closed", "已办结", "closed"),
    ("redirected", "已转供电公司", "passed to the power company"),
    ("refused", "不予受理", "not accepted"),
    ("withdrawn", "已撤回", "withdrawn"),
    ("emergency", "特急", "emergency"),
    ("urgent", "紧急", "urgent"),
    ("normal", "一般", "normal"),
    ("low", "低", "low"),
)
NAMES = (
    Text("楼道灯坏了半个月", "Stairwell lamps out for two weeks"),
    Text("井盖松动，夜里响", "Loose manhole cover, rattles at night"),
    Text("垃圾桶满了没人清", "Bins full and not emptied"),
    Text("地下室积水", "Water in the cellar"),
    Text("路口树枝挡住红绿灯", "Branches hide the traffic light"),
    Text("暖气不热", "Heating stays cold"),
)
PLACES = ("延安一路 12 号", "辽宁路 101 号", "辽源路与敦化路口", "兴隆一路 8 号楼", "丹东路 3 号", "威海路 77 号")


class ReportForm(forms.Form):
    """A form in the state a person meets after a slip."""

    words = forms.CharField(
        label=said("发生了什么？", "What is wrong?"),
        help_text=said("写清什么东西、怎么了、多久了。", "Say what it is, what happened and since when."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    phone = forms.CharField(
        label=said("您的电话", "Your phone"),
        help_text=said(
            "只给办理您诉求的人看，号码会遮住中间四位。",
            "Only those who handle your appeal see it; four digits are hidden.",
        ),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    kind = forms.ChoiceField(
        label=said("希望我们怎么联系您？", "How shall we reach you?"),
        choices=[
            ("call", said("打电话", "By phone")),
            ("none", said("不用联系，我自己看进度", "No need, I will follow it here")),
        ],
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(
        label=said("同意公开处理结果（不含姓名电话）", "The outcome may be published, without name and phone"),
        required=False,
    )


def _rows(now: datetime) -> list[dict[str, object]]:
    hours = (-3, 0.7, 5, 26, 80, 200)
    states = ("dispatched", "in_progress", "in_progress", "whistled", "handled", "received")
    words = {code: Text(zh, en) for code, zh, en in STATES}
    words["handled"] = Text("已处理，待审核", "done, under review")
    return [
        {
            "number": f"SB2611210{place:03d}",
            "title": NAMES[place],
            "place": PLACES[place],
            "state": states[place],
            "word": words[states[place]],
            "due_at": now + timedelta(hours=hours[place]),
            "yellow_at": now + timedelta(hours=hours[place] * 0.3),
            "current": place == 1,
            "urgency": ("urgent", "normal")[place % 2],
            "unit": Text("延安路街道城市管理办公室", "延安路 street management office"),
        }
        for place in range(6)
    ]


def _timeline(now: datetime) -> list[dict[str, object]]:
    office = Text("延安路街道城市管理办公室", "延安路 street management office")
    return [
        {
            "at": now - timedelta(days=12, hours=3),
            "tone": "calm",
            "who": Text("您", "You"),
            "text": Text(
                "您报来：楼道灯坏了，编号 SB261121001。", "You reported broken stairwell lamps, number SB261121001."
            ),
        },
        {
            "at": now - timedelta(days=1, hours=2),
            "tone": "busy",
            "who": Text("赵书记 · 延安路社区", "Secretary Zhao, 延安路 community"),
            "text": Text(
                "已派给延安路街道城市管理办公室，他们会在今天 15:40 前联系您。",
                "Sent to the 延安路 street management office; they will reach you before 15:40 today.",
            ),
        },
        {
            "at": now - timedelta(hours=5),
            "tone": "soon",
            "who": office,
            "text": Text("请您补充：是哪个单元？", "Please add: which entrance?"),
            "said": Text(
                "我们去看了 3 单元，灯是亮的。请告诉我们是几单元、几楼。",
                "Entrance 3 is lit. Please tell us which entrance and floor.",
            ),
        },
        {
            "at": now - timedelta(minutes=20),
            "tone": "met",
            "who": office,
            "text": Text("灯已换好，请您评价。", "The lamps are replaced; please rate it."),
        },
    ]


def _tree() -> list[dict[str, object]]:
    grids: list[dict[str, object]] = [
        {"label": Text(f"第{n}网格", f"Grid {n}"), "url": "#", "count": 312 + n, "current": n == 2} for n in (1, 2, 3)
    ]
    communities = [
        {"label": "延安路社区", "url": "#", "count": 4, "open": True, "children": grids},
        {"label": "桑梓路社区", "url": "#", "count": 6, "load_url": "/_parts?part=grids"},
    ]
    return [
        {
            "label": "延安路街道",
            "url": "#",
            "count": 11,
            "open": True,
            "note": Text("平", "normal mode"),
            "children": communities,
        },
        {"label": "辽宁路街道", "url": "#", "count": 9, "note": Text("急 · 二级", "emergency, level 2")},
    ]


STREETS = ("延安路街道", "辽宁路街道", "辽源路街道", "兴隆路街道")


def _moments(now: datetime) -> dict[str, object]:
    lines = [
        {"text": Text("派单", "Dispatched"), "at": now - timedelta(hours=20)},
        {"text": Text("期限 1 个工作日，自次日起算", "One working day, counted from the next day"), "at": None},
        {"text": Text("周六、周日不计", "Saturday and Sunday do not count"), "at": None},
        {"text": Text("到期", "Due"), "at": now + timedelta(hours=29)},
    ]
    return {
        "facts": _timeline(now),
        "rows": _rows(now),
        "lines": lines,
        "due_soon": now + timedelta(minutes=42),
        "due_calm": now + timedelta(hours=29),
        "due_late": now - timedelta(hours=3, minutes=5),
        "due_far": now + timedelta(days=9),
        "yesterday": now - timedelta(days=1),
        "met_at": now - timedelta(hours=4),
    }


def _places(now: datetime) -> dict[str, object]:
    tone_of = ("late", "soon", "busy", "busy", "met", "calm")
    pins = [
        {
            "id": str(place),
            "label": row["title"],
            "tone": tone_of[place],
            "url": "#",
            "text": row["place"],
            "lon": 120.36 + place * 0.006,
            "lat": 36.08 + (place % 3) * 0.004,
        }
        for place, row in enumerate(_rows(now))
    ]
    return {"pins": pins, "tree": _tree()}


def _figures() -> dict[str, object]:
    counts = (1284, 902, 655, 41)
    return {
        "bars": [Bar(name, counts[at], url="#", is_marked=at == 0) for at, name in enumerate(STREETS)],
        "months": [
            Column(Text(str(month), formats.MONTHS_EN[month - 1]), 300 + month * 137 % 211) for month in range(1, 13)
        ],
        "spark": [61, 64, 60, 70, 72, 71, 78, 83],
        "columns": [
            {"label": Text("街道", "Street")},
            {"label": Text("诉求", "Appeals"), "kind": "num"},
            {"label": Text("按时率", "In time"), "kind": "num"},
        ],
        "table": [
            {"cells": (name, counts[at], f"{97.4 - at}%"), "url": "#", "current": at == 1}
            for at, name in enumerate(STREETS)
        ],
    }


def _lists() -> dict[str, object]:
    states = [
        {"label": Text("全部", "All"), "url": "?", "count": 128},
        {"label": Text("待签收", "To accept"), "url": "?", "count": 9, "current": True},
        {"label": Text("办理中", "In hand"), "url": "?", "count": 87},
        {"label": Text("快到期", "Due soon"), "url": "?", "count": 6},
    ]
    streets = [{"label": name, "url": "?", "count": 30 - at} for at, name in enumerate(STREETS)]
    return {
        "filters": [
            {"label": Text("状态", "State"), "options": states},
            {"label": Text("街道", "Street"), "options": streets},
        ],
        "tabs": [
            {"label": Text("办理", "Handling"), "url": "#", "current": True},
            {"label": Text("时间线", "Timeline"), "url": "#", "count": 12},
            {"label": Text("同类", "Similar"), "url": "#", "count": 0},
        ],
        "keys": [
            ("j k", Text("上下", "up and down")),
            ("Enter", Text("打开", "open")),
            ("a", Text("签收", "accept")),
            ("/", Text("搜索", "search")),
        ],
        "person_rows": [
            (Text("编号", "Number"), "SB261121001"),
            (Text("地点", "Place"), "延安一路 12 号 3 单元"),
            (Text("分类", "Category"), Text("公共照明", "Public lighting")),
        ],
        "states": [(code, Text(zh, en)) for code, zh, en in STATES],
    }


def _questions() -> dict[str, object]:
    on_map = {"value": "pin", "label": Text("在地图上点", "Point on the map"), "hint": Text("最准", "most exact")}
    return {
        "purposes": [
            ("contact", Text("联系诉求人核实情况", "Call the reporter about this appeal")),
            ("visit", Text("上门", "Visit")),
        ],
        "options": [
            {**on_map, "checked": True},
            {"value": "address", "label": Text("写地址", "Write the address")},
        ],
    }


def _parts(now: datetime) -> dict[str, object]:
    return {**_moments(now), **_places(now), **_figures(), **_lists(), **_questions()}


NAVS: dict[str, list[dict[str, object]]] = {
    "public": [
        {"label": Text("我要反映", "Report"), "url": "/_parts?as=step"},
        {"label": Text("查进度", "Follow up"), "url": "#"},
        {"label": Text("公开案例", "Published"), "url": "#"},
        {"label": Text("数据", "Figures"), "url": "#"},
    ],
    "staff": [
        {
            "label": Text("待办", "Duties"),
            "url": "/_parts?as=desk",
            "icon": "inbox",
            "count": 9,
            "tone": "late",
            "current": True,
        },
        {"label": Text("诉求", "Appeals"), "url": "#", "icon": "list"},
        {"label": Text("登记", "Register"), "url": "#", "icon": "plus"},
        {"label": Text("网格", "Grids"), "url": "#", "icon": "tree"},
    ],
}
PAGES = {
    "": ("parts.html", "public"),
    "home": ("home.html", "public"),
    "step": ("step.html", "public"),
    "receipt": ("receipt.html", "public"),
    "desk": ("desk.html", "staff"),
    "phone": ("phone.html", "staff"),
    "screen": ("screen.html", "staff"),
}


def parts(request: HttpRequest) -> HttpResponse:
    """Show the parts, or with `?as=` a page made of them."""
    now = timezone.now()
    template, nav = PAGES.get(request.GET.get("as", ""), PAGES[""])
    form = ReportForm({"words": "", "phone": "139", "kind": ""})
    context: dict[str, Any] = {
        **_parts(now),
        "now": now,
        "form": form,
        "nav": NAVS[nav],
        "place": Text("市北区", "Shibei district"),
        "account_name": Text("李网格员", "Li, grid worker") if nav == "staff" else None,
        "crumbs": [(Text("市北区", "Shibei"), "/_parts"), ("延安路街道", "/_parts"), (Text("零件", "Parts"), "")]
        if template == "parts.html"
        else None,
        "foot_links": [
            (Text("怎么办理", "How it works"), "#"),
            (Text("个人信息怎么用", "How personal data is used"), "#"),
            (Text("数据定义", "Definitions"), "#"),
        ],
        "step": 2,
        "steps": 4,
        "back_url": "/_parts?as=home",
    }
    if template == "step.html":
        context["form"] = ReportForm({"words": "灯坏了", "kind": "x"}) if "wrong" in request.GET else ReportForm()
    return render(request, f"web/preview/{template}", context)


def ground(request: HttpRequest) -> JsonResponse:
    """Return made-up communities: a few six-sided areas side by side."""
    features = []
    for place, name in enumerate(("延安路社区", "桑梓路社区", "辽宁路社区", "聊城路社区", "辽源路社区", "兴隆路社区")):
        lon, lat = 120.355 + (place % 3) * 0.016, 36.076 + (place // 3) * 0.010
        ring = [(0, 0), (0.015, 0.001), (0.016, 0.006), (0.015, 0.0095), (0.001, 0.010), (-0.001, 0.004), (0, 0)]
        features.append(
            {
                "type": "Feature",
                "properties": {"name": name, "kind": "community", "current": place == 0},
                "geometry": {"type": "Polygon", "coordinates": [[(lon + x, lat + y) for x, y in ring]]},
            }
        )
    return JsonResponse({"type": "FeatureCollection", "features": features})


urlpatterns = [path("_parts", parts, name="parts"), path("_parts/ground.json", ground, name="parts-ground")]

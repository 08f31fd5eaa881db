"""Reception days and walking offices at the desk: what is to come, the plans, how regularly they were held."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import Invalid
from linli.kernel.words import Text
from linli.notices.rules.choosing import clock_of, minutes_of
from linli.people import queries as people
from linli.places import actions, queries
from linli.places.actions import Setting
from linli.places.queries import DEEDS, PLAN, PlanRow
from linli.places.rules.recurring import Recurrence
from linli.places.words import Every, OnHoliday, PlanKind
from linli.standards import queries as standards
from linli.web.door import actor_of, now_of, staff_only
from linli.web.formats import DAYS_EN, DAYS_ZH
from linli.web.public.receptions import shown
from linli.web.staff import choices
from linli.web.staff.forms import Field, Option, Values, words
from linli.web.staff.pages import page, require_any
from linli.web.staff.simple import ask

T = Text
URL = "/desk/places/"
WEEKS_BACK, DAYS_AHEAD, DAYS_BACK = 12, 15, 7
NTH = {1: T("第一个", "the first"), 2: T("第二个", "the second"), 3: T("第三个", "the third"),
       4: T("第四个", "the fourth"), -1: T("最后一个", "the last")}  # fmt: skip


def weekday(number: int) -> Text:
    """Return a weekday, 0 is Monday."""
    return T(f"周{DAYS_ZH[number]}", DAYS_EN[number])


@never_cache
@staff_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show the sittings around today, the plans, or the report. At most sixteen statements."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, DEEDS)
    tab = request.GET.get("tab", "")
    tab = tab if tab in {"plans", "report"} else ""
    labels = (("", T("近期接待", "These weeks")), ("plans", T("长期安排", "Plans")), ("report", T("统计", "Report")))
    tabs = [
        {"label": label, "url": f"{URL}?tab={name}" if name else URL, "current": name == tab, "count": ""}
        for name, label in labels
    ]
    context = {"": _near, "plans": _plans, "report": _report}[tab](request, actor, now)
    may_plan = bool(actor.reach(PLAN))
    return page(request, "web/staff/receptions.html", tabs=tabs, tab=tab, may_plan=may_plan, **context)


def _near(_: HttpRequest, actor: Actor, now: datetime) -> dict[str, Any]:
    first, last = now - timedelta(days=DAYS_BACK), now + timedelta(days=DAYS_AHEAD)
    rows = [shown(one, now) for one in queries.sittings(actor, first=first, last=last)]
    unsaid = [one for one in rows if one["row"].state.value == "planned" and one["row"].ends_at <= now]
    return {"rows": [one for one in rows if one["row"].ends_at > now], "unsaid": unsaid,
            "over": [one for one in reversed(rows) if one["row"].ends_at <= now and one not in unsaid]}  # fmt: skip


def _plans(_: HttpRequest, actor: Actor, now: datetime) -> dict[str, Any]:
    today = standards.calendar(now).local_day(now)
    rows = [
        {
            "row": row,
            "rule": rule_text(row),
            "hours": f"{clock_of(row.begins_min)}–{clock_of(row.ends_min)}",
            "unit": people.unit(row.unit_id).name,
            "where": choices.area_name(row.area_path, now),
            "may": actor.may(PLAN, row.area_path, units=(row.unit_id,)),
            "last_on": row.rule.last_on,
        }
        for row in queries.plans(actor, today=today)
    ]
    return {"rows": rows}


def rule_text(row: PlanRow) -> Text:
    """Return when a plan sits, in words."""
    rule = row.rule
    if rule.every is Every.DAYS:
        days = "、".join(f"{day.month}月{day.day}日" for day in sorted(rule.days)[:6])
        return T(days, ", ".join(day.isoformat() for day in sorted(rule.days)[:6]))
    name = weekday(rule.weekday)
    if rule.every is Every.MONTH:
        nth = NTH[rule.nth]
        return T(f"每月{nth.zh}{name.zh}", f"{nth.en} {name.en} of the month")
    if rule.interval == 1:
        return T(f"每{name.zh}", f"every {name.en}")
    return T(f"每 {rule.interval} 周的{name.zh}", f"{name.en} every {rule.interval} weeks")


def _report(request: HttpRequest, actor: Actor, now: datetime) -> dict[str, Any]:
    today = now.astimezone(SHANGHAI).date()
    first = _day(request.GET.get("from", "")) or today - timedelta(weeks=WEEKS_BACK)
    last = _day(request.GET.get("to", "")) or today
    found = queries.report(actor, first=first, last=last, now=now)
    rows = [{"row": row, "unit": people.unit(row.unit_id).name} for row in found.plans]
    shares = [(by.text, n) for by, n in found.bookings.items()] + [
        (T("没预约，直接来", "Came without"), found.walked_in)
    ]
    return {
        "rows": rows, "found": found, "first": first.isoformat(), "last": last.isoformat(),
        "shares": [{"label": label, "n": n, "percent": round(100 * n / found.total)} for label, n in shares if n],
    }  # fmt: skip


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _offices(request: HttpRequest) -> list[Option]:
    """Return the offices that somebody plans for: the own units, and those of the own areas."""
    actor, now = actor_of(request), now_of(request)
    found = dict(people.units(actor.units))
    for scope in actor.reach(PLAN):
        if scope.unit is None and scope.area.count("/"):
            found |= {unit.id: unit for unit in people.units_within(scope.area, at=now)}
    open_ones = [unit for unit in found.values() if actor.may(PLAN, unit.area_path, units=(unit.id,))]
    return [choices.unit_option(unit) for unit in open_ones[: choices.MOST_UNITS]]


def _colleagues(request: HttpRequest) -> list[Option]:
    """Return who holds a role for one of the own units. Two statements."""
    actor = actor_of(request)
    units = people.units(actor.units)
    areas = {unit.area_path.partition("/")[0] for unit in units.values()}
    held = [grant for area in areas for grant in people.grants_within(area, at=now_of(request))]
    known = people.accounts({grant.account_id for grant in held if grant.unit_id in units})
    return [Option(str(one.id), T(one.name, one.name)) for one in sorted(known.values(), key=lambda one: one.name)]


WHERE = (
    Field("place", T("在哪里", "Where"), most=120,
          hint=T("写到让人找得到，如“某小区东门广场”。", "So that people find it: the estate and the spot.")),
    Field("begins", T("几点开始", "From"), most=5, initial=lambda _: "09:00"),
    Field("ends", T("几点结束", "Until"), most=5, initial=lambda _: "11:00"),
    Field("slot_min", T("每人多少分钟", "Minutes a person"), "number", least=5, initial=lambda _: 15),
    Field("seats", T("同一时间能接待几人", "People at the same time"), "number", least=1, initial=lambda _: 1),
    Field("sits", T("谁来接待（公开）", "Who receives (shown to all)"), most=120, required=False,
          hint=T("如“综合执法中队、社区民警”。", "Such as the squad, the community's police.")),
    Field("staff", T("排哪几位同事", "Colleagues put on it"), "many", options=_colleagues, parse=UUID, required=False,
          hint=T("同一个人不会同时排到两处。不公开。", "Nobody is put on two at the same time. Not shown to others.")),
)  # fmt: skip
WHEN = (
    Field("kind", T("是什么", "What it is"), "pick", options=words(PlanKind), parse=PlanKind,
          initial=lambda _: PlanKind.RECEPTION_DAY.value),
    Field("unit", T("哪个单位", "Which office"), "select", options=_offices, parse=UUID,
          initial=lambda request: next((one.value for one in _offices(request)), "")),
    Field("every", T("多久一次", "How often"), "pick", options=words(Every), parse=Every,
          initial=lambda _: Every.WEEK.value),
    Field("weekday", T("星期几", "Weekday"), "select", parse=int, required=False, initial=lambda _: "2",
          options=lambda _: [Option(str(number), weekday(number)) for number in range(7)]),
    Field("interval", T("每几周一次（选“每周”时）", "Every so many weeks (for weekly)"), "number", least=1,
          required=False, initial=lambda _: 1),
    Field("nth", T("每月第几个（选“每月”时）", "Which of the month (for monthly)"), "select", parse=int, required=False,
          initial=lambda _: "1", options=lambda _: [Option(str(number), text) for number, text in NTH.items()]),
    Field("days", T("哪些日期（选“指定的日期”时）", "Which days (for single days)"), most=800, required=False,
          hint=T("如 2026-12-02 2026-12-16", "Such as 2026-12-02 2026-12-16")),
    Field("begins_on", T("从哪天起", "From which day on"), "day",
          initial=lambda request: now_of(request).astimezone(SHANGHAI).date().isoformat()),
    Field("last_on", T("到哪天为止", "Until which day"), "day", required=False,
          hint=T("不填就一直开下去。", "Left empty, until further notice.")),
    Field("on_holiday", T("遇到放假", "On a day off"), "pick", options=words(OnHoliday), parse=OnHoliday,
          initial=lambda _: OnHoliday.NEXT.value),
)  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a reception day, walking office or contact day."""
    actor = actor_of(request)
    require_any(actor, {PLAN})

    def do(given: Values) -> Text:
        rule = Recurrence(
            given["every"], given["begins_on"], given["last_on"], given["weekday"] or 0, given["interval"] or 1,
            given["nth"] or 1, _days(given["days"]), given["on_holiday"],
        )  # fmt: skip
        actions.make_plan(
            actor=actor, kind=given["kind"], unit_id=given["unit"], rule=rule, setting=_setting(given),
            now=now_of(request),
        )  # fmt: skip
        return T("排好了，接下来几周的已经可以预约。", "Done; the next weeks can be booked now.")

    return ask(
        request, (*WHEN, *WHERE), do, title=T("新的接待安排", "A new plan"), button=T("排上", "Plan it"), about=request,
        back=f"{URL}?tab=plans",
    )  # fmt: skip


def _days(raw: str) -> tuple[date, ...]:
    found = [_day(part) for part in re.split(r"[\s,，、;；]+", raw.strip()) if part]
    if any(day is None for day in found):
        raise Invalid(field="days", why_zh="日期写成 2026-12-01", why_en="write days like 2026-12-01")
    return tuple(day for day in found if day is not None)


def _setting(given: Values) -> Setting:
    return Setting(
        begins_min=_minutes(given, "begins"), ends_min=_minutes(given, "ends"), place=given["place"],
        slot_min=given["slot_min"], seats=given["seats"], sits=given["sits"], staff_ids=tuple(given["staff"]),
    )  # fmt: skip


def _minutes(given: Values, name: str) -> int:
    try:
        return minutes_of(given[name])
    except Invalid:
        raise Invalid(field=name, why_zh="时间写成 09:00", why_en="write a time such as 09:00") from None


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Change place, hours and people of a plan; who booked is told."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, {PLAN})
    row = queries.plan(actor, plan_id)
    now_set = {
        "place": row.place, "begins": clock_of(row.begins_min), "ends": clock_of(row.ends_min), "sits": row.sits,
        "slot_min": row.slot_min, "seats": row.seats, "staff": [str(one) for one in row.staff_ids],
    }  # fmt: skip
    fields = tuple(_beginning(one, now_set[one.name]) for one in WHERE)

    def do(given: Values) -> Text:
        changed = actions.change_plan(actor=actor, plan_id=plan_id, setting=_setting(given), now=now)
        return T(f"改好了，{changed} 次接待跟着改。", f"Done; {changed} to come changed with it.")

    says = T(
        "以后各次跟着改；已预约的人会收到通知，他们那次每人的时长不变。单独改过的那次不动。要换星期几，请结束这个、另排一个。",
        "Those to come change with it; who booked is told, and those slots keep their length. One that was moved by "
        "itself stays. For another weekday, end this plan and make a new one.",
    )
    return ask(
        request, fields, do, title=T("改接待安排", "Change the plan"), button=T("改", "Change it"), about=request,
        back=f"{URL}?tab=plans", hint=says,
    )  # fmt: skip


def _beginning(field: Field, value: object) -> Field:
    return Field(
        field.name, field.label, field.kind, field.hint, field.required, field.options, lambda _: value, field.parse,
        most=field.most, least=field.least,
    )  # fmt: skip


@never_cache
@staff_only
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """End a plan with a day."""
    actor, now = actor_of(request), now_of(request)
    require_any(actor, {PLAN})
    queries.plan(actor, plan_id)
    last = Field("last_on", T("最后一天", "Last day"), "day",
                 initial=lambda _: now.astimezone(SHANGHAI).date().isoformat())  # fmt: skip

    def do(given: Values) -> Text:
        count = actions.end_plan(actor=actor, plan_id=plan_id, last_on=given["last_on"], now=now)
        return T(f"结束了，之后 {count} 次取消。", f"Ended; {count} after it were called off.")

    says = T("这一天以后的取消，已预约的人会收到通知。", "What comes after that day is called off; who booked is told.")
    return ask(
        request, (last,), do, title=T("结束接待安排", "End the plan"), button=T("结束", "End it"), about=request,
        back=f"{URL}?tab=plans", hint=says,
    )  # fmt: skip
